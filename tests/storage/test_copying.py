"""The pages of an encrypted file, copied as they stand."""

from __future__ import annotations

from typing import Any, BinaryIO

import pytest
from sqlcipher3 import dbapi2

from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.storage import Damaged, Store, back_up, copying, handles, open_study
from annotator.storage.backup import backups_of
from annotator.storage.header import PAGE_BYTES
from tests.storage.making import driver_of, moment_in


@pytest.fixture
def keyed(locked):
    with open_study(locked, lambda: "open sesame") as store:
        yield store


def test_the_copy_is_the_file_byte_for_byte(keyed, made):
    keyed.apply(Replace(None, moment_in(made, made.transcripts[0])), action="mark")
    assert back_up(keyed).read_bytes() == keyed.place.read_bytes()


def test_nobody_writes_while_pages_are_copied(keyed, made, monkeypatch):
    copy, tried = copying._copy, []

    def trying(source: BinaryIO, target: BinaryIO, size: int) -> None:
        copy(source, target, size)
        with open_study(keyed.place, lambda: "open sesame") as other:
            driver_of(other).execute("PRAGMA busy_timeout=0").fetchall()
            with pytest.raises(UserError, match="another program is writing") as told:
                other.apply(Replace(None, moment_in(made, made.transcripts[0])), action="mark")
        tried.append(told)

    monkeypatch.setattr(copying, "_copy", trying)
    assert back_up(keyed).read_bytes() == keyed.place.read_bytes()
    assert len(tried) == 1


def test_a_copy_in_steps_has_one_state_however_much_the_system_reads_ahead(
    keyed, made, monkeypatch
):
    """Some file systems hand out megabytes at once: what somebody wrote since is not in them."""

    def ahead(handle: int, mode: str, *, buffering: int, closefd: bool) -> Any:
        some = 4 << 20 if buffering == -1 else buffering
        return open(handle, mode, buffering=some, closefd=closefd)

    monkeypatch.setattr(handles, "open", ahead, raising=False)
    copy, steps = copying._copy, []

    def writing(source: BinaryIO, target: BinaryIO, size: int) -> None:
        copy(source, target, size)
        steps.append(size)

    monkeypatch.setattr(copying, "_copy", writing)
    moment = moment_in(made, made.transcripts[0])

    def hear(*_: int) -> None:
        if len(steps) == 1:
            with open_study(keyed.place, lambda: "open sesame") as other:
                other.apply(Replace(None, moment), action="mark")

    draft = keyed.place.with_name("draft")
    draft.touch()
    copying.copy_pages(driver_of(keyed), keyed.key, draft, pages_a_step=1, hear=hear)
    assert draft.read_bytes() == keyed.place.read_bytes()
    assert len(steps) > keyed.place.stat().st_size // PAGE_BYTES, "it began anew"


def flip(store: Store, where: int) -> None:
    """One bit on the disk, behind the back of the store and of what it holds in memory."""
    with store.place.open("r+b") as file:
        file.seek(where)
        byte = file.read(1)[0]
        file.seek(where)
        file.write(bytes([byte ^ 1]))


@pytest.mark.parametrize(
    "where", [3, 20, PAGE_BYTES + 7, -1], ids=["salt", "first page", "second page", "last sum"]
)
def test_what_went_bad_on_the_disk_gets_into_no_backup(keyed, where):
    """The salt too, which no page's sum holds: with it wrong no passphrase would ever fit."""
    good = back_up(keyed)
    keyed.view()  # what the store has in memory is whole
    flip(keyed, where % keyed.place.stat().st_size)
    with pytest.raises(Damaged) as told:
        back_up(keyed)
    assert told.value.where == str(keyed.place)
    assert list(backups_of(keyed.place).values()) == list(good.parent.iterdir()) == [good]


def test_a_file_that_was_cut_short_is_told(keyed):
    size = keyed.place.stat().st_size
    with keyed.place.open("r+b") as file:
        file.truncate(size - PAGE_BYTES)
    with pytest.raises(Damaged):
        back_up(keyed)


def test_a_file_that_somebody_else_is_writing_is_not_copied(keyed, locked):
    driver_of(keyed).execute("PRAGMA busy_timeout=10").fetchall()
    other = dbapi2.connect(str(locked), isolation_level=None)
    other.execute(keyed.key.pragma).fetchall()
    other.execute("BEGIN EXCLUSIVE").fetchall()
    with pytest.raises(UserError, match="another program is writing"):
        back_up(keyed)
    other.execute("ROLLBACK").fetchall()
    other.close()
    assert back_up(keyed).exists()


def test_a_file_too_large_to_read_under_a_lock_on_windows_is_left_to_sqlite(keyed, monkeypatch):
    monkeypatch.setattr(copying, "_LOCKED_FROM", PAGE_BYTES)
    copied = back_up(keyed)
    assert copied.read_bytes() != keyed.place.read_bytes()  # encrypted anew
    with open_study(copied, lambda: "open sesame") as copy:
        assert copy.view() == keyed.view()
