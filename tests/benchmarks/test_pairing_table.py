"""The dyadic table of 5,000 pairings, and the suggestions for one moment among many.

Run by `python3 packaging/dev.py benchmark`. Clocks are reported; the target is 100 ms.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.analysis.dyads.pairing_table import pairing_table
from annotator.analysis.dyads.suggestions import suggestions
from annotator.domain.moment import Pairing
from annotator.domain.view import StudyView
from tests.analysis.dyads.making import MINUTE, Cell, Put, study

SESSIONS, EACH = 25, 200


@pytest.fixture(scope="module")
def view() -> StudyView:
    """5,000 pairings of one with one, 200 in each of 25 sessions."""
    stops = tuple((at, at * MINUTE // 4, None) for at in range(0, 200, 5))
    places = [Put(start=n % 190, end=n % 190 + 9) for n in range(EACH)]
    made = study(
        *(
            Cell(dyad=f"D{n:02}", stops=stops, therapist=tuple(places), patient=tuple(places))
            for n in range(SESSIONS)
        )
    )
    pairings = {
        f"p{n}-{m}": Pairing(
            id=f"p{n}-{m}",
            session_id=f"D{n:02}-3",
            coder_id="c-A",
            round_id="r1",
            moment_ids=(f"D{n:02}-3-therapist-{m}", f"D{n:02}-3-patient-{m}"),
            relation="converging",
        )
        for n in range(SESSIONS)
        for m in range(EACH)
    }
    return replace(made, pairings=pairings)


def test_table_of_5000_pairings(benchmark, view):
    rows = benchmark(pairing_table, view, "c-A")
    assert len(rows) == 5_000
    assert not any(each.one_sided for each in rows)


def test_suggestions_among_200_moments(benchmark, view):
    moment = view.moment("D00-3-therapist-0")
    assert len(benchmark(suggestions, view, moment)) == EACH
