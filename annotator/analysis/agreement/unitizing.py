"""Krippendorff's coefficients for free passages: u, |u, cu and (k)u.

Source: Krippendorff, Mathet, Bouvry & Widlöcher (2016), On the reliability of unitizing
textual continua, Qual. Quant. 50:2347-2364; Krippendorff (2019), Content analysis, 4th ed.,
sec. 12.6. The continuum of its figure 12.11:

>>> from annotator.analysis.agreement.continuum import continuum_from
>>> book = continuum_from("book", 60, {
...     "Alex": [(2, 9, "1"), (11, 17, "2"), (24, 30, "5"), (32, 36, "6"), (36, 44, "6"),
...              (44, 60, "7")],
...     "Paul": [(2, 9, "1"), (11, 17, "3"), (19, 25, "5"), (32, 44, "6")],
...     "Suzan": [(2, 9, "1"), (11, 17, "4"), (21, 27, "5"), (32, 36, "6"), (36, 40, "6"),
...               (40, 44, "6")],
... })
>>> own = corpus_sums([statistics(book)])
>>> round(float(u_alpha(own)), 3), round(float(bar_u_alpha(own)[-1]), 3)
(0.51, 0.413)
>>> round(float(cu_alpha(own)), 3), ku_alpha(own).round(3).tolist()
(0.724, [1.0, 0.0, 0.0, 0.0, 1.0, 1.0, nan])

All functions take sums with any leading axes (bootstrap replicates) and give NaN where the
coefficient is undefined; `reason_of_…` says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.estimates import quotient
from annotator.analysis.agreement.unitizing_statistics import Statistics, statistics

__all__ = [
    "Sums",
    "bar_u_alpha",
    "corpus_sums",
    "cu_alpha",
    "cu_coverage",
    "ku_alpha",
    "ku_coverage",
    "prevalence",
    "reason_of_bar_u",
    "reason_of_cu",
    "reason_of_ku",
    "reason_of_u",
    "statistics",
    "sums",
    "table",
    "u_alpha",
]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sums:
    """Sums over documents; leading axes are replicates. V codes, value 0 is the gap.

    Attributes:
        total: l.., coders times length.
        agreed, margin, squares: (…, V+1): l_cc, l_c. and Q_c.
        met_agreed, met, met_squares: (…, V): l*_cc, l*_c. and R_c, where both marked.
        layer_agreed, layer_marked, layer_squares: (…, V+1): each code on its own layer and
            in the last column the union of all marks.
    """

    total: FloatArray
    agreed: FloatArray
    margin: FloatArray
    squares: FloatArray
    met_agreed: FloatArray
    met: FloatArray
    met_squares: FloatArray
    layer_agreed: FloatArray
    layer_marked: FloatArray
    layer_squares: FloatArray


def table(documents: Sequence[Statistics]) -> FloatArray:
    """One row a document: what `sums` takes after any weighting, (documents × 9V + 7)."""
    return np.array([_row(each) for each in documents])


def _row(own: Statistics) -> FloatArray:
    by = len(own.coders) - 1
    diagonal = np.diagonal(own.coincidences)
    return np.concatenate(
        [
            [float(len(own.coders) * own.length)],
            diagonal,
            own.coincidences.sum(axis=1),
            own.squares,
            diagonal[1:],
            own.coincidences[1:, 1:].sum(axis=1),
            own.meetings,
            2 * own.both.sum(axis=0) / by,
            own.marked.sum(axis=0),
            own.layer_squares,
        ]
    )


def sums(rows: FloatArray) -> Sums:
    """Rows of `table`, weighted and added or not, by name."""
    codes = (rows.shape[-1] - 7) // 9
    sizes = [1, codes + 1, codes + 1, codes + 1, codes, codes, codes, codes + 1, codes + 1]
    parts = np.split(rows, np.cumsum(sizes), axis=-1)
    return Sums(
        total=parts[0][..., 0],
        agreed=parts[1],
        margin=parts[2],
        squares=parts[3],
        met_agreed=parts[4],
        met=parts[5],
        met_squares=parts[6],
        layer_agreed=parts[7],
        layer_marked=parts[8],
        layer_squares=parts[9],
    )


def corpus_sums(documents: Sequence[Statistics]) -> Sums:
    """The sums of all documents, each with weight 1."""
    return sums(table(documents).sum(axis=0))


def u_alpha(own: Sums) -> FloatArray:
    """Agreement on where the passages are and on their codes, eq. 1 to 4; gaps count."""
    total = own.total
    chance = total**2 - (own.margin**2).sum(-1)
    pairs = total**2 - own.squares.sum(-1)
    differing = total - own.agreed.sum(-1)
    return _one_minus(differing * pairs, total * chance, (own.margin > 0).sum(-1) > 1)


def bar_u_alpha(own: Sums) -> FloatArray:
    """Agreement on where the passages are: (…, V+1), each code's own, and last of any mark."""
    total = own.total[..., np.newaxis]
    gaps = total - own.layer_marked
    pairs = total**2 - own.layer_squares - gaps
    differing = own.layer_marked - own.layer_agreed
    known = (own.layer_marked > 0) & (gaps > 0)
    return _one_minus(differing * pairs, total * own.layer_marked * gaps, known)


