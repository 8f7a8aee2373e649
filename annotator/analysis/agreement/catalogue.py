"""The coefficients on units and ratings by their names in the contract."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from annotator.analysis.agreement.brennan_prediger import brennan_prediger
from annotator.analysis.agreement.codes import Coefficient, is_set_valued, of_each_code
from annotator.analysis.agreement.cohen import cohen_kappa, weighted_kappa
from annotator.analysis.agreement.conger import conger_kappa
from annotator.analysis.agreement.fleiss import fleiss_kappa
from annotator.analysis.agreement.gwet import gwet_ac1, gwet_ac2
from annotator.analysis.agreement.icc import FORMS, Form, icc
from annotator.analysis.agreement.intervals import Resampling
from annotator.analysis.agreement.krippendorff import (
    krippendorff_alpha_interval,
    krippendorff_alpha_nominal,
    krippendorff_alpha_ordinal,
    krippendorff_alpha_per_value,
    krippendorff_alpha_ratio,
)
from annotator.analysis.agreement.light import light_kappa
from annotator.analysis.agreement.pearson import pearson_r
from annotator.analysis.agreement.percent import percent_agreement
from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.scott import scott_pi
from annotator.analysis.agreement.sets import krippendorff_alpha_jaccard, krippendorff_alpha_masi
from annotator.analysis.agreement.units import Ratings, Units

Need = Literal["names", "order", "numbers", "sets"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A coefficient and what it is made for.

    Attributes:
        function: gives one result of a table.
        need: what its values must be: any names, ordered, numbers, or sets.
        of_pair: whether it compares two coders.
        ratings: whether it is made for ratings of targets, not for units.
        usual: whether it is given unasked.
    """

    function: Coefficient
    need: Need = "names"
    of_pair: bool = False
    ratings: bool = False
    usual: bool = True


def _icc_of(form: Form) -> Coefficient:
    def function(ratings: Ratings, *, resampling: Resampling | None = None) -> Result:
        del resampling  # its interval is that of the F distribution
        return icc(ratings, form)

    return function


CATALOGUE: dict[str, Entry] = {
    "percent_agreement": Entry(function=percent_agreement),
    "cohen_kappa": Entry(function=cohen_kappa, of_pair=True),
    "weighted_kappa_linear": Entry(
        function=partial(weighted_kappa, weights="linear"), need="order", of_pair=True
    ),
    "weighted_kappa_quadratic": Entry(
        function=partial(weighted_kappa, weights="quadratic"), need="order", of_pair=True
    ),
    "scott_pi": Entry(function=scott_pi, of_pair=True),
    "fleiss_kappa": Entry(function=fleiss_kappa),
    "light_kappa": Entry(function=light_kappa),
    "conger_kappa": Entry(function=conger_kappa),
    "brennan_prediger": Entry(function=brennan_prediger),
    "gwet_ac1": Entry(function=gwet_ac1),
    "gwet_ac2": Entry(function=gwet_ac2, need="order"),
    "krippendorff_alpha_nominal": Entry(function=krippendorff_alpha_nominal),
    "krippendorff_alpha_ordinal": Entry(function=krippendorff_alpha_ordinal, need="order"),
    "krippendorff_alpha_interval": Entry(function=krippendorff_alpha_interval, need="numbers"),
    "krippendorff_alpha_ratio": Entry(function=krippendorff_alpha_ratio, need="numbers"),
    "krippendorff_alpha_masi": Entry(function=krippendorff_alpha_masi, need="sets"),
    "krippendorff_alpha_jaccard": Entry(function=krippendorff_alpha_jaccard, need="sets"),
    "pearson_r": Entry(function=pearson_r, need="numbers", of_pair=True, ratings=True, usual=False),
    **{
        f"icc_{form}": Entry(function=_icc_of(form), need="numbers", ratings=True) for form in FORMS
    },
}


def usual(units: Units, *, ratings: bool = False) -> tuple[str, ...]:
    """The coefficients that make sense for a table's values.

    Args:
        units: the table.
        ratings: for ratings of targets, else of units.
    """
    if ratings:
        return tuple(name for name, entry in CATALOGUE.items() if entry.ratings and entry.usual)
    has: set[Need] = {"names"}
    if is_set_valued(units):
        has.add("sets")
    elif units.ordered:
        has.add("order")
        if units.values is not None and (not len(units.values) or units.values.min() >= 0):
            has.add("numbers")
    return tuple(name for name, e in CATALOGUE.items() if e.need in has and not e.ratings)


def results_of(
    name: str, units: Units, resampling: Resampling | None = None, *, by_code: bool = False
) -> tuple[Result, ...]:
    """All results of a coefficient: one a pair where it compares two, then those of codes.

    Args:
        name: a key of `CATALOGUE`.
        units: the table.
        resampling: of the intervals; None for none.
        by_code: also each code against the rest, where the coefficient needs only names.
    """
    entry = CATALOGUE[name]
    tables = list(units.pairs()) if entry.of_pair else [units]
    if not tables:  # a pair of one coder: the coefficient of all says why there is none
        reason = "there is only one coder" if units.coders else "there is no coder"
        return (replace(percent_agreement(units), coefficient=name, reason=reason),)
    found = [entry.function(table, resampling=resampling) for table in tables]
    if name == "krippendorff_alpha_nominal":
        if is_set_valued(units):
            found += of_each_code(entry.function, units, resampling)
        else:
            found += krippendorff_alpha_per_value(units, resampling=resampling)
    elif by_code and entry.need == "names":
        found += [r for t in tables for r in of_each_code(entry.function, t, resampling)]
    return tuple(found)
