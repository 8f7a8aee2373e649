"""The transition matrix: which code follows which, against chance."""

from __future__ import annotations

from math import isnan

from annotator.analysis.sequences.transitions import LagTable
from annotator.ui.agreement.heat_map import ink_on
from annotator.ui.charts.basis import Basis
from annotator.ui.charts.cells import Cells
from annotator.ui.charts.chart import Chart
from annotator.ui.charts.drawing import Drawing, Paper, Place
from annotator.ui.charts.heads import heads, heads_height, heads_reach
from annotator.ui.charts.legend import Entry, legend
from annotator.ui.charts.marks import CENTRE, RIGHT, Box, Dots, Mark
from annotator.ui.charts.plot import Plot
from annotator.ui.charts.scale import number_text
from annotator.ui.figures import counted
from annotator.ui.theme import Look

CLEAR = 1.96
"""From here on a residual is marked: two-sided .05 of a standard normal."""

CELL_PX, LEAST_CELL_PX, MOST_CELL_PX, LABEL_PX = 36.0, 52.0, 76.0, 150.0
_DEEPEST = 5.0
_CORNER = ("followed by →", "given ↓")


class TransitionPlot(Plot):
    """Given codes in rows, targets in columns: counts, and adjusted residuals under them.

    More than chance is the accent, less is grey, the deeper the further; from |z| = 1.96 on a
    cell has an outline and a triangle that points up or down.
    """

    stretches = False

    def __init__(self, table: LagTable, basis: Basis) -> None:
        self._table = table
        self._rows = tuple(i for i in range(len(table.given)) if table.counts[i].any())
        self._columns = tuple(i for i in range(len(table.targets)) if table.counts[:, i].any())
        self.title = f"Transitions at lag {table.lag}"
        self.reason = "" if table.n else "No code follows another within a document"
        self.finding = self._told(table)
        self.caption = basis.lines(
            f"n = {counted(table.n, 'pair')} in {counted(table.documents, 'document')}",
            f"Base: {table.base}",
            "Upper figure: count; lower: adjusted residual, outlined from 1.96 on",
            self._left_out(table),
        )

    def height_of(self, paper: Paper) -> float:
        """As its rows need."""
        shape = self._shape(paper)
        high = legend(paper, _signs(paper), shape.left, 0, paper.width - paper.px(8))[1]
        return shape.bottom + high + paper.px(4)

    def wanted_width(self, look: Look) -> float:
        """Room for a residual with its triangle in each cell."""
        return look.px(LABEL_PX + 24 + LEAST_CELL_PX * len(self._columns))

    def draw(self, paper: Paper) -> Drawing:
        """Heads, cells, legend."""
        table, px = self._table, paper.px
        (given, targets), shape = self._names(), self._shape(paper)
        left, top, width, high = shape.left, shape.top, shape.width, px(CELL_PX)
        label = left - px(4)
        marks: list[Mark] = [
            *(
                paper.words(text, (0, top - px(37 - 17 * line), label, px(16)), align=RIGHT)
                for line, text in enumerate(_CORNER)
            ),
            *heads(paper, targets, left, top, width),
        ]
        places = []
        for y, row in enumerate(self._rows):
            box = (0.0, top + y * high, label, high - px(3))
            marks.append(paper.words(given[y], box, size=11.5, ink=paper.ink("ink"), align=RIGHT))
            own = []
            for x, column in enumerate(self._columns):
                area = (left + x * width, top + y * high, width - px(3), high - px(3))
                marks += _cell(paper, table, row, column, area)
                said = _said(table, row, column)
                own.append(
                    Place(box=area, said=said, key=(table.given[row], table.targets[column]))
                )
            places.append(tuple(own))
        right = paper.width - px(8)
        own_legend, legend_high = legend(paper, _signs(paper), left, shape.bottom, right)
        return Drawing(
            marks=(*marks, *own_legend),
            places=tuple(places),
            height=shape.bottom + legend_high + px(4),
        )

    def _names(self) -> tuple[list[str], list[str]]:
        """What stands in a pair: the given codes and the targets."""
        table = self._table
        given = [table.given[row] for row in self._rows]
        return given, [table.targets[column] for column in self._columns]

    def _shape(self, paper: Paper) -> Cells:
        """Where the cells stand."""
        px, (given, targets) = paper.px, self._names()
        font = paper.font(11.5)
        longest = max(paper.wide(each, font) for each in (*given, *_CORNER))
        label = min(longest, px(LABEL_PX)) + px(12)
        room = paper.width - label - px(12)
        width = min(room / len(targets), px(MOST_CELL_PX))
        width = min(width, (room - heads_reach(paper, targets, width)) / len(targets))
        top = max(heads_height(paper, targets, width) + px(4), px(40))
        bottom = top + len(given) * px(CELL_PX) + px(6)
        return Cells(left=label + px(4), top=top, width=width, bottom=bottom)

    def _told(self, table: LagTable) -> str:
        """The furthest from chance, in words."""
        marked = [
            (float(table.residuals[row, column]), row, column)
            for row in self._rows
            for column in self._columns
            if abs(table.residuals[row, column]) >= CLEAR
        ]
        if not table.n:
            return ""
        if not marked:
            return "No cell is further from chance than 1.96."
        most, row, column = max(marked, key=lambda each: abs(each[0]))
        how = "more" if most > 0 else "less"
        return (
            f"{len(marked)} of {len(self._rows) * len(self._columns)} cells are further from "
            "chance than 1.96. Furthest: "
            f"{table.targets[column]} follows {table.given[row]} {how} often than chance, "
            f"{table.counts[row, column]} times, expected "
            f"{number_text(float(table.expected[row, column]), 0.1)}, residual "
            f"{_residual_text(most)}."
        )

    def _left_out(self, table: LagTable) -> str:
        rows = {table.given[row] for row in self._rows}
        columns = {table.targets[column] for column in self._columns}
        every = dict.fromkeys((*table.given, *table.targets))
        unused = [each for each in every if each not in rows | columns]
        return f"In no pair: {', '.join(unused)}" if unused else ""


