"""Rescue: what comes back from damaged files, and what is said of the rest."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from annotator.domain.edits import Replace, added
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.storage import Damaged, Rescued, back_up, create, open_study, rescue
from annotator.storage.connection import connect
from annotator.storage.header import PAGE_BYTES
from annotator.storage.pages import read_pages
from tests.storage.losing import Plain
from tests.storage.making import WORDS, consensus_of, make, moment_in, new_study

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
    for number, page in enumerate(choose.sample(range(2, last + 1), 6)):
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


def test_without_the_study_s_own_record_all_the_rest_comes_back(kept: Kept, tmp_path: Path) -> None:
    pages = [each for each in kept.pages_with(kept.view.study.title) if each > 1]
    kept.damage(*pages)
    goal = tmp_path / "new.iprstudy"
    report, moments = kept.rescued(goal)
    told = sum(report.lost.values()) + sum(report.unsure.values())
    wrong = sum(moments.get(key) != own for key, own in kept.moments.items())
    assert len(moments) > 0.9 * len(kept.moments)
    assert wrong < told
    assert report.unsure["study", ""] == 1
    assert not report.is_whole
    with open_study(goal, lambda: PASSPHRASE) as store:
        assert store.view().study.title == "Rescued study"


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
    assert report.pages == len(kept.content) // PAGE_BYTES
    assert report.damaged == report.pages - len(kept.place.read_bytes()) // PAGE_BYTES
    assert moments
    assert moments.keys() < kept.moments.keys()
    assert not report.is_whole


def test_a_file_whose_last_pages_are_missing_is_never_called_whole(
    kept: Kept, tmp_path: Path
) -> None:
    pages = len(kept.content) // PAGE_BYTES
    for number, left in enumerate((pages - 1, pages * 9 // 10, pages // 2)):
        kept.place.write_bytes(kept.content[: left * PAGE_BYTES])
        try:
            report, moments = kept.rescued(tmp_path / f"{number}.iprstudy")
        except UserError:
            continue  # too little is left
        assert report.damaged == pages - left
        assert report.is_whole == (moments == kept.moments)


def test_a_code_whose_parent_is_lost_stays_below_a_stand_in(plain: Plain, tmp_path: Path) -> None:
    plain.lose(
        "DELETE FROM journal_payloads",
        "DELETE FROM moment_codes",
        "DELETE FROM codes WHERE name = 'Helpful'",
    )
    report, _ = plain.rescued(tmp_path / "new.iprstudy")
    with open_study(tmp_path / "new.iprstudy") as store:
        codes = {code.name: code for _, code in store.view().codebook.codes()}
    helpful, warmth = plain.made.codebook.sets[0].codes
    assert codes["Warmth"] == warmth
    assert codes.keys() == {"Warmth", "Rescued code 1"}
    assert codes["Rescued code 1"].id == helpful.id
    assert report.stood_in == {"code": 1}
    assert ("codebook", "") in report.unsure


@pytest.mark.parametrize("content", [b"", b"short"])
def test_what_is_too_short_for_a_salt_is_told(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "short.iprstudy"
    place.write_bytes(content)
    with pytest.raises(UserError, match="nothing of the file is whole"):
        rescue(place, tmp_path / "new.iprstudy", lambda: PASSPHRASE)


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


# What is older and what is newer ---------------------------------------------------------------


LAST = "(SELECT max(seq) FROM journal)"
LOSE_LAST_PAYLOAD = f"DELETE FROM journal_payloads WHERE seq = {LAST}"
LOSE_LAST = (LOSE_LAST_PAYLOAD, f"DELETE FROM journal WHERE seq = {LAST}")
LOSE_MOMENTS = ("DELETE FROM moment_codes", "DELETE FROM moment_ratings", "DELETE FROM moments")


@pytest.fixture
def plain(tmp_path: Path) -> Plain:
    return Plain(tmp_path)


def test_a_row_is_newer_than_the_journal_that_is_left(plain: Plain, tmp_path: Path) -> None:
    newest = replace(plain.moment, memo="newest")
    plain.change(plain.moment, newest)
    plain.lose(*LOSE_LAST)
    report, moments = plain.rescued(tmp_path / "new.iprstudy")
    assert moments == [newest]
    assert report.entries_lost == 1


@pytest.mark.parametrize("lose", [LOSE_LAST, (LOSE_LAST_PAYLOAD,)])
def test_what_an_undo_brought_back_stays(
    plain: Plain, tmp_path: Path, lose: tuple[str, ...]
) -> None:
    plain.change(plain.moment, None)
    plain.change(None, plain.moment)
    plain.lose(*lose)
    _, moments = plain.rescued(tmp_path / "new.iprstudy")
    assert moments == [plain.moment]


def test_an_older_state_from_a_backup_is_told(plain: Plain, tmp_path: Path) -> None:
    with open_study(plain.place) as store:
        back_up(store)
    plain.change(plain.moment, replace(plain.moment, memo="newest"))
    plain.lose(LOSE_LAST_PAYLOAD, *LOSE_MOMENTS)
    report, moments = plain.rescued(tmp_path / "new.iprstudy")
    assert moments == [plain.moment]
    assert report.unsure == {("moment", ""): 1}
    assert not report.is_whole


def test_a_deletion_that_cannot_be_read_is_not_undone_in_silence(
    plain: Plain, tmp_path: Path
) -> None:
    with open_study(plain.place) as store:
        back_up(store)
    plain.change(plain.moment, None)
    plain.lose(LOSE_LAST_PAYLOAD, "DELETE FROM tombstones")
    report, moments = plain.rescued(tmp_path / "new.iprstudy")
    assert moments == [plain.moment]
    assert report.unsure == {("moment", ""): 1}


def test_the_backup_of_another_study_is_not_mixed_in(plain: Plain, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Plain(tmp_path / "other")
    with open_study(other.place) as store:
        foreign = back_up(store)
    with open_study(plain.place) as store:
        own = back_up(store)
    shutil.copy(foreign, own.with_name("2099-01-01 000000 plain.iprstudy"))
    plain.lose(LOSE_LAST_PAYLOAD, *LOSE_MOMENTS)
    report, moments = plain.rescued(tmp_path / "new.iprstudy")
    assert report.backup == own
    assert moments == [plain.moment]


def test_what_became_of_an_older_copy_is_not_mixed_in(plain: Plain, tmp_path: Path) -> None:
    before = plain.place.read_bytes()
    plain.change(plain.moment, replace(plain.moment, memo="of a way that was given up"))
    with open_study(plain.place) as store:
        back_up(store)
    plain.place.write_bytes(before)
    plain.change(plain.moment, replace(plain.moment, memo="of the way that was taken"))
    plain.lose(LOSE_LAST_PAYLOAD, *LOSE_MOMENTS)
    report, moments = plain.rescued(tmp_path / "new.iprstudy")
    assert report.backup is None
    assert moments == []
    assert report.lost == {("moment", ""): 1}


def test_a_damaged_backup_is_passed_over(plain: Plain, tmp_path: Path) -> None:
    with open_study(plain.place) as store:
        first, newest = back_up(store), back_up(store)
    content = bytearray(newest.read_bytes())
    for page in range(3, len(content) // PAGE_BYTES):
        content[page * PAGE_BYTES : page * PAGE_BYTES + 200] = b"\xff" * 200
    newest.write_bytes(content)
    plain.lose(LOSE_LAST_PAYLOAD, *LOSE_MOMENTS)
    report, moments = plain.rescued(tmp_path / "new.iprstudy")
    assert report.backup == first
    assert moments == [plain.moment]


def test_a_backup_with_tables_of_somebody_else_is_passed_over(plain: Plain, tmp_path: Path) -> None:
    with open_study(plain.place) as store:
        first, newest = back_up(store), back_up(store)
    driver = dbapi2.connect(str(newest), isolation_level=None)
    driver.execute("CREATE VIEW peek AS SELECT * FROM moments").fetchall()
    driver.close()
    plain.lose(LOSE_LAST_PAYLOAD, *LOSE_MOMENTS)
    report, moments = plain.rescued(tmp_path / "new.iprstudy")
    assert report.backup == first
    assert moments == [plain.moment]


def test_codes_that_are_lost_stay_with_their_moments(plain: Plain, tmp_path: Path) -> None:
    plain.lose("DELETE FROM journal_payloads", "DELETE FROM codes")
    report, moments = plain.rescued(tmp_path / "new.iprstudy")
    assert moments == [plain.moment]
    with open_study(tmp_path / "new.iprstudy") as store:
        book = store.view().codebook
    named = {book.code_path(each) for each in plain.moment.codes}
    # Two sets are left: nothing says in which of them they stood.
    assert named == {"Rescued set 1/Rescued code 1", "Rescued set 1/Rescued code 2"}
    assert report.stood_in == {"code": 2, "code set": 1}
    assert ("codebook", "") in report.unsure


def test_rows_of_a_moment_that_is_lost_are_told_of(plain: Plain, tmp_path: Path) -> None:
    plain.lose("DELETE FROM journal_payloads", "DELETE FROM journal", "DELETE FROM moments")
    report, moments = plain.rescued(tmp_path / "new.iprstudy")
    assert moments == []
    assert report.lost == {("moment", ""): 1}


def test_two_of_one_name_end_no_rescue(plain: Plain, tmp_path: Path) -> None:
    with open_study(plain.place) as store:
        back_up(store)
    plain.lose(
        "DELETE FROM journal_payloads",
        "UPDATE coders SET id = 'another' WHERE name = 'Bo'",
    )
    report, moments = plain.rescued(tmp_path / "new.iprstudy")
    assert moments == [plain.moment]
    assert not report.is_whole


def test_a_plain_transaction_that_was_cut_short_is_taken_back(plain: Plain, tmp_path: Path) -> None:
    driver = connect(plain.place, None)
    driver.execute("PRAGMA cache_size=5").fetchall()
    driver.execute("BEGIN IMMEDIATE")
    driver.execute("UPDATE moments SET memo = 'half'")
    driver.execute("UPDATE turns SET speaker = speaker || hex(randomblob(900))")
    killed = tmp_path / "killed"
    killed.mkdir()
    for each in tmp_path.glob("plain.iprstudy*"):
        shutil.copy(each, killed)
    driver.close()
    plain.place = killed / "plain.iprstudy"
    assert (killed / "plain.iprstudy-journal").stat().st_size
    report, moments = plain.rescued(tmp_path / "new.iprstudy")
    assert moments == [plain.moment]
    assert report.is_whole


def test_a_journal_left_where_the_new_file_is_to_stand_is_told(
    plain: Plain, tmp_path: Path
) -> None:
    (tmp_path / "new.iprstudy-journal").write_bytes(b"x" * 600)
    with pytest.raises(UserError, match="belongs to a study that was here"):
        rescue(plain.place, tmp_path / "new.iprstudy", None)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6])
def test_however_much_is_damaged_it_ends_in_a_sound_file_or_a_sentence(
    kept: Kept, tmp_path: Path, share: float
) -> None:
    last, choose = len(kept.content) // PAGE_BYTES, random.Random(share)
    for number in range(3):
        kept.damage(*choose.sample(range(2, last + 1), int(last * share)))
        found = ended(kept, tmp_path / f"{number}.iprstudy")
        if isinstance(found, str):
            assert "too little of the file is left" in found
        else:
            assert found <= kept.moments.keys()


def ended(kept: Kept, goal: Path) -> set[Id] | str:
    """The moments that a rescue brought, or why there is none."""
    try:
        return set(kept.rescued(goal)[1])
    except UserError as error:
        return str(error)


# What no page tells of ------------------------------------------------------------------------


def test_a_day_that_is_none_any_more_is_left_out_and_told(plain: Plain, tmp_path: Path) -> None:
    """A turned bit of a plain file: it is refused at opening, and the rest is there."""
    plain.lose(
        "DELETE FROM journal_payloads",
        "UPDATE interviews SET held = '2025-03-13T0):30:00' WHERE seq = 1",
        "UPDATE study SET relations = '[\"converging\", '",
    )
    damaged = pytest.raises(Damaged, match="does not hold what belongs there")
    with open_study(plain.place) as store, damaged:
        store.view()
    report, view = plain.rescued_view(tmp_path / "new.iprstudy")
    assert report.unsure == {("interview", ""): 1, ("study", ""): 1}
    first, *others = view.interviews.values()
    assert first.held is None
    assert others
    assert all(each.held is not None for each in others)
    assert view.study.relations == ()


def test_the_journal_brings_such_a_day_back(plain: Plain, tmp_path: Path) -> None:
    plain.lose("UPDATE interviews SET held = 'once'")
    report, view = plain.rescued_view(tmp_path / "new.iprstudy")
    assert report.unsure == {}
    assert all(each.held is not None for each in view.interviews.values())


def test_a_text_with_a_turned_bit_is_told(plain: Plain, tmp_path: Path) -> None:
    own = plain.made.transcripts[0]
    changed = "replace(text, substr(text, 5, 1), '#')"
    plain.lose(
        "DELETE FROM journal_payloads",
        f"UPDATE transcripts SET text = {changed} WHERE id = '{own.id}'",
    )
    report = rescue(plain.place, tmp_path / "new.iprstudy", None)
    assert report.unsure == {("transcript", ""): 1}
    assert report.changed_texts == (f"D00, session {plain.made.session.number}, therapist",)
    assert not report.is_whole


def test_an_index_of_words_that_is_none_is_damage(plain: Plain, tmp_path: Path) -> None:
    plain.lose("UPDATE turn_words_config SET v = 0 WHERE k = 'version'")
    with pytest.raises(Damaged, match="invalid fts5 file format"):
        open_study(plain.place)
    report, _ = plain.rescued(tmp_path / "new.iprstudy")
    assert report.is_whole


def test_handed_out_work_without_its_papers_becomes_a_study(work: Path, tmp_path: Path) -> None:
    with open_study(work, lambda: WORDS) as store:
        key, transcripts = store.key, store.view().transcripts
    driver = connect(work, key)
    driver.execute("DELETE FROM work")
    driver.close()
    goal = tmp_path / "new.iprstudy"
    report = rescue(work, goal, lambda: WORDS)
    assert report.papers_lost
    assert not report.is_whole
    with open_study(goal, lambda: WORDS) as store:
        assert (store.work, store.check()) == (None, [])
        assert store.view().transcripts == transcripts
