"""Backups beside the study: made whole, opened and checked before they count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from annotator.domain.errors import UserError
from annotator.storage import journal
from annotator.storage.connection import (
    connect,
    hang_up,
    pragma,
    reading,
    sql_connection,
    sql_on,
)
from annotator.storage.copying import PAUSE_S, Hear, can_copy, copy_pages
from annotator.storage.creation import (
    draft_beside,
    put_new,
    reserve,
    sweep,
    sync,
    sync_folder,
)
from annotator.storage.handles import Driver
from annotator.storage.header import PAGE_BYTES
from annotator.storage.key import Key
from annotator.storage.opening import Ask, open_file, sound_findings
from annotator.storage.trouble import Damaged, of_system, told

_OK = 0  # SQLite's word for a step that went well
RECENT, DAILY, WEEKLY = 10, 14, 8
PAGES_A_STEP = 256
"""A megabyte at a time takes some milliseconds, which is all that an edit may have to wait."""
_RESTARTS = 3
"""So often an edit may begin a copy in steps anew; then it is made at once, and edits wait."""
_AHEAD = timedelta(minutes=1)
_FOLDER = " backups"
_STAMP = "%Y-%m-%d %H%M%S"


class _RestartedError(Exception):
    """Edits begin the copy anew again and again."""


def back_up_file(
    connection: Connection, place: Path, key: Key | None, *, pages_a_step: int = -1
) -> Path:
    """A checked copy of a study file, under the same key, in the folder of its backups.

    Raises:
        UserError: the copy cannot be written.
        Damaged: the copy is not sound; it is taken away, and older backups stay.
    """
    folder = folder_of(place)
    goal = _free_name(folder, place)
    try:
        if not folder.is_dir():
            folder.mkdir(exist_ok=True)
            sync_folder(folder.parent)
        draft = draft_beside(goal)
        try:
            copy_to(connection, draft, key, named=goal, pages_a_step=pages_a_step)
            prove(draft, key, named=goal)
            goal = _put(draft, goal, place)
        finally:
            sweep(draft)
    except Damaged as error:  # the copy is what the study is
        raise Damaged(place, error.findings) from error
    except OSError as error:
        hint = "see that the folder can be written and has room"
        told_error = UserError("no backup can be made", str(folder), hint)
        raise of_system(error, told_error, full=goal, needed=place.stat().st_size) from error
    _rotate(place, goal)
    return goal


def back_up_apart(place: Path, key: Key | None) -> Path | None:
    """The same by a connection of its own, in small steps: it may run beside the one at work.

    None where none is due, or the study is not there just now.

    Raises:
        UserError, Damaged: as in `back_up_file`.
    """
    if not place.is_file() or is_backup(place):
        return None
    connection = sql_connection(place, key)
    try:
        if not is_due(connection, place, key):
            return None
        return back_up_file(connection, place, key, pages_a_step=PAGES_A_STEP)
    finally:
        hang_up(connection)


def is_due(connection: Connection, place: Path, key: Key | None) -> bool:
    """Whether the newest backup holds another state than the study, or there is none.

    By what the two files say: clocks go wrong. A backup dated ahead does not count.
    """
    now = datetime.now(UTC) + _AHEAD
    past = {time: path for time, path in backups_of(place).items() if time <= now}
    if not past:
        return True
    with told(place):
        own = _state(connection)
    try:
        backup = sql_on(connect(past[max(past)], key))
        try:
            return _state(backup) != own
        finally:
            hang_up(backup)
    except (UserError, DBAPIError, dbapi2.Error):  # of another key, or no study at all
        return True


def _state(connection: Connection) -> tuple[int | str | None, tuple[int, str]]:
    """The version of the tables, and the end of the journal's chain of hashes."""
    with reading(connection):
        return pragma(connection, "user_version"), journal.head(connection)


def folder_of(place: Path) -> Path:
    """Where the backups of a study stand."""
    return place.with_name(f"{place.stem}{_FOLDER}")


def copy_to(
    connection: Connection, draft: Path, key: Key | None, *, named: Path, pages_a_step: int = -1
) -> None:
    """Writes the file's state of this moment to a new file of the same key, and syncs it.

    All pages at once, or so many at a time, with the file free for others in between; where one
    writes meanwhile SQLite begins anew, a few times. Errors tell the path `named`, which the
    draft is to get.
    """
    reserve(draft)
    driver = connection.connection.driver_connection
    assert isinstance(driver, Driver)
    with told(named):
        # By the driver: SQLAlchemy would begin a transaction, which the copying waits for.
        (pages,) = driver.execute("PRAGMA page_count").fetchone()
    with told(named, pages * PAGE_BYTES):
        try:
            _copy(driver, draft, key, pages_a_step, _patience(_RESTARTS))
        except _RestartedError:
            _copy(driver, draft, key, -1, lambda *_: None)
    sync(draft)


def _copy(driver: Driver, draft: Path, key: Key | None, pages_a_step: int, hear: Hear) -> None:
    """An encrypted file is copied as it stands; a plain one has no sums that would prove it."""
    if key is not None and can_copy(driver):
        copy_pages(driver, key, draft, pages_a_step=pages_a_step, hear=hear)
        return
    target = connect(draft, key)
    try:
        driver.backup(target, pages=pages_a_step, sleep=PAUSE_S, progress=hear)
    finally:
        target.close()


