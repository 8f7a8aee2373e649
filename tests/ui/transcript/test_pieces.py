from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.transcript import Stop, Transcript, Turn, text_sha256
from annotator.ui.transcript.pieces import cut, speaker_letter


def transcript_of(*texts: str) -> Transcript:
    turns, position = [], 0
    for text in texts:
        turns.append(Turn(start=position, end=position + len(text), role="patient"))
        position += len(text) + 1
    text = "\n".join(texts)
    return Transcript(
        id="t", account_id="a", version=1, text=text, turns=tuple(turns), sha256=text_sha256(text)
    )


def stop(position: int, start_ms: int = 0) -> Stop:
    return Stop(
        id=f"{position}-{start_ms}", transcript_id="t", position=position, start_ms=start_ms
    )


@given(
    st.lists(st.text(alphabet="ab ", max_size=8), min_size=1, max_size=5),
    st.lists(st.integers(0, 48), max_size=6),
)
def test_the_pieces_hold_each_character_once_and_each_stop_once(texts, positions):
    transcript = transcript_of(*texts)
    ends = len(transcript.text)
    stops = [stop(min(place, ends), n) for n, place in enumerate(sorted(positions))]
    pieces = cut(transcript, stops)
    held = "\n".join(
        "".join(transcript.text[p.start : p.end] for p in pieces.all if p.turn == number)
        for number in range(len(texts))
    )
    assert held == transcript.text
    assert [each for p in pieces.all for each in p.stops] + list(pieces.after_all) == stops
    for piece in pieces.all:
        assert all(each.position <= piece.start for each in piece.stops)
        assert piece.start < piece.end or transcript.turns[piece.turn].start == piece.end


def test_a_stop_inside_a_turn_splits_it_and_only_its_first_piece_has_the_letter():
    pieces = cut(transcript_of("one two", "three"), [stop(4)])
    assert [(p.start, p.end, p.letter) for p in pieces.all] == [
        (0, 4, "P"),
        (4, 7, ""),
        (8, 13, "P"),
    ]
    assert pieces.splits == (4,)


def test_a_stop_at_the_end_of_a_turn_stands_above_the_next_one():
    pieces = cut(transcript_of("one", "two"), [stop(3)])
    assert [len(piece.stops) for piece in pieces.all] == [0, 1]


def test_a_stop_behind_the_last_turn_stands_behind_all():
    pieces = cut(transcript_of("one"), [stop(3)])
    assert len(pieces.after_all) == 1
    assert len(pieces.all) == 1


def test_letters_of_other_speakers():
    others = ["Speaker 2", "Anna", "sp12", None, ""]
    letters = [speaker_letter(Turn(start=0, end=1, speaker=each)) for each in others]
    assert letters == ["2", "A", "12", "", ""]
