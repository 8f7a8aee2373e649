"""Pairing at the desk: the sheet for the chosen moment, and the dyadic table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from annotator.analysis.dyads.pairing_table import PairingRow, pairing_table
from annotator.analysis.dyads.suggestions import Couple, couples, suggestions
from annotator.app.actions import key_of
from annotator.app.verbs.exporting import export_dyadic
from annotator.app.verbs.pairing import pairing_of
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.study import RECALL_VOICES
from annotator.domain.view import StudyView
from annotator.ui.desk import Desk
from annotator.ui.dialogs.pairing import ask_pairing
from annotator.ui.dialogs.pairing_rules import ask_pairing_rules
from annotator.ui.dialogs.pairing_table import PairingTableQuestion, ask_pairing_row
from annotator.ui.dialogs.suggested_pairings import ask_suggested_pairings
from annotator.ui.leaving import GivenUpError, Leaving
from annotator.ui.pairing_words import code_names, head_of, quote_of, why_unpaired
from annotator.ui.reading_alone import why_alone
from annotator.ui.suggestions_model import SuggestedRow
from annotator.ui.whole_study import may_set


def pair_moment(desk: Desk) -> None:
    """Asks what the chosen moment is paired with, and makes, changes or dissolves that."""
    desk.leave()
    moment, page = desk.moment, desk.page
    if moment is None or not desk.coding.may_change(moment.id):
        return
    refusal = _why_not(desk, moment)
    if refusal:
        page.banner.say(refusal, "hint")
        return
    choice = ask_pairing(page.look, page.window(), desk.view, moment)
    if choice is None:
        return
    pairing = pairing_of(desk.view, moment)
    if choice.dissolves:
        if pairing is not None:
            desk.coding.unpair(pairing)
    elif pairing is None:
        desk.coding.pair(moment, choice.moment_ids, choice.relation, choice.memo, choice.ratings)
    else:
        # Of what the sheet did not offer (the own side, an earlier version's) nothing is given up.
        offered = {each.moment.id for each in suggestions(desk.view, moment)}
        kept = [each for each in pairing.moment_ids if each not in offered]
        ids = (*kept, *choice.moment_ids)
        desk.coding.change_pairing(pairing, ids, choice.relation, choice.memo, choice.ratings)


def suggest_pairings(desk: Desk) -> None:
    """Goes through what is suggested in the session on screen, and makes what is accepted."""
    desk.leave()
    page, view, coder_id = desk.page, desk.view, desk.study.seen_by
    if not coder_id or desk.session_id is None:
        page.banner.say("Say who is coding first: pairings are one coder’s claim.", "hint")
        return
    if reason := why_alone(view, coder_id, desk.session_id):
        page.banner.say(f"{reason} Then moments can be paired.", "hint")
        return
    rows = [
        each
        for each in suggested_rows(view, couples(view, desk.session_id, coder_id))
        if each.key not in desk.passed
    ]
    if not rows:
        page.banner.say(_nothing_suggested(desk), "hint")
        desk.passed.clear()
        return
    answers = ask_suggested_pairings(page.look, page.window(), rows, view.study.relations)
    if answers is None:
        return
    desk.passed.update(answers.passed)
    if answers.accepted and desk.coding.pair_each(answers.accepted):
        count = len(answers.accepted)
        made = "1 pairing is" if count == 1 else f"{count} pairings are"
        page.banner.say(f"{made} made; {key_of('undo')} takes them back in one step.", "good")


def _nothing_suggested(desk: Desk) -> str:
    """Why there is nothing to go through."""
    if desk.passed:
        return (
            f"All that was suggested is answered; {key_of('suggestions')} offers "
            "again what was passed."
        )
    seconds = desk.view.study.shared_within_ms / 1000
    return (
        f"Nothing to suggest: no two unpaired moments lie within {seconds:g} s of each other, "
        "share a code or have similar words."
    )


def suggested_rows(view: StudyView, found: Iterable[Couple]) -> list[SuggestedRow]:
    """Couples as the sheet shows them; a moment that stands in many is put in words once."""

    @cache
    def side_of(moment_id: Id) -> tuple[str, str]:
        moment = view.moment(moment_id)
        return ("", "") if moment is None else (head_of(view, moment), quote_of(view, moment))

    return [
        SuggestedRow(
            therapist_id=each.therapist.id,
            patient_id=each.suggestion.moment.id,
            sides=(side_of(each.therapist.id), side_of(each.suggestion.moment.id)),
            why=why_unpaired(each.suggestion),
        )
        for each in found
    ]


def show_pairing_table(desk: Desk) -> None:
    """Shows the dyadic table of whoever sits here, and goes to the row that they choose."""
    desk.leave()
    page = desk.page
    view, place = desk.view, desk.study.place

    def export(rows: Sequence[PairingRow], folder: Path) -> None:
        leaving = Leaving(page.look, page.window(), desk.study, folder)
        try:
            files = export_dyadic(view, rows, folder, change=leaving.change)
        except GivenUpError:
            raise UserError("nothing is written: the export was given up") from None
        leaving.note("dyadic table as CSV", files, with_text=True)

    asked = PairingTableQuestion(
        rows=pairing_table(view, desk.study.seen_by),
        session_id=desk.session_id,
        folder=place.parent / f"{place.stem} dyadic table",
        codes=lambda moment: code_names(view, moment),
        export=export,
    )
    moment_ids = ask_pairing_row(page.look, page.window(), asked)
    if moment_ids:
        desk.open_moment(moment_ids[0])


def set_rules(desk: Desk) -> None:
    """Asks for the study's relations and tolerance, and sets them."""
    page, view = desk.page, desk.study.view
    if not may_set(desk, "relations"):
        return
    rules = ask_pairing_rules(page.look, page.window(), view)
    if rules is not None and desk.coding.set_pairing_rules(rules.relations, rules.shared_within_ms):
        page.banner.say(f"Relations of pairings: {', '.join(rules.relations)}.", "good")


def _why_not(desk: Desk, moment: Moment) -> str:
    """Why a moment has nothing to be paired with; empty where it has."""
    voice = _voice(desk, moment.id)
    account = desk.view.accounts[desk.view.transcripts[moment.transcript_id].account_id]
    if reason := why_alone(desk.view, moment.coder_id, account.session_id):
        return f"{reason} Then moments can be paired."
    if voice not in RECALL_VOICES:
        return "Pairings join the therapist’s and the patient’s accounts; this is neither."
    if not suggestions(desk.view, moment):
        other = "patient" if voice == "therapist" else "therapist"
        return f"Mark moments in the {other}’s account first: there is none to pair with."
    return ""


def _voice(desk: Desk, moment_id: str) -> str:
    moment, view = desk.view.moment(moment_id), desk.view
    if moment is None:
        return ""
    return view.accounts[view.transcripts[moment.transcript_id].account_id].voice
