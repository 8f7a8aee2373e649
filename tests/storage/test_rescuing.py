"""Rescue: what comes back from damaged files, and what is said of the rest."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.edits import Replace, added
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.storage import Rescued, back_up, create, open_study, rescue
from annotator.storage.header import PAGE_BYTES
from annotator.storage.pages import read_pages
from tests.storage.making import consensus_of, make, moment_in, new_study

PASSPHRASE = "a passphrase"
MEMO = "word " * 40


class Kept:
    """A study with moments in several edits, one deleted, one changed."""

    def __init__(self, place: Path, passphrase: str | None = PASSPHRASE) -> None:
        self.place, self.passphrase, self.made = place, passphrase, make(dyads=2)
        with create(place, new_study(), passphrase) as store:
            store.apply(self.made.edit, action="plan")
            text = self.made.transcripts[0]
            for number in range(12):
                own = [moment_in(self.made, text, memo=f"{number}.{n} {MEMO}") for n in range(8)]
                store.apply(added(*own), action="mark", actor=self.made.coders[0].id)
            store.apply(added(*consensus_of(self.made, own[0])), action="settle")
            self.gone, changed = own[1], own[2]
            store.apply(Replace(self.gone, None), action="delete")
            store.apply(Replace(changed, replace(changed, memo="changed")), action="change")
            self.view = store.view()
            self.key = store.key
        self.moments = {each.id: each for each in self.view.all_moments()}
        self.content = place.read_bytes()

    def damage(self, *pages: int) -> None:
        """One bit on each of these pages."""
        bad = bytearray(self.content)
        for page in pages:
            bad[(page - 1) * PAGE_BYTES + 2_000] ^= 1
        self.place.write_bytes(bad)

    def pages_with(self, words: str) -> list[int]:
        """Pages that hold a text, of the file as it was."""
        self.place.write_bytes(self.content)
        pages = read_pages(self.place, self.key)
        return [each.number for each in pages if words.encode() in (each.content or b"")]

    def rescued(self, goal: Path) -> tuple[Rescued, dict[Id, Moment]]:
        """The report, and the moments of the new file, which is sound."""
        report = rescue(self.place, goal, lambda: self.passphrase)
        with open_study(goal, lambda: self.passphrase) as store:
            assert store.check() == []
            return report, {each.id: each for each in store.view().all_moments()}


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return Kept(tmp_path_factory.mktemp("kept") / "study.iprstudy")


@pytest.fixture
def kept(once: Kept, tmp_path: Path) -> Kept:
    """The same in a folder of the test's own."""
    own = shutil.copytree(once.place.parent, tmp_path / "own")
    again: Kept = object.__new__(Kept)
    again.__dict__.update(once.__dict__, place=own / once.place.name)
    again.place.write_bytes(once.content)
    return again


def test_a_sound_file_comes_back_as_it_was(kept: Kept, tmp_path: Path) -> None:
    goal = tmp_path / "new.iprstudy"
    report, moments = kept.rescued(goal)
    assert report.is_whole
    assert (report.damaged, report.healed, report.lost, report.unsure) == (0, 0, {}, {})
    assert moments == kept.moments
    with open_study(goal, lambda: PASSPHRASE) as store:
        view = store.view()
        said = [entry.action for entry in store.journal()]
    assert replace(view, revision=0) == replace(kept.view, revision=0)
    assert said[-1] == "rescue"
    assert report.entries == report.entries_read == len(said) - 1
    assert kept.place.read_bytes() == kept.content  # which stays as it is


def test_any_page_but_the_first_may_be_lost(kept: Kept, tmp_path: Path) -> None:
    """Each by itself: whatever is missing or different is told."""
    last, choose = len(kept.content) // PAGE_BYTES, random.Random(3)
    for number, page in enumerate(choose.sample(range(2, last + 1), 12)):
        kept.damage(page)
        report, moments = kept.rescued(tmp_path / f"{number}.iprstudy")
        assert report.damaged == 1
        assert kept.gone.id not in moments
        assert moments.keys() <= kept.moments.keys()
        wrong = sum(moments.get(key) != own for key, own in kept.moments.items())
        if not report.entries_lost:
            assert wrong <= sum(report.lost.values()) + sum(report.unsure.values())


def test_the_way_to_the_rows_may_be_lost(kept: Kept, tmp_path: Path) -> None:
    """The page above all moments: SQLite reaches none of them then."""
    from annotator.storage.connection import connect

    kept.place.write_bytes(kept.content)
    driver = connect(kept.place, kept.key)
    chosen = "SELECT rootpage FROM sqlite_master WHERE name = 'moments'"
    (root,) = driver.execute(chosen).fetchone()
    driver.close()
    kept.damage(root)
    report, moments = kept.rescued(tmp_path / "new.iprstudy")
    assert moments == kept.moments
    assert report.healed == 0  # from the pages, not from the journal


