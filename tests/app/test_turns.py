"""Coding every turn: whose turns count, what is left, and the one moment of a set on a turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.finishing import finish
from annotator.app.verbs.marking import mark_line
from annotator.app.verbs.moments import mark, move_ends, toggle_code
from annotator.app.verbs.turns import Turns, code_turn, turns_of
from annotator.app.verbs.units_left import left_words
from annotator.domain.codebook import CodeSet
from annotator.domain.codebook_fates import merge_codes
from annotator.domain.edits import Several, added
from annotator.domain.errors import UserError
from annotator.domain.moment import Moment
from annotator.domain.round import Round
from annotator.domain.study import Account
from annotator.domain.transcript import Transcript
from tests.four_ways import TALK, TURNS, make_study


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenStudy]:
    with open_study(make_study(tmp_path / "s.iprstudy", "A"), coder="A") as opened:
        work_round = Round(id="open", name="open", number=0, kind="open", codebook_id="book")
        opened.do(added(work_round), "The open round")
        yield opened


def text_of(study: OpenStudy) -> tuple[Account, Transcript]:
    account = study.view.find_account("D07", 3, "patient")
    text = study.view.transcript_of(account.id)
    assert text is not None
    return account, text


def turns(study: OpenStudy, code_set: CodeSet = TALK) -> Turns:
    account, text = text_of(study)
    return turns_of(code_set, account, text, study.view.moments_of(text.id).values())


def code(study: OpenStudy, turn: int, code_id: str, code_set: CodeSet = TALK) -> str | None:
    moment_id, edit = code_turn(
        study.view,
        coder_id="A",
        round_id="open",
        transcript_id=text_of(study)[1].id,
        turn=turn,
        code_set=code_set,
        code_id=code_id,
    )
    study.do(edit, "Code the turn")
    return moment_id


def test_roles_and_accounts_say_which_turns_count(study: OpenStudy):
    assert turns(study).wanted == tuple(range(1, TURNS, 2))
    everybody = replace(TALK, roles=())
    assert turns(study, everybody).wanted == tuple(range(1, TURNS, 2))  # not the interviewer
    asked = replace(TALK, roles=("interviewer",))
    assert turns(study, asked).wanted == tuple(range(0, TURNS, 2))
    assert turns(study, replace(TALK, accounts=("therapist",))) == Turns()


def test_a_turn_has_one_moment_of_an_exclusive_set(study: OpenStudy):
    first = code(study, 3, "Change")
    assert code(study, 3, "Sustain") == first
    (own,) = study.view.all_moments()
    place = text_of(study)[1].turns[3]
    assert (own.start, own.end, own.codes) == (place.start, place.end, ("Sustain",))
    assert turns(study).left[:2] == (1, 5)
    assert code(study, 3, "Sustain") is None  # a second press takes it back
    assert not list(study.view.all_moments())
    study.undo()
    assert [each.codes for each in study.view.all_moments()] == [("Sustain",)]


def test_several_codes_stand_in_one_moment_where_the_set_allows(study: OpenStudy):
    study.undo()
    book = study.view.codebook
    many = replace(TALK, exclusive=False)
    sets = tuple(many if each.id == TALK.id else each for each in book.sets)
    study.do(added(replace(book, id="many", number=9, sets=sets),
                   Round(id="open", name="open", number=0, kind="open", codebook_id="many")),
             "Several")  # fmt: skip
    code(study, 5, "Change", many)
    code(study, 5, "Neutral", many)
    (own,) = study.view.all_moments()
    assert own.codes == ("Change", "Neutral")


def test_passages_of_other_sets_and_parts_of_turns_are_left_alone(study: OpenStudy):
    _, text = text_of(study)
    place = text.turns[1]
    where = {"coder_id": "A", "round_id": "open", "transcript_id": text.id}
    for span, codes in (
        ((place.start, place.end), ("Shame",)),
        ((place.start, place.start + 4), ()),
    ):
        study.do(mark(study.view, **where, start=span[0], end=span[1], codes=codes), "Mark")
    code(study, 1, "Change")
    assert sorted(each.codes for each in study.view.all_moments()) == [
        (), ("Change",), ("Shame",)
    ]  # fmt: skip


def test_the_ends_of_a_coded_turn_stay(study: OpenStudy):
    code(study, 3, "Change")
    (own,) = study.view.all_moments()
    with pytest.raises(UserError, match="whole turns, so the ends of Change stay; code the other"):
        move_ends(study.view, own, own.start, own.end - 5)
    where = {"coder_id": "A", "round_id": "open", "transcript_id": own.transcript_id}
    free = mark(study.view, **where, start=own.start, end=own.end, codes=("Shame",))
    study.do(free, "Mark")
    moment = free.after
    assert isinstance(moment, Moment)
    assert move_ends(study.view, moment, own.start, own.end - 5) is not None


def test_a_turn_has_no_second_code_of_a_set_that_takes_one(study: OpenStudy):
    code(study, 3, "Change")
    (own,) = study.view.all_moments()
    at = (own.start + 2, own.start + 9)
    where = {"coder_id": "A", "round_id": "open", "transcript_id": own.transcript_id}
    says = "the turn has the code Change already, and Client talk takes one code a turn; take that"
    with pytest.raises(UserError, match=says):
        mark(study.view, **where, start=at[0], end=at[1], codes=("Neutral",))
    line = {"dyad": "D07", "session": 3, "account": "patient", "start": at[0], "end": at[1]}
    with pytest.raises(UserError, match=says):
        mark_line(study.view, "A", {**line, "codes": ["Neutral"]})
    _, again = mark_line(study.view, "A", {**line, "codes": ["Change"]})  # it says the same
    assert again is not None
    study.do(mark(study.view, **where, start=at[0], end=at[1], codes=("Shame",)), "Mark")
    free = next(each for each in study.view.all_moments() if each.codes == ("Shame",))
    with pytest.raises(UserError, match=says):
        toggle_code(study.view, free, "Neutral")
    assert toggle_code(study.view, free, "Solidness") is not None
    assert mark_line(study.view, "A", {**line, "start": 0, "end": 4, "codes": ["Neutral"]})[1]
    assert mark_line(study.view, "B", {**line, "codes": ["Neutral"]})[1]  # another coder's turn


def test_two_codes_of_a_turn_are_one_where_one_was_merged_into_the_other(study: OpenStudy):
    code(study, 3, "Change")
    (own,) = study.view.all_moments()
    merged = merge_codes(study.view.codebook, {"Change"}, "Neutral")
    study.do(added(replace(merged, id="m", number=9)), "Merge")
    where = {"coder_id": "A", "round_id": "open", "transcript_id": own.transcript_id}
    assert mark(study.view, **where, start=own.start, end=own.end, codes=("Neutral",)) is not None


def test_the_interviewers_turn_is_refused(study: OpenStudy):
    with pytest.raises(UserError, match="not for this turn: the interviewer speaks"):
        code(study, 2, "Change")


def test_the_way_to_the_next_one_left(study: OpenStudy):
    for turn in (1, 3, 7):
        code(study, turn, "Neutral")
    own = turns(study)
    assert [own.beside(turn, 1) for turn in (0, 4, 5, TURNS)] == [5, 5, 9, None]
    assert [own.beside(turn, -1) for turn in (9, 5)] == [5, None]


def test_done_is_not_forbidden_while_turns_are_left(study: OpenStudy):
    account, _ = text_of(study)
    edit, count = finish(study.view, "A", [account])
    assert isinstance(edit, Several)
    assert count == 1
    assert left_words(study.view, "A", account.id).startswith("30 of 30 turns of Client talk")
