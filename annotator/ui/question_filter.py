"""The choice of a question of the guide: only what answers it stays in full."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.domain.guide import in_order
from annotator.domain.ids import Id
from annotator.domain.view import StudyView
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo
from annotator.ui.words import Words

ALL = "all questions"


class QuestionFilter(QWidget):
    """A box with the guide's questions; it is not there while the study has none.

    Signals:
        chosen: id of a question, None for all.
    """

    chosen = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._ids: list[Id | None] = [None]
        self.box = Combo(look)
        self.box.setAccessibleName("Only moments that answer")
        self.box.view().setAccessibleName("Questions of the guide")
        self.box.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(6))
        column.addWidget(Words(look, "Moments that answer", "heading", wrap=True))
        column.addWidget(self.box)
        self.box.activated.connect(lambda row: self.chosen.emit(self._ids[row]))
        self.hide()

    @property
    def question_id(self) -> Id | None:
        """The question chosen."""
        row = self.box.currentIndex()
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def show_view(self, view: StudyView) -> None:
        """Offers the questions of a study; the one chosen stays chosen, or all are."""
        before = self.question_id
        ordered = in_order(view.questions.values())
        self._ids = [None, *(each.id for each in ordered)]
        self.box.clear()
        self.box.addItem(ALL)
        for each in ordered:
            indent = "    " if each.parent_id in view.questions else ""
            self.box.addItem(f"{indent}{each.name}")
        self.setVisible(bool(ordered))
        if before in self._ids:
            self.box.setCurrentIndex(self._ids.index(before))
        else:
            self.box.setCurrentIndex(0)
            self.chosen.emit(None)
