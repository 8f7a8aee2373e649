"""Filters of moments: by what names they ask, which values each takes, and what passes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from annotator.analysis.tables.current_codes import CurrentCodes, current_codes
from annotator.analysis.tables.moment_rows import MomentRow, RowPlace
from annotator.domain.folding import folded_text
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView

NAMES = (
    *("code", "with", "set", "dyad", "session", "account", "coder", "round"),
    *("rating", "memo", "pairing", "tense", "peak", "certainty", "text"),
)
NONE = "none"
"""The value for what is not there: no code, no rating, nothing said."""
PAIRED, ONE_SIDED = "paired", "one-sided"
_OF_PLACE = ("dyad", "session", "account")
Test = Callable[[MomentRow], bool]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What moments are asked for. Values of one name are alternatives; all names must fit.

    | name | values |
    |---|---|
    | `code` | ids, with all that stands under them and what became them; `none` |
    | `with` | ids of codes; each of them must be there too |
    | `set`, `dyad`, `coder`, `round` | ids |
    | `session` | numbers |
    | `account` | voices |
    | `rating` | `scale id:least..most`; `scale id:none` |
    | `memo` | `yes`, `none` |
    | `pairing` | `paired`, `one-sided` or a relation |
    | `tense`, `certainty` | as moments have them; `none` |
    | `peak` | `yes`, `none` |
    | `text` | one value: words that stand in the quote or the memo, folded |
    """

    values: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether it asks for anything."""
        return bool(self.values)

    def of(self, name: str) -> frozenset[str]:
        """The values asked for under a name."""
        return self.values.get(name, frozenset())

    def toggled(self, name: str, value: str) -> Wanted:
        """With a value more or less."""
        return self.taking(name, self.of(name) ^ {value})

    def taking(self, name: str, values: Iterable[str]) -> Wanted:
        """With other values under a name; none for no matter which."""
        rest = {key: own for key, own in self.values.items() if key != name}
        given = frozenset(each for each in values if each)
        return Wanted({**rest, name: given} if given else rest)

    def rules(self) -> tuple[tuple[str, str], ...]:
        """As a kept filter has it."""
        return tuple((name, value) for name in NAMES for value in sorted(self.of(name)))


def wanted_by(rules: Iterable[tuple[str, str]]) -> Wanted:
    """What a kept filter asks for; names of a later program are left out."""
    values: dict[str, set[str]] = {}
    for name, value in rules:
        if name in NAMES and value:
            values.setdefault(name, set()).add(value)
    return Wanted({name: frozenset(own) for name, own in values.items()})


def fitting(
    view: StudyView, wanted: Wanted, rows: Iterable[MomentRow], current: CurrentCodes | None = None
) -> list[MomentRow]:
    """The rows that are asked for, in their order."""
    tests = _tests(wanted, current or current_codes(view))
    found = list(rows)
    for test in tests:
        found = [row for row in found if test(row)]
    return found


def fitting_places(wanted: Wanted, places: Iterable[RowPlace]) -> list[RowPlace]:
    """The transcripts that moments which are asked for can stand in."""
    asked = [(name, wanted.of(name)) for name in _OF_PLACE if wanted.of(name)]
    return [
        each for each in places if all(_of_place(each, name) in values for name, values in asked)
    ]


def rating_rule(scale_id: Id, least: int, most: int) -> str:
    """The value of `rating` for a range, both ends included."""
    return f"{scale_id}:{least}..{most}"


def parse_rating(value: str) -> tuple[Id, int, int] | None:
    """Scale, least and most of a rule; None for one that asks for no rating or is broken.

    >>> parse_rating("s1:-3..3"), parse_rating("s1:none")
    (('s1', -3, 3), None)
    """
    scale_id, _, bounds = value.rpartition(":")
    least, _, most = bounds.partition("..")
    try:
        return scale_id, int(least), int(most)
    except ValueError:
        return None


def _of_place(place: RowPlace, name: str) -> str:
    if name == "dyad":
        return place.dyad_id
    return str(place.session) if name == "session" else place.voice


def _tests(wanted: Wanted, current: CurrentCodes) -> list[Test]:
    """A test for each name, the cheap ones first."""
    makers: dict[str, Callable[[frozenset[str]], Test]] = {
        "dyad": lambda own: lambda row: row.place.dyad_id in own,
        "session": lambda own: lambda row: str(row.place.session) in own,
        "account": lambda own: lambda row: row.place.voice in own,
        "coder": lambda own: lambda row: row.moment.coder_id in own,
        "round": lambda own: lambda row: row.moment.round_id in own,
        "tense": lambda own: lambda row: (row.moment.tense or NONE) in own,
        "certainty": lambda own: lambda row: (row.moment.certainty or NONE) in own,
        "peak": lambda own: lambda row: ("yes" if row.moment.peak else NONE) in own,
        "memo": lambda own: lambda row: ("yes" if row.moment.memo else NONE) in own,
        "code": lambda own: _code_test(own, current),
        "with": lambda own: _with_test(own, current),
        "set": lambda own: _set_test(own, current),
        "pairing": _pairing_test,
        "rating": _rating_test,
        "text": _text_test,
    }
    return [make(wanted.of(name)) for name, make in makers.items() if wanted.of(name)]


def _code_test(own: frozenset[str], current: CurrentCodes) -> Test:
    ids = current.counted_under(own)
    bare = NONE in own

    def test(row: MomentRow) -> bool:
        codes = row.moment.codes
        return not ids.isdisjoint(codes) if codes else bare

    return test


def _with_test(own: frozenset[str], current: CurrentCodes) -> Test:
    tests = [_code_test(frozenset([each]), current) for each in own]
    return lambda row: all(test(row) for test in tests)


def _set_test(own: frozenset[str], current: CurrentCodes) -> Test:
    ids = frozenset(key for key, set_id in current.sets.items() if set_id in own)
    return lambda row: not ids.isdisjoint(row.moment.codes)


def _pairing_test(own: frozenset[str]) -> Test:
    relations = own - {PAIRED, ONE_SIDED}

    def test(row: MomentRow) -> bool:
        if row.pairing in ("", ONE_SIDED):
            return row.pairing == ONE_SIDED and ONE_SIDED in own
        return PAIRED in own or not relations.isdisjoint(row.pairing.split(", "))

    return test


def _rating_test(own: frozenset[str]) -> Test:
    """Ranges of one scale are alternatives; every scale named must fit."""
    by_scale: dict[Id, list[tuple[int, int] | None]] = {}
    for value in own:
        parsed = parse_rating(value)
        scale_id = value.rpartition(":")[0]
        by_scale.setdefault(scale_id, []).append(None if parsed is None else parsed[1:])

    def fits(moment: Moment, scale_id: Id, ranges: list[tuple[int, int] | None]) -> bool:
        value = moment.rating(scale_id)
        if value is None:
            return None in ranges
        return any(each is not None and each[0] <= value <= each[1] for each in ranges)

    return lambda row: all(fits(row.moment, key, ranges) for key, ranges in by_scale.items())


def _text_test(own: frozenset[str]) -> Test:
    asked = [" ".join(folded_text(each).split()) for each in own]

    def test(row: MomentRow) -> bool:
        said = " ".join(folded_text(row.quote).split())
        if any(each in said for each in asked):
            return True
        memo = row.moment.memo
        return bool(memo) and any(each in " ".join(folded_text(memo).split()) for each in asked)

    return test
