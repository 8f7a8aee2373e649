"""What the bytes of a row mean: SQLite's record format, and the shape of a table's rows.

Layout: the file format as SQLite documents it (section 2.1, "Record Format").
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Cell = int | float | str | bytes | None
Row = tuple[Cell, ...]

_INTS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_KINDS: dict[str, type | tuple[type, ...]] = {
    "INTEGER": int,
    "REAL": (int, float),
    "TEXT": str,
    "BLOB": bytes,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How the rows of a table look on the pages.

    Attributes:
        columns: names in the order in which a record holds them.
        kinds: INTEGER, REAL, TEXT or BLOB of each.
        obliged: whether each must have a value.
        alias: place of the column that is the row's number, None where there is none.
        by_rowid: False for a table that is kept under its primary key.
        defaults: by column, what a row holds that was written before the column came.
        names: places of cells that name a record of another table by its id, and that table.
    """

    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    obliged: tuple[bool, ...]
    alias: int | None
    by_rowid: bool
    defaults: Mapping[str, Cell] = field(default_factory=dict)
    names: tuple[tuple[int, str], ...] = ()

    def row(self, rowid: int, cells: Row) -> Row | None:
        """The whole row, None where the cells cannot be of this table."""
        if len(cells) > len(self.columns):
            return None
        late = self.columns[len(cells) :]
        if any(name not in self.defaults for name in late):
            return None
        whole = [*cells, *(self.defaults[name] for name in late)]
        if self.alias is not None:
            if whole[self.alias] is not None:
                return None
            whole[self.alias] = rowid
        for cell, kind, obliged in zip(whole, self.kinds, self.obliged, strict=True):
            if obliged if cell is None else not isinstance(cell, _KINDS[kind]):
                return None
        return tuple(whole)


Entry = dict[str, Cell]
"""What an index says of one row, by column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """How the entries of an index look on the pages.

    Attributes:
        table: whose rows it leads to.
        columns: names in the order in which an entry holds them; last the row's number or key.
        kinds: INTEGER, REAL, TEXT or BLOB of each.
    """

    table: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]

    def entry(self, cells: Row) -> Entry | None:
        """What the cells say, None where they cannot be of this index."""
        if len(cells) != len(self.columns):
            return None
        for cell, kind in zip(cells, self.kinds, strict=True):
            if cell is not None and not isinstance(cell, _KINDS[kind]):
                return None
        return dict(zip(self.columns, cells, strict=True))


class NotARow(ValueError):
    """Bytes that are no row."""


def whole(taken: bytes, size: int) -> bytes:
    """Bytes that must be so many.

    Raises:
        NotARow: they are fewer.
    """
    if len(taken) != size:
        raise NotARow("it ends beyond its page")
    return taken


def varint(data: bytes, place: int) -> tuple[int, int]:
    """A number of SQLite's variable length, and the place behind it."""
    value = 0
    for _ in range(8):
        byte = data[place]
        place += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place
    return value << 8 | data[place], place + 1


def signed(value: int) -> int:
    """A number of 64 bits that may be below 0."""
    return value - (1 << 64) if value >= 1 << 63 else value


def record(payload: bytes) -> Row:
    """The cells of a row.

    Raises:
        NotARow: the bytes are none.
    """
    kinds, body = _kinds(payload)
    cells = list[Cell]()
    for kind in kinds:
        cell, body = _value(payload, body, kind)
        cells.append(cell)
    if body != len(payload):
        raise NotARow("its parts do not make up the whole")
    return tuple(cells)


def _kinds(payload: bytes) -> tuple[list[int], int]:
    """What kinds of values a row has, and where the first begins."""
    size, place = varint(payload, 0)
    kinds = []
    while place < size:
        kind, place = varint(payload, place)
        kinds.append(kind)
    if place != size:
        raise NotARow("its head does not end where it says")
    return kinds, size


@dataclass(frozen=True, slots=True, kw_only=True)
class TornText:
    """A text of which some bytes are lost, and what stands before and behind them."""

    before: str
    lost_bytes: int
    after: str


