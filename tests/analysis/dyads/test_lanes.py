"""The sessions of a dyad as pictures lay them out, by hand-made studies."""

from __future__ import annotations

from dataclasses import replace

from annotator.analysis.dyads.lanes import PairingLine, lanes_of
from annotator.analysis.dyads.layer import chosen_layer
from annotator.domain.study import Interview
from tests.analysis.dyads.making import MINUTE, Cell, Put, paired, read_alone, study


def lanes(view, coder="A"):
    (dyad,) = view.dyads.values()
    return lanes_of(view, chosen_layer(view, coder), dyad)


def two_sides():
    """Text before position 20 has no session time; then a stop at 10 min, from 60 on one at 30."""
    return study(
        Cell(
            therapist=(
                Put(start=0, end=4, id="t0"),
                Put(start=20, end=24, id="t1"),
                Put(start=25, end=29, id="t2", codes=("Repair", "Shame")),
                Put(start=60, end=64, id="t3"),
                Put(start=60, end=64, id="other", coder="B"),
                Put(start=70, end=74, id="without", codes=()),
            ),
            patient=(Put(start=20, end=24, id="p1"), Put(start=61, end=64, id="p2")),
            stops=((20, 10 * MINUTE, None), (60, 30 * MINUTE, 31 * MINUTE)),
        )
    )


def test_blocks_stand_for_the_time_of_their_stop_in_lanes_that_do_not_overlap():
    (session,) = lanes(two_sides())
    rows = [
        (b.moment_id, b.start_ms, b.end_ms, b.anchor_ms, b.lane) for b in session.therapist.blocks
    ]
    assert rows == [
        ("t1", 9 * MINUTE, 10 * MINUTE, 10 * MINUTE, 0),
        ("t2", 9 * MINUTE, 10 * MINUTE, 10 * MINUTE, 1),
        ("t3", 30 * MINUTE, 31 * MINUTE, 30 * MINUTE, 0),
    ]
    assert session.therapist.stops == ((10 * MINUTE, None), (30 * MINUTE, 31 * MINUTE))
    assert (session.length_ms, session.therapist.lane_count) == (50 * MINUTE, 2)


def test_counts_take_in_what_has_no_session_time_and_leave_out_what_has_no_code():
    (session,) = lanes(two_sides())
    assert session.therapist.untimed == (("Shame",),)
    assert (session.therapist.n, session.therapist.count("Shame")) == (4, 4)
    assert session.therapist.count("Repair") == 1


def test_pairings_join_the_times_of_the_two_sides_and_the_rest_is_one_sided():
    view = paired(two_sides(), "D01-3", "A", "t1", "t3", "p1", "p2")
    view = paired(view, "D01-3", "B", "other", "p2")  # another coder's: not of this layer
    (session,) = lanes(view)
    lines = [(line.therapist_ms, line.patient_ms) for line in session.pairings]
    assert lines == [(10 * MINUTE, 10 * MINUTE), (30 * MINUTE, 30 * MINUTE)]
    assert isinstance(session.pairings[0], PairingLine)
    assert session.relations == (("converging", 1),)
    assert (session.therapist.paired, session.therapist.one_sided) == (2, 2)
    assert (session.patient.paired, session.patient.one_sided) == (2, 0)


def test_a_pairing_of_one_side_alone_pairs_nothing():
    (session,) = lanes(paired(two_sides(), "D01-3", "A", "t1", "t2"))
    assert (session.pairings, session.relations, session.therapist.paired) == ((), (), 0)


def test_an_account_that_the_coder_has_not_worked_on_is_not_coded():
    (session,) = lanes(two_sides(), "B")
    assert (session.therapist.coded, session.therapist.n) == (True, 1)
    assert (session.patient.coded, session.patient.n) == (False, 0)
    assert len(session.patient.stops) == 2  # stops are nobody's


def test_a_session_without_a_length_reaches_to_its_last_known_time():
    view = study(
        Cell(length_ms=None, therapist=(Put(start=0, end=4),), stops=((0, 70 * MINUTE, None),))
    )
    (session,) = lanes(view)
    assert session.length_ms == 70 * MINUTE
    assert not session.is_empty


def test_why_an_account_is_not_coded_is_told():
    view = two_sides()
    lost = Interview(id="i", account_id="D01-3-patient", status="missing", reason="withdrew")
    without = replace(
        view,
        transcripts={k: v for k, v in view.transcripts.items() if k != "D01-3-patient"},
        interviews={"i": lost},
    )
    assert lanes(view, "B")[0].patient.uncoded == "not coded"
    assert lanes(without)[0].patient.uncoded == "interview missing"
    assert lanes(replace(without, interviews={}))[0].patient.uncoded == "no transcript"


def test_what_is_not_read_together_yet_waits_and_is_not_one_sided():
    view = paired(two_sides(), "D01-3", "A", "t1", "p1")
    (session,) = lanes(read_alone(view, "A", "D01-3-therapist", "D01-3-patient", shut=False))
    counts = [(each.paired, each.waiting, each.one_sided) for each in session.parties]
    assert counts == [(1, 3, 0), (1, 1, 0)]


def test_a_shut_account_is_not_to_be_read_yet_and_a_moment_paired_with_it_is_paired():
    view = paired(two_sides(), "D01-3", "A", "t1", "p1")
    (session,) = lanes(read_alone(view, "A", "D01-3-therapist", "D01-3-patient", shut=True))
    assert (session.patient.coded, session.patient.uncoded) == (False, "not to be read yet")
    own = session.therapist
    assert (own.n, own.paired, own.waiting, own.one_sided) == (4, 1, 3, 0)
    assert session.pairings == ()  # there is nothing to draw a line to
