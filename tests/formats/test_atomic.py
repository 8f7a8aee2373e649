"""Files written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from annotator import storage
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.study import Study
from annotator.formats.atomic import write_atomically
from annotator.formats.file_set import write_together


def test_it_makes_and_replaces_a_file_and_leaves_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    write_atomically(target, b"one")
    write_atomically(target, b"two")
    assert target.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_it_keeps_the_permissions_of_the_file_before(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_bytes(b"")
    target.chmod(0o640)
    write_atomically(target, b"one")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize(
    ("code", "says"),
    [(errno.ENOSPC, "3 bytes are needed"), (errno.EACCES, "may not be written"),
     (errno.EROFS, "may not be written"), (errno.EIO, "cannot be written")],
)  # fmt: skip
def test_a_failure_leaves_the_file_before_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, code: int, says: str
) -> None:
    target = tmp_path / "out.csv"
    target.write_bytes(b"before")

    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(*((os, "fsync", fail) if step == "fsync" else (Path, "replace", fail)))
    with pytest.raises(UserError) as caught:
        write_atomically(target, b"new")
    assert says in caught.value.what
    assert caught.value.where == str(target)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"before"]


def test_a_missing_folder_and_a_folder_of_that_name_are_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such folder"):
        write_atomically(tmp_path / "none" / "out.csv", b"")
    with pytest.raises(UserError, match="a folder of that name"):
        write_atomically(tmp_path, b"")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UserError, match="may not be written"):
        write_atomically(tmp_path / "out.csv", b"")
    tmp_path.chmod(0o700)


def test_a_file_system_that_cannot_sync_folders_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = []

    def only_files(handle: int) -> None:
        synced.append(handle)
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "no")

    monkeypatch.setattr(os, "fsync", only_files)
    write_atomically(tmp_path / "out.csv", b"one")
    assert (tmp_path / "out.csv").read_bytes() == b"one"
    assert len(synced) == 2


@pytest.mark.parametrize("passphrase", [None, "a long secret"])
@pytest.mark.parametrize("name", ["lab.iprstudy", "lab.IPRWORK", "lab.csv", "lab"])
def test_a_study_is_never_replaced_whatever_its_name(
    tmp_path: Path, name: str, passphrase: str | None
) -> None:
    target = tmp_path / name
    storage.create(target, Study(id=new_id(), title="Lab"), passphrase).close()
    before = target.read_bytes()
    with pytest.raises(UserError, match="choose another file name") as refused:
        write_atomically(target, b"new")
    assert refused.value.where == str(target)
    with pytest.raises(UserError, match="choose another file name"):
        write_together(tmp_path, {"more.csv": b"more", name: b"new"})
    assert target.read_bytes() == before
    assert not (tmp_path / "more.csv").exists()


def test_the_ending_of_a_study_is_for_studies_only(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"only a study may be called \*\.iprstudy"):
        write_atomically(tmp_path / "new.iprstudy", b"")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "start",
    [
        b"a,b\r\n",
        b"PK\x03\x04\0",
        b"%PDF-1.4\n\0",
        b"\x89PNG\r\n\0",
        b"\xff\xfea\0,\0",
        b"\xe6\xf8",
    ],
)
def test_a_document_of_whole_pages_is_replaced(tmp_path: Path, start: bytes) -> None:
    target = tmp_path / "out"
    target.write_bytes(start.ljust(8192, b" "))
    write_atomically(target, b"new")
    assert target.read_bytes() == b"new"
