"""A read-only text whose caret, selection and copy are in frozen code points, by keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from annotator.domain.spans import Span
from annotator.domain.transcript import Transcript
from annotator.ui import clipboard
from annotator.ui.theme import Look
from annotator.ui.transcript import clipping, keys, steps
from annotator.ui.transcript.laid_text import LaidText
from annotator.ui.transcript.page import Heights
from annotator.ui.transcript.pieces import Pieces
from annotator.ui.transcript.words import trimmed

_MODE = QTextCursor.MoveMode


class FrozenText(LaidText):
    """A transcript to read and select in.

    Signals:
        caret_moved: the caret's frozen position, whoever moved it.
        place_reached: the same, where a person moved it.
        focused: the text took or lost the keys.
        nothing_copied: there was nothing to copy.
    """

    caret_moved = Signal(int)
    place_reached = Signal(int)
    focused = Signal(bool)
    nothing_copied = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._source = ""
        self._by_person = False
        self._painted: Heights | None = None  # where caret and selection stand on the screen
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAcceptDrops(False)
        self.setUndoRedoEnabled(False)
        self.setAutoFillBackground(True)
        self.setCursorWidth(0)  # the caret is painted with the moments
        self.document().setDocumentMargin(0)
        self.viewport().setMouseTracking(True)
        self.cursorPositionChanged.connect(self.report_caret)
        self.selectionChanged.connect(self.repaint_caret)

    # What is shown ------------------------------------------------------------------------

    def load(
        self, transcript: Transcript | None, pieces: Pieces, source: str, *, hinted: bool
    ) -> None:
        """Shows another text, from its top.

        Args:
            transcript: None for an empty page.
            pieces: that it is cut into.
            source: whose words they are, by pseudonym; copied with them.
            hinted: a hint stands above the first line.
        """
        self.transcript, self._source = transcript, source
        self.page.load(transcript.text if transcript else "", pieces, hinted=hinted)
        self.start_over()
        self._fill()
        self.verticalScrollBar().setValue(0)

    def start_over(self) -> None:
        """To be done when another text has come, before it is laid out."""

    def time_words(self, position: int) -> str:
        """The session time at a position, as people read it; empty without one."""
        return ""

    # Caret and selection ------------------------------------------------------------------

    def selected_span(self) -> Span | None:
        """The selection without the blanks at its ends; None where nothing is left."""
        if self.transcript is None or not self.textCursor().hasSelection():
            return None
        anchor, caret = self.selection()
        return trimmed(self.transcript.text, (min(anchor, caret), max(anchor, caret)))

    def take(self, span: Span | None) -> None:
        """Selects a span, as a person's act."""
        if span is not None:
            with self.by_person():
                self.set_selection(*span)

    def take_next(self, unit: keys.Taken) -> None:
        """Selects the word, sentence or turn at the caret, then one more each time."""
        if (transcript := self.transcript) is None:
            return
        span, caret = self.selected_span(), self.selection()[1]
        if unit == "word":
            self.take(steps.word_taken(transcript.text, span, caret))
        elif unit == "sentence":
            self.take(steps.sentence_taken(transcript, span, caret))
        else:
            self.take(steps.turn_taken(transcript, span, caret))

    def step(self, unit: keys.Unit, count: int, *, extend: bool) -> None:
        """Moves the caret by words, sentences, turns or pages, as a person's act.

        Args:
            unit: of the count.
            count: how many, negative towards the start.
            extend: keep the anchor, and so select.
        """
        if self.transcript is None:
            return
        anchor, caret = self.selection()
        text = self.transcript.text
        if unit == "page":
            caret = self._page_beside(count)
        elif unit == "word" and extend:
            caret = steps.extended_by_words(text, caret, count, anchor)
        elif unit == "word":
            caret = steps.moved_by_words(text, caret, count)
        elif unit == "sentence":
            caret = steps.extended_by_sentences(self.transcript, caret, count, anchor)
        elif extend:
            caret = steps.extended_by_turns(self.transcript, caret, count)
        else:
            caret = steps.moved_by_turns(self.transcript, caret, count)
        with self.by_person():
            self.set_selection(anchor if extend else caret, caret)

    def clear(self) -> None:
        """Drops the selection where the caret stands."""
        caret = self.selection()[1]
        self.set_selection(caret, caret)

    def copy(self) -> None:
        """Puts the quote with its source on the clipboard."""
        self._put_on_clipboard(self._quote_with_source())

    def copy_plain(self) -> None:
        """Puts the words alone on the clipboard."""
        span, text = self.span_to_copy(), self.transcript
        self._put_on_clipboard(text.quote(*span) if span and text else "")

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802 - Qt's name
        """The frozen quote and its pseudonymous source, never what the widget shows."""
        return clipboard.marked(self._quote_with_source())

    def span_to_copy(self) -> Span | None:
        """What a copy takes: the selection."""
        return self.selected_span()

    def _put_on_clipboard(self, words: str) -> None:
        if words:
            clipboard.put(words)
        else:
            self.nothing_copied.emit()

    def _quote_with_source(self) -> str:
        """What a copy gives; empty where nothing is to be copied."""
        span = self.span_to_copy()
        if span is None or self.transcript is None:
            return ""
        return clipping.quoted(self.transcript.quote(*span), self._source, self.time_words(span[0]))

    def report_caret(self) -> None:
        """Says where the caret is now."""
        self.repaint_caret()
        caret = self.selection()[1]
        self.caret_moved.emit(caret)
        if self._by_person:
            self.place_reached.emit(caret)

    def repaint_caret(self) -> None:
        """Paints anew where the caret and the selection stand on the screen, and where now."""
        self.repaint_between([each for each in (self._painted, self._caret_heights()) if each])

    def caret_painted(self) -> None:
        """To be told when they have been painted: then they stand there."""
        self._painted = self._caret_heights()

    def _caret_heights(self) -> Heights | None:
        if self.transcript is None:
            return None
        cursor = self.textCursor()
        return self.page.heights(cursor.selectionStart(), cursor.selectionEnd())

    @contextmanager
    def by_person(self) -> Iterator[None]:
        """What moves the caret in here is a person's act."""
        before, self._by_person = self._by_person, True
        try:
            yield
        finally:
            self._by_person = before

    # Scrolling ----------------------------------------------------------------------------

    def in_document(self, point: QPointF) -> QPointF:
        """A point of the viewport in the document's pixels."""
        return point + QPointF(0, self.verticalScrollBar().value())

    def position_near(self, point: QPointF) -> int:
        """The caret's position nearest to a point of the document."""
        place = self.document().documentLayout().hitTest(point, Qt.HitTestAccuracy.FuzzyHit)
        return self.page.offsets.to_frozen(max(0, place))

    def scroll_to(self, position: int) -> None:
        """Brings a position on the screen, unless it is there already."""
        rect = self.page.line_at(position).rect
        bar, height = self.verticalScrollBar(), self.viewport().height()
        if rect.top() < bar.value() or rect.bottom() > bar.value() + height:
            bar.setValue(round(rect.top() - height / 4))

    def show_well(self, position: int) -> None:
        """Brings a position into the upper third of the screen, unless it is there already."""
        rect = self.page.line_at(position).rect
        bar, height = self.verticalScrollBar(), self.viewport().height()
        above = rect.top() - bar.value()
        if not 0 <= above <= height / 3 - rect.height():
            bar.setValue(round(rect.top() - height / 6))

    def _page_beside(self, count: int) -> int:
        """The position a screenful on."""
        place = self.textCursor().position()
        line = self.page.line_at_place(place)
        screen = self.viewport().height() - self.page.measures.line
        return self.position_near(QPointF(line.x(place), line.rect.center().y() + count * screen))

    # Keys ---------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Claims the text's own keys before shortcuts of the window get them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.setAccepted(self.takes(event))
            return event.isAccepted()
        return super().event(event)

    def takes(self, event: QKeyEvent) -> bool:
        """Whether a key is the text's own."""
        if keys.is_escape(event):
            return self.textCursor().hasSelection()
        return keys.is_taken(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moves, selects, copies; every other key is left to the window."""
        if not self.takes(event):
            event.ignore()
            return
        pressed, shift = keys.chord(event)
        if pressed in keys.MOVES:
            cursor = self.textCursor()
            mode = _MODE.KeepAnchor if shift else _MODE.MoveAnchor
            cursor.movePosition(keys.MOVES[pressed], mode)
            with self.by_person():
                self.setTextCursor(cursor)
        elif (step := keys.step_of(event)) is not None:
            self.step(*step, extend=shift)
        elif (act := keys.act_of(event)) is not None:
            if act in ("word", "sentence", "turn"):
                self.take_next(act)
            else:
                {"copy": self.copy, "copy_plain": self.copy_plain, "clear": self.clear}[act]()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Says that the text has the keys."""
        super().focusInEvent(event)
        self.viewport().update()
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Says that it has lost them."""
        super().focusOutEvent(event)
        self.viewport().update()
        self.focused.emit(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolls; with Ctrl the text size is the window's affair."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().wheelEvent(event)
