"""The coefficients of two coders for free passages: by position, by passage, by boundary."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np

from annotator.analysis.agreement import boundaries, characters, spans
from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.characters import Pair
from annotator.analysis.agreement.spans_results import About, Family
from annotator.analysis.agreement.spans_sums import DocumentSums, Setting

CHARACTERS = ("char_percent_agreement", "char_kappa")
SPANS = ("span_precision", "span_recall", "span_f1")
BOUNDARIES = ("boundary_similarity",)
ANY_MARK = "by position, of any mark, whatever its code; each code has its own value"


def _pairs(setting: Setting) -> list[Pair]:
    return list(combinations(setting.coders, 2))


def _layers(setting: Setting) -> list[tuple[int, str | None]]:
    """The last layer, which is about all codes, and then each code's."""
    return [(len(setting.codes), None), *enumerate(setting.codes)]


def percents(documents: Sequence[DocumentSums], setting: Setting) -> Family:
    """Share of positions on which two coders agree, of any mark and of each code."""
    formula = characters.percent_agreement
    return _by_position(documents, setting, CHARACTERS[0], formula)


def kappas(documents: Sequence[DocumentSums], setting: Setting) -> Family:
    """Cohen's kappa position by position, of any mark and of each code."""
    return _by_position(documents, setting, CHARACTERS[1], characters.kappa)


def _by_position(
    documents: Sequence[DocumentSums],
    setting: Setting,
    name: str,
    formula: Callable[[FloatArray], FloatArray],
) -> Family:
    pairs, layers = _pairs(setting), _layers(setting)
    table = _gathered(documents, pairs, lambda each: each.cells)
    table = table[:, :, [layer for layer, _ in layers]]
    weighted = _planes(table)

    def statistic(weights: FloatArray) -> FloatArray:
        return formula(weighted(weights)).reshape(len(weights), -1)

    total = table.sum(axis=0)

    def about(pair: int, layer: int) -> About:
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
            notes=setting.notes if layer else (*setting.notes, ANY_MARK),
        )

    places = [(pair, layer) for pair in range(len(pairs)) for layer in range(len(layers))]
    own = tuple(about(*place) for place in places)
    return Family(statistic=statistic, about=own)


def _planes(table: FloatArray) -> Callable[[FloatArray], FloatArray]:
    """Weighted sums over documents, (documents, …, counts) to (replicates, …, counts).

    Each count lies on a plane of its own in memory, which the formulas take one by one.
    """
    planes = [np.ascontiguousarray(each) for each in np.moveaxis(table, -1, 0)]
    flat = [each.reshape(len(table), -1) for each in planes]

    def weighted(weights: FloatArray) -> FloatArray:
        own = np.empty((len(flat), len(weights), flat[0].shape[1]))
        for place, each in enumerate(flat):
            np.matmul(weights, each, out=own[place])
        return np.moveaxis(own.reshape(-1, len(weights), *table.shape[1:-1]), 0, -1)

    return weighted


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


def passages(documents: Sequence[DocumentSums], setting: Setting) -> Family:
    """Precision, recall and F1 of spans, of all codes and of each."""
    pairs, layers = _pairs(setting), _layers(setting)
    table = _gathered(documents, pairs, lambda each: each.matched)
    table = np.concatenate([table.sum(axis=2, keepdims=True), table], axis=2)
    weighted = _planes(table)
    formulas = (spans.precision, spans.recall, spans.f1)

    def statistic(weights: FloatArray) -> FloatArray:
        counts = weighted(weights)
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


def cuts(documents: Sequence[DocumentSums], setting: Setting) -> Family:
    """Boundary similarity of each pair."""
    pairs = _pairs(setting)
    table = _gathered(documents, pairs, lambda each: each.cut)
    weighted = _planes(table)

    def statistic(weights: FloatArray) -> FloatArray:
        counts = weighted(weights)
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
