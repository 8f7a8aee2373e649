"""An analysis as the tab writes it: headline numbers and the rows of its table."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite, isnan

from annotator.ui.figures import NONE

SURE = 0.05
"""From this p down a result is called more than chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A value on a line, with its interval and with what chance gives.

    Attributes:
        start, end: of the line.
        low, high: of the interval, None where there is none.
        chance_low, chance_high: 95 % of chance lie between them; None without chance.
        observed: what chance is held against, of the same part of the sessions; None without.
    """

    value: float
    start: float = 0.0
    end: float = 1.0
    low: float | None = None
    high: float | None = None
    chance_low: float | None = None
    chance_high: float | None = None
    observed: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One headline number.

    Attributes:
        asks: what it answers.
        value: as it is written.
        beside: its unit and interval.
        says: what it says, in plain words.
        line: how it is drawn, if it can be.
        key: the entry of `analysis.dyads.meanings` that explains it.
    """

    asks: str
    value: str
    beside: str = ""
    says: str = ""
    line: Line | None = None
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row.

    Attributes:
        cells: as they are written.
        tips: what a cell says in full, by column.
        code: the code that its first cell names; None for any.
        picks: whether the pictures can follow the row to its code.
    """

    cells: tuple[str, ...]
    tips: dict[int, str] = field(default_factory=dict)
    code: str | None = None
    picks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The table of an analysis.

    Attributes:
        heads: of its columns; the first is words.
        words: how many columns from the left are words rather than numbers.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]
    words: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All numbers of the tab, and what a reader must know of them besides the material's notes."""

    headlines: tuple[Headline, ...]
    table: Table
    notes: tuple[str, ...] = ()


def percent(value: float | None) -> str:
    """A share in percent; a dash where it is undefined.

    >>> percent(0.0834), percent(float("nan"))
    ('8.3 %', '—')
    """
    return NONE if value is None or isnan(value) else f"{100 * value:.1f} %"


def plain(value: float | None, digits: int = 2, *, signed: bool = False) -> str:
    """A number; a dash where it is undefined.

    >>> plain(-0.107), plain(1.5, 1, signed=True), plain(None)
    ('−0.11', '+1.5', '—')
    """
    if value is None or not isfinite(value):
        return NONE
    text = f"{abs(value):.{digits}f}"
    nothing = float(text) == 0
    sign = "−" if value < 0 and not nothing else "+" if signed and not nothing else ""
    return f"{sign}{text}"


def between(low: float | None, high: float | None, *, share: bool = False, digits: int = 2) -> str:
    """The two ends of an interval; empty where there is none.

    >>> between(0.08, 0.184, share=True), between(-1.5, 2, digits=1), between(None, None)
    ('8.0 – 18.4 %', '−1.5 – 2.0', '')
    """
    if low is None or high is None:
        return ""
    if share:
        return f"{percent(low).removesuffix(' %')} – {percent(high)}"
    return f"{plain(low, digits)} – {plain(high, digits)}"
