"""What a coder does, sent through the study's one door. Refusals become one sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from annotator.app.open_study import OpenStudy
from annotator.app.verbs import finishing, marking, moments, opening, pairing, relations
from annotator.domain.codebook import Scale
from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.moment import Certainty, Moment, Pairing, Rating, Tense
from annotator.domain.round import Coder, Round
from annotator.domain.spans import Span
from annotator.domain.view import StudyView
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.only_reading import why_not_coding


class Coding(QObject):
    """The edits of the window.

    Signals:
        refused: a sentence that says why nothing was done.
    """

    refused = Signal(str)

    def __init__(self, study: OpenStudy, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._study = study
        self._memo_before: Moment | None = None

    def mark(self, transcript_id: Id, span: Span, code_id: Id | None) -> Id | None:
        """A new moment on a passage, with or without a code; gives its id once it is on disk."""
        view = self._study.view
        coder = self._coder()
        if coder is None:
            return None
        edits, work_round = _round_of(view, coder, view.transcripts[transcript_id].account_id)
        drafted = view.after(Several(tuple(edits)), view.revision)  # `mark` looks the round up
        code = drafted.codebook_for(work_round.id).code(code_id) if code_id else None
        if code_id and code is None:
            self.refused.emit("This code is not in the version of the codebook of this round.")
            return None
        try:
            made = moments.mark(
                drafted,
                coder_id=coder.id,
                round_id=work_round.id,
                transcript_id=transcript_id,
                start=span[0],
                end=span[1],
                codes=() if code is None else (code.id,),
            )
        except UserError as error:
            self.refused.emit(as_sentence(error))
            return None
        text = "Mark a moment" if code is None else f"Code as {code.name}"
        edit: Edit = Several((*edits, made)) if edits else made
        return made.record.id if self._do(edit, text) else None

    def toggle_code(self, moment_id: Id, code_id: Id) -> None:
        """Adds a code to a moment, or takes it out; an exclusive set keeps only the new one."""
        moment = self._own(moment_id)
        if moment is None:
            return
        view = self._study.view
        code = view.codebook_of(moment).code(code_id) or view.codebook.code(code_id)
        name = "the code" if code is None else code.name  # of another version: the verb says so
        text = f"Take {name} out" if code_id in moment.codes else f"Add {name}"
        self._try(lambda: moments.toggle_code(view, moment, code_id), text)

    def rate(self, moment_id: Id, scale: Scale, value: int | None) -> None:
        """Gives a moment a value on a scale, or takes it back."""
        moment = self._own(moment_id)
        if moment is not None:
            self._try(lambda: moments.rate(moment, scale, value), _rating_text(scale, value))

    def set_tense(self, moment_id: Id, tense: Tense | None) -> None:
        """Says whether it was felt then or is seen now."""
        moment = self._own(moment_id)
        if moment is not None:
            self._do(moments.set_tense(moment, tense), f"Felt {tense}" if tense else "Clear felt")

    def set_certainty(self, moment_id: Id, certainty: Certainty | None) -> None:
        """Says how sure the coder is."""
        moment = self._own(moment_id)
        if moment is not None:
            text = f"Certainty {certainty}" if certainty else "Clear the certainty"
            self._do(moments.set_certainty(moment, certainty), text)

    def set_peak(self, moment_id: Id, peak: bool) -> None:
        """Says whether it is the peak of its event."""
        moment = self._own(moment_id)
        if moment is not None:
            self._do(moments.set_peak(moment, peak), "Peak" if peak else "No peak")

    def move_ends(self, moment_id: Id, span: Span) -> None:
        """Gives a moment other ends."""
        moment = self._own(moment_id)
        if moment is not None and span != (moment.start, moment.end):
            view = self._study.view
            self._try(lambda: moments.move_ends(view, moment, *span), "Move the ends")

    def delete(self, moment_id: Id) -> bool:
        """Takes a moment out; whether it is done."""
        moment = self._own(moment_id)
        if moment is None:
            return False
        try:
            edit = moments.delete(self._study.view, moment)
        except UserError as error:  # a frozen passage stays
            self.refused.emit(as_sentence(error))
            return False
        return self._do(edit, "Delete the moment")

    def may_change(self, moment_id: Id) -> bool:
        """Whether whoever sits here may change a moment; says so where not."""
        return self._own(moment_id) is not None

    def pair(
        self,
        moment: Moment,
        others: Sequence[Id],
        relation: str,
        memo: str,
        ratings: tuple[Rating, ...] = (),
    ) -> bool:
        """Pairs a moment with others; whether it is done."""
        view = self._study.view
        return self._try(
            lambda: pairing.pair(
                view,
                coder_id=moment.coder_id,
                round_id=moment.round_id,
                moment_ids=(moment.id, *others),
                relation=relation,
                memo=memo,
                ratings=ratings,
            ),
            f"Pair as {relation}",
        )

    def pair_each(self, accepted: Sequence[tuple[Id, Id, str]]) -> bool:
        """Makes the pairings that were accepted, in one step; whether it is done."""
        view, coder = self._study.view, self._coder()
        if coder is None:
            return False
        return self._try(
            lambda: pairing.pair_each(view, coder_id=coder.id, accepted=accepted),
            "Accept a suggestion" if len(accepted) == 1 else f"Accept {len(accepted)} suggestions",
        )

    def change_pairing(
        self,
        made: Pairing,
        ids: Sequence[Id],
        relation: str,
        memo: str,
        ratings: tuple[Rating, ...],
    ) -> None:
        """Gives a pairing other moments, relation, memo and ratings."""
        view = self._study.view
        self._try(
            lambda: pairing.change(
                view, made, moment_ids=ids, relation=relation, memo=memo, ratings=ratings
            ),
            "Change the pairing",
        )

    def unpair(self, made: Pairing) -> None:
        """Dissolves a pairing."""
        self._do(pairing.unpair(made), "Dissolve the pairing")

    def attempt(self, verb: Callable[[], Edit | None], text: str) -> bool:
        """Does what a verb of the study gives; whether something is done."""
        return self._try(verb, text)

    def set_pairing_rules(self, names: Sequence[str], shared_within_ms: int) -> bool:
        """Sets the study's relations and what counts as the same time; whether it is done."""
        view = self._study.view
        return self._try(
            lambda: relations.set_pairing_rules(view, names, shared_within_ms),
            "Set the relations of pairings",
        )

    def write_memo(self, moment_id: Id, memo: str) -> bool:
        """Writes a memo; further calls until `end_memo` belong to the same step of undo.

        Returns:
            Whether it is on disk.
        """
        moment = self._own(moment_id)
        if moment is None:
            return False
        if moment.memo == memo:
            return True
        edit, text = moments.write_memo(moment, memo), "Write the memo"
        before = self._memo_before
        if before is None or before.id != moment.id:
            done = self._do(edit, text)
            self._memo_before = moment if done else None
            return done
        whole = Replace(before, edit.after)
        try:
            self._study.do_on(edit, whole, text, self)
        except UserError as error:
            self._memo_before = None
            self.refused.emit(as_sentence(error))
            return False
        return True

    def end_memo(self) -> None:
        """What is written next is another step of undo."""
        self._memo_before = None

    def finish(self, account_id: Id) -> bool | None:
        """Marks an account as done by this coder, or reopens it; None where refused."""
        coder = self._coder()
        if coder is None:
            return None
        view = self._study.view
        done = not is_done(view, coder.id, account_id)
        work_round = moments.round_for(view, coder.id, account_id)
        try:
            edit, _ = finishing.finish(
                view,
                coder.name,
                [view.accounts[account_id]],
                round_name=work_round.name if work_round else None,
                done=done,
            )
        except UserError as error:
            self.refused.emit(as_sentence(error))
            return None
        if edit is None or not self._do(edit, "Mark as done" if done else "Reopen the account"):
            return None
        return done

    def open_both(self, session_id: Id) -> bool:
        """Goes on to read both accounts of a session, on record; whether it is done."""
        coder = self._coder()
        if coder is None:
            return False
        self.end_memo()
        try:
            edit = opening.open_both(self._study.view, coder.id, session_id)
            self._study.do_for_good(edit, "Read both accounts together", self)
        except UserError as error:
            self.refused.emit(as_sentence(error))
            return False
        return True

    def doubt(self, moment_id: Id) -> str:
        """What may be amiss with a moment just made: words of a role that its set is not for."""
        view = self._study.view
        moment = view.moment(moment_id)
        if moment is None or not moment.codes:
            return ""
        transcript = view.transcripts[moment.transcript_id]
        first, last = transcript.turn_at(moment.start), transcript.turn_at(moment.end - 1)
        roles = {turn.role for turn in transcript.turns[first : last + 1]}
        for code_set in view.codebook_of(moment).sets:
            used = any(code.id in moment.codes for code in code_set.codes)
            if used and code_set.roles and not roles & set(code_set.roles):
                wanted, found = " and ".join(code_set.roles), " and ".join(sorted(roles))
                return f"Marked. {code_set.name} is for words of {wanted}; these are {found}’s."
        return ""

    def undo(self) -> None:
        """Takes the last step back."""
        self._step(redo=False)

    def redo(self) -> None:
        """Does the next step again."""
        self._step(redo=True)

    # Doing ------------------------------------------------------------------------------

    def _step(self, *, redo: bool) -> None:
        self.end_memo()
        try:
            if redo:
                self._study.redo("history")
            else:
                self._study.undo("history")
        except UserError as error:
            self.refused.emit(as_sentence(error))

    def _try(self, verb: Callable[[], Edit | None], text: str) -> bool:
        """Makes the edit and does it; a verb may refuse, or find nothing to do."""
        try:
            edit = verb()
        except UserError as error:
            self.refused.emit(as_sentence(error))
            return False
        return edit is not None and self._do(edit, text)

    def _do(self, edit: Edit, text: str) -> bool:
        self.end_memo()
        try:
            self._study.do(edit, text, self)
        except UserError as error:
            self.refused.emit(as_sentence(error))
            return False
        return True

    # What is allowed ----------------------------------------------------------------------

    def _coder(self) -> Coder | None:
        if why := why_not_coding(self._study):
            self.refused.emit(why)
            return None
        return self._study.view.coders[self._study.seen_by or ""]

    def _own(self, moment_id: Id) -> Moment | None:
        """A moment that this coder may change."""
        coder, moment = self._coder(), self._study.view.moment(moment_id)
        if coder is None or moment is None:
            return None
        if moment.coder_id != coder.id:
            self.refused.emit("This moment is another coder’s: only they can change it.")
            return None
        return moment


def is_done(view: StudyView, coder_id: Id, account_id: Id) -> bool:
    """Whether the coder has marked the account as done in the round that they work in."""
    work_round = moments.round_for(view, coder_id, account_id)
    if work_round is None:
        return False
    own = finishing.assignment_of(view, coder_id, account_id, work_round.id)
    return own is not None and own.progress == "done"


def _round_of(view: StudyView, coder: Coder, account_id: Id) -> tuple[list[Edit], Round]:
    """The round that a coder works in on an account, with the edits that make it when needed."""
    found = moments.round_for(view, coder.id, account_id)
    if found is not None:
        return [], found
    edits, _, work_round = marking.coder_and_round(view, coder.name)
    return edits, work_round


def _rating_text(scale: Scale, value: int | None) -> str:
    return f"Clear {scale.name}" if value is None else f"{scale.name} {value}"
