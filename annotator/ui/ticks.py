"""Check boxes, radio buttons and combo boxes that paint their own signs in the tokens."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QRadioButton

from annotator.ui.theme import Look

EDGE = 16
GAP = 8


class Tick(QCheckBox):
    """A check box."""

    def __init__(self, look: Look, text: str) -> None:
        super().__init__(text)
        self._look = look

    def sizeHint(self) -> QSize:
        """The sign and the words."""
        return _size(self, self._look)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def hitButton(self, pos: QPointF) -> bool:  # type: ignore[override]  # noqa: N802
        """All of it can be pressed."""
        return self.rect().contains(QPointF(pos).toPoint())

    def paintEvent(self, event: QPaintEvent) -> None:
        """A square, ticked or not, and the words."""
        painter = QPainter(self)
        _begin(self, painter, self._look, round_=False)


class Pick(QRadioButton):
    """A radio button."""

    def __init__(self, look: Look, text: str) -> None:
        super().__init__(text)
        self._look = look

    def sizeHint(self) -> QSize:
        """The sign and the words."""
        return _size(self, self._look)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def hitButton(self, pos: QPointF) -> bool:  # type: ignore[override]  # noqa: N802
        """All of it can be pressed."""
        return self.rect().contains(QPointF(pos).toPoint())

    def paintEvent(self, event: QPaintEvent) -> None:
        """A circle, filled or not, and the words."""
        painter = QPainter(self)
        box = _begin(self, painter, self._look, round_=True)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.colour("panel"))
            painter.drawEllipse(box.center(), box.width() / 5, box.width() / 5)


class Combo(QComboBox):
    """A combo box with a caret of its own."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box as the sheet has it, and the caret."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.colour("mute"), 1.5))
        half, middle = self._look.px(4), self.height() / 2
        right = self.width() - self._look.px(10)
        painter.drawPolyline(
            [
                QPointF(right - 2 * half, middle - half / 2),
                QPointF(right - half, middle + half / 2),
                QPointF(right, middle - half / 2),
            ]
        )


def _size(button: QAbstractButton, look: Look) -> QSize:
    text = button.fontMetrics().horizontalAdvance(button.text())
    height = max(look.px(EDGE), button.fontMetrics().height()) + look.px(8)
    return QSize(look.px(EDGE + GAP + 8) + text, height)


def _begin(button: QAbstractButton, painter: QPainter, look: Look, *, round_: bool) -> QRectF:
    """Paints focus, words and the empty sign; gives the sign's place."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if button.hasFocus():
        painter.setPen(QPen(look.colour("accent"), 2))
        painter.drawRoundedRect(QRectF(button.rect()).adjusted(1, 1, -1, -1), 5, 5)
    edge = look.px(EDGE)
    box = QRectF(look.px(4), (button.height() - edge) / 2, edge, edge)
    draw_box(painter, look, box, is_ticked=button.isChecked(), round_=round_)
    painter.setPen(look.colour("ink" if button.isEnabled() else "mute"))
    left = look.px(4 + EDGE + GAP)
    words = QRect(left, 0, button.width() - left, button.height())
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, button.text())
    return box


def draw_box(painter: QPainter, look: Look, box: QRectF, *, is_ticked: bool, round_: bool) -> None:
    """The sign alone: a square with its tick, or the ring of a radio button."""
    inside = box.adjusted(0.75, 0.75, -0.75, -0.75)
    painter.setPen(QPen(look.colour("accent" if is_ticked else "mute"), 1.5))
    painter.setBrush(look.colour("accent" if is_ticked else "field"))
    if round_:
        painter.drawEllipse(inside)
    else:
        painter.drawRoundedRect(inside, 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if is_ticked and not round_:
        painter.setPen(QPen(look.colour("panel"), 1.8))
        left, top, edge = box.left(), box.top(), box.width()
        painter.drawPolyline(
            [
                QPointF(left + edge * 0.24, top + edge * 0.52),
                QPointF(left + edge * 0.43, top + edge * 0.71),
                QPointF(left + edge * 0.77, top + edge * 0.31),
            ]
        )
