"""The sample: who the participants and dyads are, counted by what is known of them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from annotator.analysis.tables.sample import (
    GROUPS,
    Cell,
    Group,
    SampleTable,
    attributes_of,
    sample_table,
)
from annotator.app.actions import key_of
from annotator.app.verbs.sampling import figures_text
from annotator.domain.view import StudyView
from annotator.ui.agreement.card import Card
from annotator.ui.overview.sample_model import CELL_ROLE, Index, SampleModel
from annotator.ui.overview.wording import SMALL
from annotator.ui.segments import Choice, Segments
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo
from annotator.ui.words import Words

NONE = "nothing"
_ROW = 28


class SampleCard(Card):
    """A table of therapists, patients or dyads by one attribute, crossed by a second.

    Signals:
        export_asked: a tuple of the `SampleTable` on screen.
    """

    export_asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Sample")
        self._view: StudyView | None = None
        self.group = Segments("Sample of", [Choice(each, each.capitalize()) for each in GROUPS])
        self.group.show_value(GROUPS[0])
        self.by, self.across = Combo(look), Combo(look)
        for box, name in ((self.by, "Counted by"), (self.across, "Crossed by")):
            box.setAccessibleName(name)
            box.view().setAccessibleName(name)
            box.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(9)
        self.model = SampleModel(self)
        self.table = QTableView()
        self.note = Words(look, "", "small", wrap=True)
        self.export = QPushButton("Export as CSV…")
        self._dress_table()
        self._lay_out()
        self.group.chosen.connect(lambda _: self._show_attributes())
        self.by.currentIndexChanged.connect(lambda _: self._show_table())
        self.across.currentIndexChanged.connect(lambda _: self._show_table())
        self.export.clicked.connect(self._ask_export)
        look.changed.connect(self._fit)

    def show_view(self, view: StudyView) -> None:
        """Counts another state of the study; the attributes chosen stay chosen."""
        self._view = view
        self._show_attributes()

    def shown(self) -> SampleTable | None:
        """The table on screen."""
        return self.model.table

    def _lay_out(self) -> None:
        self.column.addWidget(self.group)
        row = QHBoxLayout()
        row.addWidget(Words(self._look, "by", "mute"))
        row.addWidget(self.by, 1)
        row.addWidget(Words(self._look, "and", "mute"))
        row.addWidget(self.across, 1)
        self.column.addLayout(row)
        self.column.addWidget(self.table)
        self.column.addWidget(self.note)
        foot = QHBoxLayout()
        foot.addWidget(self.export)
        foot.addStretch(1)
        self.column.addLayout(foot)
        self.column.addStretch(1)

    def _dress_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setItemDelegate(_SampleCell(self._look, table))
        table.setAccessibleName("Sample table")
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.verticalHeader().hide()
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def _group(self) -> Group:
        return next(each for each in GROUPS if each == self.group.value)

    def _show_attributes(self) -> None:
        """Offers what is known of the group."""
        if self._view is None:
            return
        known = attributes_of(self._view, self._group())
        for box, names in ((self.by, known), (self.across, (NONE, *known))):
            before = box.currentText()
            box.blockSignals(True)
            box.clear()
            box.addItems(names)
            box.setCurrentText(before if before in names else (names[0] if names else ""))
            box.blockSignals(False)
        self._show_table()

    def _show_table(self) -> None:
        by, across = self.by.currentText(), self.across.currentText()
        for part in (self.by, self.across, self.export, self.table):
            part.setEnabled(bool(by))
        if self._view is None or not by:
            self.model.show_table(None)
            self.note.setText(
                f"Nothing is known of the {self._group()}: a plan brings it in the columns attr_… "
                f"and dyad_attr_…, or {key_of('edit_design')} by hand."
            )
            return
        crossed = "" if across in (NONE, by) else across
        table = sample_table(self._view, self._group(), by, crossed)
        self.model.show_table(table)
        self.note.setText(note_of(table))
        self._fit()

    def _fit(self) -> None:
        height = self._look.px(_ROW)
        self.table.verticalHeader().setMinimumSectionSize(height)
        self.table.verticalHeader().setDefaultSectionSize(height)
        rows = max(self.model.rowCount(), 3) * height
        self.table.horizontalHeader().setFixedHeight(height)  # as in the design's table
        bar = self.table.horizontalScrollBar().sizeHint().height()
        self.table.setFixedHeight(min(rows, self._look.px(_ROW * 9)) + height + bar + 4)

    def _ask_export(self) -> None:
        if self.model.table is not None:
            self.export_asked.emit((self.model.table,))


def note_of(table: SampleTable) -> str:
    """What is to be known of a table: n, mean and spread, and how many cells are small."""
    parts = [f"n = {table.n}; per cent of all of them."]
    if table.figures is not None:
        parts.append(f"{table.by}: {figures_text(table)}.")
    if table.small_cells:
        cells = "1 cell" if table.small_cells == 1 else f"{table.small_cells} cells"
        parts.append(
            f"Flagged ({cells}): {SMALL.format(limit=table.limit)[:1].lower()}"
            f"{SMALL.format(limit=table.limit)[1:]}"
        )
    return " ".join(parts)


class _SampleCell(QStyledItemDelegate):
    """Counts with a hairline below, and a flag before those that may tell who they are."""

    def __init__(self, look: Look, table: QTableView) -> None:
        super().__init__(table)
        self._look = look
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for the flag and for air."""
        size = super().sizeHint(option, index)
        return QSize(size.width() + self._look.px(26), self._look.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground, the flag, the text."""
        look, px, rect = self._look, self._look.px, option.rect
        cell = index.data(CELL_ROLE)
        last = index.row() == index.model().rowCount() - 1
        small = isinstance(cell, Cell) and cell.small
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._table.selectionModel().isSelected(index):
            painter.fillRect(rect, look.colour("wash"))
        painter.setPen(look.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inside = rect.adjusted(px(11), 0, -px(5), 0)
        weight = painter.font().Weight
        painter.setFont(look.interface_font(13, weight.DemiBold if last else weight.Normal))
        empty = isinstance(cell, Cell) and not cell.n
        painter.setPen(look.colour("mute" if empty else "ink"))
        text = str(index.data())
        painter.drawText(inside, index.data(Qt.ItemDataRole.TextAlignmentRole), text)
        if small:
            edge, metrics = px(7), painter.fontMetrics()
            left = inside.right() - metrics.horizontalAdvance(text) - px(7) - edge
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("warn"))
            painter.drawEllipse(left, rect.center().y() - edge // 2, edge, edge)
        painter.restore()
