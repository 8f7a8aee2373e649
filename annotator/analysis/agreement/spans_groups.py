"""Coefficients that follow from the documents themselves, not from sums: alpha_U 2004, gamma."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from annotator.analysis.agreement import gamma as gammas
from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.continuum import Continuum, joined
from annotator.analysis.agreement.gamma_candidates import TooHard
from annotator.analysis.agreement.gamma_dissimilarity import Dissimilarity
from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.spans_results import About, Family, result_of, results_of
from annotator.analysis.agreement.spans_sums import NO_CODE, Setting
from annotator.analysis.agreement.unitizing_2004 import alpha_u_2004

GAMMA = ("gamma", "gamma_cat", "gamma_k")


def alpha_u_2004_results(continua: Sequence[Continuum], setting: Setting) -> list[Result]:
    """The older alpha_U, overall and for each code, of all documents laid end to end.

    Documents that not all coders coded are left out and listed.
    """
    used = [each for each in continua if each.coders == setting.coders]
    left_out = tuple(
        f"{each.document}: not coded by {', '.join(sorted(set(setting.coders) - set(each.coders)))}"
        for each in continua
        if each.coders != setting.coders
    )
    about = About(
        coefficient="alpha_u_2004",
        reason="no document was coded by all coders" if not used else "nobody marked anything",
        n=sum(each.length for each in used),
        unit="character",
        coders=setting.coders,
        excluded=(*setting.excluded, *left_out),
        notes=(
            *setting.notes,
            "the coefficient of 1995 and 2004, which INCEpTION prints",
            "no interval: it does not follow from sums over documents",
        ),
    )
    codes = len(setting.codes)
    values = alpha_u_2004(joined(used)) if about.n else np.full(codes + 1, np.nan)
    results = [result_of(about, float(values[-1]), None, None)]
    for code, value in zip(setting.codes, values, strict=False):
        reason = "nobody used the code" if used else about.reason
        if code != NO_CODE:
            own = replace(about, code=code, reason=reason)
            results.append(result_of(own, float(value), None, None))
    return results


def gamma_results(
    continua: Sequence[Continuum],
    setting: Setting,
    coefficients: Sequence[str] = GAMMA,
    *,
    seed: int = 0,
    dissimilarity: Dissimilarity | None = None,
    precision: float | None = 0.02,
) -> list[Result]:
    """Gamma and gamma-cat over all codes, gamma-k for each; NaN where no exact alignment is found.

    Args:
        continua: the documents.
        setting: what all results share.
        coefficients: of `GAMMA`, those asked for.
        seed: of the chance samples.
        dissimilarity: alpha 3 and beta 1 when not given.
        precision: see `gamma_statistics`.
    """
    measure = dissimilarity or Dissimilarity()
    units = sum(len(each.start) for each in continua)
    reason = "nobody marked anything"
    try:
        own = gammas.gamma_statistics(continua, measure, seed=seed, precision=precision)
    except TooHard as hard:
        own, reason = None, str(hard)
    if own is None or units == 0:
        about = _about(setting, (), units, reason)
        kept = [a for a in about if a.coefficient in coefficients and a.code != NO_CODE]
        return [replace(result_of(each, np.nan, None, None), seed=seed) for each in kept]
    note = (
        f"chance from {own.n_samples} random continua a document, "
        f"its disorder known to {own.precision:.1%}, alpha {measure.alpha:g}, beta {measure.beta:g}"
    )
    known = own

    def statistic(weights: FloatArray) -> FloatArray:
        by_code = gammas.gamma_cat(known, weights)
        return np.column_stack([gammas.gamma(known, weights), np.roll(by_code, 1, axis=-1)])

    about = _about(setting, (note,), units, "chance gives no disorder to compare with")
    asked = [
        place
        for place, each in enumerate(about)
        if each.coefficient in coefficients and each.code != NO_CODE
    ]
    family = Family(
        statistic=lambda weights: statistic(weights)[:, asked],
        about=tuple(about[i] for i in asked),
    )
    found = results_of(family, len(continua), setting.resampling)
    return [replace(each, seed=seed) for each in found]


def _about(setting: Setting, notes: tuple[str, ...], n: int, reason: str) -> list[About]:
    whole = About(
        coefficient="gamma",
        reason=reason,
        n=n,
        unit="span",
        coders=setting.coders,
        excluded=setting.excluded,
        notes=(*setting.notes, *notes),
    )
    unused = reason if not notes else "nobody used the code, or chance never pairs it"
    return [
        whole,
        replace(whole, coefficient="gamma_cat"),
        *(replace(whole, coefficient="gamma_k", code=c, reason=unused) for c in setting.codes),
    ]
