"""Asks for the session time of a moment, and for the clock offset of an account."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from annotator.app.verbs.session_time import typed_offset
from annotator.app.verbs.stops import typed_stretch
from annotator.domain.clock import SessionTime, clock_text
from annotator.domain.errors import UserError
from annotator.ui.dialogs.numbers import as_sentence, side_by_side
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.dialogs.stop import time_text
from annotator.ui.theme import Look
from annotator.ui.time_words import origin_words


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeChoice:
    """The session time that a moment shall have.

    Attributes:
        follows: it shall follow its stop or turns; the rest says nothing then.
    """

    start_ms: int = 0
    end_ms: int | None = None
    follows: bool = False


class SessionTimeSheet(Sheet):
    """Start and end, and the way back.

    Args:
        look: the look in force.
        parent: the window.
        time: the moment's time as it is.
        now_ms: the playhead's time, proposed where the moment has none.
    """

    def __init__(
        self, look: Look, parent: QWidget | None, time: SessionTime, now_ms: int | None
    ) -> None:
        super().__init__(look, parent, "Session time of the moment", "Set", self._wrong)
        self._follows = False
        start_ms = now_ms if time.start_ms is None else time.start_ms
        self.start = QLineEdit(time_text(start_ms))
        self.end = QLineEdit(time_text(time.end_ms))
        self.end.setPlaceholderText("not known")
        self.follow = QPushButton("Follow the stop again")
        self.follow.setAutoDefault(False)
        self.follow.clicked.connect(self._follow)
        self.follow.setVisible(time.origin == "by hand")
        self.tell(f"Now: {origin_words(time.origin)}.")
        self.rows.addLayout(
            side_by_side(("Session time (12:30 or 1:02:30)", self.start), ("Until", self.end))
        )
        self.rows.addSpacing(6)
        foot = QHBoxLayout()
        foot.addWidget(self.follow)
        foot.addStretch(1)
        self.rows.addLayout(foot)
        self.start.selectAll()

    def choice(self) -> TimeChoice:
        """The answers.

        Raises:
            UserError: a field holds no time, or the end is before the start.
        """
        if self._follows:
            return TimeChoice(follows=True)
        start_ms, end_ms = typed_stretch(self.start.text(), self.end.text())
        return TimeChoice(start_ms=start_ms, end_ms=end_ms)

    def _follow(self) -> None:
        self._follows = True
        self.accept()

    def _wrong(self) -> str:
        try:
            self.choice()
        except UserError as error:
            return as_sentence(error)
        return ""


class OffsetSheet(Sheet):
    """One time with a sign, and what it makes of the account's first stop.

    Args:
        look: the look in force.
        parent: the window.
        place: whose account it is, in words.
        offset_ms: as it is.
        stop_ms: the first stop's time on the account's own clock, to show what comes of it.
    """

    def __init__(
        self,
        look: Look,
        parent: QWidget | None,
        place: str,
        offset_ms: int,
        stop_ms: int | None,
    ) -> None:
        super().__init__(look, parent, "Clock offset of this account", "Set", self._wrong)
        self._stop_ms = stop_ms
        self.offset = QLineEdit(time_text(offset_ms))
        self.tell(
            f"{place}. Added to the times of its stops to reach the session’s clock: positive "
            "where this interview’s copy of the recording began later than the session."
        )
        self.row("Offset (0:12, or -0:12)", self.offset)
        self.outcome = self.tell("")
        self.offset.textChanged.connect(lambda _: self._show_outcome())
        self._show_outcome()
        self.offset.selectAll()

    def choice(self) -> int:
        """The offset in ms.

        Raises:
            UserError: the field holds none.
        """
        return typed_offset(self.offset.text())

    def _show_outcome(self) -> None:
        try:
            offset_ms = self.choice()
        except UserError:
            self.outcome.setText("")
            return
        if self._stop_ms is None:
            self.outcome.setText("There is no stop yet.")
            return
        before, after = clock_text(self._stop_ms), clock_text(self._stop_ms + offset_ms)
        self.outcome.setText(f"Its first stop, at {before} here, is {after} of the session.")

    def _wrong(self) -> str:
        try:
            self.choice()
        except UserError as error:
            return as_sentence(error)
        return ""


def ask_session_time(
    look: Look, parent: QWidget | None, time: SessionTime, now_ms: int | None
) -> TimeChoice | None:
    """The session time that a moment shall have, None when a person gives up."""
    sheet = SessionTimeSheet(look, parent, time, now_ms)
    return sheet.choice() if sheet.ask(420) else None


def ask_offset(
    look: Look, parent: QWidget | None, place: str, offset_ms: int, stop_ms: int | None
) -> int | None:
    """The clock offset of an account in ms, None when a person gives up."""
    sheet = OffsetSheet(look, parent, place, offset_ms, stop_ms)
    return sheet.choice() if sheet.ask(420) else None
