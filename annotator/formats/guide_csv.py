"""The interview guide as a table: one row for each question or prompt."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from annotator.domain.errors import UserError, short
from annotator.domain.reading import Note
from annotator.formats.delimited import TableRow, read_table

COLUMNS = ("name", "text", "parent", "wordings", "voices")


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideRow:
    """One row of the table.

    Attributes:
        line: where it stands in the file, for messages.
        parent: name of the main question that a prompt stands under; empty for a main question.
    """

    line: int
    name: str
    text: str = ""
    parent: str = ""
    wordings: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()


def read_guide(
    content: bytes, name: str, voices: Collection[str] | None = None
) -> tuple[tuple[GuideRow, ...], tuple[Note, ...]]:
    """The rows of a guide and what was concluded to read them.

    Only the column `name` is needed; wordings and voices are parted by `|`.

    Args:
        content: the file's bytes.
        name: the file's name, for messages.
        voices: whose interviews the study has; None takes any.

    Raises:
        UserError: naming the line of what does not fit.
    """
    table = read_table(content, name)
    if "name" not in table.columns:
        raise UserError("the column 'name' is missing", f"{name}, line 1", "name it in the header")
    if not table.rows:
        raise UserError("there is no question in it", name, "write one row for each")
    rows = tuple(_row(row, name, voices) for row in table.rows)
    _check_names(rows, name)
    _check_parents(rows, name)
    unknown = [
        Note(
            kind="warning",
            place=name,
            what=f"the column '{short(column)}' is unknown and was not read",
        )
        for column in table.columns
        if column and column not in COLUMNS
    ]
    return rows, (*table.notes, *unknown)


def _row(row: TableRow, name: str, voices: Collection[str] | None) -> GuideRow:
    cells = row.cells
    where = f"{name}, line {row.line}"
    if not cells.get("name", ""):
        hint = "write a short one in the column 'name'"
        raise UserError("the question has no name", where, hint)
    return GuideRow(
        line=row.line,
        name=cells["name"],
        text=cells.get("text", ""),
        parent=cells.get("parent", ""),
        wordings=_wordings(cells.get("wordings", ""), where),
        voices=tuple(_voice(each, where, voices) for each in _listed(cells.get("voices", ""))),
    )


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part for piece in cell.split("|") if (part := piece.strip()))


def _wordings(cell: str, where: str) -> tuple[str, ...]:
    """The wordings of a cell; one without any word would be sought and found nowhere."""
    pieces = [piece.strip() for piece in cell.split("|")] if cell.strip() else []
    for piece in pieces:
        if not any(char.isalnum() for char in piece):
            what = f"the wording '{short(piece)}' has no word" if piece else "a wording is empty"
            hint = "write the interviewers' words themselves, with one | between two wordings"
            raise UserError(what, where, hint)
    return tuple(pieces)


def _voice(word: str, where: str, voices: Collection[str] | None) -> str:
    """A voice as the study writes it."""
    if voices is None:
        return word.casefold()
    found = next((each for each in voices if each.casefold() == word.casefold()), None)
    if found is None:
        hint = f"there are {', '.join(voices)}, with | between two; leave it empty for all"
        raise UserError(f"'{short(word)}' is no voice of the study", where, hint)
    return found


def _check_names(rows: Sequence[GuideRow], name: str) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        first = seen.setdefault(row.name.casefold(), row.line)
        if first != row.line:
            where = f"{name}, line {row.line}"
            raise UserError(f"{row.name!r} stands in line {first} too", where, "name each once")


def _check_parents(rows: Sequence[GuideRow], name: str) -> None:
    parents = {row.name: row.parent for row in rows}
    for row in rows:
        where = f"{name}, line {row.line}"
        if row.parent and row.parent not in parents:
            hint = "give the name of a main question as it stands in its row"
            raise UserError(f"there is no question {row.parent!r} to stand under", where, hint)
        if row.parent and (row.parent == row.name or parents[row.parent]):
            hint = "a prompt stands under a main question"
            raise UserError(f"{row.parent!r} is no main question", where, hint)
