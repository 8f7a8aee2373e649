"""The course over sessions: every place is there, and not coded is not the same as none."""

from __future__ import annotations

import pytest

from annotator.analysis.dyads.layer import chosen_layer
from annotator.analysis.measures.course import measure_courses
from annotator.domain.errors import UserError
from tests.analysis.dyads.making import Cell, Put, study
from tests.analysis.measures.scoring import CORE, WAI, scored_study, with_scores


def test_each_line_has_a_place_for_each_session_in_order():
    view = scored_study(("D02", 5, 3.5, 4.0), ("D02", 3, None, 2.5), ("D01", 3, 1.0, None))
    one, two = measure_courses(with_scores(view, CORE, ("D02", 5, None, 12)))
    assert (one.dyad, one.sessions, two.dyad, two.sessions) == ("D01", (3,), "D02", (3, 5))
    found = {(line.measure.name, line.party): line.values for line in two.measures}
    assert found == {
        ("CORE-10", "patient"): (None, 12),
        ("WAI-SR", "therapist"): (None, 3.5),
        ("WAI-SR", "patient"): (2.5, 4.0),
    }
    assert [(line.measure.name, line.party) for line in two.measures] == list(found)
    assert (one.moments, one.coder) == ((), "")


def test_moments_are_counted_by_party_beside_them():
    cells = (
        Cell(
            dyad="D01",
            number=3,
            therapist=(Put(start=0, end=4), Put(start=5, end=9, codes=("Repair", "Shame"))),
            done=("A",),
        ),
        Cell(dyad="D01", number=5, patient=(Put(start=0, end=4, codes=()),)),
    )
    view = study(*cells)
    layer = chosen_layer(view, "A")
    (any_code,) = measure_courses(view, layer)
    (repair,) = measure_courses(view, layer, "Repair")
    counts = {line.party: line.counts for line in any_code.moments}
    # Session 3 is done by A on both sides; in session 5 only the patient has a moment of A.
    assert counts == {"therapist": (2, None), "patient": (0, 0)}
    assert {line.party: line.counts for line in repair.moments} == {
        "therapist": (1, None),
        "patient": (0, 0),
    }
    assert (repair.code, repair.coder) == ("Repair", "A")


def test_a_code_that_is_not_in_the_set_is_refused():
    view = study(Cell(therapist=(Put(start=0, end=4),)))
    with pytest.raises(UserError, match="no code 'Joy'"):
        measure_courses(view, chosen_layer(view, "A"), "Joy")


def test_a_dyad_without_scores_and_coding_is_empty():
    view = scored_study(("D01", 3, None, None), ("D02", 3, 4.0, None))
    empty, full = measure_courses(view)
    assert (empty.is_empty, full.is_empty) == (True, False)
    assert [line.values for line in empty.measures] == [(None,)]
    assert WAI.name == empty.measures[0].measure.name
