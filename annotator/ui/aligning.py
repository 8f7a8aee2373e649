"""Sets the columns so that what concerns the same session time stands side by side."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from annotator.domain.alignment import Row, rows, spoken_places, white_space
from annotator.domain.study import SESSION_VOICE
from annotator.ui.columns import Columns
from annotator.ui.theme import Look
from annotator.ui.transcript import TranscriptColumn


class Aligning(QObject):
    """Keeps the columns on screen level by the session's clock, and scrolls them together.

    White space stands where one side said nothing. After another session, another width or
    text size the columns are set anew; coding moves no word and needs nothing.

    Args:
        columns: the columns.
        look: the look in force.

    Signals:
        changed: whether it is on.
    """

    changed = Signal(bool)

    def __init__(self, columns: Columns, look: Look) -> None:
        super().__init__(columns)
        self._columns = columns
        self._near_ms = self._apart_ms = 0
        self._is_on = False
        self._scrolling = False
        self._is_set = False
        self._soon = QTimer(self)  # all columns have taken their widths first
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.align)
        columns.shown.connect(self._soon.start)
        look.changed.connect(self._soon.start)
        for text in columns.all_texts():
            text.text.installEventFilter(self)
            bar = text.text.verticalScrollBar()
            bar.valueChanged.connect(lambda value, text=text: self._follow(text, value))

    @property
    def is_on(self) -> bool:
        """Whether the columns are aligned."""
        return self._is_on

    @property
    def near_ms(self) -> int:
        """Stops of two accounts this near each other stand on one line."""
        return self._near_ms

    def turn(self, on: bool, near_ms: int, apart_ms: int) -> None:
        """Turns it on or off.

        Args:
            on: whether.
            near_ms: stops of two accounts this near each other stand on one line.
            apart_ms: what is further apart in session time does not stand side by side.
        """
        self._near_ms, self._apart_ms = near_ms, apart_ms
        if on != self._is_on:
            self._is_on = on
            self.align()
            self.changed.emit(on)

    def align(self) -> None:
        """Sets the white space anew; none where it is off or there is one column."""
        if not self._is_on and not self._is_set:
            return
        self._is_set = self._is_on
        texts = list(self._columns.texts())
        found = self._rows(texts) if self._is_on and len(texts) > 1 else []
        tops = [
            [
                None if position is None else text.natural_top(position)
                for text, position in zip(texts, row.positions, strict=True)
            ]
            for row in found
        ]
        times = [row.time_ms for row in found]
        needed = white_space(tops, times, [text.natural_end() for text in texts], self._apart_ms)
        places = [text.text.top_position() for text in texts]  # before any of them moves
        with self._still():
            for column, (text, place) in enumerate(zip(texts, places, strict=True)):
                text.set_stop_margins(_heights(found, needed, column))
                if place:
                    text.text.scroll_to_top(place)
        if self._is_on:
            self._level(texts)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """At another width the lines of a column are others."""
        if self._is_on and event.type() == QEvent.Type.Resize:
            self._soon.start()
        return super().eventFilter(watched, event)

    def _rows(self, texts: list[TranscriptColumn]) -> list[Row]:
        """What stands level: the stops of the recalled accounts, and beside them the session."""
        voices = self._columns.voices()
        recalled = [
            t.timed_places() for v, t in zip(voices, texts, strict=True) if v != SESSION_VOICE
        ]
        found = rows(recalled, self._near_ms)
        if SESSION_VOICE not in voices:
            return found
        place = voices.index(SESSION_VOICE)
        spoken = dict(spoken_places([row.time_ms for row in found], texts[place].timed_places()))
        return [
            Row(
                row.time_ms,
                (*row.positions[:place], spoken.pop(row.time_ms, None), *row.positions[place:]),
            )
            for row in found
        ]

    def _follow(self, moved: TranscriptColumn, value: int) -> None:
        """What is level stays level when one column is scrolled."""
        texts = list(self._columns.texts())
        follows = self._is_on and not self._scrolling and not moved.text.is_settling
        if follows and any(moved is text for text in texts):
            with self._still():
                for text in texts:
                    if text is not moved:
                        text.text.verticalScrollBar().setValue(value)

    @contextmanager
    def _still(self) -> Iterator[None]:
        """In here a column that is scrolled takes no other along."""
        self._scrolling = True
        try:
            yield
        finally:
            self._scrolling = False

    def _level(self, texts: list[TranscriptColumn]) -> None:
        """All columns go where the one in hand is."""
        lead = self._columns.in_hand or (texts[0] if texts else None)
        if lead is not None:
            self._follow(lead, lead.text.verticalScrollBar().value())


def _heights(found: list[Row], needed: list[list[float]], column: int) -> dict[int, int]:
    """The white space above the positions of one column."""
    return {
        position: round(space[column])
        for row, space in zip(found, needed, strict=True)
        if (position := row.positions[column]) is not None
    }
