from __future__ import annotations

from dataclasses import replace

from annotator.domain.transcript import Stop
from annotator.ui.transcript.stops import SHARED, bands_of, position_at, shared_stop_ids, time_at


def test_stops_near_each_other_on_both_sides_are_shared(study_view):
    shared = shared_stop_ids(study_view, "session-3")
    assert {study_view.stops["text-therapist"][1].id, study_view.stops["text-patient"][1].id} == (
        shared
    )


def test_a_clock_offset_counts_before_stops_are_compared(study_view):
    account = replace(study_view.accounts["patient"], clock_offset_ms=85_000)
    shifted = replace(study_view, accounts={**study_view.accounts, "patient": account})
    shared = shared_stop_ids(shifted, "session-3")
    assert shared == {  # the patient's 8:15 is now the therapist's 9:40
        study_view.stops["text-therapist"][0].id,
        study_view.stops["text-patient"][0].id,
    }


def test_nearness_is_the_studys_and_includes_its_end(study_view):
    stops = study_view.stops["text-patient"]
    moved = (stops[0], replace(stops[1], start_ms=760_000), stops[2])
    view = replace(study_view, stops={**study_view.stops, "text-patient": moved})
    assert len(shared_stop_ids(view, "session-3")) == 2
    strict = replace(view, study=replace(view.study, shared_within_ms=9_999))
    assert shared_stop_ids(strict, "session-3") == frozenset()


def test_what_bands_say():
    stops = [
        Stop(id="a", transcript_id="t", position=0, start_ms=750_000, end_ms=768_000),
        Stop(id="b", transcript_id="t", position=5, start_ms=60_000, note="looks away"),
        Stop(id="c", transcript_id="t", position=9, start_ms=3_700_000),
    ]
    bands = bands_of(stops, frozenset({"a"}))
    assert (bands["a"].head, bands["a"].words) == ("Session 12:30 – 12:48", SHARED)
    assert bands["b"].words == "out of order  ·  looks away"
    assert (bands["c"].head, bands["c"].words) == ("Session 1:01:40", "")


def test_times_and_places_answer_each_other(study_view):
    transcript = study_view.transcripts["text-therapist"]
    account, stops = study_view.accounts["therapist"], study_view.stops["text-therapist"]
    for stop in stops:
        assert position_at(transcript, account, stops, stop.start_ms) == stop.position
        assert time_at(transcript, account, stops, stop.position) == stop.start_ms
    assert position_at(transcript, account, stops, 0) is None
    assert position_at(transcript, account, stops, 800_000) == stops[1].position
    first = min(stop.start_ms for stop in stops)
    assert position_at(transcript, account, stops, first - 7_000, 10_000) == stops[0].position
    assert position_at(transcript, account, stops, first - 11_000, 10_000) is None
    assert position_at(transcript, account, stops, first + 1, 10_000) == stops[0].position


def test_playback_that_jumped_back_is_found_by_its_time():
    from annotator.domain.study import Account

    account = Account(id="a", session_id="s", voice="patient")
    stops = [
        Stop(id="a", transcript_id="t", position=0, start_ms=750_000),
        Stop(id="b", transcript_id="t", position=5, start_ms=60_000),
    ]
    assert position_at(None, account, stops, 100_000) == 5  # type: ignore[arg-type]
