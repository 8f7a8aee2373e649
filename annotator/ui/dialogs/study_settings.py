"""Asks for the settings that hold for all of a study."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from annotator.app.verbs.study_settings import StudySettings, set_study, settings_of
from annotator.domain.errors import UserError
from annotator.domain.view import StudyView
from annotator.ui.dialogs.numbers import as_sentence, number_in, number_text, whole_number_in
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.dialogs.tolerance import TOLERANCE, TOLERANCE_NOTE
from annotator.ui.theme import Look


class StudySettingsSheet(Sheet):
    """Title and four numbers."""

    def __init__(self, look: Look, parent: QWidget | None, view: StudyView) -> None:
        super().__init__(look, parent, "Settings of the study", "Set", self._wrong)
        self._view = view
        now = settings_of(view.study)
        self.title = QLineEdit(now.title)
        self.late_after = QLineEdit(number_text(now.late_after_h))
        self.stop_before = QLineEdit(number_text(now.stop_before_s))
        self.shared_within = QLineEdit(number_text(now.shared_within_s))
        self.small_cell = QLineEdit(str(now.small_cell))
        self.row("Title", self.title)
        self.row(
            "Late after (hours)",
            self.late_after,
            "An interview held later than this after its session is marked as late.",
        )
        self.row(
            "Stretch of a stop without an end (seconds before it)",
            self.stop_before,
            "What such a stop stands for wherever lengths of time are counted.",
        )
        self.row(
            TOLERANCE,
            self.shared_within,
            TOLERANCE_NOTE,
        )
        self.row(
            "Small cell (participants or dyads under)",
            self.small_cell,
            "Cells of sample tables and groups of dyads that may tell who somebody is are flagged; "
            "0 flags none.",
        )

    def choice(self) -> StudySettings:
        """The settings.

        Raises:
            UserError: a field that must hold a number holds none.
        """
        return StudySettings(
            title=self.title.text(),
            late_after_h=_number(self.late_after),
            stop_before_s=_number(self.stop_before),
            shared_within_s=_number(self.shared_within),
            small_cell=_whole(self.small_cell),
        )

    def _wrong(self) -> str:
        try:
            set_study(self._view, self.choice())
        except UserError as error:
            return as_sentence(error)
        return ""


def ask_study_settings(look: Look, parent: QWidget | None, view: StudyView) -> StudySettings | None:
    """The settings of the study, None when a person gives up."""
    sheet = StudySettingsSheet(look, parent, view)
    return sheet.choice() if sheet.ask(460) else None


def _number(field: QLineEdit) -> float:
    found = number_in(field.text())
    if found is None:
        raise UserError(f"{field.text()!r} is no number", hint="give one, such as 48 or 2.5")
    return found


def _whole(field: QLineEdit) -> int:
    found = whole_number_in(field.text())
    if found is None:
        raise UserError(f"{field.text()!r} is no whole number", hint="give one from 0")
    return found
