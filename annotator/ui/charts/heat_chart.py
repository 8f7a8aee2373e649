"""Dyads by codes: how much of each code each party's accounts hold."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from annotator.analysis.dyads.code_map import CodeMap
from annotator.ui.agreement.heat_map import ink_on
from annotator.ui.charts.basis import Basis
from annotator.ui.charts.cells import Cells
from annotator.ui.charts.chart import Chart
from annotator.ui.charts.drawing import Drawing, Paper, Place
from annotator.ui.charts.heads import LONGEST_PX, heads, heads_height, heads_reach
from annotator.ui.charts.legend import Entry, legend
from annotator.ui.charts.marks import CENTRE, RIGHT, Box, Mark
from annotator.ui.charts.plot import Plot
from annotator.ui.charts.scale import percent_text
from annotator.ui.figures import counted
from annotator.ui.theme import Look

Of = Literal["moments", "time"]
SHOWN: tuple[Of, ...] = get_args(Of)
ROW_PX, LEAST_HALF_PX, MOST_HALF_PX, GAP_PX = 26.0, 25.0, 38.0, 5.0


class HeatPlot(Plot):
    """A row a dyad, two half cells a code: therapist and patient, each in their own colour."""

    stretches = False

    def __init__(self, code_map: CodeMap, basis: Basis, of: Of = "moments") -> None:
        self._map = code_map
        self._of: Of = of
        used = np.nansum(code_map.moments, axis=(0, 1)) > 0
        self._columns = tuple(np.flatnonzero(used).tolist())
        what = "moments" if of == "moments" else "share of session time"
        self.title = f"Dyads by codes: {what}"
        self.reason = "" if self._columns else "No account has a moment with a code yet"
        self.finding = self._told(code_map)
        unused = [name for name, there in zip(code_map.codes, used, strict=True) if not there]
        therapist, patient = code_map.accounts.sum(axis=1).tolist()
        self.caption = basis.lines(
            f"n = {counted(len(code_map.dyads), 'dyad')}, coded accounts of therapists "
            f"{therapist}, of patients {patient}",
            "Left half: therapist; right half: patient; – where no account is coded",
            f"Used by nobody: {', '.join(unused)}" if unused else "",
        )

    def height_of(self, paper: Paper) -> float:
        """As its rows need."""
        shape = self._shape(paper)
        high = legend(paper, self._parties(paper), shape.left, 0, paper.width - paper.px(8))[1]
        return shape.bottom + high + paper.px(4)

    def wanted_width(self, look: Look) -> float:
        """Room for a number in each half cell."""
        return look.px(80 + (2 * LEAST_HALF_PX + GAP_PX) * len(self._columns))

    def draw(self, paper: Paper) -> Drawing:
        """Heads, cells, legend."""
        found, px = self._map, paper.px
        codes, shape = self._codes(), self._shape(paper)
        left, top, width = shape.left, shape.top, shape.width
        marks: list[Mark] = [*heads(paper, codes, left, top - px(14), width)]
        half = (width - px(GAP_PX)) / 2
        for x in range(len(codes)):
            for side, voice in enumerate(found.parties):
                box = (left + x * width + side * half, top - px(17), half, px(15))
                marks.append(
                    paper.words(
                        voice[0].upper(), box, size=10.5, ink=paper.party(voice), align=CENTRE,
                        strong=True,
                    )
                )  # fmt: skip
        places = []
        for y, dyad in enumerate(found.dyads):
            above = top + y * px(ROW_PX)
            high = px(ROW_PX) - px(3)
            box = (0.0, above, left - px(4), high)
            marks.append(paper.words(dyad, box, size=11.5, ink=paper.ink("ink"), align=RIGHT))
            own = []
            for x, column in enumerate(self._columns):
                for side, voice in enumerate(found.parties):
                    area = (left + x * width + side * half, above, half - px(1), high)
                    marks += self._cell(paper, found, (side, y, column), area)
                    said = self._cell_text(found, side, y, column)
                    own.append(Place(box=area, said=said, key=(dyad, voice, codes[x])))
            places.append(tuple(own))
        right = paper.width - px(8)
        own_legend, high = legend(paper, self._parties(paper), left, shape.bottom, right)
        return Drawing(
            marks=(*marks, *own_legend), places=tuple(places), height=shape.bottom + high + px(4)
        )

    def _codes(self) -> list[str]:
        """The codes that somebody uses."""
        return [self._map.codes[column] for column in self._columns]

    def _parties(self, paper: Paper) -> list[Entry]:
        """The legend's two."""
        return [
            Entry(text=voice, ink=paper.wash(paper.party(voice), 0.6), swatch="box")
            for voice in self._map.parties
        ]

    def _shape(self, paper: Paper) -> Cells:
        """Where the cells stand."""
        px, codes, dyads = paper.px, self._codes(), self._map.dyads
        font = paper.font(11.5)
        label = min(max(paper.wide(each, font) for each in dyads), px(LONGEST_PX)) + px(12)
        room = paper.width - label - px(12)
        width = min(room / len(codes), px(2 * MOST_HALF_PX + GAP_PX))
        width = min(width, (room - heads_reach(paper, codes, width)) / len(codes))
        top = heads_height(paper, codes, width) + px(16)
        bottom = top + len(dyads) * px(ROW_PX) + px(8)
        return Cells(left=label + px(4), top=top, width=width, bottom=bottom)

    def _values(self, found: CodeMap) -> np.ndarray:
        return found.moments if self._of == "moments" else found.time

    def _text(self, value: float) -> str:
        if np.isnan(value):
            return "–"
        return f"{value:.0f}" if self._of == "moments" else percent_text(value)

    def _cell(
        self,
        paper: Paper,
        found: CodeMap,
        at: tuple[int, int, int],
        area: tuple[float, float, float, float],
    ) -> list[Mark]:
        values = self._values(found)
        side, row, column = at
        value, most = float(values[at]), float(np.nanmax(values, initial=0.0)) or 1.0
        deep = 0.0 if np.isnan(value) else value / most
        share = 0.0 if np.isnan(value) else 0.05 + 0.75 * deep
        ground = paper.wash(paper.party(found.parties[side]), share)
        text = self._text(value).replace(" %", "")
        name = f"{found.dyads[row]} {found.parties[side]} {found.codes[column]}"
        marks: list[Mark] = [Box(name=name, box=area, inks=(ground,), radius=paper.px(3))]
        if area[2] >= paper.wide(text, paper.font(11)):
            marks.append(paper.words(text, area, ink=ink_on(paper.look, ground), align=CENTRE))
        return marks

    def _cell_text(self, found: CodeMap, side: int, row: int, column: int) -> str:
        voice, name = found.parties[side], found.codes[column]
        head = f"{found.dyads[row]}, {voice}: {name}"
        moments, time = (
            float(found.moments[side, row, column]),
            float(found.time[side, row, column]),
        )
        if np.isnan(moments):
            return f"{head}\nno account is coded"
        accounts = int(found.accounts[side, row])
        text = f"{head}\n{counted(round(moments), 'moment')} in {counted(accounts, 'account')}"
        return text if np.isnan(time) else f"{text}, {percent_text(time)} of the session time"

    def _told(self, found: CodeMap) -> str:
        """The most used code of each party, in words."""
        if not self._columns:
            return ""
        sums = np.nansum(found.moments, axis=1)
        parts = []
        for side, voice in enumerate(found.parties):
            if sums[side].any():
                most = int(sums[side].argmax())
                parts.append(
                    f"{voice}s' most frequent code is {found.codes[most]} "
                    f"({sums[side, most]:.0f} of {sums[side].sum():.0f} codings)"
                )
        return _capital(f"{'; '.join(parts)}.")


class HeatChart(Chart):
    """The plot on the screen. Places open by (dyad, party, code)."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Dyads by codes")

    def show_map(self, code_map: CodeMap, basis: Basis, of: Of = "moments") -> None:
        """Shows numbers of moments, or shares of session time."""
        self.show_plot(HeatPlot(code_map, basis, of))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
