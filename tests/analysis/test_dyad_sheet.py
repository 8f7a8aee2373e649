"""All that one page says of a dyad, by a hand-made study."""

from __future__ import annotations

import pytest

from annotator.analysis.dyad_sheet import CodeCount, dyad_sheet
from annotator.analysis.dyads.layer import chosen_layer
from annotator.analysis.dyads.material import material_of
from tests.analysis.dyads.making import MINUTE, Cell, Put, paired, read_alone, study


def small_study():
    """Two sessions of D01: in the first all four moments stand for 9:00 to 10:00 of 50."""
    view = study(
        Cell(
            therapist=(
                Put(start=0, end=4, id="t1"),
                Put(start=5, end=9, id="t2", codes=("Repair",)),
            ),
            patient=(Put(start=0, end=4, id="p1"), Put(start=10, end=14, id="p2")),
        ),
        Cell(number=5, therapist=(Put(start=0, end=4, id="t5"),)),
        Cell(dyad="D02", patient=(Put(start=0, end=4),)),
    )
    return paired(view, "D01-3", "A", "t1", "p1")


def sheet(*, with_text=False, dyad="D01"):
    view = small_study()
    layer = chosen_layer(view, "A")
    material = material_of(view, layer).sessions
    return dyad_sheet(view, layer, view.dyads[dyad], material, seed=3, with_text=with_text)


def test_codes_pairings_and_one_sided_moments_are_counted_by_party():
    found = sheet()
    assert found.counts == (
        CodeCount(code="Shame", therapist=2, patient=2),
        CodeCount(code="Repair", therapist=1, patient=0),
    )
    assert found.relations == (("converging", 1),)
    assert [(found.paired(v), found.one_sided(v)) for v in ("therapist", "patient")] == [
        (1, 2),
        (1, 1),
    ]
    assert [each.number for each in found.sessions] == [3, 5]
    assert (found.coder, found.code_set, found.seed) == ("A", "Moments", 3)


def test_convergence_is_of_the_sessions_with_both_accounts():
    found = sheet()
    assert found.shared == 1
    shares = {each.measure: each.value for each in found.convergence}
    assert shares == pytest.approx({"time": 1 / 50, "time_of_either": 1.0, "moments": 1.0})
    (chance,) = {each.chance[0].method for each in found.convergence}
    assert chance == "circular shift"
    assert sheet(dyad="D02").convergence == ()


def test_words_are_there_only_where_they_were_asked_for():
    assert sheet().quotes == ()
    quotes = sheet(with_text=True).quotes
    found = [(q.session, q.relation, bool(q.therapist), bool(q.patient)) for q in quotes]
    assert sorted(found) == [
        (3, "converging", True, True),
        (3, "one-sided", False, True),
        (3, "one-sided", True, False),
        (5, "one-sided", True, False),
    ]
    assert quotes[-1].therapist == "word"
    assert {q.interval for q in quotes} == {(10 * MINUTE, None)}


def test_what_is_not_read_together_yet_waits():
    view = read_alone(small_study(), "A", "D01-3-therapist", "D01-3-patient", shut=False)
    layer = chosen_layer(view, "A")
    found = dyad_sheet(view, layer, view.dyads["D01"], (), with_text=True)
    voices = ("therapist", "patient")
    counts = [(found.paired(v), found.waiting(v), found.one_sided(v)) for v in voices]
    assert counts == [(1, 1, 1), (1, 1, 0)]  # session 5 was given to nobody to read alone
    assert sorted((q.session, q.relation) for q in found.quotes) == [
        (3, "converging"),
        (3, "not read together yet"),
        (3, "not read together yet"),
        (5, "one-sided"),
    ]


def test_the_interval_of_a_pairing_is_open_where_its_latest_moment_is():
    view = paired(
        study(
            Cell(
                stops=((0, 10 * MINUTE, 10 * MINUTE + 20_000), (50, 20 * MINUTE, None)),
                therapist=(Put(start=0, end=4, id="t"),),
                patient=(Put(start=50, end=54, id="p"),),
            )
        ),
        "D01-3",
        "A",
        "t",
        "p",
    )
    found = dyad_sheet(view, chosen_layer(view, "A"), view.dyads["D01"], (), with_text=True)
    assert [each.interval for each in found.quotes] == [(10 * MINUTE, None)]
