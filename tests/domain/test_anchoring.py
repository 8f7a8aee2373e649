"""Carrying passages to a corrected transcript."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.anchoring import carried_span, carry
from annotator.domain.guide import Asked
from annotator.domain.memo import Memo
from annotator.domain.moment import Moment
from annotator.domain.reading import Reading, ReadTurn
from annotator.domain.transcript import Aside, Stop, Transcript, freeze


def transcript(*said: str) -> Transcript:
    """A transcript of these turns."""
    turns = tuple(ReadTurn(speaker="T", text=text) for text in said)
    return freeze(Reading(format="txt", encoding=None, turns=turns), "a")[0]


def moment(on: Transcript, quote: str, name: str) -> Moment:
    """A moment on a quote."""
    start = on.text.index(quote)
    return Moment(
        id=name,
        transcript_id=on.id,
        coder_id="c",
        round_id="r",
        codebook_id="b",
        start=start,
        end=start + len(quote),
    )


@given(st.text("ab \n", max_size=30), st.text("ab \n", max_size=30), st.data())
def test_words_are_never_moved_to_other_words(old: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(start, len(old)))
    span = carried_span(old, new, (start, end))
    if span is not None:
        assert new[span[0] : span[1]] == old[start:end] != ""
        hits = [i for i in range(len(new)) if new.startswith(old[start:end], i)]
        assert hits == [span[0]]


def test_what_stands_once_is_carried_and_the_rest_is_listed() -> None:
    old = transcript("I was searching, really.", "Mm.", "Then it passed.", "Mm.")
    new = transcript("Well, I was searching, really.", "Mm.", "Then it went by.", "Mm.")
    kept, changed, twice = (
        moment(old, "searching, really.\nMm", "kept"),
        moment(old, "it passed", "changed"),
        moment(old, "Mm.", "twice"),
    )
    carried = carry(old, new, (kept, changed, twice), (), ())
    assert [after for _, after in carried.moments] == [
        replace(kept, transcript_id=new.id, start=kept.start + 6, end=kept.end + 6)
    ]
    assert carried.left_moments == (changed, twice)


def test_stops_follow_their_words_unless_the_new_file_has_its_own() -> None:
    old = transcript("Before.", "What was it like?", "Gone soon.")
    new = transcript("Right before.", "What was it like?", "Never there.")
    by_hand = Stop(id="h", transcript_id=old.id, position=8, start_ms=1000)
    read = Stop(id="r", transcript_id=old.id, position=8, start_ms=2000, marker="[video 0:02]")
    lost = Stop(id="l", transcript_id=old.id, position=26, start_ms=3000)
    carried = carry(old, new, (), (by_hand, read, lost), ())
    assert [(after.id, after.position) for _, after in carried.stops] == [("h", 14), ("r", 14)]
    assert carried.left_stops == (lost,)
    same_time = Stop(id="n", transcript_id=new.id, position=0, start_ms=2000, marker="[video 0:02]")
    carried = carry(old, new, (), (by_hand, read), (same_time,))
    assert [after.id for _, after in carried.stops] == ["h"]
    assert carried.left_stops == ()


def test_ranges_and_questions_without_their_words_are_listed() -> None:
    old = transcript("What was going on?", "It was hers.", "And then?", "Mm.")
    new = transcript("So.", "What was going on?", "It was hers.", "And after that?", "Mm.")
    start = old.text.index("hers")
    kept = Aside(id="kept", transcript_id=old.id, start=start, end=start + 4)
    lost = Aside(id="lost", transcript_id=old.id, start=old.turns[2].start, end=old.turns[2].end)
    asked = tuple(Asked(id=f"q{turn}", transcript_id=old.id, turn=turn) for turn in (0, 2, 9))
    carried = carry(old, new, (), (), (), (kept, lost), asked)
    (aside,) = carried.asides
    assert new.text[aside[1].start : aside[1].end] == "hers"
    assert carried.left_asides == (lost,)
    assert [(each.turn, to.turn) for each, to in carried.asked] == [(0, 1)]
    assert carried.left_asked == asked[1:]


def test_a_memo_follows_its_turn_and_stays_where_the_turn_does_not_stand_once() -> None:
    old = transcript("Yes.", "I knew it.", "Yes.", "So I left.")
    new = transcript("Well.", "Yes.", "I knew it.", "Yes.", "So I stayed.")

    def on(turn: int) -> Memo:
        return Memo(
            id=str(turn), coder_id="c", about="turn", about_id=old.id, transcript_id=old.id,
            turn=turn, text="?",
        )  # fmt: skip

    memos = tuple(map(on, range(4)))
    carried = carry(old, new, (), (), (), memos=memos)
    moved = replace(memos[1], about_id=new.id, transcript_id=new.id, turn=2)
    assert carried.memos == ((memos[1], moved),)
    assert carried.left_memos == (memos[0], memos[2], memos[3])
