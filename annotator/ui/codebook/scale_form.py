"""The form of a scale: its ends, and the labels of its points."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.codebook import Anchor, Codebook, Scale
from annotator.domain.errors import short
from annotator.ui.codebook.fields import LineField, labelled, words_in
from annotator.ui.codebook.nodes import Node
from annotator.ui.dialogs.numbers import number_in
from annotator.ui.theme import Look
from annotator.ui.words import Words

Index = QModelIndex | QPersistentModelIndex
MOST_ROWS = 101
"""Of a longer scale the first points and the labelled ones are listed."""


class AnchorModel(QAbstractTableModel):
    """The points of a scale and their labels, which can be written.

    Signals:
        written: the labels that a person gave, as `Anchor` in the order of their values.
    """

    written = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._values: list[int] = []
        self._labels: dict[int, str] = {}
        self._may_edit = False

    def show_scale(self, scale: Scale, *, may_edit: bool) -> None:
        """Takes another scale."""
        self.beginResetModel()
        points = range(scale.minimum, scale.maximum + 1)
        labels = {each.value: each.label for each in scale.anchors}
        self._values = sorted({*points[:MOST_ROWS], *labels})
        self._labels = labels
        self._may_edit = may_edit
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of points."""
        return 0 if parent.isValid() else len(self._values)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Value and label."""
        return 0 if parent.isValid() else 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The heads of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return ("Value", "Label")[section] if section in (0, 1) else None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A value, or its label."""
        if not index.isValid():
            return None
        value = self._values[index.row()]
        label = self._labels.get(value, "")
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return str(value) if index.column() == 0 else label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{value}, {label or 'no label'}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Labels can be written."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self._may_edit and index.column() else flags

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Takes a label that a person wrote."""
        if role != Qt.ItemDataRole.EditRole or not self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        point, label = self._values[index.row()], str(value).strip()
        if label == self._labels.get(point, ""):
            return True
        labels = {**self._labels, point: label}
        self.written.emit(
            tuple(Anchor(value=own, label=labels[own]) for own in sorted(labels) if labels[own])
        )
        return True


class ScaleForm(QWidget):
    """Shows one scale, and says what a person changes in it.

    Signals:
        changed: the fields by name, and what was done in words.
        left: what is typed next is another step.
        refused: why what was typed is no end of a scale, as a sentence.
    """

    changed = Signal(object, str)
    left = Signal()
    refused = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._scale: Scale | None = None
        self.place = Words(look, "", "small", wrap=True)
        self.name = LineField("Name of the scale")
        self.minimum = LineField("Lowest value")
        self.maximum = LineField("Highest value")
        self.anchors = AnchorModel(self)
        self.table = QTableView()
        self.table.setModel(self.anchors)
        self.table.setAccessibleName("Labels of the scale")
        self.table.setProperty("framed", True)
        self.table.setShowGrid(False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.activated.connect(self._edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        column.addWidget(self.place)
        column.addWidget(labelled(look, "Name", self.name))
        ends = QHBoxLayout()
        ends.addWidget(labelled(look, "From", self.minimum))
        ends.addWidget(labelled(look, "To", self.maximum))
        column.addLayout(ends)
        hint = "Return or a letter writes a label; a point without one is fine."
        column.addWidget(labelled(look, "Labels of the points", self.table, hint))
        column.addStretch(1)
        self.name.said.connect(
            lambda text: self.changed.emit({"name": text}, f"Rename the scale {self._name()}")
        )
        self.minimum.said.connect(lambda text: self._say_end("minimum", text))
        self.maximum.said.connect(lambda text: self._say_end("maximum", text))
        self.anchors.written.connect(
            lambda labels: self.changed.emit({"anchors": labels}, f"Labels of {self._name()}")
        )
        look.changed.connect(self._dress)
        self._dress()

    def show_node(
        self, _book: Codebook, node: Node, unsaved: Mapping[str, object], *, may_edit: bool
    ) -> None:
        """Shows a scale as it stands in a version, with a name that could not be stored."""
        scale = node.scale
        if scale is None:
            return
        self._scale = scale
        self.place.setText(f"Scale in {node.code_set.name}")
        self.name.show_text(scale.name, words_in(unsaved, "name"))
        self.minimum.show_text(str(scale.minimum))
        self.maximum.show_text(str(scale.maximum))
        row = self.table.currentIndex().row()
        self.anchors.show_scale(scale, may_edit=may_edit)
        self.table.setCurrentIndex(self.anchors.index(max(row, 0), 1))
        for field in (self.name, self.minimum, self.maximum):
            field.setReadOnly(not may_edit)
        self._dress()

    def flush(self) -> None:
        """Says what is not yet said."""
        for field in (self.name, self.minimum, self.maximum):
            field.flush()

    def take_keys(self) -> None:
        """The keys begin at the name."""
        self.name.setFocus()
        self.name.selectAll()

    def _edit(self, index: QModelIndex) -> None:
        label = self.anchors.index(index.row(), 1)
        if self.anchors.flags(label) & Qt.ItemFlag.ItemIsEditable:
            self.table.setCurrentIndex(label)
            self.table.edit(label)

    def _say_end(self, end: str, text: str) -> None:
        """Says another end; labels that stand outside by it go."""
        number = number_in(text.replace("\u2212", "-"))
        scale = self._scale
        if scale is None:
            return
        if number is None or number != int(number):
            stays = getattr(scale, end)
            getattr(self, end).show_text(str(stays))
            which = "lowest" if end == "minimum" else "highest"
            no_number = f"“{short(text)}” is no whole number"
            self.refused.emit(f"{no_number}: the {which} value of {scale.name} stays {stays}.")
            return
        low, high = scale.minimum, scale.maximum
        low, high = (int(number), high) if end == "minimum" else (low, int(number))
        kept = tuple(each for each in scale.anchors if low <= each.value <= high)
        fields = {end: int(number), "anchors": kept}
        self.changed.emit(fields, f"Ends of {self._name()}")

    def _name(self) -> str:
        return self._scale.name if self._scale is not None else ""

    def _dress(self) -> None:
        px = self._look.px
        self.table.verticalHeader().setDefaultSectionSize(px(28))
        self.table.horizontalHeader().resizeSection(0, px(64))
        rows = min(max(self.anchors.rowCount(), 3), 12)
        self.table.setFixedHeight(px(28) * rows + px(36))