def kept(times: Iterable[datetime], now: datetime) -> set[datetime]:
    """Which backups stay: the newest ten, the last of each of 14 days and of 8 weeks.

    Those that are dated ahead are counted apart: a clock that went wrong once pushes nothing out.

    >>> from datetime import timedelta
    >>> now = datetime(2025, 3, 31, 12, tzinfo=UTC)
    >>> hours = [now - timedelta(hours=h) for h in range(5000)]
    >>> len(kept(hours, now)), max(kept(hours, now)) - min(kept(hours, now))
    (28, datetime.timedelta(days=42, seconds=46800))
    """
    every = sorted(times, reverse=True)
    ahead = [time for time in every if time > now + _AHEAD]
    return _newest(ahead) | _newest(every[len(ahead) :])


def _newest(times: Sequence[datetime]) -> set[datetime]:
    """Those of some that stay; the newest comes first."""
    days: dict[object, datetime] = {}
    weeks: dict[object, datetime] = {}
    for time in times:
        days.setdefault(time.date(), time)
        weeks.setdefault(time.isocalendar()[:2], time)
    return {*times[:RECENT], *list(days.values())[:DAILY], *list(weeks.values())[:WEEKLY]}


def is_backup(place: Path) -> bool:
    """Whether a file is one of the backups of a study, by its folder and name."""
    folder = place.parent
    study = folder.with_name(folder.name.removesuffix(_FOLDER) + place.suffix)
    return folder == folder_of(study) and _time_of(place, study) is not None


def refuse_backup(place: Path) -> None:
    """Stops what would write to a backup where it stands: it is to stay as it is, and goes in time.

    Raises:
        UserError: it is one.
    """
    if is_backup(place):
        hint = "copy it out with `annotator restore`, and work in the copy"
        raise UserError("this is a backup, which stays as it is", str(place), hint)


def restore(
    backup: Path,
    goal: Path,
    ask: Ask | None = None,
    see: Callable[[Connection, Key | None], object] = lambda *_: None,
) -> Path:
    """A study made of a backup, or of any other file of one, which stays as it is.

    Args:
        backup: is looked through, as at every opening.
        goal: a new file, of the same passphrase.
        ask: gives the passphrase.
        see: sees the backup's connection and key first, and may raise.

    Raises:
        UserError: it is no study, or of another passphrase; a file stands at the goal, or it
            cannot be written. Nothing is left behind.
        Damaged: it is not as it was written.
    """
    key, connection = open_file(backup, ask)
    draft = draft_beside(goal)
    try:
        see(connection, key)
        copy_to(connection, draft, key, named=goal)
        prove(draft, key, named=goal)
        put_new(draft, goal)
        sync_folder(goal.parent)
    except OSError as error:
        told_error = UserError("the backup cannot be restored", str(goal), "choose another folder")
        needed = backup.stat().st_size
        raise of_system(error, told_error, full=goal, needed=needed) from error
    finally:
        hang_up(connection)
        sweep(draft)
    return goal


def backups_of(place: Path) -> dict[datetime, Path]:
    """The backups of a study by their time (UTC)."""
    found: dict[datetime, Path] = {}
    for path in folder_of(place).glob(f"*{place.suffix}"):
        time = _time_of(path, place)
        if time is not None:  # no file that somebody else put there
            found[time] = path
    return found


def _time_of(backup: Path, place: Path) -> datetime | None:
    """When a backup of a study was made, by its name; None where it is none."""
    with suppress(ValueError):
        stamp = backup.stem[: len("2025-03-12 102233")] + "+0000"
        time = datetime.strptime(stamp, f"{_STAMP}%z")
        if backup.name == _name(time, place):
            return time
    return None


def _name(time: datetime, place: Path) -> str:
    return f"{time.strftime(_STAMP)} {place.stem}{place.suffix}"


def _free_name(folder: Path, place: Path) -> Path:
    """A name by the time, a second later where that is taken."""
    second = int(datetime.now(UTC).timestamp())
    while True:
        goal = folder / _name(datetime.fromtimestamp(second, UTC), place)
        if not goal.exists():
            return goal
        second += 1


def _patience(restarts: int) -> Hear:
    """What hears after each step how it went and how many pages remain, and counts restarts."""
    left = [restarts]
    before: list[int] = []

    def hear(status: int, remaining: int, _total: int) -> None:
        if status == _OK:
            if before and remaining >= before[-1]:
                left[0] -= 1
            before.append(remaining)
        if left[0] < 0:
            raise _RestartedError

    return hear


def prove(draft: Path, key: Key | None, *, named: Path) -> None:
    """Opens the copy anew and checks it."""
    with told(named):
        connection = sql_on(connect(draft, key))
        try:
            with reading(connection):
                findings = sound_findings(connection, draft, key)
        finally:
            hang_up(connection)
    if findings:
        raise Damaged(named, findings)


def _put(draft: Path, goal: Path, place: Path) -> Path:
    """Gives the draft its name, or a later one where another window took it meanwhile."""
    while True:
        try:
            put_new(draft, goal)
        except UserError:
            if not goal.exists():
                raise
            goal = _free_name(goal.parent, place)
        else:
            return goal


def _rotate(place: Path, made: Path) -> None:
    """Takes older backups away, but none that was just made or is open somewhere."""
    found = backups_of(place)
    stay = kept(found, datetime.now(UTC))
    for time, path in found.items():
        if time not in stay and path != made:
            with suppress(OSError):
                path.unlink()
