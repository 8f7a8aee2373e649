"""The coefficients for free passages of a set of documents, by their names in the contract.

What a document adds is computed once (`document_sums`) and can be kept: after an edit only
the document edited is done again, and `panel` adds up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from annotator.analysis.agreement import boundaries, characters, spans, unitizing
from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.characters import Pair
from annotator.analysis.agreement.continuum import Continuum
from annotator.analysis.agreement.intervals import Resampling
from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.spans_results import About, Family, results_of
from annotator.analysis.agreement.unitizing_statistics import Statistics, statistics

UNITIZING = ("u_alpha", "bar_u_alpha", "cu_alpha", "ku_alpha")
CHARACTERS = ("char_percent_agreement", "char_kappa")
SPANS = ("span_precision", "span_recall", "span_f1")
BOUNDARIES = ("boundary_similarity",)
PANEL = (*UNITIZING, *CHARACTERS, *SPANS, *BOUNDARIES)

NO_CODE = ""
"""The code of marks without a code: it takes part, but is no code to give a value for."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DocumentSums:
    """What one document adds to the panel.

    Attributes:
        statistics: for the family of 2016 and for characters.
        matched: (pairs, V, 3): as `spans.span_counts`, for each pair of its coders.
        cut: (pairs, 3): as `boundaries.boundary_counts`.
    """

    statistics: Statistics
    matched: FloatArray
    cut: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What all results of a comparison share.

    Attributes:
        codes: the codebook.
        coders: of all documents, in order.
        excluded, notes: of every result.
        iou: least intersection over union of a match.
        resampling: of the intervals; None for none.
    """

    codes: tuple[str, ...]
    coders: tuple[str, ...]
    excluded: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    iou: float = 0.5
    resampling: Resampling | None = None


def document_sums(continuum: Continuum, iou: float = 0.5) -> DocumentSums:
    """What a document with at least two coders adds to the panel."""
    pairs = list(combinations(range(len(continuum.coders)), 2))
    places = [boundaries.boundaries(continuum, coder) for coder in range(len(continuum.coders))]
    return DocumentSums(
        statistics=statistics(continuum),
        matched=np.array([spans.span_counts(continuum, pair, iou) for pair in pairs]),
        cut=np.array([boundaries.boundary_counts(places[i], places[j]) for i, j in pairs]),
    )


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
        (CHARACTERS, _characters),
        (SPANS, _spans),
        (BOUNDARIES, _boundaries),
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
    kept = [i for i, a in enumerate(about) if a.coefficient in asked and a.code != NO_CODE]

    def statistic(weights: FloatArray) -> FloatArray:
        return family.statistic(weights)[:, kept]

    return Family(statistic=statistic, about=tuple(about[i] for i in kept))


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
            prevalence=float(share[layer]),
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


# Coefficients of two coders -----------------------------------------------------------------


def _pairs(setting: Setting) -> list[Pair]:
    return list(combinations(setting.coders, 2))


def _layers(setting: Setting) -> list[tuple[int, str | None]]:
    """The last layer, which is about all codes, and then each code's."""
    return [(len(setting.codes), None), *enumerate(setting.codes)]


def _characters(documents: Sequence[DocumentSums], setting: Setting) -> Family:
    pairs, layers = _pairs(setting), _layers(setting)
    table = characters.cells([each.statistics for each in documents], pairs)
    order = [layer for layer, _ in layers]
    table = table[:, :, order]
    flat = table.reshape(len(table), -1)

    def statistic(weights: FloatArray) -> FloatArray:
        cells = (weights @ flat).reshape(len(weights), *table.shape[1:])
        both = [characters.percent_agreement(cells), characters.kappa(cells)]
        return np.concatenate([each.reshape(len(weights), -1) for each in both], axis=1)

    total = table.sum(axis=0)

    def about(name: str, pair: int, layer: int) -> About:
        cells = total[pair, layer]
        size = cells.sum()
        return About(
            coefficient=name,
            reason=characters.reason_of(cells, layer == 0),
            code=layers[layer][1],
            prevalence=float((2 * cells[0] + cells[1] + cells[2]) / (2 * size)) if size else None,
            n=round(float(size)),
            unit="character",
            coders=pairs[pair],
            excluded=setting.excluded,
            notes=setting.notes,
        )

    return Family(
        statistic=statistic,
        about=tuple(
            about(name, pair, layer)
            for name in CHARACTERS
            for pair in range(len(pairs))
            for layer in range(len(layers))
        ),
    )


def _gathered(
    documents: Sequence[DocumentSums],
    pairs: Sequence[Pair],
    own: Callable[[DocumentSums], FloatArray],
) -> FloatArray:
    """Counts of each document and pair, 0 where the pair did not both code: (D, pairs, …).

    Where a document has a pair's coders in the other order, the pair's first is still first:
    all documents must have their coders in the order of the setting.
    """
    shape = own(documents[0]).shape[1:] if documents else ()
    result = np.zeros((len(documents), len(pairs), *shape))
    column = {pair: place for place, pair in enumerate(pairs)}
    for row, each in enumerate(documents):
        for place, pair in enumerate(each.statistics.pairs):
            result[row, column[pair]] = own(each)[place]
    return result


def _spans(documents: Sequence[DocumentSums], setting: Setting) -> Family:
    pairs, layers = _pairs(setting), _layers(setting)
    table = _gathered(documents, pairs, lambda each: each.matched)
    table = np.concatenate([table.sum(axis=2, keepdims=True), table], axis=2)
    flat = table.reshape(len(table), -1)
    formulas = (spans.precision, spans.recall, spans.f1)

    def statistic(weights: FloatArray) -> FloatArray:
        counts = (weights @ flat).reshape(len(weights), *table.shape[1:])
        values = [formula(counts).reshape(len(weights), -1) for formula in formulas]
        return np.concatenate(values, axis=1)

    total = table.sum(axis=0)
    note = f"spans match at an intersection over union of {setting.iou:g} or more and equal codes"

    def about(name: str, pair: int, layer: int) -> About:
        code = layers[layer][1]
        what = "marked anything" if code is None else "used the code"
        first, second = pairs[pair]
        who = {"span_precision": second, "span_recall": first}.get(name)
        reason = f"{who} never {what}" if who else f"neither {first} nor {second} {what}"
        return About(
            coefficient=name,
            reason=reason,
            code=code,
            n=round(float(total[pair, layer, 1:].sum())),
            unit="span",
            coders=pairs[pair],
            excluded=setting.excluded,
            notes=(*setting.notes, note),
        )

    return Family(
        statistic=statistic,
        about=tuple(
            about(name, pair, layer)
            for name in SPANS
            for pair in range(len(pairs))
            for layer in range(len(layers))
        ),
    )


def _boundaries(documents: Sequence[DocumentSums], setting: Setting) -> Family:
    pairs = _pairs(setting)
    table = _gathered(documents, pairs, lambda each: each.cut)
    flat = table.reshape(len(table), -1)

    def statistic(weights: FloatArray) -> FloatArray:
        counts = (weights @ flat).reshape(len(weights), *table.shape[1:])
        return boundaries.boundary_similarity(counts)

    total = table.sum(axis=(0, 2))
    return Family(
        statistic=statistic,
        about=tuple(
            About(
                coefficient="boundary_similarity",
                reason=f"{' and '.join(pair)} have no boundary inside a document that both coded",
                n=round(float(total[place])),
                unit="boundary",
                coders=pair,
                excluded=setting.excluded,
                notes=(*setting.notes, "near misses of one position count half (n_t = 2)"),
            )
            for place, pair in enumerate(pairs)
        ),
    )
