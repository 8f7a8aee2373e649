"""One headline number: what it answers, its value and interval, and what it rests on."""

from __future__ import annotations

from math import isnan

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from annotator.analysis.agreement import Result
from annotator.analysis.agreement.meanings import is_beyond_chance, meaning_of
from annotator.ui.agreement.card import Card
from annotator.ui.figures import (
    below_text,
    interval_text,
    share_text,
    state_of,
    value_text,
)
from annotator.ui.theme import Look
from annotator.ui.tips import plain_tip
from annotator.ui.words import Words


class HeadlineCard(Card):
    """A number of the overall panel. A press or Return opens the passages behind it.

    Signals:
        opened: the coefficient's name.
    """

    opened = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__(look, "")
        self._coefficient = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._value = Words(look, "", "figure")
        self._sign = Words(look, "", "mute")
        self._bar = IntervalBar(look)
        self._foot = Words(look, "", "small", wrap=True)
        row = QHBoxLayout()
        row.addWidget(self._value)
        row.addSpacing(look.px(8))
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addWidget(self._bar)
        self.column.addWidget(self._foot)
        self.column.addStretch(1)

    def show_result(
        self, result: Result, accept_from: float, good_from: float, foot: str = ""
    ) -> None:
        """Shows one result with the study's thresholds.

        Args:
            result: the number.
            accept_from, good_from: the thresholds.
            foot: what stands below before the probability of being too low.
        """
        self._coefficient = result.coefficient
        meaning = meaning_of(result.coefficient)
        self.show_title(meaning.asks)
        interval = interval_text(result)
        self._value.setText(value_text(result.value))
        self._sign.setText(
            "   ".join(filter(None, (meaning.sign, interval and f"95 % {interval}")))
        )
        self._bar.show_result(result, accept_from, good_from)
        parts = [foot, below_text(result)]
        if isnan(result.value):
            parts = [f"Undefined: {result.reason}"]
        said = ". ".join(part.rstrip(".") for part in parts if part)
        self._foot.setText(f"{said}." if said else "")
        self.setToolTip(plain_tip(meaning.says))
        spoken = result.reason if isnan(result.value) else f"{result.value:.2f} {interval}"
        self.setAccessibleName(f"{meaning.asks} {meaning.sign}: {spoken}")
        self.setAccessibleDescription(self._foot.text())

    def foot(self) -> str:
        """What stands at the foot."""
        return self._foot.text()

    def value(self) -> str:
        """The number as it is written."""
        return self._value.text()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press opens the passages."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self._coefficient)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """So do Return and Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self._coefficient)
        else:
            super().keyPressEvent(event)


class IntervalBar(QWidget):
    """Value and interval on a line from 0 to 1, with the thresholds."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._result: Result | None = None
        self._limits = (0.667, 0.8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_result(self, result: Result, accept_from: float, good_from: float) -> None:
        """Draws another result."""
        self._result, self._limits = result, (accept_from, good_from)
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(self._look.px(120), self._look.px(26))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A rail, the interval, the value, and a dotted line at the first threshold."""
        result, px = self._result, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, edge = self.height() / 2, px(6)
        rail = QRectF(edge, middle - px(3), self.width() - 2 * edge, px(6))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("line"))
        painter.drawRoundedRect(rail, px(3), px(3))
        if result is None:
            return

        def at(value: float) -> float:
            return rail.left() + rail.width() * min(max(value, 0.0), 1.0)

        if not isnan(result.value):
            judged = is_beyond_chance(result.coefficient)
            state = state_of(result.value, *self._limits) if judged else "accent"
            colour = QColor(self._look.colour(state))
            painter.setBrush(colour)
            if result.ci_low is not None and result.ci_high is not None:
                left, right = at(result.ci_low), at(result.ci_high)
                width = max(right - left, 2.0)
                painter.drawRoundedRect(QRectF(left, rail.top(), width, rail.height()), 3, 3)
            painter.drawEllipse(QPointF(at(result.value), middle), px(6), px(6))
        if not is_beyond_chance(result.coefficient):
            return  # a threshold for agreement beyond chance says nothing of a share
        painter.setPen(QPen(self._look.colour("ink"), 1, Qt.PenStyle.DotLine))
        line = at(self._limits[0])
        painter.drawLine(QPointF(line, 2), QPointF(line, self.height() - 2))


def coverage_foot(result: Result) -> str:
    """What the coefficient for codes rests on."""
    share = share_text(result.coverage)
    return f"On the {share} of text that both of a pair marked" if share else ""
