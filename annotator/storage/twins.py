"""What comes in under an id of its own and yet is of the same unit or passage as another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table, select

from annotator.domain.edits import Record, Replace
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.moment import Moment
from annotator.domain.round import Assignment, Opening
from annotator.storage import schema
from annotator.storage.lineage import chunks

Unit = tuple[object, ...]

_PLACES: dict[type[Any], tuple[Table, str, tuple[str, ...], str]] = {
    Assignment: (schema.assignments, "account_id", (), "another says how far the same work is"),
    Opening: (schema.openings, "session_id", (), "the same step was taken in two places"),
    Moment: (
        schema.moments, "transcript_id", ("start", "end"), "the same passage is marked twice",
    ),
    Judgement: (
        schema.judgements, "target_id", ("code_set_id", "unit", "start_ms"),
        "the same unit is judged twice",
    ),
}  # fmt: skip
"""By kind: its table, what it stands in, where in that, and what is told of two."""


def twins(connection: Connection, changes: Sequence[Replace]) -> Iterator[tuple[Record, str]]:
    """Records that are new where the same coder’s word in the same round stands already.

    Args:
        connection: of the study, in which the changes are not made yet.
        changes: what comes in and goes.

    Yields:
        Each with what is told of it, which names the other.
    """
    touched = {each.record.id for each in changes}
    for kind, (table, place, where, what) in _PLACES.items():
        afters = [(each.before is None, each.after) for each in changes]
        own = sorted(
            ((is_new, each) for is_new, each in afters if isinstance(each, kind)),
            key=lambda one: (one[0], one[1].id),
        )
        names = ("coder_id", "round_id", place, *where)
        new = [each for is_new, each in own if is_new]
        standing = _standing(connection, table, place, names, new, touched)
        for is_new, record in own:  # those that were there come first
            other = standing.setdefault(_unit(record, names), record.id)
            if is_new and other != record.id:
                yield record, f"{what}: {other} stands too"


def _standing(
    connection: Connection, table: Table, place: str, names: Sequence[str],
    new: Iterable[Any], touched: set[Id],
) -> dict[Unit, Id]:  # fmt: skip
    """By unit the least id of what stands in the places of some records and is not changed."""
    found: dict[Unit, list[Id]] = defaultdict(list)
    columns = [table.c.id, *(table.c[name] for name in names)]
    for some in chunks(sorted({getattr(each, place) for each in new})):
        for row in connection.execute(select(*columns).where(table.c[place].in_(some))):
            if row[0] not in touched:
                found[tuple(row[1:])].append(row[0])
    return {unit: min(ids) for unit, ids in found.items()}


def _unit(record: Any, names: Sequence[str]) -> Unit:
    return tuple(getattr(record, name) for name in names)
