"""One headline number of the dyads tab: what it answers, its value, chance, and what it says."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from annotator.analysis.dyads.meanings import meaning_of
from annotator.ui.agreement.card import Card
from annotator.ui.dyads.told import Headline, Line
from annotator.ui.theme import Look
from annotator.ui.tips import plain_tip
from annotator.ui.words import Words


class DyadHeadline(Card):
    """A number of the dyads tab; its tooltip says what it means."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "")
        self.line = ChanceLine(look)
        self._value = Words(look, "", "figure")
        self._beside = Words(look, "", "mute", wrap=True)
        self._says = Words(look, "", "small", wrap=True)
        row = QHBoxLayout()
        row.addWidget(self._value)
        row.addSpacing(look.px(8))
        row.addWidget(self._beside, 1, Qt.AlignmentFlag.AlignBottom)
        self.column.addLayout(row)
        self.column.addWidget(self.line)
        self.column.addWidget(self._says)
        self.column.addStretch(1)

    def show_headline(self, headline: Headline) -> None:
        """Shows another number."""
        self.show_title(headline.asks)
        self._value.setText(headline.value)
        self._beside.setText(_together(headline.beside))
        self._says.setText(_together(headline.says))
        self.line.show_line(headline.line)
        meaning = meaning_of(headline.key)
        self.setToolTip(plain_tip(meaning.says if meaning else ""))
        self.setAccessibleName(f"{headline.asks} {headline.value}, {headline.beside}")
        self.setAccessibleDescription(self._says.text())

    def value(self) -> str:
        """The number as it is written."""
        return self._value.text()

    def says(self) -> str:
        """What it says."""
        return self._says.text()


class ChanceLine(QWidget):
    """Value and interval on a rail; the grey bar under it is 95 % of what chance gives."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._line: Line | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_line(self, line: Line | None) -> None:
        """Draws another value; nothing where there is none to draw."""
        self._line = line
        self.setVisible(line is not None)
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(self._look.px(120), self._look.px(28))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rail, chance and what it is held against, the interval, the value."""
        line, px = self._line, self._look.px
        if line is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        edge, middle = px(6), self.height() / 2
        rail = QRectF(edge, middle - px(3), self.width() - 2 * edge, px(6))
        painter.setBrush(self._look.colour("line"))
        painter.drawRoundedRect(rail, px(3), px(3))

        def at(value: float) -> float:
            share = (value - line.start) / (line.end - line.start)
            return rail.left() + rail.width() * min(max(share, 0.0), 1.0)

        def bar(low: float, high: float, half: float) -> QRectF:
            return QRectF(at(low), middle - half, max(at(high) - at(low), 2.0), 2 * half)

        accent = self._look.colour("accent")
        if line.low is not None and line.high is not None:
            painter.setBrush(accent)
            painter.drawRoundedRect(bar(line.low, line.high, px(3)), px(3), px(3))
        if line.chance_low is not None and line.chance_high is not None:
            painter.setBrush(self._look.colour("mute"))
            chance = bar(line.chance_low, line.chance_high, px(1.5))
            painter.drawRoundedRect(chance.translated(0, px(9)), px(1.5), px(1.5))
        painter.setBrush(accent)
        if line.observed is not None:
            spot = QPointF(at(line.observed), middle + px(9))
            painter.drawEllipse(spot, px(2.5), px(2.5))
        painter.drawEllipse(QPointF(at(line.value), middle), px(6), px(6))


def _together(text: str) -> str:
    r"""Keeps numbers and their signs in one line.

    >>> _together("p < .001, 8.3 % of it").replace("\xa0", "~")
    'p~<~.001, 8.3~% of it'
    """
    for apart in (" %", "p < ", "p = ", " – "):
        text = text.replace(apart, apart.replace(" ", "\xa0"))
    return text
