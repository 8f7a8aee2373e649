"""What a reader finds in a file of questionnaire scores: a bare table, before it is understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.domain.reading import Note


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """One row: the line or the sheet's row that it stands in, and its cells by column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreTable:
    """A table with a header row, from a delimited file or a workbook's sheet.

    Attributes:
        name: of the file, for messages.
        row_word: what a row is called there: `line`, or `row` in a workbook.
        columns: names in lower case, in order.
        header: the same as the file writes them; empty where that is all the same.
        lines: those that hold anything; cells are texts as a person sees them, without outer
            blanks.
        sheet, sheets: of a workbook, the one that was read and all of them.
        formulas: cells (row and column) whose formula was saved without its value.
        notes: what was concluded to read it.
    """

    name: str
    row_word: str = "line"
    columns: tuple[str, ...]
    lines: tuple[ScoreLine, ...]
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    formulas: frozenset[tuple[int, str]] = field(default_factory=frozenset)
    notes: tuple[Note, ...] = ()
    header: tuple[str, ...] = ()

    def heading(self, column: str) -> str:
        """A column's name as the file writes it.

        >>> table = ScoreTable(name="w", columns=("wai_t",), lines=(), header=("WAI_T",))
        >>> table.heading("wai_t"), table.heading("other")
        ('WAI_T', 'other')
        """
        return dict(zip(self.columns, self.header, strict=False)).get(column, column)
