"""Scores against counts of moments, and the whole report."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from annotator.analysis.dyads.layer import chosen_layer
from annotator.analysis.measures.relation import relations
from annotator.analysis.measures.report import measures_report
from annotator.domain.view import StudyView
from tests.analysis.dyads.making import Cell, Put, study
from tests.analysis.measures.scoring import CORE, WAI, with_scores

COUNTS = {("D01", 3): 1, ("D01", 5): 3, ("D02", 3): 0, ("D02", 5): 4, ("D03", 3): 2, ("D03", 5): 2}
SCORES = {("D01", 3): 4, ("D01", 5): 3, ("D02", 3): 5, ("D02", 5): 2, ("D03", 3): 1, ("D03", 5): 2}


@pytest.fixture
def view() -> StudyView:
    """Three dyads, the patient's `Shame` as in COUNTS and WAI-SR as in SCORES."""
    cells = (
        Cell(
            dyad=dyad,
            number=number,
            patient=tuple(Put(start=5 * n, end=5 * n + 4) for n in range(count)),
            done=("A",),
        )
        for (dyad, number), count in COUNTS.items()
    )
    made = with_scores(study(*cells), WAI, *((d, n, None, v) for (d, n), v in SCORES.items()))
    return with_scores(made, CORE, ("D01", 3, None, 10))


def test_a_count_is_related_to_the_score_of_its_session(view: StudyView):
    found = {
        (each.moments_by, each.code): each for each in relations(view, WAI, chosen_layer(view, "A"))
    }
    # Nobody has `Repair`, and the therapist no moment at all: only any code is told of those.
    assert list(found) == [("therapist", None), ("patient", None), ("patient", "Shame")]
    within, between = found["patient", "Shame"].estimates
    x = np.array(list(COUNTS.values()), dtype=float).reshape(3, 2)
    y = np.array(list(SCORES.values()), dtype=float).reshape(3, 2)
    in_x, in_y = (each - each.mean(axis=1, keepdims=True) for each in (x, y))
    assert within.value == pytest.approx(
        (in_x * in_y).sum() / np.sqrt((in_x**2).sum() * (in_y**2).sum())
    )
    assert "does not vary between" in between.reason  # 2 moments a session in each dyad
    none = found["therapist", None].estimates[0]
    assert (none.n, "does not vary" in none.reason) == (6, True)


def test_accounts_that_are_not_coded_are_not_counted_as_none(view: StudyView):
    shy = Cell(dyad="D04", number=3)
    made = study(*(Cell(dyad=d, number=n, patient=(Put(start=0, end=4),)) for d, n in COUNTS), shy)
    made = with_scores(made, WAI, *((d, n, None, v) for (d, n), v in SCORES.items()))
    made = with_scores(made, WAI, ("D04", 3, None, 5))
    layer = chosen_layer(made, "A")
    of_patient = [each for each in relations(made, WAI, layer) if each.moments_by == "patient"]
    assert {each.estimates[0].n for each in of_patient} == {6}


def test_the_report_is_json_with_every_result_named(view: StudyView):
    report = measures_report(view, chosen_layer(view, "A"), ("a note",))
    assert json.loads(json.dumps(report, allow_nan=False)) == report
    assert [each["name"] for each in report["measures"]] == ["CORE-10", "WAI-SR"]
    first = report["courses"][0]
    assert first["sessions"] == [3, 5]
    assert first["scores"][1] == {"scale": "WAI-SR", "party": "patient", "values": [4, 3]}
    assert first["moments"][1] == {"party": "patient", "counts": [1, 3]}
    keys: set[tuple[Any, ...]] = set()
    for each in report["results"]:
        assert (each["value"] is None) == bool(each["reason"])
        assert each["scale"] in ("CORE-10", "WAI-SR")
        key = tuple(each[k] for k in ("scale", "scored_by", "moments_by", "code", "measure"))
        assert key not in keys
        keys.add(key)
    assert ("WAI-SR", "patient", None, None, "trend") in keys
    assert ("WAI-SR", "patient", "patient", "Shame", "correlation_within_dyads") in keys
    assert not any(key[1] == "both" for key in keys)  # the therapist scores nothing here


def test_without_a_layer_scores_stand_alone(view: StudyView):
    report = measures_report(view, None, ())
    assert {each["measure"] for each in report["results"]} == {"trend"}
    assert all(each["moments"] == [] for each in report["courses"])
