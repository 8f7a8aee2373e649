"""Sheets of Excel workbooks as tables of texts, read under the caps on zip packages and XML.

openpyxl gets a package made anew of the parts that passed: what was not looked at, it does
not see. It has the values that Excel saved with formulas, and runs none.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from annotator.domain.errors import UserError
from annotator.domain.reading import Note
from annotator.domain.score_table import ScoreLine, ScoreTable
from annotator.formats import limits
from annotator.formats.archive import Archive
from annotator.formats.xml_parts import check_xml

_AGAIN = "open it in Excel and save it again, or save the sheet as CSV (UTF-8)"
Row = tuple[int, tuple[Any, ...]]


def read_workbook(content: bytes, name: str, sheet: str | None = None) -> ScoreTable:
    """The table in one sheet of a workbook.

    Args:
        content: the file's bytes.
        name: the file's name, for messages.
        sheet: name of the sheet; None for the first that is not hidden.

    Raises UserError, and nothing else, for whatever the bytes are.
    """
    try:
        return _read(content, name, sheet)
    except UserError as error:
        known = error.hint if error.hint != limits.TOO_LARGE_HINT else _AGAIN
        raise UserError(error.what, error.where, known) from None
    except MemoryError:
        raise
    # openpyxl raises far more kinds than it documents.
    except Exception as error:
        raise UserError(
            f"it cannot be read as a workbook ({type(error).__name__})", name, _AGAIN
        ) from error


def _read(content: bytes, name: str, sheet: str | None) -> ScoreTable:
    package = _checked(content, name)
    with warnings.catch_warnings():  # of styles and extensions that do not matter to values
        warnings.simplefilter("ignore")
        values, sheets, chosen = _rows(package, name, sheet, values=True)
        formulas, _, _ = _rows(package, name, chosen, values=False)
    if not values:
        raise UserError("there is no row in it", f"{name}, sheet {chosen}", "name another sheet")
    number, header = values[0]
    columns = tuple(_text(cell).lower() for cell in header)
    _check_header(columns, f"{name}, sheet {chosen}, row {number}")
    limits.check_table_size(len(values) - 1, len(columns), name)
    notes: tuple[Note, ...] = ()
    if sheet is None and len(sheets) > 1:
        what = f"the first of {len(sheets)} sheets was read, {chosen}"
        notes = (Note(kind="inferred", place="whole file", what=what),)
    return ScoreTable(
        name=name,
        row_word="row",
        columns=tuple(each for each in columns if each),
        lines=tuple(_line(number, cells, columns, name) for number, cells in values[1:]),
        sheet=chosen,
        sheets=sheets,
        formulas=_without_value(formulas, dict(values), columns),
        notes=notes,
    )


def _checked(content: bytes, name: str) -> bytes:
    """The package made anew from its XML parts, each looked at."""
    archive = Archive(content, name, program="Excel")
    if "[Content_Types].xml" not in archive or not any(n.startswith("xl/") for n in archive.names):
        raise UserError("it is no Excel workbook", name, "choose an .xlsx file or a CSV table")
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for part in archive.names:
            if part.endswith((".xml", ".rels")):
                raw = archive.read(part)
                check_xml(raw, f"{name}, {part}")
                package.writestr(part, raw)
    return made.getvalue()


def _rows(
    package: bytes, name: str, sheet: str | None, *, values: bool
) -> tuple[list[Row], tuple[str, ...], str]:
    """Rows that hold anything, with their numbers; the names of all sheets; the one read."""
    import openpyxl  # late: it loads slowly

    book = openpyxl.load_workbook(BytesIO(package), read_only=True, data_only=values)
    try:
        names = tuple(each.title for each in book.worksheets)
        chosen = sheet if sheet is not None else _first(book)
        if chosen not in names:
            known = f"there are {', '.join(names)}" if names else "there is none"
            what = "there is no sheet of cells in it" if sheet is None else f"no sheet {sheet!r}"
            raise UserError(what, name, known if names else _AGAIN)
        page = book[chosen]
        page.reset_dimensions()  # what a file says of its own size need not be so
        return list(_filled(page.iter_rows(values_only=True), name)), names, chosen
    finally:
        book.close()


def _first(book: Any) -> str | None:
    """Name of the first sheet that is not hidden, else of the first."""
    shown = [each.title for each in book.worksheets if each.sheet_state == "visible"]
    return next(iter([*shown, *(each.title for each in book.worksheets)]), None)


def _filled(rows: Iterator[tuple[Any, ...]], name: str) -> Iterator[Row]:
    """The rows that hold anything; UserError for more than a sheet of scores has."""
    count = 0
    for number, cells in enumerate(rows, 1):
        if number > limits.SHEET_ROWS:
            raise UserError(
                f"the sheet goes beyond row {limits.SHEET_ROWS:,}", f"{name}, row {number}", _AGAIN
            )
        filled = [n for n, cell in enumerate(cells, 1) if _text(cell)]
        if filled:
            count += 1
            limits.check_table_size(count - 1, filled[-1], name)
            yield number, cells[: filled[-1]]


def _check_header(columns: Sequence[str], where: str) -> None:
    named = [column for column in columns if column]
    twice = next((column for column in named if named.count(column) > 1), None)
    if twice is not None:
        raise UserError(f"the column '{twice}' stands twice", where, "name each column once")


def _line(number: int, cells: Sequence[Any], columns: Sequence[str], name: str) -> ScoreLine:
    if any(_text(cell) for cell in cells[len(columns) :]):
        raise UserError(
            f"the row has {len(cells)} cells, the header {len(columns)}",
            f"{name}, row {number}",
            "give each column a name in the header",
        )
    padded = [*cells, *[None] * (len(columns) - len(cells))]
    named = zip(columns, padded, strict=True)
    return ScoreLine(number=number, cells={c: _text(cell) for c, cell in named if c})


def _without_value(
    formulas: Sequence[Row], values: dict[int, tuple[Any, ...]], columns: Sequence[str]
) -> frozenset[tuple[int, str]]:
    """Cells that hold a formula and no saved value; a row of nothing else is not among them."""
    found = set()
    for number, cells in formulas:
        saved = values.get(number, ())
        for place, (column, cell) in enumerate(zip(columns, cells, strict=False)):
            empty = place >= len(saved) or saved[place] is None
            if column and empty and isinstance(cell, str) and cell.startswith("="):
                found.add((number, column))
    return frozenset(found)


def _text(cell: Any) -> str:
    """A cell as a person sees it; a whole number without its decimals.

    >>> _text(3.0), _text(3.5), _text(" T01 "), _text(None)
    ('3', '3.5', 'T01', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell).strip()
