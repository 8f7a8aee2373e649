"""Agreement on whole units, against tables counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from annotator.analysis.agreement import Result, icc, krippendorff_alpha, results_of, units_of
from annotator.analysis.agreement.compared import compare
from annotator.analysis.agreement.judged_units import presence_units
from annotator.analysis.agreement.report import report_of
from annotator.analysis.agreement.report_numbers import confusions_table
from annotator.analysis.agreement.units import MISSING
from annotator.app.verbs.comparing import Comparison, Grouped, agree_in_study
from annotator.app.verbs.overviewing import overview_of
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.report import Paragraph
from annotator.domain.view import StudyView
from tests.analysis.agreement.judging import (
    ALLIANCE,
    bins,
    judged_set,
    judgement,
    study,
    with_book,
)

MARKERS = judged_set("bin", ("Denial", "Minimal"))
ONE_OF = judged_set("bin", ("Denial", "Minimal"), exclusive=True)


def found(view: StudyView, **asked: object) -> list[Grouped]:
    return agree_in_study(view, Comparison(**asked))  # type: ignore[arg-type]


def one(results: list[Grouped], coefficient: str, code: str | None = None) -> Result:
    (own,) = [
        each.result
        for each in results
        if (each.result.coefficient, each.result.code, each.group) == (coefficient, code, "")
    ]
    return own


def test_exclusive_bins_are_units_of_one_value() -> None:
    """Six minutes: two agree on Denial, one on Minimal, one on none, two differ."""
    mine = bins("A", "d1s1p", "Denial", "Denial", "Minimal", "", "Denial", "")
    theirs = bins("B", "d1s1p", "Denial", "Denial", "Minimal", "", "Minimal", "Denial")
    results = found(study(ONE_OF, [*mine, *theirs]))
    # Po = 4/6; A has 3 Denial, 1 Minimal, 2 none; B has 3, 2, 1: Pe = (9 + 2 + 2) / 36
    assert one(results, "percent_agreement").value == pytest.approx(4 / 6)
    expected = (4 / 6 - 13 / 36) / (1 - 13 / 36)
    kappa = one(results, "cohen_kappa")
    assert kappa.value == pytest.approx(expected)
    assert (kappa.n, kappa.unit, kappa.coders) == (6, "bin", ("A", "B"))


def test_a_bin_without_codes_is_not_a_bin_that_nobody_judged() -> None:
    mine = bins("A", "d1s1p", "Denial", "", None, "Denial Minimal", None)
    theirs = bins("B", "d1s1p", "Denial", None, "Minimal", "Minimal", None)
    compared = compare(study(MARKERS, [*mine, *theirs]))
    units = presence_units(compared)
    labels = [[units.categories[c] if c >= 0 else None for c in row] for row in units.codes]
    assert labels == [
        ["Denial", "Denial"],
        ["|", None],
        [None, "Minimal"],
        ["Denial|Minimal", "Minimal"],
    ]
    assert compared.excluded == (
        "1 of 4 units without a judgement by A (D01, session 1, patient)",
        "1 of 4 units without a judgement by B (D01, session 1, patient)",
    )
    results = found(study(MARKERS, [*mine, *theirs]))
    masi = one(results, "krippendorff_alpha_masi")
    assert masi.n == 2
    assert set(compared.excluded) <= set(masi.excluded)
    assert one(results, "krippendorff_alpha_nominal", "Minimal").value == 1


def test_an_obligatory_unit_without_a_code_is_missing() -> None:
    obliged = replace(ONE_OF, obligatory=True)
    mine, theirs = bins("A", "d1s1p", "Denial", ""), bins("B", "d1s1p", "Denial", "Minimal")
    units = presence_units(compare(study(obliged, [*mine, *theirs])))
    assert units.codes.tolist() == [[0, 0], [MISSING, 1]]
    assert units.categories == ("Denial", "Minimal")


def test_rated_codes_are_compared_one_by_one_and_together() -> None:
    rated = judged_set("session", ("Shame", "Trust"), marking="rating", scales=(ALLIANCE,))
    values = {"A": [(1, 4), (2, 4), (5, 3), (4, 1)], "B": [(1, 5), (3, 4), (5, 2), (4, 1)]}
    own = [
        judgement(coder, f"d1s{n}", values={"Shame": shame, "Trust": trust})
        for coder, rows in values.items()
        for n, (shame, trust) in enumerate(rows, start=1)
    ]
    results = found(study(rated, own, sessions=4))
    shame = [[1, 1], [2, 3], [5, 5], [4, 4]]
    both = [*shame, [4, 5], [4, 4], [3, 2], [1, 1]]
    by_hand = krippendorff_alpha(shame, "ordinal").value
    assert one(results, "krippendorff_alpha_ordinal", "Shame").value == pytest.approx(by_hand)
    assert one(results, "icc_2_1", "Shame").value == pytest.approx(icc(shame, "2_1").value)
    pooled = one(results, "icc_2_k")
    assert pooled.value == pytest.approx(icc(both, "2_k").value)
    assert (pooled.n, pooled.unit) == (8, "rating")
    assert "each code of each session is one target" in pooled.notes
    overview = overview_of(study(rated, own, sessions=4), Comparison())
    assert [row.name for row in overview.codes] == ["Shame", "Trust"]
    assert [each.coefficient for each in overview.headline][1] == "icc_2_1"


def test_scales_of_a_whole_unit_have_results_of_their_own() -> None:
    scaled = judged_set("session", scales=(ALLIANCE, replace(ALLIANCE, id="s-Depth", name="Depth")))
    ratings = {"A": [(1, 1), (3, 2), (5, 2)], "B": [(2, 1), (3, 2), (4, 9)]}
    own = [
        judgement(coder, f"d1s{n}", ratings={"Alliance": alliance, "Depth": depth})
        for coder, rows in ratings.items()
        for n, (alliance, depth) in enumerate(rows, start=1)
    ]
    view = study(scaled, own, sessions=3)
    results = found(view)
    alliance = [[1, 2], [3, 3], [5, 4]]
    assert one(results, "icc_2_1", "Alliance").value == pytest.approx(icc(alliance, "2_1").value)
    depth = one(results, "krippendorff_alpha_ordinal", "Depth")
    assert depth.n == 2  # 9 is not on the scale
    assert not [each for each in results if each.result.code is None]
    overview = overview_of(view, Comparison())
    assert [name for name, _ in overview.ratings] == ["Alliance", "Depth"]
    assert [(row.name, row.code_id) for row in overview.codes] == [("Alliance", ""), ("Depth", "")]
    assert [part.name for part in overview.parts["session"]] == [
        "session 1",
        "session 2",
        "session 3",
    ]


def test_q_sorts_go_together_over_their_items() -> None:
    items = ("i1", "i2", "i3", "i4")
    sort = judged_set("dyad", items, marking="sort", piles=(1, 2, 1))
    piles = {
        ("A", "d1"): (1, 2, 2, 3),
        ("B", "d1"): (1, 2, 3, 2),
        ("A", "d2"): (3, 2, 2, 1),
        ("B", "d2"): (3, 2, 2, 1),
    }
    own = [
        judgement(coder, dyad, unit="dyad", values=dict(zip(items, given, strict=True)))
        for (coder, dyad), given in piles.items()
    ]
    results = found(study(sort, own, dyads=2))
    # Of the first dyad the products of deviations add up to 1, both sums of squares are 2.
    mean = one(results, "pearson_r")
    assert mean.value == pytest.approx((0.5 + 1) / 2)
    assert (mean.n, mean.unit, mean.coders) == (2, "sort", ("A", "B"))
    by_dyad = {
        each.group: each.result.value for each in results if each.result.coefficient == "pearson_r"
    }
    assert by_dyad == pytest.approx({"": 0.75, "D01": 0.5, "D02": 1})
    table = list(zip(piles["A", "d1"], piles["B", "d1"], strict=True))
    of_first = [e.result for e in results if (e.group, e.result.coefficient) == ("D01", "icc_2_1")]
    assert of_first[0].value == pytest.approx(icc(table, "2_1").value)
    assert (of_first[0].n, of_first[0].unit) == (4, "item")


def test_only_what_both_are_done_with_counts() -> None:
    """A session is done when all of its accounts are that the coder was given."""
    scaled = judged_set("session", scales=(ALLIANCE,))
    own = [
        judgement(coder, f"d1s{n}", ratings={"Alliance": n})
        for coder in "AB"
        for n in (1, 2, 3)
        if (coder, n) != ("B", 2)
    ]
    view = study(scaled, own, sessions=4, not_done=[("B", "d1s3p")])
    compared = compare(view)
    assert [each.name for each in compared.targets] == ["D01, session 1", "D01, session 2"]
    assert compared.excluded == (
        "D01, session 3: not done by B",
        "1 of 2 units without a judgement by B (D01, session 2)",
        "1 session that nobody judged",
    )
    everything = compare(view, include_unfinished=True)
    assert len(everything.targets) == 3
    assert "nothing, though 1 session of a coder is not marked done" in everything.excluded


def test_of_whom_there_is_nothing_is_not_compared() -> None:
    """Three coders of two interviews; C has begun neither, and A was not given the second."""
    own = [each for coder in "AB" for each in bins(coder, "d1s1p", "Denial")]
    view = study(MARKERS, own, coders="ABC", sessions=2)
    for key in ("C-d1s1p", "C-d1s2p"):
        given = view.assignments[key]
        view = view.after(Replace(given, replace(given, progress="to do")), view.revision + 1)
    view = view.after(Replace(view.assignments["A-d1s2p"], None), view.revision + 1)
    compared = compare(view)
    assert compared.coders == ("A", "B")
    told = "the coder C, of whom there is nothing in this round"
    assert compared.excluded == ("D01, session 2, patient: not done by A", told)
    alone = view.after(Replace(view.assignments["B-d1s2p"], None), view.revision + 1)
    # Only C was given the second: it is part of the round all the same.
    assert compare(alone).excluded == ("D01, session 2, patient: not done by A, B", told)


def test_codes_of_judgements_have_their_lineage_and_other_bins_are_left() -> None:
    mine, theirs = bins("A", "d1s1p", "Denial", "Minimal"), bins("B", "d1s1p", "Minimal", "Minimal")
    view = study(MARKERS, [*mine, *theirs])
    denial, minimal = MARKERS.codes
    merged = replace(MARKERS, codes=(replace(denial, became=(minimal.id,), retired=True), minimal))
    results = found(with_book(view, merged))
    assert one(results, "percent_agreement").value == 1
    assert one(results, "percent_agreement").notes[-1] == (
        "1 judgement of the code Denial counts as Minimal, into which it was merged"
    )
    longer = with_book(view, replace(MARKERS, bin_ms=300_000))
    with pytest.raises(UserError, match="no account that two"):
        found(longer)


def test_values_that_contradict_each_other_after_a_merge_are_told() -> None:
    """Old and Odd went into Now: where both have another value, and Now none, there is none."""
    rated = judged_set("session", ("Now", "Old", "Odd"), marking="rating", scales=(ALLIANCE,))
    given = {
        "d1s1": ({"Old": 2, "Odd": 4}, {"Now": 2}),  # no value
        "d1s2": ({"Old": 3, "Odd": 3}, {"Now": 3}),  # 3
        "d1s3": ({"Now": 5, "Old": 1}, {"Old": 5}),  # 5
        "d1s4": ({"Old": 1, "Odd": 5}, {"Now": 1, "Odd": 1}),  # no value
    }
    own = [
        judgement(coder, target, values=values)
        for target, both in given.items()
        for coder, values in zip("AB", both, strict=True)
    ]
    view = study(rated, own, sessions=4)
    now, old, odd = rated.codes
    gone = [replace(each, became=(now.id,), retired=True) for each in (old, odd)]
    results = found(with_book(view, replace(rated, codes=(now, *gone))))
    percent = one(results, "percent_agreement")
    assert percent.value == 1
    assert percent.n == 2
    assert (
        "2 judgements without a value of Now, as codes with different values were merged into it"
    ) in percent.notes
    assert (
        "in 1 judgement the value of Now itself stands, not the other one of a code that was "
        "merged into it"
    ) in percent.notes
    assert not any(
        "without a value of" in note for each in found(view) for note in each.result.notes
    )


def test_what_a_shorter_scale_and_an_exclusive_set_leave_out_is_told() -> None:
    scaled = judged_set("session", ("Shame", "Trust"), scales=(ALLIANCE,))
    own = [
        judgement(coder, f"d1s{n}", *codes, ratings={"Alliance": n})
        for coder in "AB"
        for n, codes in enumerate((["Shame"], ["Trust"], ["Shame"], ["Shame", "Trust"]), start=1)
    ]
    view = study(scaled, own, sessions=4)
    assert not any("taken as" in note for each in found(view) for note in each.result.notes)
    changed = replace(scaled, exclusive=True, scales=(replace(ALLIANCE, maximum=3),))
    results = found(with_book(view, changed))
    rated = one(results, "krippendorff_alpha_ordinal", code="Alliance")
    assert rated.n == 3
    told = [note for note in rated.notes if "taken as" in note]
    assert told == [
        "2 ratings on Alliance outside 1 to 3 taken as missing",
        "2 judgements with several codes of a set that takes one taken as the first of them",
    ]


def test_groups_and_units_that_do_not_fit_are_refused_in_a_sentence() -> None:
    scaled = judged_set("session", scales=(ALLIANCE,))
    own = [
        judgement(coder, f"d{d}s1", ratings={"Alliance": d}) for coder in "ABC" for d in (1, 2, 3)
    ]
    view = study(scaled, own, coders="ABC", dyads=3)
    with pytest.raises(UserError, match="no one account"):
        found(view, by="account")
    for unit in ("turn", "bin"):
        with pytest.raises(UserError, match="it codes whole sessions"):
            found(view, unit=unit)
    pairs = found(view, by="coder-pair", coefficients=("icc_2_1",))
    assert [each.group for each in pairs] == ["A and B", "A and C", "B and C"]
    assert {each.group for each in found(view, by="dyad")} == {"D01", "D02", "D03"}
    assert {each.group for each in found(view, by="code")} == {"Alliance"}
    with pytest.raises(UserError, match="no coefficient 'nonsense'"):
        found(view, coefficients=("nonsense",))


def test_pearson_by_hand_and_in_the_catalogue() -> None:
    (r,) = results_of("pearson_r", units_of([[1, 2], [2, 1], [3, 4], [4, 3]]))
    assert r.value == pytest.approx(0.6)
    constant = results_of("pearson_r", units_of([[1, 2], [1, 3]]))
    assert constant[0].reason == "one of the coders gave the same value throughout"


def test_the_report_tells_what_was_judged() -> None:
    mine, theirs = bins("A", "d1s1p", "Denial", ""), bins("B", "d1s1p", "Denial", "Minimal")
    overview = overview_of(study(MARKERS, [*mine, *theirs]), Comparison())
    made_at = datetime(2025, 3, 12, tzinfo=UTC)
    report = report_of(overview, title="T", software="S", made_at=made_at)
    text = " ".join(each.text for each in report.blocks if isinstance(each, Paragraph))
    assert "on the 2 codes of the set “Judged”" in text
    assert "It rests on 1 account of 1 dyad, each marked as done by two or more" in text
    assert "The unit of analysis was the time bin of the session's clock." in text
    assert "characters" not in text
    table = confusions_table(overview)
    assert table.columns[-1].name == "bins"
    assert [row[2:] for row in table.rows] == [
        ("Denial", "Denial", 1),
        ("no code", "Minimal", 1),
    ]


def test_what_one_coder_judged_twice_counts_by_what_it_says_and_never_by_the_order() -> None:
    """Of three sessions A says the same twice of the first, and two things of the second."""
    one_of = judged_set("session", ("Denial", "Minimal"), exclusive=True)
    mine = [judgement("A", f"d1s{n}", code) for n, code in ((1, "Denial"), (2, "Denial"), (3, ""))]
    mine[2] = replace(mine[2], codes=())
    again = [
        replace(mine[0], id="0 again", memo="as before"),
        replace(mine[1], id="0 other", codes=("id-Minimal",)),
    ]
    theirs = [judgement("B", f"d1s{n}", "Denial") for n in (1, 2, 3)]
    orders = ([*mine, *again, *theirs], [*reversed(again), *mine, *theirs])
    compared = [compare(study(one_of, order, sessions=3)) for order in orders]
    said = "1 unit that A judged twice, with different answers: taken as not judged"
    for each in compared:
        assert said in each.excluded
        assert "1 of 3 units without a judgement by A (D01, session 2)" in each.excluded
    first, second = (found(study(one_of, order, sessions=3)) for order in orders)
    # Two sessions are left: they agree on the first, and differ on the third.
    assert one(first, "percent_agreement").value == pytest.approx(1 / 2)
    assert one(first, "percent_agreement").n == 2
    assert [repr(each) for each in first] == [repr(each) for each in second]
