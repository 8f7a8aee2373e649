"""The columns follow the sound: each shows what is said, or told, of the session time now."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QObject, Signal

from annotator.domain.ids import Id
from annotator.domain.spans import Span
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView
from annotator.ui.columns import Columns
from annotator.ui.transcript import TranscriptColumn


class Following(QObject):
    """Scrolls the columns along with the sound, unless a person has scrolled one meanwhile.

    Args:
        columns: the columns.

    Attributes:
        is_on: whether the columns are scrolled; the turn that is heard is marked all the same.
        time_ms: the session time that they were last taken to.

    Signals:
        let_go: a person has scrolled a column while it plays.
    """

    let_go = Signal()

    def __init__(self, columns: Columns) -> None:
        super().__init__(columns)
        self._columns = columns
        self._places: dict[TranscriptColumn, int | None] = {}
        self._turns: tuple[Id | None, list[int], list[Span]] = (None, [], [])
        self._plays = False
        self.is_on = True
        self.time_ms: int | None = None
        for text in columns.all_texts():
            bar = text.text.verticalScrollBar()
            bar.actionTriggered.connect(self._note_person)  # never by the program

    def begin(self) -> None:
        """It plays, or was taken elsewhere: the columns follow again."""
        self._plays = self.is_on = True
        self._places.clear()

    def rest(self) -> None:
        """It plays no longer; what a person scrolls then lets nothing go."""
        self._plays = False

    def clear(self) -> None:
        """Nothing is heard any more."""
        self.rest()
        self.time_ms = None
        self._places.clear()
        for text in self._columns.all_texts():
            text.text.show_heard(None)

    def follow(self, view: StudyView, time_ms: int) -> None:
        """Takes the columns to a session time; costs what changes between two turns or stops."""
        self.time_ms = time_ms
        for text in self._columns.texts():
            account = view.accounts.get(text.account_id or "")
            if account is not None and not account.is_recall and text.transcript_id is not None:
                span = self._turn_at(view.transcripts[text.transcript_id], time_ms)
                text.text.show_heard(span)
                position = span[0] if span is not None else None
            else:
                position = text.position_at(time_ms)
            if not self.is_on or position is None or self._places.get(text, -1) == position:
                continue
            self._places[text] = position
            text.show_well(position)

    def heard(self, voice: str) -> int | None:
        """Where the column of a voice was last taken to."""
        text = self._columns.text(voice)
        return None if text is None else self._places.get(text)

    def _turn_at(self, transcript: Transcript, time_ms: int) -> Span | None:
        """The turn that has begun last; turns without a time go with the one before."""
        if self._turns[0] != transcript.id:
            timed = sorted(
                (turn.start_ms, turn.start, turn.end)
                for turn in transcript.turns
                if turn.start_ms is not None
            )
            starts, spans = [each[0] for each in timed], [(each[1], each[2]) for each in timed]
            self._turns = (transcript.id, starts, spans)
        place = bisect_right(self._turns[1], time_ms)
        return self._turns[2][place - 1] if place else None

    def _note_person(self, _action: int) -> None:
        if self._plays and self.is_on:
            self.is_on = False
            self.let_go.emit()
