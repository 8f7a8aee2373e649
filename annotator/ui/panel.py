"""A panel beside the text: it scrolls when the window is low or the text large."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from annotator.ui.flow import Flow
from annotator.ui.theme import Look
from annotator.ui.tips import plain_tip
from annotator.ui.words import RowWords


class Panel(QScrollArea):
    """A column of sections on the panel's colour.

    Args:
        look: the look in force.
        name: for screen readers.
        width: preferred width at 100 %.
    """

    def __init__(self, look: Look, name: str, width: int) -> None:
        super().__init__()
        self._look = look
        self._width = width
        self.setAccessibleName(name)
        self.setProperty("ground", "panel")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = self._inside = QWidget()
        inside.setProperty("ground", "panel")
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(14, 12, 14, 12)
        self.column.setSpacing(0)
        self.setWidget(inside)
        inside.installEventFilter(self)

    def full_height(self) -> int:
        """The height at which nothing needs to be scrolled."""
        return max(self._inside.minimumHeight(), self._inside.minimumSizeHint().height())

    def full_width(self) -> int:
        """The width at which nothing needs to be scrolled sideways."""
        return self._inside.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()

    def margins_width(self) -> int:
        """What stands beside its sections: margins, and the bar where it scrolls."""
        margins = self.column.contentsMargins()
        bar = self.verticalScrollBar().sizeHint().width()
        return margins.left() + margins.right() + bar

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrapped text takes another height at another width."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The same when a section says that it has changed."""
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Gives the sections the height that they need: a scroll area asks for the least only."""
        width = max(self.viewport().width(), self._inside.minimumSizeHint().width())
        wanted = self.column.totalHeightForWidth(width)
        if wanted > 0 and wanted != self._inside.minimumHeight():
            self._inside.setMinimumHeight(wanted)

    def sizeHint(self) -> QSize:
        """The width of the design; the splitter gives what there is."""
        return QSize(self._look.px(self._width), 400)

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for any window: it scrolls."""
        return QSize(self._look.px(120), 80)


class Facts(QWidget):
    """Rows of a name and a value.

    Rows wrap where they do not fit, so that nothing is cut at large text.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rows: dict[str, tuple[QWidget, RowWords]] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(5))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def say(self, name: str, value: str, tip: str = "") -> None:
        """Sets one row; an empty value takes it off the screen."""
        if name not in self._rows:
            row = QWidget()
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            row.setSizePolicy(policy)
            line = Flow(row, gap=self._look.px(4))
            words = RowWords(self._look, value)
            line.addWidget(RowWords(self._look, name, "mute"))
            line.add_stretch()
            line.addWidget(words)
            self._rows[name] = (row, words)
            self._column.addWidget(row)
        row, words = self._rows[name]
        row.setVisible(bool(value))
        words.setText(value)
        words.setToolTip(plain_tip(tip))
        words.setAccessibleName(f"{name}: {value}")

    def value(self, name: str) -> str:
        """What a row says."""
        return self._rows[name][1].text() if name in self._rows else ""
