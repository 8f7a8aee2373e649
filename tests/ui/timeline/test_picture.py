from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.study import Account, Study
from annotator.domain.transcript import Transcript, Turn
from annotator.domain.view import StudyView
from annotator.ui.timeline.blocks import NO_COLOUR, Blocks
from annotator.ui.timeline.picture import (
    NO_END,
    SessionPicture,
    counts_text,
    picture_after,
    picture_of,
    quiet_line,
)
from tests.ui.timeline.study import MINUTE_MS, SECRET, moment, pairing, stop, study_of, transcript

VOICES_OF = ("therapist", "patient")


def block(picture: SessionPicture, moment_id: str) -> tuple[int, int]:
    found = picture.find(moment_id)
    assert found is not None
    party, row = found
    return int(party.blocks.start_ms[row]), int(party.blocks.end_ms[row])


def lane(picture: SessionPicture, moment_id: str) -> int:
    found = picture.find(moment_id)
    assert found is not None
    return int(found[0].blocks.lane[found[1]])


def colours(picture: SessionPicture, moment_id: str) -> list[str]:
    found = picture.find(moment_id)
    assert found is not None
    party, row = found
    return [picture.palette.names[place] for place in party.blocks.colour[row] if place != -1]


def assert_lanes_are_sound(blocks: Blocks) -> None:
    assert (np.diff(blocks.start_ms) >= 0).all()
    for lane in np.unique(blocks.lane):
        rows = blocks.lane == lane
        assert (blocks.start_ms[rows][1:] >= blocks.end_ms[rows][:-1]).all()


def test_parties_stand_in_order_with_their_names(view):
    assert [party.label for party in picture_of(view, "s").parties] == [
        "Therapist T07",
        "Patient P07",
    ]


def test_stop_without_end_stands_for_the_stretch_before_it(view):
    assert block(picture_of(view, "s"), "t1") == (690_000, 750_000)


def test_the_stretch_before_a_stop_is_the_studys_and_never_before_the_session(view):
    longer = dataclasses.replace(
        view, study=Study(id="study", title="", stop_before_ms=2 * MINUTE_MS)
    )
    assert block(picture_of(longer, "s"), "t1") == (630_000, 750_000)
    assert block(picture_of(longer, "s"), "p2") == (0, 30_000)


def test_stop_with_end_stands_for_what_was_watched(view):
    assert block(picture_of(view, "s"), "t2") == (1_020_000, 1_080_000)


def test_moment_across_stops_reaches_from_the_first_start_to_the_last_end(view):
    assert block(picture_of(view, "s"), "t3") == (750_000, 1_080_000)


def test_moment_before_the_first_stop_is_counted_and_not_drawn(view):
    picture = picture_of(view, "s")
    assert picture.find("t0") is None
    assert picture.parties[0].blocks.untimed == {"t0"}
    assert quiet_line(picture) == "1 moment before the first stop has no session time"


def test_transcript_without_stops_is_not_said_to_have_a_first_stop():
    view = study_of([moment("t1", "therapist", 1, 5), moment("t2", "therapist", 1, 5)], stops=[])
    assert quiet_line(picture_of(view, "s")) == "2 moments have no session time"


def test_time_by_hand_holds(view):
    assert block(picture_of(view, "s"), "p3") == (1_740_000, 1_800_000)


def test_account_with_a_clock_of_its_own_is_moved_onto_the_sessions(view):
    accounts = {
        **view.accounts,
        "therapist": dataclasses.replace(view.accounts["therapist"], clock_offset_ms=1_000),
    }
    picture = picture_of(dataclasses.replace(view, accounts=accounts), "s")
    assert block(picture, "t1") == (691_000, 751_000)
    assert picture.parties[0].stop_ms.tolist() == [[751_000, NO_END], [1_021_000, 1_081_000]]
    assert block(picture, "p1") == (695_000, 755_000)


def test_colours_are_those_of_the_codes_in_their_order_and_grey_without(view):
    picture = picture_of(view, "s")
    assert colours(picture, "t2") == ["teal", "rose"]
    assert colours(picture, "t3") == ["grey"]
    assert colours(picture, "p2") == ["indigo"]


def test_more_codes_than_stripes_are_cut():
    codes = "connecting affect shame distance solidness".split()
    view = study_of(
        [moment("t1", "therapist", 1, 5, *codes)], stops=[stop("s1", "therapist", 0, 60_000)]
    )
    picture = picture_of(view, "s")
    assert colours(picture, "t1") == ["sand", "teal", "rose", "indigo"]
    assert NO_COLOUR not in picture.parties[0].blocks.colour