def test_the_journal_gives_back_what_the_tables_have_lost(kept: Kept, tmp_path: Path) -> None:
    words = next(own.memo for own in kept.moments.values() if own.memo.startswith("4.3"))
    in_table = min(kept.pages_with(words))
    kept.damage(in_table)
    report, moments = kept.rescued(tmp_path / "new.iprstudy")
    assert moments == kept.moments
    assert report.healed > 0
    assert report.is_whole


def test_a_backup_gives_back_what_nothing_else_has(kept: Kept, tmp_path: Path) -> None:
    with open_study(kept.place, lambda: PASSPHRASE) as store:
        backup = back_up(store)
    words = next(own.memo for own in kept.moments.values() if own.memo.startswith("4.3"))
    kept.damage(*kept.pages_with(words))  # the table's, the journal's
    report, moments = kept.rescued(tmp_path / "new.iprstudy")
    assert report.backup == backup
    assert report.from_backup["moment"] > 0
    assert moments == kept.moments

    shutil.rmtree(backup.parent)
    report, moments = kept.rescued(tmp_path / "without.iprstudy")
    assert report.backup is None
    missing = kept.moments.keys() - moments.keys()
    assert missing
    assert report.lost == {("moment", "Ane"): len(missing)}
    assert not report.is_whole


def test_what_was_deleted_after_the_backup_stays_deleted(kept: Kept, tmp_path: Path) -> None:
    with open_study(kept.place, lambda: PASSPHRASE) as store:
        back_up(store)
        own = next(iter(kept.moments.values()))
        changed = replace(own, memo="newer than the backup")
        store.apply(Replace(own, changed), action="change")
        other = list(kept.moments.values())[5]
        store.apply(Replace(other, None), action="delete")
    kept.content = kept.place.read_bytes()
    kept.damage(len(kept.content) // PAGE_BYTES)
    _, moments = kept.rescued(tmp_path / "new.iprstudy")
    assert other.id not in moments
    assert moments[own.id] == changed


def test_a_damaged_salt_is_taken_from_a_backup(kept: Kept, tmp_path: Path) -> None:
    bad = bytearray(kept.content)
    bad[3] ^= 8
    kept.place.write_bytes(bad)
    with pytest.raises(UserError, match="wrong passphrase, or nothing of the file is whole"):
        rescue(kept.place, tmp_path / "new.iprstudy", lambda: PASSPHRASE)
    kept.place.write_bytes(kept.content)
    with open_study(kept.place, lambda: PASSPHRASE) as store:
        back_up(store)
    kept.place.write_bytes(bad)
    _, moments = kept.rescued(tmp_path / "new.iprstudy")
    assert moments == kept.moments


def test_a_file_that_is_cut_off_gives_its_beginning(kept: Kept, tmp_path: Path) -> None:
    kept.place.write_bytes(
        kept.content[: len(kept.content) * 9 // 10 // PAGE_BYTES * PAGE_BYTES + 100]
    )
    report, moments = kept.rescued(tmp_path / "new.iprstudy")
    assert report.damaged == 1
    assert moments
    assert moments.keys() < kept.moments.keys()
    assert not report.is_whole


def test_a_plain_study_is_rescued_too(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "plain.iprstudy", None)
    bad = bytearray(kept.content)
    bad[40 * PAGE_BYTES : 41 * PAGE_BYTES] = bytes(PAGE_BYTES)
    kept.place.write_bytes(bad)
    _, moments = kept.rescued(tmp_path / "new.iprstudy")
    assert len(moments) > len(kept.moments) * 0.9


@pytest.mark.parametrize(
    ("passphrase", "said"),
    [(None, "encrypted"), ("another", "wrong passphrase")],
)
def test_without_the_passphrase_nothing_is_made(
    kept: Kept, tmp_path: Path, passphrase: str | None, said: str
) -> None:
    with pytest.raises(UserError, match=said):
        rescue(kept.place, tmp_path / "new.iprstudy", lambda: passphrase)
    assert list(tmp_path.iterdir()) == [kept.place.parent]


def test_a_file_that_stands_there_is_not_touched(kept: Kept, tmp_path: Path) -> None:
    goal = tmp_path / "new.iprstudy"
    goal.write_text("mine")
    with pytest.raises(UserError, match="there is a file of this name"):
        rescue(kept.place, goal, lambda: PASSPHRASE)
    assert goal.read_text() == "mine"
