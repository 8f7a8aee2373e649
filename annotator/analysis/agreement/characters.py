"""Percent agreement and Cohen's kappa position by position, for each code and pair of coders.

This is what NVivo prints for a node and a source: of N characters `both` are under the code
for both coders, `first` and `second` for one of them only, `neither` for none. Kappa is
`(A - EF) / (N - EF)` with A = both + neither and EF the agreement expected from the margins
(NVivo help, Coding comparison query; Cohen 1960, Educ. Psychol. Meas. 20:37-46). Several
documents are pooled by adding their cells, never by averaging their kappas.

>>> cells = np.array([50.0, 100.0, 50.0, 800.0])
>>> float(percent_agreement(cells)), round(float(kappa(cells)), 6)
(0.85, 0.318182)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.estimates import quotient
from annotator.analysis.agreement.unitizing_statistics import Statistics

Pair = tuple[str, str]


def cells(documents: Sequence[Statistics], pairs: Sequence[Pair]) -> FloatArray:
    """The 2 × 2 cells of each document, pair and code: (documents, pairs, V+1, 4).

    The last axis is both, first only, second only, neither; the last code is any mark. A pair
    that did not both code a document has nothing there.
    """
    codes = len(documents[0].codes) if documents else 0
    result = np.zeros((len(documents), len(pairs), codes + 1, 4))
    for row, own in enumerate(documents):
        place = {pair: index for index, pair in enumerate(own.pairs)}
        coder = {name: index for index, name in enumerate(own.coders)}
        for column, (first, second) in enumerate(pairs):
            index = place.get((first, second), place.get((second, first)))
            if index is None:
                continue
            both = own.both[index]
            only_first = own.marked[coder[first]] - both
            only_second = own.marked[coder[second]] - both
            neither = own.length - both - only_first - only_second
            result[row, column] = np.stack([both, only_first, only_second, neither], axis=-1)
    return result


def percent_agreement(cells: FloatArray) -> FloatArray:
    """Share of positions on which two coders agree, from cells (…, 4); NaN without any."""
    return quotient(cells[..., 0] + cells[..., 3], cells.sum(-1))


def kappa(cells: FloatArray) -> FloatArray:
    """Cohen's kappa from cells (…, 4); NaN where chance alone gives full agreement."""
    both, first, second, neither = np.moveaxis(cells, -1, 0)
    total = cells.sum(-1)
    chance = (both + first) * (both + second) + (neither + first) * (neither + second)
    return quotient(total * (both + neither) - chance, total**2 - chance)


def reason_of(cells: FloatArray, any_code: bool) -> str:
    """Why kappa (or percent agreement) is undefined on one pair's cells (4,)."""
    what = "marked anything" if any_code else "used the code"
    if not cells.sum() > 0:
        return "the two coders share no document"
    if not cells[:3].sum() > 0:
        return f"neither coder {what}"
    return f"both coders {what} everywhere"
