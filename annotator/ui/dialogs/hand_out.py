"""Asks what work shall be handed out, to whom and under which passphrase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from annotator.app.verbs.assigning import AssignWish, assign, due_of, dyad_names
from annotator.app.verbs.consensus_layer import people
from annotator.app.verbs.drawing import free_name
from annotator.domain.errors import UserError
from annotator.domain.round import ALLOWED
from annotator.domain.view import StudyView
from annotator.ui.dialogs.design_people import open_box
from annotator.ui.dialogs.new_passphrase import NewPassphrase
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.figures import counted
from annotator.ui.flow import Flow
from annotator.ui.theme import Look
from annotator.ui.ticks import Tick
from annotator.ui.when import day_text
from annotator.ui.words import Words

_ALLOWED = {
    "attributes": "Attributes of participants and dyads",
    "measures": "Questionnaire scores",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOutChoice:
    """What shall be handed out, and the passphrase of its file."""

    wish: AssignWish
    passphrase: str


class HandOutSheet(Sheet):
    """Round, coder, dyads, what may go along, passphrase twice; below it what that comes to."""

    def __init__(self, look: Look, parent: QWidget | None, view: StudyView) -> None:
        super().__init__(look, parent, "Hand out work", "Choose the file…", self._wrong)
        self._view = view
        drawn = (each for each in view.rounds.values() if each.kind != "open")
        rounds = [each.name for each in sorted(drawn, key=lambda each: -each.number)]
        coders = [each.name for each in people(view) if each.role != "reader"]
        self.round = open_box(look, rounds or [free_name(view)], "Round")
        self.coder = open_box(look, coders, "Coder")
        self.dyads = QLineEdit()
        self.due = QLineEdit()
        self.due.setPlaceholderText("2026-11-30")
        self.allows = {each: Tick(look, _ALLOWED[each]) for each in ALLOWED}
        self._passphrase = NewPassphrase(self, "Passphrase of the work", self._names)
        self.first, self.second = self._passphrase.first, self._passphrase.second
        self.summary = Words(look, "", "strong", wrap=True)
        self._lay_out()
        for field in (self.round, self.coder):
            field.currentTextChanged.connect(lambda _: self._show_summary())
        for line in (self.dyads, self.due):
            line.textChanged.connect(lambda _: self._show_summary())
        self._show_allowed()
        self.round.currentTextChanged.connect(lambda _: self._show_allowed())
        self._show_summary()

    def choice(self) -> HandOutChoice:
        """The answers.

        Raises:
            UserError: where dyads should stand is no name, or where a day should, none.
        """
        named, due = self.dyads.text().strip(), self.due.text().strip()
        wish = AssignWish(
            round_name=self.round.currentText().strip(),
            coder=self.coder.currentText().strip(),
            dyads=dyad_names(named) if named else (),
            allows=tuple(each for each, tick in self.allows.items() if tick.isChecked()),
            due=due_of(due) if due else None,
        )
        return HandOutChoice(wish=wish, passphrase=self.first.text())

    # Inside -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.tell(
            "The coder gets a file of their own. Nothing of other coders is in it, no counts, "
            "and no names but pseudonyms."
        )
        self.row("Round", self.round, "Another name makes a new round with today’s codebook.")
        self.row("Coder", self.coder, "Another name makes a new coder.")
        hint = "Names with commas between; none for all transcripts of the round."
        self.row("Dyads", self.dyads, hint)
        hint = "The day by which the round is wanted: empty leaves it, “none” takes it away."
        self.row("Due", self.due, hint)
        ticks = Flow(gap=self.look.px(10))
        for tick in self.allows.values():
            ticks.addWidget(tick)
        self.row("What the round lets its coders have beside the texts", ticks)
        hint = "Tell it to the coder by another way than the one that the file goes."
        self._passphrase.add_rows(hint)
        self.rows.addWidget(self.summary)

    def _show_allowed(self) -> None:
        known = self._view.find_round(self.round.currentText().strip())
        for each, tick in self.allows.items():
            tick.setChecked(known is not None and each in known.allows)

    def _show_summary(self) -> None:
        self.summary.setText(self._said())

    def _said(self) -> str:
        try:
            handing = assign(self._view, self.choice().wish)
        except UserError as error:
            return as_sentence(error)
        words = (
            f"{counted(len(handing.accounts), 'transcript')} with codebook version "
            f"{handing.codebook.number}."
        )
        if handing.round.due is not None:
            today = date.today()
            passed = ", which has passed" if handing.round.due < today else ""
            words += f" Due {day_text(handing.round.due, today)}{passed}."
        for told in handing.told:
            words += f" {told[0].upper()}{told[1:]}."
        if handing.interviewed:
            words += f" {handing.coder.name} was the interviewer of {len(handing.interviewed)}."
        if handing.out:
            words += f" {len(handing.out)} of them are out with {handing.coder.name} already."
        return words

    def _wrong(self) -> str:
        try:
            assign(self._view, self.choice().wish)
        except UserError as error:
            return as_sentence(error)
        missing = "Give the work a passphrase of its own."
        return self._passphrase.problem(missing, "The two passphrases differ.")

    def _names(self) -> tuple[str, ...]:
        coders = (each.name for each in self._view.coders.values())
        return (self._view.study.title, self.coder.currentText(), *coders)


def ask_hand_out(look: Look, parent: QWidget | None, view: StudyView) -> HandOutChoice | None:
    """What shall be handed out, None when a person gives up."""
    sheet = HandOutSheet(look, parent, view)
    return sheet.choice() if sheet.ask(500) else None