def cu_alpha(own: Sums) -> FloatArray:
    """Agreement on the codes where two coders marked the same text; gaps do not count."""
    total = own.met.sum(-1)
    pairs = total**2 - own.met_squares.sum(-1)
    chance = total * (total**2 - (own.met**2).sum(-1))
    known = ((own.met > 0).sum(-1) > 1) & (pairs > _tiny(total**2))
    return _one_minus((total - own.met_agreed.sum(-1)) * pairs, chance, known)


def ku_alpha(own: Sums) -> FloatArray:
    """Agreement on each code where two coders marked the same text, one with it: (…, V)."""
    total = own.met.sum(-1, keepdims=True)
    pairs = own.met * total - own.met_squares
    known = (own.met > 0) & (total - own.met > _tiny(total)) & (pairs > _tiny(own.met * total))
    return _one_minus((own.met - own.met_agreed) * pairs, own.met**2 * (total - own.met), known)


def cu_coverage(own: Sums) -> FloatArray:
    """Share of all text, coder by coder, on which cu rests."""
    return quotient(own.met.sum(-1), own.total)


def ku_coverage(own: Sums) -> FloatArray:
    """Share of each code's text that meets another coder's mark: (…, V); NaN where unused."""
    used = own.layer_marked[..., :-1]
    return quotient(own.met, used)


def prevalence(own: Sums) -> FloatArray:
    """Share of all text under each code, and last under any: (…, V+1); NaN without text."""
    return quotient(own.layer_marked, own.total[..., np.newaxis])


def _tiny(size: FloatArray) -> FloatArray:
    """What differs from nothing by rounding only."""
    return 1e-12 * size


def _one_minus(observed: FloatArray, expected: FloatArray, known: NDArray[np.bool_]) -> FloatArray:
    return 1 - quotient(observed, np.where(known, expected, 0))


def reason_of_u(own: Sums) -> str:
    """Why u is undefined."""
    if not own.layer_marked[-1] > 0:
        return "nobody marked anything"
    return "all coders marked all of the text with one code"


def reason_of_bar_u(own: Sums, layer: int = -1) -> str:
    """Why |u is undefined: of one code's layer, or of all marks."""
    what = "marked anything" if layer == -1 else "used the code"
    if not own.layer_marked[layer] > 0:
        return f"nobody {what}"
    return f"everybody {what} everywhere"


def reason_of_cu(own: Sums) -> str:
    """Why cu is undefined."""
    if not own.layer_marked[-1] > 0:
        return "nobody marked anything"
    if not own.met.sum() > 0:
        return "no two coders marked the same text"
    if (own.met > 0).sum() < 2:
        return "only one code was used where two coders marked the same text"
    return "too few passages were marked by two coders to expect anything by chance"


def reason_of_ku(own: Sums, code: int) -> str:
    """Why (k)u of one code is undefined."""
    if not own.layer_marked[code] > 0:
        return "nobody used the code"
    if not own.met[code] > 0:
        return "no text under the code was marked by another coder"
    return reason_of_cu(own)
