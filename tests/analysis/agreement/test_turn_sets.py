"""Sets that code every turn: what is left uncoded, whose turns count, ratings on turns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from annotator.analysis.agreement import icc
from annotator.analysis.agreement.compared import compare
from annotator.analysis.agreement.study_units import turn_ratings, turn_units
from annotator.analysis.agreement.units import MISSING
from annotator.app.verbs.comparing import Comparison, agree_in_study
from annotator.app.verbs.overviewing import overview_of
from annotator.domain.view import StudyView
from tests.analysis.agreement.studies import Put, Text, study

TALK = ("Eleven one.", "Then what?", "Eleven two.", "Eleven six.", "Eleven ten.")
TURNS = [(0, 11), (12, 22), (23, 34), (35, 46), (47, 58)]


def coded(codes: str, ratings: tuple[int, ...] = ()) -> list[Put]:
    """One moment a turn of the patient: S, D or R for its code, - for none."""
    names = {"S": ("Shame",), "D": ("Distance",), "R": ("Repair",), ".": ()}
    own = [turn for place, turn in enumerate(TURNS) if place != 1]
    return [
        Put(
            start=start,
            end=end,
            codes=names[code],
            ratings=(("Intensity", ratings[place]),) if ratings else (),
        )
        for place, ((start, end), code) in enumerate(zip(own, codes, strict=True))
        if code != "-"
    ]


def turns(mine: list[Put], theirs: list[Put], **rules: Any) -> StudyView:
    view = study(Text(words=TALK, asked=(1,), work={"A": mine, "B": theirs}), unit="turn")
    book = view.codebooks["book"]
    sets = (replace(book.sets[0], **rules), *book.sets[1:])
    return replace(view, codebooks={"book": replace(book, sets=sets)})


def value(view: StudyView, coefficient: str, code: str | None = None) -> float:
    (own,) = [
        each.result
        for each in agree_in_study(view, Comparison())
        if (each.result.coefficient, each.result.code) == (coefficient, code)
    ]
    return own.value


def test_an_uncoded_turn_is_none_but_where_every_turn_takes_a_code() -> None:
    mine, theirs = coded("SSD-"), coded("SDDR")
    free = turn_units(compare(turns(mine, theirs, exclusive=True)))
    labels = [[free.categories[code] for code in row] for row in free.codes]
    assert labels[-1] == ["none", "Repair"]
    assert free.excluded == ()
    obliged = turn_units(compare(turns(mine, theirs, exclusive=True, obligatory=True)))
    assert obliged.codes.tolist() == [[0, 0], [0, 1], [1, 1], [MISSING, 2]]
    assert obliged.categories == ("Shame", "Distance", "Repair")
    assert obliged.excluded == ("turns left without a code, though each takes one: A 1",)
    several = turn_units(compare(turns(mine, theirs, obligatory=True)))
    assert several.codes[-1, 0] == MISSING
    view = turns(mine, theirs, exclusive=True, obligatory=True)
    assert value(view, "percent_agreement") == pytest.approx(2 / 3)
    told = [each.result.excluded for each in agree_in_study(view, Comparison())]
    assert all("turns left without a code, though each takes one: A 1" in each for each in told)


def test_roles_and_accounts_of_the_set_say_which_turns_count() -> None:
    mine, theirs = coded("SSSS"), coded("SSSS")
    asked = turns(mine, theirs, roles=("interviewer",))
    assert turn_units(compare(asked)).codes.shape == (1, 2)
    both = turns(mine, theirs, roles=("interviewer", "patient"))
    assert turn_units(compare(both)).codes.shape == (5, 2)
    other = compare(turns(mine, theirs, accounts=("therapist",)))
    assert not other.documents
    assert other.excluded == (
        "1 transcript of other accounts: the set Moments is for the account therapist",
    )


def test_turns_are_rated_with_or_without_a_code() -> None:
    """Units are the turns that any coder rated; a moment without a code counts too."""
    view = turns(coded("S.D.", (1, 3, 5, 2)), coded("S..-", (2, 3, 4, 9)))
    units = turn_ratings(compare(view), view.codebook.sets[0].scales[0])
    assert units.codes.tolist() == [[0, 1], [2, 2], [4, 3], [1, MISSING]]
    table = [[1, 2], [3, 3], [5, 4]]
    assert value(view, "icc_2_1", "Intensity") == pytest.approx(icc(table, "2_1").value)
    assert dict(overview_of(view, Comparison()).ratings)["Intensity"][1].value == pytest.approx(
        icc(table, "2_1").value
    )


def test_a_set_of_scales_alone_has_numbers_and_a_headline() -> None:
    view = turns(coded("....", (1, 3, 5, 2)), coded("....", (2, 3, 4, 1)), codes=())
    found = agree_in_study(view, Comparison())
    assert {each.result.code for each in found} == {"Intensity"}
    overview = overview_of(view, Comparison())
    assert [each.coefficient for each in overview.headline] == [
        "krippendorff_alpha_ordinal",
        "icc_2_1",
        "icc_2_k",
    ]
    assert overview.headline[0].n == 4
    assert set(overview.matrix) == {("A", "B")}
    assert [part.name for part in overview.parts["dyad"]] == ["D01"]
