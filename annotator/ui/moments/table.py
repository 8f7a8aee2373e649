"""The table of moments on screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
)

from annotator.analysis.tables.moment_rows import MomentRow
from annotator.domain.codebook import Code
from annotator.domain.ids import Id
from annotator.ui.moments.cells import COLUMN_NAMES, COLUMNS, Cells
from annotator.ui.moments.model import ROW_ROLE, Grouping, Index, MomentsModel
from annotator.ui.theme import Look
from annotator.ui.transcript import keys

_ROW, _NARROWEST = 26, 34
_GROWING = ("quote", "memo")
_OF_LOOK = (QEvent.Type.StyleChange, QEvent.Type.FontChange)
_OWN_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class MomentsTable(QTreeView):
    """Moments by columns; Return or a double click opens one in the text.

    Signals:
        opened: id of a moment.
        chosen: other rows are selected.
        delete_asked: the selected moments are to be deleted.
        copy_asked: they are to be copied; whether the words alone.
        shape_changed: columns are shown, hidden or of another width.
    """

    opened = Signal(str)
    chosen = Signal()
    delete_asked = Signal()
    copy_asked = Signal(bool)
    shape_changed = Signal()

    def __init__(self, look: Look, cells: Cells) -> None:
        super().__init__()
        self._look = look
        self.model_of_moments = MomentsModel(cells, self)
        self._quiet = False
        self._is_old = False  # whether it waits for its tab to be laid out in another look
        self._widths: dict[str, int] = {}
        self._extra: dict[str, int] = {}
        self.setModel(self.model_of_moments)
        self.setItemDelegate(_MomentCell(look, self, cells.codes))
        self.setAccessibleName("Moments")
        self.setUniformRowHeights(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._dress_head()
        self.doubleClicked.connect(self._open)
        self.selectionModel().selectionChanged.connect(self._tell)
        look.changed.connect(self._fit)
        self.show_shape({})

    # Rows -------------------------------------------------------------------------------

    def show_rows(self, rows: Sequence[MomentRow]) -> None:
        """Takes other rows; what was selected stays selected as far as it is shown."""
        self._keeping(lambda: self.model_of_moments.show_rows(rows))

    def show_grouping(self, grouping: Grouping) -> None:
        """Groups the rows otherwise; all groups are open."""
        self.setRootIsDecorated(grouping != "nothing")
        self._keeping(lambda: self.model_of_moments.show_grouping(grouping))

    def selected(self) -> list[MomentRow]:
        """The selected moments in the order of the table, each once."""
        rows = self.selectionModel().selectedRows()
        rows.sort(key=lambda each: (each.parent().row(), each.row()))
        return self.model_of_moments.rows_at(rows)

    @property
    def in_hand(self) -> MomentRow | None:
        """The row that the keys are at."""
        return self.model_of_moments.row_at(self.currentIndex())

    def choose(self, moment_ids: Sequence[Id]) -> None:
        """Selects moments as far as they are shown; the first is the one in hand."""
        model, selection = self.model_of_moments, self.selectionModel()
        self._quiet = True
        found = [place for each in moment_ids if (place := model.place_of(each)).isValid()]
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        rows = QItemSelectionModel.SelectionFlag.Rows
        selection.select(_ranges(found), flags | rows)
        if found:
            selection.setCurrentIndex(found[0], QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(found[0])
        self._quiet = False
        self._tell()

    def step(self, by: int) -> None:
        """Takes the next moment in hand, or the one before, over heads of groups."""
        below = self.indexBelow if by > 0 else self.indexAbove
        index = below(self.currentIndex())
        while index.isValid() and self.model_of_moments.row_at(index) is None:
            index = below(index)
        if index.isValid():
            self.setCurrentIndex(index)

    def _keeping(self, change: Callable[[], None]) -> None:
        kept = [row.moment.id for row in self.selected()]
        here = self.verticalScrollBar().value()
        change()
        if self.model_of_moments.is_grouped:
            self.expandAll()
        self.choose(kept)
        if not kept:
            self.verticalScrollBar().setValue(here)

    # Columns ----------------------------------------------------------------------------

    def show_shape(self, widths: Mapping[str, int]) -> None:
        """Widths by column, at 100 %; 0 for one that is hidden, the usual for one not named."""
        self._widths = {
            each.name: widths.get(each.name, each.width if each.usual else 0) for each in COLUMNS
        }
        self._fit()

    def shape(self) -> dict[str, int]:
        """The same as it is now."""
        return dict(self._widths)

    def toggle_column(self, name: str) -> None:
        """Shows or hides a column; one stays."""
        shape = self.shape()
        column = COLUMNS[COLUMN_NAMES.index(name)]
        shape[name] = 0 if shape[name] else column.width
        if any(shape.values()):
            self.show_shape(shape)
            self.shape_changed.emit()

    def _spread(self) -> None:
        """Words and memo share the width that the others leave."""
        px, head = self._look.px, self.header()
        wide = {name: px(max(own, _NARROWEST)) for name, own in self._widths.items() if own}
        growing = [name for name in _GROWING if name in wide]
        spare = max(0, self.viewport().width() - sum(wide.values()))
        self._extra = {name: spare // len(growing) for name in growing}
        head.blockSignals(True)
        for number, name in enumerate(COLUMN_NAMES):
            self.setColumnHidden(number, name not in wide)
            if name in wide:
                self.setColumnWidth(number, wide[name] + self._extra.get(name, 0))
        head.blockSignals(False)
        self.viewport().update()

    def _resized(self, number: int, _before: int, after: int) -> None:
        """A person has drawn a column wider or narrower."""
        name = COLUMN_NAMES[number]
        if self._widths.get(name):
            own = after - self._extra.get(name, 0)
            self._widths[name] = max(_NARROWEST, round(own * 100 / self._look.percent))
            self.shape_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns take the width that there is."""
        super().resizeEvent(event)
        self._spread()

    def _dress_head(self) -> None:
        head = self.header()
        head.setSectionsMovable(False)
        head.setSectionsClickable(True)
        head.setStretchLastSection(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setSortIndicatorShown(True)
        head.setSortIndicatorClearable(True)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        head.sortIndicatorChanged.connect(self._sort)
        head.sectionResized.connect(self._resized)
        head.setAccessibleName("Columns of the moments")

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        self._keeping(lambda: self.model_of_moments.sort(column, order))

    def _fit(self) -> None:
        if self._waits:
            self._is_old = True
            return
        self._is_old = False
        head = self.header()
        head.setMinimumSectionSize(self._look.px(_NARROWEST))
        head.setFixedHeight(self._look.px(28))
        self._spread()
        self.scheduleDelayedItemsLayout()

    @property
    def _waits(self) -> bool:
        """Whether it stands behind another tab: there 20,000 rows need not be laid out."""
        return self.window().isVisible() and not self.isVisible()

    def showEvent(self, event: QShowEvent) -> None:
        """In the look of now."""
        super().showEvent(event)
        if self._is_old:
            self._fit()

    # Keys -------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Delete and copying are the table's own: those commands are for the chosen moment."""
        if event.type() in _OF_LOOK and self._waits:
            self._is_old = True
            return QAbstractScrollArea.event(self, event)  # the frame alone, not all rows
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and ((event.key() in _OWN_KEYS and not event.modifiers()) or keys.is_copy(event))
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens, Delete deletes, Ctrl+C copies; letters are commands and no search."""
        if keys.is_copy(event):
            self.copy_asked.emit(keys.act_of(event) == "copy_plain")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif event.key() in _OWN_KEYS:
            self.delete_asked.emit()
        elif event.text().isprintable() and event.text() and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys need a row to begin with; Qt marks the one in hand, and does not select it."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model_of_moments.rowCount():
            self.setCurrentIndex(self.model_of_moments.index(0, 0))
        clicked = event.reason() == Qt.FocusReason.MouseFocusReason  # which selects by itself
        if not clicked and self.in_hand is not None and not self.selectionModel().hasSelection():
            self.setCurrentIndex(self.currentIndex())

    def minimumSizeHint(self) -> QSize:
        """Some rows; the table scrolls."""
        return QSize(self._look.px(280), self._look.px(_ROW * 8))

    def sizeHint(self) -> QSize:
        """The same: it takes what there is."""
        return self.minimumSizeHint()

    def _open(self, index: Index) -> None:
        row = self.model_of_moments.row_at(index)
        if row is not None:
            self.opened.emit(row.moment.id)
        elif index.isValid():
            self.setExpanded(index, not self.isExpanded(index))

    def _tell(self) -> None:
        if not self._quiet:
            self.chosen.emit()


def _ranges(places: Sequence[QModelIndex]) -> QItemSelection:
    """A selection of rows, those that follow each other in one piece."""
    selection = QItemSelection()
    ordered = sorted(places, key=lambda each: (each.parent().row(), each.row()))
    first = last = None
    for place in ordered:
        if first is not None and last is not None:
            if place.parent() == last.parent() and place.row() == last.row() + 1:
                last = place
                continue
            selection.select(first, last)
        first = last = place
    if first is not None and last is not None:
        selection.select(first, last)
    return selection


class _MomentCell(QStyledItemDelegate):
    """Cells with a hairline below; chips before the codes, heads of groups across."""

    def __init__(
        self, look: Look, table: MomentsTable, codes: Callable[[MomentRow], list[Code]]
    ) -> None:
        super().__init__(table)
        self._look = look
        self._table = table
        self._codes = codes

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All rows are alike."""
        return QSize(self._look.px(60), self._look.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground, the chips, the text."""
        look, px, rect = self._look, self._look.px, option.rect
        row = index.data(ROW_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._table.selectionModel().isSelected(index):
            painter.fillRect(rect, look.colour("wash"))
        if row is None:
            self._paint_head(painter, option, index)
            painter.restore()
            return
        painter.setPen(look.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        name = COLUMN_NAMES[index.column()]
        inside = rect.adjusted(px(6), 0, -px(6), 0)
        if name == "codes":
            inside.setLeft(self._paint_chips(painter, QRectF(inside), row))
        painter.setFont(look.reading_font() if name == "quote" else look.interface_font())
        painter.setPen(look.colour(_ink(name, row)))
        text = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, inside.width()
        )
        painter.drawText(inside, index.data(Qt.ItemDataRole.TextAlignmentRole), text)
        if name == COLUMN_NAMES[0] and self._table.currentIndex().siblingAtColumn(0) == index:
            self._paint_hand(painter, QRectF(rect))
        painter.restore()

    def _paint_head(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The head of a group runs across all columns."""
        look, px = self._look, self._look.px
        if self._table.header().visualIndex(index.column()) != 0:
            return
        room = option.rect.adjusted(px(6), 0, 0, 0)
        room.setRight(self._table.viewport().width())
        painter.setClipping(False)
        painter.setFont(look.interface_font(13, painter.font().Weight.DemiBold))
        painter.setPen(look.colour("ink"))
        sign = "▾" if self._table.isExpanded(index) else "▸"
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, f"{sign}  {index.data()}")

    def _paint_hand(self, painter: QPainter, rect: QRectF) -> None:
        """A bar at the left of the row that the keys are at."""
        painter.fillRect(
            QRectF(rect.left(), rect.top(), self._look.px(3), rect.height()),
            self._look.colour("accent"),
        )

    def _paint_chips(self, painter: QPainter, inside: QRectF, row: MomentRow) -> int:
        """A chip a code; gives where the text begins."""
        edge, left = self._look.px(9), inside.left()
        painter.setPen(Qt.PenStyle.NoPen)
        for code in self._codes(row)[:4]:
            painter.setBrush(self._look.theme.code(code.colour).base)
            box = QRectF(left, inside.center().y() - edge / 2, edge, edge)
            painter.drawRoundedRect(box, 2, 2)
            left += edge + self._look.px(3)
        return round(left + self._look.px(3))


def _ink(column: str, row: MomentRow) -> str:
    if column == "account" and row.place.voice in ("therapist", "patient"):
        return row.place.voice
    quiet = column in ("memo", "made", "round", "set") or row.pairing == "one-sided"
    return "mute" if quiet and column in ("memo", "made", "round", "set", "pairing") else "ink"
