"""Coding every turn with the keys: a letter codes the turn of the caret and goes on."""

from __future__ import annotations

from annotator.app.actions import key_of
from annotator.app.verbs import marking, moments
from annotator.app.verbs.turns import Turns, code_turn, is_for_account, turns_of
from annotator.app.verbs.units_left import turns_left_words
from annotator.domain.changes import Changes
from annotator.domain.codebook import CodeSet
from annotator.domain.edits import Edit, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.transcript import Transcript
from annotator.ui.desk import Desk
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.only_reading import why_not_coding
from annotator.ui.transcript import TranscriptColumn


class TurnCoder:
    """Gives turns their codes.

    A set that takes one code a turn goes on to the next turn by itself, where it has scales once
    the turn is rated; one that takes several stays until Alt+N.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._made: dict[Id, tuple[Id, int]] = {}  # moment: its transcript and turn
        self._unrated: tuple[CodeSet, Id] | None = None

    def code(self, code_set: CodeSet, code_id: Id, *, adds: bool) -> None:
        """Gives the turn in hand a code, or takes it out."""
        desk, text = self._desk, self._text(code_set)
        if text is None or text.transcript_id is None:
            desk.page.banner.say(
                f"Go to one of the accounts first ({key_of('next_pane')}).", "hint"
            )
            return
        transcript = desk.view.transcripts[text.transcript_id]
        turn = self._turn_in_hand(text, transcript)
        self._unrated = None
        done, moment_id = self._do(code_set, code_id, transcript, turn)
        if not done:
            return
        moment = desk.view.moment(moment_id) if moment_id is not None else None
        if moment is None or code_id not in moment.codes:
            self._show_turn(text, transcript, turn, moment)
            return
        self._made[moment.id] = (transcript.id, turn)
        if adds or not code_set.exclusive:
            self._show_turn(text, transcript, turn, moment)
        elif _is_rated(code_set, moment):
            self._go_on(code_set, text, transcript, turn)
        else:
            self._unrated = (code_set, moment.id)
            self._show_turn(text, transcript, turn, moment)

    def step(self, code_set: CodeSet, step: int) -> None:
        """Goes to the next turn without a code of the set, or the last one before."""
        desk, text = self._desk, self._text(code_set)
        if text is None or text.transcript_id is None:
            desk.page.banner.say(
                f"Go to one of the accounts first ({key_of('next_pane')}).", "hint"
            )
            return
        transcript = desk.view.transcripts[text.transcript_id]
        turns = self.turns(code_set, text)
        here = self._turn_in_hand(text, transcript)
        found = turns.beside(here, step)
        if found is None and (others := [each for each in turns.left if each != here]):
            found = others[0] if step > 0 else others[-1]
        if found is not None:
            self._show_turn(text, transcript, found, None)
        elif turns.left:
            desk.page.banner.say("This is the last turn that is left.", "hint")
        elif turns.wanted:
            sentence = f"Every turn of {code_set.name} is coded here."
            desk.page.banner.say(f"{sentence} {key_of('done')} marks the account as done.", "good")
        else:
            desk.page.banner.say(f"{code_set.name} is for no turn of this account.", "hint")

    def turns(self, code_set: CodeSet, text: TranscriptColumn) -> Turns:
        """The turns of a column that a set is for, and those left."""
        view, account_id = self._desk.view, text.account_id
        if text.transcript_id is None or account_id is None:
            return Turns()
        coder_id = self._desk.study.seen_by
        own = [
            each
            for each in view.moments_of(text.transcript_id).values()
            if each.coder_id == coder_id
        ]
        transcript = view.transcripts[text.transcript_id]
        return turns_of(code_set, view.accounts[account_id], transcript, own)

    def left_words(self, code_set: CodeSet, text: TranscriptColumn) -> str:
        """What is left in a column, for its head; empty where the set does not code turns."""
        if code_set.unit != "turn" or not self._desk.study.seen_by or text.account_id is None:
            return ""
        if not is_for_account(code_set, self._desk.view.accounts[text.account_id]):
            return ""
        turns = self.turns(code_set, text)
        if not code_set.obligatory:
            coded = len(turns.wanted) - len(turns.left)
            return f"{coded} of {len(turns.wanted)} turns coded" if turns.wanted else ""
        return turns_left_words(len(turns.left), len(turns.wanted))

    def follow(self, changes: Changes, origin: object) -> None:
        """Goes on from a turn that is rated by now, and back to one that undo has changed."""
        view, desk = self._desk.view, self._desk
        if self._unrated is not None and self._unrated[1] in changes.record_ids:
            code_set, moment_id = self._unrated
            moment = view.moment(moment_id)
            if moment is not None and _is_rated(code_set, moment) and origin != "history":
                self._unrated = None
                transcript_id, turn = self._made[moment_id]
                text = desk.text_of(moment)
                if text is not None:
                    self._go_on(code_set, text, view.transcripts[transcript_id], turn)
        if origin != "history":
            return
        self._unrated = None
        for each in changes.record_ids & self._made.keys():
            transcript_id, turn = self._made[each]
            if view.moment(each) is None and transcript_id in view.transcripts:
                self._go_back(view.transcripts[transcript_id], turn)

    def _go_back(self, transcript: Transcript, turn: int) -> None:
        """To a turn whose moment undo has taken out."""
        desk = self._desk
        account = desk.view.accounts[transcript.account_id]
        if account.session_id != desk.session_id:
            desk.show_account(account.id)
        text = desk.page.columns.text(account.voice)
        if text is not None and text.transcript_id == transcript.id:
            self._show_turn(text, transcript, turn, None)

    def _go_on(
        self, code_set: CodeSet, text: TranscriptColumn, transcript: Transcript, turn: int
    ) -> None:
        turns = self.turns(code_set, text)
        found = turns.beside(turn, 1)
        if found is not None:
            self._show_turn(text, transcript, found, None)
            return
        self._show_turn(text, transcript, turn, None)
        banner = self._desk.page.banner
        if turns.left:
            first = f"{len(turns.left)} before it are not coded"
            banner.say(
                f"That was the last turn; {first}: {key_of('next_uncoded')} goes there.", "hint"
            )
        else:
            sentence = f"Every turn of {code_set.name} is coded here."
            banner.say(f"{sentence} {key_of('done')} marks the account as done.", "good")

    def _show_turn(
        self, text: TranscriptColumn, transcript: Transcript, turn: int, moment: Moment | None
    ) -> None:
        """Selects a turn, or chooses the moment that stands on it; the timeline goes along."""
        place = transcript.turns[turn]
        text.show_well(place.start)
        if moment is None:
            self._desk.choose_moment(None, by=text)
            text.select_span(place.start, place.end)
            self._desk.page.timeline.set_playhead(text.time_at(place.start))
        else:
            text.place_caret(place.start)
            self._desk.choose_moment(moment.id, by=text)

    def _text(self, code_set: CodeSet) -> TranscriptColumn | None:
        """The column in hand, else the only one that the set is for."""
        columns = self._desk.page.columns
        if columns.in_hand is not None:
            return columns.in_hand
        accounts = self._desk.view.accounts
        fitting = [
            text
            for text in columns.texts()
            if text.account_id and is_for_account(code_set, accounts[text.account_id])
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _turn_in_hand(self, text: TranscriptColumn, transcript: Transcript) -> int:
        """The turn of the selection, of a moment chosen elsewhere than the caret, of the caret."""
        span, moment = text.selected_span(), self._desk.moment
        if span is not None:
            return transcript.turn_at(span[1] - 1)
        caret = text.caret()
        own = moment is not None and moment.transcript_id == transcript.id
        if own and moment is not None and not moment.start <= caret <= moment.end:
            return transcript.turn_at(moment.start)
        return transcript.turn_at(caret)

    def _do(
        self, code_set: CodeSet, code_id: Id, transcript: Transcript, turn: int
    ) -> tuple[bool, Id | None]:
        """Sends the edit; whether it is done, and the moment on the turn."""
        desk, view = self._desk, self._desk.study.view
        if why := why_not_coding(desk.study):
            desk.coding.refused.emit(why)
            return False, None
        coder = view.coders[desk.study.seen_by or ""]
        edits: list[Edit] = []
        work_round = moments.round_for(view, coder.id, transcript.account_id)
        if work_round is None:
            edits, _, work_round = marking.coder_and_round(view, coder.name)
        drafted = view.after(Several(tuple(edits)), view.revision) if edits else view
        codebook = drafted.codebook_for(work_round.id)
        own_set = next((each for each in codebook.sets if each.id == code_set.id), None)
        code = None if own_set is None else own_set.code(code_id)
        if own_set is None or code is None:
            sentence = "This code is not in the version of the codebook of this round."
            desk.coding.refused.emit(sentence)
            return False, None
        try:
            moment_id, made = code_turn(
                drafted,
                coder_id=coder.id,
                round_id=work_round.id,
                transcript_id=transcript.id,
                turn=turn,
                code_set=own_set,
                code_id=code_id,
            )
        except UserError as error:
            desk.coding.refused.emit(as_sentence(error))
            return False, None
        before = None if moment_id is None else view.moment(moment_id)
        taken = moment_id is None or (before is not None and code_id in before.codes)
        text = f"Take {code.name} out" if taken else f"Code the turn as {code.name}"
        edit = Several((*edits, made)) if edits else made
        return desk.coding.attempt(lambda: edit, text), moment_id


def _is_rated(code_set: CodeSet, moment: Moment) -> bool:
    return all(moment.rating(each.id) is not None for each in code_set.scales)
