"""How long handed-out work was worked on, by machine and day: told, never used to decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from annotator.domain.ids import Id
from annotator.domain.work_time import worked_days
from annotator.storage import schema
from annotator.storage.work import is_time


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkDay:
    """One day on one machine.

    Attributes:
        day: ISO, by that machine's clock in UTC.
        last_at: when the last thing was done on it.
    """

    package_id: Id
    device: str
    day: str
    worked_ms: int
    last_at: str


def days_of(package_id: Id, done: Iterable[tuple[str, str]]) -> tuple[WorkDay, ...]:
    """The days of a file of work, by machine and time of each thing that was done in it."""
    times: dict[str, list[datetime]] = defaultdict(list)
    for device, at in done:
        if is_time(at):
            times[device].append(datetime.fromisoformat(at))
    days = []
    for device, own in times.items():
        last = {each.date().isoformat(): each for each in sorted(own)}
        for day, worked_ms in worked_days(own).items():
            at = last[day].isoformat(timespec="milliseconds")
            days.append(
                WorkDay(
                    package_id=package_id, device=device, day=day, worked_ms=worked_ms, last_at=at
                )
            )
    return tuple(days)


def work_days(connection: Connection) -> list[WorkDay]:
    """All that the study knows, in order."""
    table = schema.work_days
    ordered = select(table).order_by(table.c.package_id, table.c.day, table.c.device)
    return [WorkDay(**row) for row in connection.execute(ordered).mappings()]


def newly_known(connection: Connection, brought: Iterable[WorkDay]) -> list[WorkDay]:
    """Days that the study does not know, or of which it knows less; in any order the same."""
    known = {(each.package_id, each.device, each.day): each for each in work_days(connection)}
    fresh: dict[tuple[str, str, str], WorkDay] = {}
    for each in brought:
        key = (each.package_id, each.device, each.day)
        former = fresh.get(key, known.get(key))
        most = each if former is None else _more(former, each)
        if most != known.get(key):
            fresh[key] = most
    return list(fresh.values())


def _more(one: WorkDay, other: WorkDay) -> WorkDay:
    return WorkDay(
        package_id=one.package_id,
        device=one.device,
        day=one.day,
        worked_ms=max(one.worked_ms, other.worked_ms),
        last_at=max(one.last_at, other.last_at),
    )


def put_down(connection: Connection, days: Iterable[WorkDay]) -> None:
    """Puts days down in place of what was known of them."""
    table = schema.work_days
    for each in days:
        own = (
            (table.c.package_id == each.package_id)
            & (table.c.device == each.device)
            & (table.c.day == each.day)
        )
        connection.execute(delete(table).where(own))
        connection.execute(insert(table), asdict(each))
