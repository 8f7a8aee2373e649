"""Damaged studies, and what a rescue brings back of the rows on pages that are whole."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from annotator.domain.edits import Record, added
from annotator.domain.ids import Id
from annotator.domain.moment import Pairing
from annotator.storage import Rescued, create, open_study, rescue
from annotator.storage.cells import record, varint
from annotator.storage.connection import connect, hang_up, reading, sql_connection
from annotator.storage.header import PAGE_BYTES
from annotator.storage.key import Key
from annotator.storage.pages import RESERVED, read_pages
from annotator.storage.rows import CODECS
from annotator.storage.rows.loading import load
from tests.reliability.whole_study import whole, work_on
from tests.storage.making import moment_in, new_study

PASSPHRASE = "a passphrase"
LEAST = 0.9
PAGES_AT_ONCE = (1, 5, 20)
DESIGNED = 3
"""How many edits made the study and its design."""

TABLES = {
    table.name: tuple(each.name for each in table.c if each.name != "seq")
    for codec in CODECS.values()
    for table in (codec.table, *(part.table for part in codec.parts))
}
"""The tables of records and their parts, and the columns that are compared."""

Row = tuple[Any, ...]
Named = tuple[str, Id]


@dataclass(frozen=True, slots=True)
class Sound:
    """A study as it is before anything happens to it.

    Attributes:
        pages: by table and row, the pages on which the row stands.
        indexes: by table, the pages of its indexes.
        plan: the pages on which the journal has the study's design.
        records: by kind and id.
    """

    place: Path
    key: Key | None
    content: bytes
    pages: dict[tuple[str, Row], frozenset[int]]
    indexes: dict[str, frozenset[int]]
    plan: frozenset[int]
    records: dict[Named, Record]


def sound_study(folder: Path, passphrase: str | None, edits: int = 40) -> Sound:
    """A study of some hundred pages: one of everything, and many moments with their journal."""
    study, place = whole(), folder / f"{'plain' if passphrase is None else 'keyed'}.iprstudy"
    made = study.made
    with create(place, new_study(), passphrase) as store:
        store.apply(made.edit, action="plan")
        store.apply(study.edit, action="plan")
        for edit in range(edits):
            text = made.transcripts[edit % len(made.transcripts)]
            own = [moment_in(made, text, memo=f"memo {edit}.{n} " + "w " * 60) for n in range(10)]
            store.apply(added(*own), action="mark")
            if edit % 2 == 0:
                store.apply(added(*work_on(study, edit, own)), action="judge")
        key = store.key
    return seen(place, key)


def seen(place: Path, key: Key | None) -> Sound:
    """A study, and where what it holds stands."""
    pages, indexes, plan = _pages_of_rows(place, key)
    return Sound(place, key, place.read_bytes(), pages, indexes, plan, _records(place, key))


def _records(place: Path, key: Key | None) -> dict[Named, Record]:
    connection = sql_connection(place, key)
    try:
        with reading(connection):
            found = [(kind, load(connection, codec)) for kind, codec in CODECS.items()]
    finally:
        hang_up(connection)
    return {(kind, each.id): each for kind, own in found for each in own}


def rows_in(place: Path, key: Key | None) -> dict[str, set[Row]]:
    """The rows that SQLite reaches in the tables of records, without numbers of its own."""
    driver = connect(place, key)
    found: dict[str, set[Row]] = {}
    for name, columns in TABLES.items():
        listed = ", ".join(f'"{each}"' for each in columns)
        found[name] = set()
        try:
            for row in driver.execute(f"SELECT {listed} FROM {name}"):
                found[name].add(tuple(row))
        except dbapi2.Error:
            continue
    driver.close()
    return found


def _pages_of_rows(
    place: Path, key: Key | None
) -> tuple[dict[tuple[str, Row], frozenset[int]], dict[str, frozenset[int]], frozenset[int]]:
    """The pages that hold each row, seen to be all of them, each index, and the design's edits."""
    content = {page.number: page.content or b"" for page in read_pages(place, key)}
    usable = PAGE_BYTES - (RESERVED if key is not None else 0)
    driver = connect(place, key)
    listed = driver.execute(
        "SELECT type, name, tbl_name, rootpage FROM sqlite_master WHERE rootpage > 0"
    ).fetchall()
    infos = {name: driver.execute(f"PRAGMA table_info({name})").fetchall() for name in TABLES}
    driver.close()
    held: dict[tuple[str, Row], frozenset[int]] = {}
    indexes: dict[str, frozenset[int]] = {}
    plan: frozenset[int] = frozenset()
    for what, name, table, root in listed:
        rows = list(_walked(content, root, usable))
        own = frozenset({root}).union(*(pages for _, pages in rows))
        if what == "index":
            indexes[table] = indexes.get(table, frozenset()) | own
        elif name == "journal_payloads":
            plan = frozenset().union(*(pages for _, pages in rows[:DESIGNED]))
        elif name in TABLES:
            stored = _stored(infos[name])
            for row, pages in rows:
                cells = dict(zip(stored, row, strict=True))
                held[name, tuple(cells[each] for each in TABLES[name])] = pages
    there = {(name, row) for name, rows in rows_in(place, key).items() for row in rows}
    assert held.keys() == there, "the walk through the pages has not seen each row"
    return held, indexes, plan


