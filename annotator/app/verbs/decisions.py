"""Finds what was decided on an episode, and tells whether it still holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from annotator.analysis.agreement.episodes import Episode
from annotator.domain.consensus import Decision
from annotator.domain.ids import Id
from annotator.domain.view import StudyView


def decision_for(view: StudyView, episode: Episode) -> Decision | None:
    """What was decided on an episode: on just its moments, else on some of them.

    For many episodes make one `Decisions` of the view's and ask it.
    """
    return Decisions(view.decisions.values()).of(episode)


def is_current(decision: Decision, episode: Episode) -> bool:
    """Whether the coders' moments are as they were when it was decided."""
    return decision.seen == seen_in(episode)


def is_agreed(episode: Episode) -> bool:
    """Whether all who are done with the transcript have the passage, and alike."""
    alike = {episode.codes.intersection(moment.codes) for _, moment in episode.moments}
    return not episode.kinds and not episode.missing and len(alike) == 1


def set_id(episode: Episode) -> Id:
    """The compared set of codes; empty where no moment of the episode has a code."""
    return episode.document.code_set.id if episode.codes else ""


def seen_in(episode: Episode) -> str:
    """SHA-256 of the moments of an episode, as far as they are compared; memos are not."""
    lines = sorted(
        repr(
            (
                moment.id,
                moment.start,
                moment.end,
                sorted(episode.codes.intersection(moment.codes)),
                sorted((rating.scale_id, rating.value) for rating in moment.ratings),
            )
        )
        for _, moment in episode.moments
    )
    return sha256("\n".join(lines).encode()).hexdigest()


class Decisions:
    """Decisions by the moments that they are about, to ask for those of many episodes."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._by_moment: dict[Id, dict[Id, Decision]] = {}
        for each in decisions:
            self.add(each)

    def add(self, decision: Decision) -> None:
        """Takes one in."""
        for moment_id in decision.moment_ids:
            self._by_moment.setdefault(moment_id, {})[decision.id] = decision

    def drop(self, decision: Decision) -> None:
        """Takes one out."""
        for moment_id in decision.moment_ids:
            del self._by_moment[moment_id][decision.id]

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
