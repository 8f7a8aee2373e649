"""The rows of a codebook table, whatever file it stands in: one for each set, code or scale."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeVar, get_args

from annotator.domain.code_colours import PLAIN, hex_of, is_faint, named
from annotator.domain.codebook import (
    MARKINGS,
    MINUTE_MS,
    RESERVED_KEYS,
    UNITS,
    Marking,
    Unit,
)
from annotator.domain.codebook_cells import parts_of
from annotator.domain.codebook_rules import DEEPEST, clean_name, name_key
from annotator.domain.errors import UserError, short
from annotator.domain.reading import Note
from annotator.formats.delimited import TableRow

RowKind = Literal["set", "code", "scale"]
Word = TypeVar("Word", bound=str)
DEFAULT_SET = "Codes"
COLUMNS = (
    "row set name parent key colour color definition include exclude examples unit exclusive "
    "obligatory accounts roles marking bin_s piles source minimum maximum anchors retired became id"
).split()
_FIELDS = {"color": "colour", "bin_s": "bin_ms"}
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
        became: names or paths `Set/Code` of what took a retired code's place.
        id: as written, empty for a new one.
        said: the fields above that the row says something of; `code_set` is `set` there,
            `parent` is said wherever there is such a column.
    """

    line: int
    row: RowKind
    code_set: str
    name: str
    parent: str = ""
    key: str = ""
    colour: str = PLAIN
    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: tuple[str, ...] = ()
    unit: Unit = "span"
    exclusive: bool = False
    obligatory: bool = False
    accounts: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    marking: Marking = "presence"
    bin_ms: int = 5 * MINUTE_MS
    piles: tuple[int, ...] = ()
    source: str = ""
    minimum: int | None = None
    maximum: int | None = None
    anchors: tuple[tuple[int, str], ...] = ()
    retired: bool = False
    became: tuple[str, ...] = ()
    id: str = ""
    said: frozenset[str] = frozenset()


Rows = tuple[CodebookRow, ...]


def values_of(rows: Rows) -> list[dict[str, Any]]:
    """Rows as JSON values."""
    return [{**asdict(row), "said": sorted(row.said)} for row in rows]


def rows_of(values: Iterable[dict[str, Any]]) -> Rows:
    """The rows of such values."""
    lists = ("examples", "accounts", "roles", "piles", "became")
    return tuple(
        CodebookRow(
            **{
                **each,
                **{name: tuple(each[name]) for name in lists},
                "anchors": tuple((value, label) for value, label in each["anchors"]),
                "said": frozenset(each["said"]),
            }
        )
        for each in values
    )


def codebook_rows(
    table: Iterable[TableRow], columns: Iterable[str], place: str, notes: list[Note]
) -> Rows:
    """The rows of a codebook table, each valid and all of them together.

    Args:
        table: the rows as they stand in the file.
        columns: of its header, in lower case.
        place: the file and what a row is called there, `codes.csv, line`.
        notes: takes what was concluded to read it.

    Raises:
        UserError: what does not fit, with the place of the row.
    """
    file = place.rpartition(",")[0]
    if "name" not in columns:
        raise UserError("the column 'name' is missing", f"{place} 1", "name it in the header")
    for column in columns:
        if column and column not in COLUMNS:
            what = f"the column '{short(column)}' is unknown and was not read"
            notes.append(Note(kind="dropped", place="header", what=what))
    rows = tuple(_row(row, place, notes) for row in table)
    if not any(row.row != "set" for row in rows):
        raise UserError("there is no code in it", file, "write one row for each code")
    _check_names(rows, place)
    _check_keys(rows, place)
    _check_parents(rows, place)
    return rows


def _nth(place: str, line: int) -> str:
    """`line 3`, or `row 3` in a workbook."""
    return f"{place.rpartition(', ')[2]} {line}"


def _wrong(line: int, place: str, what: str, hint: str) -> UserError:
    return UserError(what, f"{place} {line}", hint)