def _stored(info: list[Row]) -> list[str]:
    """The columns of a table in the order in which a row holds them."""
    names = [each[1] for each in info]
    if "seq" in names:
        return names
    keyed = [each[1] for each in sorted(info, key=lambda each: int(each[5])) if each[5]]
    return [*keyed, *(each for each in names if each not in keyed)]


def _walked(content: Mapping[int, bytes], number: int, usable: int) -> Iterator[tuple[Row, Any]]:
    """Each row of a tree with its pages, by the file format as SQLite documents it."""
    page = content[number]
    kind, count = page[0], int.from_bytes(page[3:5], "big")
    is_leaf, of_rowid = kind in (0x0D, 0x0A), kind in (0x0D, 0x05)
    first = 8 if is_leaf else 12
    for place in (int.from_bytes(page[first + 2 * n :][:2], "big") for n in range(count)):
        if not is_leaf:
            yield from _walked(content, int.from_bytes(page[place : place + 4], "big"), usable)
        if is_leaf or not of_rowid:
            at = place if is_leaf else place + 4
            size, at = varint(page, at)
            at = varint(page, at)[1] if of_rowid else at
            payload, further = _payload(content, page[at:], size, usable, of_rowid)
            yield record(payload), frozenset({number, *further})
    if not is_leaf:
        yield from _walked(content, int.from_bytes(page[8:12], "big"), usable)


