"""Asks which question of the guide is answered from a turn on."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from annotator.app.verbs.asked import asked_from
from annotator.domain.guide import asked_at, in_order
from annotator.domain.ids import Id
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.words import Words

_QUOTE = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionChoice:
    """What a turn answers.

    Attributes:
        question_id: None where the talk leaves the guide.
        takes_back: the turn answers what the turns before it do; the rest says nothing then.
    """

    question_id: Id | None = None
    takes_back: bool = False


class AskedSheet(Sheet):
    """The guide's questions; the one that governs the turn is in hand."""

    def __init__(
        self, look: Look, parent: QWidget | None, view: StudyView, transcript: Transcript, turn: int
    ) -> None:
        super().__init__(look, parent, "Question that this turn answers", "Set", self._wrong)
        self._choices: list[QuestionChoice] = []
        self.list = QListWidget()
        self.list.setProperty("framed", True)
        own = asked_from(view, transcript.id, turn)
        governing = asked_at(view.asked_of(transcript.id), turn)
        before = asked_at(view.asked_of(transcript.id), turn - 1)
        for question in in_order(view.questions.values()):
            indent = "      " if question.parent_id in view.questions else ""
            text = f"{indent}{question.name}" + (f": {question.text}" if question.text else "")
            self._offer(text, QuestionChoice(question_id=question.id))
        self._offer("Off the guide from here on", QuestionChoice())
        if own is not None:
            named = view.questions.get((before.question_id if before else None) or "")
            told = f" ({named.name})" if named else ""
            self._offer(f"As before this turn{told}", QuestionChoice(takes_back=True))
        here = QuestionChoice(question_id=governing.question_id) if governing else None
        row = self._choices.index(here) if here in self._choices else 0
        self.list.setCurrentRow(row)
        self.list.setMinimumHeight(look.px(26) * min(len(self._choices), 12) + 8)
        self._lay_out(view, transcript, turn)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def choice(self) -> QuestionChoice:
        """The row in hand."""
        return self._choices[self.list.currentRow()]

    def _offer(self, text: str, choice: QuestionChoice) -> None:
        self._choices.append(choice)
        item = QListWidgetItem(text)
        item.setSizeHint(QSize(0, self.look.px(26)))
        self.list.addItem(item)

    def _lay_out(self, view: StudyView, transcript: Transcript, turn: int) -> None:
        dyad, session, account = view.place_of(transcript.account_id)
        own = transcript.turns[turn]
        head = f"{dyad.name}, session {session.number}, {account.voice} · turn {turn + 1}"
        words = transcript.quote(own.start, own.end)
        quote = words if len(words) <= _QUOTE else f"{words[:_QUOTE].rstrip()}…"
        self.rows.addWidget(Words(self.look, head, "strong", wrap=True))
        self.rows.addWidget(Words(self.look, quote, "quote", wrap=True))
        self.rows.addSpacing(4)
        self.row(
            "From this turn on, up to the next that asks a question",
            self.list,
            "What you set here stays when the questions are sought again.",
        )
        self.rows.setStretchFactor(self.list, 100)

    def _wrong(self) -> str:
        return "" if self.list.currentRow() >= 0 else "Choose a question."


def ask_asked(
    look: Look, parent: QWidget | None, view: StudyView, transcript: Transcript, turn: int
) -> QuestionChoice | None:
    """What a turn answers, None when a person gives up."""
    sheet = AskedSheet(look, parent, view, transcript, turn)
    return sheet.choice() if sheet.ask(520) else None