def test_stops_of_the_two_near_each_other_are_shared(view):
    picture = picture_of(view, "s")
    assert picture.shared_ms.tolist() == [[750_000, 755_000]]
    apart = dataclasses.replace(view.study, shared_within_ms=4_000)
    assert not len(picture_of(dataclasses.replace(view, study=apart), "s").shared_ms)


def test_pairings_join_the_moments_own_times(view):
    picture = picture_of(view, "s")
    rows = [
        (picture.relations[relation], *times)
        for relation, times in zip(
            picture.pairing_relation.tolist(), picture.pairing_ms.tolist(), strict=True
        )
    ]
    assert rows == [
        ("diverging", 750_000, 755_000),
        ("converging", 1_020_000, 30_000),
        ("converging", 1_020_000, 1_800_000),
    ]
    assert picture.relations == ("converging", "diverging")  # the third has an untimed side
    assert picture.pairing_count == 3


def test_turns_of_the_session_stand_for_its_talk(view):
    picture = picture_of(view, "s")
    assert picture.turn_ms.tolist() == [[0, 20_000], [20_000, 35_000], [50_000, 70_000]]
    assert picture.turn_role.tolist() == [0, 1, 0]


def test_a_turn_without_end_lasts_until_the_next_but_not_for_minutes():
    text = transcript(
        "session",
        tuple(Turn(start=i, end=i + 1, start_ms=ms) for i, ms in enumerate((0, 4_000, 90_000))),
        10,
    )
    view = study_of([], stops=[])
    picture = picture_of(dataclasses.replace(view, transcripts={text.id: text}), "s")
    assert picture.turn_ms.tolist() == [[0, 4_000], [4_000, 19_000], [90_000, 105_000]]


def test_pairings_between_the_same_times_stand_side_by_side():
    moments = [moment(f"{voice}{i}", voice, 10, 20) for voice in VOICES_OF for i in range(2)]
    stops = [stop(voice, voice, 0, 60_000) for voice in VOICES_OF]
    pairings = tuple(
        pairing(f"q{i}", "converging", f"therapist{i}", f"patient{i}") for i in range(2)
    )
    picture = picture_of(study_of(moments, stops=stops, pairings=pairings), "s")
    assert picture.pairing_shift.tolist() == [-0.5, 0.5]


def test_length_is_the_sessions_or_the_last_known_time(view):
    assert picture_of(view, "s").length_ms == 48 * MINUTE_MS
    moments = [moment("t1", "therapist", 1, 5)]
    stops = [stop("s1", "therapist", 0, 90_000)]
    unknown = study_of(moments, stops=stops, length_ms=None)
    assert picture_of(unknown, "s").length_ms == 90_000
    short = study_of(moments, stops=stops, length_ms=60_000)
    assert picture_of(short, "s").length_ms == 90_000
    nothing = study_of([], stops=[], length_ms=None, own_transcript=False)
    assert picture_of(nothing, "s").length_ms == 0


def test_moments_in_the_session_transcript_get_lanes_of_their_own():
    view = study_of([moment("o1", "session", 10, 15), moment("o2", "session", 12, 35)], stops=[])
    picture = picture_of(view, "s")
    assert [party.voice for party in picture.parties] == ["therapist", "patient", "session"]
    assert block(picture, "o1") == (20_000, 35_000)  # its turn has no end: for a while
    assert block(picture, "o2") == (20_000, 70_000)


def test_further_voices_stand_after_the_two(view):
    text = view.transcripts["therapist-1"]
    third = Transcript(
        id="supervisor-1",
        account_id="supervisor",
        version=1,
        text=text.text,
        turns=text.turns,
        sha256=text.sha256,
    )
    accounts = {
        "supervisor": Account(id="supervisor", session_id="s", voice="supervisor"),
        **view.accounts,
    }
    wider = dataclasses.replace(
        view, accounts=accounts, transcripts={**view.transcripts, "supervisor-1": third}
    )
    assert [party.label for party in picture_of(wider, "s").parties] == [
        "Therapist T07",
        "Patient P07",
        "Supervisor",
    ]


def test_counts_are_in_words_that_quote_nothing(view):
    text = counts_text(picture_of(view, "s"))
    assert text == (
        "4 therapist moments, 3 patient moments, 3 pairings, "
        "1 moment before the first stop has no session time"
    )
    assert SECRET[:12] not in text


# One edit after another ---------------------------------------------------------------------


