"""What a study gives to dyadic analyses: whose work, which stretches, what is left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.analysis.dyads.layer import chosen_layer
from annotator.analysis.dyads.material import ANY, Material, material_of, stretch_of_moment
from annotator.domain.errors import UserError
from annotator.domain.study import Participant
from annotator.domain.transcript import Aside
from annotator.domain.view import StudyView
from tests.analysis.dyads.making import MINUTE, Cell, Put, study


def material(view: StudyView, coder: str | None = None) -> Material:
    return material_of(view, chosen_layer(view, coder))


HERE = (Put(start=0, end=9),)


def test_moments_stand_for_their_stop_or_for_the_stretch_before_it():
    cell = Cell(
        therapist=(
            Put(start=0, end=9),
            Put(start=50, end=59, codes=("Shame", "Repair")),
            Put(start=52, end=59, codes=("Repair",), own_start_ms=30 * MINUTE),
        ),
        patient=HERE,
        stops=((0, 10 * MINUTE, None), (50, 20 * MINUTE, 21 * MINUTE)),
    )
    found = material(study(cell))
    (session,) = found.sessions
    before, watched, by_hand = (
        (9 * MINUTE, 10 * MINUTE),
        (20 * MINUTE, 21 * MINUTE),
        (29 * MINUTE, 30 * MINUTE),
    )
    assert session.therapist == {
        ANY: (before, watched, by_hand),
        "Shame": (before, watched),
        "Repair": (watched, by_hand),
    }
    assert session.patient == {ANY: (before,), "Shame": (before,)}
    assert "a stop without an end stands for the 60 s before it" in found.notes


def test_the_study_sets_the_stretch():
    view = study(Cell(therapist=HERE, patient=HERE))
    view = replace(view, study=replace(view.study, stop_before_ms=5_000))
    found = material(view)
    assert found.sessions[0].patient[ANY] == ((10 * MINUTE - 5_000, 10 * MINUTE),)
    assert "a stop without an end stands for the 5 s before it" in found.notes


def test_what_cannot_be_compared_is_told_with_its_place():
    found = material(
        study(
            Cell(dyad="D01", therapist=HERE, patient=HERE),
            Cell(dyad="D02", therapist=HERE, patient=HERE, length_ms=None),
            Cell(dyad="D03", therapist=HERE),
            Cell(dyad="D04", therapist=HERE, patient=HERE, stops=((5, MINUTE, None),)),
            Cell(dyad="D05", therapist=HERE, patient=HERE, length_ms=9 * MINUTE),
            Cell(dyad="D06", therapist=HERE, done=("A",)),
        )
    )
    assert [each.dyad for each in found.sessions] == ["D01", "D04", "D05", "D06"]
    assert set(found.excluded) == {
        "D02, session 3: the length of the session is not known",
        "D03, session 3: patient not coded by A",
        "D05, session 3, therapist: 1 moment outside the session of 9:00",
        "D05, session 3, patient: 1 moment outside the session of 9:00",
    }
    assert found.sessions[-1].patient == {ANY: ()}


def test_what_is_counted_needs_no_length():
    found = material(
        study(
            Cell(dyad="D01", therapist=HERE, patient=HERE),
            Cell(dyad="D02", therapist=HERE, patient=HERE, length_ms=None),
            Cell(dyad="D03", therapist=HERE, length_ms=None),
            Cell(dyad="D04", therapist=HERE, patient=HERE, length_ms=None, stops=()),
        )
    )
    counts = found.of_counts()
    assert [(each.dyad, each.length_ms) for each in counts.sessions] == [
        ("D01", 50 * MINUTE),
        ("D02", 0),
        ("D04", 0),
    ]
    assert [len(each.therapist[ANY]) for each in counts.sessions] == [len(HERE), len(HERE), 0]
    assert counts.excluded == (
        "D03, session 3: patient not coded by A",
        "D04, session 3, therapist: 1 moment without a session time",
        "D04, session 3, patient: 1 moment without a session time",
    )
    assert [each.dyad for each in found.sessions] == ["D01"]
    assert found.excluded == (
        "D02, session 3: the length of the session is not known",
        "D03, session 3: patient not coded by A",
        "D04, session 3: the length of the session is not known",
    )
    assert found.unmeasured == (found.excluded[0], found.excluded[2])


def test_moments_before_the_first_stop_have_no_session_time():
    late = (Put(start=20, end=29),)
    cell = Cell(therapist=(*HERE, *late), patient=late, stops=((15, 10 * MINUTE, None),))
    found = material(study(cell))
    assert len(found.sessions[0].therapist[ANY]) == 1
    assert found.excluded == ("D01, session 3, therapist: 1 moment without a session time",)


MINUTES = tuple[float, float] | None


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        # Stops: at 10 from 10:00 on, at 30 from 12:00 to 12:30, at 60 at 8:00 (played again).
        # Asides: [40, 50) not about this moment; [70, 80) about 20:00 to 21:00.
        (0, 9, None),  # before the first stop
        (0, 15, (9.5, 10.5)),  # from before the first stop into it
        (12, 20, (9.5, 10.5)),  # under one stop: the 60 s before it
        (12, 35, (9.5, 13.0)),  # across two: from the first's stretch to the second's end
        (30, 35, (12.5, 13.0)),  # on a stop with an end
        (41, 49, None),  # wholly in an aside
        (35, 45, (12.5, 13.0)),  # half in one
        (30, 65, (7.5, 13.0)),  # across a stop that plays again what was before
        (71, 79, (20.5, 21.5)),  # an aside with a time of its own
        (61, 75, (7.5, 21.5)),  # from its stop into such an aside
    ],
)
def test_a_moment_stands_for_all_that_it_passes(start: int, end: int, minutes: MINUTES):
    """By hand, half a minute later for the account's clock offset."""
    stops = (
        (10, 10 * MINUTE, None),
        (30, 12 * MINUTE, 12 * MINUTE + 30_000),
        (60, 8 * MINUTE, None),
    )
    cell = Cell(therapist=(Put(start=start, end=end),), patient=HERE, stops=stops)
    view = study(cell)
    text = "D01-3-therapist"
    asides = (
        Aside(id="a", transcript_id=text, start=40, end=50),
        Aside(
            id="b",
            transcript_id=text,
            start=70,
            end=80,
            start_ms=20 * MINUTE,
            end_ms=21 * MINUTE,
        ),
    )
    account = replace(view.accounts[text], clock_offset_ms=30_000)
    view = replace(
        view, asides={**view.asides, text: asides}, accounts={**view.accounts, text: account}
    )
    (moment,) = view.moments_of(text).values()
    expected = minutes and (round(minutes[0] * MINUTE), round(minutes[1] * MINUTE))
    assert stretch_of_moment(view, moment) == expected