def _row(row: TableRow, place: str, notes: list[Note]) -> CodebookRow:
    cells = row.cells
    kind = _one_of(row, "row", get_args(RowKind), "code", place)
    own_set = _name(row, "set", place, notes)
    label = _name(row, "name", place, notes) or (own_set if kind == "set" else "")
    if not label:
        raise _wrong(row.line, place, "the row has no name", "write one in the column 'name'")
    if "/" in label:
        raise _wrong(row.line, place, "there is a / in the name", "leave it out: paths need it")
    if "|" in label:
        raise _wrong(row.line, place, "there is a | in the name", "leave it out: lists need it")
    minimum, maximum = _bounds(row, kind, place)
    colour = _colour(row, place, notes)
    said = {_FIELDS.get(column, column) for column, cell in cells.items() if cell}
    said = said - {"colour"} if not colour else said
    said = said | {"parent"} if "parent" in cells else said
    return CodebookRow(
        line=row.line,
        row=kind,
        code_set=label if kind == "set" else own_set or DEFAULT_SET,
        name=label,
        parent=_name(row, "parent", place, []),
        key=_key(row, place),
        colour=colour or PLAIN,
        definition=_text(row, "definition"),
        include=_text(row, "include"),
        exclude=_text(row, "exclude"),
        examples=parts_of(_text(row, "examples")),
        unit=_one_of(row, "unit", UNITS, "span", place),
        exclusive=_flag(row, "exclusive", place),
        obligatory=_flag(row, "obligatory", place),
        accounts=parts_of(_text(row, "accounts")),
        roles=parts_of(_text(row, "roles")),
        marking=_one_of(row, "marking", MARKINGS, "presence", place),
        bin_ms=_bin_ms(row, place),
        piles=_piles(row, place),
        source=_text(row, "source"),
        minimum=minimum,
        maximum=maximum,
        anchors=_anchors(row, minimum, maximum, place),
        retired=_flag(row, "retired", place),
        became=tuple(" ".join(each.split()) for each in parts_of(cells.get("became", ""))),
        id=cells.get("id", ""),
        said=frozenset(said),
    )


def _name(row: TableRow, column: str, place: str, notes: list[Note]) -> str:
    """A name in one line, as it is kept; that it was written otherwise is noted."""
    cell = _text(row, column)
    try:
        name = clean_name(cell)
    except UserError as error:
        raise _wrong(row.line, place, error.what, error.hint) from None
    if "\n" in cell or "\r" in cell:
        what = f"the {column} stands there in several lines; it is '{short(name)}' here"
        notes.append(Note(kind="joined", place=_nth(place, row.line), what=what))
    return name


def _colour(row: TableRow, place: str, notes: list[Note]) -> str:
    """A name of the palette or `#rrggbb`; empty where there is none, which is noted."""
    cell = row.cells.get("colour", "") or row.cells.get("color", "")
    colour = named(cell)
    told = ""
    if cell and not hex_of(cell.strip().lower()):
        told, colour = f"'{short(cell)}' is no colour; the code has one of the palette", ""
    elif is_faint(colour):
        told = f"the colour {colour} can hardly be told from the page"
    if told:
        notes.append(Note(kind="warning", place=_nth(place, row.line), what=told))
    return colour if cell else ""


def _one_of(row: TableRow, column: str, known: tuple[Word, ...], default: Word, place: str) -> Word:
    cell = row.cells.get(column, "").lower()
    if not cell:
        return default
    found = next((word for word in known if word == cell), None)
    if found is None:
        hint = f"choose one of {', '.join(known)}"
        raise _wrong(row.line, place, f"'{cell}' is no {column}", hint)
    return found


def _text(row: TableRow, column: str) -> str:
    return row.cells.get(column, "")


def _flag(row: TableRow, column: str, place: str) -> bool:
    cell = row.cells.get(column, "").lower()
    if cell not in (*_YES, *_NO):
        raise _wrong(row.line, place, f"'{cell}' is neither yes nor no in '{column}'", "write yes")
    return cell in _YES


def _key(row: TableRow, place: str) -> str:
    key = row.cells.get("key", "").upper()
    if not key:
        return ""
    if len(key) != 1 or not key.isalpha():
        raise _wrong(row.line, place, f"the key '{key}' is no single letter", "choose one letter")
    if key in RESERVED_KEYS:
        reserved = " ".join(sorted(RESERVED_KEYS))
        hint = f"choose a letter other than {reserved}"
        raise _wrong(row.line, place, f"the key {key} is one of the window's own", hint)
    return key


def _number(row: TableRow, column: str, place: str) -> int | None:
    cell = row.cells.get(column, "").replace("\u2212", "-")
    if not cell:
        return None
    if re.fullmatch(r"[-+]?[0-9]{1,4}", cell) is None:
        raise _wrong(
            row.line, place, f"'{cell}' in '{column}' is no whole number", "write it like 5"
        )
    return int(cell)


