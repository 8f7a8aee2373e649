"""Agreement of coders: every coefficient as a function, arrays in, frozen results out.

On units and ratings a function takes units × coders (`Units`, or a table in which None, NaN
and "" are missing), and gives a `Result`. Coefficients of two coders take two columns:
`for pair in units.pairs(): cohen_kappa(pair)`.

>>> from annotator.analysis import agreement
>>> table = [["a", "a", "b"], ["b", "b", "b"], ["a", "a", "a"], ["b", "b", None]]
>>> round(agreement.fleiss_kappa(table).value, 4)
0.6571
>>> [round(agreement.cohen_kappa(pair).value, 2) for pair in agreement.units_of(table).pairs()]
[1.0, 0.4, 0.4]
"""

from __future__ import annotations

from annotator.analysis.agreement.brennan_prediger import brennan_prediger
from annotator.analysis.agreement.catalogue import CATALOGUE, results_of, usual
from annotator.analysis.agreement.coders import WithoutCoders, without_each_coder
from annotator.analysis.agreement.codes import of_each_code
from annotator.analysis.agreement.cohen import cohen_kappa, cohen_kappa_per_category, weighted_kappa
from annotator.analysis.agreement.conger import conger_kappa
from annotator.analysis.agreement.fleiss import fleiss_kappa, fleiss_kappa_per_category
from annotator.analysis.agreement.gwet import gwet_ac1, gwet_ac2
from annotator.analysis.agreement.icc import FORMS, icc
from annotator.analysis.agreement.intervals import Interval, Resampling
from annotator.analysis.agreement.krippendorff import (
    krippendorff_alpha,
    krippendorff_alpha_interval,
    krippendorff_alpha_nominal,
    krippendorff_alpha_ordinal,
    krippendorff_alpha_per_value,
    krippendorff_alpha_ratio,
)
from annotator.analysis.agreement.light import light_kappa
from annotator.analysis.agreement.percent import percent_agreement
from annotator.analysis.agreement.result import FORMULA_VERSION, Result, undefined
from annotator.analysis.agreement.scott import scott_pi
from annotator.analysis.agreement.sets import (
    jaccard_distance,
    krippendorff_alpha_jaccard,
    krippendorff_alpha_masi,
    masi_distance,
)
from annotator.analysis.agreement.spans_table import SPAN_COEFFICIENTS, spans_results
from annotator.analysis.agreement.units import MISSING, Ratings, Units, units_of

__all__ = [
    "CATALOGUE",
    "FORMS",
    "FORMULA_VERSION",
    "MISSING",
    "SPAN_COEFFICIENTS",
    "Interval",
    "Ratings",
    "Resampling",
    "Result",
    "Units",
    "WithoutCoders",
    "brennan_prediger",
    "cohen_kappa",
    "cohen_kappa_per_category",
    "conger_kappa",
    "fleiss_kappa",
    "fleiss_kappa_per_category",
    "gwet_ac1",
    "gwet_ac2",
    "icc",
    "jaccard_distance",
    "krippendorff_alpha",
    "krippendorff_alpha_interval",
    "krippendorff_alpha_jaccard",
    "krippendorff_alpha_masi",
    "krippendorff_alpha_nominal",
    "krippendorff_alpha_ordinal",
    "krippendorff_alpha_per_value",
    "krippendorff_alpha_ratio",
    "light_kappa",
    "masi_distance",
    "of_each_code",
    "percent_agreement",
    "results_of",
    "scott_pi",
    "spans_results",
    "undefined",
    "units_of",
    "usual",
    "weighted_kappa",
    "without_each_coder",
]
