"""The codes of a moment as chips, each with a button that takes it out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from annotator.domain.codebook import Code
from annotator.ui.flow import Flow
from annotator.ui.icons import icon
from annotator.ui.theme import Look
from annotator.ui.tips import plain_tip
from annotator.ui.words import Words


class CodeChips(QWidget):
    """Chips in rows.

    Signals:
        removed: id of a code to take out.
    """

    removed = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: tuple[Code, ...] | None = None
        self._only_read = ""
        self._flow = Flow(self, gap=look.px(5))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._renew)

    def show_codes(self, codes: Sequence[Code]) -> None:
        """Shows these codes, in their order."""
        if tuple(codes) == self._shown:
            return
        self._shown = tuple(codes)
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if not codes:
            how = "" if self._only_read else ": press a code’s key"
            self._flow.addWidget(Words(self._look, f"No code yet{how}", "mute"))
        for code in codes:
            chip = Chip(self._look, code)
            chip.remove.setHidden(bool(self._only_read))
            chip.remove.clicked.connect(lambda _=False, code_id=code.id: self.removed.emit(code_id))
            self._flow.addWidget(chip)
        self.updateGeometry()

    def show_only_read(self, why: str) -> None:
        """Offers to take codes out, or not to whoever only reads."""
        if why != self._only_read:
            self._only_read = why
            self._renew()

    def _renew(self) -> None:
        shown, self._shown = self._shown, None
        if shown is not None:
            self.show_codes(shown)


class Chip(QFrame):
    """One code: its colour, its name, and the button that takes it out."""

    def __init__(self, look: Look, code: Code) -> None:
        super().__init__()
        self.setProperty("chip", True)
        self.setToolTip(plain_tip(code.definition))
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(8), 1, look.px(2), 1)
        row.setSpacing(look.px(5))
        self.remove = QToolButton()
        self.remove.setProperty("bare", True)
        self.remove.setIcon(icon(look, "x"))
        self.remove.setIconSize(QSize(look.px(11), look.px(11)))
        self.remove.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.remove.setToolTip(plain_tip(f"Take {code.name} out"))
        self.remove.setAccessibleName(f"Take {code.name} out")
        row.addWidget(Spot(look.theme.code(code.colour).base, look.px(10)))
        row.addWidget(Words(look, code.name))
        row.addWidget(self.remove)


class Spot(QWidget):
    """A rounded square of one colour."""

    def __init__(self, colour: QColor, edge: int) -> None:
        super().__init__()
        self._colour = colour
        self.setFixedSize(edge, edge)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The square."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        painter.drawRoundedRect(self.rect(), 3, 3)
