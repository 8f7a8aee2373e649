"""The moments of a transcript as they are painted: found by place, changed one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotator.domain.codebook import Code
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.spans import Span, lanes
from annotator.domain.view import StudyView
from annotator.ui.transcript.pieces import Pieces

LANES = 6
"""Bars that stand side by side in the gutter; what has a further lane is counted."""

_LINE = 64  # characters that may stand on one line: bars nearer than that get two lanes


@dataclass(frozen=True, slots=True)
class Slab:
    """A stretch in which a span overlaps with others in one way: one part of a highlight.

    Attributes:
        number: of the span.
        lane: counted from the top of the line.
        lanes: how many share the line's height here.
    """

    number: int
    start: int
    end: int
    lane: int
    lanes: int


class Marks:
    """The moments of one transcript, by piece.

    Each piece knows the moments that meet it, so a page asks for its own pieces only and a
    changed moment touches its own pieces only; nothing grows with the whole transcript but one
    comparison of identities.
    """

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        self._moments: Mapping[Id, Moment] = {}
        self._meeting: list[dict[Id, Moment]] = [{} for _ in pieces.all]
        self._lanes: dict[Id, int] = {}

    def show(self, moments: Mapping[Id, Moment]) -> set[int] | None:
        """Takes the moments of a new view.

        Returns:
            the pieces whose moments changed; None for all of them.
        """
        before, self._moments = self._moments, moments
        if not before:
            self._fill(moments.values())
            return None
        get = before.get
        changed = [moment for key, moment in moments.items() if get(key) is not moment]
        gone: list[Moment] = []
        if len(before) + len(changed) != len(moments) or any(m.id in before for m in changed):
            gone = [old for key, old in before.items() if moments.get(key) is not old]
        touched: set[int] = set()
        for old in gone:
            touched.update(self._take_out(old, stays=old.id in moments))
        for new in changed:
            touched.update(self._put_in(new))
        return touched

    def get(self, moment_id: Id | None) -> Moment | None:
        """The moment of that id."""
        return None if moment_id is None else self._moments.get(moment_id)

    def meeting(self, start: int, end: int) -> list[Moment]:
        """The moments that share a position with a range, in their lasting order."""
        found: dict[Id, Moment] = {}
        for number in self._pieces.meeting(start, end):
            found.update(self._meeting[number])
        return sorted(
            (each for each in found.values() if each.start < end and each.end > start),
            key=lasting_order,
        )

    def at(self, position: int) -> list[Moment]:
        """The moments at a position, the shortest first."""
        return sorted(self.meeting(position, position + 1), key=lambda each: each.end - each.start)

    def starting_in(self, piece: int) -> list[Moment]:
        """The moments whose first character stands in a piece."""
        own = self._meeting[piece]
        at = self._pieces.at
        return sorted((each for each in own.values() if at(each.start) == piece), key=lasting_order)

    def lane(self, moment_id: Id) -> int:
        """The lane of a moment's bar in the gutter, from the left; from `LANES` on it has none."""
        return self._lanes.get(moment_id, 0)

    def _fill(self, moments: Iterable[Moment]) -> None:
        """Takes all moments in at once."""
        every = list(moments)
        for own in self._meeting:
            own.clear()
        found = lanes([self._bar(moment) for moment in every])
        self._lanes = {moment.id: lane for moment, lane in zip(every, found, strict=True)}
        for moment in every:
            for number in self._pieces.meeting(moment.start, moment.end):
                self._meeting[number][moment.id] = moment

    def _take_out(self, moment: Moment, *, stays: bool) -> range:
        numbers = self._pieces.meeting(moment.start, moment.end)
        for number in numbers:
            self._meeting[number].pop(moment.id, None)
        if not stays:
            self._lanes.pop(moment.id, None)
        return numbers

    def _put_in(self, moment: Moment) -> range:
        """Takes a moment in; its bar keeps its lane where it can, and no other bar moves."""
        numbers = self._pieces.meeting(moment.start, moment.end)
        bar = self._bar(moment)
        beside = self.meeting(max(0, moment.start - 2 * _LINE), bar[1])
        taken = {
            self._lanes[each.id]
            for each in beside
            if each.id != moment.id and _overlap(self._bar(each), bar)
        }
        lane = self._lanes.get(moment.id)
        if lane is None or lane in taken:
            lane = next(each for each in range(len(taken) + 1) if each not in taken)
        self._lanes[moment.id] = lane
        for number in numbers:
            self._meeting[number][moment.id] = moment
        return numbers

    def _bar(self, moment: Moment) -> Span:
        """The stretch in which no other bar may share the lane: on to the end of its line."""
        piece = self._pieces.all[self._pieces.at(max(moment.start, moment.end - 1))]
        return moment.start, max(moment.end, min(moment.end + _LINE, piece.end))


class Codes:
    """The codes of moments, each in the codebook version that it was coded under."""

    def __init__(self) -> None:
        self._books: object = None
        self._by_book: dict[Id, dict[Id, Code]] = {}
        self._newest: dict[Id, Code] = {}

    def show(self, view: StudyView) -> bool:
        """Takes the codebooks of a new view; says whether they are others."""
        if view.codebooks is self._books:
            return False
        self._books = view.codebooks
        self._by_book = {
            book.id: {code.id: code for _, code in book.codes()} for book in view.codebooks.values()
        }
        self._newest = {code.id: code for _, code in view.codebook.codes()}
        return True

    def of(self, moment: Moment) -> list[Code]:
        """The codes of a moment in its own order; what no codebook has is left out."""
        own = self._by_book.get(moment.codebook_id, {})
        found = (own.get(code_id) or self._newest.get(code_id) for code_id in moment.codes)
        return [code for code in found if code is not None]


def lasting_order(moment: Moment) -> tuple[int, int, Id]:
    """The order in which overlapping moments share a line: it does not depend on the page."""
    return moment.start, -moment.end, moment.id


def slabs(spans: Sequence[Span]) -> list[Slab]:
    """The parts of highlights, such that none lies on another.

    Wherever spans overlap, they share the line's height in the order given: two take halves,
    three thirds.

    >>> [(slab.number, slab.start, slab.end, slab.lanes) for slab in slabs([(0, 4), (2, 6)])]
    [(0, 0, 2, 1), (0, 2, 4, 2), (1, 2, 4, 2), (1, 4, 6, 1)]
    """
    starts: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    for number, (start, end) in enumerate(spans):
        starts.setdefault(start, []).append(number)
        ends.setdefault(end, []).append(number)
    result: list[Slab] = []
    active: list[int] = []
    running: dict[int, tuple[int, int, int]] = {}  # number: since, lane, lanes
    for place in sorted({*starts, *ends}):
        gone = set(ends.get(place, ()))
        active = sorted([each for each in active if each not in gone] + starts.get(place, []))
        ways = {number: (lane, len(active)) for lane, number in enumerate(active)}
        for number, (since, lane, count) in list(running.items()):
            if ways.get(number) != (lane, count):
                result.append(Slab(number, since, place, lane, count))
                del running[number]
        for number, (lane, count) in ways.items():
            running.setdefault(number, (place, lane, count))
    return sorted(result, key=lambda slab: (slab.start, slab.lane))


def _overlap(first: Span, second: Span) -> bool:
    return first[0] < second[1] and second[0] < first[1]
