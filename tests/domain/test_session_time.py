"""The session time of a moment in a whole study, by a table computed by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.moment import Moment
from annotator.domain.study import Account, Dyad, Session, Study
from annotator.domain.transcript import Aside, Stop, Transcript, Turn, text_sha256
from annotator.domain.view import StudyView

TEXT = "x" * 200


def transcript(voice: str, turns: tuple[Turn, ...]) -> Transcript:
    return Transcript(
        id=f"{voice}-1",
        account_id=voice,
        version=1,
        text=TEXT,
        turns=turns,
        sha256=text_sha256(TEXT),
    )


def stop(position: int, start_ms: int, end_ms: int | None = None) -> Stop:
    return Stop(
        id=f"s{position}",
        transcript_id="patient-1",
        position=position,
        start_ms=start_ms,
        end_ms=end_ms,
    )


def view(offset_ms: int = 0) -> StudyView:
    """A patient's interview with stops, two asides and an offset, and the session's own turns."""
    whole = (Turn(start=0, end=200),)
    spoken = (
        Turn(start=0, end=99, start_ms=5_000, end_ms=9_000),
        Turn(start=100, end=149, start_ms=9_500),
        Turn(start=150, end=200),
    )
    return StudyView(
        revision=1,
        study=Study(id="study", title="Times"),
        dyads={"d": Dyad(id="d", name="D01")},
        sessions={"s": Session(id="s", dyad_id="d", number=3)},
        accounts={
            "patient": Account(
                id="patient", session_id="s", voice="patient", clock_offset_ms=offset_ms
            ),
            "session": Account(
                id="session", session_id="s", voice="session", clock_offset_ms=offset_ms
            ),
        },
        transcripts={
            "patient-1": transcript("patient", whole),
            "session-1": transcript("session", spoken),
        },
        stops={
            "patient-1": (
                stop(20, 580_000),
                stop(50, 750_000, 768_000),
                stop(90, 300_000, 310_000),  # playback jumped back
                stop(120, 800_000),
            )
        },
        asides={
            "patient-1": (
                Aside(id="a1", transcript_id="patient-1", start=60, end=70),
                Aside(
                    id="a2",
                    transcript_id="patient-1",
                    start=130,
                    end=140,
                    start_ms=1_200_000,
                    end_ms=1_230_000,
                ),
            )
        },
    )


def moment(voice: str, start: int, end: int, own: tuple[int, int | None] | None = None) -> Moment:
    return Moment(
        id="m",
        transcript_id=f"{voice}-1",
        coder_id="c",
        round_id="r",
        codebook_id="b",
        start=start,
        end=end,
        own_start_ms=None if own is None else own[0],
        own_end_ms=None if own is None else own[1],
    )


TABLE = [
    (0, 19, None, None, "before the first stop"),
    (0, 21, 580_000, None, "stop"),  # reaches into the first
    (20, 30, 580_000, None, "stop"),
    (50, 60, 750_000, 768_000, "stop"),
    (40, 55, 580_000, 768_000, "stops"),
    (40, 95, 300_000, 768_000, "stops"),  # the one jumped back to starts first
    (95, 125, 300_000, None, "stops"),  # the latest has no end
    (61, 69, None, None, "not about this moment"),
    (55, 65, 750_000, 768_000, "stop"),  # half of it is
    (130, 140, 1_200_000, 1_230_000, "range"),
    (125, 135, 800_000, 1_230_000, "stop and range"),
    (140, 150, 800_000, None, "stop"),  # after the range its stop governs again
]


@pytest.mark.parametrize("offset_ms", [0, 12_000, -600_000])
@pytest.mark.parametrize(("start", "end", "start_ms", "end_ms", "origin"), TABLE)
def test_a_recalled_moments_time(start, end, start_ms, end_ms, origin, offset_ms) -> None:
    found = view(offset_ms).session_time_of(moment("patient", start, end))
    expected = [None if each is None else each + offset_ms for each in (start_ms, end_ms)]
    assert [found.start_ms, found.end_ms] == expected
    assert found.origin == origin


@pytest.mark.parametrize("offset_ms", [0, 12_000])
def test_a_time_by_hand_is_the_sessions_and_leaves_the_next_moment_alone(offset_ms: int) -> None:
    study = view(offset_ms)
    by_hand = study.session_time_of(moment("patient", 50, 60, own=(100_000, None)))
    assert (by_hand.start_ms, by_hand.end_ms, by_hand.origin) == (100_000, None, "by hand")
    after = study.session_time_of(moment("patient", 70, 80))
    assert (after.start_ms, after.end_ms) == (750_000 + offset_ms, 768_000 + offset_ms)


@pytest.mark.parametrize(
    ("start", "end", "start_ms", "end_ms", "origin"),
    [
        (10, 20, 5_000, 9_000, "turns"),
        (90, 110, 5_000, None, "turns"),  # its last turn has no end
        (150, 160, None, None, "no times"),
    ],
)
@pytest.mark.parametrize("offset_ms", [0, 12_000])
def test_in_the_sessions_own_transcript_times_are_the_turns_own(
    start, end, start_ms, end_ms, origin, offset_ms
) -> None:
    """Its clock is the session's: an offset has no meaning there."""
    found = view(offset_ms).session_time_of(moment("session", start, end))
    assert (found.start_ms, found.end_ms, found.origin) == (start_ms, end_ms, origin)


def test_no_stops_is_before_the_first() -> None:
    study = replace(view(), stops={}, asides={})
    assert study.session_time_of(moment("patient", 0, 9)).origin == "before the first stop"
