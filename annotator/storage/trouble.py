"""What the driver reports, told as a sentence: locked, full, read-only, yanked, damaged."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from annotator.domain.errors import Stale, UserError
from annotator.storage.column_types import BadCell
from annotator.storage.uniqueness import twin_of

BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, CONSTRAINT, NOTADB = (
    5,
    6,
    8,
    10,
    11,
    13,
    14,
    19,
    26,
)

ERROR = 1
_NO_TEXT = "Could not decode to UTF-8"
_OF_NO_CODE = ("invalid fts5 file format", "vtable constructor failed", "unsupported file format")
_SENTENCES: dict[int, tuple[str, str]] = {
    BUSY: (
        "another program is writing to the study",
        "wait a moment and try again, or close the other window",
    ),
    LOCKED: ("another program is writing to the study", "wait a moment and try again"),
    READONLY: (
        "the study cannot be written: the file or its folder is read-only",
        "copy it to a folder of your own, or ask for the right to write",
    ),
    IOERR: (
        "the disk or share failed while the study was in use",
        "see that it is there, then look whether the last change is",
    ),
    CANTOPEN: (
        "the study cannot be opened or written there",
        "see that the folder exists and that you may write in it",
    ),
}


# As sqlite3_errstr() gives them.
_WORDS = {
    "database is locked": BUSY,
    "database table is locked": LOCKED,
    "attempt to write a readonly database": READONLY,
    "disk I/O error": IOERR,
    "database disk image is malformed": CORRUPT,
    "database or disk is full": FULL,
    "unable to open database file": CANTOPEN,
    "file is not a database": NOTADB,
}
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_AN_EDIT = 1 << 20
"""Bytes that the largest edits take, with what SQLite writes beside the file meanwhile."""


ON_DAMAGE = "leave it as it is; `annotator rescue` makes a new file of what is whole in it"
"""What to do with a study file that is damaged."""


class Damaged(UserError):
    """The file is a study, but parts of it are not as they were written.

    Attributes:
        findings: one line for each thing found.
    """

    def __init__(self, place: Path, findings: list[str]) -> None:
        more = f" and {len(findings) - 1} more" if len(findings) > 1 else ""
        super().__init__(
            f"the study file is damaged ({findings[0]}{more})",
            str(place),
            ON_DAMAGE,
        )
        self.findings = findings


def code_of(error: BaseException) -> int:
    """SQLite's primary result code of a driver's error, 0 where it has none."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig
    code = int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
    # Of an online backup the driver gives only the words.
    return code or next((own for words, own in _WORDS.items() if str(error) == words), 0)


def as_user_error(error: BaseException, place: Path, needed: int = 0) -> UserError | None:
    """The sentence for a driver's error, None where it is a bug of ours.

    Args:
        error: what the driver raised.
        place: the file to name.
        needed: bytes that the work takes at most, 0 for one edit.
    """
    code = code_of(error)
    if code == FULL:
        return full_disk(place, needed)
    if code == CONSTRAINT:
        return _refused(_reason(error), place)
    if code == READONLY and not place.exists():
        hint = "put it back where it was, or close it and open it at its new place"
        return UserError("the study file was moved or deleted", str(place), hint)
    if code == READONLY and all(os.access(each, os.W_OK) for each in (place, place.parent)):
        what = (
            "the study file was replaced, by a renewed or restored one or under another passphrase"
        )
        return UserError(what, str(place), "close it and open it again")
    if finding := _finding(code, _reason(error)):
        return Damaged(place, [finding])
    if code not in _SENTENCES:
        return None
    what, hint = _SENTENCES[code]
    return UserError(what, str(place), hint)


def _finding(code: int, reason: str) -> str:
    """What is damaged, by what the driver says; empty where nothing is."""
    if code in (CORRUPT, NOTADB):
        return reason
    if code == ERROR and reason.startswith(_OF_NO_CODE):
        return reason.partition(" - run ")[0]
    if not code and reason.startswith(_NO_TEXT):  # the driver goes on to quote it
        return "a text in it is not one any more"
    return ""


def of_system(error: OSError, sentence: UserError, *, full: Path, needed: int = 0) -> UserError:
    """The sentence for what the system refuses.

    Args:
        error: what it raised.
        sentence: what cannot be done, to which its reason is added.
        full: the file that there is no room for, where that is the reason.
        needed: bytes that it takes, 0 for one edit.
    """
    if error.errno in NO_ROOM:
        return full_disk(full, needed)
    reason = error.strerror or "no reason given"
    return UserError(f"{sentence.what} ({reason})", sentence.where, sentence.hint)


def full_disk(place: Path, needed: int = 0) -> UserError:
    """The sentence for a disk without room: what is free there, and what the work needs."""
    what = "the disk is full, so nothing of this step is stored"
    try:
        free = f"{shutil.disk_usage(place.parent).free:,} bytes are left, "
    except OSError:
        free = ""
    hint = f"free some space ({free}up to {needed or _AN_EDIT:,} are needed) and try again"
    return UserError(what, str(place), hint)


def _refused(reason: str, place: Path) -> UserError:
    """The sentence for a rule of the schema that a change breaks; SQLite's words hold no values."""
    twin = twin_of(reason)
    if twin is not None:
        return Stale(
            f"somebody else made {twin} in the meantime",
            str(place),
            "look at it as it is now, then do it again",
        )
    hint = "look for an id that stands twice, or a value that makes no sense"
    return UserError(f"the change breaks a rule of the study file ({reason})", str(place), hint)


def _reason(error: BaseException) -> str:
    """SQLite's own words."""
    return str(error.orig if isinstance(error, DBAPIError) else error)


@contextmanager
def told(place: Path, needed: int = 0) -> Iterator[None]:
    """Lets the driver's errors out as sentences that name the file.

    The one guard too for texts and numbers that no study file can hold. Arguments as in
    `as_user_error`.
    """
    try:
        yield
    except BadCell as error:
        raise Damaged(place, ["a cell in it does not hold what belongs there"]) from error
    except (UnicodeEncodeError, OverflowError) as error:
        raise UserError(
            "it holds a text or a number that cannot be stored",
            str(place),
            "look for damaged characters or huge numbers in it",
        ) from error
    except (DBAPIError, dbapi2.Error) as error:
        told_error = as_user_error(error, place, needed)
        if told_error is None:
            raise
        raise told_error from error