def test_a_time_given_by_hand_wins_over_all_that_is_passed():
    put = Put(start=12, end=35, own_start_ms=30 * MINUTE)
    stops = ((10, 10 * MINUTE, None), (30, 12 * MINUTE, None))
    view = study(Cell(therapist=(put,), patient=HERE, stops=stops))
    (moment,) = view.moments_of("D01-3-therapist").values()
    assert stretch_of_moment(view, moment) == (29 * MINUTE, 30 * MINUTE)


def test_an_account_that_is_not_to_be_read_yet_is_told_as_such():
    view = study(Cell(therapist=HERE, patient=HERE), Cell(dyad="D02", therapist=HERE, patient=HERE))
    view = replace(
        view,
        shut=frozenset({"D01-3-patient"}),
        transcripts={k: v for k, v in view.transcripts.items() if k != "D01-3-patient"},
        moments={k: v for k, v in view.moments.items() if k != "D01-3-patient"},
    )
    found = material(view)
    assert [each.dyad for each in found.sessions] == ["D02"]
    assert found.excluded == ("D01, session 3: the account of the patient is not to be read yet",)


def test_attributes_of_the_two_stand_beside_those_of_the_dyad():
    view = study(Cell(therapist=HERE, patient=HERE))
    therapist = replace(view.participants["T-D01"], attributes=(("gender", "woman"),))
    patient = Participant(id="P", pseudonym="P", attributes=(("gender", "man"),))
    dyad = replace(view.dyads["D01"], attributes=(("outcome", "good"),), patient_id="P")
    view = replace(view, participants={"T-D01": therapist, "P": patient}, dyads={"D01": dyad})
    assert material(view).sessions[0].attributes == (
        ("outcome", "good"),
        ("therapist gender", "woman"),
        ("patient gender", "man"),
    )


def test_stretches_are_cut_to_the_session():
    found = material(study(Cell(therapist=HERE, patient=HERE, stops=((0, 20_000, None),))))
    assert found.sessions[0].patient[ANY] == ((0, 20_000),)


def test_the_settled_layer_comes_first_then_the_coder_with_most():
    own = tuple(Put(start=n, end=n + 9, coder="B") for n in (0, 10, 20))
    cell = Cell(therapist=(*HERE, *own), patient=HERE)
    layer = chosen_layer(study(cell))
    assert layer.coder.name == "B"
    assert "most moments of 2 coders" in layer.notes[0]
    assert chosen_layer(study(cell), "A").notes == ()
    settled = Cell(therapist=(Put(start=0, end=9, coder="Z"), *own), patient=HERE)
    layer = chosen_layer(study(settled, consensus="Z"))
    assert layer.coder.name == "Z"
    with pytest.raises(UserError, match="no coder 'C'; there are A, B"):
        chosen_layer(study(cell), "C")
    with pytest.raises(UserError, match="no set of codes 'X'; there are Moments"):
        chosen_layer(study(cell), set_name="X")
    with pytest.raises(UserError, match="nobody has marked"):
        chosen_layer(study(Cell()))


def test_of_two_rounds_the_latest_counts():
    twice = (Put(start=0, end=9), Put(start=0, end=9, codes=("Repair",), round="r2"))
    found = material(study(Cell(therapist=twice, patient=HERE)))
    assert set(found.sessions[0].therapist) == {ANY, "Repair"}


def test_accounts_that_are_not_marked_done_are_counted_and_told():
    told = "1 of the accounts is not marked as done by A"
    cell = Cell(therapist=HERE, patient=HERE, done=("A",))
    assert told not in material(study(cell)).notes
    view = study(cell)
    first = next(iter(view.assignments.values()))
    begun = replace(first, progress="in progress")
    view = replace(view, assignments={**view.assignments, first.id: begun})
    assert told in material(view).notes
    both = {key: replace(each, progress="to do") for key, each in view.assignments.items()}
    assert "2 of the accounts are not marked as done by A" in (
        material(replace(view, assignments=both)).notes
    )