def _payload(
    content: Mapping[int, bytes], start: bytes, size: int, usable: int, of_rowid: bool
) -> tuple[bytes, list[int]]:
    """All bytes of a row, and its further pages."""
    most = usable - 35 if of_rowid else (usable - 12) * 64 // 255 - 23
    if size <= most:
        return start[:size], []
    least = (usable - 12) * 32 // 255 - 23
    local = least + (size - least) % (usable - 4)
    local = local if local <= most else least
    taken, further = start[:local], [int.from_bytes(start[local : local + 4], "big")]
    while len(taken) < size:
        page = content[further[-1]]
        taken += page[4 : 4 + min(size - len(taken), usable - 4)]
        further.append(int.from_bytes(page[:4], "big"))
    return taken, further[:-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One rescue.

    Attributes:
        on_whole_pages: rows of which no damaged page holds a part.
        brought: how many of those are in the new file as they were.
        moments: the share of moments of which no row stands on a damaged page that came back.
        missed: records of which all rows stand on whole pages and that are not as they were.
        reached: how many of the rows on whole pages SQLite itself still reaches: the control.
        silent: records that are missing or different, and of which the report says nothing.
    """

    damaged: tuple[int, ...]
    on_whole_pages: int
    brought: int
    moments: float
    missed: tuple[Named, ...]
    reached: int
    silent: int

    @property
    def share(self) -> float:
        """Of the rows on whole pages, those that came back."""
        return self.brought / self.on_whole_pages if self.on_whole_pages else 1.0


def rescues(study: Sound, count: int, choose: random.Random) -> Iterator[Trial]:
    """Damages some pages and rescues, again and again."""
    last = len(study.content) // PAGE_BYTES
    for number in range(count):
        pages = choose.sample(range(1, last + 1), PAGES_AT_ONCE[number % len(PAGES_AT_ONCE)])
        yield one_rescue(study, tuple(sorted(pages)), choose)


def one_rescue(study: Sound, damaged: tuple[int, ...], choose: random.Random) -> Trial:
    """Damages these pages in a copy, rescues it, and compares."""
    bad = bytearray(study.content)
    for page in damaged:
        # Not the salt: what is then to be done is another story (see the rescue's tests).
        where = (page - 1) * PAGE_BYTES + choose.randrange(16, PAGE_BYTES)
        bad[where] ^= 1 << choose.randrange(8)
    place, goal = study.place.with_name("bad.iprstudy"), study.place.with_name("new.iprstudy")
    place.write_bytes(bad)
    goal.unlink(missing_ok=True)
    report = rescue(place, goal, lambda: PASSPHRASE)
    with open_study(goal, lambda: PASSPHRASE) as store:
        assert store.check() == [], store.check()
        key = store.key
    whole = {row for row, pages in study.pages.items() if not pages & set(damaged)}
    rows = {(name, row) for name, own in rows_in(goal, key).items() for row in own}
    there = _records(goal, key)
    _see_that_nothing_is_made_up(study, there, report)
    asked = study.records.keys() - _touched(study, whole)
    missed = sorted(each for each in asked if not _is_there(study, there, each))
    moments = [each for each in asked if each[0] == "moment"]
    return Trial(
        damaged=damaged,
        on_whole_pages=len(whole),
        brought=len(whole & rows),
        moments=1 - sum(each[0] == "moment" for each in missed) / max(1, len(moments)),
        missed=tuple(missed),
        reached=sum((name, row) in whole for name, row in _reached(place, study.key)),
        silent=_silent(study, there, report),
    )


def _reached(place: Path, key: Key | None) -> Iterator[tuple[str, Row]]:
    """What SQLite itself gives of a damaged file."""
    try:
        found = rows_in(place, key)
    except dbapi2.Error:
        return
    yield from ((name, row) for name, rows in found.items() for row in rows)


def _touched(study: Sound, whole: set[Any]) -> set[Named]:
    """The records of which some row stands on a damaged page."""
    of = {codec.table.name: (kind, "id") for kind, codec in CODECS.items()}
    for kind, codec in CODECS.items():
        of |= {part.table.name: (kind, part.parent) for part in codec.parts}
    lost = study.pages.keys() - whole
    return {(of[name][0], row[TABLES[name].index(of[name][1])]) for name, row in lost}


def _is_there(study: Sound, there: Mapping[Named, Record], name: Named) -> bool:
    """Whether a record came back as it was; a pairing cannot without its moments."""
    own = study.records[name]
    if isinstance(own, Pairing):
        paired = [("moment", each) for each in own.moment_ids]
        return any(each not in there for each in paired) or there.get(name) == own
    return there.get(name) == own


def _see_that_nothing_is_made_up(
    study: Sound, there: Mapping[Named, Record], report: Rescued
) -> None:
    """No record of a coder that was not there; a new one only as a stand-in that is told."""
    new = Counter(kind for kind, _ in there.keys() - study.records.keys())
    assert all(count <= report.stood_in.get(kind, 0) for kind, count in new.items()), new
    owned = {kind for kind, codec in CODECS.items() if codec.of_coder}
    assert not new.keys() & owned, new


def _silent(study: Sound, there: Mapping[Named, Record], report: Rescued) -> int:
    """How many records are missing or different beyond what the report says of their kind.

    Where it says that entries of the journal are lost, some may be missing that nothing names.
    """
    names = study.records.keys() & there.keys() if report.entries_lost else study.records.keys()
    wrong = Counter(name[0] for name in names if there.get(name) != study.records[name])
    told: Counter[str] = Counter()
    for said in (report.lost, report.unsure):
        for (kind, _), count in said.items():
            told[kind] += count
    return sum(max(0, count - told[kind]) for kind, count in wrong.items())
