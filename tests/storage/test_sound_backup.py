"""Which backup or copy a rescue takes what is missing from, and what it may not bring back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from annotator.domain.edits import added
from annotator.domain.ids import new_id
from annotator.domain.round import Coder
from annotator.storage import Rescued, back_up, create, open_study, rescue
from annotator.storage.header import PAGE_BYTES
from tests.storage.making import make, moment_in, new_study
from tests.storage.test_erasure import SAID, WHO, telling

ERASURES = ("erasures", "erased_records", "erased_words")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    return tmp_path / "lab.iprstudy"


@pytest.fixture
def copy(place: Path) -> Path:
    """A copy of the study at `place` from before P00 was erased from it."""
    copy = place.with_name("copy.iprstudy")
    made = make(dyads=1)
    with create(place, new_study()) as store:
        store.apply(made.edit, action="plan")
        own = moment_in(made, telling(store, made), memo="mine")
        store.apply(added(own), action="mark")
        shutil.copy(place, copy)
        store.erasing(WHO)()
    return copy


def rescued(place: Path, tables: tuple[str, ...], *beside: Path, page: int = 0) -> Rescued:
    """A rescue without the first pages of these tables, and without one page more."""
    driver = dbapi2.connect(str(place))
    roots = dict(driver.execute("SELECT name, rootpage FROM sqlite_master").fetchall())
    driver.close()
    content = bytearray(place.read_bytes())
    for number in {*(roots[each] for each in tables), *([page] if page else [])}:
        content[(number - 1) * PAGE_BYTES : number * PAGE_BYTES] = b"\xee" * PAGE_BYTES
    place.write_bytes(content)
    return rescue(place, place.with_name("new.iprstudy"), None, beside=beside)


def told(found: Rescued) -> list[str]:
    """What of P00's words is in the new file."""
    return [each for each in SAID if each.encode() in found.place.read_bytes()]


@pytest.mark.parametrize("lost", [("tombstones",), ("tombstones", *ERASURES)])
def test_a_copy_that_an_erasure_has_not_reached_brings_nobody_back(
    place: Path, copy: Path, lost: tuple[str, ...]
) -> None:
    """By what the study knows of erasures; where that is lost, by its journal."""
    found = rescued(place, lost, copy)
    assert (found.backup, told(found)) == (None, [])
    assert found.erasures_unknown == (len(lost) > 1)


def test_a_copy_of_which_nothing_tells_whether_it_is_erased_leaves_that_unknown(
    place: Path, copy: Path
) -> None:
    content = place.read_bytes()
    entry = content.index(b"Erase a participant") // PAGE_BYTES + 1
    found = rescued(place, ("tombstones", *ERASURES), copy, page=entry)
    assert found.backup == copy
    assert found.erasures_unknown
    assert not found.is_whole


def test_a_copy_that_was_erased_too_serves_a_rescue(place: Path, copy: Path) -> None:
    shutil.copy(place, copy)
    found = rescued(place, ("tombstones", *ERASURES, "moments"), copy)
    assert (found.backup, told(found)) == (copy, [])


def test_what_was_written_last_is_taken_whatever_its_name_says(place: Path, copy: Path) -> None:
    with open_study(place) as store:
        shutil.copy(place, copy)
        store.apply(added(Coder(id=new_id(), name="Cy")), action="add")
        backup = back_up(store)
    early = backup.with_name(f"2020-01-01 000000 {place.name}")
    backup.rename(early)
    shutil.copy(copy, backup)  # of the earlier state, under the later name
    found = rescued(place, ("coders",), copy)
    assert found.backup == early
    with open_study(found.place) as store:
        assert {each.name for each in store.view().coders.values()} == {"Ane", "Bo", "Cy"}
