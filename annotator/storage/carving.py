"""Rows of a database taken from its pages, past what is damaged.

SQLite reaches a row through the pages above it: one damaged page there hides all below. Here
each leaf is read by itself; where the way to it is lost, its rows go to the one table that they
fit. Layout: the file format as SQLite documents it (sections 1.6, "B-tree Pages", and 2.1,
"Record Format"). No row that was deleted comes back: `secure_delete` writes zeros over it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Cell = int | float | str | bytes | None
Row = tuple[Cell, ...]

_TABLE_LEAF, _TABLE_ABOVE, _INDEX_LEAF, _INDEX_ABOVE = 0x0D, 0x05, 0x0A, 0x02
_HEADER = {_TABLE_LEAF: 8, _TABLE_ABOVE: 12, _INDEX_LEAF: 8, _INDEX_ABOVE: 12}
_FILE_HEADER = 100
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
    """

    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    obliged: tuple[bool, ...]
    alias: int | None
    by_rowid: bool
    defaults: Mapping[str, Cell] = field(default_factory=dict)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Carved:
    """What was found.

    Attributes:
        rows: by table.
        version: the schema's, None where the first page is damaged.
        damaged: numbers of damaged pages.
        broken: tables of which some page could not be read, or reached.
        homeless: rows that fit no table, or several, on pages to which the way is lost.
    """

    rows: dict[str, list[Row]]
    version: int | None
    damaged: tuple[int, ...]
    broken: frozenset[str]
    homeless: int


class NotARow(ValueError):
    """Bytes that are no row."""


def carve(pages: Mapping[int, bytes | None], usable: int, shapes: Mapping[str, Shape]) -> Carved:
    """The rows of all tables.

    Args:
        pages: content by number, None where damaged.
        usable: bytes of a page that the database uses.
        shapes: by table.
    """
    return _Carver(pages, usable, shapes).carved()


