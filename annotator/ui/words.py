"""Labels in the few styles of type that the window has."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from annotator.ui.theme import Look

Style = Literal["plain", "strong", "title", "mute", "small", "heading", "quote", "figure"]


class Words(QLabel):
    """Plain text in one style; it follows the look.

    Args:
        look: the look in force.
        text: what it says; never read as HTML.
        style: `heading` for section heads, `small` for secondary lines, `quote` for the serif.
        wrap: whether long text goes on in further lines.
    """

    def __init__(
        self,
        look: Look,
        text: str = "",
        style: Style = "plain",
        *,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._look = look
        self._style = style
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("words", style)
        self.setWordWrap(wrap)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        look.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.setFont(styled_font(self._look, self._style))


class RowWords(Words):
    """Words in a row of a `Flow`: on one line where they fit, else over the row in further ones."""

    def __init__(self, look: Look, text: str = "", style: Style = "plain") -> None:
        super().__init__(look, text, style, wrap=True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """All on one line."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 4, metrics.height())


def styled_font(look: Look, style: Style) -> QFont:
    """The font of a style."""
    bold = QFont.Weight.DemiBold
    if style == "heading":
        return look.heading_font()
    if style == "quote":
        font = look.reading_font()
        font.setPixelSize(look.px(13))
        return font
    sizes = {"small": 11.5, "title": 20.0, "figure": 30.0}
    weight = bold if style in ("strong", "title", "figure") else QFont.Weight.Normal
    return look.interface_font(sizes.get(style, 13), weight)


def widest_word(label: QLabel) -> int:
    """The width of a label's longest word, in pixels: narrower it cannot be without a cut."""
    metrics = label.fontMetrics()
    return max((metrics.horizontalAdvance(each) for each in label.text().split()), default=0)


def rule(parent: QWidget | None = None) -> QWidget:
    """A hairline across."""
    line = QWidget(parent)
    line.setFixedHeight(1)
    line.setProperty("rule", True)
    line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return line
