"""A text that is laid out in the look and the width of now, and keeps the line at its top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from math import ceil, floor

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QPalette, QResizeEvent, QShowEvent, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from annotator.domain.spans import Span
from annotator.domain.transcript import Transcript
from annotator.ui.theme import Look
from annotator.ui.transcript.measures import measure
from annotator.ui.transcript.page import Heights, Page
from annotator.ui.transcript.scroll_bar import scroll_bar_style


class LaidText(QTextEdit):
    """A document of a transcript.

    Attributes:
        look: the look of its tab.
        transcript: what it shows; None for an empty page.
        page: its geometry.
        is_settling: while lines are laid out anew: no scrolling is meant.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.transcript: Transcript | None = None
        self.page = Page(self.document(), measure(look, 0))
        self.is_settling = False
        self._reads = False  # at the caret, when a change of the look began
        self._is_late = False  # in the look before, until that of now is settled and it is seen
        look.restyled.connect(self._wait)
        look.settled.connect(self.apply_look)

    def forget_layout(self) -> None:
        """To be done when lines have moved."""
        self.viewport().update()

    def repaint_between(self, heights: Iterable[Heights]) -> None:
        """Paints anew what shows between some heights, and nothing else."""
        scrolled, width = self.verticalScrollBar().value(), self.viewport().width()
        for top, bottom in heights:
            upper = floor(top) - scrolled
            self.viewport().update(0, upper, width, ceil(bottom) - scrolled - upper)

    def apply_look(self) -> None:
        """Takes theme and text size from the look; where it is not seen, when it is."""
        if self.window().isVisible() and not self.isVisible():
            return
        reads = self._reads if self._is_late else self._reads_at_caret(self.viewport().height())
        self._is_late = False
        palette = QPalette(self.palette())
        ink = self.look.colour("ink")
        for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Window):
            palette.setColor(role, self.look.colour("paper"))
        palette.setColor(QPalette.ColorRole.Text, ink)
        # The selection is painted with the moments, not by the document.
        palette.setColor(QPalette.ColorRole.Highlight, QColor(0, 0, 0, 0))
        palette.setColor(QPalette.ColorRole.HighlightedText, ink)
        self.setPalette(palette)
        # Qt's style sheets give a viewport a palette of its own, which then stays as it was.
        self.viewport().setPalette(palette)
        self.verticalScrollBar().setStyleSheet(scroll_bar_style(self.look))
        if self.page.is_laid_out(self.look, measure(self.look, self._free_width())):
            self.forget_layout()  # another theme moves no line
            return
        with self._settling():
            kept = self.top_position()
            self._fill()
            if kept:
                self.scroll_to_top(kept)
            if reads:
                self.ensureCursorVisible()

    def _wait(self) -> None:
        """Lays nothing out in sizes that are about to change."""
        if not self._is_late:
            self._reads = self._reads_at_caret(self.viewport().height())
        self._is_late = True

    def showEvent(self, event: QShowEvent) -> None:
        """In the look of now."""
        super().showEvent(event)
        if self._is_late:
            self.apply_look()

    def changeEvent(self, event: QEvent) -> None:
        """The document keeps its typeface: Qt would lay it out in that of the window."""
        if event.type() != QEvent.Type.FontChange:
            super().changeEvent(event)

    def _fill(self) -> None:
        """Fills the document anew, keeping caret and selection."""
        measures = measure(self.look, self._free_width())
        selection = self.selection()
        with self.quietly():
            self.document().clear()  # else what is about to go is laid out in the new width
            self.setLineWrapColumnOrWidth(measures.width)
            self.page.fill(self.look, measures)
            self.setViewportMargins(measures.indent, 0, 0, 0)
            self.set_selection(*selection)
        self.forget_layout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits the lines to the width, keeping the line at the top."""
        if self._is_late:
            super().resizeEvent(event)
            return
        measures, before = measure(self.look, self._free_width()), self.page.measures
        with self._settling():
            kept = self.top_position()
            reads = self._reads_at_caret(max(event.oldSize().height(), event.size().height()))
            if measures != before:
                self.page.fit(measures)
                if measures.width != before.width:
                    self.setLineWrapColumnOrWidth(measures.width)
                    self.document().size()
                if measures.indent != before.indent:
                    self.setViewportMargins(measures.indent, 0, 0, 0)
                self.forget_layout()
            super().resizeEvent(event)
            if kept and measures.width != before.width:
                self.scroll_to_top(kept)
            if reads:
                self.ensureCursorVisible()

    def _reads_at_caret(self, height: int) -> bool:
        """Whether the caret stood on a screen of this height: then it goes on standing there."""
        caret = self.cursorRect()
        return self.hasFocus() and caret.bottom() >= 0 and caret.top() <= height

    @contextmanager
    def _settling(self) -> Iterator[None]:
        """What scrolls in here only keeps the line at the top."""
        before, self.is_settling = self.is_settling, True
        try:
            yield
        finally:
            self.is_settling = before

    def _free_width(self) -> int:
        """The width without the scroll bar, whether or not it shows."""
        return max(0, self.width() - self.verticalScrollBar().sizeHint().width())

    def selection(self) -> Span:
        """Anchor and caret."""
        cursor, to_frozen = self.textCursor(), self.page.offsets.to_frozen
        return to_frozen(cursor.anchor()), to_frozen(cursor.position())

    def set_selection(self, anchor: int, caret: int) -> None:
        """Sets both; scrolls the caret into view."""
        low, high = min(anchor, caret), max(anchor, caret)
        offsets = self.page.offsets
        low, high = offsets.to_document(low), offsets.to_document(high, ends=low < high)
        cursor = self.textCursor()
        cursor.setPosition(low if anchor <= caret else high)
        cursor.setPosition(high if anchor <= caret else low, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """What moves the caret in here goes unsaid and scrolls nothing."""
        blocked, place = self.blockSignals(True), self.verticalScrollBar().value()
        try:
            yield
        finally:
            self.blockSignals(blocked)
            self.verticalScrollBar().setValue(place)
            self.viewport().update()

    def top_position(self) -> int:
        """The position at the top of the screen; 0 while the top of the page shows."""
        top = self.verticalScrollBar().value()
        if top <= 0 or self.transcript is None:
            return 0
        shown = self.page.lines_between(top, top + self.height())
        start = next((line.start for line in shown if line.rect.bottom() > top), 0)
        return self.page.offsets.to_frozen(start)

    def scroll_to_top(self, position: int) -> None:
        """Scrolls a position, with the bands above its piece, to the top of the screen."""
        number = self.page.pieces.at(position)
        line = self.page.line_at(position)
        first = line.start == self.page.block(number).position()
        top = self.page.above(number) if first else line.rect.top()
        self.verticalScrollBar().setValue(round(top) - self.look.px(8))
