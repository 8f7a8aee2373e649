"""The timeline widget: shows one session and says what a person chose on it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.domain.ids import Id
from annotator.domain.view import StudyView
from annotator.ui.theme import Look
from annotator.ui.timeline import places
from annotator.ui.timeline.bin_paint import paint_bins
from annotator.ui.timeline.bins import BinLanes
from annotator.ui.timeline.canvas import Canvas, Hold
from annotator.ui.timeline.frame import Frame, paint_focus
from annotator.ui.timeline.ground import clock_left_px, paint_ground
from annotator.ui.timeline.held_stop import SNAP_MS, HeldStop
from annotator.ui.timeline.keys import FOCUS_SHOWN, KEY_FACTOR, LONG_STEP_MS, STEP_MS, is_own
from annotator.ui.timeline.layers import Layer, StillLayer
from annotator.ui.timeline.light import Light
from annotator.ui.timeline.moments import paint_chosen, paint_moments
from annotator.ui.timeline.picture import SessionPicture, picture_after, picture_of
from annotator.ui.timeline.playhead import Playhead
from annotator.ui.timeline.rows import HEIGHT_PX, rows_of
from annotator.ui.timeline.sound import Sound, paint_loop, paint_sound, place_head
from annotator.ui.timeline.stops import paint_pairings, paint_shared, paint_stops, stop_edge
from annotator.ui.timeline.stretch import Stretch, whole

RIGHT_PX = 43
NOTCH_FACTOR = 1.2
GRIP_PX = 5


class Timeline(QWidget):
    """Both accounts of a session on its clock.

    Signals:
        time_chosen: a session time in ms, by the mouse or the keys.
        playhead_moved: the playhead stands elsewhere, or nowhere, whoever moved it.
        moment_chosen: the id of a moment, or None where one was let go.
        stop_chosen: the id of a stop whose diamond was clicked.
        stop_moved: the id of a stop and the session time in ms that it was dragged to; the stop
            itself is for the window to change.
    """

    time_chosen = Signal(int)
    playhead_moved = Signal()
    moment_chosen = Signal(object)
    stop_chosen = Signal(str)
    stop_moved = Signal(str, int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._view: StudyView | None = None
        self._picture: SessionPicture | None = None
        self._stretch: Stretch = whole(0)
        self._chosen: Id | None = None
        self._spoken = ""
        self._brush_ms: tuple[int, int] | None = None
        self._focus_shown = False
        self._canvas = Canvas(self, self._grips, self._tip_at)
        self._playhead = Playhead()
        self._held = HeldStop()
        self.sound = Sound(self._refresh)
        self.light = Light(self._refresh)
        self.bins = BinLanes(self._refresh)
        self._head: QWidget | None = None
        self._held_id: Id | None = None
        self._held_from_ms, self._held_edge_px = 0, 0.0
        above = (paint_shared, paint_pairings, paint_stops, paint_loop)
        paints = (paint_ground, paint_sound, paint_bins, paint_moments, *above)
        self._layers = [StillLayer(paints, 0), Layer(paint_chosen, 1), Layer(paint_focus, 60)]
        for item in (*self._layers, self._playhead, self._held):
            self._canvas.addItem(item)
        self._frame = self._framed()
        self._connect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName("Session timeline")
        self._show_look()

    # What it shows ------------------------------------------------------------------------

    def show_session(self, view: StudyView, session_id: Id | None) -> None:
        """Shows all of a session, or none."""
        known = session_id is not None and session_id in view.sessions
        self._view = view
        picture = picture_of(view, session_id) if session_id and known else None
        self._picture = self.sound.measured(picture) if picture else None
        self._stretch = whole(self._picture.length_ms if self._picture else 0)
        self._chosen = self._brush_ms = None
        self.light.forget()
        self._let_go()
        self._playhead.move(None)
        self._refresh()

    def show_moments(self, view: StudyView) -> None:
        """Shows the same session after an edit; zoom, playhead and choice stay."""
        if self._picture is None or self._view is None:
            self._view = view
            return
        if self._picture.session_id not in view.sessions:
            self.show_session(view, None)
            return
        picture = self.sound.measured(picture_after(self._picture, self._view, view))
        self._view = view
        self._picture = picture
        self._stretch = self._stretch.fitted(picture.length_ms)
        self._refresh()

    def choose_moment(self, moment_id: Id | None) -> None:
        """Rings a moment, or none."""
        if moment_id != self._chosen:
            self._chosen = moment_id
            self._refresh()

    def set_playhead(self, time_ms: int | None) -> None:
        """Moves the playhead, or takes it away; what is on the screen stays.

        While sound plays the playhead goes with the sound, and with nothing else.
        """
        if not self.sound.is_playing:
            self.move_playhead(time_ms)

    def move_playhead(self, time_ms: int | None) -> None:
        """The same, for the sound itself."""
        self._playhead.move(time_ms)
        self.playhead_moved.emit()

    def set_head(self, head: QWidget) -> None:
        """Puts a bar above the rows, which has its height of them while it is shown."""
        head.setParent(self)
        self._head = head

    def playhead(self) -> int | None:
        """The playhead's session time in ms."""
        return self._playhead.time_ms

    def stretch_in_hand(self) -> tuple[int, int] | None:
        """Session times of the chosen moment as it is drawn, else of what is brushed."""
        return self.stretch_of(self._chosen) or self._brush_ms

    def stretch_of(self, moment_id: Id | None) -> tuple[int, int] | None:
        """Session times of a moment as it is drawn; None where it is not."""
        picture = self._picture
        return picture.stretch_of(moment_id) if picture is not None and moment_id else None

    def zoom(self, factor: float) -> None:
        """Goes `factor` times as close, about the playhead where that is on the screen."""
        at = self._playhead.time_ms
        middle = (self._stretch.start_ms + self._stretch.end_ms) / 2
        about = middle if at is None or not self._stretch.holds(at) else float(at)
        self._show_stretch(self._stretch.zoomed(factor, about))

    def show_all(self) -> None:
        """Shows the whole session."""
        self._show_stretch(whole(self._stretch.length_ms))

    def reveal(self, time_ms: int) -> None:
        """Brings a time onto the screen; moves nothing where it is there already."""
        if not self._stretch.holds(time_ms):
            self._show_stretch(self._stretch.centred(time_ms))

    def sizeHint(self) -> QSize:
        """The design's height at this text size."""
        return QSize(self._look.px(960), self._look.px(HEIGHT_PX))

    def minimumSizeHint(self) -> QSize:
        """Room for the clock and a lane on each side."""
        return QSize(self._look.px(320), self._look.px(140))

    # The keys -----------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moves, zooms and chooses; every other key is the window's."""
        if not self._is_own(event):
            super().keyPressEvent(event)
            return
        key = event.key()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = LONG_STEP_MS if shift else STEP_MS
            self._choose_time(self._now_ms() + (step if key == Qt.Key.Key_Right else -step))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose_time(0 if key == Qt.Key.Key_Home else int(self._stretch.length_ms))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._choose_stop(forwards=key == Qt.Key.Key_Up)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose_at_playhead()
        elif key == Qt.Key.Key_Escape:
            self._drop_brush()
            self._let_go()
        else:
            self.zoom(1 / KEY_FACTOR if key == Qt.Key.Key_Minus else KEY_FACTOR)

    def event(self, event: QEvent) -> bool:
        """Keeps its own keys from the window's shortcuts while it has the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.setAccepted(self._is_own(event))
            return event.isAccepted()
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the focus where it came by the keys."""
        self._focus_shown = event.reason() in FOCUS_SHOWN
        self._refresh()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hides the focus."""
        self._focus_shown = False
        self._refresh()
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits the same stretch to the new size."""
        self.place_head()
        super().resizeEvent(event)

    def place_head(self) -> None:
        """Lays out the bar and the rows under it; to be called where the bar comes or goes."""
        self._canvas.setGeometry(place_head(self._head, self.rect()))
        self._refresh()

    def _is_own(self, event: QKeyEvent) -> bool:
        if self._picture is None or self._picture.length_ms <= 0:
            return False
        if event.key() == Qt.Key.Key_Escape:
            return self._brush_ms is not None or self._held_id is not None
        return is_own(event)

    # What a person does -------------------------------------------------------------------

    def _connect(self) -> None:
        self._look.changed.connect(self._show_look)
        self._canvas.clicked.connect(self._click)
        self._canvas.doubled.connect(self.show_all)
        self._canvas.pulled.connect(lambda by_px: self._show_stretch(self._stretch.panned(by_px)))
        self._canvas.pointed.connect(self._point)
        self._canvas.playhead_pulled.connect(lambda x: self._choose_time(self._stretch.ms_at(x)))
        self._canvas.stop_held.connect(self._hold_stop)
        self._canvas.stop_pulled.connect(self._pull_stop)
        self._canvas.stop_dropped.connect(self._drop_stop)
        self._canvas.brushed.connect(self._brush)
        self._canvas.brush_dropped.connect(self._drop_brush)
        self._canvas.wheeled.connect(self._wheel)

    def _click(self, place: QPointF) -> None:
        if self._picture is None or self._picture.length_ms <= 0:
            return
        moment_id = places.moment_at(self._frame, place.x(), place.y())
        if moment_id is not None:
            self._choose(moment_id)
            return
        self._choose(None)
        stop = places.stop_at(self._frame, place.x(), place.y())
        if stop is not None:
            self.stop_chosen.emit(self._picture.parties[stop[0]].stop_ids[stop[1]])
            return
        if place.x() >= self._stretch.left_px - GRIP_PX:
            self._choose_time(self._stretch.ms_at(place.x()))

    def _choose(self, moment_id: Id | None) -> None:
        if moment_id != self._chosen:
            self.choose_moment(moment_id)
            self.moment_chosen.emit(moment_id)

    def _choose_time(self, time_ms: int) -> None:
        time_ms = min(max(time_ms, 0), int(self._stretch.length_ms))
        self.set_playhead(time_ms)
        self.reveal(time_ms)
        self.time_chosen.emit(time_ms)

    def _choose_stop(self, *, forwards: bool) -> None:
        """To the next stop of any party, or the one before."""
        times = places.stop_times(self._picture) if self._picture else []
        now = self._now_ms()
        onward = [time for time in times if (time > now if forwards else time < now)]
        if onward:
            self._choose_time(onward[0] if forwards else onward[-1])

    def _choose_at_playhead(self) -> None:
        """The moment about the playhead's time; again for the next one about it."""
        if self._picture is None:
            return
        found = places.moments_at(self._picture, self._now_ms())
        if found:
            after = found.index(self._chosen) + 1 if self._chosen in found else 0
            self._choose(found[after % len(found)])

    def _point(self, at: QPointF | None) -> None:
        """Fades all moments but the one that is pointed at."""
        self.light.point_at(places.moment_at(self._frame, at.x(), at.y()) if at else None)

    def _hold_stop(self, place: QPointF) -> None:
        found = places.stop_at(self._frame, place.x(), place.y())
        if found is not None and self._picture is not None:
            party, row = self._picture.parties[found[0]], found[1]
            self._held_id = party.stop_ids[row]
            self._held_from_ms = int(party.stop_ms[row, 0])
            self._held_edge_px = stop_edge(self._frame, found[0])

    def _pull_stop(self, x_px: float) -> None:
        if self._held_id is not None:
            second = round(self._stretch.ms_at(x_px) / SNAP_MS) * SNAP_MS
            time_ms = min(max(second, 0), int(self._stretch.length_ms))
            self._held.hold(self._frame, time_ms, self._held_edge_px)

    def _drop_stop(self) -> None:
        stop_id, time_ms = self._held_id, self._held.time_ms
        self._let_go()
        if stop_id is not None and time_ms not in (None, self._held_from_ms):
            self.stop_moved.emit(stop_id, time_ms)

    def _let_go(self) -> None:
        """Nothing is held; a drag that goes on moves nothing."""
        self._held_id = None
        self._held.let_go()

    def _brush(self, from_px: float, to_px: float) -> None:
        start, end = sorted((self._stretch.ms_at(from_px), self._stretch.ms_at(to_px)))
        self._brush_ms = (start, end) if end > start else None
        self._refresh()

    def _drop_brush(self) -> None:
        if self._brush_ms is not None:
            self._brush_ms = None
            self._refresh()

    def _wheel(self, x_px: float, notches: float, across_px: float) -> None:
        stretch = self._stretch
        if notches:
            stretch = stretch.zoomed(NOTCH_FACTOR**notches, stretch.ms_at(x_px))
        self._show_stretch(stretch.panned(across_px))

    def _now_ms(self) -> int:
        at = self._playhead.time_ms
        return round(self._stretch.start_ms) if at is None else at

    def _grips(self, place: QPointF) -> Hold | None:
        """A stop's diamond, else the playhead, which may stand over it."""
        if places.stop_at(self._frame, place.x(), place.y()) is not None:
            return "stop"
        near = self._playhead.grips(place.x(), self._look.px(GRIP_PX))
        return "playhead" if near else None

    def _tip_at(self, place: QPointF) -> str:
        if self._view is None:
            return ""
        return places.tip_at(self._frame, self._view, place.x(), place.y())

    # The frame ----------------------------------------------------------------------------

    def _show_look(self) -> None:
        self._canvas.setBackground(self._look.colour("panel"))
        self.updateGeometry()
        self._refresh()

    def _show_stretch(self, stretch: Stretch) -> None:
        self._stretch = stretch
        self._refresh()

    def _framed(self) -> Frame:
        picture = self._picture
        parties, names = (picture.parties, picture.palette.names) if picture else ((), ())
        lanes = self.bins.lanes if picture and picture.length_ms > 0 else ()
        left = clock_left_px(self._look, (party.label for party in parties))
        right = self.width() - self._look.px(RIGHT_PX)
        self._stretch = self._stretch.placed(left, right)
        voices = [(party.voice, party.blocks.lane_count) for party in parties]
        return Frame(
            look=self._look,
            picture=picture,
            stretch=self._stretch,
            rows=rows_of(self._canvas.height(), self._look.percent / 100, voices, len(lanes)),
            inks=tuple(self._look.theme.code(name).base for name in names),
            chosen=self._chosen,
            brush_ms=self._brush_ms,
            focused=self._focus_shown,
            waveform=self.sound.waveform,
            sound_from_ms=self.sound.from_ms,
            loop_ms=self.sound.loop_ms,
            lit=self.light.lit,
            bins=lanes,
        )

    def _refresh(self) -> None:
        self._frame = self._framed()
        for layer in self._layers:
            layer.show_frame(self._frame, self.width())
        self._playhead.show_frame(self._frame)
        self.speak(self._spoken)

    def speak(self, words: str) -> None:
        """Says in its description where it stands, before what there is."""
        self._spoken = words if self._picture else ""
        places.describe(self, self._spoken, self._frame)
