"""Backups beside the study: made whole, opened and checked before they count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from annotator.domain.errors import UserError
from annotator.storage.connection import connect, hang_up, reading, sql_connection
from annotator.storage.creation import draft_beside, put_new, reserve, sweep, sync
from annotator.storage.header import PAGE_BYTES
from annotator.storage.key import Key
from annotator.storage.opening import page_findings, reference_findings
from annotator.storage.trouble import NO_ROOM, Damaged, full_disk, told

RECENT, DAILY, WEEKLY = 10, 14, 8
PAGES_A_STEP, _PAUSE_S = 256, 0.005
"""A megabyte at a time takes some milliseconds, which is all that an edit may have to wait."""
_STAMP = "%Y-%m-%d %H%M%S"


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
        folder.mkdir(exist_ok=True)
        draft = draft_beside(goal)
        try:
            copy_to(connection, draft, key, named=goal, pages_a_step=pages_a_step)
            _prove(draft, key)
            put_new(draft, goal)
        finally:
            sweep(draft)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise full_disk(goal, place.stat().st_size) from error
        raise UserError(
            f"no backup can be made ({error.strerror or 'no reason given'})",
            str(folder),
            "see that the folder can be written and has room",
        ) from error
    _rotate(place)
    return goal


def back_up_apart(place: Path, key: Key | None) -> Path:
    """The same by a connection of its own, in small steps: it may run beside the one at work.

    Where an edit is committed meanwhile, SQLite begins the copy anew.

    Raises:
        UserError, Damaged: as in `back_up_file`.
    """
    connection = sql_connection(place, key)
    try:
        return back_up_file(connection, place, key, pages_a_step=PAGES_A_STEP)
    finally:
        hang_up(connection)


def is_due(place: Path) -> bool:
    """Whether the study was written to since its newest backup, or has none."""
    written = place.stat().st_mtime
    return all(path.stat().st_mtime < written for path in backups_of(place).values())


def folder_of(place: Path) -> Path:
    """Where the backups of a study stand."""
    return place.with_name(f"{place.stem} backups")


def copy_to(
    connection: Connection, draft: Path, key: Key | None, *, named: Path, pages_a_step: int = -1
) -> None:
    """Writes the file's state of this moment to a new file of the same key, and syncs it.

    All pages at once, or so many at a time, with the file free for others in between. Errors
    tell the path `named`, which the draft is to get.
    """
    reserve(draft)
    driver = connection.connection.driver_connection
    assert driver is not None
    # By the driver: SQLAlchemy would begin a transaction, which the copying waits for.
    (pages,) = driver.execute("PRAGMA page_count").fetchone()
    with told(named, pages * PAGE_BYTES):
        target = connect(draft, key)
        try:
            driver.backup(target, pages=pages_a_step, sleep=_PAUSE_S)
        finally:
            target.close()
    sync(draft)


def kept(times: Iterable[datetime]) -> set[datetime]:
    """Which backups stay: the newest ten, the last of each of 14 days and of 8 weeks.

    >>> from datetime import timedelta
    >>> hours = [datetime(2025, 3, 31, 12, tzinfo=UTC) - timedelta(hours=h) for h in range(5000)]
    >>> len(kept(hours)), max(kept(hours)) - min(kept(hours))
    (28, datetime.timedelta(days=42, seconds=46800))
    """
    newest = sorted(times, reverse=True)
    days: dict[object, datetime] = {}
    weeks: dict[object, datetime] = {}
    for time in newest:
        days.setdefault(time.date(), time)
        weeks.setdefault(time.isocalendar()[:2], time)
    return {*newest[:RECENT], *list(days.values())[:DAILY], *list(weeks.values())[:WEEKLY]}


def backups_of(place: Path) -> dict[datetime, Path]:
    """The backups of a study by their time (UTC)."""
    found: dict[datetime, Path] = {}
    for path in folder_of(place).glob(f"*{place.suffix}"):
        try:
            stamp = path.stem[: len("2025-03-12 102233")] + "+0000"
            found[datetime.strptime(stamp, f"{_STAMP}%z")] = path
        except ValueError:
            continue  # a file that somebody else put there
    return found


def _free_name(folder: Path, place: Path) -> Path:
    """A name by the time, a second later where that is taken."""
    second = int(datetime.now(UTC).timestamp())
    while True:
        stamp = datetime.fromtimestamp(second, UTC).strftime(_STAMP)
        goal = folder / f"{stamp} {place.stem}{place.suffix}"
        if not goal.exists():
            return goal
        second += 1


def _prove(draft: Path, key: Key | None) -> None:
    """Opens the copy anew and checks it."""
    connection = sql_connection(draft, key)
    try:
        with told(draft), reading(connection):
            findings = page_findings(connection, encrypted=key is not None)
            findings = findings or reference_findings(connection)
    finally:
        hang_up(connection)
    if findings:
        raise Damaged(draft, findings)


def _rotate(place: Path) -> None:
    found = backups_of(place)
    stay = kept(found)
    for time, path in found.items():
        if time not in stay:
            path.unlink(missing_ok=True)