class _Carver:
    def __init__(
        self, pages: Mapping[int, bytes | None], usable: int, shapes: Mapping[str, Shape]
    ) -> None:
        self._pages, self._usable, self._shapes = pages, usable, shapes
        self._seen: set[int] = set()
        self._broken: set[str] = set()
        self._rows: dict[str, list[Row]] = {name: [] for name in shapes}

    def carved(self) -> Carved:
        """Goes down from the roots, then looks at what was not reached."""
        roots = self._roots()
        for name, root in roots.items():
            shape = self._shapes.get(name)
            own = self._rows.get(name)
            for number in self._tree(name, root):
                if shape is not None and own is not None:
                    own.extend(row for row in self._rows_of(number, shape) if row is not None)
        self._broken |= self._shapes.keys() - roots.keys()
        self._seen |= self._free()
        homeless = sum(self._placed(number) for number in sorted(self._pages.keys() - self._seen))
        first = self._pages.get(1)
        return Carved(
            rows=self._rows,
            version=None if first is None else int.from_bytes(first[60:64], "big"),
            damaged=tuple(number for number, page in self._pages.items() if page is None),
            broken=frozenset(self._broken & self._shapes.keys()),
            homeless=homeless,
        )

    def _roots(self) -> dict[str, int]:
        """The root pages of tables and indexes by name, as far as the list of them is whole."""
        roots: dict[str, int] = {}
        for number in self._tree("sqlite_master", 1):
            for _, cells in self._cells(number):
                if len(cells) >= 4 and isinstance(cells[1], str) and isinstance(cells[3], int):
                    roots[cells[1]] = cells[3]
        return {name: root for name, root in roots.items() if root}

    def _tree(self, name: str, root: int) -> Iterator[int]:
        """The readable pages of a tree; notes where some of it cannot be reached."""
        waiting = [root]
        while waiting:
            number = waiting.pop()
            if number in self._seen:
                continue
            self._seen.add(number)
            kind = self._kind(number)
            if kind is None:
                self._broken.add(name)
                continue
            yield number
            if kind in (_TABLE_ABOVE, _INDEX_ABOVE):
                waiting.extend(self._children(number))

    def _kind(self, number: int) -> int | None:
        page = self._pages.get(number)
        if page is None:
            return None
        kind = page[_start(number)]
        return kind if kind in _HEADER else None

    def _children(self, number: int) -> list[int]:
        page, start = self._page(number), _start(number)
        places = self._places(number)
        below = [int.from_bytes(page[place : place + 4], "big") for place in places]
        return [*below, int.from_bytes(page[start + 8 : start + 12], "big")]

    def _page(self, number: int) -> bytes:
        page = self._pages.get(number)
        if page is None:
            raise NotARow(f"page {number} is damaged")
        return page

    def _places(self, number: int) -> list[int]:
        """Where the cells of a page begin."""
        page, start = self._page(number), _start(number)
        count = int.from_bytes(page[start + 3 : start + 5], "big")
        first = start + _HEADER[page[start]]
        if first + 2 * count > self._usable:
            return []
        return list(struct.unpack_from(f">{count}H", page, first))

    def _cells(self, number: int) -> Iterator[tuple[int, Row]]:
        """Row number and cells of each row that stands whole on a page; 0 where it has none."""
        kind = self._kind(number)
        if kind in (None, _TABLE_ABOVE):
            return
        assert kind is not None
        for place in self._places(number):
            try:
                yield self._cell(number, kind, place)
            except (NotARow, IndexError, struct.error, UnicodeDecodeError):
                continue

    def _cell(self, number: int, kind: int, place: int) -> tuple[int, Row]:
        page = self._page(number)
        if kind == _INDEX_ABOVE:
            place += 4
        size, place = _varint(page, place)
        rowid = 0
        if kind == _TABLE_LEAF:
            rowid, place = _varint(page, place)
        return _signed(rowid), _record(self._payload(page, place, size, kind == _TABLE_LEAF))

    def _payload(self, page: bytes, place: int, size: int, of_table: bool) -> bytes:
        """A row's bytes, those on its further pages too."""
        if size > len(self._pages) * self._usable:
            raise NotARow("longer than the file")
        usable = self._usable
        most = usable - 35 if of_table else (usable - 12) * 64 // 255 - 23
        if size <= most:
            return _whole(page[place : place + size], size)
        least = (usable - 12) * 32 // 255 - 23
        local = least + (size - least) % (usable - 4)
        local = local if local <= most else least
        taken = bytearray(_whole(page[place : place + local], local))
        following = int.from_bytes(page[place + local : place + local + 4], "big")
        passed: set[int] = set()
        while len(taken) < size:
            if following in passed or not following:
                raise NotARow("its further pages are lost")
            passed.add(following)
            more = self._page(following)
            taken += more[4 : 4 + min(size - len(taken), usable - 4)]
            following = int.from_bytes(more[:4], "big")
        self._seen |= passed
        return bytes(taken)

    def _rows_of(self, number: int, shape: Shape) -> list[Row | None]:
        return [shape.row(rowid, cells) for rowid, cells in self._cells(number)]

    def _free(self) -> set[int]:
        """Pages that the file keeps for later."""
        first = self._pages.get(1)
        free: set[int] = set()
        trunk = 0 if first is None else int.from_bytes(first[32:36], "big")
        while trunk and trunk not in free:
            free.add(trunk)
            page = self._pages.get(trunk)
            if page is None:
                break
            trunk, count = struct.unpack_from(">II", page)
            count = min(count, self._usable // 4 - 2)
            free |= set(struct.unpack_from(f">{count}I", page, 8))
        return free

    def _placed(self, number: int) -> int:
        """Gives the rows of a page to the one table that they fit; how many found none."""
        kind = self._kind(number)
        if kind in (None, _TABLE_ABOVE):
            return 0
        fitting: dict[str, list[Row]] = {}
        for name in self._broken & self._shapes.keys():
            shape = self._shapes[name]
            if shape.by_rowid != (kind == _TABLE_LEAF):
                continue
            rows = self._rows_of(number, shape)
            whole = [row for row in rows if row is not None]
            if whole and len(whole) == len(rows):
                fitting[name] = whole
        if len(fitting) != 1:
            return len(list(self._cells(number))) if fitting else 0
        ((name, whole),) = fitting.items()
        self._rows[name].extend(whole)
        return 0


def _start(number: int) -> int:
    return _FILE_HEADER if number == 1 else 0


def _whole(taken: bytes, size: int) -> bytes:
    if len(taken) != size:
        raise NotARow("it ends beyond its page")
    return taken


def _varint(data: bytes, place: int) -> tuple[int, int]:
    """A number of SQLite's variable length, and the place behind it."""
    value = 0
    for _ in range(8):
        byte = data[place]
        place += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place
    return value << 8 | data[place], place + 1


def _signed(value: int) -> int:
    return value - (1 << 64) if value >= 1 << 63 else value


def _record(payload: bytes) -> Row:
    size, place = _varint(payload, 0)
    body, cells = size, list[Cell]()
    while place < size:
        kind, place = _varint(payload, place)
        cell, body = _value(payload, body, kind)
        cells.append(cell)
    if body != len(payload) or place != size:
        raise NotARow("its parts do not make up the whole")
    return tuple(cells)


def _value(payload: bytes, body: int, kind: int) -> tuple[Cell, int]:
    if kind in (0, 8, 9):
        return (None if kind == 0 else kind - 8), body
    if kind in _INTS:
        end = body + _INTS[kind]
        return int.from_bytes(_whole(payload[body:end], end - body), "big", signed=True), end
    if kind == 7:
        return struct.unpack_from(">d", payload, body)[0], body + 8
    if kind < 12:
        raise NotARow("a kind of value that no file holds")
    length = (kind - 12) // 2
    taken = _whole(payload[body : body + length], length)
    return (taken if kind % 2 == 0 else taken.decode()), body + length


def shapes_of(tables: Iterable[tuple[str, list[tuple[Any, ...]], bool]]) -> dict[str, Shape]:
    """Shapes by table.

    Args:
        tables: name, rows of `PRAGMA table_info`, and whether it is kept under row numbers.
    """
    return {name: _shape(info, by_rowid=by_rowid) for name, info, by_rowid in tables}


def _shape(info: list[tuple[Any, ...]], *, by_rowid: bool) -> Shape:
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
    )


def _literal(text: str | None) -> Cell:
    """What a column's default says: a number, or a text in quotes."""
    if text is None or text.upper() == "NULL":
        return None
    if text.startswith("'"):
        return text[1:-1]
    return float(text) if "." in text else int(text)
