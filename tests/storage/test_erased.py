"""What was erased stays erased: in a restored backup, after a rescue, with files that quote."""

from __future__ import annotations

import gzip
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.assigning import AssignWish, hand_out
from annotator.app.verbs.merging import merge
from annotator.app.verbs.returning import hand_in
from annotator.domain.edits import Replace, added
from annotator.domain.erasure import Erasure
from annotator.domain.ids import new_id
from annotator.domain.memo import Memo
from annotator.domain.transcript import Transcript, freeze
from annotator.domain.withdrawal import Wish
from annotator.storage import Store, back_up, rescue
from annotator.storage import open_study as open_store
from annotator.storage.backup import backups_of
from annotator.storage.erasure import known
from annotator.storage.header import PAGE_BYTES
from tests.storage.making import WORDS, Made, driver_of, moment_in
from tests.storage.making import reading as read_as
from tests.storage.test_released import RELEASED

SAID = ("I never told her how small I felt in there.", "It was the way the door fell shut.")
WHO = Wish(participant="P00")
REASON = "it is of a participant who has withdrawn, or quotes one"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of this test only."""
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))


@pytest.fixture
def text(lab: OpenStudy, made: Made) -> Transcript:
    """P00's interview, in words that stand nowhere else."""
    told = said_in(made, 1, SAID)
    lab.do(added(told), "text")
    return told


def said_in(made: Made, at: int, said: tuple[str, ...]) -> Transcript:
    """A second version of an interview: 1 is P00's, 3 P01's."""
    return freeze(read_as(said), made.transcripts[at].account_id, version=2)[0]


def out(lab: OpenStudy, name: str, *dyads: str) -> Path:
    """A file of work of Ane's on some dyads."""
    path = lab.place.with_name(f"{name}.iprwork")
    hand_out(lab, AssignWish(round_name="R1", coder="Ane", dyads=dyads), path, WORDS)
    return path


def coded(path: Path, made: Made, *marks: tuple[Transcript, str]) -> Path:
    """The same handed in, with a moment for each memo."""
    with open_study(path, lambda: WORDS) as opened:
        assert opened.work is not None
        own: dict[str, Any] = {"round_id": opened.work.round_id, "coder_id": opened.work.coder_id}
        for text, memo in marks:
            opened.do(Replace(None, moment_in(made, text, memo=memo, **own)), "Mark")
        hand_in(opened)
    return path


def noted(path: Path, *notes: str) -> Path:
    """The same handed in, with memos on the study."""
    with open_study(path, lambda: WORDS) as opened:
        assert opened.work is not None
        for words in notes:
            own: dict[str, Any] = {
                "coder_id": opened.work.coder_id,
                "about_id": opened.view.study.id,
            }
            opened.do(added(Memo(id=new_id(), about="study", text=words, **own)), "Memo")
        hand_in(opened)
    return path


def erased(lab: OpenStudy) -> Erasure:
    done = lab.operate(lambda store: store.erasing(WHO)())
    lab.operate(Store.refresh)
    return done


def merged(lab: OpenStudy, *files: Path):
    return merge(lab, files, lambda _: WORDS)


def nothing_came_back(lab: OpenStudy, *files: Path) -> None:
    """A merge brings the coder's own work alone."""
    report = merged(lab, *files)
    assert [each.memo for each in lab.view.all_moments()] == ["own"]
    assert {each.what for each in report.set_aside if each.kind == "moment"} == {REASON}
    assert driver_of(lab._store).execute("SELECT count(*) FROM kept_states").fetchone() == (0,)
    assert not any(words.encode() in lab.place.read_bytes() for words in SAID)
    assert lab.check() == []


def test_an_erased_backup_opened_in_the_studys_place_lets_nothing_in(
    lab: OpenStudy, made: Made, text: Transcript, tmp_path: Path
) -> None:
    out(lab, "first", "D01")
    lab.back_up()  # before the file was handed out: its papers alone vouch for it
    work = out(lab, "work", "D00")
    partner = made.transcripts[0]
    coded(work, made, (text, "theirs"), (partner, f"As {SAID[0]} shows"), (partner, "own"))
    lab.back_up()
    own = moment_in(made, text, memo="of the PI")
    lab.do(added(own), "Mark")  # which no backup has
    erased(lab)
    backups = backups_of(lab.place).values()
    assert len(backups) == 2
    for backup in backups:
        goal = Path(shutil.copy(backup, tmp_path / backup.name))
        with open_study(goal) as restored:
            with restored._store.reading() as connection:
                names = known.erased_records(connection)
            assert {("transcript", text.id), ("moment", own.id)} <= names
            nothing_came_back(restored, work)


def test_a_rescue_past_a_gap_in_the_journal_lets_nothing_in(
    lab: OpenStudy, made: Made, text: Transcript, tmp_path: Path
) -> None:
    work = out(lab, "work", "D00")
    partner = made.transcripts[0]
    coded(work, made, (text, "theirs"), (partner, f"As {SAID[0]} shows"), (partner, "own"))
    erased(lab)
    lab.close()
    with dbapi2.connect(str(lab.place)) as driver:
        driver.execute("DELETE FROM journal WHERE seq = 2")
    driver.close()
    goal = tmp_path / "rescued.iprstudy"
    report = rescue(lab.place, goal, None)
    assert report.entries == 1, "the entry of the erasure is cut off"
    assert not report.erasures_unknown
    with open_study(goal) as rescued:
        nothing_came_back(rescued, work)


