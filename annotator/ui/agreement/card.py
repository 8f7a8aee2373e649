"""Cards: a head and what stands under it."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from annotator.ui.theme import Look
from annotator.ui.words import Words, widest_word


class Card(QFrame):
    """A framed part of the page.

    Args:
        look: the look in force.
        title: its head, also its name for screen readers.
    """

    def __init__(self, look: Look, title: str) -> None:
        super().__init__()
        self._look = look
        self.setProperty("card", True)
        self._heading = Words(look, title, "heading", wrap=True)
        self._sign = Words(look, "", "small")
        self.head = QHBoxLayout()
        self.head.addWidget(self._heading, 1)
        self.head.addWidget(self._sign)
        self.column = QVBoxLayout(self)
        self.column.addLayout(self.head)
        self.setAccessibleName(title)
        look.changed.connect(self._place)
        self._place()

    def show_title(self, title: str, sign: str = "") -> None:
        """Takes another head, and the sign of the coefficient beside it."""
        self._heading.setText(title)
        self._sign.setText(sign)
        self.setAccessibleName(f"{title} {sign}".strip())

    def add_to_head(self, widget: QWidget) -> None:
        """Puts a control at the right of the head."""
        self.head.addWidget(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The head breaks between words only."""
        super().resizeEvent(event)
        self._heading.setMinimumWidth(widest_word(self._heading))

    def _place(self) -> None:
        px = self._look.px
        self.column.setContentsMargins(px(16), px(12), px(16), px(12))
        self.column.setSpacing(px(6))
