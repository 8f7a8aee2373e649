"""Settles what coders have differently, in the consensus layer; their own work stays as it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from annotator.analysis.agreement.compared import Coded
from annotator.analysis.agreement.episodes import Episode
from annotator.app.verbs.agreed_moment import agreed_moment
from annotator.app.verbs.consensus_layer import consensus_coder
from annotator.app.verbs.decisions import (
    Decisions,
    decision_for,
    is_agreed,
    is_current,
    is_left_over,
    seen_in,
    set_id,
)
from annotator.app.verbs.finishing import assignment_of
from annotator.app.verbs.moments import now_text, taken_out
from annotator.app.verbs.settling_choices import NewMoment, chosen_moments
from annotator.app.verbs.settling_progress import progress_of
from annotator.domain.codebook import Codebook, CodeSet
from annotator.domain.consensus import Choice, Decision
from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.moment import Moment, Rating
from annotator.domain.round import Assignment, Coder, Progress
from annotator.domain.view import StudyView

__all__ = [
    "Decisions",
    "NewMoment",
    "consensus_coder",
    "decision_for",
    "is_agreed",
    "is_current",
    "settle",
    "settle_agreed",
    "unsettle",
]


def settle(
    view: StudyView,
    episode: Episode,
    choice: Choice,
    *,
    taken: Id | None = None,
    new: NewMoment | None = None,
    reason: str = "",
    decided_by: str,
) -> Edit:
    """Settles one episode, in place of what was decided on it before.

    What is taken is copied into the consensus layer with its codes and ratings of the compared
    set and with tense, peak and certainty; the memo is its coder's own. With the last
    open passage of a transcript the layer is done with it: of all who work on it, not only of
    those compared, and in all sets of codes (`settling_progress.progress_of`).

    Args:
        view: the study with the work of all coders.
        episode: made of this view.
        choice: `take`, `take all`, `new` or `leave out`.
        taken: for `take`, the id of the moment that is right.
        new: for `new`, the moment.
        reason: why; must be given for `leave out`.
        decided_by: who decides.

    Raises:
        UserError: what the choice needs is not given or does not fit.
    """
    if choice == "agreed":
        raise UserError("what is agreed on needs no decision", hint="settle what is agreed")
    if choice == "leave out" and not reason.strip():
        raise UserError("leaving out needs a reason", hint="write why it is left out")
    _refuse_layer([episode.document])
    layering, layer = consensus_coder(view)
    settling = _Settling(view, layer, decided_by)
    settling.settle(episode, choice, chosen_moments(view, episode, choice, taken, new), reason)
    settling.finish([(episode.document.account.id, episode.document.round_id)])
    return Several((*layering, *settling.edits))


def settle_agreed(
    view: StudyView,
    episodes: Iterable[Episode],
    decided_by: str,
    documents: Iterable[Coded] = (),
) -> Edit | None:
    """Puts all on which the coders agree into the consensus layer; None where nothing is to do.

    Args:
        view: the study with the work of all coders.
        episodes: made of this view; those in which coders differ are left.
        decided_by: who lets it be done.
        documents: all that are compared, so that those in which nobody has found anything
            count as settled too.

    Raises:
        UserError: the consensus layer is among those compared.
    """
    found = list(episodes)
    every = [*documents, *(each.document for each in found)]
    _refuse_layer(every)
    layering, layer = consensus_coder(view)
    settling = _Settling(view, layer, decided_by)
    for episode in found:
        former = settling.decision_for(episode)
        if is_agreed(episode) and not (former is not None and is_current(former, episode)):
            settling.settle(episode, "agreed", [agreed_moment(episode)], "")
    settling.finish(dict.fromkeys((each.account.id, each.round_id) for each in every))
    return Several((*layering, *settling.edits)) if settling.edits else None


def _refuse_layer(documents: Iterable[Coded]) -> None:
    if any(coder.role == "consensus" for each in documents for coder in each.coders):
        raise UserError("the consensus layer cannot be settled with itself", hint="name coders")


def unsettle(view: StudyView, decision: Decision) -> Edit:
    """Takes a decision back, with what it put into the layer; its transcript is open again.

    With a decision whose moments are gone nothing is left to settle in its place: where it was
    the last thing in the way, the layer is done with the transcript.
    """
    edits = _withdrawn(view, decision)
    account_id = view.transcripts[decision.transcript_id].account_id
    progress: Progress = "in progress"
    if is_left_over(view, decision):
        others = (each for each in view.decisions.values() if each.id != decision.id)
        progress = progress_of(view, account_id, decision.round_id, Decisions(others))
    work = assignment_of(view, decision.coder_id, account_id, decision.round_id)
    if work is not None and work.progress != progress and "done" in (work.progress, progress):
        edits.append(Replace(work, _progress(work, progress)))
    return Several(tuple(edits))


def _withdrawn(view: StudyView, decision: Decision) -> list[Edit]:
    """Takes out a decision and the moments that it made."""
    made = (view.moment(moment_id) for moment_id in decision.made_ids)
    gone: list[Edit] = [taken_out(view, each) for each in made if each is not None]
    return [*gone, Replace(decision, None)]


def _progress(work: Assignment, progress: Progress) -> Assignment:
    return replace(work, progress=progress, done_at=now_text() if progress == "done" else None)


class _Settling:
    """Edits of the consensus layer in the making, and the decisions as they leave them."""

    def __init__(self, view: StudyView, layer: Coder, decided_by: str) -> None:
        self.edits: list[Edit] = []
        self._view = view
        self._layer = layer
        self._decided_by = decided_by
        self._decisions = Decisions(view.decisions.values())

    def decision_for(self, episode: Episode) -> Decision | None:
        """What is decided on an episode by now."""
        return self._decisions.of(episode)

    def settle(
        self, episode: Episode, choice: Choice, chosen: Sequence[Moment], reason: str
    ) -> None:
        """Decides on an episode; all former decisions on its moments go."""
        while (former := self.decision_for(episode)) is not None:
            self.edits += _withdrawn(self._view, former)
            self._decisions.drop(former)
        code_set = episode.document.code_set if episode.codes and choice != "new" else None
        copies = (self._copy(each, code_set, keeps_memo=choice == "new") for each in chosen)
        made = list({_content(each): each for each in copies}.values())
        decision = Decision(
            id=new_id(),
            round_id=episode.document.round_id,
            coder_id=self._layer.id,
            transcript_id=episode.document.transcript.id,
            start=episode.start,
            end=episode.end,
            choice=choice,
            code_set_id=set_id(episode),
            moment_ids=tuple(moment.id for _, moment in episode.moments),
            made_ids=tuple(each.id for each in made),
            seen=seen_in(episode),
            reason=reason,
            decided_by=self._decided_by,
            decided_at=now_text(),
        )
        self.edits += [*(Replace(None, each) for each in made), Replace(None, decision)]
        self._decisions.add(decision)

    def _copy(self, moment: Moment, code_set: CodeSet | None, *, keeps_memo: bool) -> Moment:
        """A coder's moment as the layer has it: of the settled set, under the round's codebook."""
        codes, ratings = moment.codes, moment.ratings
        if code_set is not None:
            own = {code.id for code in code_set.codes}
            scales = {scale.id for scale in code_set.scales}
            codes = tuple(each for each in codes if each in own)
            ratings = tuple(each for each in ratings if each.scale_id in scales)
        book = self._view.codebook_for(moment.round_id)
        return replace(
            moment,
            id=new_id(),
            coder_id=self._layer.id,
            codebook_id=book.id if _fits(book, codes, ratings) else moment.codebook_id,
            codes=codes,
            ratings=ratings,
            memo=moment.memo if keeps_memo else "",
            made_at=now_text(),
        )

    def finish(self, accounts: Iterable[tuple[Id, Id]]) -> None:
        """Marks the layer as done with accounts in which all is settled, else as at work.

        Args:
            accounts: ids of account and round.
        """
        for account_id, round_id in accounts:
            progress = progress_of(self._view, account_id, round_id, self._decisions)
            work = assignment_of(self._view, self._layer.id, account_id, round_id)
            if work is None and progress != "to do":
                fresh = Assignment(
                    id=new_id(),
                    round_id=round_id,
                    coder_id=self._layer.id,
                    account_id=account_id,
                )
                self.edits.append(Replace(None, _progress(fresh, progress)))
            elif work is not None and work.progress != progress:
                self.edits.append(Replace(work, _progress(work, progress)))


def _fits(book: Codebook, codes: Collection[Id], ratings: Collection[Rating]) -> bool:
    """Whether a version of the codebook has all of these, each rating within its scale."""
    scales = [(each.value, book.scale(each.scale_id)) for each in ratings]
    return all(book.code(each) is not None for each in codes) and all(
        scale is not None and scale.minimum <= value <= scale.maximum for value, scale in scales
    )


def _content(moment: Moment) -> tuple[object, ...]:
    """What makes two moments of the layer the same."""
    ratings: Mapping[Id, int] = {each.scale_id: each.value for each in moment.ratings}
    codes = tuple(sorted(moment.codes))
    return moment.start, moment.end, codes, tuple(sorted(ratings.items()))
