"""The moments offered for a pairing: a list with ticks, best suggestions first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from annotator.domain.ids import Id
from annotator.ui.pairing_offer_paint import OFFER_ROLE, OfferPaint
from annotator.ui.theme import Look

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One moment that may be taken: what it says, and why it is offered."""

    moment_id: Id
    head: str
    quote: str
    why: str
    is_suggested: bool

    @property
    def spoken(self) -> str:
        """All of it in one line."""
        return f"{self.head}, {self.why}: {self.quote}"


class OffersModel(QAbstractListModel):
    """The offers with their ticks; `OFFER_ROLE` gives the `Offer`.

    Args:
        offers: best first.
        ticked: ids of the moments that are taken already.
    """

    def __init__(
        self, offers: Sequence[Offer], ticked: Sequence[Id], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._offers = list(offers)
        self._ticked = set(ticked)

    def ticked(self) -> tuple[Id, ...]:
        """Ids of the moments taken, in the order of the list."""
        return tuple(each.moment_id for each in self._offers if each.moment_id in self._ticked)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of offers."""
        return 0 if parent.isValid() else len(self._offers)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Each can be ticked."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.isValid() else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What an offer shows and says."""
        if not index.isValid():
            return None
        offer = self._offers[index.row()]
        if role == OFFER_ROLE:
            return offer
        if role == Qt.ItemDataRole.CheckStateRole:
            taken = offer.moment_id in self._ticked
            return Qt.CheckState.Checked if taken else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return offer.spoken
        return offer.quote if role == Qt.ItemDataRole.ToolTipRole else None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Takes or gives up a tick."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        moment_id = self._offers[index.row()].moment_id
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self._ticked.add(moment_id)
        else:
            self._ticked.discard(moment_id)
        self.dataChanged.emit(index, index, [role])
        return True


class OffersList(QListView):
    """The list: Space or a press ticks a row, a digit chooses a relation.

    Args:
        look: the look in force.
        model: what is offered.
        rows: how many it has room for; a half one shows that there are more.

    Signals:
        digit_pressed: 1 to 9.
    """

    digit_pressed = Signal(int)

    def __init__(self, look: Look, model: OffersModel, rows: float) -> None:
        super().__init__()
        self._rows = rows
        self.offers = model
        model.setParent(self)
        self.setModel(model)
        self.setItemDelegate(OfferPaint(look, self))
        self.setProperty("framed", True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMinimumHeight(look.px(150))
        self.clicked.connect(self._toggle)
        if model.rowCount():
            self.setCurrentIndex(model.index(0))

    def sizeHint(self) -> QSize:
        """The rows that there is room for."""
        row = self.sizeHintForRow(0) if self.offers.rowCount() else 0
        rows = min(self.offers.rowCount(), self._rows)
        return QSize(super().sizeHint().width(), max(self.minimumHeight(), round(row * rows) + 4))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks the row in hand."""
        digit = event.key() - Qt.Key.Key_0
        if event.key() == Qt.Key.Key_Space:
            self._toggle(self.currentIndex())
        elif 1 <= digit <= 9:
            self.digit_pressed.emit(digit)
        else:
            super().keyPressEvent(event)

    def _toggle(self, index: QModelIndex) -> None:
        if index.isValid():
            on = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
            state = Qt.CheckState.Unchecked if on else Qt.CheckState.Checked
            self.offers.setData(index, state, Qt.ItemDataRole.CheckStateRole)
