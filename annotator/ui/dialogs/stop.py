"""Asks what a stop is: its session time, who stopped, and whether it was asked for."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from annotator.app.verbs.stops import STOPPED_BY, typed_stretch
from annotator.domain.clock import clock_text
from annotator.domain.errors import UserError
from annotator.domain.transcript import Stop
from annotator.ui.dialogs.numbers import as_sentence, side_by_side
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.segments import Choice, Segments
from annotator.ui.theme import Look

_PROMPTED = {"spontaneous": False, "prompted": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class StopChoice:
    """What a person says of a stop; times on the session's clock.

    Attributes:
        deletes: there shall be no stop; the rest says nothing then.
    """

    start_ms: int = 0
    end_ms: int | None = None
    stopped_by: str | None = None
    prompted: bool | None = None
    note: str = ""
    deletes: bool = False


class StopSheet(Sheet):
    """Start, end, who, how, note.

    Args:
        look: the look in force.
        parent: the window.
        place: where in the study it stands, in words.
        stop: the one that is there; None for a new one.
        offset_ms: added to the stop's times to reach the session's clock.
        now_ms: the playhead's time, proposed for a new stop.
    """

    def __init__(
        self,
        look: Look,
        parent: QWidget | None,
        place: str,
        stop: Stop | None,
        *,
        offset_ms: int = 0,
        now_ms: int | None = None,
    ) -> None:
        title, go = ("Stop here", "Set the stop") if stop is None else ("Stop", "Change")
        super().__init__(look, parent, title, go, self._wrong)
        self._deletes = False
        start_ms = now_ms if stop is None else stop.start_ms + offset_ms
        end_ms = None if stop is None or stop.end_ms is None else stop.end_ms + offset_ms
        self.start = QLineEdit(time_text(start_ms))
        self.end = QLineEdit(time_text(end_ms))
        self.end.setPlaceholderText("not known")
        self.stopped_by = Segments(
            "Who stopped it", [Choice(each, each) for each in STOPPED_BY], clearable=True
        )
        self.prompted = Segments(
            "Spontaneous or prompted",
            [
                Choice("spontaneous", "spontaneous", "Of their own accord"),
                Choice("prompted", "prompted", "The interviewer asked for it"),
            ],
            clearable=True,
        )
        self.note = QLineEdit("" if stop is None else stop.note)
        self.remove = QPushButton("Delete the stop")
        self.remove.setAutoDefault(False)
        self.remove.clicked.connect(self._delete)
        if stop is not None:
            self.stopped_by.show_value(stop.stopped_by)
            said = {False: "spontaneous", True: "prompted", None: None}[stop.prompted]
            self.prompted.show_value(said)
        self._lay_out(place)
        self.remove.setVisible(stop is not None)
        self.start.selectAll()

    def choice(self) -> StopChoice:
        """The answers.

        Raises:
            UserError: a field holds no time, or the end is before the start.
        """
        if self._deletes:
            return StopChoice(deletes=True)
        start_ms, end_ms = typed_stretch(self.start.text(), self.end.text())
        return StopChoice(
            start_ms=start_ms,
            end_ms=end_ms,
            stopped_by=self.stopped_by.value,
            prompted=_PROMPTED.get(self.prompted.value or ""),
            note=self.note.text().strip(),
        )

    def _lay_out(self, place: str) -> None:
        self.tell(f"{place}. What is said from here to the next stop is about this time.")
        self.rows.addLayout(
            side_by_side(("Session time (12:30 or 1:02:30)", self.start), ("Until", self.end))
        )
        self.rows.addSpacing(6)
        self.row("Who stopped it", self.stopped_by)
        self.row("Spontaneous or prompted", self.prompted)
        self.row("Note", self.note, "Stands in the stop’s band: what was on screen, say.")
        foot = QHBoxLayout()
        foot.addWidget(self.remove)
        foot.addStretch(1)
        self.rows.addLayout(foot)

    def _delete(self) -> None:
        self._deletes = True
        self.accept()

    def _wrong(self) -> str:
        try:
            self.choice()
        except UserError as error:
            return as_sentence(error)
        return ""


def time_text(time_ms: int | None) -> str:
    """A time as it stands in a field; empty where there is none.

    >>> time_text(750_000), time_text(750_500), time_text(None)
    ('12:30', '12:30.5', '')
    """
    if time_ms is None:
        return ""
    part = f"{abs(time_ms) % 1000:03}".rstrip("0")
    return f"{clock_text(time_ms)}.{part}" if part else clock_text(time_ms)


def ask_stop(
    look: Look,
    parent: QWidget | None,
    place: str,
    stop: Stop | None,
    *,
    offset_ms: int = 0,
    now_ms: int | None = None,
) -> StopChoice | None:
    """What a stop shall be, None when a person gives up."""
    sheet = StopSheet(look, parent, place, stop, offset_ms=offset_ms, now_ms=now_ms)
    return sheet.choice() if sheet.ask(460) else None
