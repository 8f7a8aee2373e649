"""The guide's questions beside the turns that ask them: a small quiet label in the margin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from annotator.app.actions import key_of
from annotator.domain.guide import Asked
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView
from annotator.ui.theme import Look
from annotator.ui.transcript.names import Name
from annotator.ui.transcript.page import Page

OFF_GUIDE = "off the guide"


@dataclass(frozen=True, slots=True)
class Label:
    """What stands beside a turn.

    Attributes:
        words: the question's name.
        tip: its text, and how it is known.
        by_hand: a person has set it.
    """

    words: str
    tip: str
    by_hand: bool


def labels_of(view: StudyView, transcript: Transcript) -> dict[int, Label]:
    """The labels of a transcript by the frozen position at which their turns begin.

    Where a stop ends a question that was found, its band says enough.
    """
    return {
        transcript.turns[each.turn].start: _label(view, each)
        for each in view.asked_of(transcript.id)
        if each.turn < len(transcript.turns) and (each.question_id or each.by_hand)
    }


class Questions:
    """Places and paints the labels of a page. They stand where no name of a code does."""

    def __init__(self, look: Look, page: Page) -> None:
        self._look = look
        self._page = page
        self.labels: Mapping[int, Label] = {}

    def paint(self, painter: QPainter, pieces: range, names: Sequence[Name]) -> None:
        """Paints what stands beside these pieces; `names` are the codes' there."""
        look = self._look
        painter.setFont(look.interface_font(10.5))
        metrics = QFontMetricsF(painter.font())
        for rect, label in self.beside(pieces, names):
            words = label.words if rect.left() >= self._page.measures.text_x else _short(label)
            room = rect.width() - look.px(8)
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
            width = min(rect.width(), metrics.horizontalAdvance(shown) + look.px(8))
            frame = QRectF(rect.left(), rect.top(), width, rect.height()).adjusted(
                0.5, 0.5, -0.5, 0
            )
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("line"), 1))
            painter.drawRoundedRect(frame, look.px(4), look.px(4))
            painter.setPen(look.colour("mute"))
            baseline = frame.center().y() + (metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(frame.left() + look.px(4), baseline), shown)

    def at(self, point: QPointF, pieces: range, names: Sequence[Name]) -> str:
        """What the label at a point says in full; empty where there is none."""
        found = (label for rect, label in self.beside(pieces, names) if rect.contains(point))
        label = next(found, None)
        return "" if label is None else label.tip

    def beside(self, pieces: range, names: Sequence[Name]) -> list[tuple[QRectF, Label]]:
        """The labels that show beside these pieces, and where."""
        page, measures = self._page, self._page.measures
        placed = []
        for number in pieces:
            label = self.labels.get(page.pieces.all[number].start)
            if label is None:
                continue
            line = page.lines(number)[0].rect
            top = line.top() + self._look.px(3)
            if measures.names_width:
                left, width = measures.names_x, measures.names_width
            else:  # a narrow column has the left margin only
                left, width = self._look.px(2), measures.letter_x - self._look.px(4)
            rect = QRectF(left, top, width, measures.name_height)
            for name in names:  # from above to below
                if rect.intersects(name.rect):
                    rect.moveTop(name.rect.bottom() + self._look.px(3))
            placed.append((rect, label))
        return placed


def _label(view: StudyView, asked: Asked) -> Label:
    question = view.questions.get(asked.question_id or "")
    how = "set by hand" if asked.by_hand else "found by its wording"
    if question is None:
        return Label(OFF_GUIDE, f"From here on the talk leaves the guide; {how}", asked.by_hand)
    parent = view.questions.get(question.parent_id or "")
    head = f"{question.name}, under {parent.name}" if parent else question.name
    text = f": {question.text}" if question.text else ""
    return Label(
        question.name,
        f"{head}{text}\nFrom here on, {how} ({key_of('ask_question')})",
        asked.by_hand,
    )


def _short(label: Label) -> str:
    """The first word of a name, for the left margin: `Q1` of `Q1 helpful`."""
    return label.words.split()[0] if label.words != OFF_GUIDE else "–"
