"""The guide in a study, which question a turn answers, and finding the questions again."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.analysis.tables.guide import turns_table
from annotator.app.open_study import OpenStudy
from annotator.app.verbs import asides
from annotator.app.verbs.asked import answering, ask_from, take_back_asked
from annotator.app.verbs.exporting import export
from annotator.app.verbs.finding import Finding, find_questions, finding_lines
from annotator.app.verbs.guide import (
    QuestionWish,
    delete_question,
    find_question,
    import_guide,
    move_question,
    put_question,
    read_guide_file,
)
from annotator.app.verbs.importing import Cell, import_reading, replace_reading
from annotator.app.verbs.planning import report_lines, report_of
from annotator.domain.edits import Edit
from annotator.domain.errors import UserError
from annotator.domain.guide import in_order, with_prompts
from annotator.domain.reading import ReadStop
from annotator.domain.view import StudyView
from annotator.formats.guide_csv import GuideRow
from tests.app.coded import mark
from tests.app.conftest import reading

ROWS = (
    GuideRow(line=2, name="Q1", text="What was going on?", wordings=("What was going on here",)),
    GuideRow(line=3, name="Q2", wordings=("did the other know",)),
    GuideRow(line=4, name="Q1 knew", parent="Q1", wordings=("Did she know",), voices=("patient",)),
)


@pytest.fixture
def guided(study: OpenStudy) -> OpenStudy:
    """D07, session 3, patient: four turns, of which the first and the third are asked."""
    taken = import_guide(study.view, ROWS)
    assert taken.edit is not None
    study.do(taken.edit, "Import the guide")
    return study


def do(study: OpenStudy, edit: Edit | None) -> None:
    assert edit is not None
    study.do(edit, "Something")


def text_id(view: StudyView) -> str:
    (transcript,) = view.transcripts.values()
    return transcript.id


def answered(view: StudyView) -> list[str | None]:
    """The question of each turn."""
    found = [view.question_at(text_id(view), turn) for turn in range(4)]
    return [each.name if each else None for each in found]


def find(study: OpenStudy, like_from: float = 0.7) -> Finding:
    finding = find_questions(study.view, like_from)
    if finding.edit is not None:
        study.do(finding.edit, "Find the questions")
    return finding


# The guide --------------------------------------------------------------------------------------


def test_prompts_stand_under_their_questions(guided: OpenStudy) -> None:
    questions = guided.view.questions
    assert [each.name for each in in_order(questions.values())] == ["Q1", "Q1 knew", "Q2"]
    q1 = find_question(guided.view, "q1")
    assert len(with_prompts(questions.values(), q1.id)) == 2


def test_importing_again_changes_what_differs_and_keeps_the_rest(guided: OpenStudy) -> None:
    again = import_guide(guided.view, ROWS)
    assert (again.edit, again.changed) == (None, ())
    other = import_guide(guided.view, [GuideRow(line=2, name="Q2", text="And she?")])
    assert (other.new, other.changed, other.kept) == ((), ("Q2",), ("Q1", "Q1 knew"))
    do(guided, other.edit)
    assert [each.name for each in in_order(guided.view.questions.values())] == [
        "Q2",
        "Q1",
        "Q1 knew",
    ]
    guided.undo()
    assert find_question(guided.view, "Q2").wordings == ("did the other know",)


def test_the_exported_guide_is_read_back_as_it_was(guided: OpenStudy, tmp_path: Path) -> None:
    export(guided.view, tmp_path / "out", "csv")
    before = {each.name: (each.text, each.wordings) for each in guided.view.questions.values()}
    order = [each.name for each in in_order(guided.view.questions.values())]
    taken = read_guide_file(guided.view, tmp_path / "out" / "guide.csv")
    assert (taken.new, taken.kept) == ((), ())
    do(guided, taken.edit)  # the file has the prompts under their questions: numbered anew
    after = {each.name: (each.text, each.wordings) for each in guided.view.questions.values()}
    assert after == before
    assert [each.name for each in in_order(guided.view.questions.values())] == order


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (QuestionWish(name=" "), "the question has no name"),
        (QuestionWish(name="q2"), "the guide has a question 'Q2'"),
        (QuestionWish(name="Q3", parent="Q1 knew"), "Q1 knew is no main question"),
        (QuestionWish(name="Q3", parent="Q8"), "the guide has no question 'Q8'"),
        (QuestionWish(name="Q3", wordings=("a|b",)), "there is a | in a wording"),
    ],
)
def test_a_question_that_does_not_fit_is_refused(
    guided: OpenStudy, wish: QuestionWish, told: str
) -> None:
    with pytest.raises(UserError) as caught:
        put_question(guided.view, None, wish)
    assert caught.value.sentence.startswith(told)


def test_a_question_with_prompts_cannot_become_a_prompt(guided: OpenStudy) -> None:
    q1 = find_question(guided.view, "Q1")
    with pytest.raises(UserError, match="is no main question, yet"):
        put_question(guided.view, q1.id, QuestionWish(name="Q1", parent="Q2"))


def test_moving_takes_the_prompts_along_and_can_be_undone(guided: OpenStudy) -> None:
    q1 = find_question(guided.view, "Q1")
    assert move_question(guided.view, q1.id, -1) is None
    assert move_question(guided.view, find_question(guided.view, "Q1 knew").id, 1) is None
    do(guided, move_question(guided.view, q1.id, 1))
    assert [e.name for e in in_order(guided.view.questions.values())] == ["Q2", "Q1", "Q1 knew"]
    guided.undo()
    assert [e.name for e in in_order(guided.view.questions.values())] == ["Q1", "Q1 knew", "Q2"]


def test_a_question_in_use_is_not_deleted(guided: OpenStudy) -> None:
    view = guided.view
    with pytest.raises(UserError, match="Q1 knew stand under Q1"):
        delete_question(view, find_question(view, "Q1").id)
    find(guided)
    with pytest.raises(UserError, match="is set at 1 place"):
        delete_question(guided.view, find_question(view, "Q1 knew").id)
    do(guided, delete_question(guided.view, find_question(view, "Q2").id))
    assert "Q2" not in {each.name for each in guided.view.questions.values()}


def test_what_finds_no_place_in_a_corrected_transcript_is_listed_and_holds_no_question(
    guided: OpenStudy,
) -> None:
    find(guided)
    view = guided.view
    asked_in = {
        each.turn: view.questions[each.question_id].name
        for own in view.asked.values()
        for each in own
        if each.question_id
    }
    assert asked_in == {0: "Q1", 2: "Q1 knew"}
    transcript = view.transcripts[text_id(view)]
    last, third = transcript.turns[3], transcript.turns[2]
    do(guided, asides.mark(view, transcript.id, third.start, third.end, start_ms=600_000))
    do(guided, asides.mark(guided.view, transcript.id, last.start, last.end))
    said = [(turn.speaker, transcript.quote(turn.start, turn.end)) for turn in transcript.turns]
    said[2] = (said[2][0], "And what do you make of that?")
    cell = Cell(dyad="D07", session=3, voice="patient")
    imported = replace_reading(guided.view, cell, reading(tuple(said)), "mended.txt")
    report = report_of(imported)
    assert (report["carried_asides"], report["carried_asked"]) == (1, 1)
    assert report["left_asides"] == [
        {"start": third.start, "end": third.end, "session_start_ms": 600_000}
    ]
    assert report["left_asked"] == [{"turn": 2, "question": "Q1 knew"}]
    told = "\n".join(report_lines(imported))
    assert "1 range and 1 question carried from the version before" in told
    left = "left with the version before: "
    assert f"{left}range about 10:00 at {third.start}-{third.end}" in told
    assert f"{left}question Q1 knew at turn 3" in told
    do(guided, imported.edit)
    kept = guided.view.asked
    with pytest.raises(UserError, match="Q1 knew stand under Q1"):
        delete_question(guided.view, find_question(view, "Q1").id)
    do(guided, delete_question(guided.view, find_question(view, "Q1 knew").id))
    assert [each.turn for own in guided.view.asked.values() for each in own] == [0]
    guided.undo()
    assert guided.view.asked == kept


# What a turn answers ----------------------------------------------------------------------------


def test_questions_are_found_by_their_words_in_one_undoable_edit(guided: OpenStudy) -> None:
    finding = find(guided)
    assert answered(guided.view) == ["Q1", "Q1", "Q1 knew", "Q1 knew"]
    assert [(p.turn, p.question, p.similarity) for p in finding.places] == [
        (0, "Q1", 1.0),
        (2, "Q1 knew", 1.0),
    ]
    assert finding.not_found == ("Q2",)
    assert any("Found nowhere: Q2." in line for line in finding_lines(finding))
    guided.undo()
    assert answered(guided.view) == [None] * 4
    guided.redo()
    assert find(guided).edit is None  # nothing more to store


def test_finding_keeps_what_a_person_has_set(guided: OpenStudy) -> None:
    find(guided)
    view, q2 = guided.view, find_question(guided.view, "Q2").id
    do(guided, ask_from(view, text_id(view), 2, q2))
    do(guided, ask_from(guided.view, text_id(view), 3, None))
    assert answered(guided.view) == ["Q1", "Q1", "Q2", None]
    finding = find(guided)
    assert finding.edit is None
    assert [place.kept for place in finding.places] == [False, True]
    assert answered(guided.view) == ["Q1", "Q1", "Q2", None]


def test_what_is_found_no_longer_goes(guided: OpenStudy) -> None:
    find(guided)
    q1 = find_question(guided.view, "Q1")
    wish = QuestionWish(name="Q1", wordings=("something else",))
    do(guided, put_question(guided.view, q1.id, wish))
    assert find(guided, 1).lost == 1
    assert answered(guided.view) == [None, None, "Q1 knew", "Q1 knew"]


def test_a_wording_of_one_word_that_finds_much_is_warned_of(guided: OpenStudy) -> None:
    assert find(guided).warnings == ()
    q1 = find_question(guided.view, "Q1")
    wish = QuestionWish(name="Q1", wordings=("She",))
    do(guided, put_question(guided.view, q1.id, wish))
    knew = find_question(guided.view, "Q1 knew")
    do(guided, put_question(guided.view, knew.id, QuestionWish(name="Q1 knew", parent="Q1")))
    [warning] = find(guided).warnings
    assert warning.startswith("the wording “She” of Q1 is one word and finds 1 of 2 interviewer ")
    assert f"Warning: {warning}." in finding_lines(find(guided))


def test_a_question_of_one_party_is_not_sought_in_the_other_s(guided: OpenStudy) -> None:
    knew = find_question(guided.view, "Q1 knew")
    wish = QuestionWish(name="Q1 knew", parent="Q1", wordings=knew.wordings, voices=("therapist",))
    do(guided, put_question(guided.view, knew.id, wish))
    assert [place.turn for place in find(guided).places] == [0]


def test_taking_a_found_question_back_holds_when_it_is_sought_again(guided: OpenStudy) -> None:
    find(guided)
    do(guided, take_back_asked(guided.view, text_id(guided.view), 2))
    assert answered(guided.view) == ["Q1"] * 4
    find(guided)
    assert answered(guided.view) == ["Q1"] * 4
    do(guided, take_back_asked(guided.view, text_id(guided.view), 0))
    assert answered(guided.view) == [None, None, "Q1", "Q1"]
    assert take_back_asked(guided.view, text_id(guided.view), 1) is None


def test_taking_back_what_a_person_set_leaves_nothing(guided: OpenStudy) -> None:
    view = guided.view
    q1 = find_question(view, "Q1").id
    do(guided, ask_from(view, text_id(view), 1, q1))
    assert ask_from(guided.view, text_id(view), 1, q1) is None
    do(guided, take_back_asked(guided.view, text_id(view), 1))
    assert guided.view.asked_of(text_id(view)) == ()


SAID = (
    ("I", "What was going on here?"),
    ("P", "A lot."),
    ("P", "There."),
    ("I", "Mm."),
    ("I", "Did she know?"),
    ("P", "No."),
)


@pytest.mark.parametrize(
    ("stops", "answers"),
    [
        ([], ["Q1", "Q1", "Q1", "Q1", "Q1 knew", "Q1 knew"]),
        ([(2, 0)], ["Q1", "Q1", None, None, "Q1 knew", "Q1 knew"]),
        ([(2, 3)], ["Q1", "Q1", "Q1", None, "Q1 knew", "Q1 knew"]),  # inside a turn
        ([(1, 0)], ["Q1", "Q1", "Q1", "Q1", "Q1 knew", "Q1 knew"]),  # not answered yet
        ([(4, 0)], ["Q1", "Q1", "Q1", "Q1", "Q1 knew", "Q1 knew"]),  # the next is asked there
        ([(2, 0), (3, 0)], ["Q1", "Q1", None, None, "Q1 knew", "Q1 knew"]),
        ([(6, 0)], ["Q1", "Q1", "Q1", "Q1", "Q1 knew", "Q1 knew"]),  # behind all text
    ],
)
def test_a_question_found_holds_up_to_the_stop_after_its_answer(
    guided: OpenStudy, stops: list[tuple[int, int]], answers: list[str | None]
) -> None:
    read = tuple(
        ReadStop(turn=turn, offset=offset, start_ms=60_000 * n, end_ms=None, marker="")
        for n, (turn, offset) in enumerate(stops, 1)
    )
    cell = Cell(dyad="D09", session=1, voice="patient")
    do(guided, import_reading(guided.view, cell, reading(SAID, read), "d9.txt").edit)
    find(guided)
    account = guided.view.find_account("D09", 1, "patient")
    text = guided.view.transcript_of(account.id)
    assert text is not None
    found = [guided.view.question_at(text.id, turn) for turn in range(6)]
    assert [each.name if each else None for each in found] == answers
    assert find(guided).edit is None


def test_a_question_set_by_hand_goes_on_over_a_stop(guided: OpenStudy) -> None:
    view = guided.view
    do(guided, ask_from(view, text_id(view), 0, find_question(view, "Q2").id))
    q1 = find_question(guided.view, "Q1 knew")
    do(guided, put_question(guided.view, q1.id, QuestionWish(name="Q1 knew", parent="Q1")))
    find(guided)
    assert answered(guided.view) == ["Q2"] * 4


@pytest.mark.parametrize("like_from", [0, -1, 1.001, 7, float("nan"), float("inf")])
def test_a_threshold_that_is_none_is_refused(guided: OpenStudy, like_from: float) -> None:
    with pytest.raises(UserError, match="is no likeness"):
        find_questions(guided.view, like_from)


def test_without_a_guide_it_says_so(study: OpenStudy) -> None:
    with pytest.raises(UserError, match="no interview guide"):
        find_questions(study.view)


def test_moments_and_turns_say_what_they_answer(guided: OpenStudy) -> None:
    find(guided)
    for start in (30, 100):
        mark(guided, "RA-1", start, start + 4)
    view = guided.view
    fits = answering(view, "Q1 knew")
    assert [fits(each) for each in view.all_moments()] == [False, True]
    assert all(map(answering(view, "Q1"), view.all_moments()))  # a prompt's are its question's
    table = turns_table(view)
    names = [column.name for column in table.columns]
    row = dict(zip(names, table.rows[3], strict=True))
    assert (row["question"], row["main_question"]) == ("Q1 knew", "Q1")
    assert (row["asked_here"], row["question_from"], row["turn"]) == (0, "wording", 4)
    with pytest.raises(UserError, match="no question 'Q9'"):
        answering(view, "Q9")