def torn_record(
    before: bytes, lost_bytes: int, after: bytes | None
) -> list[Cell | TornText] | None:
    """The cells of a row whose bytes are lost within one text; None where they are not.

    Args:
        before: the bytes up to those that are lost.
        lost_bytes: how many are lost, of this text and of what stands behind it.
        after: those behind; None where they are lost too: then the torn text is the last cell.
    """
    try:
        kinds, body = _kinds(before)
        filled = before + bytes(lost_bytes) + (after or b"")
        cells = list[Cell | TornText]()
        end = len(before) + lost_bytes
        for kind in kinds:
            length = _length(kind)
            if body + length <= len(before) or body >= end:
                cells.append(_value(filled, body, kind)[0])
            elif kind >= 13 and kind % 2 and (after is None or body + length >= end):
                front, back = before[body:], filled[end : body + length]
                gone = length - len(front) - len(back)
                cells.append(
                    TornText(
                        before=front.decode(errors="ignore"),
                        lost_bytes=gone,
                        after=back.decode(errors="ignore"),
                    )
                )
                if after is None:
                    return cells
            else:
                return None
            body += length
    except (NotARow, IndexError, struct.error, UnicodeDecodeError):
        return None
    return cells if body == len(filled) else None


def _length(kind: int) -> int:
    """How many bytes a value of a kind takes."""
    if kind in (0, 8, 9):
        return 0
    if kind == 7:
        return 8
    return _INTS[kind] if kind in _INTS else (kind - 12) // 2


def _value(payload: bytes, body: int, kind: int) -> tuple[Cell, int]:
    if kind in (0, 8, 9):
        return (None if kind == 0 else kind - 8), body
    if kind in _INTS:
        end = body + _INTS[kind]
        return int.from_bytes(whole(payload[body:end], end - body), "big", signed=True), end
    if kind == 7:
        return struct.unpack_from(">d", payload, body)[0], body + 8
    if kind < 12:
        raise NotARow("a kind of value that no file holds")
    length = (kind - 12) // 2
    taken = whole(payload[body : body + length], length)
    return (taken if kind % 2 == 0 else taken.decode()), body + length


def shapes_of(
    tables: Iterable[tuple[str, list[tuple[Any, ...]], bool]],
    names: Mapping[str, Iterable[tuple[str, str]]] | None = None,
) -> dict[str, Shape]:
    """Shapes by table.

    Args:
        tables: name, rows of `PRAGMA table_info`, and whether it is kept under row numbers.
        names: by table, columns that name a record of another table by its id, and that table.
    """
    named = names or {}
    return {
        name: _shape(info, dict(named.get(name, ())), by_rowid=by_rowid)
        for name, info, by_rowid in tables
    }


def _shape(info: list[tuple[Any, ...]], names: Mapping[str, str], *, by_rowid: bool) -> Shape:
    """A table kept under its key holds the key's columns first, in the key's order."""
    keyed = sorted((each for each in info if each[5]), key=lambda each: int(each[5]))
    ordered = info if by_rowid else [*keyed, *(each for each in info if not each[5])]
    alias = None
    if by_rowid and len(keyed) == 1 and keyed[0][2] == "INTEGER":
        alias = info.index(keyed[0])
    return Shape(
        columns=tuple(each[1] for each in ordered),
        kinds=tuple(each[2] for each in ordered),
        obliged=tuple(bool(each[3]) or bool(each[5]) for each in ordered),
        alias=alias,
        by_rowid=by_rowid,
        defaults={
            each[1]: _literal(each[4]) for each in ordered if each[4] is not None or not each[3]
        },
        names=tuple(
            (place, names[each[1]]) for place, each in enumerate(ordered) if each[1] in names
        ),
    )


def _literal(text: str | None) -> Cell:
    """What a column's default says: a number, or a text in quotes."""
    if text is None or text.upper() == "NULL":
        return None
    if text.startswith("'"):
        return text[1:-1]
    return float(text) if "." in text else int(text)
