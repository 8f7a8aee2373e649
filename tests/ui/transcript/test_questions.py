"""The labels of the guide's questions: where they stand, and what they say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF

from annotator.domain.guide import Asked, Question
from annotator.domain.view import StudyView
from annotator.ui.theme import Look
from annotator.ui.transcript import TranscriptColumn
from annotator.ui.transcript.questions import labels_of

QUESTIONS = {
    "q1": Question(id="q1", name="Q1 helped", text="What helped?", position=1),
    "q2": Question(id="q2", name="Q2", parent_id="q1", position=2),
}


def asked(turn: int, question_id: str | None, *, by_hand: bool = False) -> Asked:
    return Asked(
        id=f"a{turn}",
        transcript_id="text-therapist",
        turn=turn,
        question_id=question_id,
        by_hand=by_hand,
    )


@pytest.fixture
def view(study_view: StudyView) -> StudyView:
    own = (
        asked(1, "q1"),
        asked(2, None),
        asked(3, "q2", by_hand=True),
        asked(4, None, by_hand=True),
    )
    return replace(study_view, questions=QUESTIONS, asked={"text-therapist": own})


@pytest.fixture(params=[380, 760], ids=["narrow", "wide"])
def column(request, qtbot, look: Look, view: StudyView) -> TranscriptColumn:
    made = TranscriptColumn(look)
    qtbot.addWidget(made)
    made.resize(request.param, 900)
    made.show()
    made.show_account(view, "therapist")
    return made


def test_what_a_stop_ends_has_no_label_but_what_a_person_said_has(view: StudyView) -> None:
    transcript = view.transcripts["text-therapist"]
    found = labels_of(view, transcript)
    starts = [transcript.turns[turn].start for turn in (1, 3, 4)]
    assert list(found) == starts
    assert [found[each].words for each in starts] == ["Q1 helped", "Q2", "off the guide"]
    assert (
        found[starts[0]].tip
        == "Q1 helped: What helped?\nFrom here on, found by its wording (Ctrl+G)"
    )
    assert found[starts[1]].tip.startswith("Q2, under Q1 helped\nFrom here on, set by hand")


def test_labels_stand_beside_their_turns_and_meet_no_name(column: TranscriptColumn) -> None:
    sheet, page = column.text.sheet, column.text.page
    pieces = range(len(page.pieces.all))
    names = sheet._names.beside(pieces)
    placed = sheet.questions.beside(pieces, names)
    assert len(placed) == 3
    for rect, _ in placed:
        assert not any(rect.intersects(name.rect) for name in names)
        assert rect.left() >= page.measures.text_x + page.measures.text_width or (
            rect.right() <= page.measures.letter_x
        )
    transcript = column.text.transcript
    assert transcript is not None
    line = page.line_at(transcript.turns[4].start).rect
    assert line.top() <= placed[2][0].top() <= line.bottom()


def test_pointing_at_a_label_says_it_in_full(column: TranscriptColumn) -> None:
    sheet, page = column.text.sheet, column.text.page
    pieces = range(len(page.pieces.all))
    rect, label = sheet.questions.beside(pieces, sheet._names.beside(pieces))[0]
    left = rect.left() + 3
    assert sheet.tip_at(QPointF(left, rect.center().y())) == label.tip
    assert sheet.tip_at(QPointF(left, rect.bottom() + 60)) != label.tip


def test_another_guide_is_painted_at_once(column: TranscriptColumn, view: StudyView) -> None:
    column.grab()
    renamed = {**QUESTIONS, "q1": replace(QUESTIONS["q1"], name="Q7")}
    column.show_moments(replace(view, questions=renamed))
    words = [each.words for each in column.text.sheet.questions.labels.values()]
    assert words == ["Q7", "Q2", "off the guide"]
    column.show_moments(replace(view, asked={}))
    assert column.text.sheet.questions.labels == {}
