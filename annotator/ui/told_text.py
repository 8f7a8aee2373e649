"""A long text to be read: one widget, however many paragraphs, in the styles of `Words`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLength,
    QTextTableFormat,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from annotator.ui.theme import Look
from annotator.ui.words import Style, styled_font

_MUTED: tuple[Style, ...] = ("mute", "small", "heading", "quote")  # as in the style sheet
_FIRST, _SECOND = 60, 40  # percent of the width that two columns have
_LEAST_PX, _CELL_PX = 160, 3


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words in one style, with space above them in pixels at 100 %."""

    text: str
    style: Style = "plain"
    above: float = 0.0


@dataclass(frozen=True, slots=True)
class Pairs:
    """Lines in two columns; what stands at the right is muted."""

    rows: tuple[tuple[str, str], ...]


class ToldText(QTextEdit):
    """Shows paragraphs. Arrows, Page keys, Home and End scroll; it follows the look.

    Args:
        look: the look in force.
        name: for screen readers.
    """

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._told: tuple[Paragraph | Pairs, ...] = ()
        self._document: QTextDocument | None = None  # the one that Qt made goes by itself
        self.setAccessibleName(name)
        self.setProperty("told", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(look.px(_LEAST_PX))
        look.changed.connect(self._write)

    def tell(self, told: Sequence[Paragraph | Pairs]) -> None:
        """Shows another text, from its begin."""
        if tuple(told) != self._told:
            self._told = tuple(told)
            self._write()

    def height_at(self, width: int, most: int) -> int:
        """How high all of it is at a width; `most` where it is more: that is not laid out twice."""
        document = self.document()
        lines = document.blockCount() // 2  # at least: a line of two columns is two blocks
        if lines * self.fontMetrics().height() >= most:
            return most
        document = document.clone()
        document.setTextWidth(width)
        return min(round(document.size().height()), most)

    def sizeHint(self) -> QSize:
        """As little as still can be read: what holds it gives it what room there is."""
        return QSize(self._look.px(320), self._look.px(_LEAST_PX))

    def _write(self) -> None:
        look = self._look
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, look.colour("panel"))
        palette.setColor(QPalette.ColorRole.Text, look.colour("ink"))
        self.setPalette(palette)
        document = QTextDocument(self)  # filled before it is shown, so that it is laid out once
        document.setDocumentMargin(0)
        document.setDefaultFont(styled_font(look, "plain"))
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        for each in self._told:
            if isinstance(each, Pairs):
                self._add_pairs(cursor, each)
            else:
                self._add(cursor, each)
        cursor.endEditBlock()
        self.setDocument(document)
        if self._document is not None:
            self._document.deleteLater()
        self._document = document

    def _add(self, cursor: QTextCursor, told: Paragraph) -> None:
        shape = QTextBlockFormat()
        shape.setTopMargin(self._look.px(told.above))
        shape.setLeftMargin(self._look.px(_CELL_PX))  # as far in as the pairs
        if cursor.position():
            cursor.insertBlock(shape)
        else:
            cursor.setBlockFormat(shape)
        cursor.insertText(told.text, self._style(told.style))

    def _add_pairs(self, cursor: QTextCursor, told: Pairs) -> None:
        shape, percent = QTextTableFormat(), QTextLength.Type.PercentageLength
        shape.setBorder(0)
        shape.setCellSpacing(0)
        shape.setCellPadding(self._look.px(_CELL_PX))
        shape.setWidth(QTextLength(percent, 100))
        shape.setColumnWidthConstraints(
            [QTextLength(percent, _FIRST), QTextLength(percent, _SECOND)]
        )
        styles = self._style("plain"), self._style("mute")
        table = cursor.insertTable(len(told.rows), 2, shape)
        for row, own in enumerate(told.rows):
            for column, text in enumerate(own):
                place = table.cellAt(row, column).firstCursorPosition()
                place.insertText(text, styles[column])
        cursor.movePosition(QTextCursor.MoveOperation.End)

    def _style(self, style: Style) -> QTextCharFormat:
        form = QTextCharFormat()
        form.setFont(styled_font(self._look, style))
        form.setForeground(self._look.colour("mute" if style in _MUTED else "ink"))
        return form
