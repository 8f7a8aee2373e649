"""The key of a damaged file, whose beginning, and with it the salt, may be lost.

The salt is no secret; it stands in the file's first 16 bytes, in those of each backup, and
whoever opens files may have noted it. With it each page proves itself. Without any of these the
recovery key, which is the raw key, still opens the pages, though nothing proves them then.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.errors import UserError, WrongPassphrase
from annotator.storage import recovery_key
from annotator.storage.backup import backups_of
from annotator.storage.handles import bytes_of
from annotator.storage.header import PLAIN_MAGIC
from annotator.storage.key import PROFILES, SALT_BYTES, Key, Profile, of_raw
from annotator.storage.opening import candidates
from annotator.storage.pages import Page, is_of_raw, read_pages, read_unproven
from annotator.storage.store import Store

_FRACTIONS = bytes((64, 32, 32))
"""What stands at bytes 21 to 23 of every plain database."""

Ask = Callable[[], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocked:
    """How a damaged file is read.

    Attributes:
        key: of the new file; None where it is plain. Where no salt was found it has another one,
            and only the recovery key opens it.
        is_proven: whether a page shows by itself that it is as it was written.
        readable: the file, or a copy of it in which no transaction is half done.
    """

    key: Key | None
    is_proven: bool
    readable: Path

    def pages(self) -> Iterator[Page]:
        """All pages in order."""
        if self.key is not None and not self.is_proven:
            return read_unproven(self.readable, self.key.raw)
        return read_pages(self.readable, self.key)


def salt_of(store: Store) -> bytes | None:
    """The salt of an open file; None where it is plain, or no file."""
    return None if store.key is None else store.key.salt


def unlock(
    readable: Path,
    place: Path,
    ask: Ask | None,
    salts: Iterable[bytes] = (),
    profiles: Sequence[Profile] = PROFILES,
) -> Unlocked:
    """How a damaged file is read, tried on its pages.

    Args:
        readable: the file, or a copy of it.
        place: where it stands, with its backups beside it.
        ask: gives the passphrase or the recovery key.
        salts: of files that were opened on this machine, the newest first.
        profiles: what a passphrase may have cost.

    Raises:
        UserError: nothing of it opens by what was typed.
    """
    with bytes_of(readable) as file:
        start, rest = file.read(SALT_BYTES), file.read(8)
    if start == PLAIN_MAGIC or rest.endswith(_FRACTIONS):
        return Unlocked(key=None, is_proven=False, readable=readable)
    if len(start) < SALT_BYTES:
        raise UserError("nothing of the file is whole", str(place), "open the newest backup")
    typed = ask() if ask is not None else None
    if not typed:
        raise UserError("encrypted", str(place), "give the passphrase")
    noted = tuple(salts)
    known = (start,) if start in noted else (start, *_of_backups(place), *noted)
    for salt in dict.fromkeys(known):
        for key, _ in candidates(typed, salt, profiles):
            if any(page.content is not None for page in read_pages(readable, key)):
                return Unlocked(key=key, is_proven=True, readable=readable)
    raw = recovery_key.typed(typed).raw
    if raw is not None and is_of_raw(readable, raw):
        salt = secrets.token_bytes(SALT_BYTES)
        return Unlocked(key=of_raw(raw, salt), is_proven=False, readable=readable)
    raise _refused(place, typed, raw)


def _of_backups(place: Path) -> Iterator[bytes]:
    for backup in backups_of(place).values():
        with suppress(OSError), bytes_of(backup) as file:
            salt = file.read(SALT_BYTES)
            if len(salt) == SALT_BYTES:
                yield salt


def _refused(place: Path, typed: str, raw: bytes | None) -> UserError:
    what = "wrong passphrase, or nothing of the file is whole"
    if fault := recovery_key.typed(typed).fault:
        return WrongPassphrase(f"wrong passphrase ({fault})", str(place), "type it again")
    if raw is not None:
        return WrongPassphrase(
            what, str(place), "the recovery key is of another file; open a backup"
        )
    hint = (
        "try the passphrase again; if it is right the file’s beginning is lost: give the recovery "
        "key in its place, or open the newest backup"
    )
    return WrongPassphrase(what, str(place), hint)
