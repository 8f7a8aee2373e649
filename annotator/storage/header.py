"""What the first bytes of a file say, before any database is asked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from annotator.domain.errors import UserError
from annotator.storage.handles import bytes_of
from annotator.storage.key import SALT_BYTES

PAGE_BYTES = 4096
PLAIN_MAGIC = b"SQLite format 3\x00"
_APPLICATION_ID_AT = 68
_WORK = ".iprwork"


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The start of a file that may be a study.

    Attributes:
        encrypted: not a plain database; the first 16 bytes are then the salt.
        application_id: of a plain database, None of an encrypted one.
    """

    encrypted: bool
    salt: bytes
    application_id: int | None


class NoStudy(UserError):
    """A file is none of ours, or not the whole of one."""


def read_header(place: Path) -> Header:
    """The header of a study file.

    Raises:
        UserError: there is no file, or it cannot be a study.
    """
    where = str(place)
    refuse_others(place)
    try:
        with bytes_of(place) as file:
            start = file.read(100)
        size = place.stat().st_size
    except FileNotFoundError:
        if not place.parent.is_dir():
            hint = "see that its disk or share is connected, or check the name"
            raise UserError("its folder is not there", where, hint) from None
        hint = "check the name" + (
            "" if place.suffix.casefold() == _WORK else ", or make a study with `annotator new`"
        )
        raise UserError("no such file", where, hint) from None
    except PermissionError:
        raise UserError("you may not read this file", where, "ask its owner") from None
    except OSError as error:
        reason = error.strerror or "the system gives no reason"
        raise UserError(f"the file cannot be read ({reason})", where) from None
    is_work = place.suffix.casefold() == _WORK
    instead = "have it sent once more" if is_work else "open a backup of the study"
    if not start:
        raise NoStudy("the file is empty", where, instead)
    if start.startswith(PLAIN_MAGIC):
        return _plain(start)
    if size < PAGE_BYTES:
        raise NoStudy("not a study file, or only a part of one", where, instead)
    if size % PAGE_BYTES and not _interrupted(place):
        rescued = "`annotator rescue` makes a new file of what is whole in it"
        if is_work:
            hint = f"have it sent once more; or, where you have worked in it, {rescued}"
        else:
            hint = f"if it is one, {rescued}"
        raise NoStudy("not a study file, or only a part of one", where, hint)
    return Header(encrypted=True, salt=start[:SALT_BYTES], application_id=None)


def refuse_others(place: Path) -> None:
    """Stops what is there and no file: a pipe would wait for its other end, a device never end.

    Raises:
        UserError: it is such a thing, or a folder.
    """
    if place.is_dir():
        raise UserError("this is a folder", str(place), "give the study file in it")
    if place.exists() and not place.is_file():
        raise UserError("this is a pipe or a device", str(place), "give a study file")


def is_encrypted(place: Path) -> bool:
    """Whether a passphrase is needed to open a study file.

    Raises:
        UserError: there is no file, or it cannot be a study.
    """
    return read_header(place).encrypted


def _plain(start: bytes) -> Header:
    number = int.from_bytes(start[_APPLICATION_ID_AT : _APPLICATION_ID_AT + 4], "big")
    return Header(encrypted=False, salt=b"", application_id=number)


def _interrupted(place: Path) -> bool:
    """Whether a rollback journal waits beside the file: its size may then be any."""
    journal = place.with_name(f"{place.name}-journal")
    return journal.is_file() and journal.stat().st_size > 0