def _bin_ms(row: TableRow, place: str) -> int:
    """Length of a set's bins; five minutes where the cell is empty."""
    cell = row.cells.get("bin_s", "").replace(",", ".")
    if not cell:
        return 5 * MINUTE_MS
    if re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,3})?", cell) is None or not 1 <= float(cell) <= 86_400:
        hint = "write seconds from 1 to 86400"
        raise _wrong(row.line, place, f"'{cell}' in 'bin_s' is no length of a bin", hint)
    return round(float(cell) * 1000)


def _piles(row: TableRow, place: str) -> tuple[int, ...]:
    cell = row.cells.get("piles", "")
    parts = [part for part in re.split(r"[|,;\s]+", cell) if part]
    if any(re.fullmatch(r"[1-9][0-9]{0,3}", part) is None for part in parts):
        hint = "write how many codes each takes, like 5|8|12"
        raise _wrong(row.line, place, f"'{cell}' in 'piles' are no piles", hint)
    return tuple(map(int, parts))


def _bounds(row: TableRow, kind: RowKind, place: str) -> tuple[int | None, int | None]:
    minimum, maximum = _number(row, "minimum", place), _number(row, "maximum", place)
    if kind != "scale":
        return None, None
    if minimum is None or maximum is None:
        raise _wrong(row.line, place, "the scale lacks its minimum or maximum", "write both")
    if minimum >= maximum:
        hint = "the minimum must be the smaller one"
        raise _wrong(row.line, place, f"the scale goes from {minimum} to {maximum}", hint)
    return minimum, maximum


def _anchors(
    row: TableRow, minimum: int | None, maximum: int | None, place: str
) -> tuple[tuple[int, str], ...]:
    if minimum is None or maximum is None:
        return ()
    anchors: dict[int, str] = {}
    for part in parts_of(_text(row, "anchors")):
        match = re.fullmatch(r"([-+\u2212]?[0-9]{1,4})\s*=\s*(\S.*)", part)
        if match is None:
            raise _wrong(row.line, place, f"the anchor '{part}' is none", "write it like 1=barely")
        value = int(match[1].replace("\u2212", "-"))
        if not minimum <= value <= maximum or value in anchors:
            hint = f"give each value from {minimum} to {maximum} at most one"
            raise _wrong(row.line, place, f"the anchor '{part}' stands outside or twice", hint)
        anchors[value] = match[2]
    return tuple(sorted(anchors.items()))


def _check_names(rows: tuple[CodebookRow, ...], place: str) -> None:
    """No two codes, and no two scales, of one name in a set; no set and no id twice."""
    seen: dict[tuple[str, str, str], int] = {}
    for row in rows:
        own = (row.row, name_key(row.code_set), name_key(row.name))
        if own in seen:
            what = f"the {row.row} '{row.name}' stands in {_nth(place, seen[own])} already"
            raise _wrong(row.line, place, what, "name each one once in a set")
        seen[own] = row.line
    ids: dict[str, int] = {}
    for row in rows:
        if row.id and row.id in ids:
            what = f"the id of this row stands in {_nth(place, ids[row.id])} already"
            raise _wrong(row.line, place, what, "leave it empty for a new set, code or scale")
        ids[row.id] = row.line


def _check_keys(rows: tuple[CodebookRow, ...], place: str) -> None:
    """No key for two codes: one key press must mean one code."""
    seen: dict[str, CodebookRow] = {}
    for row in rows:
        if row.row != "code" or not row.key or row.retired:
            continue
        if row.key in seen:
            other = seen[row.key]
            told = f"'{other.name}' in {_nth(place, other.line)}"
            what = f"the key {row.key} belongs to {told} already"
            raise _wrong(row.line, place, what, "choose another letter")
        seen[row.key] = row


def _check_parents(rows: tuple[CodebookRow, ...], place: str) -> None:
    """Each parent is a code of the same set, and no code stands under itself."""
    codes = {(row.code_set, row.name): row for row in rows if row.row == "code"}
    for row in codes.values():
        above = row
        passed = {row.name}
        while above.parent:
            parent = codes.get((row.code_set, above.parent))
            if parent is None:
                what = f"the parent '{above.parent}' is no code of the set '{row.code_set}'"
                raise _wrong(above.line, place, what, "add a row for it or correct the name")
            if parent.name in passed:
                what = f"the code '{row.name}' stands under itself"
                raise _wrong(row.line, place, what, "correct the column 'parent'")
            passed.add(parent.name)
            above = parent
            if len(passed) > DEEPEST + 1:
                what = f"the code '{short(row.name)}' stands under more than {DEEPEST} others"
                raise _wrong(row.line, place, what, "put it under fewer")
