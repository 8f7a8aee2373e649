"""Which passages stand behind a number: what a cell of the agreement tab opens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.analysis.agreement.compared import Coded
from annotator.analysis.agreement.episodes import Episode, disagreements
from annotator.analysis.agreement.overview import Overview
from annotator.app.verbs.decisions import is_compared
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.spans import Span, SpanIndex

_KINDS = {
    "bar_u_alpha": ("missed", "boundary"),
    "cu_alpha": ("code",),
    "gamma_cat": ("missed", "code"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPassages:
    """What was opened; None stands for any.

    Attributes:
        title: what the passages are of, `Shame`.
        coefficient: the number that is explained below them.
        code_id: with this code in one of its moments.
        kinds: with one of these differences.
        part: `dyad`, `account` or `session` with its name.
        document: name of a transcript.
        pair: two coders who differ in it.
        cell: ids of the first and the second coder's code, None for no code; with `pair`.
    """

    title: str
    coefficient: str
    code_id: Id | None = None
    kinds: tuple[str, ...] = ()
    part: tuple[str, str] | None = None
    document: str | None = None
    pair: tuple[str, str] | None = None
    cell: tuple[Id | None, Id | None] | None = None

    def passages(self, overview: Overview) -> list[Episode]:
        """The passages, where coders differ first and largest first, then the others."""
        given = _Given()
        whole = (each for each in overview.episodes if each.kinds or is_compared(each))
        found = [each for each in whole if self._fits(each, given)]
        return [*disagreements(found), *(each for each in found if not each.kinds)]

    def _fits(self, episode: Episode, given: _Given) -> bool:
        document = episode.document
        if self.code_id is not None and self.code_id not in episode.codes:
            return False
        if self.kinds and not set(self.kinds).intersection(episode.kinds):
            return False
        if self.document is not None and document.name != self.document:
            return False
        if self.part is not None and self.part[1] != _part_of(episode, self.part[0]):
            return False
        if self.pair is None:
            return True
        if not set(self.pair) <= set(episode.coders):
            return False
        if self.cell is not None:
            there, back = (self.pair, self.cell), (self.pair[::-1], self.cell[::-1])
            return _is_counted(given, episode, *there) or _is_counted(given, episode, *back)
        first, second = (_moment_of(episode, name) for name in self.pair)
        return _differ(first, second)


def of_headline(coefficient: str, title: str) -> AskedPassages:
    """The passages behind a headline number."""
    return AskedPassages(title=title, coefficient=coefficient, kinds=_KINDS.get(coefficient, ()))


def _part_of(episode: Episode, by: str) -> str:
    document = episode.document
    if by == "dyad":
        return document.dyad
    return document.account.voice if by == "account" else f"session {document.session}"


def _moment_of(episode: Episode, coder: str) -> Moment | None:
    return next((moment for name, moment in episode.moments if name == coder), None)


def _is_counted(
    given: _Given, episode: Episode, pair: tuple[str, str], cell: tuple[Id | None, Id | None]
) -> bool:
    """Whether text that the first coder coded here is counted in a cell of the confusion.

    As `confusion_of` does, it looks at positions: codes that both gave count with themselves
    only; each code that only the first gave counts with each that only the second gave, else
    with no code. What the second coder has there may stand in another passage.
    """
    moment, code = _moment_of(episode, pair[0]), cell[0]
    if moment is None or code is None or code not in moment.codes:
        return False
    for place in _places(given, episode, pair, moment):
        mine, theirs = (given.codes(episode.document, name, place) for name in pair)
        if code in theirs:
            counted = cell[1] == code
        elif cell[1] is None:
            counted = theirs <= mine
        else:
            counted = cell[1] in theirs - mine
        if counted:
            return True
    return False


def _places(
    given: _Given, episode: Episode, pair: tuple[str, str], moment: Moment
) -> Iterator[int]:
    """One compared position of each section of a moment in which both coders' codes stay."""
    document = episode.document
    ends: set[int] = set()
    for name in pair:
        for start, end in given.meeting(document, name, (moment.start, moment.end)):
            ends.update((start, end))
    for start, end in document.kept:
        low, high = max(moment.start, start), min(moment.end, end)
        if low < high:
            yield low
            yield from (each for each in ends if low < each < high)


class _Given:
    """The codes of each coder at each position; what was looked up once is kept."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[tuple[Moment, ...], SpanIndex]] = {}
        self._own: dict[str, frozenset[Id]] = {}

    def codes(self, document: Coded, coder: str, position: int) -> frozenset[Id]:
        """The codes of the compared set that a coder gave a position."""
        moments, index = self._of(document, coder)
        found = index.meeting(position, position + 1)
        own = self._own[document.name]
        return own.intersection(code for place in found for code in moments[place].codes)

    def meeting(self, document: Coded, coder: str, span: Span) -> Iterator[Span]:
        """The passages of a coder that share a position with a span."""
        moments, index = self._of(document, coder)
        for place in index.meeting(*span):
            yield moments[place].start, moments[place].end

    def _of(self, document: Coded, coder: str) -> tuple[tuple[Moment, ...], SpanIndex]:
        key = (document.name, coder)
        if key not in self._known:
            moments = document.moments[coder]
            self._known[key] = moments, SpanIndex([(each.start, each.end) for each in moments])
            self._own[document.name] = frozenset(code.id for code in document.code_set.codes)
        return self._known[key]


def _differ(first: Moment | None, second: Moment | None) -> bool:
    """Whether two coders have a passage otherwise; nothing of both is no difference."""
    if first is None or second is None:
        return first is not second
    return tuple(_content(first)) != tuple(_content(second))


def _content(moment: Moment) -> Iterator[object]:
    yield from (moment.start, moment.end, frozenset(moment.codes), frozenset(moment.ratings))
