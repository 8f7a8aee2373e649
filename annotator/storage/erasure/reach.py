"""Which backups of a study can be reached: by its own key, without any, or by a former passphrase.

A change of the passphrase may have left backups under the one before, and some that are plain.
"""

from __future__ import annotations

import glob
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.storage.backup import folder_of
from annotator.storage.connection import hang_up, reading
from annotator.storage.header import read_header
from annotator.storage.key import Key
from annotator.storage.opening import key_by, open_again
from annotator.storage.reading import study_id as id_of_study
from annotator.storage.trouble import Damaged


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The backups of a study.

    Attributes:
        keys: those that can be opened, and by which key, in order; None opens a plain one.
        elsewhere: names of those that cannot be, and why.
        locked: how many of these another passphrase may open.
    """

    keys: Mapping[Path, Key | None]
    elsewhere: tuple[str, ...]
    locked: int


def folders(place: Path) -> list[Path]:
    """Where backups of a study may stand: beside it, and beside a link to it."""
    found = dict.fromkeys((folder_of(place), folder_of(place.resolve())))
    return [each for each in found if each.is_dir()]


def reached(
    place: Path,
    key: Key | None,
    study_id: Id,
    formers: Sequence[str] = (),
    but: Collection[Path] = (),
) -> Reach:
    """All files of a study in the folder of its backups, but for those that are known already.

    Args:
        place: the study.
        key: of it.
        study_id: by which its backups are told from others.
        formers: passphrases, or recovery keys, that it had before.
        but: what is left out.
    """
    keys: dict[Path, Key | None] = {}
    elsewhere: list[str] = []
    ring = _Ring(key, formers)
    ending = f"*{glob.escape(place.suffix)}"
    listed = {path for folder in folders(place) for path in folder.glob(ending)}
    for path in sorted(listed.difference(but)):
        name = f"{path.parent.name}/{path.name}"
        try:
            own = ring.key_of(path)
            connection = open_again(path, own)
            try:
                with reading(connection):
                    is_ours = id_of_study(connection) == study_id
            finally:
                hang_up(connection)
        except _LockedError:
            elsewhere.append(f"{name} (under another passphrase, or damaged)")
        except Damaged:
            elsewhere.append(f"{name} (damaged)")
        except (UserError, DBAPIError, dbapi2.Error):
            elsewhere.append(f"{name} (cannot be opened)")
        else:
            if is_ours:
                keys[path] = own
    return Reach(keys=keys, elsewhere=tuple(elsewhere), locked=ring.locked)


class _LockedError(Exception):
    """None of the keys that are known opens it."""


class _Ring:
    """The keys that are known; those of former passphrases are derived once for each salt.

    Attributes:
        locked: how many files none of them opens.
    """

    def __init__(self, own: Key | None, formers: Sequence[str]) -> None:
        self._formers, self.locked = formers, 0
        self._by_salt: dict[bytes, Key] = {} if own is None else {own.salt: own}

    def key_of(self, place: Path) -> Key | None:
        """The key of a file, None where it is plain.

        Raises:
            _LockedError: it is another one.
            UserError: the file cannot be a study.
        """
        header = read_header(place)
        if not header.encrypted:
            return None
        if header.salt not in self._by_salt:
            self._by_salt[header.salt] = self._derived(place)
        return self._by_salt[header.salt]

    def _derived(self, place: Path) -> Key:
        for former in self._formers:
            try:
                key = key_by(place, former)
            except UserError:
                continue
            if key is not None:
                return key
        self.locked += 1
        raise _LockedError