class TransitionChart(Chart):
    """The plot on the screen. Places open by (given, target)."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Transitions")

    def show_table(self, table: LagTable, basis: Basis) -> None:
        """Shows another table."""
        self.show_plot(TransitionPlot(table, basis))


def _signs(paper: Paper) -> list[Entry]:
    """What the legend explains."""
    more, less = (paper.wash(paper.ink(token), 0.5) for token in ("accent", "mute"))
    return [
        Entry(text="more often than chance", ink=more, swatch="box"),
        Entry(text="less often", ink=less, swatch="box"),
        Entry(text="residual from 1.96 on", ink=paper.ink("ink"), swatch="dot", sign="up"),
        Entry(text="from −1.96 down", ink=paper.ink("ink"), swatch="dot", sign="down"),
    ]


def _cell(
    paper: Paper, table: LagTable, row: int, column: int, area: tuple[float, float, float, float]
) -> list[Mark]:
    px = paper.px
    count, z = int(table.counts[row, column]), float(table.residuals[row, column])
    clear = abs(z) >= CLEAR  # false for one that is undefined
    deep = 0.0 if isnan(z) else min(abs(z) / _DEEPEST, 1.0)
    ground = paper.wash(paper.ink("accent" if z > 0 else "mute"), 0.05 + 0.6 * deep)
    ink = ink_on(paper.look, ground)
    left, top, width, high = area
    marks: list[Mark] = [
        Box(
            name=f"cell {table.given[row]} {table.targets[column]}",
            box=area,
            inks=(ground,),
            radius=px(4),
            edge=paper.ink("ink") if clear else None,
            edge_width=px(1.4),
        )
    ]
    upper = (left, top + px(1), width, high / 2)
    lower = (left, top + high / 2 - px(1), width, high / 2)
    text = "–" if isnan(z) else _residual_text(z)
    font = paper.font(10.5)
    if width >= paper.wide(text, font) + px(4):
        marks.append(paper.words(str(count), upper, size=11.5, ink=ink, align=CENTRE, strong=True))
        marks.append(paper.words(text, lower, size=10.5, ink=ink, align=CENTRE))
    if clear and width >= paper.wide(text, font) + px(22):
        at = (left + width / 2 - paper.wide(text, font) / 2 - px(6), top + high * 0.73)
        marks.append(Dots(points=(at,), ink=ink, radius=px(2.6), sign="up" if z > 0 else "down"))
    return marks


def _residual_text(z: float) -> str:
    """A residual with its sign.

    >>> _residual_text(2.44), _residual_text(-0.6)
    ('+2.4', '−0.6')
    """
    return f"{'+' if z > 0 else ''}{number_text(z, 0.1)}"


def _said(table: LagTable, row: int, column: int) -> str:
    count, z = int(table.counts[row, column]), float(table.residuals[row, column])
    head = f"{table.given[row]} → {table.targets[column]}: {count} of {table.n:,}"
    if isnan(z):
        return f"{head}\nadjusted residual undefined"
    clear = f", {'more' if z > 0 else 'less'} often than chance" if abs(z) >= CLEAR else ""
    expected = number_text(float(table.expected[row, column]), 0.1)
    return f"{head}\nexpected {expected}, adjusted residual {_residual_text(z)}{clear}"
