"""The queue at the left: how much is settled, filters, and the disagreements as cards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.analysis.agreement.episodes import Kind
from annotator.domain.codebook import CodeSet
from annotator.domain.view import StudyView
from annotator.ui.consensus.card import Card
from annotator.ui.consensus.card_list import CardList
from annotator.ui.consensus.entries import Entry, Filters, Key
from annotator.ui.consensus.queue_model import QueueModel
from annotator.ui.segments import Choice, Segments
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo
from annotator.ui.words import Words

_KIND_NAMES: dict[Kind, str] = {
    "missed": "Missed",
    "code": "Code differs",
    "boundary": "Boundary differs",
    "rating": "Rating differs",
}
_STATES = (Choice("open", "Open"), Choice("settled", "Settled"), Choice("all", "All"))


class Queue(QFrame):
    """The disagreements to choose from, largest first.

    Signals:
        chosen: another `Entry`, or None, is the chosen one.
        opened: Return or a double click on the chosen one.
        agreed_asked: everything on which all agree is to go into the layer.
    """

    chosen = Signal(object)
    opened = Signal()
    agreed_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._key: Key | None = None
        self._place = 0
        self._quiet = False
        self.setProperty("ground", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.counts = Words(look, "", "strong", wrap=True)
        self.busy = Words(look, "Comparing…", "small")
        self.busy.hide()
        self.agreed = QPushButton("Take in what all agree on")
        self.agreed.setAutoDefault(True)
        self.agreed.setToolTip("Puts what all coders agree on into the consensus")
        self.agreed.clicked.connect(self.agreed_asked)
        self.state = Segments("Which disagreements", _STATES, small=True)
        self.state.show_value("open")
        self.state.chosen.connect(lambda _value: self._filter())
        self.kind = _combo(look, "Kind of disagreement")
        self.kind.addItem("All kinds", None)
        for value in get_args(Kind):
            self.kind.addItem(_KIND_NAMES[value], value)
        self.code = _combo(look, "Code")
        self.code.addItem("All codes", None)
        for combo in (self.kind, self.code):
            combo.currentIndexChanged.connect(lambda _row: self._filter())
        self.model = QueueModel(self)
        self.list = CardList("Disagreements")
        self._card = Card(look, self.list)
        self.list.setModel(self.model)
        self.list.setItemDelegate(self._card)
        self.list.selectionModel().currentChanged.connect(self._choose)
        self.list.doubleClicked.connect(lambda _index: self.opened.emit())
        self.list.returned.connect(self.opened)
        self._nothing = Words(look, "", "mute", wrap=True)
        self._lay_out()
        look.changed.connect(self._renew)

    def _lay_out(self) -> None:
        px = self._look.px
        head = QWidget()
        inside = QVBoxLayout(head)
        inside.setContentsMargins(px(16), px(12), px(16), px(12))
        inside.setSpacing(px(8))
        first = QHBoxLayout()
        first.addWidget(self.counts, 1)
        first.addWidget(self.busy)
        inside.addLayout(first)
        inside.addWidget(self.agreed)
        inside.addWidget(self.state)
        both = QHBoxLayout()
        both.setSpacing(px(8))
        both.addWidget(self.kind, 1)
        both.addWidget(self.code, 1)
        inside.addLayout(both)
        self._nothing.setContentsMargins(px(16), px(6), px(16), px(6))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)

    # What is shown ------------------------------------------------------------------------

    def show_entries(
        self, view: StudyView, entries: Sequence[Entry], code_set: CodeSet, agreed: int
    ) -> None:
        """Takes the disagreements of a newer overview.

        Keeps the chosen one; where it has just been settled goes on to the next open one.

        Args:
            view: of which the entries are made.
            entries: all disagreements, largest first, then the decisions whose moments are gone.
            code_set: whose codes can be asked for.
            agreed: how many agreed passages wait to be put into the layer.
        """
        before = self.entry
        if self.model.view is None or self.model.view.codebooks is not view.codebooks:
            self._card.forget()
        self._card.keep(each.episode for each in entries)
        self._quiet = True
        self._show_codes(code_set)
        self.model.show_entries(view, entries)
        self._quiet = False
        self.counts.setText(_counts_said(entries))
        self.agreed.setVisible(agreed > 0)
        passages = "1 agreed passage" if agreed == 1 else f"{agreed} agreed passages"
        self.agreed.setText(f"Take in {passages}")
        self.agreed.setAccessibleName(f"Put {passages} into the consensus")
        self._select(self._following(before))

    def clear(self, view: StudyView) -> None:
        """Shows no disagreement at all."""
        self._quiet = True
        self.model.show_entries(view, ())
        self._quiet = False
        self._select(None)

    def show_busy(self, *, busy: bool) -> None:
        """Says that a newer comparison is being made."""
        self.busy.setVisible(busy)

    @property
    def entry(self) -> Entry | None:
        """The chosen disagreement."""
        return next((each for each in self.model.all if each.key == self._key), None)

    def step(self, by: int) -> None:
        """Goes down or up the cards shown."""
        last = self.model.rowCount() - 1
        row = self.model.row_of(self._key)
        if last >= 0:
            self._select(0 if row is None else min(max(row + by, 0), last))

    def choose(self, key: Key) -> None:
        """Goes to a disagreement; filters that keep it back are opened."""
        if self.model.row_of(key) is None:
            self._quiet = True
            self.kind.setCurrentIndex(0)
            self.code.setCurrentIndex(0)
            self._quiet = False
            self.show_state("all")
        row = self.model.row_of(key)
        if row is not None:
            self._select(row)

    @property
    def place(self) -> tuple[Key | None, Filters]:
        """The disagreement in hand and the filters, to be found again."""
        return self._key, self.model.filters

    def go_to_place(self, key: Key | None, filters: Filters) -> None:
        """Has these again once there are entries: the key is of no other study's."""
        self._quiet = True
        self.state.show_value(filters.state)
        self.kind.setCurrentIndex(max(0, self.kind.findData(filters.kind)))
        if filters.code_id is not None and self.code.findData(filters.code_id) < 0:
            self.code.addItem("", filters.code_id)  # its name comes with the entries
        self.code.setCurrentIndex(max(0, self.code.findData(filters.code_id)))
        self.model.filter(filters)
        self._key = key
        self._quiet = False

    # Choosing -----------------------------------------------------------------------------

    def _following(self, before: Entry | None) -> int | None:
        """The row to choose when newer entries have come."""
        model, now = self.model, self.entry
        row = model.row_of(self._key)
        just_settled = bool(before and not before.settled and now and now.settled)
        if row is not None and not just_settled:
            return row
        order = {each.key: place for place, each in enumerate(model.all)}
        gone = self._place - 1  # where it stood: what came after it comes next
        here = gone if before is None else order.get(before.key, gone)
        rows = range(model.rowCount())
        open_rows = [each for each in rows if not model.entry(each).settled] or list(rows)
        after = (each for each in open_rows if order[model.entry(each).key] > here)
        return next(after, open_rows[0] if open_rows else None)

    def _select(self, row: int | None) -> None:
        """Makes a card the chosen one."""
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        index = QModelIndex() if row is None else self.model.index(row)
        self._quiet = True
        self.list.selectionModel().setCurrentIndex(index, flags)
        self._quiet = False
        if row is not None:
            self.list.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        self._take(None if row is None else self.model.entry(row))

    def _choose(self, index: QModelIndex) -> None:
        """The same as a person's act."""
        if not self._quiet:
            self._take(self.model.entry(index.row()) if index.isValid() else None)

    def _take(self, entry: Entry | None) -> None:
        self._key = None if entry is None else entry.key
        self._place = 0 if entry is None else self.model.all.index(entry)
        self._say_nothing()
        self.chosen.emit(entry)

    # Filters ------------------------------------------------------------------------------

    def show_state(self, state: str) -> None:
        """Shows the open ones, the settled ones, or all."""
        self.state.show_value(state)
        self._filter()

    def _filter(self) -> None:
        if self._quiet:
            return
        self._quiet = True
        self.model.filter(
            Filters(
                state=self.state.value or "open",  # type: ignore[arg-type]
                kind=self.kind.currentData(),
                code_id=self.code.currentData(),
            )
        )
        self._quiet = False
        row = self.model.row_of(self._key)
        self._select(row if row is not None else (0 if self.model.rowCount() else None))

    def _show_codes(self, code_set: CodeSet) -> None:
        """The codes that stand in some disagreement would change all the time: all of the set."""
        wanted = [(code.name, code.id) for code in code_set.codes]
        known = [
            (self.code.itemText(row), self.code.itemData(row))
            for row in range(1, self.code.count())
        ]
        if wanted != known:
            chosen = self.code.currentData()
            self.code.clear()
            self.code.addItem("All codes", None)
            for name, code_id in wanted:
                self.code.addItem(name, code_id)
            self.code.setCurrentIndex(max(0, self.code.findData(chosen)))

    def _say_nothing(self) -> None:
        """Why there is no card."""
        empty = self.model.rowCount() == 0 and bool(self.model.all)
        self._nothing.setVisible(empty)
        filters = self.model.filters
        narrowed = filters.kind is not None or filters.code_id is not None
        if filters.state == "settled" and not narrowed:
            self._nothing.setText("Nothing is settled yet.")
        elif narrowed:
            self._nothing.setText("No disagreement of this kind and code.")
        else:
            self._nothing.setText("All are settled. “Settled” shows them.")

    def _renew(self) -> None:
        self._card.forget()
        self.list.scheduleDelayedItemsLayout()
        self.list.viewport().update()


def _counts_said(entries: Sequence[Entry]) -> str:
    """`9 disagreements · 4 settled`, and where there are any, the decisions left over."""
    own = [each for each in entries if not each.is_left_over]
    noun = "disagreement" if len(own) == 1 else "disagreements"
    said = f"{len(own)} {noun} · {sum(each.settled for each in own)} settled"
    gone = len(entries) - len(own)
    noun = "decision on moments that are" if gone == 1 else "decisions on moments that are"
    return f"{said} · {gone} {noun} gone" if gone else said


def _combo(look: Look, name: str) -> Combo:
    combo = Combo(look)
    combo.setAccessibleName(name)
    combo.view().setAccessibleName(name)
    combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(8)
    return combo
