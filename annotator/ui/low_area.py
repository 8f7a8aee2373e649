"""The room of a bar under something larger: where the window is low, the bar scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget


class LowArea(QScrollArea):
    """Takes the height that its bar needs, or what it gets; nothing in the bar is pressed flat.

    Args:
        bar: what it holds; it has a layout.
        least: height at least, in pixels, where the bar needs more.
    """

    def __init__(self, bar: QWidget, least: int) -> None:
        super().__init__()
        self._bar = bar
        self._least = least
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("ground", "panel")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setWidget(bar)
        bar.installEventFilter(self)

    def show_least(self, least: int) -> None:
        """Takes another least height."""
        self._least = least
        self._fit()

    def sizeHint(self) -> QSize:
        """As high as the bar."""
        return QSize(self._bar.sizeHint().width(), self._bar.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        """Lower, for it scrolls."""
        return QSize(0, min(self._least, self._bar.minimumHeight()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrapped rows take another height at another width."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The same when a row says that it has changed; what has the keys is on the screen."""
        if watched is self._bar and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        layout = self._bar.layout()
        wanted = 0 if layout is None else layout.totalHeightForWidth(self.viewport().width())
        if wanted > 0 and wanted != self._bar.minimumHeight():
            self._bar.setMinimumHeight(wanted)
            self.updateGeometry()
