"""Which passages stand behind a number: what a cell of the agreement tab opens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.analysis.agreement.episodes import Episode
from annotator.analysis.agreement.overview import Overview
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.spans import merged, overlap

_KINDS = {
    "bar_u_alpha": ("missed", "boundary"),
    "cu_alpha": ("code",),
    "gamma_cat": ("code",),
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
        found = [each for each in overview.episodes if self._fits(each)]
        return sorted(found, key=lambda each: (not each.kinds, -each.size))

    def _fits(self, episode: Episode) -> bool:
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
            return _is_counted(episode, *there) or _is_counted(episode, *back)
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


def _is_counted(episode: Episode, pair: tuple[str, str], cell: tuple[Id | None, Id | None]) -> bool:
    """Whether text that the first coder coded here is counted in a cell of the confusion.

    As the count does, it looks at characters: with what the other coder has there may stand in
    another passage, and what one marked further than the other counts as no code.
    """
    moment, document = _moment_of(episode, pair[0]), episode.document
    if moment is None or cell[0] is None or cell[0] not in moment.codes:
        return False
    wanted = {each.id for each in document.code_set.codes} if cell[1] is None else {cell[1]}
    own = (moment.start, moment.end)
    theirs = merged(
        (each.start, each.end)
        for each in document.moments[pair[1]]
        if overlap((each.start, each.end), own) and not wanted.isdisjoint(each.codes)
    )
    for start, end in document.kept:
        part = max(start, own[0]), min(end, own[1])
        shared = sum(overlap(part, each) for each in theirs)
        if part[1] > part[0] and (shared < part[1] - part[0] if cell[1] is None else shared):
            return True
    return False


def _differ(first: Moment | None, second: Moment | None) -> bool:
    """Whether two coders have a passage otherwise; nothing of both is no difference."""
    if first is None or second is None:
        return first is not second
    return tuple(_content(first)) != tuple(_content(second))


def _content(moment: Moment) -> Iterator[object]:
    yield from (moment.start, moment.end, frozenset(moment.codes), frozenset(moment.ratings))
