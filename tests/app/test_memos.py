"""Memos through the door: written, read, undone; and the journal that lists them all."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.importing import Cell, replace_reading
from annotator.app.verbs.journal import group_of, holding, journal, journal_text
from annotator.app.verbs.journal_export import export_journal
from annotator.app.verbs.memos import Subject, by_subject, memo_on, subject_words, write_memo
from annotator.app.verbs.moments import write_memo as write_on_moment
from annotator.domain.edits import added
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.judgement import Judgement
from annotator.domain.memo import Memo
from annotator.domain.round import Assignment, Opening, Round
from annotator.formats.journal_md import plain
from tests.app.coded import make_study, mark
from tests.app.conftest import STOPS, reading

PLACES = [("D07", 3, "patient"), ("D07", 3, "therapist"), ("D08", 3, "patient")]


@pytest.fixture
def study(tmp_path: Path) -> OpenStudy:
    return make_study(tmp_path / "s.iprstudy", PLACES)


def text_id(study: OpenStudy, place: tuple[str, int, str] = PLACES[0]) -> str:
    transcript = study.view.transcript_of(study.view.find_account(*place).id)
    assert transcript is not None
    return transcript.id


def write(study: OpenStudy, coder: str, subject: Subject, text: str) -> None:
    who = study.view.find_coder(coder)
    assert who is not None
    edit = write_memo(study.view, who.id, subject, text)
    assert edit is not None
    study.do(edit, "Memo")


def everything(study: OpenStudy) -> list[Subject]:
    view = study.view
    account = view.find_account(*PLACES[0])
    dyad, session, _ = view.place_of(account.id)
    code = next(code for _, code in view.codebook.codes())
    return [
        Subject("turn", text_id(study), 1),
        Subject("code", code.id),
        Subject("account", account.id),
        Subject("session", session.id),
        Subject("dyad", dyad.id),
        Subject("study", view.study.id),
    ]


def test_a_memo_on_each_thing_is_stored_and_undone(study: OpenStudy):
    start = study.view.memos
    for each in everything(study):
        write(study, "A", each, f"on {each.about}")
    with open_study(study.place) as stored:
        assert stored.view.memos == study.view.memos
    words = [subject_words(study.view, each) for each in everything(study)]
    assert words == [
        "turn 2",
        "code Shame",
        "patient’s account",
        "session 3",
        "dyad D07",
        "the study",
    ]
    for _ in range(6):
        study.undo()
    assert study.view.memos == start


def test_one_memo_a_coder_and_thing_and_an_empty_one_is_gone(study: OpenStudy):
    turn = everything(study)[0]
    write(study, "A", turn, "mine")
    write(study, "A", turn, "mine too")
    write(study, "B", turn, "theirs")
    assert len(study.view.memos) == 2
    a, b = (study.view.find_coder(name) for name in "AB")
    assert a is not None
    assert b is not None
    assert write_memo(study.view, a.id, turn, "mine too") is None
    assert write_memo(study.view, a.id, everything(study)[1], " \n") is None
    write(study, "A", turn, "  ")
    assert memo_on(study.view, a.id, turn) is None
    with open_study(study.place, coder="B") as alone:
        assert [each.text for each in alone.view.memos.values()] == ["theirs"]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda view: Subject("turn", next(iter(view.transcripts)), 99),
        lambda _: Subject("turn", "gone", 0),
        lambda _: Subject("code", "gone"),
        lambda view: Subject("session", view.study.id),
    ],
)
def test_what_is_not_there_takes_no_memo(study: OpenStudy, wrong: Callable[..., Subject]):
    a = study.view.find_coder("A")
    assert a is not None
    with pytest.raises(UserError, match="no such"):
        write_memo(study.view, a.id, wrong(study.view), "so")


def test_an_account_that_is_shut_takes_no_memo(study: OpenStudy):
    account = everything(study)[2]
    shut = replace(study.view, shut=frozenset({account.about_id}))
    with pytest.raises(UserError, match="may not be read yet"):
        write_memo(shut, "a", account, "so")


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 3), st.text(" x", max_size=2))))
def test_memos_are_found_by_what_they_are_about(given_memos):
    memos = [
        Memo(id=str(n), coder_id=coder, about="turn", about_id="t", turn=turn, text=text)
        for n, (coder, turn, text) in enumerate(given_memos)
    ]
    found = by_subject(memos)
    assert {each.id for own in found.values() for each in own} == {
        each.id for each in memos if each.text.strip()
    }
    for subject, own in found.items():
        assert {each.turn for each in own} == {subject.turn}


def filled(study: OpenStudy) -> None:
    """A memo of each kind by A, and one by B."""
    for each in everything(study):
        write(study, "A", each, f"on {each.about}")
    first = mark(study, "A", 25, 34, "Shame")
    study.do(write_on_moment(first, "on a moment"), "Memo")
    a, view = study.view.find_coder("A"), study.view
    assert a is not None
    code_set = view.codebook.sets[0]
    judged = Judgement(
        id="11111111-1111-4111-8111-111111111111", coder_id=a.id, round_id=first.round_id,
        codebook_id=view.codebook.id, code_set_id=code_set.id, unit="bin",
        target_id=view.find_account(*PLACES[0]).id, start_ms=0, end_ms=300_000, memo="on a bin",
        made_at="2025-05-01T10:00:00+00:00",
    )  # fmt: skip
    study.do(added(judged), "Judge")
    write(study, "B", Subject("turn", text_id(study, PLACES[2]), 0), "=theirs")


def test_the_journal_goes_by_place_and_then_by_the_text(study: OpenStudy):
    filled(study)
    entries = journal(study.view)
    assert [(each.place, each.about) for each in entries] == [
        ("Study", "the study"),
        ("Codebook", "code Shame"),
        ("D07", "dyad D07"),
        ("D07 · session 3", "session 3"),
        ("D07 · session 3 · patient", "0:00–5:00 · Moments"),
        ("D07 · session 3 · patient", "patient’s account"),
        ("D07 · session 3 · patient", "turn 2"),
        ("D07 · session 3 · patient", "moment 12:30 Shame"),
        ("D08 · session 3 · patient", "turn 1"),
    ]
    turn = entries[6]
    assert turn.quote == "I laughed because I was embarrassed. 😀 I wanted to take it back."
    assert [each.text for each in holding(entries, "d08 THEIRS")] == ["=theirs"]
    assert holding(entries, " ") == entries
    newest = journal(study.view, "newest")
    assert sorted(newest, key=lambda each: each.record_id) == sorted(
        entries, key=lambda each: each.record_id
    )
    assert newest[-1].text == "on a bin"
    assert group_of(newest[-1], "newest") == "2025-05-01"
    assert "on a bin" in journal_text(entries)
    with open_study(study.place, coder="B") as alone:
        assert [each.text for each in journal(alone.view)] == ["=theirs"]


def test_the_journal_is_written_with_words_only_where_asked(study: OpenStudy, tmp_path: Path):
    filled(study)
    entries = journal(study.view)
    files = export_journal("So", entries, tmp_path / "with", with_text=True)
    assert [path.name for path in files] == ["memos.csv", "memos.md", "README.txt"]
    with files[0].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[6]["turn"] == "2"
    assert rows[8]["memo"] == "'=theirs"
    assert rows[7]["characters"] == "11"
    bare = export_journal("So", entries, tmp_path / "bare", with_text=False)
    said = "".join(path.read_text(encoding="utf-8") for path in bare)
    assert all(each.text not in said for each in entries if each.kind != "code")
    assert "embarrassed" not in said
    with pytest.raises(UserError, match="no memo"):
        export_journal("So", [], tmp_path / "none", with_text=True)


@given(st.text("#>-+=~|*_`[]<&\\.)1a \n", max_size=30))
def test_nothing_in_a_memo_is_read_as_markdown(text):
    for line in plain(text).splitlines():
        assert not line.lstrip().startswith(("#", ">", "-", "+", "=", "~", "|"))
        assert not line.startswith("    ")  # it would be code
        assert not re.search(r"(?<!\\)(\\\\)*[&~<*_`]", line)
    shown = plain(text).replace("\u00a0", " ")
    assert shown.replace("\\", "") == text.strip().replace("\\", "")


def test_a_tab_that_would_make_code_of_a_line_does_not_break():
    assert (
        plain("so\n\n\tit\n  \tis")
        == "so\n\n\u00a0\u00a0\u00a0\u00a0it\n\u00a0\u00a0\u00a0\u00a0is"
    )


def test_a_corrected_transcript_takes_turn_memos_along(study: OpenStudy):
    for turn, text in enumerate(("on the first", "on the second")):
        write(study, "A" if turn else "B", Subject("turn", text_id(study), turn), text)
    said = (
        ("I", "Well then."),
        ("I", "What was going on here?"),
        ("P", "I laughed because I was angry."),
    )
    cell = Cell(dyad="D07", session=3, voice="patient")
    replaced = replace_reading(study.view, cell, reading(said, STOPS[:1]), "D07.txt")
    study.do(replaced.edit, "Replace")
    entries = {each.text: each for each in journal(study.view)}
    assert entries["on the first"].about == "turn 2"
    assert not entries["on the first"].left
    assert entries["on the second"].left
    assert replaced.carried is not None
    assert [each.turn for each in replaced.carried.left_memos] == [1]
    study.undo()
    assert {each.about for each in journal(study.view)} == {"turn 1", "turn 2"}


def test_memos_on_an_account_that_is_shut_are_not_there_until_it_opens(study: OpenStudy):
    a, view = study.view.find_coder("A"), study.view
    assert a is not None
    therapist, patient = view.find_account(*PLACES[1]), view.find_account(*PLACES[0])
    write(study, "A", Subject("turn", text_id(study), 1), "on the patient’s turn")
    write(study, "A", Subject("account", patient.id), "on the patient’s account")
    write(study, "A", Subject("session", patient.session_id), "on the session")
    work = Round(
        id=new_id(), name="R1", number=2, kind="reliability", codebook_id=view.codebook.id,
        hides_other_account=True,
    )  # fmt: skip
    mine = Assignment(id=new_id(), round_id=work.id, coder_id=a.id, account_id=therapist.id)
    study.do(added(work, mine), "Hand out")
    with open_study(study.place, coder="A") as alone:
        assert alone.view.shut == {patient.id}
        assert [each.text for each in journal(alone.view)] == ["on the session"]
        with pytest.raises(UserError, match="may not be read yet"):
            write_memo(alone.view, a.id, Subject("account", patient.id), "so")
        step = Opening(id=new_id(), round_id=work.id, coder_id=a.id, session_id=patient.session_id)
        alone.do(added(step), "Read both together")
        assert len(journal(alone.view)) == 3
        unread = replace(alone.view, transcripts={})  # as read alone beside the other account
        assert "on the patient’s turn" not in journal_text(journal(unread))
