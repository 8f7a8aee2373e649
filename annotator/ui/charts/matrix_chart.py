"""A grid of numbers as a heat picture."""

from __future__ import annotations

from annotator.ui.agreement.heat_map import ink_on
from annotator.ui.charts.cells import Cells
from annotator.ui.charts.chart import Chart
from annotator.ui.charts.drawing import Drawing, Paper, Place
from annotator.ui.charts.grid import Grid
from annotator.ui.charts.heads import LONGEST_PX, heads, heads_height, heads_reach
from annotator.ui.charts.marks import CENTRE, RIGHT, Box, Mark
from annotator.ui.charts.plot import Plot
from annotator.ui.theme import Look

ROW_PX, LEAST_PX, MOST_PX = 26.0, 34.0, 84.0
FAINT, DEEP = 0.05, 0.75


class MatrixPlot(Plot):
    """A cell a pair of heads, the deeper the more. Places open by the two keys."""

    stretches = False

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self.title = grid.title
        self.finding = grid.finding
        self.caption = (" ".join(map(_sentence, grid.notes)),) if grid.notes else ()
        self.reason = grid.reason

    def height_of(self, paper: Paper) -> float:
        """As its rows need."""
        return self._shape(paper).bottom

    def wanted_width(self, look: Look) -> float:
        """Room for a number in each cell."""
        return look.px(LONGEST_PX + 40 + LEAST_PX * len(self._grid.columns))

    def draw(self, paper: Paper) -> Drawing:
        """Heads and cells."""
        grid, px, shape = self._grid, paper.px, self._shape(paper)
        names = [each.name for each in grid.columns]
        left, top, width = shape.left, shape.top, shape.width
        label = left - px(4)
        marks: list[Mark] = [*heads(paper, names, left, top, width)]
        places = []
        for y, row in enumerate(grid.rows):
            above, high = top + y * px(ROW_PX), px(ROW_PX) - px(3)
            box = (0.0, above, label - px(16), high)
            marks.append(paper.words(row.name, box, size=11.5, ink=paper.ink("ink"), align=RIGHT))
            if row.colour:
                chip = (label - px(10), above + high / 2 - px(4), px(8), px(8))
                marks.append(Box(box=chip, inks=(paper.code(row.colour),), radius=px(2)))
            own = []
            for x, column in enumerate(grid.columns):
                area = (left + x * width, above, width - px(2), high)
                marks += self._cell(paper, y, x, area)
                own.append(Place(box=area, said=grid.said[y][x], key=(row.key, column.key)))
            places.append(tuple(own))
        return Drawing(marks=tuple(marks), places=tuple(places), height=shape.bottom)

    def _shape(self, paper: Paper) -> Cells:
        """Where the cells stand."""
        grid, px = self._grid, paper.px
        names = [each.name for each in grid.columns]
        font = paper.font(11.5)
        longest = max(paper.wide(each.name, font) for each in grid.rows)
        label = min(longest, px(LONGEST_PX + 40)) + px(26)
        room = paper.width - label - px(12)
        width = min(room / len(names), px(MOST_PX))
        width = min(width, (room - heads_reach(paper, names, width)) / len(names))
        top = heads_height(paper, names, width) + px(4)
        bottom = top + len(grid.rows) * px(ROW_PX) + px(6)
        return Cells(left=label + px(4), top=top, width=width, bottom=bottom)

    def _cell(
        self, paper: Paper, y: int, x: int, area: tuple[float, float, float, float]
    ) -> list[Mark]:
        grid = self._grid
        deep = grid.depth(y, x)
        ground = paper.wash(paper.ink("accent"), FAINT + DEEP * deep)
        name = f"{grid.rows[y].name} {grid.columns[x].name}"
        marks: list[Mark] = [Box(name=name, box=area, inks=(ground,), radius=paper.px(3))]
        text = grid.texts[y][x]
        if text and area[2] >= paper.wide(text, paper.font(11)):
            marks.append(paper.words(text, area, ink=ink_on(paper.look, ground), align=CENTRE))
        return marks


class MatrixChart(Chart):
    """The plot on the screen. Places open by (row, column)."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Counts of codes")

    def show_grid(self, grid: Grid) -> None:
        """Shows another grid."""
        self.show_plot(MatrixPlot(grid))


def _sentence(note: str) -> str:
    """A note with a capital and a stop; `n` stays small, as statistics write it."""
    first = note[:1] if note.startswith("n = ") else note[:1].upper()
    return f"{first}{note[1:].rstrip('.')}."
