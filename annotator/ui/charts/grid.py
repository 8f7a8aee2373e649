"""A table of numbers that is shown as rows and as a picture."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class GridHead:
    """A row or a column: what it is opened by, its name, and a code's palette colour."""

    key: str
    name: str
    colour: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Numbers by row and column.

    Attributes:
        title: of the picture.
        finding: what it shows, in words.
        notes: what a reader must know.
        corner: what the rows are.
        values: for the depth of the colour; None where there is none.
        texts: what the cells say.
        said: what they say in full.
        right, below: heads and texts of the sums; empty for none.
        reason: why there is nothing; empty where there is something.
    """

    title: str
    finding: str = ""
    notes: tuple[str, ...] = ()
    corner: str = "Code"
    rows: tuple[GridHead, ...] = ()
    columns: tuple[GridHead, ...] = ()
    values: tuple[tuple[float | None, ...], ...] = ()
    texts: tuple[tuple[str, ...], ...] = ()
    said: tuple[tuple[str, ...], ...] = ()
    right: tuple[tuple[str, tuple[str, ...]], ...] = ()
    below: tuple[tuple[str, tuple[str, ...]], ...] = ()
    reason: str = ""

    @property
    def most(self) -> float:
        """The greatest value."""
        return max((v for own in self.values for v in own if v is not None), default=0.0)

    def depth(self, row: int, column: int) -> float:
        """How deep a cell is coloured, 0 to 1."""
        value = self.values[row][column]
        return 0.0 if not value or not self.most else value / self.most
