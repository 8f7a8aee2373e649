"""Published and independently confirmed values for units and ratings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.analysis import agreement
from annotator.analysis.agreement.units import Units, units_of

REFERENCE = Path(__file__).resolve().parents[3].parent / "shared" / "reference"
VECTORS = REFERENCE / "agreement_vectors.json"
KINDS = {
    "contingency_table_two_raters",
    "units_x_raters",
    "units_x_raters_exchangeable",
    "raters_x_units",
    "units_x_categories_counts",
    "targets_x_judges",
}
OTHERS = {"char_kappa"}  # of passages, though its data is a table


def cases() -> list[Any]:
    """The cases that concern units and ratings; none where the reference is absent."""
    if not VECTORS.is_file():
        return []
    found = json.loads(VECTORS.read_text())["cases"]
    return [c for c in found if c["data"]["kind"] in KINDS and c["metric"] not in OTHERS]


def units(data: dict[str, Any]) -> Units:
    kind = data["kind"]
    if kind == "contingency_table_two_raters":
        table = np.array(data["table"])
        pairs = [pair for pair, count in np.ndenumerate(table) for _ in range(count)]
        return units_of(pairs, categories=range(len(table)))
    if kind == "units_x_categories_counts":
        return units_of([np.repeat(np.arange(len(row)), row).tolist() for row in data["counts"]])
    rows = data["ratings"]
    return units_of(list(zip(*rows, strict=True)) if kind == "raters_x_units" else rows)


def of_pair(name: str) -> Callable[..., float]:
    return lambda table, **_: getattr(agreement, name)(table).value


METRICS: dict[str, Callable[..., float]] = {
    "percent_agreement": of_pair("percent_agreement"),
    "bennett_S_brennan_prediger": of_pair("brennan_prediger"),
    "brennan_prediger": of_pair("brennan_prediger"),
    "scott_pi": of_pair("scott_pi"),
    "cohen_kappa": of_pair("cohen_kappa"),
    "krippendorff_alpha_nominal": of_pair("krippendorff_alpha_nominal"),
    "krippendorff_alpha_ratio": of_pair("krippendorff_alpha_ratio"),
    "gwet_ac1": of_pair("gwet_ac1"),
    "gwet_ac2": of_pair("gwet_ac2"),
    "fleiss_kappa": of_pair("fleiss_kappa"),
    "fleiss_kappa_missing": of_pair("fleiss_kappa"),
    "light_mean_pairwise_kappa": of_pair("light_kappa"),
    "conger_hubert_kappa": of_pair("conger_kappa"),
    "weighted_kappa": lambda t, weights: agreement.weighted_kappa(t, weights=weights).value,
    "weighted_kappa_custom": lambda t, disagreement_weights: (
        agreement.weighted_kappa(t, weights=disagreement_weights).value
    ),
    "krippendorff_alpha_custom_delta": lambda t, delta_squared: (
        agreement.krippendorff_alpha(t, delta_squared).value
    ),
    "cohen_kappa_per_category": lambda t, category_index: (
        agreement.cohen_kappa_per_category(t)[category_index].value
    ),
    "fleiss_kappa_per_category": lambda t, category_index: (
        agreement.fleiss_kappa_per_category(t)[category_index].value
    ),
    "icc": lambda t, form: agreement.icc(t, form[4] + "_" + _last(form)).value,
}


def _last(form: str) -> Any:
    return "1" if form.endswith(",1)") else "k"


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_a_published_value(case):
    found = METRICS[case["metric"]](units(case["data"]), **_known(case))
    assert found == pytest.approx(case["expected"], abs=case["tolerance"])


def _known(case: dict[str, Any]) -> dict[str, Any]:
    """The parameters that the function takes; AC2 is quadratic anyway."""
    return {} if case["metric"] == "gwet_ac2" else case["params"]


def test_all_cases_of_units_and_ratings_are_there():
    if not VECTORS.is_file():
        pytest.skip("no reference beside the checkout")
    assert len(cases()) == 35
