"""The text of one transcript with its moments painted behind and beside it, by mouse too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.spans import Span
from annotator.domain.view import StudyView
from annotator.ui.theme import Look
from annotator.ui.tips import plain_tip
from annotator.ui.transcript import keys
from annotator.ui.transcript.asides import AsideMark
from annotator.ui.transcript.frozen_text import FrozenText
from annotator.ui.transcript.questions import Label
from annotator.ui.transcript.sheet import Caret, Sheet
from annotator.ui.transcript.stops import Band
from annotator.ui.transcript.words import End, snapped, word_at


class TranscriptText(FrozenText):
    """A transcript to read, select in and mark.

    Signals:
        moment_pointed: the id of a moment under the pointer, or None.
        moment_chosen: its id or None, by mouse or by the caret.
        stop_chosen: the stop whose band was clicked.
        ends_dragged: moment id, new start, new end.
        counterpart_asked: id of a moment whose mark of a pairing was clicked.
        memo_asked: where the turn begins whose mark of a memo was clicked.
        turn_asked: where the turn begins whose letter was clicked to hear it.
    """

    counterpart_asked = Signal(str)
    memo_asked = Signal(int)
    turn_asked = Signal(int)
    moment_pointed = Signal(object)
    moment_chosen = Signal(object)
    stop_chosen = Signal(object)
    ends_dragged = Signal(str, int, int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.sheet = Sheet(look, self.page)
        self._held_end: End | None = None
        self._pressed = False
        self._clicks = (0, 0)  # presses in a row from the second on, and when the last was
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # see paintEvent
        self.spoken_at: Callable[[int], str] | None = None  # of a session's own transcript
        self.apply_look()

    # What is shown ------------------------------------------------------------------------

    def start_over(self) -> None:
        """Forgets the moments of the text before."""
        self._held_end = None
        self.sheet.start_over()

    def forget_layout(self) -> None:
        """Has the margins worked out anew."""
        self.sheet.forget()
        self.viewport().update()

    def show_words(self, *, hint: str, note: str) -> None:
        """What stands above the first line, and on an empty page."""
        self.sheet.hint, self.sheet.note = hint, note
        self.viewport().update()

    def show_bands(self, bands: Mapping[Id, Band]) -> None:
        """Takes what the bands say."""
        if bands != self.sheet.bands:
            self.sheet.bands = bands
            self.viewport().update()

    def show_asides(self, asides: tuple[AsideMark, ...]) -> None:
        """Takes the ranges that their stop does not govern."""
        if self.sheet.show_asides(asides):
            self.viewport().update()

    def show_questions(self, labels: Mapping[int, Label]) -> None:
        """Takes the guide's questions by the position at which their turns begin."""
        if labels != self.sheet.questions.labels:
            self.sheet.questions.labels = labels
            self.viewport().update()

    def show_memos(self, memos: Mapping[int, str]) -> None:
        """Takes the memos on turns by the position at which these begin."""
        if memos != self.sheet.memos.memos:
            self.sheet.memos.memos = memos
            self.viewport().update()

    def show_only(self, moment_ids: frozenset[Id] | None) -> None:
        """Fades all moments but these; None fades none."""
        if moment_ids != self.sheet.only:
            self.sheet.only = moment_ids
            self.viewport().update()

    def show_alone(self, moment_ids: frozenset[Id] | None) -> None:
        """Fades all moments but these, whatever else is asked for; None ends that."""
        if moment_ids != self.sheet.alone:
            self.sheet.alone = moment_ids
            self.viewport().update()

    def show_found(self, found: Sequence[Span]) -> None:
        """Marks what a search has found, in order; nothing for none."""
        if found != self.sheet.found:
            self.sheet.found = found
            self.viewport().update()

    def show_moments(self, view: StudyView, moments: Mapping[Id, Moment]) -> None:
        """Takes the moments of a newer view; costs what has changed and what is visible."""
        recoded = self.sheet.show_codes(view)
        anew = self.sheet.show_moments(moments)
        relinked = self.sheet.show_links(view, self.transcript)
        if recoded or relinked or anew is None:
            self.viewport().update()
        else:
            self.repaint_between([anew])

    def show_heard(self, span: Span | None) -> None:
        """Marks the turn that is heard now, or none."""
        if span != self.sheet.heard.span:
            self.sheet.heard.span = span
            self.viewport().update()

    def show_hearable(self, *, hearable: bool) -> None:
        """Whether a click on a turn's letter has it heard."""
        self.sheet.heard.asks = hearable

    def set_extra(self, heights: Mapping[int, int]) -> None:
        """White space above pieces, by number."""
        self.page.set_extra(heights)
        self.forget_layout()

    def time_words(self, position: int) -> str:
        """The session time of the stop or the aside that governs a position."""
        if self.spoken_at is not None:
            return self.spoken_at(position)
        aside_time = self.sheet.time_words(position)
        if aside_time is not None:
            return aside_time
        pieces, bands = self.page.pieces, self.sheet.bands
        for number in range(pieces.at(position), -1, -1):
            for stop in reversed(pieces.all[number].stops):
                if stop.id in bands:
                    return bands[stop.id].time
        return ""

    # Choosing -----------------------------------------------------------------------------

    def choose(self, moment_id: Id | None, *, reveal: bool) -> None:
        """Marks a moment as chosen."""
        moment, before = self.sheet.marks.get(moment_id), self.sheet.chosen_span()
        self.sheet.chosen = None if moment is None else moment.id
        self._held_end = self.sheet.held = None
        rings = (before, self.sheet.chosen_span())
        self.repaint_between([self.page.heights(*self.page.places(each)) for each in rings if each])
        if moment is not None and reveal:
            self.scroll_to(moment.start)

    def _choose(self, moment_id: Id | None) -> None:
        """The same as a person's act."""
        if moment_id != self.sheet.chosen:
            self.choose(moment_id, reveal=False)
            self.moment_chosen.emit(moment_id)

    def _choose_next(self, position: int | None) -> None:
        """Chooses a moment at a clicked place; clicks in turn go through those that overlap."""
        ids = [] if position is None else [each.id for each in self.sheet.marks.at(position)]
        if self.sheet.chosen in ids:
            self._choose(ids[(ids.index(self.sheet.chosen) + 1) % len(ids)])
        else:
            self._choose(ids[0] if ids else None)

    def report_caret(self) -> None:
        """Says where the caret is; a person's caret also chooses what it enters and leaves."""
        super().report_caret()
        if self._by_person and not self._pressed and not self.textCursor().hasSelection():
            caret = self.selection()[1]
            chosen = self.sheet.marks.get(self.sheet.chosen)
            if chosen is None or not chosen.start <= caret <= chosen.end:
                here = self.sheet.marks.at(caret)
                self._choose(here[0].id if here else None)

    def span_to_copy(self) -> Span | None:
        """The selection, else the chosen moment."""
        moment = self.sheet.marks.get(self.sheet.chosen)
        return self.selected_span() or (None if moment is None else (moment.start, moment.end))

    def takes(self, event: QKeyEvent) -> bool:
        """Escape is the text's own while there is something to let go of."""
        if keys.is_escape(event) and self.sheet.chosen is not None:
            return True
        return super().takes(event)

    def clear(self) -> None:
        """Drops the selection; without one, the choice of a moment."""
        if self.textCursor().hasSelection():
            super().clear()
        else:
            self._choose(None)

    # Mouse --------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold of an end, chooses by band, name or bar, or begins to select."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        point = self.in_document(event.position())
        if self._press_again(event, point):
            return
        self._held_end = self.sheet.end_at(point)
        if self._held_end is not None:
            self.sheet.held = self.sheet.chosen_span()
            return
        if self._press_beside(point):
            return
        self._pressed = True
        if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._put_caret(point)  # a press inside the selection would drag its text away
        super().mousePressEvent(event)
        caret = self.selection()[1]
        self.caret_moved.emit(caret)
        self.place_reached.emit(caret)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Moves the end that is held, selects, or shows what is under the pointer."""
        point = self.in_document(event.position())
        if self._held_end is not None:
            freely = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            self._drag_to(point, self._held_end, by_words=not freely)
        elif self._pressed:
            with self.by_person():
                super().mouseMoveEvent(event)
        else:
            name = self.sheet.name_at(point)
            moment_id = name.moment_id if name else self.sheet.bar_at(point)
            if moment_id is None and (link := self.sheet.link_at(point)) is not None:
                moment_id = link.moment_id
            choosable = moment_id is not None or bool(self.sheet.beyond_at(point))
            self._hover(moment_id or self.sheet.moment_at(point))
            self.viewport().setCursor(self._pointer(point, choosable=choosable))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ends a drag, or takes a click for a choice."""
        if self._held_end is not None:
            moment, span = self.sheet.marks.get(self.sheet.chosen), self.sheet.held
            self._let_go()
            if moment is not None and span not in (None, (moment.start, moment.end)):
                self.ends_dragged.emit(moment.id, *span)
            return
        if self._pressed:
            with self.by_person():
                super().mouseReleaseEvent(event)
            self._pressed = False
            if not self.textCursor().hasSelection():
                self._choose_next(self.sheet.character_at(self.in_document(event.position())))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Selects a word; a third click its sentence, a fourth its turn."""
        point = self.in_document(event.position())
        if event.button() != Qt.MouseButton.LeftButton or self._press_beside(point):
            return
        if self._press_again(event, point):  # Qt takes the fourth for a second pair
            return
        self._clicks = (2, event.timestamp())
        if self.transcript is not None:
            self.take(word_at(self.transcript.text, self.position_near(point)))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        self._hover(None)
        super().leaveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Shows in full what is elided under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = self.sheet.tip_at(self.in_document(QPointF(event.pos())))
            QToolTip.showText(event.globalPos(), plain_tip(tip), self.viewport())
            return True
        return super().viewportEvent(event)

    def _press_again(self, event: QMouseEvent, point: QPointF) -> bool:
        """Takes the sentence at the third click in a row, the turn at the fourth."""
        within = QGuiApplication.styleHints().mouseDoubleClickInterval()
        count, since = self._clicks
        if not count or event.timestamp() - since >= within:
            self._clicks = (0, 0)
            return False
        self._clicks = (count + 1, event.timestamp())
        self._put_caret(point)
        if count == 2:
            self.take_next("sentence")
        else:
            self.take_next("turn")
        return True

    def _put_caret(self, point: QPointF) -> None:
        """Puts the caret under a point without a word."""
        position = self.position_near(point)
        with self.quietly():
            self.set_selection(position, position)

    def _press_beside(self, point: QPointF) -> bool:
        """Chooses what stands beside or above the text; says whether there was something."""
        stop = self.sheet.stop_at(point)
        if stop is not None:
            self.stop_chosen.emit(stop)
            return True
        memo = self.sheet.memo_at(point)
        if memo is not None:
            self.memo_asked.emit(memo)
            return True
        turn = self.sheet.heard.letter_at(self.page, point)
        if turn is not None:
            self.turn_asked.emit(turn)
            return True
        link = self.sheet.link_at(point)
        if link is not None:
            self.counterpart_asked.emit(link.moment_id)
            return True
        name = self.sheet.name_at(point)
        moment_id = name.moment_id if name else self.sheet.bar_at(point)
        if moment_id is None and (ids := self.sheet.beyond_at(point)):
            chosen = self.sheet.chosen
            after = ids.index(chosen) + 1 if chosen in ids else 0
            moment_id = ids[after % len(ids)]
        if moment_id is not None:
            self._choose(moment_id)
        return moment_id is not None

    def _pointer(self, point: QPointF, *, choosable: bool) -> Qt.CursorShape:
        if self.sheet.end_at(point) is not None:
            return Qt.CursorShape.SizeHorCursor
        heard = self.sheet.heard.letter_at(self.page, point)
        beside = (self.sheet.stop_at(point), self.sheet.memo_at(point), heard)
        if choosable or any(each is not None for each in beside):
            return Qt.CursorShape.PointingHandCursor
        return Qt.CursorShape.IBeamCursor

    def point_away(self) -> None:
        """Takes the pointer for gone until it moves: who goes on by keys has let go of it."""
        self._hover(None)

    def _hover(self, moment_id: Id | None) -> None:
        if moment_id != self.sheet.hovered:
            self.sheet.hovered = moment_id
            self.moment_pointed.emit(moment_id)
            self.viewport().update()

    def _drag_to(self, point: QPointF, end: End, *, by_words: bool) -> None:
        """Moves the held end under the pointer; some word or character stays inside."""
        if self.sheet.held is None or self.transcript is None:
            return
        text, place = self.transcript.text, self.position_near(point)
        if by_words:
            place = snapped(text, place, end)
        start, stop = self.sheet.held
        span = (place, stop) if end == "start" else (start, place)
        if text[span[0] : span[1]].strip():
            self.sheet.held = span
            self.viewport().update()

    def _let_go(self) -> None:
        self._held_end = self.sheet.held = None
        self.viewport().update()

    # Painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints ground (so that Qt need not, up to the window), what is beside, then the text."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.look.colour("paper"))
        if self.transcript is None:
            self.sheet.paint_note(painter, QRectF(self.viewport().rect()))
        else:
            scrolled = self.verticalScrollBar().value()
            painter.translate(0, -scrolled)
            place = self.textCursor().position() if self.hasFocus() else None
            caret = Caret(self.selected_span(), place)
            area = event.rect().translated(0, scrolled)
            self.sheet.paint(painter, area.top(), area.bottom() + 1, caret)
            self.caret_painted()
        painter.end()
        super().paintEvent(event)
