"""Pages read past SQLite, beside what SQLite itself reads."""

from __future__ import annotations

from pathlib import Path

from annotator.domain.edits import added
from annotator.storage import Store, create
from annotator.storage.header import PAGE_BYTES, PLAIN_MAGIC
from annotator.storage.pages import RESERVED, read_pages
from tests.storage.making import Made, driver_of, make, moment_in, new_study

WORDS = "a memo that is looked for"


def _study(place: Path, passphrase: str | None, made: Made) -> Store:
    store = create(place, new_study(), passphrase)
    store.apply(made.edit, action="plan")
    store.apply(added(moment_in(made, made.transcripts[0], memo=WORDS)), action="mark")
    return store


def test_an_encrypted_file_is_opened_page_by_page(tmp_path: Path) -> None:
    place = tmp_path / "a.iprstudy"
    with _study(place, "a passphrase", make()) as store:
        key, count = store.key, driver_of(store).execute("PRAGMA page_count").fetchone()[0]
    pages = list(read_pages(place, key))
    assert [page.number for page in pages] == list(range(1, count + 1))
    contents = [page.content for page in pages]
    assert all(each is not None and len(each) == PAGE_BYTES - RESERVED for each in contents)
    assert contents[0] is not None
    assert contents[0].startswith(PLAIN_MAGIC)
    assert contents[0][20] == RESERVED  # what SQLite's own header says
    assert any(WORDS.encode() in each for each in contents if each)
    assert WORDS.encode() not in place.read_bytes()


def test_each_page_with_one_bit_turned_is_damaged(tmp_path: Path) -> None:
    place = tmp_path / "a.iprstudy"
    with _study(place, "a passphrase", make()) as store:
        key = store.key
    content = place.read_bytes()
    for number in range(len(content) // PAGE_BYTES):
        for where in (16, 2_000, PAGE_BYTES - RESERVED, PAGE_BYTES - 1):  # text, IV, HMAC
            bad = bytearray(content)
            bad[number * PAGE_BYTES + where] ^= 4
            place.write_bytes(bad)
            damaged = [page.number for page in read_pages(place, key) if page.content is None]
            assert damaged == [number + 1]


def test_a_page_that_stands_where_another_was_is_damaged(tmp_path: Path) -> None:
    place = tmp_path / "a.iprstudy"
    with _study(place, "a passphrase", make()) as store:
        key = store.key
    content = place.read_bytes()
    two, three = content[PAGE_BYTES : 2 * PAGE_BYTES], content[2 * PAGE_BYTES : 3 * PAGE_BYTES]
    place.write_bytes(content[:PAGE_BYTES] + three + two + content[3 * PAGE_BYTES :])
    assert [page.number for page in read_pages(place, key) if page.content is None] == [2, 3]


def test_a_plain_file_is_read_as_it_is(tmp_path: Path) -> None:
    place = tmp_path / "a.iprstudy"
    _study(place, None, make()).close()
    assert b"".join(page.content or b"" for page in read_pages(place, None)) == place.read_bytes()


def test_a_last_page_that_is_cut_short_is_damaged(tmp_path: Path) -> None:
    place = tmp_path / "a.iprstudy"
    with _study(place, "a passphrase", make()) as store:
        key = store.key
    place.write_bytes(place.read_bytes()[:-1])
    assert [page.content is None for page in read_pages(place, key)][-2:] == [False, True]
