"""Rows of a database taken from its pages, past what is damaged.

SQLite reaches a row through the pages above it: one damaged page there hides all below. Here
each leaf is read by itself; where the way to it is lost, its rows go to the one table that they
fit. Layout: the file format as SQLite documents it (sections 1.6, "B-tree Pages", and 2.1,
"Record Format"). No row that was deleted comes back: `secure_delete` writes zeros over it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from annotator.storage.cells import Cell, Entry, Index, NotARow, Row, Shape, record, signed, varint
from annotator.storage.cells import whole as whole_bytes

_TABLE_LEAF, _TABLE_ABOVE, _INDEX_LEAF, _INDEX_ABOVE = 0x0D, 0x05, 0x0A, 0x02
_HEADER = {_TABLE_LEAF: 8, _TABLE_ABOVE: 12, _INDEX_LEAF: 8, _INDEX_ABOVE: 12}
_FILE_HEADER = 100
_LIST = "sqlite_master"
_LISTED = ("table", "index", "view", "trigger")


@dataclass(frozen=True, slots=True, kw_only=True)
class Torn:
    """A row of which one further page is lost, and with it the way to those behind it.

    Attributes:
        rowid: its number.
        size: how many bytes it has.
        before: those up to the lost page.
        afters: what may stand behind the lost page; one of it does, or none that was found.
    """

    rowid: int
    size: int
    before: bytes
    afters: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carved:
    """What was found.

    Attributes:
        rows: by table.
        version: the schema's, None where the first page is damaged.
        damaged: numbers of damaged pages.
        broken: tables of which some page could not be read, or reached.
        homeless: rows that fit no table, or several, on pages to which the way is lost.
        entries: what the indexes say of the rows, by table.
        torn: rows of which some page is lost, by table.
    """

    rows: dict[str, list[Row]]
    version: int | None
    damaged: tuple[int, ...]
    broken: frozenset[str]
    homeless: int
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    torn: dict[str, list[Torn]] = field(default_factory=dict)


def carve(
    pages: Mapping[int, bytes | None],
    usable: int,
    shapes: Mapping[str, Shape],
    indexes: Mapping[str, Index] | None = None,
    usual: Mapping[str, int] | None = None,
) -> Carved:
    """The rows of all tables.

    Args:
        pages: content by number, None where damaged.
        usable: bytes of a page that the database uses.
        shapes: by table.
        indexes: by name; those that are not given are not read.
        usual: the root pages of a new file; where all roots that are known are these, so are
            those that are not known.
    """
    return _Carver(pages, usable, shapes, indexes or {}, usual or {}).carved()


class _TornPayload(NotARow):
    """The bytes of a row up to a page that is lost."""

    def __init__(self, taken: bytes, size: int) -> None:
        super().__init__("its further pages are lost")
        self.taken, self.size = taken, size


class _Carver:
    def __init__(
        self,
        pages: Mapping[int, bytes | None],
        usable: int,
        shapes: Mapping[str, Shape],
        indexes: Mapping[str, Index],
        usual: Mapping[str, int],
    ) -> None:
        self._pages, self._usable, self._usual = pages, usable, usual
        self._shapes, self._indexes = shapes, indexes
        self._seen: set[int] = set()
        self._broken: set[str] = set()
        self._rows: dict[str, list[Row]] = {name: [] for name in shapes}

        self._entries: dict[str, list[Entry]] = {name: [] for name in shapes}
        self._ids: dict[str, set[Cell]] = {}
        self._of_page: dict[int, str] = {}
        self._torn: dict[tuple[int, int], _TornPayload] = {}

    def carved(self) -> Carved:
        """Goes down from the roots, then looks at what was not reached."""
        roots = self._roots()
        for name, root in roots.items():
            shape, index = self._shapes.get(name), self._indexes.get(name)
            for number in self._tree(name, root):
                if shape is not None:
                    self._of_page[number] = name
                    rows = self._rows_of(number, shape)
                    self._rows[name].extend(row for row in rows if row is not None)
                elif index is not None:
                    self._enter(number, index)
        self._broken |= self._shapes.keys() - roots.keys()
        self._seen |= self._free()
        unreached = sorted(self._pages.keys() - self._seen)
        several = [number for number in unreached if not self._placed(number)]
        homeless = sum(self._placed_by_names(number) for number in several)
        first = self._pages.get(1)
        return Carved(
            rows=self._rows,
            version=None if first is None else int.from_bytes(first[60:64], "big"),
            damaged=tuple(number for number, page in self._pages.items() if page is None),
            broken=frozenset(self._broken & self._shapes.keys()),
            homeless=homeless,
            entries=self._entries,
            torn=self._torn_rows(),
        )

    def _roots(self) -> dict[str, int]:
        """The root pages of tables and indexes by name, as far as the list of them is whole.

        Where the way to a page of the list is lost, it is known by how its rows look.
        """
        reached = list(self._tree(_LIST, 1))
        if _LIST in self._broken:
            reached += [
                each for each in self._pages if each not in self._seen and self._lists(each)
            ]
        self._seen |= set(reached)
        roots: dict[str, int] = {}
        for number in reached:
            for _, cells in self._cells(number):
                if len(cells) >= 4 and isinstance(cells[1], str) and isinstance(cells[3], int):
                    roots[cells[1]] = cells[3]
        known = {name: root for name, root in roots.items() if root}
        is_usual = all(self._usual.get(name) == root for name, root in known.items())
        return {**self._usual, **known} if is_usual and 2 * len(known) > len(self._usual) else known

    def _lists(self, number: int) -> bool:
        """Whether a page is one of the list of tables and indexes."""
        if self._kind(number) != _TABLE_LEAF:
            return False
        rows = [cells for _, cells in self._cells(number)]
        return bool(rows) and all(len(each) == 5 and each[0] in _LISTED for each in rows)

    def _enter(self, number: int, index: Index) -> None:
        """Takes up what a page of an index says of the rows of its table."""
        found = (index.entry(cells) for _, cells in self._cells(number))
        self._entries[index.table].extend(each for each in found if each is not None)

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
        for start in self._places(number):
            try:
                rowid, size, place = self._header(number, kind, start)
                payload = self._payload(self._page(number), place, size, kind == _TABLE_LEAF)
                yield rowid, record(payload)
            except _TornPayload as torn:
                if kind == _TABLE_LEAF:
                    self._torn[number, rowid] = torn
            except (NotARow, IndexError, struct.error, UnicodeDecodeError):
                continue

    def _header(self, number: int, kind: int, place: int) -> tuple[int, int, int]:
        """Row number and size of a row that begins at a place, and where its bytes begin."""
        page = self._page(number)
        if kind == _INDEX_ABOVE:
            place += 4
        size, place = varint(page, place)
        rowid = 0
        if kind == _TABLE_LEAF:
            rowid, place = varint(page, place)
        return signed(rowid), size, place

    def _payload(self, page: bytes, place: int, size: int, of_table: bool) -> bytes:
        """A row's bytes, those on its further pages too."""
        if size > len(self._pages) * self._usable:
            raise NotARow("longer than the file")
        usable = self._usable
        most = usable - 35 if of_table else (usable - 12) * 64 // 255 - 23
        if size <= most:
            return whole_bytes(page[place : place + size], size)
        least = (usable - 12) * 32 // 255 - 23
        local = least + (size - least) % (usable - 4)
        local = local if local <= most else least
        taken = bytearray(whole_bytes(page[place : place + local], local))
        following = int.from_bytes(page[place + local : place + local + 4], "big")
        passed: set[int] = set()
        while len(taken) < size:
            more = None if following in passed else self._pages.get(following)
            if more is None:
                self._seen |= passed
                raise _TornPayload(bytes(taken), size)
            passed.add(following)
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

    def _placed(self, number: int) -> bool:
        """Gives the rows of a page to the one table that they fit; False where several do."""
        fitting = self._fitting(number)
        for name, rows in fitting.items() if len(fitting) == 1 else ():
            self._of_page[number] = name
            self._rows[name].extend(rows)
        return len(fitting) < 2

    def _placed_by_names(self, number: int) -> int:
        """The same by the records that the rows name; how many rows found no table."""
        fitting = self._fitting(number)
        shares = {name: self._share_named(name, rows) for name, rows in fitting.items()}
        best = [name for name, share in shares.items() if share == max(shares.values())]
        if len(best) > 1:
            return len(fitting[best[0]])
        self._rows[best[0]].extend(fitting[best[0]])
        return 0

    def _fitting(self, number: int) -> dict[str, list[Row]]:
        """The rows of a page by each table that they all fit, of those with pages unreached."""
        kind, fitting = self._kind(number), dict[str, list[Row]]()
        if kind in (None, _TABLE_ABOVE):
            return fitting
        for name in self._broken & self._shapes.keys():
            shape = self._shapes[name]
            if shape.by_rowid != (kind == _TABLE_LEAF):
                continue
            rows = self._rows_of(number, shape)
            whole = [row for row in rows if row is not None]
            if whole and len(whole) == len(rows):
                fitting[name] = whole
        return fitting

    def _share_named(self, name: str, rows: list[Row]) -> float:
        """How many of what rows name by id is there; a half where they name nothing."""
        there: list[bool] = []
        for place, above in self._shapes[name].names:
            if above not in self._shapes:
                continue
            ids = self._ids_in(above)
            there += [row[place] in ids for row in rows if row[place] is not None]
        return sum(there) / len(there) if there else 0.5

    def _ids_in(self, name: str) -> set[Cell]:
        """The ids of a table's rows, once those are placed that fit one table only."""
        if name not in self._ids:
            column = self._shapes[name].columns.index("id")
            self._ids[name] = {row[column] for row in self._rows[name]}
        return self._ids[name]

    def _torn_rows(self) -> dict[str, list[Torn]]:
        """Rows that lack a page, each with the chains of pages that may be the rest of it."""
        torn: dict[str, list[Torn]] = {}
        chains = self._chains()
        for (number, rowid), own in self._torn.items():
            name, each = self._of_page.get(number), self._usable - 4
            left = own.size - len(own.taken) - each
            afters = tuple(
                b"".join(self._page(page)[4:] for page in chain)[:left]
                for chain in chains
                if left > 0 and len(chain) == -(-left // each)
            )
            if name is not None:
                found = Torn(rowid=rowid, size=own.size, before=own.taken, afters=afters)
                torn.setdefault(name, []).append(found)
        return torn

    def _chains(self) -> list[list[int]]:
        """Further pages of rows to which the way is lost, in order, from the first of each."""
        left = {
            number: int.from_bytes(page[:4], "big")
            for number, page in self._pages.items()
            if page is not None and number not in self._seen and self._kind(number) is None
        }
        chains = []
        for number in left.keys() - set(left.values()):
            chain = [number]
            while left[chain[-1]] in left and len(chain) < len(left):
                chain.append(left[chain[-1]])
            if not left[chain[-1]]:
                chains.append(chain)
        return chains


def _start(number: int) -> int:
    return _FILE_HEADER if number == 1 else 0
