"""Stops, asides, session times and offsets by hand: what they give, what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.app.open_study import OpenStudy
from annotator.app.verbs import asides, moments, session_time, stops
from annotator.app.verbs.marking import coder_and_round
from annotator.app.verbs.study_settings import StudySettings, set_study, settings_of
from annotator.domain.clock import clock_text
from annotator.domain.edits import Edit, Several
from annotator.domain.errors import UserError
from annotator.domain.moment import Moment
from annotator.domain.reading import Reading, ReadTurn
from annotator.domain.transcript import Transcript, freeze
from annotator.domain.view import StudyView


def only(view: StudyView) -> Transcript:
    (transcript,) = view.transcripts.values()
    return transcript


def do(study: OpenStudy, edit: Edit | None) -> None:
    """Does an edit, takes it back, does it again: the study must follow each time."""
    assert edit is not None
    before = study.view
    study.do(edit, "Test")
    after = study.view
    study.undo()
    assert (study.view.stops, study.view.asides) == (before.stops, before.asides)
    assert (study.view.accounts, study.view.study) == (before.accounts, before.study)
    study.redo()
    assert (study.view.stops, study.view.asides) == (after.stops, after.asides)


def mark(study: OpenStudy, start: int, end: int) -> Moment:
    edits, coder_id, work_round = coder_and_round(study.view, "RA-1")
    drafted = study.view.after(Several(tuple(edits)), study.view.revision)
    made = moments.mark(
        drafted,
        coder_id=coder_id,
        round_id=work_round.id,
        transcript_id=only(study.view).id,
        start=start,
        end=end,
    )
    study.do(Several((*edits, made)), "Mark")
    return study.view.moment(made.record.id)  # type: ignore[return-value]


def time_of(study: OpenStudy, moment: Moment) -> tuple[int | None, int | None, str]:
    found = study.view.session_time_of(study.view.moment(moment.id))  # type: ignore[arg-type]
    return found.start_ms, found.end_ms, found.origin


# Stops ----------------------------------------------------------------------------------------


def test_a_stop_is_set_changed_moved_and_deleted(study: OpenStudy) -> None:
    transcript = only(study.view)
    do(study, stops.place(study.view, transcript.id, 90, start_ms=800_000, stopped_by="patient"))
    made = study.view.stops_of(transcript.id)[1]
    assert (made.position, made.start_ms, made.stopped_by) == (
        transcript.turns[2].start,
        800_000,
        "patient",
    )
    do(
        study,
        stops.change(
            study.view,
            made,
            start_ms=801_000,
            end_ms=805_000,
            stopped_by=None,
            prompted=True,
            note=" laughs ",
        ),
    )
    made = study.view.stops_of(transcript.id)[1]
    assert (made.start_ms, made.end_ms, made.prompted, made.note) == (
        801_000,
        805_000,
        True,
        "laughs",
    )
    do(study, stops.move(study.view, made, 700_000))
    made = study.view.stops_of(transcript.id)[1]
    assert (made.start_ms, made.end_ms) == (700_000, 704_000)
    assert stops.move(study.view, made, 700_000) is None
    do(study, stops.delete(made))
    assert len(study.view.stops_of(transcript.id)) == 2


def test_a_time_before_the_session_is_read_as_a_sheet_shows_it(study: OpenStudy) -> None:
    (account,) = study.view.accounts.values()
    do(study, session_time.set_offset(study.view, account, -755_000))
    (stop, *_) = study.view.stops_of(only(study.view).id)
    shown = clock_text(stop.start_ms - 755_000)
    assert shown == "-0:05"
    again = stops.change(
        study.view,
        stop,
        start_ms=stops.typed_time(shown),
        end_ms=None if stop.end_ms is None else stop.end_ms - 755_000,
        stopped_by=stop.stopped_by,
        prompted=stop.prompted,
        note=stop.note,
    )
    assert again is None, "nothing is changed by what the sheet says itself"


def test_typed_times_are_the_sessions_whatever_the_offset(study: OpenStudy) -> None:
    (account,) = study.view.accounts.values()
    do(study, session_time.set_offset(study.view, account, 12_000))
    moment = mark(study, 23, 30)
    assert time_of(study, moment) == (762_000, 780_000, "stop")
    transcript = only(study.view)
    do(study, stops.place(study.view, transcript.id, 23, start_ms=60_000, end_ms=61_000))
    first = study.view.stops_of(transcript.id)[0]
    assert (first.start_ms, first.end_ms) == (48_000, 49_000)
    do(study, stops.move(study.view, first, 62_000))
    assert study.view.stops_of(transcript.id)[0].start_ms == 50_000
    do(study, asides.mark(study.view, transcript.id, 23, 40, start_ms=90_000))
    assert time_of(study, moment) == (90_000, None, "range")


@pytest.mark.parametrize(
    ("refused", "told"),
    [
        (lambda v, t: stops.place(v, t, 10_000, start_ms=0), "not inside the text"),
        (lambda v, t: stops.place(v, t, -1, start_ms=0), "not inside the text"),
        (lambda v, t: stops.place(v, t, 0, start_ms=5_000, end_ms=4_000), "before the start"),
        (lambda v, t: stops.place(v, t, 0, start_ms=0, stopped_by="cat"), "does not take part"),
        (lambda v, t: asides.mark(v, t, 5, 5), "not inside the text"),
        (lambda v, t: asides.mark(v, t, 5, 9_000), "not inside the text"),
        (lambda v, t: asides.mark(v, t, 5, 9, start_ms=9, end_ms=8), "before the start"),
        (lambda v, t: asides.mark(v, t, 5, 9, end_ms=8), "without a start"),
        (lambda *_: stops.typed_time("1:75:00"), "is no time"),
        (lambda *_: stops.typed_time(""), "is no time"),
        (lambda *_: stops.typed_time("--0:05"), "is no time"),
        (lambda *_: stops.typed_end("noon"), "is no time"),
        (lambda *_: session_time.typed_offset("1:75:00"), "is no offset"),
        (lambda *_: session_time.typed_offset("--1:00"), "is no offset"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(
    study: OpenStudy, refused: Callable[[StudyView, str], object], told: str
) -> None:
    with pytest.raises(UserError, match=told) as caught:
        refused(study.view, only(study.view).id)
    assert "\n" not in caught.value.sentence
    assert caught.value.hint


def test_the_end_may_stay_open() -> None:
    assert (stops.typed_end("  "), stops.typed_end("1:02:30")) == (None, 3_750_000)
    typed = (session_time.typed_offset(each) for each in ("", "+0:12", "-1:00:00"))
    assert list(typed) == [0, 12_000, -3_600_000]


def test_the_stop_at_a_place_is_the_one_that_a_new_one_there_would_meet(study: OpenStudy) -> None:
    transcript = only(study.view)
    first, second = study.view.stops_of(transcript.id)
    at = {
        place: stops.stop_here(study.view, transcript, place) for place in (0, 22, 23, 24, 26, 40)
    }
    assert at == {0: None, 22: None, 23: first, 24: first, 26: None, 40: None}
    assert stops.stop_here(study.view, transcript, second.position) == second


@given(st.lists(st.text("ab 😀", max_size=8), min_size=1, max_size=5), st.data())
def test_a_settled_place_stays_and_parts_no_word(said: list[str], data: st.DataObject) -> None:
    turns = tuple(ReadTurn(text=text, speaker=None) for text in said)
    transcript, _ = freeze(Reading(format="txt", encoding="utf-8", turns=turns), "a")
    position = data.draw(st.integers(0, len(transcript.text)))
    settled = stops.settled_place(transcript, position)
    assert 0 <= settled <= len(transcript.text)
    assert stops.settled_place(transcript, settled) == settled
    inside = transcript.text[max(0, settled - 1) : settled + 1]
    assert len(inside) < 2 or any(each.isspace() for each in inside)


# Asides ---------------------------------------------------------------------------------------


def test_a_range_is_taken_out_given_a_time_and_given_back(study: OpenStudy) -> None:
    transcript = only(study.view)
    moment = mark(study, 30, 40)
    do(study, asides.mark(study.view, transcript.id, 28, 45, note="the car park"))
    assert time_of(study, moment) == (None, None, "not about this moment")
    (aside,) = study.view.asides_of(transcript.id)
    assert asides.aside_here(study.view, transcript.id, 44, 44) == aside
    assert asides.aside_here(study.view, transcript.id, 45, 45) is None
    do(study, asides.change(study.view, aside, start_ms=1_200_000, end_ms=1_230_000, note=""))
    assert time_of(study, moment) == (1_200_000, 1_230_000, "range")
    (aside,) = study.view.asides_of(transcript.id)
    do(study, asides.take_away(aside))
    assert time_of(study, moment) == (750_000, 768_000, "stop")


def test_ranges_may_touch_but_not_overlap(study: OpenStudy) -> None:
    transcript = only(study.view)
    do(study, asides.mark(study.view, transcript.id, 30, 40))
    do(study, asides.mark(study.view, transcript.id, 40, 50))
    for span in ((39, 41), (25, 31), (20, 60), (33, 35)):
        with pytest.raises(UserError, match="already"):
            asides.mark(study.view, transcript.id, *span)


# Session time by hand -------------------------------------------------------------------------


def test_a_moment_takes_a_time_by_hand_and_follows_its_stop_again(study: OpenStudy) -> None:
    moment = mark(study, 24, 30)
    do(study, session_time.override(moment, 60_000, 70_000))
    assert time_of(study, moment) == (60_000, 70_000, "by hand")
    changed = study.view.moment(moment.id)
    assert changed is not None
    assert session_time.override(changed, 60_000, 70_000) is None
    do(study, session_time.follow(changed))
    assert time_of(study, moment) == (750_000, 768_000, "stop")
    assert session_time.follow(moment) is None
    with pytest.raises(UserError, match="before the start"):
        session_time.override(moment, 2, 1)


# The study ------------------------------------------------------------------------------------


def test_the_studys_settings_are_set_and_bounded(study: OpenStudy) -> None:
    same = settings_of(study.view.study)
    assert set_study(study.view, same) is None
    assert (same.late_after_h, same.stop_before_s, same.shared_within_s, same.small_cell) == (
        48,
        60,
        10,
        5,
    )
    wanted = StudySettings(
        title=" Second ", late_after_h=24.5, stop_before_s=30, shared_within_s=2.5, small_cell=0
    )
    do(study, set_study(study.view, wanted))
    now = study.view.study
    assert (now.title, now.late_after_ms, now.stop_before_ms) == ("Second", 88_200_000, 30_000)
    assert (now.shared_within_ms, now.small_cell) == (2_500, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "  "},
        {"late_after_h": 0},
        {"late_after_h": -1},
        {"stop_before_s": -1},
        {"shared_within_s": 4000},
        {"small_cell": -1},
    ],
)
def test_settings_out_of_bounds_are_refused(study: OpenStudy, wrong: dict[str, object]) -> None:
    good = {
        "title": "T",
        "late_after_h": 1,
        "stop_before_s": 1,
        "shared_within_s": 1,
        "small_cell": 1,
    }
    with pytest.raises(UserError):
        set_study(study.view, StudySettings(**{**good, **wrong}))  # type: ignore[arg-type]
