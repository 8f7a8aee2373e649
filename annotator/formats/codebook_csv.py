"""A codebook as a table: one row for each code, scale or set of codes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

from annotator.domain.codebook import RESERVED_KEYS, UNITS, Unit
from annotator.domain.errors import UserError
from annotator.formats.delimited import TableRow, read_table

RowKind = Literal["set", "code", "scale"]
Word = TypeVar("Word", bound=str)
DEFAULT_SET = "Codes"
_YES = ("yes", "true", "1", "y", "ja", "x")
_NO = ("", "no", "false", "0", "n", "nei", "nein")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookRow:
    """One row of the table.

    Attributes:
        line: where it stands in the file, for messages.
        row: what it describes.
        code_set: name of the set that the code or scale belongs to; of the set itself.
        parent: name of the parent code in the same set, empty for none.
        key: the letter, in upper case; empty for none.
        accounts, roles: empty for all.
        minimum, maximum: of a scale, else None.
        anchors: pairs (value, label), ascending.
        id: as written, empty for a new one.
    """

    line: int
    row: RowKind
    code_set: str
    name: str
    parent: str = ""
    key: str = ""
    colour: str = ""
    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: tuple[str, ...] = ()
    unit: Unit = "span"
    exclusive: bool = False
    obligatory: bool = False
    accounts: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    anchors: tuple[tuple[int, str], ...] = ()
    retired: bool = False
    id: str = ""


def read_codebook(content: bytes, name: str) -> tuple[CodebookRow, ...]:
    """The rows of a codebook table, each valid and all of them together.

    A table `name,key,definition` is enough: rows are codes of the set `Codes`. Raises
    UserError naming the line for what does not fit.
    """
    table = read_table(content, name)
    if "name" not in table.columns:
        raise UserError("the column 'name' is missing", f"{name}, line 1", "name it in the header")
    rows = tuple(_row(row, name) for row in table.rows)
    if not any(row.row != "set" for row in rows):
        raise UserError("there is no code in it", name, "write one row for each code")
    _check_names(rows, name)
    _check_keys(rows, name)
    _check_parents(rows, name)
    return rows


def _wrong(line: int, name: str, what: str, hint: str) -> UserError:
    return UserError(what, f"{name}, line {line}", hint)


def _row(row: TableRow, name: str) -> CodebookRow:
    cells = row.cells
    kind = _one_of(row, "row", get_args(RowKind), "code", name)
    label = cells.get("name", "") or (cells.get("set", "") if kind == "set" else "")
    if not label:
        raise _wrong(row.line, name, "the row has no name", "write one in the column 'name'")
    if "/" in label:
        raise _wrong(row.line, name, "there is a / in the name", "leave it out: paths need it")
    minimum, maximum = _bounds(row, kind, name)
    return CodebookRow(
        line=row.line,
        row=kind,
        code_set=label if kind == "set" else cells.get("set", "") or DEFAULT_SET,
        name=label,
        parent=cells.get("parent", ""),
        key=_key(row, name),
        colour=cells.get("colour", "") or cells.get("color", ""),
        definition=cells.get("definition", ""),
        include=cells.get("include", ""),
        exclude=cells.get("exclude", ""),
        examples=_listed(cells.get("examples", "")),
        unit=_one_of(row, "unit", UNITS, "span", name),
        exclusive=_flag(row, "exclusive", name),
        obligatory=_flag(row, "obligatory", name),
        accounts=_listed(cells.get("accounts", "")),
        roles=_listed(cells.get("roles", "")),
        minimum=minimum,
        maximum=maximum,
        anchors=_anchors(row, minimum, maximum, name),
        retired=_flag(row, "retired", name),
        id=cells.get("id", ""),
    )


def _one_of(row: TableRow, column: str, known: tuple[Word, ...], default: Word, name: str) -> Word:
    cell = row.cells.get(column, "").lower()
    if not cell:
        return default
    found = next((word for word in known if word == cell), None)
    if found is None:
        hint = f"choose one of {', '.join(known)}"
        raise _wrong(row.line, name, f"'{cell}' is no {column}", hint)
    return found


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part for piece in cell.split("|") if (part := piece.strip()))


def _flag(row: TableRow, column: str, name: str) -> bool:
    cell = row.cells.get(column, "").lower()
    if cell not in (*_YES, *_NO):
        raise _wrong(row.line, name, f"'{cell}' is neither yes nor no in '{column}'", "write yes")
    return cell in _YES


def _key(row: TableRow, name: str) -> str:
    key = row.cells.get("key", "").upper()
    if not key:
        return ""
    if len(key) != 1 or not key.isalpha():
        raise _wrong(row.line, name, f"the key '{key}' is no single letter", "choose one letter")
    if key in RESERVED_KEYS:
        reserved = " ".join(sorted(RESERVED_KEYS))
        hint = f"choose a letter other than {reserved}"
        raise _wrong(row.line, name, f"the key {key} is one of the window's own", hint)
    return key


def _number(row: TableRow, column: str, name: str) -> int | None:
    cell = row.cells.get(column, "").replace("\u2212", "-")
    if not cell:
        return None
    if re.fullmatch(r"[-+]?[0-9]{1,4}", cell) is None:
        raise _wrong(
            row.line, name, f"'{cell}' in '{column}' is no whole number", "write it like 5"
        )
    return int(cell)


def _bounds(row: TableRow, kind: RowKind, name: str) -> tuple[int | None, int | None]:
    minimum, maximum = _number(row, "minimum", name), _number(row, "maximum", name)
    if kind != "scale":
        return None, None
    if minimum is None or maximum is None:
        raise _wrong(row.line, name, "the scale lacks its minimum or maximum", "write both")
    if minimum >= maximum:
        hint = "the minimum must be the smaller one"
        raise _wrong(row.line, name, f"the scale goes from {minimum} to {maximum}", hint)
    return minimum, maximum


def _anchors(
    row: TableRow, minimum: int | None, maximum: int | None, name: str
) -> tuple[tuple[int, str], ...]:
    if minimum is None or maximum is None:
        return ()
    anchors: dict[int, str] = {}
    for part in _listed(row.cells.get("anchors", "")):
        match = re.fullmatch(r"([-+\u2212]?[0-9]{1,4})\s*=\s*(\S.*)", part)
        if match is None:
            raise _wrong(row.line, name, f"the anchor '{part}' is none", "write it like 1=barely")
        value = int(match[1].replace("\u2212", "-"))
        if not minimum <= value <= maximum or value in anchors:
            hint = f"give each value from {minimum} to {maximum} at most one"
            raise _wrong(row.line, name, f"the anchor '{part}' stands outside or twice", hint)
        anchors[value] = match[2]
    return tuple(sorted(anchors.items()))


def _check_names(rows: tuple[CodebookRow, ...], name: str) -> None:
    """No two codes, and no two scales, of one name in a set; no set and no id twice."""
    seen: dict[tuple[str, str, str], int] = {}
    for row in rows:
        place = (row.row, row.code_set.casefold(), row.name.casefold())
        if place in seen:
            what = f"the {row.row} '{row.name}' stands in line {seen[place]} already"
            raise _wrong(row.line, name, what, "name each one once in a set")
        seen[place] = row.line
    ids: dict[str, int] = {}
    for row in rows:
        if row.id and row.id in ids:
            what = f"the id of this row stands in line {ids[row.id]} already"
            raise _wrong(row.line, name, what, "leave it empty for a new set, code or scale")
        ids[row.id] = row.line


def _check_keys(rows: tuple[CodebookRow, ...], name: str) -> None:
    """No key for two codes: one key press must mean one code."""
    seen: dict[str, CodebookRow] = {}
    for row in rows:
        if row.row != "code" or not row.key or row.retired:
            continue
        if row.key in seen:
            other = seen[row.key]
            what = f"the key {row.key} belongs to '{other.name}' in line {other.line} already"
            raise _wrong(row.line, name, what, "choose another letter")
        seen[row.key] = row


def _check_parents(rows: tuple[CodebookRow, ...], name: str) -> None:
    """Each parent is a code of the same set, and no code stands under itself."""
    codes = {(row.code_set, row.name): row for row in rows if row.row == "code"}
    for row in codes.values():
        above = row
        passed = {row.name}
        while above.parent:
            parent = codes.get((row.code_set, above.parent))
            if parent is None:
                what = f"the parent '{above.parent}' is no code of the set '{row.code_set}'"
                raise _wrong(above.line, name, what, "add a row for it or correct the name")
            if parent.name in passed:
                what = f"the code '{row.name}' stands under itself"
                raise _wrong(row.line, name, what, "correct the column 'parent'")
            passed.add(parent.name)
            above = parent
