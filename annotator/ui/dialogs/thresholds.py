"""Asks from where on agreement is accepted in the study, and from where it is good."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from annotator.app.verbs.thresholds import set_thresholds
from annotator.domain.errors import UserError
from annotator.domain.study import ACCEPT_FROM, GOOD_FROM
from annotator.domain.view import StudyView
from annotator.ui.dialogs.numbers import as_sentence, number_in, number_text
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look


class ThresholdsSheet(Sheet):
    """Two numbers."""

    def __init__(self, look: Look, parent: QWidget | None, view: StudyView) -> None:
        super().__init__(look, parent, "Thresholds of the study", "Set", self._wrong)
        self._view = view
        self.accept_from = QLineEdit(number_text(view.study.accept_from))
        self.good_from = QLineEdit(number_text(view.study.good_from))
        self.row("Accepted from", self.accept_from, "Agreement below it is shown as too low.")
        self.row("Good from", self.good_from, "Between the two it is shown as one to look at.")
        self.tell(
            f"Krippendorff (2019, Content analysis, chapter 12) asks for {number_text(GOOD_FROM)} "
            f"and allows tentative conclusions from {number_text(ACCEPT_FROM)}."
        )

    def choice(self) -> tuple[float, float]:
        """The two numbers.

        Raises:
            UserError: a field holds none.
        """
        accept_from, good_from = (
            _number(field.text()) for field in (self.accept_from, self.good_from)
        )
        return accept_from, good_from

    def _wrong(self) -> str:
        try:
            set_thresholds(self._view, *self.choice())
        except UserError as error:
            return as_sentence(error)
        return ""


def ask_thresholds(
    look: Look, parent: QWidget | None, view: StudyView
) -> tuple[float, float] | None:
    """The two thresholds, None when a person gives up."""
    sheet = ThresholdsSheet(look, parent, view)
    return sheet.choice() if sheet.ask(440) else None


def _number(text: str) -> float:
    found = number_in(text)
    if found is None:
        raise UserError(f"{text!r} is no threshold", hint="give a number from 0 to 1")
    return found
