"""A file written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
from pathlib import Path

from annotator.domain.errors import UserError

STUDY_ENDINGS = (".iprstudy", ".iprwork")
_PLAIN_DATABASE = b"SQLite format 3\x00"
_PAGE_BYTES = 4096
_DOCUMENTS = (b"PK\x03\x04", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\xff\xfe", b"\xfe\xff")
"""How files begin that programs like ours write and that hold NUL bytes: zip packages, PDF,
pictures, UTF-16."""


def write_atomically(path: Path, content: bytes, *, named: Path | None = None) -> None:
    """Puts content at a path in one step: readers see the old file or the whole new one.

    A temporary file beside the target is written, synced and renamed over it; the folder is
    synced too. On any failure the temporary file is removed and the target is as before.
    Raises UserError with the path for what the system refuses, and where a study is or would be;
    `named` is the path to tell, where the file only waits at this one.
    """
    path = Path(path)
    refuse_study(path)
    temporary: Path | None = None
    try:
        if path.is_dir():
            raise UserError("there is a folder of that name", str(path), "choose a file name")
        handle, place = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
        temporary = Path(place)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            _set_permissions(temporary, path)
            os.fsync(file.fileno())
        temporary.replace(path)
        temporary = None
        sync_folder(path.parent)
    except OSError as error:
        raise _explained(error, named or path, len(content)) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()


def refuse_study(path: Path) -> None:
    """Keeps what is written from taking a study's place.

    Raises:
        UserError: the name ends as a study's, or there is a database or what may be an encrypted
            one: whole pages that are neither text nor a document.
    """
    if path.suffix.casefold() in STUDY_ENDINGS:
        raise UserError(
            f"only a study may be called *{path.suffix}", str(path), "choose another file name"
        )
    try:
        size = path.stat().st_size if path.is_file() else 0
        with path.open("rb") if size else contextlib.nullcontext() as file:
            start = file.read(_PAGE_BYTES) if file else b""
    except OSError:  # writing tells what is wrong there
        return
    pages = size > 0 and size % _PAGE_BYTES == 0
    encrypted = pages and b"\0" in start and not start.startswith(_DOCUMENTS)
    if start.startswith(_PLAIN_DATABASE) or encrypted:
        raise UserError(
            "there is a study or another database", str(path), "choose another file name"
        )


def _set_permissions(temporary: Path, path: Path) -> None:
    """The permissions of the file that is replaced; those of any new file where there is none.

    A temporary file is private at first, which on a share would lock the others out.
    """
    if sys.platform == "win32":
        return
    try:
        mode = path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    temporary.chmod(mode)


def sync_folder(folder: Path) -> None:
    """Makes the rename itself durable, where the system can sync folders."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network file systems cannot sync a folder; the file itself is on disk.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
    finally:
        os.close(handle)


def _explained(error: OSError, path: Path, needed: int) -> UserError:
    """What the system refused, in words that help."""
    where = str(path)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return UserError(
            f"the disk is full: {needed:,} bytes are needed",
            where,
            "free some space or choose another folder",
        )
    if error.errno == errno.EROFS or isinstance(error, PermissionError):
        return UserError(
            "the folder or file may not be written",
            where,
            "choose a folder of your own or ask for the right to write",
        )
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return UserError("there is no such folder", where, "make the folder first")
    return UserError(
        f"it cannot be written ({error.strerror or type(error).__name__})",
        where,
        "try another folder",
    )
