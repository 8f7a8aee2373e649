"""Rows from pages, beside what SQLite gives of the same file."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from annotator.storage.carving import Carved, carve
from annotator.storage.cells import TornText, shapes_of, torn_record
from annotator.storage.header import PAGE_BYTES

BY_NUMBER = (
    'CREATE TABLE "one" (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, n INTEGER, r REAL, b BLOB) '
    "STRICT"
)
BY_KEY = (
    'CREATE TABLE "two" (parent TEXT NOT NULL, position INTEGER NOT NULL, t TEXT, '
    "PRIMARY KEY (position, parent)) STRICT, WITHOUT ROWID"
)


def carved(place: Path, lost: set[int] = frozenset()) -> Carved:  # type: ignore[assignment]
    """What is found with these pages damaged."""
    raw = place.read_bytes()
    pages: dict[int, bytes | None] = {
        number + 1: raw[number * PAGE_BYTES : (number + 1) * PAGE_BYTES]
        for number in range(len(raw) // PAGE_BYTES)
    }
    pages |= dict.fromkeys(lost)
    driver = dbapi2.connect(":memory:")
    driver.execute(BY_NUMBER)
    driver.execute(BY_KEY)
    infos = {
        name: [tuple(row) for row in driver.execute(f"PRAGMA table_info({name})")]
        for name in ("one", "two")
    }
    shapes = shapes_of([("one", infos["one"], True), ("two", infos["two"], False)])
    return carve(pages, PAGE_BYTES, shapes)


def written(place: Path, one: list[tuple[Any, ...]], two: list[tuple[Any, ...]]) -> Any:
    """A file of both tables with an index, and the connection to it."""
    place.unlink(missing_ok=True)
    driver = dbapi2.connect(str(place), isolation_level=None)
    driver.execute("PRAGMA secure_delete=1").fetchall()
    driver.execute(BY_NUMBER)
    driver.execute(BY_KEY)
    driver.execute('CREATE INDEX "by_id" ON one (id)')
    driver.execute("BEGIN")
    driver.executemany("INSERT INTO one VALUES (?, ?, ?, ?, ?)", one)
    driver.executemany("INSERT OR IGNORE INTO two VALUES (?, ?, ?)", two)
    driver.execute("COMMIT")
    return driver


texts = st.builds(
    lambda part, times: part * times, st.text(max_size=9), st.sampled_from([1, 450, 999])
)
whole = st.integers(-(2**63), 2**63 - 1)
reals = st.floats(allow_nan=False)
ones = st.lists(
    st.tuples(whole, texts, st.none() | whole, st.none() | reals, st.none() | st.binary()),
    unique_by=lambda row: row[0],
    max_size=25,
)
twos = st.lists(st.tuples(st.text(max_size=9), whole, st.none() | texts), max_size=25)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(one=ones, two=twos)
def test_of_a_sound_file_every_row_is_found(
    tmp_path: Path, one: list[tuple[Any, ...]], two: list[tuple[Any, ...]]
) -> None:
    """Long texts on further pages, all sizes of numbers, keys in another order."""
    place = tmp_path / "a.db"
    driver = written(place, one, two)
    found = carved(place)
    stored = driver.execute("SELECT seq, id, n, r, b FROM one").fetchall()
    keyed = driver.execute("SELECT position, parent, t FROM two").fetchall()
    driver.close()
    assert sorted(found.rows["one"], key=repr) == sorted(map(tuple, stored), key=repr)
    assert sorted(found.rows["two"], key=repr) == sorted(map(tuple, keyed), key=repr)
    assert (found.broken, found.homeless) == (frozenset(), 0)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(part=st.text(min_size=1, max_size=9), behind=st.none() | st.binary(max_size=40))
def test_a_text_that_lacks_a_page_is_known_before_and_behind_it(
    tmp_path: Path, part: str, behind: bytes | None
) -> None:
    place = tmp_path / "a.db"
    text = part * (20_000 // len(part.encode()))
    written(place, [(7, text, 5, 0.5, behind)], []).close()
    torn = 0
    for lost in range(3, place.stat().st_size // PAGE_BYTES + 1):
        for row in carved(place, {lost}).torn.get("one", ()):
            torn += 1
            assert row.rowid == 7
            left = row.size - len(row.before)
            (after,) = row.afters or (b"",)
            cells = torn_record(row.before, left - len(after), after)
            if cells is None:  # it ends on the lost page, with what stands behind it
                cells = torn_record(row.before, left, None)
            assert cells is not None
            known = cells[1]
            assert isinstance(known, TornText)
            assert text.startswith(known.before)
            assert text.endswith(known.after)
            known_bytes = len((known.before + known.after).encode()) + known.lost_bytes
            assert 0 <= len(text.encode()) - known_bytes < 8 or len(cells) < 5
            if len(cells) == 5:
                assert cells[2:] == [5, 0.5, behind]
    assert torn >= 3


def _many(place: Path) -> Any:
    one = [(n, f"id {n:05}", n, n / 7, b"x" * 90) for n in range(2_000)]
    two = [(f"id {n:05}", n, "t" * 100) for n in range(2_000)]
    return written(place, one, two)


@pytest.mark.parametrize("name", ["one", "two"])
def test_with_its_root_lost_a_table_is_found_by_its_rows(tmp_path: Path, name: str) -> None:
    place = tmp_path / "a.db"
    driver = _many(place)
    (root,) = driver.execute(f"SELECT rootpage FROM sqlite_master WHERE name = '{name}'").fetchone()
    driver.close()
    found = carved(place, {root})
    other = {"one": "two", "two": "one"}[name]
    assert len(found.rows[other]) == 2_000
    # A table that is kept under its key has rows above its leaves too: those are lost.
    above = 0 if name == "one" else 2_000 - len(found.rows[name])
    assert len(found.rows[name]) == 2_000 - above
    assert above < 100
    assert found.broken == {name}


def test_with_the_first_page_lost_nothing_else_is(tmp_path: Path) -> None:
    place = tmp_path / "a.db"
    _many(place).close()
    found = carved(place, {1})
    assert len(found.rows["one"]) == 2_000
    assert len(found.rows["two"]) > 1_900
    assert found.version is None


def test_deleted_rows_do_not_come_back(tmp_path: Path) -> None:
    place = tmp_path / "a.db"
    driver = _many(place)
    driver.execute("DELETE FROM one WHERE seq >= 300")
    driver.execute("DELETE FROM two WHERE position < 1900")
    driver.close()
    for lost in (set(), {1}):
        found = carved(place, lost)
        assert {row[0] for row in found.rows["one"]} == set(range(300))
        assert {row[0] for row in found.rows["two"]} <= set(range(1_900, 2_000))


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(0, 12 * PAGE_BYTES - 1), st.integers(0, 255)), max_size=40))
def test_garbage_never_stops_it(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    """A plain file has no seals: whatever stands there, the rest is read and it ends."""
    place = tmp_path / "a.db"
    if not place.exists():
        one = [(n, "t" * 700, n, 0.5, b"") for n in range(40)]
        written(place, one, [("p", n, "t" * 50) for n in range(40)]).close()
        (tmp_path / "whole").write_bytes(place.read_bytes())
    raw = bytearray((tmp_path / "whole").read_bytes())
    for where, byte in changes:
        raw[where % len(raw)] = byte
    place.write_bytes(raw)
    found = carved(place)
    assert len(found.rows["one"]) <= 40 * 2


def test_pages_that_point_at_each_other_end(tmp_path: Path) -> None:
    place = tmp_path / "a.db"
    driver = _many(place)
    (root,) = driver.execute("SELECT rootpage FROM sqlite_master WHERE name = 'one'").fetchone()
    driver.close()
    raw = bytearray(place.read_bytes())
    struct.pack_into(">I", raw, (root - 1) * PAGE_BYTES + 8, root)
    place.write_bytes(raw)
    assert len(carved(place).rows["one"]) <= 2_000


TWINS = (
    "CREATE TABLE a (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, n INTEGER NOT NULL) STRICT",
    "CREATE TABLE b (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, t TEXT NOT NULL) STRICT",
    *(
        f"CREATE TABLE of_{name} (parent TEXT NOT NULL, position INTEGER NOT NULL, "
        "PRIMARY KEY (parent, position)) STRICT, WITHOUT ROWID"
        for name in "ab"
    ),
)
"""Two tables whose parts look the same."""


def twins(place: Path, *, named: bool) -> Carved:
    """What is found of them with the list of tables lost."""
    driver = dbapi2.connect(str(place), isolation_level=None)
    for statement in TWINS:
        driver.execute(statement)
    roots = dict(driver.execute("SELECT name, rootpage FROM sqlite_master").fetchall())
    infos = [
        (name, [tuple(row) for row in driver.execute(f"PRAGMA table_info({name})")], name in "ab")
        for name in roots
    ]
    for name in "ab":
        for n in range(3):
            driver.execute(
                f"INSERT INTO {name} VALUES (?, ?, ?)",
                (n, f"{name}{n}", n if name == "a" else n + 0.5),
            )
            driver.execute(f"INSERT INTO of_{name} VALUES (?, ?)", (f"{name}{n}", n))
    driver.close()
    raw = place.read_bytes()
    pages: dict[int, bytes | None] = {
        number + 1: raw[number * PAGE_BYTES : (number + 1) * PAGE_BYTES]
        for number in range(len(raw) // PAGE_BYTES)
    }
    references = {f"of_{name}": [("parent", name)] for name in "ab"} if named else {}
    pages[1] = None
    return carve(pages, PAGE_BYTES, shapes_of(infos, references))


def of(found: Carved) -> dict[str, list[str]]:
    return {name: sorted(str(row[0]) for row in found.rows[f"of_{name}"]) for name in "ab"}


def test_rows_that_fit_two_tables_go_where_what_they_name_is(tmp_path: Path) -> None:
    found = twins(tmp_path / "a.db", named=True)
    assert of(found) == {"a": ["a0", "a1", "a2"], "b": ["b0", "b1", "b2"]}
    assert found.homeless == 0


def test_rows_that_fit_two_tables_and_name_nothing_go_to_neither(tmp_path: Path) -> None:
    found = twins(tmp_path / "a.db", named=False)
    assert of(found) == {"a": [], "b": []}
    assert found.homeless == 6


def test_roots_are_those_of_a_new_file_where_the_rest_of_the_list_says_so(tmp_path: Path) -> None:
    """Tables enough for a list of several pages, one of which is lost; all look the same."""
    place = tmp_path / "a.db"
    driver = dbapi2.connect(str(place), isolation_level=None)
    names = [f"table_{number:02}" for number in range(60)]
    for name in names:
        driver.execute(f'CREATE TABLE {name} (t TEXT, "{name * 12}" TEXT) STRICT')
        driver.execute(f"INSERT INTO {name} VALUES (?, NULL)", (name,))
    roots = dict(driver.execute("SELECT name, rootpage FROM sqlite_master").fetchall())
    infos = [
        (name, [tuple(row) for row in driver.execute(f"PRAGMA table_info({name})")], True)
        for name in names
    ]
    driver.close()
    raw = place.read_bytes()
    pages: dict[int, bytes | None] = {
        number + 1: raw[number * PAGE_BYTES : (number + 1) * PAGE_BYTES]
        for number in range(len(raw) // PAGE_BYTES)
    }
    lists = [number for number, page in pages.items() if number > 1 and b"CREATE" in (page or b"")]
    pages |= {1: None, lists[1]: None}
    shapes = shapes_of(infos)
    usual = carve(pages, PAGE_BYTES, shapes, usual=roots)
    assert {name: rows[0][0] for name, rows in usual.rows.items()} == {name: name for name in names}
    alone = carve(pages, PAGE_BYTES, shapes)
    assert 0 < sum(not rows for rows in alone.rows.values()) < 30
    moved = carve(pages, PAGE_BYTES, shapes, usual={name: roots[name] + 1 for name in names})
    assert moved.rows == alone.rows  # that is another file's way
