"""A layout that sets its items in rows like words, with places that take what room is left."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QSpacerItem, QWidget


class Flow(QLayout):
    """Items side by side, going on in the next row where the width ends.

    Args:
        parent: the widget laid out.
        gap: between items and between rows, in pixels.
    """

    def __init__(self, parent: QWidget | None = None, gap: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}  # by width, until something in it is another
        self.setSpacing(gap)
        self.setContentsMargins(QMargins())

    def add_stretch(self) -> None:
        """Pushes what follows in the same row to the right."""
        self.addItem(QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum))

    # What a layout must answer ------------------------------------------------------------

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        """Takes an item in."""
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        """How many items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """One item, None past the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Takes one item out."""
        if not 0 <= index < len(self._items):
            return None
        self.invalidate()
        return self._items.pop(index)

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        """It takes no more height than its rows."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Its height follows from its width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of the rows at a width; Qt asks many times over for each."""
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def invalidate(self) -> None:
        """An item has another size, comes or goes."""
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        """Sets the items."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        """All in one row."""
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        margins = self.contentsMargins()
        width = sum(size.width() for size in shown) + self.spacing() * max(0, len(shown) - 1)
        height = max((size.height() for size in shown), default=0)
        return QSize(
            width + margins.left() + margins.right(), height + margins.top() + margins.bottom()
        )

    def minimumSize(self) -> QSize:  # noqa: N802
        """The widest item."""
        margins = self.contentsMargins()
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    # Rows -------------------------------------------------------------------------------

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = [[]]
        used = 0
        for item in self._items:
            stretch = item.spacerItem() is not None
            if item.isEmpty() and not stretch:
                continue
            own = 0 if stretch else item.sizeHint().width() + self.spacing()
            if rows[-1] and used + own - self.spacing() > width and not stretch:
                rows.append([])
                used = 0
            rows[-1].append(item)
            used += own
        return rows

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Sets the rows into a rectangle and gives the height that they take."""
        inside = rect.marginsRemoved(self.contentsMargins())
        top = inside.top()
        for row in self._rows(inside.width()):
            shown = [item for item in row if item.spacerItem() is None]
            height = max((_size_in(item, inside.width()).height() for item in shown), default=0)
            if move:
                self._set_row(row, QRect(inside.left(), top, inside.width(), height))
            top += height + (self.spacing() if shown else 0)
        margins = self.contentsMargins()
        return max(0, top - inside.top() - self.spacing()) + margins.top() + margins.bottom()

    def _set_row(self, row: list[QLayoutItem], rect: QRect) -> None:
        shown = [item for item in row if item.spacerItem() is None]
        stretches = len(row) - len(shown)
        taken = sum(item.sizeHint().width() for item in shown)
        left_over = max(0, rect.width() - taken - self.spacing() * max(0, len(shown) - 1))
        x = rect.left()
        for item in row:
            if item.spacerItem() is not None:
                x += left_over // stretches
                continue
            size = _size_in(item, rect.width())
            y = rect.top() + (rect.height() - size.height()) // 2
            item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self.spacing()


def _size_in(item: QLayoutItem, width: int) -> QSize:
    """The size of an item in a row: what is too wide takes the row, and the height that needs."""
    size = item.sizeHint()
    if size.width() <= width:
        return size
    return QSize(width, item.heightForWidth(width) if item.hasHeightForWidth() else size.height())
