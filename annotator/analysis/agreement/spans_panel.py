"""The coefficients for free passages of a set of documents, by their names in the contract.

What a document adds is computed once (`spans_sums.document_sums`) and can be kept: after an
edit only the document edited is done again, and `panel` adds up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from annotator.analysis.agreement import unitizing
from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.spans_pairs import (
    BOUNDARIES,
    CHARACTERS,
    SPANS,
    cuts,
    kappas,
    passages,
    percents,
)
from annotator.analysis.agreement.spans_results import About, Family, results_of
from annotator.analysis.agreement.spans_sums import NO_CODE, DocumentSums, Setting

UNITIZING = ("u_alpha", "bar_u_alpha", "cu_alpha", "ku_alpha")
PANEL = (*UNITIZING, *CHARACTERS, *SPANS, *BOUNDARIES)


def panel(
    documents: Sequence[DocumentSums], setting: Setting, coefficients: Sequence[str] = PANEL
) -> list[Result]:
    """The results of the coefficients asked for, overall and for each code.

    Without `code` there is one result a coefficient (one a pair for those of two coders);
    `ku_alpha` has results with a code only.
    """
    asked = frozenset(coefficients)
    makers: tuple[tuple[tuple[str, ...], _Maker], ...] = (
        (UNITIZING, _unitizing),
        (CHARACTERS[:1], percents),
        (CHARACTERS[1:], kappas),
        (SPANS, passages),
        (BOUNDARIES, cuts),
    )
    return [
        result
        for names, make in makers
        if asked.intersection(names)
        for result in results_of(
            _only(make(documents, setting), asked), len(documents), setting.resampling
        )
    ]


_Maker = Callable[[Sequence[DocumentSums], Setting], Family]


def _only(family: Family, asked: frozenset[str]) -> Family:
    """The values asked for, and of those of a code not those of `NO_CODE`."""
    about = family.about
    if all(a.coefficient in asked and a.code != NO_CODE for a in about):
        return family
    kept = [i for i, a in enumerate(about) if a.coefficient in asked and a.code != NO_CODE]

    def statistic(weights: FloatArray) -> FloatArray:
        return family.statistic(weights)[:, kept]

    own = tuple(about[i] for i in kept)
    return Family(statistic=statistic, about=own)


# The family of 2016 -------------------------------------------------------------------------


def _unitizing(documents: Sequence[DocumentSums], setting: Setting) -> Family:
    rows = unitizing.table([each.statistics for each in documents])

    def statistic(weights: FloatArray) -> FloatArray:
        own = unitizing.sums(weights @ rows)
        return np.column_stack(
            [
                unitizing.u_alpha(own),
                np.roll(unitizing.bar_u_alpha(own), 1, axis=-1),
                unitizing.cu_alpha(own),
                unitizing.ku_alpha(own),
            ]
        )

    own = unitizing.sums(rows.sum(axis=0))
    places = sum(each.statistics.overlaps for each in documents)
    barred = f"codes overlap in {places} places" if places != 1 else "codes overlap in 1 place"
    share, covered = unitizing.prevalence(own), unitizing.ku_coverage(own)
    n = sum(each.statistics.length for each in documents)

    def about(name: str, reason: str, layer: int, code: str | None, coverage: float) -> About:
        return About(
            coefficient=name,
            reason=reason,
            code=code,
            coverage=None if np.isnan(coverage) else float(coverage),
            prevalence=None if np.isnan(share[layer]) else float(share[layer]),
            n=n,
            unit="character",
            coders=setting.coders,
            excluded=setting.excluded,
            notes=setting.notes,
        )

    whole = float(unitizing.cu_coverage(own))
    codes = list(enumerate(setting.codes))
    reason = unitizing.reason_of_bar_u
    return Family(
        statistic=statistic,
        about=(
            about("u_alpha", barred if places else unitizing.reason_of_u(own), -1, None, 1.0),
            about("bar_u_alpha", reason(own), -1, None, 1.0),
            *(about("bar_u_alpha", reason(own, i), i, code, 1.0) for i, code in codes),
            about("cu_alpha", barred if places else unitizing.reason_of_cu(own), -1, None, whole),
            *(
                about(
                    "ku_alpha",
                    barred if places else unitizing.reason_of_ku(own, i),
                    i,
                    code,
                    float(covered[i]),
                )
                for i, code in codes
            ),
        ),
    )
