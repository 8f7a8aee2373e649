"""What comes in under an id of its own and yet is of the same unit or passage as another."""

from __future__ import annotations

from collections import Counter, defaultdict
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
from annotator.storage.rows import CODECS
from annotator.storage.straight import Batch

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


def beside_others(
    connection: Connection, straight: Sequence[Batch], changes: Sequence[Replace]
) -> list[Replace]:
    """Of records that come in straight those of a unit or passage that others are of too.

    All others can have no twin, and need not be looked at one by one.
    """
    found: list[Replace] = []
    for kind, (table, place, where, _) in _PLACES.items():
        own = [each for each in straight if CODECS[each.kind].record is kind]
        if not own:
            continue
        names = ("coder_id", "round_id", place, *where)
        units = [list(zip(*(batch.columns[name] for name in names), strict=True)) for batch in own]
        every = set().union(*units)
        shared: set[Unit] = set()
        if len(every) < sum(map(len, units)):
            counted = Counter(one for each in units for one in each)
            shared.update(unit for unit, number in counted.items() if number > 1)
        afters = (each.after for each in changes)
        shared.update(every.intersection(_unit(e, names) for e in afters if isinstance(e, kind)))
        coders = sorted({batch.coder_id for batch in own})
        asked = select(*(table.c[name] for name in names)).where(table.c.coder_id.in_(coders))
        shared.update(every.intersection(map(tuple, connection.execute(asked).all())))
        for batch, own_units in zip(own, units, strict=True):
            ids = {one for one, unit in zip(batch.ids, own_units, strict=True) if unit in shared}
            found += [Replace(None, record) for record in batch.only(ids).records()] if ids else []
    return found


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
