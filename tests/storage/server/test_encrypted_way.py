"""The way to a server elsewhere: encrypted, to a server that proves who it is, or none."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from annotator.domain.address import Address
from annotator.domain.errors import UserError
from annotator.storage.server.connecting import connect, hang_up
from tests.servers import PASSWORD, Server, serving

HOST, OTHER = "db.lab.example", "mail.lab.example"
IS_ENCRYPTED = text("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
UNPROVEN = "the server does not prove who it is"


def openssl(*words: object) -> None:
    command = ["openssl", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def authority(folder: Path, name: str) -> tuple[Path, Path]:
    """File and key of a certificate that vouches for others."""
    made = folder / f"{name}.crt", folder / f"{name}.key"
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-days", 2, "-subj", f"/CN={name}", "-out", made[0], "-keyout", made[1])  # fmt: skip
    return made


def vouched(folder: Path, by: tuple[Path, Path]) -> None:
    """File and key of a certificate for `HOST`."""
    asked, names, key = (folder / f"server.{ending}" for ending in ("csr", "names", "key"))
    names.write_text(f"subjectAltName=DNS:{HOST}\n", encoding="utf-8")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-subj", f"/CN={HOST}", "-out", asked, "-keyout", key)  # fmt: skip
    openssl("x509", "-req", "-in", asked, "-CA", by[0], "-CAkey", by[1], "-CAcreateserial",
            "-days", 2, "-extfile", names, "-out", folder / "server.crt")  # fmt: skip


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The authority's file, one of an authority that has vouched for nobody, the server's."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl on this system, with which certificates are made")
    folder = tmp_path_factory.mktemp("papers")
    authority(folder, "another")
    vouched(folder, authority(folder, "lab"))
    return folder


@pytest.fixture(scope="module")
def encrypting(papers: Path) -> Iterator[Server]:
    with serving((papers / "server.crt", papers / "server.key")) as made:
        yield made


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host of that name is found on this machine, and the user's folder is empty."""
    monkeypatch.setenv("PGHOSTADDR", "127.0.0.1")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PGSSLMODE", "disable")  # what somebody once set is not heeded


def address(server: Server, host: str, root: Path | None) -> Address:
    options = () if root is None else (("sslrootcert", str(root)),)
    return Address(
        login="postgres", host=host, port=server.port, database="postgres", options=options
    )


def is_encrypted(place: Address) -> bool:
    connection = connect(place, PASSWORD)
    try:
        with connection.begin():
            found = connection.execute(IS_ENCRYPTED).one()
        assert not found[0] or found[1].startswith("TLSv1.")
        return bool(found[0])
    finally:
        hang_up(connection)


def test_a_server_that_proves_who_it_is_is_spoken_to_in_cipher(
    encrypting: Server, papers: Path, tmp_path: Path
) -> None:
    assert is_encrypted(address(encrypting, HOST, papers / "lab.crt"))
    kept = tmp_path / ".postgresql"
    kept.mkdir()
    shutil.copy(papers / "lab.crt", kept / "root.crt")
    assert is_encrypted(address(encrypting, HOST, None))


@pytest.mark.parametrize(
    ("host", "root", "hint"),
    [
        (HOST, "another.crt", "give the file of its authority"),
        (HOST, "missing.crt", "give the file of its authority"),
        (HOST, None, "give the file of its authority"),
        (OTHER, "lab.crt", "its certificate is for another name"),
    ],
)
def test_one_that_does_not_is_refused_with_a_sentence(
    encrypting: Server, papers: Path, host: str, root: str | None, hint: str
) -> None:
    place = address(encrypting, host, None if root is None else papers / root)
    with pytest.raises(UserError, match=UNPROVEN) as refused:
        connect(place, PASSWORD)
    assert hint in refused.value.sentence
    assert PASSWORD not in refused.value.sentence


def test_a_server_elsewhere_that_does_not_encrypt_is_never_told_a_word(server: Server) -> None:
    with pytest.raises(UserError, match="the server does not encrypt"):
        connect(address(server, HOST, None), PASSWORD)


def test_within_this_machine_no_certificate_is_asked_for(
    encrypting: Server, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PGHOSTADDR")
    assert not is_encrypted(address(server, "127.0.0.1", None))
    monkeypatch.delenv("PGSSLMODE")
    assert is_encrypted(address(encrypting, "127.0.0.1", None))
