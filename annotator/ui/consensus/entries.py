"""The entries of the queue: each disagreement with what was decided on it, and in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from annotator.analysis.agreement.compared import Compared
from annotator.analysis.agreement.episodes import Episode, Kind, disagreements
from annotator.app.verbs.decisions import Decisions, Standing, is_agreed, is_current, standing_of
from annotator.domain.clock import clock_text
from annotator.domain.consensus import Decision
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView
from annotator.ui.consensus.left_over import left_over, place_of

State = Literal["open", "settled", "all"]
Key = frozenset[Id]
_NOTES: dict[Standing | None, str] = {
    "changed": "Changed since it was settled",
    "joined": "Another coder has it too, since it was settled",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry:
    """One disagreement, or a decision that has outlived the moments that it was about.

    Attributes:
        decision: what was decided; None where nothing was.
        standing: of the decision; None without one, and where the moments are gone.
        place: `D07 · S3 · patient`.
        time: session time at its start; empty where it has none.
    """

    episode: Episode
    decision: Decision | None
    standing: Standing | None
    place: str
    time: str

    @property
    def key(self) -> Key:
        """What stays the same when a newer overview comes."""
        if self.decision is not None and self.is_left_over:
            return frozenset({self.decision.id})
        return key_of(self.episode)

    @property
    def is_left_over(self) -> bool:
        """A decision on moments that are gone: it can be taken back, and nothing else."""
        return not self.episode.moments

    @property
    def current(self) -> bool:
        """The coders' moments are still as they were when it was decided."""
        return self.standing == "holds"

    @property
    def settled(self) -> bool:
        """Decided, and there is nothing to decide anew."""
        return self.current or self.is_left_over

    @property
    def note(self) -> str:
        """Why a decision is to be made again; empty where it is not."""
        return _NOTES.get(self.standing, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which entries are wanted; None for any kind or code."""

    state: State = "open"
    kind: Kind | None = None
    code_id: Id | None = None

    def let_through(self, entry: Entry) -> bool:
        """Whether an entry is wanted."""
        return (
            (self.state == "all" or entry.settled == (self.state == "settled"))
            and (self.kind is None or self.kind in entry.episode.kinds)
            and (self.code_id is None or self.code_id in entry.episode.codes)
        )


def key_of(episode: Episode) -> Key:
    """By what an episode is known again: the moments that it is about."""
    return frozenset(moment.id for _, moment in episode.moments)


def entries_of(view: StudyView, episodes: Iterable[Episode]) -> list[Entry]:
    """The disagreements, largest first, each with its decision."""
    return entries_among(view, disagreements(episodes))


def left_over_entries(view: StudyView, compared: Compared) -> list[Entry]:
    """The decisions that stand at no passage any more."""
    return [_entry(view, episode, decision) for episode, decision in left_over(view, compared)]


def entries_among(view: StudyView, episodes: Iterable[Episode]) -> list[Entry]:
    """Passages in the order given, agreed on or not, each with its decision."""
    decided = Decisions(view.decisions.values())
    return [_entry(view, each, decided.of(each)) for each in episodes]


def unsettled_agreed(view: StudyView, episodes: Iterable[Episode]) -> int:
    """How many passages all have alike that are not in the consensus layer yet."""
    decided, count = Decisions(view.decisions.values()), 0
    for episode in filter(is_agreed, episodes):
        decision = decided.of(episode)
        count += decision is None or not is_current(decision, episode)
    return count


def choice_said(view: StudyView, entry: Entry) -> str:
    """What was chosen: `took RA-1`."""
    decision = entry.decision
    if decision is None:
        return ""
    if decision.choice == "take":
        names = [name for name, own in entry.episode.moments if _is_taken(view, decision, own)]
        return f"took {' and '.join(names)}" if names and entry.current else "took one coder’s"
    both = len(decision.moment_ids) == 2
    return {
        "agreed": "agreed",
        "take all": "took both" if both else "took all",
        "new": "a new moment",
        "leave out": "left out",
    }[decision.choice]


def settled_said(view: StudyView, entry: Entry) -> str:
    """What was chosen, by whom and when: `Took RA-1 · CM · 3 Mar 2026, 14:02`."""
    decision = entry.decision
    if decision is None:
        return ""
    said = choice_said(view, entry)
    parts = (said[:1].upper() + said[1:], decision.decided_by, when_said(decision.decided_at))
    return " · ".join(part for part in parts if part)


def when_said(decided_at: str) -> str:
    """A time of the journal as people read it here; as it is where it is none.

    >>> when_said("")
    ''
    """
    try:
        local = datetime.fromisoformat(decided_at).astimezone()
    except ValueError:
        return decided_at
    return f"{local.day} {local:%b %Y, %H:%M}"


def _is_taken(view: StudyView, decision: Decision, own: Moment) -> bool:
    """Whether a coder's moment is what a decision put into the layer."""
    return any(
        (made.start, made.end) == (own.start, own.end)
        and set(made.codes) <= set(own.codes)
        and set(made.ratings) <= set(own.ratings)
        for made in view.moments_of(decision.transcript_id).values()
        if made.id in decision.made_ids
    )


def _entry(view: StudyView, episode: Episode, decision: Decision | None) -> Entry:
    document = episode.document
    own = [moment for _, moment in episode.moments]
    standing = None
    if decision is not None:
        standing = standing_of(decision, episode) if own else None
        own = own or [place_of(decision)]
    start_ms, _ = view.interval_of(min(own, key=lambda each: each.start))
    return Entry(
        episode=episode,
        decision=decision,
        standing=standing,
        place=f"{document.dyad} · S{document.session} · {document.account.voice}",
        time="" if start_ms is None else clock_text(start_ms),
    )
