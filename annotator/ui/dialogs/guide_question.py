"""Asks what a question of the guide shall be."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from annotator.app.verbs.guide import QuestionWish, put_question, voices_of
from annotator.domain.edits import Edit
from annotator.domain.guide import in_order
from annotator.domain.ids import Id
from annotator.domain.view import StudyView
from annotator.ui.dialogs.design_people import lines_field, what_is_wrong
from annotator.ui.dialogs.numbers import side_by_side
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.flow import Flow
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo, Tick

MAIN = "nothing: it is a main question"


class QuestionSheet(Sheet):
    """Name, text, main question, wordings, and whose interviews it is asked in.

    Args:
        look: the look in force.
        parent: the window.
        view: the study.
        question_id: None for a new one.
        under: id of the main question that a new one is to stand under.
    """

    def __init__(
        self,
        look: Look,
        parent: QWidget | None,
        view: StudyView,
        question_id: Id | None,
        under: Id | None = None,
    ) -> None:
        question = view.questions.get(question_id or "")
        title = f"Question {question.name}" if question else "New question"
        super().__init__(look, parent, title, "Change" if question else "Add", self._wrong)
        self._view, self._question_id = view, question_id
        self.name = QLineEdit(question.name if question else "")
        self.name.setPlaceholderText("Q1 helped")
        self.text = QLineEdit(question.text if question else "")
        self.parent_name = Combo(look)
        mains = [
            each
            for each in in_order(view.questions.values())
            if each.parent_id not in view.questions and each.id != question_id
        ]
        self.parent_name.addItems([MAIN, *(each.name for each in mains)])
        above = view.questions.get((question.parent_id if question else under) or "")
        self.parent_name.setCurrentText(above.name if above else MAIN)
        self.wordings = lines_field(look, "\n".join(question.wordings if question else ()))
        self.voices: dict[str, Tick] = {}
        self._lay_out(question.voices if question else ())

    def edit(self) -> Edit | None:
        """The edit that the answers make; None where nothing is changed.

        Raises:
            UserError: an answer does not fit.
        """
        parent = self.parent_name.currentText()
        wish = QuestionWish(
            name=self.name.text(),
            text=self.text.text(),
            parent="" if self.parent_name.currentIndex() <= 0 else parent,
            wordings=tuple(self.wordings.toPlainText().splitlines()),
            voices=self._voices(),
        )
        return put_question(self._view, self._question_id, wish)

    def _voices(self) -> tuple[str, ...]:
        """Those ticked; none where all are, or none is: then it is asked everywhere."""
        ticked = tuple(voice for voice, tick in self.voices.items() if tick.isChecked())
        return () if len(ticked) == len(self.voices) else ticked

    def _lay_out(self, own: tuple[str, ...]) -> None:
        self.rows.addLayout(
            side_by_side(("Short name", self.name), ("Prompt under", self.parent_name))
        )
        self.row("Question as the guide has it", self.text)
        self.row(
            "Other wordings, one a line",
            self.wordings,
            "Interviewers’ turns are found by the question and by these; case and marks do not "
            "matter.",
        )
        ticks = Flow(gap=self.look.px(10))
        for voice in voices_of(self._view):
            tick = self.voices[voice] = Tick(self.look, voice)
            tick.setChecked(not own or voice in own)
            ticks.addWidget(tick)
        self.row("Asked in the interviews of", ticks)

    def _wrong(self) -> str:
        return what_is_wrong(self)
