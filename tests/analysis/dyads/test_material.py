"""What a study gives to dyadic analyses: whose work, which stretches, what is left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.analysis.dyads.layer import chosen_layer
from annotator.analysis.dyads.material import ANY, Material, material_of
from annotator.domain.errors import UserError
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
        "D05, session 3, therapist: 1 moments outside the session of 9:00",
        "D05, session 3, patient: 1 moments outside the session of 9:00",
    }
    assert found.sessions[-1].patient == {ANY: ()}


def test_moments_before_the_first_stop_have_no_session_time():
    late = (Put(start=20, end=29),)
    cell = Cell(therapist=(*HERE, *late), patient=late, stops=((15, 10 * MINUTE, None),))
    found = material(study(cell))
    assert len(found.sessions[0].therapist[ANY]) == 1
    assert found.excluded == ("D01, session 3, therapist: 1 moments without a session time",)


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
    told = "1 of the accounts are not marked as done by A"
    cell = Cell(therapist=HERE, patient=HERE, done=("A",))
    assert told not in material(study(cell)).notes
    view = study(cell)
    first = next(iter(view.assignments.values()))
    begun = replace(first, progress="in progress")
    view = replace(view, assignments={**view.assignments, first.id: begun})
    assert told in material(view).notes
