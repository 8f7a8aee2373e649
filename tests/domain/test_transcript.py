"""The frozen text: turns and stops at their positions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.reading import Reading, ReadStop, ReadTurn
from annotator.domain.transcript import freeze, role_of

texts = st.lists(
    st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=1),
    min_size=1,
    max_size=8,
)


@given(texts)
def test_turns_quote_themselves_in_code_points(said: list[str]) -> None:
    reading = Reading(
        format="txt", encoding=None, turns=tuple(ReadTurn(speaker="T", text=t) for t in said)
    )
    transcript, _ = freeze(reading, "a")
    assert [transcript.quote(turn.start, turn.end) for turn in transcript.turns] == said
    assert transcript.text == "\n".join(said)
    for index, turn in enumerate(transcript.turns):
        assert transcript.turn_at(turn.start) == index
        assert transcript.turn_at(turn.end) == index  # the LF counts as the turn before it


def test_a_stop_stands_where_its_marker_stood() -> None:
    reading = Reading(
        format="txt",
        encoding=None,
        turns=(ReadTurn(speaker="T", text="😀 One."), ReadTurn(speaker="P", text="Two.")),
        stops=(
            ReadStop(turn=0, offset=2, start_ms=1, end_ms=None, marker="[video 0:01]"),
            ReadStop(turn=1, offset=0, start_ms=2, end_ms=3, marker="[video 0:02]"),
            ReadStop(turn=2, offset=0, start_ms=4, end_ms=None, marker="[video 0:04]"),
        ),
    )
    transcript, stops = freeze(reading, "a")
    assert [stop.position for stop in stops] == [2, 7, len(transcript.text)]
    assert transcript.text[2:6] == "One."


def test_roles_come_from_the_study_then_from_the_usual_labels() -> None:
    assert [
        role_of(label, {}) for label in ("t", "TH", "Therapist", "Client", "k", "INT.", "I")
    ] == [
        *["therapist"] * 3,
        *["patient"] * 2,
        *["interviewer"] * 2,
    ]
    assert role_of("Dr Example, Th", {"dr example, th": "therapist"}) == "therapist"
    assert role_of("T", {"T": "patient"}) == "patient"
    assert role_of("SPEAKER_00", {}) == role_of(None, {}) == "other"
