"""Frozen passages as a table: one row a passage, whatever each coder called it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from annotator.analysis.agreement import krippendorff_alpha_nominal
from annotator.analysis.agreement.compared import compare
from annotator.analysis.agreement.shared_moments import moment_units
from annotator.analysis.agreement.study_units import passage_units, turn_units
from annotator.analysis.agreement.units import Units
from tests.analysis.agreement.studies import CODES, OTHER, Put, Text, study

WORDS = ("I laughed because", "Did she know?", "I was embarrassed")
SPANS = ((0, 9), (10, 17), (32, 40))


def given(*codes: tuple[str, ...] | None) -> list[Put]:
    return [
        Put(start=start, end=end, codes=own)
        for (start, end), own in zip(SPANS, codes, strict=False)
        if own is not None
    ]


def table(
    *works: dict[str, list[Put]],
    exclusive: bool = True,
    not_done: Sequence[tuple[str, int]] = (),
) -> Units:
    texts = [Text(words=WORDS, asked=(1,), work=work) for work in works]
    view = study(*texts, exclusive=exclusive, not_done=not_done)
    return passage_units(compare(view, include_unfinished=bool(not_done)))


def words(units: Units) -> list[list[str | None]]:
    return [[units.categories[c] if c >= 0 else None for c in row] for row in units.codes]


THREE = {
    "A": given(("Shame",), ("Repair",), ("Shame",)),
    "B": given(("Shame",), (), (OTHER,)),
    "C": given(("Distance",), ("Repair",), None),
}


def test_no_code_of_one_who_is_done_is_a_value():
    units = table(THREE)
    assert words(units) == [
        ["Shame", "Shame", "Distance"],
        ["Repair", "none", "Repair"],
        ["Shame", "none", "none"],
    ]
    assert units.categories == (*CODES, "none")
    assert (units.unit, units.coders) == ("passage", ("A", "B", "C"))


def test_no_code_of_one_who_is_not_done_is_missing():
    assert words(table(THREE, not_done=[("B", 0)])) == [
        ["Shame", "Shame", "Distance"],
        ["Repair", None, "Repair"],
        ["Shame", None, "none"],
    ]


def test_several_codes_are_a_set_and_no_code_the_empty_one():
    work = {"A": given(("Shame", "Repair"), ("Shame",)), "B": given(("Repair", "Shame"), ())}
    found = words(table(work, exclusive=False))
    assert found == [["Repair|Shame", "Repair|Shame"], ["Shame", "|"]]
    found = words(table(work, exclusive=False, not_done=[("B", 0)]))
    assert found == [["Repair|Shame", "Repair|Shame"], ["Shame", None]]


def test_documents_are_clusters_and_their_coders_may_differ():
    units = table(
        {"A": given(("Shame",)), "B": given(("Shame",))},
        {"A": given(("Repair",)), "C": given(("Shame",))},
    )
    assert units.clusters is not None
    assert units.clusters.tolist() == [0, 1]
    assert words(units) == [["Shame", "Shame", None], ["Repair", None, "Shame"]]


def test_passages_of_the_interviewer_are_left_out():
    asked = Put(start=20, end=25)
    units = table({"A": [asked, *given(("Shame",))], "B": [asked, *given(("Shame",))]})
    assert words(units) == [["Shame", "Shame"]]


def test_leaving_passages_without_a_code_lowers_agreement():
    units = table(
        {
            "A": given(("Shame",), ("Repair",), ("Shame",)),
            "B": given(("Shame",), ("Repair",), ()),
        }
    )
    found = krippendorff_alpha_nominal(units)
    assert found.value < 0.7
    assert (found.n, found.unit) == (3, "passage")


@pytest.mark.parametrize("exclusive", [True, False])
def test_without_rows_a_table_has_its_coders_and_no_value(exclusive):
    asked = Text(words=("Did she know?",), asked=(0,), work={"A": [], "B": []})
    compared = compare(study(asked, exclusive=exclusive))
    [scale] = compared.code_set.scales
    for units in (passage_units(compared), turn_units(compared), moment_units(compared, scale)):
        assert units.codes.shape == (0, 2)
        assert krippendorff_alpha_nominal(units).reason == "there is nothing that two coders rated"
