"""The interview guide: its questions, and what may be done with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from annotator.analysis.wordings import LIKE_FROM
from annotator.app.actions import key_of
from annotator.domain.errors import UserError
from annotator.domain.guide import Question, in_order
from annotator.domain.ids import Id
from annotator.domain.view import StudyView
from annotator.ui.dialogs.numbers import as_sentence, number_in, number_text
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.flow import Flow
from annotator.ui.theme import Look
from annotator.ui.tips import grey
from annotator.ui.words import Words

GuideKind = Literal["add", "prompt", "edit", "delete", "up", "down", "import", "find"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideWish:
    """What a person wants to be done with the guide.

    Attributes:
        question_id: of the question in hand.
        like_from: for `find`: from which likeness on other words count.
    """

    kind: GuideKind
    question_id: Id | None = None
    like_from: float = LIKE_FROM


Act = Callable[[GuideWish], StudyView]
"""Does what is wanted, and gives the study as it is then; raises `UserError`."""

_BUTTONS: tuple[tuple[GuideKind, str], ...] = (
    ("add", "Add…"),
    ("prompt", "Add a prompt…"),
    ("edit", "Edit…"),
    ("delete", "Delete"),
    ("up", "Up"),
    ("down", "Down"),
    ("import", "Import…"),
)


class GuideSheet(Sheet):
    """The questions with how often each is asked. What is done is stored at once.

    Args:
        look: the look in force.
        parent: the window.
        view: the study.
        act: does what is wanted.
        why_not: why whoever looks at it may change nothing; empty for who may.
    """

    def __init__(
        self, look: Look, parent: QWidget | None, view: StudyView, act: Act, why_not: str = ""
    ) -> None:
        super().__init__(look, parent, "Interview guide", "")
        self._act, self._why_not = act, why_not
        self._questions: tuple[Question, ...] = ()
        self.list = QListWidget()
        self.list.setProperty("framed", True)
        self.list.setMinimumHeight(look.px(210))
        self.count = Words(look, "", "mute", wrap=True)
        self.like_from = QLineEdit(number_text(LIKE_FROM))
        self.like_from.setAccessibleName("Other words count from a likeness of")
        self.seek = QPushButton("Find in the interviews…")
        self.seek.setAutoDefault(False)
        self.buttons: dict[GuideKind, QPushButton] = {}
        self._lay_out()
        self.list.itemActivated.connect(lambda _: self._do("edit"))
        self.seek.clicked.connect(lambda: self._do("find"))
        self.show_view(view)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_view(self, view: StudyView, chosen: Id | None = None) -> None:
        """Shows another state of the guide, with a question in hand."""
        self._questions = in_order(view.questions.values())
        counts = Counter(each.question_id for asked in view.asked.values() for each in asked)
        self.list.clear()
        for question in self._questions:
            indent = "      " if question.parent_id in view.questions else ""
            text = f": {question.text}" if question.text else ""
            number = f"  · asked {counts[question.id]} times" if counts[question.id] else ""
            item = QListWidgetItem(f"{indent}{question.name}{text}{number}")
            item.setSizeHint(QSize(0, self.look.px(26)))
            self.list.addItem(item)
        places = {question.id: place for place, question in enumerate(self._questions)}
        if self._questions:
            self.list.setCurrentRow(places.get(chosen or "", 0))
        mains = sum(each.parent_id not in view.questions for each in self._questions)
        prompts = len(self._questions) - mains
        every = [each for asked in view.asked.values() for each in asked]
        by_hand = sum(each.by_hand for each in every)
        found = sum(each.question_id is not None and not each.by_hand for each in every)
        self.count.setText(
            f"{mains} main questions, {prompts} prompts; {found} turns found by their words, "
            f"{by_hand} set by hand."
            if self._questions
            else "No question yet: add one, or import a CSV with the columns name, text, parent, "
            "wordings and voices."
        )
        for kind, button in self.buttons.items():
            button.setEnabled(bool(self._questions) or kind in ("add", "import"))
        self.seek.setEnabled(bool(self._questions))
        if self._why_not:
            grey(self._why_not, *self.buttons.values(), self.seek)

    def _lay_out(self) -> None:
        self.rows.addWidget(self.count)
        self.list.setAccessibleName("Questions of the guide")
        self.rows.addWidget(self.list, 100)
        bar = Flow(gap=self.look.px(6))
        for kind, text in _BUTTONS:
            button = self.buttons[kind] = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, kind=kind: self._do(kind))
            bar.addWidget(button)
        self.rows.addLayout(bar)
        self.rows.addSpacing(6)
        line = QHBoxLayout()
        line.addWidget(self.seek)
        line.addWidget(Words(self.look, "other words count from a likeness of", "mute"))
        self.like_from.setMaximumWidth(self.look.px(64))
        line.addWidget(self.like_from)
        line.addStretch(1)
        self.rows.addLayout(line)
        hint = (
            "The interviewers’ turns are gone through for the questions’ wordings; 1 takes the "
            "very words only. You see what was found before it is stored, and what was set by "
            f"hand ({key_of('ask_question')}) stays."
        )
        self.rows.addWidget(Words(self.look, hint, "small", wrap=True))

    def _do(self, kind: GuideKind) -> None:
        """Has something done, and shows what became of it, or why not."""
        self.show_problem(self._why_not)
        if self._why_not:
            return
        row = self.list.currentRow()
        chosen = self._questions[row].id if 0 <= row < len(self._questions) else None
        like_from = number_in(self.like_from.text())
        if kind == "find" and like_from is None:
            self.show_problem("Give the likeness as a number over 0 and up to 1.")
            return
        known = {each.id for each in self._questions}
        try:
            view = self._act(GuideWish(kind=kind, question_id=chosen, like_from=like_from or 0.0))
        except UserError as error:
            self.show_problem(as_sentence(error))
            return
        made = next((key for key in view.questions if key not in known), chosen)
        self.show_view(view, made)


def show_guide(
    look: Look, parent: QWidget | None, view: StudyView, act: Act, why_not: str = ""
) -> None:
    """Shows the guide until a person closes it."""
    GuideSheet(look, parent, view, act, why_not).ask(680)
