"""Files by a study that an erasure does not touch: handed-out work, and other study files.

Whose a file of work is only its own passphrase tells; a study file may be rescued from this one,
the damaged one that this was rescued from, or a copy.
"""

from __future__ import annotations

import glob
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlcipher3 import dbapi2

from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.storage.connection import hang_up, looking_connection, reading
from annotator.storage.creation import journal_beside
from annotator.storage.erasure.reach import folders
from annotator.storage.header import read_header
from annotator.storage.reading import study_id as id_of_study
from annotator.storage.trouble import told

ENDING = ".iprwork"
_MADE_WITHIN_S = 600
_UNFINISHED = f".*{ENDING}.????????.new"


def is_being_made(stray: Path) -> bool:
    """Whether an unfinished file may be work, of whatever study, that is handed out just now."""
    if f"{ENDING}." not in stray.name:
        return False
    with suppress(OSError):
        return time.time() - stray.stat().st_mtime < _MADE_WITHIN_S
    return False


def work_files(place: Path) -> tuple[str, ...]:
    """Where files of work lie in a study's folder and in those right below it.

    Args:
        place: the study.

    Raises:
        OSError: the folder cannot be read.
    """
    patterns = (f"*{ENDING}", f"*/*{ENDING}", _UNFINISHED)
    return _named(place, {each for name in patterns for each in place.parent.glob(name)})


def study_files(place: Path, study_id: Id, *, with_saved: bool) -> tuple[str, ...]:
    """Where other study files lie there that may be of the same study, its own backups aside.

    Args:
        place: the study.
        study_id: plain files of another one are left out.
        with_saved: also those that were saved beside a study on a share.

    Raises:
        OSError: the folder cannot be read.
    """
    suffix = glob.escape(place.suffix)
    found = {each for name in (f"*{suffix}", f"*/*{suffix}") for each in place.parent.glob(name)}
    saved = place.parent.glob(f"{glob.escape(place.stem)} (*){suffix}")
    own = {place, *(() if with_saved else saved)}
    backups = {place.parent / each.name for each in folders(place)}
    others = {each for each in found - own if each.parent not in backups}
    return _named(place, {each for each in others if _may_be_of(each, study_id)})


def _may_be_of(place: Path, study_id: Id) -> bool:
    """Whether a file is not sure to be of another study, or of none.

    It is another study's, maybe on a share: nothing is written to it, nor is a transaction in it
    that was cut short taken back.
    """
    if place.name.startswith(".") or not place.is_file():
        return False
    try:
        if read_header(place).encrypted or _is_unfinished(place):
            return True
        connection = looking_connection(place, None)
        try:
            with told(place), reading(connection):
                return id_of_study(connection) == study_id
        finally:
            hang_up(connection)
    except (OSError, UserError, SQLAlchemyError, dbapi2.Error):  # damaged, say
        return True


def _is_unfinished(place: Path) -> bool:
    """Whether a transaction is under way in a file, or was cut short."""
    logs = (journal_beside(place), place.with_name(f"{place.name}-wal"))
    return any(each.is_file() and each.stat().st_size for each in logs)


def _named(place: Path, files: Iterable[Path]) -> tuple[str, ...]:
    found = sorted(each for each in files if each.is_file())
    return tuple(each.relative_to(place.parent).as_posix() for each in found)