def page_of(place: Path, table: str) -> int:
    with dbapi2.connect(str(place)) as driver:
        [(page,)] = driver.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,))
    driver.close()
    return int(page)


@pytest.mark.parametrize("table", ["erasures", "erased_records", "erased_words"])
def test_a_rescue_says_where_it_cannot_know_of_an_erasure(
    place: Path, tmp_path: Path, table: str
) -> None:
    with open_store(place) as store:
        store.erasing(WHO)()
    with place.open("r+b") as file:
        file.seek((page_of(place, table) - 1) * PAGE_BYTES)
        file.write(bytes(PAGE_BYTES))
    report = rescue(place, tmp_path / "rescued.iprstudy", None)
    assert report.erasures_unknown
    assert not report.is_whole
    with open_store(report.place) as store:
        assert store.check() == []


def test_a_rescue_takes_from_a_backup_what_it_knows(
    place: Path, made: Made, tmp_path: Path
) -> None:
    with open_store(place) as store:
        store.apply(added(said_in(made, 1, SAID)), action="text")
        back_up(store)
        store.erasing(WHO)()
        with store.reading() as connection:
            before = known.told(connection)
    assert before["erased_words"]
    with place.open("r+b") as file:
        for table in ("erasures", "erased_records", "erased_words"):
            file.seek((page_of(place, table) - 1) * PAGE_BYTES)
            file.write(bytes(PAGE_BYTES))
    report = rescue(place, tmp_path / "rescued.iprstudy", None)
    assert not report.erasures_unknown
    with open_store(report.place) as store, store.reading() as connection:
        assert known.told(connection) == before


def test_a_payload_that_is_lost_is_no_finding_once_a_rescue_has_told_of_it(
    place: Path, tmp_path: Path
) -> None:
    with open_store(place) as store:
        driver_of(store).execute("DELETE FROM journal_payloads WHERE seq = 1")
        assert store.check() != []
    report = rescue(place, tmp_path / "rescued.iprstudy", None)
    with open_store(report.place) as store:
        assert [each.seq for each in store.journal()] == [1, 2, 3]
        assert store.check() == []


def test_a_payload_that_nobody_erased_is_found(place: Path, made: Made) -> None:
    with open_store(place) as store:
        store.apply(added(moment_in(made, made.transcripts[0])), action="mark")
        store.erasing(WHO)()
        store.refresh()
        assert store.check() == [], "what the erasure took is named"
        driver_of(store).execute("DELETE FROM journal_payloads WHERE seq = 1")
        lost = "the content of journal record 1 is not there, and no erasure took it"
        assert store.check() == [lost]
        driver_of(store).execute("DELETE FROM journal_payloads")
        [told] = store.check()
        assert "journal records is not there, and no erasure took it" in told


def test_a_note_on_another_dyad_that_quotes_is_set_aside_though_its_file_never_held_the_text(
    lab: OpenStudy, text: Transcript
) -> None:
    other = out(lab, "other", "D01")
    noted(other, f"compare D00: {SAID[0]}", "of D01 alone")
    erased(lab)
    report = merged(lab, other)
    assert [each.text for each in lab.view.memos.values()] == ["of D01 alone"]
    assert [each.what for each in report.set_aside if each.kind == "memo"] == [REASON]
    assert SAID[0].encode() not in lab.place.read_bytes()
    assert not merged(lab, other).changes


def test_files_that_are_merged_together_know_each_others_texts(
    lab: OpenStudy, made: Made, text: Transcript
) -> None:
    amid = "never told her how small I"  # six words, by which no hash knows the sentence
    of_text, other = out(lab, "of_text", "D00"), out(lab, "other", "D01")
    noted(other, f"he said: {amid}")
    coded(of_text, made, (made.transcripts[0], "own"))
    erased(lab)
    report = merged(lab, other, of_text)
    assert not lab.view.memos
    assert [each.what for each in report.set_aside if each.kind == "memo"] == [REASON]
    assert [each.memo for each in lab.view.all_moments()] == ["own"]


def test_a_study_of_before_knows_what_its_journal_named(tmp_path: Path) -> None:
    place = tmp_path / "lab.iprstudy"
    place.write_bytes(gzip.decompress((RELEASED / "version_6.iprstudy.gz").read_bytes()))
    with open_store(place) as store:
        entry = [each for each in store.journal() if each.action == "Erase a participant"]
        with store.reading() as connection:
            assert known.erasures(connection) == {entry[0].hash}
            named = {(kind, record_id) for kind, record_id, _ in entry[0].records}
            assert known.erased_records(connection) == named
        gone = driver_of(store).execute("SELECT chain, seq FROM erased_payloads").fetchall()
        assert gone == [("", 2), ("", 8)]
        assert store.check() == []


def test_a_second_erasure_goes_on_with_the_studys_key(place: Path, made: Made) -> None:
    other = said_in(made, 3, ("Nobody asked me what I would have wanted there.",))
    with open_store(place) as store:
        store.apply(added(said_in(made, 1, SAID), other), action="text")
        store.erasing(WHO)()
        store.erasing(replace(WHO, participant="P01"))()
        with store.reading() as connection:
            assert len(known.erasures(connection)) == 2
            [hashes] = known.erased_words(connection).values()
            assert len(hashes) == 6, "a beginning and an end of each of the three sentences"


def test_work_that_is_handed_out_tells_nothing_of_an_erasure(
    lab: OpenStudy, text: Transcript
) -> None:
    erased(lab)
    work = out(lab, "work", "D01")
    with open_study(work, lambda: WORDS) as opened, opened._store.reading() as connection:
        assert not any(known.told(connection).values())
