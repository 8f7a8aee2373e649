"""Which code one coder gave where another gave which: a heat map with counts."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from PySide6.QtCore import Signal

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.overview import Overview, Pair
from annotator.domain.ids import Id
from annotator.ui.agreement.asked_passages import AskedPassages
from annotator.ui.agreement.card import Card
from annotator.ui.agreement.heat_map import Cell, HeatMap
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo

NO_CODE = "none"


class ConfusionCard(Card):
    """The confusion of two coders; with more of them, which two is chosen here.

    Signals:
        asked: `AskedPassages` of a cell.
    """

    asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Confusion")
        self._overview: Overview | None = None
        self._places: list[int] = []
        self.pair = Combo(look)
        self.pair.setAccessibleName("Coders compared")
        self.pair.view().setAccessibleName("Coders compared")
        self.pair.currentIndexChanged.connect(lambda _: self._show())
        self.column.addWidget(self.pair)
        self.map = HeatMap(look, "Confusion of two coders", (44, 32))
        self.map.opened.connect(self._open)
        self.column.addWidget(self.map)
        self.column.addStretch(1)

    def show_overview(self, overview: Overview) -> None:
        """Shows another overview; the pair chosen stays."""
        self._overview = overview
        pairs = [p for p in combinations(overview.compared.coders, 2) if p in overview.confusions]
        names = [" with ".join(pair) for pair in pairs]
        if [self.pair.itemText(i) for i in range(self.pair.count())] != names:
            self.pair.blockSignals(True)
            self.pair.clear()
            for name, pair in zip(names, pairs, strict=True):
                self.pair.addItem(name, pair)
            self.pair.blockSignals(False)
        self.pair.setVisible(len(pairs) > 1)
        self.setVisible(bool(pairs))
        self._show()

    def chosen_pair(self) -> Pair | None:
        """The two coders shown: rows are the first one's codes."""
        data = self.pair.currentData()
        return None if data is None else (data[0], data[1])

    def _show(self) -> None:
        pair, overview = self.chosen_pair(), self._overview
        if pair is None or overview is None:
            return
        self.show_title(f"Confusion, {pair[0]} by {pair[1]}", overview.confused)
        table = overview.confusions[pair]
        names = [*overview.compared.codes, NO_CODE]
        self._places = _used(table)
        self.map.show_cells(
            [names[place] for place in self._places],
            [
                [
                    _cell(table, names, pair, row, column, overview.confused)
                    for column in self._places
                ]
                for row in self._places
            ],
        )

    def _open(self, row: int, column: int) -> None:
        pair, overview = self.chosen_pair(), self._overview
        if pair is None or overview is None:
            return
        codes = overview.compared.code_set.codes
        ids: list[Id | None] = [*(code.id for code in codes), None]
        names = [*overview.compared.codes, "no code"]
        first, second = self._places[row], self._places[column]
        coefficient = overview.headline[min(1, len(overview.headline) - 1)].coefficient
        self.asked.emit(
            AskedPassages(
                title=f"{pair[0]} {names[first]}, {pair[1]} {names[second]}",
                coefficient=coefficient,
                pair=pair,
                cell=(ids[first], ids[second]),
            )
        )


def _used(table: FloatArray) -> list[int]:
    """The codes that either gave, and no code."""
    used = np.flatnonzero(table.sum(axis=0) + table.sum(axis=1))
    last = len(table) - 1
    return [*(int(place) for place in used if place != last), last]


def _cell(
    table: FloatArray, names: list[str], pair: Pair, row: int, column: int, what: str
) -> Cell:
    count = float(table[row, column])
    last = len(table) - 1
    if row == column == last:
        return Cell()
    others = table.copy()
    others[last, last] = 0
    most = float(others.max()) or 1.0
    said = f"{pair[0]} {names[row]}, {pair[1]} {names[column]}: {count:,.0f} {what}"
    return Cell(_short(count), (count / most) ** 0.5, said if count else "")


def _short(count: float) -> str:
    """A count in few signs.

    >>> _short(0), _short(378), _short(1840), _short(25300)
    ('', '378', '1.8k', '25k')
    """
    if not count:
        return ""
    if count < 1000:
        return f"{count:.0f}"
    return f"{count / 1000:.1f}k" if count < 9_950 else f"{count / 1000:.0f}k"
