"""Tables of questionnaire scores: delimited text here, workbooks through `measures_xlsx`."""

from __future__ import annotations

from annotator.domain.errors import UserError
from annotator.domain.score_table import ScoreLine, ScoreTable
from annotator.formats import limits
from annotator.formats.delimited import read_table
from annotator.formats.measures_xlsx import read_workbook
from annotator.formats.signatures import is_old_excel

_AS_TABLE = "save it as .xlsx or as CSV (UTF-8)"


def read_scores(content: bytes, name: str, *, sheet: str | None = None) -> ScoreTable:
    """The table in a CSV file or a workbook, told apart by its content.

    Args:
        content: the file's bytes.
        name: the file's name, for messages.
        sheet: name of a workbook's sheet; None for the first that is not hidden.

    Raises UserError, and nothing else, for whatever the bytes are.
    """
    limits.check_file_size(len(content), name, "table of scores")
    if is_old_excel(content):
        what = "it is an old Excel file (.xls), or one with a password"
        raise UserError(what, name, f"open it in the program that made it and {_AS_TABLE}")
    if content.startswith(b"PK"):
        if b"opendocument" in content[:200]:
            raise UserError("it is an OpenDocument file", name, _AS_TABLE)
        return read_workbook(content, name, sheet)
    if sheet is not None:
        raise UserError("a text file has no sheets", name, "leave the sheet out")
    table = read_table(content, name)
    limits.check_table_size(len(table.rows), len(table.columns), name)
    return ScoreTable(
        name=name,
        columns=table.columns,
        lines=tuple(ScoreLine(number=row.line, cells=row.cells) for row in table.rows),
        notes=table.notes,
        header=table.header,
    )
