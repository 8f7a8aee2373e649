"""Stand-ins for codes, scales and sets of a codebook of which rows are lost."""

from __future__ import annotations

from collections.abc import Iterable
from math import gcd
from typing import Any

from sqlalchemy import Table, exists, select, union_all

from annotator.domain.codebook import MINUTE_MS, CodeSet
from annotator.domain.ids import Id, new_id
from annotator.storage import schema
from annotator.storage.remains import Remains, said_of_parts

_CODED = (schema.moment_codes, schema.judgement_codes, schema.judgement_values)
_RATED = (schema.moment_ratings, schema.judgement_ratings)
_USUAL_MS = 5 * MINUTE_MS
"""How long bins are where those that are left say nothing else, as in a new set."""
_WIDTH = 1
"""How many steps a scale has at least, so that it is one."""

Place = tuple[Id, Id]
"""A version of the codebook, and what stands in it."""


def stand_for_codes(left: Remains) -> None:
    """Makes the codes and scales that are given and not there; their sets may lack then."""
    coded = [(each, "code_id") for each in _CODED] + [(schema.codes, "parent_id")]
    for codebook_id, code_id in _missing(left, schema.codes, coded):
        row = {
            "name": left.name(schema.codes.c.name, None, "Rescued code "),
            **dict.fromkeys(("key", "definition", "include", "exclude"), ""),
            "colour": "grey",
            "examples": (),
            "retired": False,
            "became": (),
        }
        _put(left, schema.codes, codebook_id, code_id, row)
    _adopt(left)
    rated = [(each, "scale_id") for each in (*_RATED, schema.anchors)]
    for codebook_id, scale_id in _missing(left, schema.scales, rated):
        _put(left, schema.scales, codebook_id, scale_id, _scale(left, scale_id))


def _adopt(left: Remains) -> None:
    """Makes the scales on which pairings are rated, in the codebook of the paired moments."""
    rated, there = schema.pairing_ratings.c, select(schema.scales.c.id)
    for scale_id in left.ids(select(rated.scale_id).where(rated.scale_id.not_in(there))):
        pairs, moments = schema.pairing_moments.c, schema.moments.c
        chosen = (
            select(moments.codebook_id)
            .join(schema.pairing_moments, pairs.moment_id == moments.id)
            .join(schema.pairing_ratings, rated.pairing_id == pairs.pairing_id)
            .where(rated.scale_id == scale_id)
        )
        newest = select(schema.codebooks.c.id).order_by(schema.codebooks.c.number.desc())
        book = next(iter((*left.ids(chosen), *left.ids(newest))), None)
        _put(left, schema.scales, book or new_id(), scale_id, _scale(left, scale_id))


def stand_for_sets(left: Remains) -> None:
    """Makes the sets of codes that are named and not there."""
    named = [(each, "code_set_id") for each in (schema.codes, schema.scales, schema.judgements)]
    for codebook_id, set_id in _missing(left, schema.code_sets, named):
        own = _set(left, codebook_id, set_id)
        names = [each.name for each in schema.code_sets.c if each.name in CodeSet.__slots__]
        cells = {name: getattr(own, name) for name in names if name != "id"}
        row = {**cells, "codebook_id": codebook_id, "id": set_id}
        _insert(left, schema.code_sets, row, "code set")


def _missing(left: Remains, table: Table, named: Iterable[tuple[Table, str]]) -> list[Place]:
    """What is named within a version of the codebook and not in it."""
    found: set[Place] = set()
    for own, column in named:
        book, each = own.c.codebook_id, own.c[column]
        above = table.alias("above")
        there = exists().where(above.c.codebook_id == book, above.c.id == each)
        chosen = select(book, each).where(each.is_not(None), ~there).distinct()
        found |= {(row[0], row[1]) for row in left.connection.execute(chosen)}
    order = {_place(each): each.get("position") for each in said_of_parts(left.carved, table.name)}
    return sorted(found, key=lambda each: (order.get(each) is None, order.get(each) or 0, each))


def _place(entry: Any) -> Place:
    return entry.get("codebook_id"), entry.get("id")


def _put(left: Remains, table: Table, codebook_id: Id, own_id: Id, row: dict[str, Any]) -> None:
    """Puts a code or scale into its set."""
    own = {**row, "codebook_id": codebook_id, "id": own_id}
    own["code_set_id"] = _set_of(left, table, codebook_id, own_id)
    _insert(left, table, own, "code" if table is schema.codes else "scale")


def _insert(left: Remains, table: Table, row: dict[str, Any], what: str) -> None:
    """Puts a row of a codebook where it stood, if that is known, else behind the others."""
    codebook_id = row["codebook_id"]
    said = (each for each in said_of_parts(left.carved, table.name))
    wanted = next((each["position"] for each in said if _place(each) == _place(row)), None)
    own = table.c.codebook_id == codebook_id
    free = wanted not in left.ids(select(table.c.position).where(own))
    at = wanted if wanted is not None and free else left.next_position(table, codebook_id)
    left.connection.execute(table.insert(), {**row, "position": at})
    left.tell("codebook", codebook_id, what)


