"""What was found as a model: heads, ticks, steps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from annotator.app.verbs.searching import Found, Passage
from annotator.ui.finding.results import Head, ResultsModel, spans_in

MODE = QAbstractItemModelTester.FailureReportingMode.Fatal


def passage(place: str, start: int, kind: str = "text", about: str = "") -> Passage:
    return Passage(
        kind=kind, place=place, transcript_id=place, start=start, end=start + 4, words="word",
        before="a ", after=" z", speaker="T", about=about,
    )  # fmt: skip


FOUND = Found(
    passages=(
        passage("D1", 0),
        passage("D1", 9),
        passage("D1", 9, "memo", "moment Shame"),
        passage("D2", 3),
    ),
    codes=(("c", "Wordless", 7),),
)


@pytest.fixture
def results(qapp) -> ResultsModel:
    model = ResultsModel(lambda each: f"0:0{each.start}")
    QAbstractItemModelTester(model, MODE)
    model.show_found(FOUND)
    return model


def test_lines_stand_under_their_interviews(results):
    told = [results.index(row).data() for row in range(results.rowCount())]
    assert told == [
        "Code Wordless: 7 moments",
        "D1: 3 passages",
        "a word z",
        "a word z",
        "a word z",
        "D2: 1 passage",
        "a word z",
    ]
    assert not results.flags(results.index(1)) & Qt.ItemFlag.ItemIsSelectable
    said = results.index(4).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "0:09, memo on moment Shame, a word z"
    said = results.index(2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "0:00, T, a word z, ticked"
    assert spans_in(results.passages(), "D1") == [(0, 4), (9, 13)]


def test_ticks_are_kept_while_a_passage_is_found(results):
    assert [each.start for each in results.ticked()] == [0, 9, 3]  # a memo is no passage to code
    results.tick(2)
    results.tick(4)
    assert [each.start for each in results.ticked()] == [9, 3]
    results.show_found(Found(passages=FOUND.passages[:2]))
    assert [each.start for each in results.ticked()] == [9]
    results.tick_all(ticked=False)
    assert results.ticked() == []
    results.tick_all(ticked=True)
    assert len(results.ticked()) == 2
    results.forget()
    results.show_found(FOUND)
    assert len(results.ticked()) == 3


def test_steps_go_from_passage_to_passage_and_round(results):
    assert [results.beside(row, 1) for row in (-1, 1, 2, 4, 6)] == [2, 2, 3, 6, 2]
    assert [results.beside(row, -1) for row in (6, 2, -1)] == [4, 6, 6]
    assert isinstance(results.line(5), Head)
    assert results.row_of(FOUND.passages[3]) == 6
    results.show_found(Found())
    assert results.beside(0, 1) == -1


@pytest.mark.parametrize(
    ("memos", "unticked", "told"),
    [
        (0, 0, ""),
        (1, 0, "1 memo, which takes no code"),
        (2, 0, "2 memos, which take no code"),
        (0, 1, "1 unticked"),
        (2, 3, "2 memos, which take no code; 3 unticked"),
    ],
)
def test_which_passages_are_not_coded_is_told_with_the_reason(qapp, memos, unticked, told):
    model = ResultsModel(lambda _each: "")
    texts = [passage("D1", 10 * at) for at in range(4)]
    noted = [passage("D1", 10 * at, "memo", "moment Shame") for at in range(memos)]
    model.show_found(Found(passages=(*texts, *noted)))
    for row in range(1, 1 + unticked):  # row 0 is the head
        model.tick(row)
    assert model.left_out() == told
    assert len(model.passages()) - len(model.ticked()) == memos + unticked
