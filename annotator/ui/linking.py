"""Takes columns that are not aligned to one session time, and says how far off each is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.domain.clock import clock_text
from annotator.ui.aligning import Aligning
from annotator.ui.columns import Columns
from annotator.ui.transcript import TranscriptColumn

SAME = "same time"


class Linking(QObject):
    """Links the columns on screen by the session's clock.

    Where a person scrolls a column or moves its caret, the others go to the session time there;
    their heads say how far from it they are. Aligned columns stand level, and need neither.

    Args:
        columns: the columns.
        aligning: says whether they are aligned.
        now: gives the current session time in ms, or None.

    Signals:
        time_reached: the session time in ms that a person has scrolled to.
    """

    time_reached = Signal(int)

    def __init__(self, columns: Columns, aligning: Aligning, now: Callable[[], int | None]) -> None:
        super().__init__(columns)
        self._columns = columns
        self._aligning = aligning
        self._now = now
        self._by_person: set[TranscriptColumn] = set()  # that a person scrolls in this event
        self._after = QTimer(self)  # at its end a column does not move, whatever was turned
        self._after.setSingleShot(True)
        self._after.setInterval(0)
        self._after.timeout.connect(self._by_person.clear)
        self._soon = QTimer(self)  # after all columns have gone where they go
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.show_lags)
        columns.shown.connect(self._soon.start)
        columns.time_reached.connect(self._follow_caret)
        columns.focused.connect(lambda _voice: self._soon.start())
        aligning.changed.connect(lambda _is_on: self._soon.start())
        for text in columns.all_texts():
            bar = text.text.verticalScrollBar()
            bar.actionTriggered.connect(partial(self._note_person, text))  # never by the program
            bar.valueChanged.connect(partial(self._follow_scroll, text))

    def follow_time(self) -> None:
        """The current session time is another; what the heads say follows."""
        self._soon.start()

    def show_lags(self) -> None:
        """Has each head say how far its column is from the current session time."""
        now, lead = self._now(), self._columns.in_hand
        for text in self._columns.texts():
            if now is None or self._aligning.is_on:
                text.header.show_clock("")
            else:
                text.header.show_clock(lag_words(text.time_shown(now), now, leads=text is lead))

    def _note_person(self, moved: TranscriptColumn, _action: int) -> None:
        self._by_person.add(moved)
        self._after.start()

    def _follow_scroll(self, moved: TranscriptColumn, _value: int) -> None:
        """The others go to the time at the top of a column that a person has scrolled."""
        by_person = moved in self._by_person
        self._by_person.discard(moved)
        self._soon.start()
        if not by_person or not self._is_on_screen(moved):
            return
        time_ms = moved.time_at(moved.text.top_position())
        if time_ms is None or time_ms == self._now():
            return
        if not self._aligning.is_on:
            for text in self._others(moved):
                text.scroll_to_time(time_ms)
        self.time_reached.emit(time_ms)

    def _follow_caret(self, time_ms: int | None, voice: str) -> None:
        """The others show the time at the caret, unless they do already."""
        moved = self._columns.text(voice)
        if time_ms is None or moved is None or self._aligning.is_on:
            return
        for text in self._others(moved):
            position = text.position_at(time_ms)
            if position is not None and not text.is_on_screen(position):
                text.scroll_to_time(time_ms)

    def _others(self, moved: TranscriptColumn) -> list[TranscriptColumn]:
        return [text for text in self._columns.texts() if text is not moved]

    def _is_on_screen(self, text: TranscriptColumn) -> bool:
        return any(each is text for each in self._columns.texts())


def lag_words(time_ms: int | None, now_ms: int, *, leads: bool = False) -> str:
    """How far a column is from the current session time.

    >>> lag_words(880_000, 750_000), lag_words(495_000, 750_000), lag_words(None, 750_000)
    ('2:10 later', '4:15 earlier', 'no session time here')
    >>> lag_words(750_000, 750_000), lag_words(750_000, 750_000, leads=True)
    ('same time', 'at 12:30')
    """
    if time_ms is None:
        return "no session time here"
    lag = clock_text(abs(time_ms - now_ms))
    if lag == "0:00":
        return f"at {clock_text(now_ms)}" if leads else SAME
    return f"{lag} {'later' if time_ms > now_ms else 'earlier'}"
