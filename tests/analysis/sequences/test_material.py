"""Sequences of a study: of moments in order of the text, or of turns."""

from __future__ import annotations

from annotator.analysis.dyads.layer import chosen_layer
from annotator.analysis.sequences.material import Sequences, sequences_of
from tests.analysis.dyads.making import Cell, Put, study


def made(*cells: Cell, unit: str = "span") -> Sequences:
    view = study(*cells, unit=unit)
    return sequences_of(view, chosen_layer(view, "A"))


def test_moments_stand_in_order_of_the_text_each_transcript_for_itself():
    found = made(
        Cell(
            therapist=(
                Put(start=60, end=70, codes=("Repair",)),
                Put(start=0, end=9),
                Put(start=30, end=39, codes=()),
                Put(start=20, end=29, codes=("Shame", "Repair")),
                Put(start=5, end=9, coder="B"),
            ),
            patient=(Put(start=0, end=9),),
        )
    )
    assert found.documents == ("D01, session 3, therapist", "D01, session 3, patient")
    assert found.sequences == ((("Shame",), ("Shame", "Repair"), ("Repair",)), (("Shame",),))
    assert found.codes == ("Shame", "Repair")
    assert found.unit == "moment"
    assert found.notes[-1].startswith("1 moment has several codes")


def test_turns_keep_their_places_where_they_have_no_code():
    found = made(
        Cell(
            therapist=(
                Put(start=0, end=19),
                Put(start=40, end=75, codes=("Repair",)),
                Put(start=45, end=50),
            )
        ),
        unit="turn",
    )
    (sequence,) = found.sequences
    assert sequence[:5] == (("Shame",), (), ("Repair", "Shame"), ("Repair",), ())
    assert len(sequence) == 10
    assert found.unit == "turn"


def test_an_account_that_was_done_without_a_moment_is_an_empty_sequence():
    found = made(Cell(therapist=(Put(start=0, end=9),), done=("A",)))
    assert found.sequences == ((("Shame",),), ())
