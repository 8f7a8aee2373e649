"""The columns side by side, and which of them is the one in hand."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter

from annotator.domain.ids import Id
from annotator.domain.spans import Span
from annotator.domain.view import StudyView
from annotator.ui.column import Column
from annotator.ui.empty_study import EmptyStudy
from annotator.ui.theme import Look
from annotator.ui.transcript import TranscriptColumn

MODES: dict[str, tuple[str, ...]] = {
    "therapist": ("therapist",),
    "dyadic": ("therapist", "patient"),
    "patient": ("patient",),
    "session": ("therapist", "session", "patient"),
}


class Columns(QSplitter):
    """Therapist, session and patient; the mode says which are shown.

    Signals:
        moment_chosen: id of a moment, or None, and the voice of its column.
        time_reached: session time in ms at the caret, or None.
        ends_dragged: a moment's id and its new ends.
        focused: the voice of the column that got the focus.
        caret_moved: frozen position of a caret.
        sought: the voice of a column that is to be seen as a whole.
        asked: id of an action, where there is nothing to read.
        counterpart_asked: id of a moment whose mark of a pairing was clicked.
        shown: another session, mode or other stops are on screen.
    """

    moment_chosen = Signal(object, str)
    time_reached = Signal(object, str)
    ends_dragged = Signal(str, int, int)
    focused = Signal(str)
    caret_moved = Signal(int)
    sought = Signal(str)
    asked = Signal(str)
    counterpart_asked = Signal(str)
    shown = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.mode = "dyadic"
        self.wanted = MODES[self.mode]
        self.voice: str | None = None
        self._columns: dict[str, Column] = {}
        self._put_away: dict[Id, tuple[Span, int]] = {}  # where what another view hides was read
        self._session_id: Id | None = None
        self._placed = False
        for voice in ("therapist", "session", "patient"):
            column = Column(look, voice)
            self._columns[voice] = column
            self.addWidget(column)
            self.setStretchFactor(self.count() - 1, 1)
            self._join(column.text, voice)
        self.empty = EmptyStudy(look)
        self.empty.hide()
        self.empty.asked.connect(self.asked)
        self.addWidget(self.empty)

    def show_session(
        self,
        view: StudyView,
        session_id: Id | None,
        mode: str,
        without: str = "",
        *,
        imports: bool = True,
    ) -> None:
        """Shows a session in a mode.

        Args:
            view: the study.
            session_id: None for no session.
            mode: a key of `MODES`.
            without: a voice that is left out of it.
            imports: as of `absence_of`.
        """
        wanted = tuple(each for each in MODES[mode] if each != without)
        before, after = (self._session_id is None, self.wanted), (session_id is None, wanted)
        other_columns = before != after
        another = session_id != self._session_id
        self._session_id, self.mode = session_id, mode
        self.empty.setVisible(session_id is None)
        self.wanted = wanted
        if another:
            self.voice = None
            self._put_away.clear()
        if self.voice not in wanted:
            self.voice = None
        for voice, column in self._columns.items():
            shown = voice in wanted and session_id is not None
            column.setVisible(shown)
            text, before_id = column.text, column.text.transcript_id
            if shown and session_id is not None:
                column.show_account(view, session_id, imports=imports)
                if text.transcript_id != before_id and text.transcript_id in self._put_away:
                    text.go_back(*self._put_away.pop(text.transcript_id))
            elif text.account_id is not None:
                if before_id is not None and not another:
                    self._put_away[before_id] = text.place()
                text.show_account(view, None)
            if column.text.transcript_id is None:  # else its head would keep the lag of before
                column.text.header.show_clock("")
        if other_columns or not self._placed:
            self._placed = True
            share = max(1, self.width() // len(wanted))
            sizes = [share if voice in wanted else 0 for voice in self._columns]
            self.setSizes([*sizes, self.width() if session_id is None else 0])
        self.shown.emit()

    def show_moments(self, view: StudyView) -> None:
        """Takes other moments into all columns."""
        for text in self.texts():
            text.show_moments(view)

    def show_only(self, question_ids: frozenset[Id] | None) -> None:
        """Fades the moments that answer none of these questions; None fades none."""
        for text in self.all_texts():
            text.show_only(question_ids)

    def texts(self) -> Iterator[TranscriptColumn]:
        """The transcripts on screen, from left to right."""
        return (column.text for column in self._columns.values() if self._is_read(column))

    def all_texts(self) -> Iterator[TranscriptColumn]:
        """Every transcript's column, on screen or not."""
        return (column.text for column in self._columns.values())

    def voices(self) -> list[str]:
        """Their voices."""
        return [voice for voice, column in self._columns.items() if self._is_read(column)]

    def text(self, voice: str) -> TranscriptColumn | None:
        """The transcript of a voice, None where it is not on screen."""
        column = self._columns.get(voice)  # a further voice has lanes on the timeline only
        return column.text if column is not None and self._is_read(column) else None

    def column(self, voice: str) -> Column:
        """The column of a voice, on screen or not."""
        return self._columns[voice]

    @property
    def in_hand(self) -> TranscriptColumn | None:
        """The transcript that had the focus last; the only one where there is but one."""
        if self.voice is not None:
            return self.text(self.voice)
        alone = self.voices()
        return self.text(alone[0]) if len(alone) == 1 else None

    def take(self, voice: str, *, focus: bool = True) -> None:
        """Makes a column the one in hand."""
        text = self.text(voice)
        if text is not None:
            self.voice = voice
            self.sought.emit(voice)
            if focus:
                text.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_keys(self) -> None:
        """Gives the keys to the text in hand, else to the first one; to itself where none is."""
        text = self.in_hand or next(iter(self.texts()), None)
        (text or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_read(self, column: Column) -> bool:
        return column.voice in self.wanted and column.text.transcript_id is not None

    def _join(self, text: TranscriptColumn, voice: str) -> None:
        text.moment_chosen.connect(lambda moment_id: self.moment_chosen.emit(moment_id, voice))
        text.time_reached.connect(lambda time_ms: self.time_reached.emit(time_ms, voice))
        text.ends_dragged.connect(self.ends_dragged)
        text.counterpart_asked.connect(self.counterpart_asked)
        text.caret_moved.connect(self.caret_moved)
        text.focused.connect(lambda: self._focus(voice))

    def _focus(self, voice: str) -> None:
        self.voice = voice
        self.sought.emit(voice)
        self.focused.emit(voice)
