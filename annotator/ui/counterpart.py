"""A card for a moment of the other party that was paired with the chosen one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from annotator.domain.clock import clock_text
from annotator.domain.moment import Moment, Pairing
from annotator.domain.view import StudyView
from annotator.ui.relations import relation_token
from annotator.ui.theme import Look
from annotator.ui.words import Words


class CounterpartCard(QFrame):
    """Relation, party, time and quote; a press goes to the moment.

    Signals:
        opened: the moment's id.
    """

    opened = Signal(str)

    def __init__(self, look: Look, view: StudyView, pairing: Pairing, moment: Moment) -> None:
        super().__init__()
        self._look = look
        self._moment_id = moment.id
        self._token = relation_token(pairing.relation)
        transcript = view.transcripts[moment.transcript_id]
        voice = view.accounts[transcript.account_id].voice
        start_ms, _ = view.interval_of(moment)
        when = "" if start_ms is None else f", {clock_text(start_ms)}"
        self.setProperty("card", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(12), look.px(7), look.px(8), look.px(7))
        column.setSpacing(look.px(2))
        head = f"{pairing.relation.capitalize()} · {voice}{when}"
        self.setAccessibleName(f"Counterpart: {head}")
        column.addWidget(Words(look, head, "strong"))
        quote = short_quote(transcript.quote(moment.start, moment.end), 70)
        column.addWidget(Words(look, quote, "quote", wrap=True))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press goes there."""
        self.opened.emit(self._moment_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """So does Return."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self._moment_id)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card with a bar in the colour of its relation."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour(self._token))
        painter.drawRoundedRect(3, 5, self._look.px(4), self.height() - 10, 2, 2)


def short_quote(text: str, length: int) -> str:
    """A quote of at most so many characters, cut at a word.

    >>> short_quote("She laughed, and I laughed with her.", 20)
    '“She laughed, and I…”'
    """
    flat = " ".join(text.split())
    if len(flat) <= length:
        return f"“{flat}”"
    return f"“{flat[:length].rsplit(' ', 1)[0].rstrip(' ,.;:')}…”"
