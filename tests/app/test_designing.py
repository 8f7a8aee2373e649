"""The design by hand: what is made and changed, and what is refused in one sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from annotator.app.open_study import OpenStudy
from annotator.app.verbs.designing import (
    DyadWish,
    InterviewWish,
    SessionWish,
    attributes_text,
    find_participant,
    parse_attributes,
    put_account,
    put_dyad,
    put_interview,
    put_participant,
    put_session,
    told,
)
from annotator.domain.edits import Edit, Replace
from annotator.domain.errors import UserError
from annotator.domain.study import Attributes, Dyad, Interview


def do(study: OpenStudy, edit: Edit | None) -> None:
    assert edit is not None
    study.do(edit, "Edit the design")


def dyad(study: OpenStudy) -> Dyad:
    found = study.view.find_dyad("D07")
    assert found is not None
    return found


def account_id(study: OpenStudy) -> str:
    return study.view.find_account("D07", 3, "patient").id


def test_a_dyad_gets_its_two_and_its_group_and_all_of_it_is_one_step(study: OpenStudy) -> None:
    before = dyad(study)
    wish = DyadWish(
        name="D07", therapist="T07", patient=" P07 ", attributes=(("outcome", "recovered"),)
    )
    do(study, put_dyad(study.view, before.id, wish))
    named = study.view.participants
    assert {each.pseudonym for each in named.values()} == {"T07", "P07"}
    assert named[dyad(study).patient_id or ""].pseudonym == "P07"
    assert put_dyad(study.view, before.id, wish) is None
    study.undo()
    assert dyad(study) == before
    assert study.view.participants == {}


def test_a_new_dyad_session_and_account_by_hand(study: OpenStudy) -> None:
    do(study, put_dyad(study.view, None, DyadWish(name="D08", therapist="T07", patient="P08")))
    new = study.view.find_dyad("D08")
    assert new is not None
    wish = SessionWish(number="5", held="2026-03-02 10:00", length="0:50:00", recording="a.mp4")
    do(study, put_session(study.view, None, new.id, wish))
    session = study.view.find_session("D08", 5)
    assert session is not None
    assert (session.held, session.length_ms) == (datetime(2026, 3, 2, 10), 3_000_000)
    edit, account = put_account(study.view, session.id, "Patient")
    do(study, edit)
    interview = study.view.interview_of(account.id)
    assert interview is not None
    assert interview.participant_id == new.patient_id
    edit, own = put_account(study.view, session.id, "session")
    do(study, edit)
    assert study.view.interview_of(own.id) is None
    with pytest.raises(UserError, match="has an account 'patient' already"):
        put_account(study.view, session.id, "patient")


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (DyadWish(name="  "), "the dyad has no name; give one such as D07."),
        (DyadWish(name="D07"), "there is a dyad D07 already; choose another name."),
        (
            DyadWish(name="D08", therapist="X", patient="X "),
            "X cannot be both therapist and patient; give two pseudonyms.",
        ),
    ],
)
def test_a_dyad_that_does_not_fit_is_refused(
    study: OpenStudy, wish: DyadWish, sentence: str
) -> None:
    with pytest.raises(UserError) as caught:
        put_dyad(study.view, None, wish)
    assert caught.value.sentence == sentence


def test_storage_refuses_a_second_dyad_of_the_name_too(study: OpenStudy) -> None:
    with pytest.raises(UserError, match="a dyad of that name"):
        study.do(Replace(None, Dyad(id="twin", name="D07")), "Add")


@pytest.mark.parametrize(
    ("wish", "start"),
    [
        (SessionWish(number="three"), "'three' is no session number"),
        (SessionWish(number="-1"), "'-1' is no session number"),
        (SessionWish(number="10000"), "'10000' is no session number"),
        (SessionWish(number="4", length="1:75:00"), "'1:75:00' is no length; write 48:12"),
        (SessionWish(number="4", length="0:00"), "a session has some length"),
        (SessionWish(number="4", held="12.3.2025"), "'12.3.2025' is no date; write 2025-03-12"),
        (SessionWish(number="4", held="2025-03-12T10:00+01:00"), "'2025-03-12T10:00+01:00' has a"),
        (SessionWish(number="3"), "D07 has a session 3 already"),
    ],
)
def test_a_session_that_does_not_fit_is_refused(
    study: OpenStudy, wish: SessionWish, start: str
) -> None:
    with pytest.raises(UserError) as caught:
        put_session(study.view, None, dyad(study).id, wish)
    assert caught.value.sentence.startswith(start)


def test_an_interview_before_its_session_is_told_and_not_refused(study: OpenStudy) -> None:
    session = study.view.find_session("D07", 3)
    assert session is not None
    wish = SessionWish(number="3", held="2026-03-02 10:00")
    do(study, put_session(study.view, session.id, session.dyad_id, wish))
    assert told(study.view, account_id(study)) == ""
    do(study, put_interview(study.view, account_id(study), InterviewWish(held="2026-03-01")))
    interview = study.view.interview_of(account_id(study))
    assert interview is not None
    assert interview.held == date(2026, 3, 1)
    assert told(study.view, account_id(study)) == (
        "D07, session 3, patient: the interview was held before its session."
    )


@pytest.mark.parametrize("status", ["missing", "cancelled"])
def test_what_has_a_transcript_is_not_missing(study: OpenStudy, status: str) -> None:
    wish = InterviewWish(status=status)  # type: ignore[arg-type]
    with pytest.raises(UserError, match=f"has a transcript, so it is not {status}"):
        put_interview(study.view, account_id(study), wish)


def test_an_account_that_may_not_be_read_yet_is_not_made_missing(study: OpenStudy) -> None:
    view = replace(study.view, transcripts={}, shut=frozenset({account_id(study)}))
    with pytest.raises(UserError, match="has a transcript"):
        put_interview(view, account_id(study), InterviewWish(status="missing"))


def test_a_missing_interview_without_a_reason_is_told(study: OpenStudy) -> None:
    session = study.view.find_session("D07", 3)
    assert session is not None
    edit, account = put_account(study.view, session.id, "therapist")
    do(study, edit)
    do(study, put_interview(study.view, account.id, InterviewWish(status="missing")))
    assert told(study.view, account.id).endswith("it is missing without a reason.")
    wish = InterviewWish(status="missing", reason="withdrew", participant="T07", interviewer="IV-1")
    do(study, put_interview(study.view, account.id, wish))
    assert told(study.view, account.id) == ""
    interview = study.view.interview_of(account.id)
    assert interview is not None
    person = find_participant(study.view, "T07")
    assert person is not None
    assert (interview.participant_id, interview.interviewer) == (person.id, "IV-1")


def test_two_interviews_for_one_cell_are_refused(study: OpenStudy) -> None:
    with pytest.raises(UserError, match="an interview on this account"):
        study.do(Replace(None, Interview(id="twin", account_id=account_id(study))), "Add")


def test_a_session_s_own_account_has_no_interview(study: OpenStudy) -> None:
    session = study.view.find_session("D07", 3)
    assert session is not None
    edit, account = put_account(study.view, session.id, "session")
    do(study, edit)
    with pytest.raises(UserError, match="no interview; edit the session"):
        put_interview(study.view, account.id, InterviewWish())


def test_participants_by_pseudonym_and_attributes(study: OpenStudy) -> None:
    do(study, put_participant(study.view, None, "T07", parse_attributes("gender: woman")))
    person = find_participant(study.view, "T07")
    assert person is not None
    with pytest.raises(UserError, match="there is a participant T07 already"):
        put_participant(study.view, None, "T07", ())
    do(study, put_participant(study.view, person.id, "T17", person.attributes))
    assert find_participant(study.view, "T07") is None


@pytest.mark.parametrize("text", ["no colon", ": no name", "a: 1\na: 2"])
def test_attributes_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(UserError):
        parse_attributes(text)


@pytest.mark.parametrize("attributes", [(), (("a", "x: y"), ("b c", "1"))])
def test_attributes_are_read_back_as_they_are_shown(attributes: Attributes) -> None:
    assert parse_attributes(attributes_text(attributes)) == attributes
