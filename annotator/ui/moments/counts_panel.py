"""Counts of codes as a table and as a picture, with what is counted."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QScrollArea,
    QSpinBox,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.analysis.tables.co_occurrence import RULES, Rule
from annotator.analysis.tables.code_matrix import BYS, By
from annotator.ui.agreement.heat_map import ink_on
from annotator.ui.charts.grid import Grid
from annotator.ui.charts.matrix_chart import DEEP, FAINT, MatrixChart, MatrixPlot
from annotator.ui.flow import Flow
from annotator.ui.moments.grid_model import COLOUR_ROLE, DEPTH_ROLE, GridModel, Index
from annotator.ui.moments.grids import MEASURES, Measure
from annotator.ui.segments import Choice, Segments
from annotator.ui.theme import Look, mixed
from annotator.ui.words import Words

Counted = Literal["matrix", "pairs"]
_ROW, _AIR, _CHIP, _GAP, _SPARE = 28, 8, 9, 6, 4
_BYS = {"dyad": "Dyad", "session": "Session", "account": "Account", "interview": "Interview",
        "coder": "Coder"}  # fmt: skip
_MEASURES = {"moments": "Moments", "interviews": "Interviews", "words": "Share of words"}
_RULES = {"moment": "On one moment", "overlap": "Overlapping", "turn": "In one turn",
          "time": "Near in session time"}  # fmt: skip


class CountsPanel(QWidget):
    """A grid, and the controls of one of its two kinds.

    Signals:
        changed: something else is to be counted.
        opened: keys of the row and the column whose moments are to be shown.
    """

    changed = Signal()
    opened = Signal(str, str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._measure: Measure = "moments"
        self.by = Segments("Columns", [Choice(each, _BYS[each]) for each in BYS], small=True)
        self.measure = Segments(
            "Count", [Choice(each, _MEASURES[each]) for each in MEASURES], small=True
        )
        self.rule = Segments(
            "Codes stand together", [Choice(e, _RULES[e]) for e in RULES], small=True
        )
        self.within = QSpinBox()
        self.within.setRange(0, 3_600)
        self.within.setValue(10)
        self.within.setSuffix(" s")
        self.within.setAccessibleName("Seconds between them at most")
        self.form = Segments(
            "Shown as", [Choice("table", "Table"), Choice("picture", "Picture")], small=True
        )
        usual = ((self.by, "dyad"), (self.measure, "moments"), (self.rule, "moment"))
        for segments, value in (*usual, (self.form, "table")):
            segments.show_value(value)
        self.model = GridModel(self)
        self.table = _GridTable(look, self.model)
        self.chart = MatrixChart(look)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self.chart)
        self.finding = Words(look, "", "plain", wrap=True)
        self.caption = Words(look, "", "small", wrap=True)
        self._lay_out()
        self._join()
        self.show_kind("matrix")

    @property
    def plot(self) -> MatrixPlot:
        """The picture of what is shown, for files."""
        return MatrixPlot(self.model.grid)

    def show_kind(self, kind: Counted) -> None:
        """Shows the controls of a matrix, or of pairs."""
        self.kind = kind
        for control in (self.by, self.measure):
            control.setVisible(kind == "matrix")
        self.rule.setVisible(kind == "pairs")
        self.within.setVisible(kind == "pairs" and self.rule.value == "time")

    def asked_by(self) -> By:
        """What the columns are."""
        return next(each for each in BYS if each == self.by.value)

    def asked_measure(self) -> Measure:
        """Which number is shown."""
        return next(each for each in MEASURES if each == self.measure.value)

    def asked_rule(self) -> Rule:
        """When codes stand together."""
        return next(each for each in RULES if each == self.rule.value)

    def show_grid(self, grid: Grid) -> None:
        """Shows another grid."""
        self.model.show_grid(grid)
        self.chart.show_grid(grid)
        self.table.setAccessibleName(grid.title)
        self.finding.setText(grid.finding or f"{grid.reason}.")
        self.caption.setText(" ".join(MatrixPlot(grid).caption))
        self.table.fit()

    def pane(self) -> QWidget:
        """What takes the keys."""
        return self.table if self.form.value == "table" else self.chart

    def _lay_out(self) -> None:
        bar = QWidget()
        row = Flow(bar, self._look.px(8))
        for control in (self.by, self.measure, self.rule, self.within, self.form):
            row.addWidget(control)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._area)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._look.px(8))
        column.addWidget(bar)
        column.addWidget(self.finding)
        column.addWidget(self.caption)
        column.addWidget(self._stack, 1)

    def _join(self) -> None:
        for segments in (self.by, self.measure, self.rule):
            segments.chosen.connect(lambda _: self._change())
        self.within.valueChanged.connect(lambda _: self._change())
        self.form.chosen.connect(self._show_form)
        self.table.opened.connect(self.opened)
        self.chart.opened.connect(lambda key: self.opened.emit(*key))

    def _change(self) -> None:
        self.show_kind(self.kind)
        self.changed.emit()

    def _show_form(self, form: str) -> None:
        self._stack.setCurrentIndex(0 if form == "table" else 1)


class _GridTable(QTableView):
    """The cells; Return or a double click opens one."""

    opened = Signal(str, str)

    def __init__(self, look: Look, model: GridModel) -> None:
        super().__init__()
        self._look = look
        self._model = model
        self.setModel(model)
        self.setItemDelegate(_GridCell(look, self))
        self.setAccessibleName("Counts of codes")
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.doubleClicked.connect(self._open)
        look.changed.connect(self.fit)
        self.fit()

    def minimumSizeHint(self) -> QSize:
        """Some rows; the table scrolls."""
        return QSize(self._look.px(280), self._look.px(_ROW * 8))

    def fit(self) -> None:
        """Rows of the text's height."""
        height = self._look.px(_ROW)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self.horizontalHeader().setFixedHeight(height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens a cell; letters are commands and no search."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif event.text().isprintable() and event.text() and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _open(self, index: Index) -> None:
        keys = self._model.keys_at(index)
        if keys is not None:
            self.opened.emit(*keys)


class _GridCell(QStyledItemDelegate):
    """A ground as deep as the number, a chip before the codes."""

    def __init__(self, look: Look, table: _GridTable) -> None:
        super().__init__(table)
        self._look = look
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for what is painted, in the heavier weight of the sums, and for air."""
        px, weight = self._look.px, option.font.Weight
        font = self._look.interface_font(13, weight.DemiBold)
        words = QFontMetrics(font).horizontalAdvance(str(index.data()))
        chip = px(_CHIP) + px(_GAP) if index.data(COLOUR_ROLE) else 0
        return QSize(words + 2 * px(_AIR) + chip + px(_SPARE), px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground, the chip, the text."""
        look, px, rect = self._look, self._look.px, option.rect
        depth, colour = index.data(DEPTH_ROLE), index.data(COLOUR_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = look.colour("ink" if depth or depth is None else "mute")
        cell = rect.adjusted(px(1), px(1), -px(1), -px(1))
        if depth:
            ground = mixed(look.colour("accent"), look.colour("panel"), FAINT + DEEP * depth)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(cell, 3, 3)
            ink = ink_on(look, ground)
        if self._table.selectionModel().isSelected(index):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(look.colour("accent"))
            painter.drawRoundedRect(cell, 3, 3)
        inside = rect.adjusted(px(_AIR), 0, -px(_AIR), 0)
        if colour:
            edge = px(_CHIP)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.theme.code(colour).base)
            painter.drawRoundedRect(
                inside.left(), inside.center().y() - edge // 2, edge, edge, 2, 2
            )
            inside.setLeft(inside.left() + edge + px(_GAP))
        is_sum = depth is None and index.column() > 0
        weight = painter.font().Weight
        painter.setFont(look.interface_font(13, weight.DemiBold if is_sum else weight.Normal))
        painter.setPen(ink)
        painter.drawText(inside, index.data(Qt.ItemDataRole.TextAlignmentRole), str(index.data()))
        painter.restore()
