"""Finds what was decided on an episode, and tells whether it still holds."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256
from typing import Literal

from annotator.analysis.agreement.episodes import Episode
from annotator.domain.consensus import Decision
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView

Standing = Literal["holds", "changed", "joined"]
"""How a decision stands: as it was, a moment of it changed, a moment of one more coder there."""


def decision_for(view: StudyView, episode: Episode) -> Decision | None:
    """What was decided on an episode: on just its moments, else on some of them.

    For many episodes make one `Decisions` of the view's and ask it.
    """
    return Decisions(view.decisions.values()).of(episode)


def standing_of(decision: Decision, episode: Episode) -> Standing:
    """Whether what a decision was about is as it was when it was decided.

    Its own moments are looked at, whoever is compared now: with other coders chosen it holds
    as before. Where they are as they were, but the episode has a moment more, it is `joined`.
    """
    source = episode.document.counted
    own = [source[each] for each in decision.moment_ids if each in source]
    codes = episode.document.code_set.codes if decision.code_set_id else ()
    # Without a set no moment had a code: any that one has now is a change.
    counted = {code.id for code in codes} or {code for moment in own for code in moment.codes}
    if decision.seen != _digest(own, counted):
        return "changed"
    known = set(decision.moment_ids)
    return "holds" if all(each.id in known for _, each in episode.moments) else "joined"


def is_current(decision: Decision, episode: Episode) -> bool:
    """Whether nothing is different from when it was decided."""
    return standing_of(decision, episode) == "holds"


def is_left_over(view: StudyView, decision: Decision) -> bool:
    """Whether no moment that a decision was about is there any more, for its set of codes.

    It then stands at no passage of any comparison, and what it put into the consensus layer
    goes only when it is taken back.
    """
    wanted = _codes_of(view, decision)
    source = view.moments_of(decision.transcript_id)
    own = (source[each] for each in decision.moment_ids if each in source)
    return not any(
        not decision.code_set_id or not each.codes or wanted.intersection(each.codes)
        for each in own
    )


def _codes_of(view: StudyView, decision: Decision) -> frozenset[Id]:
    """The codes of the set that was settled, as the round has it."""
    sets = view.codebook_for(decision.round_id).sets
    return frozenset(c.id for each in sets if each.id == decision.code_set_id for c in each.codes)


def is_agreed(episode: Episode) -> bool:
    """Whether all who are done with the transcript have the passage, and alike."""
    alike = {episode.codes.intersection(moment.codes) for _, moment in episode.moments}
    same = not episode.kinds and not episode.missing and len(alike) == 1
    return same and is_compared(episode)


def is_compared(episode: Episode) -> bool:
    """Whether any of its text is compared: on the interviewer's words nobody agrees or differs."""
    kept = episode.document.kept
    first = bisect_right(kept, episode.start, key=lambda span: span[1])
    return first < len(kept) and kept[first][0] < episode.end


def set_id(episode: Episode) -> Id:
    """The compared set of codes; empty where no moment of the episode has a code."""
    return episode.document.code_set.id if episode.codes else ""


def seen_in(episode: Episode) -> str:
    """SHA-256 of the moments of an episode, as far as they are compared; memos are not."""
    return _digest([moment for _, moment in episode.moments], episode.codes)


def _digest(moments: Iterable[Moment], codes: Collection[Id]) -> str:
    counted = frozenset(codes)
    lines = sorted(
        repr(
            (
                moment.id,
                moment.start,
                moment.end,
                sorted(counted.intersection(moment.codes)),
                sorted((rating.scale_id, rating.value) for rating in moment.ratings),
            )
        )
        for moment in moments
    )
    return sha256("\n".join(lines).encode()).hexdigest()


class Decisions:
    """Decisions by the moments that they are about, to ask for those of many episodes."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._all: dict[Id, Decision] = {}
        self._by_moment: dict[Id, dict[Id, Decision]] = {}
        for each in decisions:
            self.add(each)

    def add(self, decision: Decision) -> None:
        """Takes one in."""
        self._all[decision.id] = decision
        for moment_id in decision.moment_ids:
            self._by_moment.setdefault(moment_id, {})[decision.id] = decision

    def drop(self, decision: Decision) -> None:
        """Takes one out."""
        del self._all[decision.id]
        for moment_id in decision.moment_ids:
            del self._by_moment[moment_id][decision.id]

    def on(self, transcript_ids: Collection[Id], round_id: Id) -> Iterator[Decision]:
        """Those on some transcripts in a round."""
        return (
            each
            for each in self._all.values()
            if each.round_id == round_id and each.transcript_id in transcript_ids
        )

    def of(self, episode: Episode) -> Decision | None:
        """The one that shares the most moments with an episode, None where none shares any.

        A decision on another set of codes is another matter.
        """
        own_set = set_id(episode)
        near: dict[Id, Decision] = {}
        shared = Counter[Id]()
        for _, moment in episode.moments:
            for each in self._by_moment.get(moment.id, {}).values():
                if own_set == each.code_set_id or not own_set or not each.code_set_id:
                    near[each.id] = each
                    shared[each.id] += 1
        return near[max(shared, key=lambda key: shared[key])] if near else None
