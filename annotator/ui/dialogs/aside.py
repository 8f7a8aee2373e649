"""Asks what a range is about, if not about the moment of its stop."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from annotator.app.verbs.stops import typed_stretch
from annotator.domain.errors import UserError
from annotator.domain.transcript import Aside
from annotator.ui.dialogs.numbers import as_sentence, side_by_side
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.dialogs.stop import time_text
from annotator.ui.segments import Choice, Segments
from annotator.ui.theme import Look
from annotator.ui.words import Words

_AWAY, _TIME = "away", "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class AsideChoice:
    """What a person says of a range; times on the session's clock.

    Attributes:
        start_ms: None for a range that is not about this moment.
        takes_away: the range shall follow its stop; the rest says nothing then.
    """

    start_ms: int | None = None
    end_ms: int | None = None
    note: str = ""
    takes_away: bool = False


class AsideSheet(Sheet):
    """Not about this moment, or another time; a note.

    Args:
        look: the look in force.
        parent: the window.
        quote: the range's words.
        aside: the one that is there; None for a new one.
        offset_ms: added to its times to reach the session's clock.
    """

    def __init__(
        self,
        look: Look,
        parent: QWidget | None,
        quote: str,
        aside: Aside | None,
        *,
        offset_ms: int = 0,
    ) -> None:
        go = "Mark" if aside is None else "Change"
        super().__init__(look, parent, "Not about this moment", go, self._wrong)
        self._takes_away = False
        start_ms = aside.start_ms if aside else None
        end_ms = aside.end_ms if aside else None
        self.about = Segments(
            "What this is about",
            [
                Choice(_AWAY, "not about this moment", "It has no session time then"),
                Choice(_TIME, "about another time", "Of the same session"),
            ],
        )
        self.about.show_value(_AWAY if start_ms is None else _TIME)
        self.start = QLineEdit(time_text(None if start_ms is None else start_ms + offset_ms))
        self.end = QLineEdit(time_text(None if end_ms is None else end_ms + offset_ms))
        self.end.setPlaceholderText("not known")
        self.note = QLineEdit("" if aside is None else aside.note)
        self.back = QPushButton("Take the mark away")
        self.back.setAutoDefault(False)
        self.back.clicked.connect(self._take_away)
        self.start.textEdited.connect(lambda _: self.about.show_value(_TIME))
        self.about.chosen.connect(self._choose)
        self._lay_out(quote)
        self.back.setVisible(aside is not None)

    def choice(self) -> AsideChoice:
        """The answers.

        Raises:
            UserError: a field holds no time, or the end is before the start.
        """
        if self._takes_away:
            return AsideChoice(takes_away=True)
        note = self.note.text().strip()
        if self.about.value == _AWAY:
            return AsideChoice(note=note)
        start_ms, end_ms = typed_stretch(self.start.text(), self.end.text())
        return AsideChoice(start_ms=start_ms, end_ms=end_ms, note=note)

    def _lay_out(self, quote: str) -> None:
        self.rows.addWidget(Words(self.look, quote, "quote", wrap=True))
        self.rows.addSpacing(4)
        self.row("What this is about", self.about)
        self.rows.addLayout(
            side_by_side(("Session time (12:30 or 1:02:30)", self.start), ("Until", self.end))
        )
        self.rows.addSpacing(6)
        self.row("Note", self.note)
        foot = QHBoxLayout()
        foot.addWidget(self.back)
        foot.addStretch(1)
        self.rows.addLayout(foot)

    def _choose(self, value: object) -> None:
        if value == _TIME:
            self.start.setFocus()

    def _take_away(self) -> None:
        self._takes_away = True
        self.accept()

    def _wrong(self) -> str:
        try:
            self.choice()
        except UserError as error:
            return as_sentence(error)
        return ""


def ask_aside(
    look: Look, parent: QWidget | None, quote: str, aside: Aside | None, *, offset_ms: int = 0
) -> AsideChoice | None:
    """What a range shall be about, None when a person gives up."""
    sheet = AsideSheet(look, parent, quote, aside, offset_ms=offset_ms)
    return sheet.choice() if sheet.ask(460) else None
