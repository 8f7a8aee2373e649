"""The design on screen: a row an account, with a sign for how far it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from annotator.analysis.tables.design import DesignRow
from annotator.domain.ids import Id
from annotator.ui.overview.design_model import (
    CODED,
    DYAD,
    INTERVIEWER,
    LAG,
    NOTE,
    ROW_ROLE,
    STATE,
    DesignModel,
    Index,
    cell_text,
)
from annotator.ui.overview.wording import note_text, state_token
from annotator.ui.theme import Look

_WIDTHS = (58, 64, 116, 150, 134, 70, 96, 200, 150)
_LEAST = 92  # of a column that needs less than its width
_WIDE = 940  # from this width, at 100 %, there is room for who interviewed and for what to know
_ROW = 28
_GROWING = (CODED, NOTE, STATE)  # who needs the room most comes first
_MEASURED = 20  # the longest texts of a column


class DesignTable(QTableView):
    """The table; Return or a double click opens the row in the text.

    Signals:
        opened: the `DesignRow`.
    """

    opened = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.rows = DesignModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_DesignCell(look, self))
        self.setAccessibleName("Design: accounts by dyad and session")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.activated.connect(self._open)
        self.rows.modelReset.connect(self._spread)
        self.rows.dataChanged.connect(self._spread)
        look.changed.connect(self._fit)
        self._fit()

    @property
    def chosen(self) -> DesignRow | None:
        """The row in hand."""
        place = self.currentIndex().row()
        return self.rows.row(place) if 0 <= place < self.rows.rowCount() else None

    def choose(self, row: DesignRow | None) -> None:
        """Takes a row in hand, as far as it is shown; else the first."""
        place = max(self.rows.place_of(row), 0)
        if self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(place, DYAD))

    def choose_new(self, record_ids: Sequence[Id]) -> None:
        """Takes the row in hand that stands for a dyad, session or account among these."""
        ids = set(record_ids)
        for place in range(self.rows.rowCount()):
            row = self.rows.row(place)
            if ids & {row.account_id or "", row.session_id or "", row.dyad_id}:
                self.setCurrentIndex(self.rows.index(place, DYAD))
                return

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys need a row to begin with."""
        super().focusInEvent(event)
        if self.chosen is None:
            self.choose(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns take the width that there is."""
        super().resizeEvent(event)
        self._spread()

    def minimumSizeHint(self) -> QSize:
        """Some rows; the table scrolls."""
        return QSize(self._look.px(320), self._look.px(_ROW * 8))

    def sizeHint(self) -> QSize:
        """The same: a page as high as all rows would scroll in the place of the table."""
        return QSize(self._look.px(900), self.minimumSizeHint().height())

    def _fit(self) -> None:
        height = self._look.px(_ROW)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self.horizontalHeader().setMinimumSectionSize(self._look.px(30))
        self.horizontalHeader().setFixedHeight(height)  # else it keeps that of a smaller text
        self._spread()
        self.updateGeometry()

    def _spread(self) -> None:
        """Work, notes and state take what they need of what the others leave, then share it."""
        px, width = self._look.px, self.viewport().width()
        wide = width >= px(_WIDE)
        for column in (INTERVIEWER, NOTE):
            self.setColumnHidden(column, not wide)
        shown = [column for column in range(len(_WIDTHS)) if not self.isColumnHidden(column)]
        widths = {column: px(_WIDTHS[column]) for column in shown}
        growing = [column for column in _GROWING if column in shown]
        needs = {column: self._need(column) for column in growing}
        for column in (NOTE, STATE):  # of their usual width they leave what they do not need
            if column in needs:
                widths[column] = max(px(_LEAST), min(widths[column], needs[column]))
        spare = max(0, width - sum(widths.values()))
        for column in growing:
            more = min(spare, max(0, needs[column] - widths[column]))
            widths[column] += more
            spare -= more
        for column, own in widths.items():
            shared = spare // len(growing) if column in growing else 0
            self.setColumnWidth(column, own + shared)

    def _need(self, column: int) -> int:
        """How wide a column must be for all that it says."""
        said = {cell_text(self.rows.row(place), column) for place in range(self.rows.rowCount())}
        font = QFontMetrics(self._look.interface_font(13, QFont.Weight.Normal))
        longest = sorted(said, key=len)[-_MEASURED:]
        around = self._look.px(18) + (self._look.px(17) if column == STATE else 0)
        return around + max((font.horizontalAdvance(each) for each in longest), default=0)

    def _open(self, index: Index) -> None:
        if index.isValid():
            self.opened.emit(self.rows.row(index.row()))


class _DesignCell(QStyledItemDelegate):
    """Cells with a hairline below; a sign before the state, words in red where it is late."""

    def __init__(self, look: Look, table: DesignTable) -> None:
        super().__init__(table)
        self._look = look
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground, the sign, the text."""
        look, px, rect = self._look, self._look.px, option.rect
        row: DesignRow = index.data(ROW_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._table.selectionModel().isSelected(index):
            painter.fillRect(rect, look.colour("wash"))
        painter.setPen(look.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inside = rect.adjusted(px(11), 0, -px(5), 0)
        column = index.column()
        if column == STATE:
            self._paint_sign(painter, QRectF(inside), row)
            inside.adjust(px(17), 0, 0, 0)
        bold = column == DYAD and self._begins(index)
        painter.setFont(
            look.interface_font(
                13, painter.font().Weight.DemiBold if bold else painter.font().Weight.Normal
            )
        )
        painter.setPen(look.colour(self._ink(row, column, repeated=column == DYAD and not bold)))
        text = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, inside.width()
        )
        painter.drawText(inside, index.data(Qt.ItemDataRole.TextAlignmentRole), text)
        painter.restore()

    def _ink(self, row: DesignRow, column: int, *, repeated: bool) -> str:
        if (column == LAG and row.late) or (column == NOTE and row.doubts):
            return "bad"
        if repeated or (column == NOTE and note_text(row)) or (column == CODED and not row.is_done):
            return "mute"
        return "mute" if row.is_missing and column != STATE else "ink"

    def _begins(self, index: Index) -> bool:
        """Whether the row is the first of its dyad."""
        above = index.row() - 1
        return above < 0 or self._table.rows.row(above).dyad_id != index.data(ROW_ROLE).dyad_id

    def _paint_sign(self, painter: QPainter, inside: QRectF, row: DesignRow) -> None:
        """Full when done, half when begun, empty when not; dashed for what was not held."""
        edge = self._look.px(10)
        circle = QRectF(inside.left(), inside.center().y() - edge / 2, edge, edge)
        colour = self._look.colour(state_token(row))
        pen = QPen(colour, 1.5)
        if row.is_missing or not row.voice:
            pen.setDashPattern([1.6, 1.6])
        painter.setPen(pen)
        painter.setBrush(colour if row.is_done else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(circle)
        if row.is_begun and not row.is_done and not row.is_missing:
            painter.setBrush(colour)
            painter.drawPie(circle, 90 * 16, 180 * 16)
        if row.doubts:
            painter.setPen(QPen(self._look.colour("bad"), 2))
            centre = circle.center()
            painter.drawLine(centre - QPointF(0, edge * 0.28), centre + QPointF(0, edge * 0.1))
            painter.drawPoint(centre + QPointF(0, edge * 0.32))
