"""Cu-alpha, cu-alpha and binary alpha of semantic domains, after ATLAS.ti.

A semantic domain is a group of codes. ATLAS.ti describes its coefficients in its manual
(Inter-coder agreement: Krippendorff's alpha coefficients) and in Gonzalez-Prieto, Perez, Diaz
& Lopez-Fernandez (2020), arXiv:2008.00977, and does not publish whether its arithmetic
corrects for the lengths of passages. Here each character is a unit and the coefficient is
Krippendorff's alpha (2011) on characters, so ATLAS.ti may differ in the second or third
decimal. These are functions for comparison with earlier work, named as such.

>>> from annotator.analysis.agreement.continuum import continuum_from
>>> marks = {"A": [(0, 4, "x"), (6, 8, "y")], "B": [(0, 2, "x"), (2, 4, "y"), (6, 9, "y")]}
>>> own = continuum_from("D", 10, marks)
>>> round(atlas_cu_alpha([own], ["x", "y"]), 4)
0.3889
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray, IntArray
from annotator.analysis.agreement.continuum import Continuum


def atlas_cu_alpha(continua: Sequence[Continuum], domain: Sequence[str]) -> float:
    """Agreement on the codes of one domain, where two coders coded in it; NaN if undefined."""
    groups = {code: [code] for code in domain}
    return _alpha(sum(_coincidences(each, groups) for each in continua))


def atlas_capital_cu_alpha(
    continua: Sequence[Continuum], domains: Mapping[str, Sequence[str]]
) -> float:
    """Cu: agreement on which domains apply, where two coders coded in any; NaN if undefined."""
    return _alpha(sum(_coincidences(each, domains) for each in continua))


def atlas_binary_alpha(continua: Sequence[Continuum], domain: Sequence[str]) -> float:
    """Agreement on coded in the domain or not, over all of the text; NaN if undefined."""
    return _alpha(sum(_coincidences(each, {"": domain}, rest=True) for each in continua))


def _coincidences(
    continuum: Continuum, groups: Mapping[str, Sequence[str]], rest: bool = False
) -> FloatArray:
    """Coincidences of groups over characters: (groups, groups), one more for text without.

    On each character a coder has a set of groups. All pairs of groups of two coders count,
    divided by the coders who have any, less one.
    """
    cuts = np.unique(np.concatenate([[0, continuum.length], continuum.start, continuum.end]))
    lengths = np.diff(cuts).astype(np.float64)
    has = np.stack(
        [_covered(continuum, cuts, _places(continuum, codes)) for codes in groups.values()],
        axis=-1,
    ).astype(np.float64)
    if rest:
        has = np.concatenate([has, 1 - has.max(axis=-1, keepdims=True)], axis=-1)
    coders = (has.max(axis=-1) > 0).sum(axis=0)
    weight = np.where(coders > 1, lengths / np.maximum(coders - 1, 1), 0)
    everyone = has.sum(axis=0)
    alone = np.einsum("cpg,p,cph->gh", has, weight, has)
    return np.asarray((everyone * weight[:, np.newaxis]).T @ everyone - alone)


def _places(continuum: Continuum, codes: Sequence[str]) -> IntArray:
    return np.array([continuum.codes.index(code) for code in codes], dtype=np.int64)


def _covered(continuum: Continuum, cuts: IntArray, codes: IntArray) -> IntArray:
    """Whether each coder has one of the codes on each section: (coders, sections) of 0 and 1."""
    change = np.zeros((len(continuum.coders), len(cuts)), dtype=np.int64)
    own = np.isin(continuum.code, codes)
    np.add.at(change, (continuum.coder[own], np.searchsorted(cuts, continuum.start[own])), 1)
    np.add.at(change, (continuum.coder[own], np.searchsorted(cuts, continuum.end[own])), -1)
    return (np.cumsum(change, axis=1)[:, :-1] > 0).astype(np.int64)


def _alpha(coincidences: FloatArray | int) -> float:
    """Nominal alpha of a table of coincidences."""
    table = np.atleast_2d(np.asarray(coincidences, dtype=np.float64))
    margin = table.sum(axis=0)
    total = margin.sum()
    expected = total**2 - (margin**2).sum()
    if not expected > 0:
        return float("nan")
    return float(1 - (total - 1) * (total - np.trace(table)) / expected)
