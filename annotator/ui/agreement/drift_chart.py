"""Drift: each coder's agreement with the others, transcript by transcript as they were coded."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from math import isnan

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from annotator.analysis.agreement.drift import DriftPoint
from annotator.ui.figures import value_text
from annotator.ui.theme import Look
from annotator.ui.tips import plain_tip

CODER_COLOURS = ("indigo", "teal", "rose", "sand", "green", "wine", "cyan", "olive", "purple")
_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
"""Two coders have one line between them: the dashed one shows both."""
_TICKS = (1.0, 0.8, 0.6, 0.4, 0.2, 0.0, -0.2, -0.4)


class DriftChart(QWidget):
    """Lines with bands. Arrows go from point to point, Return or a press opens one.

    Signals:
        opened: coder and document of a point.
    """

    opened = Signal(str, str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._drift: dict[str, tuple[DriftPoint, ...]] = {}
        self._limit = 0.667
        self._here = (0, 0)
        self.setAccessibleName("Drift: each coder with the others, in order of coding")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_drift(self, drift: Mapping[str, tuple[DriftPoint, ...]], limit: float) -> None:
        """Shows other points and the study's threshold."""
        self._drift = {coder: points for coder, points in drift.items() if points}
        self._limit = limit
        coders = list(self._drift.values())
        if not (self._here[0] < len(coders) and self._here[1] < len(coders[self._here[0]])):
            self._here = (0, 0)
        self._speak()
        self.update()

    def sizeHint(self) -> QSize:
        """Wide and not too low."""
        return QSize(self._look.px(420), self._look.px(230))

    def minimumSizeHint(self) -> QSize:
        """Still to be read."""
        return QSize(self._look.px(240), self._look.px(180))

    def point_at(self, coder: int, place: int) -> QPointF:
        """Where a coder's point stands."""
        plot = self._plot()
        points = list(self._drift.values())[coder]
        longest = max(len(own) for own in self._drift.values())
        step = plot.width() / max(longest - 1, 1)
        left = plot.left() if longest > 1 else plot.center().x()
        value = points[place].value
        return QPointF(left + place * step, self._y(0.0 if isnan(value) else value))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grid, threshold, bands, lines, points, and the coders' names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_grid(painter)
        for coder, (name, points) in enumerate(self._drift.items()):
            colour = self.colour_of(coder)
            known = [place for place, each in enumerate(points) if not isnan(each.value)]
            for run in _runs(known):
                self._draw_band(painter, coder, points, run, colour)
                painter.setPen(QPen(colour, self._look.px(2), _STYLES[coder % len(_STYLES)]))
                painter.drawPolyline(QPolygonF([self.point_at(coder, place) for place in run]))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            for place in known:
                painter.drawEllipse(self.point_at(coder, place), *[self._look.px(3.5)] * 2)
            self._draw_name(painter, coder, name, colour)
        if self.hasFocus() and self._drift:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._look.colour("accent"), self._look.px(2)))
            painter.drawEllipse(self.point_at(*self._here), *[self._look.px(7)] * 2)

    def colour_of(self, coder: int) -> QColor:
        """The colour of a coder's line."""
        return self._look.theme.code(CODER_COLOURS[coder % len(CODER_COLOURS)]).base

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Opens the point under the mouse."""
        found = self._nearest(event.position())
        if found is not None:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._go(*found)
            self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go along a coder's line, up and down to another coder."""
        coder, place = self._here
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._go(coder, place + (1 if key == Qt.Key.Key_Right else -1))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._go(coder + (1 if key == Qt.Key.Key_Down else -1), place)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Says in a tooltip what the point under the mouse is."""
        if isinstance(event, QHelpEvent):
            found = self._nearest(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), plain_tip(self._said(*found) if found else ""))
            return True
        return super().event(event)

    def _go(self, coder: int, place: int) -> None:
        if not self._drift:
            return
        coder = min(max(coder, 0), len(self._drift) - 1)
        place = min(max(place, 0), len(list(self._drift.values())[coder]) - 1)
        self._here = (coder, place)
        self._speak()
        self.update()

    def _open(self) -> None:
        if self._drift:
            coder, place = self._here
            name = list(self._drift)[coder]
            self.opened.emit(name, self._drift[name][place].document)

    def _speak(self) -> None:
        self.setAccessibleDescription(self._said(*self._here) if self._drift else "")

    def _said(self, coder: int, place: int) -> str:
        name = list(self._drift)[coder]
        point = self._drift[name][place]
        when = f", done {point.done_at[:10]}" if point.done_at else ""
        value = value_text(point.value) if not isnan(point.value) else f"undefined, {point.reason}"
        band = ""
        if point.low is not None and point.high is not None:
            band = f" ({value_text(point.low)} – {value_text(point.high)})"
        return f"{name} with the others on {point.document}{when}: {value}{band}"

    def _nearest(self, where: QPointF) -> tuple[int, int] | None:
        near = self._look.px(12)
        found = [
            ((self.point_at(coder, place) - where).manhattanLength(), coder, place)
            for coder, points in enumerate(self._drift.values())
            for place in range(len(points))
        ]
        best = min(found, default=(near + 1.0, 0, 0))
        return (best[1], best[2]) if best[0] <= near else None

    def _plot(self) -> QRectF:
        px = self._look.px
        return QRectF(
            px(36), px(28), max(self.width() - px(50), 10), max(self.height() - px(44), 10)
        )

    def _lowest(self) -> float:
        values = [p.value for own in self._drift.values() for p in own if not isnan(p.value)]
        lowest = min([*values, 0.4])
        return max(tick for tick in (*_TICKS, -1.0) if tick <= lowest)

    def _y(self, value: float) -> float:
        plot, lowest = self._plot(), self._lowest()
        share = (min(max(value, lowest), 1.0) - lowest) / (1.0 - lowest)
        return plot.bottom() - share * plot.height()

    def _draw_grid(self, painter: QPainter) -> None:
        look, plot, px = self._look, self._plot(), self._look.px
        painter.setFont(look.interface_font(11))
        for tick in (each for each in _TICKS if each >= self._lowest()):
            y = self._y(tick)
            painter.setPen(look.colour("line"))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(look.colour("mute"))
            label = QRectF(0, y - px(8), plot.left() - px(8), px(16))
            painter.drawText(label, _RIGHT, f"{tick:.1f}".replace("-", "−"))
        painter.setPen(QPen(look.colour("ink"), 1, Qt.PenStyle.DashLine))
        y = self._y(self._limit)
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))

    def _draw_band(
        self,
        painter: QPainter,
        coder: int,
        points: tuple[DriftPoint, ...],
        run: list[int],
        colour: QColor,
    ) -> None:
        banded = [place for place in run if points[place].low is not None]
        wash = QColor(colour)
        wash.setAlphaF(0.12)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(wash)
        for own in _runs(banded):
            low = [QPointF(self.point_at(coder, i).x(), self._y(points[i].low or 0.0)) for i in own]
            high = [
                QPointF(self.point_at(coder, i).x(), self._y(points[i].high or 0.0)) for i in own
            ]
            painter.drawPolygon(QPolygonF([*high, *reversed(low)]))

    def _draw_name(self, painter: QPainter, coder: int, name: str, colour: QColor) -> None:
        look, px = self._look, self._look.px
        font = look.interface_font(11.5, QFont.Weight.DemiBold)
        painter.setFont(font)
        left = px(40)
        for other in list(self._drift)[:coder]:
            left += painter.fontMetrics().horizontalAdvance(other) + px(34)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRect(QRectF(left, px(8), px(12), px(3)))
        painter.setPen(look.colour("ink"))
        painter.drawText(QPointF(left + px(18), px(14)), name)


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _runs(places: list[int]) -> list[list[int]]:
    """Neighbouring numbers together.

    >>> _runs([0, 1, 3])
    [[0, 1], [3]]
    """
    keyed = groupby(enumerate(places), key=lambda pair: pair[1] - pair[0])
    return [[place for _, place in own] for _, own in keyed]
