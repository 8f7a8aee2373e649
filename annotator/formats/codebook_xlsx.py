"""A codebook as a sheet of an Excel workbook, with the same columns as the CSV table."""

from __future__ import annotations

from io import BytesIO

from annotator.domain.codebook_cells import joined_parts
from annotator.domain.errors import UserError, short
from annotator.domain.reading import Note
from annotator.domain.report import printable
from annotator.domain.table import Table
from annotator.formats.codebook_rows import Rows, codebook_rows
from annotator.formats.delimited import TableRow
from annotator.formats.measures_xlsx import read_workbook

LONGEST_CELL = 32_767  # characters, as Excel has it
_WIDTHS = {"definition": 60, "include": 44, "exclude": 44, "examples": 44, "name": 28, "set": 22}


def read_codebook_workbook(content: bytes, name: str) -> tuple[Rows, tuple[Note, ...]]:
    """The rows of the codebook in a workbook's first sheet, and what was concluded to read them.

    Raises:
        UserError: it is no workbook, or a row does not fit; its place is told.
    """
    table = read_workbook(content, name)
    rows = (TableRow(line=each.number, cells=dict(each.cells)) for each in table.lines)
    notes = list(table.notes)
    for number, column in sorted(table.formulas):
        what = f"the formula in '{short(column)}' has no saved value and counts as empty"
        notes.append(Note(kind="warning", place=f"row {number}", what=what))
    return codebook_rows(tuple(rows), table.columns, f"{name}, row", notes), tuple(notes)


def write_codebook_workbook(table: Table) -> bytes:
    """A codebook's table as a workbook: texts are texts there, and nothing is run.

    Raises:
        UserError: a text is longer than Excel lets a cell be.
    """
    from openpyxl import Workbook  # late: it loads slowly
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # a new workbook has one
    sheet.title = "Codebook"
    names = [column.name for column in table.columns]
    sheet.append(names)
    for number, row in enumerate(table.rows, 2):
        for place, value in enumerate(row, 1):
            if value is None or value == "":
                continue
            cell = sheet.cell(row=number, column=place)
            if isinstance(value, str):
                cell.value = _fitting(value, names[place - 1])
                cell.data_type = "s"  # even where it begins with =
            else:
                cell.value = value
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for place, name in enumerate(names, 1):
        sheet.cell(row=1, column=place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(name, 12)
    sheet.freeze_panes = "A2"
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _fitting(text: str, column: str) -> str:
    if len(text) > LONGEST_CELL:
        what = f"a text of the column '{column}' has {len(text):,} characters, more than Excel has"
        raise UserError(what, hint=f"shorten it ({short(joined_parts([text]))}), or export CSV")
    return printable(text)