def test_an_edit_moves_no_other_block(view):
    before = picture_of(view, "s")
    edit = Replace(None, moment("t9", "therapist", 105, 130, "shame"))
    after = view.after(edit, 2)
    picture = picture_after(before, view, after)
    assert picture.parties[1] is before.parties[1]
    for each in ("t1", "t2", "t3"):
        assert block(picture, each) == block(before, each)
        assert lane(picture, each) == lane(before, each)
    assert block(picture, "t9") == (690_000, 750_000)
    assert_lanes_are_sound(picture.parties[0].blocks)


def test_another_stop_time_lays_its_party_anew(view):
    old = view.stops["therapist-1"][0]
    after = view.after(Replace(old, dataclasses.replace(old, start_ms=700_000)), 2)
    assert block(picture_after(picture_of(view, "s"), view, after), "t1") == (640_000, 700_000)


def test_the_first_moment_of_the_session_itself_brings_its_lane_and_stands_there_once(view):
    after = view.after(Replace(None, moment("o1", "session", 10, 15)), 2)
    picture = picture_after(picture_of(view, "s"), view, after)
    assert [party.voice for party in picture.parties] == ["therapist", "patient", "session"]
    assert list(picture.parties[2].blocks.moment_ids) == ["o1"]
    assert picture.stretch_of("o1") == (20_000, 35_000)  # a turn without an end
    assert picture.stretch_of("gone") is None


def same(first: SessionPicture, second: SessionPicture) -> None:
    """Equal but for the lanes, which keep what the eye has learnt."""
    assert counts_text(first) == counts_text(second)
    assert first.length_ms == second.length_ms
    assert first.pairing_ms.tolist() == second.pairing_ms.tolist()
    for one, other in zip(first.parties, second.parties, strict=True):
        assert sorted(one.blocks.moment_ids) == sorted(other.blocks.moment_ids)
        assert one.blocks.untimed == other.blocks.untimed
        for each in one.blocks.moment_ids:
            assert block(first, each) == block(second, each)
            assert colours(first, each) == colours(second, each)
        assert_lanes_are_sound(one.blocks)


VOICES = st.sampled_from(["therapist", "patient"])
CODES = st.lists(st.sampled_from(["shame", "affect", "distance"]), unique=True, max_size=3)


@st.composite
def edits(draw, view: StudyView) -> Edit:
    known = list(view.all_moments())
    kind = draw(st.sampled_from(["add", "change", "delete", "several"]))
    if kind == "several":
        return Several((draw(edits(view)),))
    if kind == "add" or not known:
        voice, start = draw(VOICES), draw(st.integers(0, 900))
        key = f"n{view.revision}"
        return Replace(None, moment(key, voice, start, start + 40, *draw(CODES)))
    old = draw(st.sampled_from(known))
    if kind == "delete":
        return Replace(old, None)
    start = draw(st.integers(0, 900))
    own = draw(st.none() | st.integers(0, 40 * MINUTE_MS))
    new = dataclasses.replace(
        old, start=start, end=start + 30, codes=tuple(draw(CODES)), own_start_ms=own
    )
    return Replace(old, new)


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_pictures_after_edits_equal_the_picture_from_nothing(data):
    view = study_of(
        [moment(f"t{i}", "therapist", 100 * i, 100 * i + 50, "shame") for i in range(6)],
        stops=[
            stop("a", "therapist", 100, 300_000),
            stop("b", "therapist", 300, 200_000, 260_000),
            stop("c", "patient", 50, 310_000),
        ],
        pairings=(pairing("q", "converging", "t1", "n2"),),
    )
    picture = picture_of(view, "s")
    for revision in range(2, 10):
        after = view.after(data.draw(edits(view)), revision)
        picture, view = picture_after(picture, view, after), after
        same(picture, picture_of(view, "s"))


def test_rows_that_meet_a_stretch(view):
    blocks = picture_of(view, "s").parties[0].blocks
    ids = [blocks.moment_ids[row] for row in blocks.meeting(745_000, 746_000)]
    assert ids == ["t1"]
    assert {blocks.moment_ids[row] for row in blocks.meeting(0, 1e9)} == {"t1", "t2", "t3"}
    assert not len(blocks.meeting(0, 690_000))


@pytest.mark.parametrize("own", [0, 1, 59_999])
def test_a_block_near_the_beginning_has_some_length(own):
    view = study_of([moment("t1", "therapist", 1, 5, own_start_ms=own)], stops=[])
    start, end = block(picture_of(view, "s"), "t1")
    assert start == 0
    assert end == max(own, 1)
