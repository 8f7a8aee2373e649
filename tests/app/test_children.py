"""Children that read what comes from elsewhere know no passphrase of ours."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from annotator.app.looking_beside import beside
from annotator.app.open_study import OpenStudy
from annotator.app.reading import Reader
from annotator.domain.errors import UserError
from annotator.storage.issuer import Issuer
from annotator.storage.receiving import Sealed

SECRETS = {
    "ANNOTATOR_PASSPHRASE": "sesame-one",
    "ANNOTATOR_PACKAGE_PASSPHRASE": "sesame-two",
    "ANNOTATOR_NEW_PASSPHRASE": "sesame-three",
    "ANNOTATOR_LOGIN_PASSWORD": "sesame-four",
}


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)


def environment_of(process: int | None) -> bytes:
    return Path(f"/proc/{process}/environ").read_bytes()


@pytest.mark.skipif(sys.platform != "linux", reason="as Linux shows it")
@pytest.mark.usefixtures("secrets")
def test_what_reads_transcripts_is_not_told(tmp_path: Path) -> None:
    text = tmp_path / "one.txt"
    text.write_text("I: How was it?\nP: It was fine.\n")
    with Reader() as reader:
        reader.read(text)
        assert reader._process is not None
        known = environment_of(reader._process.pid)
    assert b"sesame" not in known
    assert b"PATH=" in known
    assert {name: os.environ[name] for name in SECRETS} == SECRETS


@pytest.mark.skipif(sys.platform != "linux", reason="as Linux shows it")
@pytest.mark.usefixtures("secrets")
def test_what_looks_at_files_of_work_is_not_told(
    study: OpenStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.app import looking_beside

    seen: list[bytes] = []
    hand = looking_beside._Child.hand

    def noted(child: looking_beside._Child, file: Sealed) -> None:
        seen.append(environment_of(child._process.pid))
        hand(child, file)
        child.kill()

    monkeypatch.setattr(looking_beside._Child, "hand", noted)
    with study._store.reading() as connection:
        issuer = Issuer.of(connection)
    nowhere = Sealed(study.place.with_name("none.iprwork"), None)
    with pytest.raises(UserError, match="not a study"):
        list(beside(1)([nowhere], issuer))
    assert len(seen) == 1
    assert b"sesame" not in seen[0]
