"""The codebook as Qt's tree: two columns, name and key; codes and sets can be dragged."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap

from annotator.domain.codebook import Codebook
from annotator.domain.ids import Id
from annotator.ui.codebook.nodes import Kind, Node, nodes_of
from annotator.ui.icons import icon
from annotator.ui.theme import Look
from annotator.ui.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
NODE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
MIME = "application/x-annotator-codes"
_DISPLAY, _SPOKEN = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)
_TIP, _SIGN = int(Qt.ItemDataRole.ToolTipRole), int(Qt.ItemDataRole.DecorationRole)
_FONT, _INK = int(Qt.ItemDataRole.FontRole), int(Qt.ItemDataRole.ForegroundRole)
_SIZE = int(Qt.ItemDataRole.SizeHintRole)
_ANSWERED = frozenset((NODE_ROLE, _DISPLAY, _SPOKEN, _TIP, _SIGN, _FONT, _INK, _SIZE))
_READ = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_MAY: dict[Kind, Qt.ItemFlag] = {
    "set": _READ | Qt.ItemFlag.ItemIsDropEnabled,
    "code": _READ | Qt.ItemFlag.ItemIsDropEnabled | Qt.ItemFlag.ItemIsDragEnabled,
    "scale": _READ,
}
"""What can be done with a line that may be changed."""


class CodebookTreeModel(QAbstractItemModel):
    """The lines of one version; `NODE_ROLE` gives the `Node`.

    Signals:
        dropped: ids of codes, the set they were dropped in, the code they come under or None,
            and the code they come before or None.
    """

    dropped = Signal(object, str, object, object)

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._nodes: list[Node] = []
        self._children: dict[int, list[int]] = {-1: []}
        self._places: dict[Id, int] = {}
        self._may_edit = False
        self._made: dict[tuple[int, Kind, bool, str, bool], object] = {}
        look.changed.connect(self._made.clear)

    def show_codebook(self, book: Codebook, *, with_retired: bool, may_edit: bool) -> None:
        """Takes another version, or the same with or without retired codes."""
        self.beginResetModel()
        self._nodes = nodes_of(book, with_retired=with_retired)
        self._children = {-1: []}
        for place, node in enumerate(self._nodes):
            self._children[place] = []
            self._children[node.parent].append(place)
        self._places = {node.id: place for place, node in enumerate(self._nodes)}
        self._may_edit = may_edit
        self.endResetModel()

    def node(self, index: Index) -> Node | None:
        """The line at an index."""
        return self._nodes[index.internalId()] if index.isValid() else None

    def index_of(self, record_id: Id) -> QModelIndex:
        """The index of a set, code or scale; an invalid one where it is not shown."""
        place = self._places.get(record_id)
        return (
            QModelIndex() if place is None else self.createIndex(self._nodes[place].row, 0, place)
        )

    def ids(self) -> list[Id]:
        """All that is shown, in order."""
        return [node.id for node in self._nodes]

    # What a model must answer -------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """The line so many under another."""
        own = self._children.get(self._place(parent), [])
        if parent.column() > 0 or not (0 <= row < len(own) and 0 <= column < 2):
            return QModelIndex()
        return self.createIndex(row, column, own[row])

    def parent(self, child: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        """The line above a line."""
        node = self.node(child)
        if node is None or node.parent < 0:
            return QModelIndex()
        return self.createIndex(self._nodes[node.parent].row, 0, node.parent)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many lines stand under one."""
        return 0 if parent.column() > 0 else len(self._children.get(self._place(parent), []))

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Name and key."""
        return 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The heads of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return ("Name", "Key")[section] if section in (0, 1) else None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a line shows and says."""
        if role not in _ANSWERED or not index.isValid():  # Qt asks for many more, for each line
            return None
        node = self._nodes[index.internalId()]
        if role == NODE_ROLE:
            return node
        if index.column() == 1 and role in (_DISPLAY, _SPOKEN):
            return _key(node) or ("no key" if role == _SPOKEN else "")
        if role == _DISPLAY:
            return node.name
        if role == _SPOKEN:
            return node.spoken()
        if role == _TIP:
            return plain_tip(_tip(node))
        return self._look_of(node, role, plain=index.column() == 0)

    def _look_of(self, node: Node, role: int, *, plain: bool) -> object:
        """Sign, font, colour and height of a line, made once for all that look alike."""
        if role == _SIGN and not plain:
            return None
        colour = node.code.colour if node.code is not None else ""
        alike = (role, node.kind, node.retired, colour, plain)
        if alike not in self._made:
            self._made[alike] = self._make(node, role, plain=plain)
        return self._made[alike]

    def _make(self, node: Node, role: int, *, plain: bool) -> object:
        look = self._look
        if role == _SIGN:
            return self._sign(node)
        if role == _FONT:
            return _font(look, node)
        if role == _INK:
            return look.colour("ink" if plain and _is_live(node) else "mute")
        return QSize(0, look.px(25))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Codes can be dragged; sets and codes take them."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if not self._may_edit:
            return _READ
        return _MAY[self._nodes[index.internalId()].kind]

    # Dragging -----------------------------------------------------------------------------

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802
        """Codes are moved."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: N802
        """Only codes of this window."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802
        """The codes that are dragged."""
        ids = list(dict.fromkeys(node.id for each in indexes if (node := self.node(each))))
        data = QMimeData()
        data.setData(MIME, json.dumps(ids).encode())
        return data

    def dropMimeData(  # noqa: N802
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Says where codes were dropped; whoever hears it moves them."""
        over = self.node(parent)
        if not data.hasFormat(MIME) or over is None or over.kind == "scale":
            return False
        ids = [str(each) for each in json.loads(bytes(data.data(MIME).data()))]
        below = self._children[self._place(parent)]
        before = self._nodes[below[row]] if 0 <= row < len(below) else None
        self.dropped.emit(
            ids,
            over.code_set.id,
            over.code.id if over.code is not None else None,
            before.id if before is not None and before.kind == "code" else None,
        )
        return True

    def _place(self, index: Index) -> int:
        return index.internalId() if index.isValid() else -1

    def _sign(self, node: Node) -> QIcon:
        if node.kind == "set":
            return icon(self._look, "folder-simple")
        if node.code is None:
            return icon(self._look, "ruler")
        return swatch(self._look, self._look.theme.code(node.code.colour).base, self._look.px(12))


def swatch(look: Look, colour: QColor, edge: int) -> QIcon:
    """A colour as an icon."""
    pixmap = QPixmap(edge, edge)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(pixmap.rect(), look.px(3), look.px(3))
    painter.end()
    sign = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected, QIcon.Mode.Disabled):
        sign.addPixmap(pixmap, mode)  # the colour means something: a selection does not tint it
    return sign


def _font(look: Look, node: Node) -> QFont:
    font = look.interface_font(13)
    font.setBold(node.kind == "set")
    font.setStrikeOut(node.retired)
    return font


def _is_live(node: Node) -> bool:
    return not node.retired and node.kind != "scale"


def _key(node: Node) -> str:
    return node.code.key if node.code is not None and not node.retired else ""


def _tip(node: Node) -> str:
    return node.code.definition if node.code is not None else ""
