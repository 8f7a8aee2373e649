"""The room of a bar under something larger: where the window is low, the bar scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget


class LowArea(QScrollArea):
    """Takes the height that its bar needs, or what it gets; nothing in the bar is pressed flat.

    Args:
        bar: what it holds; it has a layout.
    """

    def __init__(self, bar: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("ground", "panel")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setWidget(bar)
        bar.installEventFilter(self)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Its rows wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as the bar at that width."""
        layout = self._inside().layout()
        return 0 if layout is None else layout.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        """As high as the bar."""
        return QSize(self._inside().sizeHint().width(), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Lower, for it scrolls."""
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrapped rows take another height at another width."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The same when a row says that it has changed."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        wanted = self.heightForWidth(self.viewport().width())
        bar = self._inside()
        if wanted > 0 and wanted != bar.minimumHeight():
            bar.setMinimumHeight(wanted)
            self.updateGeometry()

    def _inside(self) -> QWidget:
        """The bar, asked of Qt: events come while Python's own values are gone already."""
        bar = self.widget()
        assert bar is not None
        return bar
