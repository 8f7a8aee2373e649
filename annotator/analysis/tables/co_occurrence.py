"""Which codes stand together: on one moment, overlapping, in one turn, or near in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, get_args

from annotator.analysis.tables.current_codes import CurrentCodes
from annotator.analysis.tables.moment_rows import MomentRow
from annotator.domain.clock import Interval
from annotator.domain.ids import Id
from annotator.domain.table import Column, Table, Value

Rule = Literal["moment", "overlap", "turn", "time"]
RULES: tuple[Rule, ...] = get_args(Rule)
TimeOf = Callable[[MomentRow], Interval]
WITHIN_MS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CoOccurrence:
    """How often each two codes stand together, of the moments of one coder each time.

    Attributes:
        rule: when they do: both on one `moment`; on moments that `overlap`, or touch one `turn`,
            of one transcript; on moments of one session at most `within_ms` apart on its clock.
            What fits a narrower rule fits a wider one.
        codes: id and name of the codes with a moment, in the order of the codebook.
        moments: with the code, by code.
        counts: by code and code, the same both ways: pairs of a moment with the one and a moment
            with the other; a moment with both is a pair too. From the upper left to the lower
            right: pairs of two moments with the same code.
        untimed: moments left out because they have no session time; for `time`.
        notes: what a reader must know.
    """

    rule: Rule
    within_ms: int
    codes: tuple[tuple[Id, str], ...]
    moments: tuple[int, ...]
    counts: tuple[tuple[int, ...], ...]
    untimed: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A moment's codes, and up to where another may begin to stand together with it."""

    start: int
    reach: int
    codes: tuple[Id, ...]


def co_occurrence(
    rows: Sequence[MomentRow],
    current: CurrentCodes,
    rule: Rule = "moment",
    *,
    within_ms: int = WITHIN_MS,
    time_of: TimeOf | None = None,
) -> CoOccurrence:
    """Counts the pairs of codes.

    Args:
        rows: the moments to be counted.
        current: codes that became another one are counted under that.
        rule: when two codes stand together.
        within_ms: for `time`.
        time_of: gives a moment's session time; only `time` needs it.
    """
    pairs: Counter[tuple[Id, Id]] = Counter()
    moments = Counter(code for row in rows for code in current.of(row.moment))
    for row in rows:
        pairs.update(_ordered(*each) for each in combinations(current.of(row.moment), 2))
    untimed = 0
    if rule != "moment":
        groups: dict[tuple[Id, Id, Id], list[_Stretch]] = {}
        for row in rows:
            stretch = _stretch(row, current, rule, within_ms, time_of)
            if stretch is None:
                untimed += 1
                continue
            whole = row.place.session_id if rule == "time" else row.place.transcript.id
            one_work = (row.moment.coder_id, row.moment.round_id, whole)
            groups.setdefault(one_work, []).append(stretch)
        for own in groups.values():
            for first, second in _together(own):
                pairs.update(_ordered(a, b) for a in first.codes for b in second.codes)
    order = [each for each in current.codes if each in moments]
    order += [each for each in moments if each not in current.codes]
    return CoOccurrence(
        rule=rule,
        within_ms=within_ms,
        codes=tuple((each, current.name(each)) for each in order),
        moments=tuple(moments[each] for each in order),
        counts=tuple(tuple(pairs[_ordered(a, b)] for b in order) for a in order),
        untimed=untimed,
        notes=current.moved(row.moment for row in rows),
    )


def rule_text(rule: Rule, within_ms: int = WITHIN_MS) -> str:
    """When two codes stand together, in words."""
    return {
        "moment": "on one moment",
        "overlap": "on moments that overlap",
        "turn": "on moments that touch the same turn",
        "time": f"within {within_ms / 1000:g} s on the session’s clock",
    }[rule]


def co_occurrence_table(found: CoOccurrence) -> Table:
    """The pairs as rows for a file: each two codes once, and each code with itself."""
    rows: list[tuple[Value, ...]] = []
    for y, (_, first) in enumerate(found.codes):
        for x, (_, second) in enumerate(found.codes[y:], y):
            if x != y or found.rule != "moment":
                counts = found.counts[y][x]
                rows.append((first, second, counts, found.moments[y], found.moments[x]))
    return Table(
        name=f"co_occurrence_{found.rule}",
        means=f"two codes {rule_text(found.rule, found.within_ms)}, of one coder",
        columns=(
            Column(name="code", means="the one code"),
            Column(name="other", means="the other code"),
            Column(name="pairs", means="pairs of a moment with the one and one with the other"),
            Column(name="code_moments", means="moments with the one code"),
            Column(name="other_moments", means="moments with the other code"),
        ),
        rows=tuple(rows),
    )


def _stretch(
    row: MomentRow, current: CurrentCodes, rule: Rule, within_ms: int, time_of: TimeOf | None
) -> _Stretch | None:
    """What is compared of a moment; None without a session time where that is asked for."""
    moment, transcript, codes = row.moment, row.place.transcript, current.of(row.moment)
    if rule == "overlap":
        return _Stretch(moment.start, moment.end - 1, codes)
    if rule == "turn":
        last = transcript.turn_at(moment.end - 1)
        return _Stretch(transcript.turn_at(moment.start), last, codes)
    start_ms, end_ms = (None, None) if time_of is None else time_of(row)
    if start_ms is None:
        return None
    return _Stretch(start_ms, max(start_ms, end_ms or start_ms) + within_ms, codes)


def _together(stretches: list[_Stretch]) -> Iterator[tuple[_Stretch, _Stretch]]:
    """Each two of them, once, of which the one reaches the other."""
    ordered = sorted(stretches, key=lambda each: each.start)
    for place, first in enumerate(ordered):
        for number in range(place + 1, len(ordered)):
            if ordered[number].start > first.reach:
                break
            yield first, ordered[number]


def _ordered(first: Id, second: Id) -> tuple[Id, Id]:
    return (first, second) if first <= second else (second, first)
