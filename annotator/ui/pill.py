"""Pills of the top bar: round-ended buttons, some with a menu."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from annotator.ui.icons import icon
from annotator.ui.theme import Look
from annotator.ui.tips import plain_tip

_GAP = 4  # Qt's, between icon and text


class Pill(QToolButton):
    """A pill with text, an icon before it or the caret of its menu behind it.

    Args:
        look: the look in force.
        icon_name: the icon before the text; with a menu the caret stands in its place.
        has_menu: whether a press opens `choices`.
    """

    def __init__(
        self,
        look: Look,
        icon_name: str = "",
        *,
        has_menu: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._icon_name = "caret-down" if has_menu else icon_name
        self.choices = QMenu(self)
        self.setProperty("pill", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        if has_menu:
            self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the caret behind the text
            self.choices.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            self.clicked.connect(self._open)
        look.changed.connect(self._dress)
        self._dress()

    def say(self, text: str, tip: str = "", name: str = "") -> None:
        """What the pill says, its tooltip, and its name for screen readers."""
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self.setToolButtonStyle(beside if text else Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.setText(text)
        self.setToolTip(plain_tip(tip))
        self.setAccessibleName(name or text)

    def show_icon(self, name: str) -> None:
        """Takes another icon."""
        self._icon_name = name
        self._dress()

    def width_with(self, text: str) -> int:
        """How wide it is with a text, or without one."""
        return self.sizeHint().width() - self._room_for(self.text()) + self._room_for(text)

    def sizeHint(self) -> QSize:
        """As high without words as with them."""
        hint = super().sizeHint()
        lacking = 0 if self.text() else self.fontMetrics().height() - self.iconSize().height()
        return hint + QSize(0, max(0, lacking))

    def _room_for(self, text: str) -> int:
        """What a text takes beside the icon: itself, Qt's gap, and a blank on each side."""
        metrics = self.fontMetrics()
        own = metrics.size(Qt.TextFlag.TextShowMnemonic, text).width()
        return _GAP + own + 2 * metrics.horizontalAdvance(" ") if text else 0

    def _open(self) -> None:
        self.choices.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _dress(self) -> None:
        edge = self._look.px(12)
        self.setIconSize(QSize(edge, edge))
        self.setIcon(icon(self._look, self._icon_name))