def _set_of(left: Remains, table: Table, codebook_id: Id, own_id: Id) -> Id:
    """The set of a code or scale: by the indexes, by what names it, else a set for it."""
    for each in said_of_parts(left.carved, table.name):
        if _place(each) == (codebook_id, own_id) and isinstance(each.get("code_set_id"), str):
            return str(each["code_set_id"])
    named = left.ids(_sets_naming(table, codebook_id, own_id))
    if named:
        return str(named[0])
    sets = schema.code_sets.c
    there = left.ids(select(sets.id).where(sets.codebook_id == codebook_id))
    if len(there) == 1 and "code_sets" not in left.carved.broken:
        return str(there[0])
    others = (schema.codes, schema.scales)
    used = union_all(
        *(select(each.c.code_set_id).where(each.c.codebook_id == codebook_id) for each in others)
    )
    lost = [each for each in left.ids(used) if each not in there]
    return str(lost[0]) if lost else new_id()


def _sets_naming(table: Table, codebook_id: Id, own_id: Id) -> Any:
    """Sets under which somebody judged with a code or on a scale, or a code stands below it."""
    judgements, codes = schema.judgements.c, schema.codes.c
    below = select(codes.code_set_id).where(
        codes.codebook_id == codebook_id, codes.parent_id == own_id
    )
    is_code = table is schema.codes
    own = (schema.judgement_codes, schema.judgement_values)
    named = own if is_code else (schema.judgement_ratings,)
    column = "code_id" if is_code else "scale_id"
    return union_all(
        below,
        *(
            select(judgements.code_set_id)
            .join(each, each.c.judgement_id == judgements.id)
            .where(each.c.codebook_id == codebook_id, each.c[column] == own_id)
            for each in named
        ),
    )


def _scale(left: Remains, scale_id: Id) -> dict[str, Any]:
    """A scale from the least to the most that was given on it, or that an anchor names."""
    given = union_all(
        *(
            select(each.c.value).where(each.c.scale_id == scale_id)
            for each in (*_RATED, schema.pairing_ratings, schema.anchors)
        )
    )
    values = left.ids(given)
    low, high = min(values), max(values)
    name = left.name(schema.scales.c.name, None, "Rescued scale ")
    return {"name": name, "minimum": low, "maximum": max(high, low + _WIDTH)}


def _set(left: Remains, codebook_id: Id, set_id: Id) -> CodeSet:
    """A set that takes what was judged under it."""
    judgements = schema.judgements.c
    own = (judgements.codebook_id == codebook_id, judgements.code_set_id == set_id)
    units = left.ids(select(judgements.unit).where(*own))
    chosen = select(judgements.start_ms, judgements.end_ms).where(*own, judgements.unit == "bin")
    bins = [(row[0], row[1]) for row in left.connection.execute(chosen)]
    values = schema.judgement_values.c
    given = select(values.value).join(schema.judgements, judgements.id == values.judgement_id)
    has_scale = exists().where(
        schema.scales.c.codebook_id == codebook_id, schema.scales.c.code_set_id == set_id
    )
    rates = left.connection.execute(select(has_scale)).scalar()
    piles = [value for value in left.ids(given.where(*own)) if value > 0]
    marking = "presence" if not piles else "rating" if rates else "sort"
    return CodeSet(
        id=set_id,
        name=left.name(schema.code_sets.c.name, None, "Rescued set "),
        unit=units[0] if units else "span",
        marking=marking,  # type: ignore[arg-type]
        bin_ms=_bin_ms([(start, end) for start, end in bins if start is not None and end]),
        piles=(1,) * max(piles) if marking == "sort" else (),
    )


def _bin_ms(bins: list[tuple[int, int]]) -> int:
    """A length of bins by which a session was cut into these.

    The last bin of a session may be shorter than the others: a single one says little.

    >>> _bin_ms([(0, 300_000), (600_000, 650_000)]), _bin_ms([(600_000, 650_000)]), _bin_ms([])
    (300000, 300000, 300000)
    >>> _bin_ms([(0, 60_000)]), _bin_ms([(60_000, 120_000), (180_000, 240_000)])
    (60000, 60000)
    >>> _bin_ms([(480_000, 490_000)])
    10000
    """
    starts = {start for start, _ in bins}
    lengths = [end - start for start, end in bins]
    longest = max(lengths, default=_USUAL_MS)
    is_whole = lengths.count(longest) > 1 or any(
        end - start == longest and (start == 0 or end in starts) for start, end in bins
    )
    for length in (longest,) if is_whole or longest > _USUAL_MS else (_USUAL_MS, longest):
        if all(start % length == 0 for start in starts):
            return length
    return gcd(*starts)
