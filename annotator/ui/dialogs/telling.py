"""A sheet with a long text to be read."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.room import room_for
from annotator.ui.theme import Look
from annotator.ui.told_text import ToldText


class TellingSheet(Sheet):
    """The sheet; `told` is to be put among its rows by `place_told`, after what stands above it."""

    def __init__(self, look: Look, parent: QWidget | None, title: str) -> None:
        super().__init__(look, parent, title, "")
        self.told = ToldText(look, title)

    def place_told(self) -> None:
        """Puts the text under the rows so far; it takes the room that is left."""
        self.rows.addWidget(self.told, 100)  # the sheet ends in a stretch of its own

    def fit(self, width: int) -> None:
        """As high as the text, where the screen has room."""
        super().fit(width)
        margins, room = self.rows.contentsMargins(), room_for(self.parentWidget() or self)
        inside = self.width() - margins.left() - margins.right()
        whole = self.told.height_at(inside, room.height()) + self.look.px(12)  # and its edge
        more = max(0, whole - self.told.minimumHeight())
        self.resize(self.width(), min(self.height() + more, room.height() - 60))
