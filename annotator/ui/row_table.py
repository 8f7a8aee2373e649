"""The table of a sheet: framed rows of one height, of which one is in hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from annotator.ui.room import room_for
from annotator.ui.theme import Look

ROW = 26
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class RowTable(QTableView):
    """Rows to go through; Tab leaves the table.

    Args:
        look: the look in force.
        model: whose rows; its header names the columns.
        name: for whoever hears it.
        grows: the columns that take the room that the others leave.
        widths: of other columns by name, in pixels at 100 %.
        least: so many rows have room at least.
        row: the height of one, at 100 %.
    """

    _field: QWidget | None = None  # events come before `__init__` is through

    def __init__(
        self,
        look: Look,
        model: QAbstractItemModel,
        name: str,
        *,
        grows: Iterable[str],
        widths: Mapping[str, int],
        least: int = 5,
        row: int = ROW,
    ) -> None:
        super().__init__()
        self._look = look
        self.setModel(model)
        self.setAccessibleName(name)
        self.setProperty("framed", True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows, head = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(look.px(row))
        self.setMinimumHeight(look.px(row) * least)
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for each in grows:
            head.setSectionResizeMode(self.column(each), QHeaderView.ResizeMode.Stretch)
        for each, width in widths.items():
            self.setColumnWidth(self.column(each), look.px(width))

    def column(self, name: str) -> int:
        """The number of a column."""
        model = self.model()
        names = (
            model.headerData(number, Qt.Orientation.Horizontal)
            for number in range(model.columnCount())
        )
        return list(names).index(name)

    def show_for(self, width: int, wide: Mapping[str, int]) -> None:
        """Shows columns where there is room.

        Args:
            width: of the sheet.
            wide: from which width of it, at 100 %, there is room for a column.
        """
        for name, least in wide.items():
            self.setColumnHidden(self.column(name), width < self._look.px(least))

    def go_through_from(self, field: QWidget) -> None:
        """Up and Down in a field go through the rows while somebody types there."""
        self._field = field
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes those keys of such a field."""
        is_press = watched is self._field and event.type() == QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and event.key() in _MOVES:
            self.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)


def heighten(sheet: QWidget, look: Look, table: QTableView, most: int) -> None:
    """Makes a sheet so high that its table shows some rows, where the screen has room.

    Args:
        sheet: a sheet that has taken the size of its rows.
        look: the look in force.
        table: the one that grows with it.
        most: so many rows at most; the table scrolls through more.
    """
    room = room_for(sheet.parentWidget() or sheet)
    rows = min(table.model().rowCount(), most) * table.verticalHeader().defaultSectionSize()
    more = max(0, rows + look.px(40) - table.minimumHeight())
    sheet.resize(sheet.width(), min(sheet.height() + more, room.height() - 60))
