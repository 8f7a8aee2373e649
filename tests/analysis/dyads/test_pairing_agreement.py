"""Kappa of pairing: by hand, with moments of one's own and of another's."""

from __future__ import annotations

from math import isnan

import pytest

from annotator.analysis.agreement import Result
from annotator.analysis.dyads.layer import chosen_layer
from annotator.analysis.dyads.pairing_agreement import pairing_agreement, same_passages
from annotator.domain.view import StudyView
from tests.analysis.dyads.making import Cell, Put, paired, study


def both(view: StudyView) -> tuple[Result, Result]:
    return pairing_agreement(view, (chosen_layer(view, "A"), chosen_layer(view, "B")))


def two_coders(dyad: str = "D01") -> Cell:
    """Three moments a side by each coder, nearly the same; B has one more of the therapist's."""

    def own(voice: str, extra: int) -> tuple[Put, ...]:
        return tuple(
            Put(
                start=n * 20 + (coder == "B"),
                end=n * 20 + 15,
                coder=coder,
                id=f"{dyad}{coder}{voice}{n}",
            )
            for coder in "AB"
            for n in range(3 + (extra if coder == "B" else 0))
        )

    return Cell(dyad=dyad, therapist=own("t", 1), patient=own("p", 0))


def test_kappa_over_the_pairs_that_both_could_have_made():
    view = study(two_coders())
    for a, b in (("At0", "Ap0"), ("At1", "Ap1"), ("Bt0", "Bp0"), ("Bt1", "Bp2")):
        view = paired(view, "D01-3", a[0], f"D01{a}", f"D01{b}")
    pairing, sided = both(view)
    # 9 pairs: one joined by both, one by A only, one by B only, six by neither.
    agreed, chance = 7 / 9, (2 / 9) ** 2 + (7 / 9) ** 2
    assert pairing.value == pytest.approx((agreed - chance) / (1 - chance))
    assert (pairing.coefficient, pairing.n, pairing.unit) == ("pairing_kappa", 9, "pair")
    assert pairing.coders == ("A", "B")
    assert pairing.excluded == ("1 moment that only one of the two marked",)
    assert any("base:" in note for note in pairing.notes)
    # 6 moments: A has paired t0 t1 p0 p1, B t0 t1 p0 p2.
    agreed, chance = 4 / 6, (4 / 6) ** 2 + (2 / 6) ** 2
    assert sided.value == pytest.approx((agreed - chance) / (1 - chance))
    assert (sided.n, sided.unit) == (6, "moment")


def test_pairing_the_same_gives_one_and_one_to_many_counts_each():
    view = study(two_coders("D01"), two_coders("D02"))
    for dyad in ("D01", "D02"):
        for coder in "AB":
            ids = [f"{dyad}{coder}{each}" for each in ("t0", "p0", "p1")]
            view = paired(view, f"{dyad}-3", coder, *ids)
    pairing, sided = both(view)
    assert (pairing.value, pairing.n) == (1, 18)
    assert sided.value == 1


def test_a_coder_who_pairs_anothers_moments_pairs_the_same_ones():
    cell = two_coders()
    view = study(Cell(therapist=cell.therapist[:3], patient=cell.patient[:3], done=("B",)))
    view = paired(view, "D01-3", "A", "D01At0", "D01Ap0")
    view = paired(view, "D01-3", "B", "D01At0", "D01Ap0")
    pairing, _ = both(view)
    assert pairing.n == 1
    assert isnan(pairing.value)  # one pair, and both say the same of it
    assert pairing.reason


def test_nothing_in_common_is_told():
    cell = Cell(therapist=(Put(start=0, end=9),), patient=(Put(start=0, end=9),))
    pairing, sided = both(study(cell))
    assert isnan(pairing.value)
    assert isnan(sided.value)
    assert pairing.reason == "there is nothing that both coders could have paired"


def test_each_passage_is_used_once_and_the_nearest_first():
    view = study(
        Cell(
            therapist=(
                Put(start=0, end=20, id="a"),
                Put(start=1, end=20, id="b"),
                Put(start=0, end=18, id="x", coder="B"),
            )
        )
    )
    own = view.moments["D01-3-therapist"]
    (pair,) = same_passages([own["a"], own["b"]], [own["x"]])
    assert (pair[0].id, pair[1].id) == ("a", "x")
