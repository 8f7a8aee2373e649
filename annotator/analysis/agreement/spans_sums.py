"""What a document adds to the coefficients for free passages, and what their results share."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from annotator.analysis.agreement import boundaries, characters, spans
from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.continuum import Continuum
from annotator.analysis.agreement.intervals import Resampling
from annotator.analysis.agreement.unitizing_statistics import Statistics, statistics

NO_CODE = ""
"""The code of marks without a code: it takes part, but is no code to give a value for."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DocumentSums:
    """What one document adds to the panel.

    Attributes:
        statistics: for the family of 2016 and for characters.
        cells: (pairs, V+1, 4): as `characters.cells`, for each pair of its coders.
        matched: (pairs, V, 3): as `spans.span_counts`, for each pair of its coders.
        cut: (pairs, 3): as `boundaries.boundary_counts`.
    """

    statistics: Statistics
    cells: FloatArray
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
    own = statistics(continuum)
    return DocumentSums(
        statistics=own,
        cells=characters.cells([own], own.pairs)[0],
        matched=np.array([spans.span_counts(continuum, pair, iou) for pair in pairs]),
        cut=np.array([boundaries.boundary_counts(places[i], places[j]) for i, j in pairs]),
    )
