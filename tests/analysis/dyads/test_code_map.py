"""Dyads by codes: hand-counted moments and shares, and not coded is not none."""

from __future__ import annotations

import numpy as np

from annotator.analysis.dyads.code_map import code_map
from annotator.analysis.dyads.layer import chosen_layer
from tests.analysis.dyads.making import MINUTE, Cell, Put, study


def two_dyads():
    """One stop at 10 min, without an end: each moment stands for 9:00 to 10:00 of 50 minutes."""
    return study(
        Cell(
            dyad="D02",
            therapist=(
                Put(start=0, end=4),
                Put(start=5, end=9, codes=("Shame", "Repair")),
                Put(start=9, end=10, own_start_ms=20 * MINUTE),
            ),
            patient=(Put(start=0, end=4, codes=("Repair",)),),
        ),
        Cell(dyad="D02", number=5, therapist=(Put(start=0, end=4),), length_ms=150 * MINUTE),
        Cell(dyad="D01", patient=(Put(start=0, end=4),)),
        Cell(dyad="D03", therapist=(Put(start=0, end=4, coder="B"),)),
    )


def test_counts_by_party_dyad_and_code():
    found = code_map(two_dyads(), chosen_layer(two_dyads(), "A"))
    assert (found.dyads, found.codes) == (("D01", "D02"), ("Shame", "Repair"))
    therapist, patient = found.moments
    np.testing.assert_array_equal(therapist, [[np.nan, np.nan], [4, 1]])
    np.testing.assert_array_equal(patient, [[1, 0], [0, 1]])
    assert found.accounts.tolist() == [[0, 2], [1, 1]]


def test_time_that_two_moments_mark_counts_once_and_sessions_are_summed():
    view = two_dyads()
    found = code_map(view, chosen_layer(view, "A"))
    # Shame: 9:00-10:00 twice and 19:00-20:00 in session 3; 9:00-10:00 in session 5.
    assert found.time[0, 1].tolist() == [3 / 200, 1 / 200]
    assert found.time[1, 1].tolist() == [0, 1 / 50]
    assert np.isnan(found.time[0, 0]).all()
    assert found.notes[-1] == "a stop without an end stands for the 60 s before it"
