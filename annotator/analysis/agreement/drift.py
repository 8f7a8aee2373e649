"""Drift: each coder's agreement with the others, transcript by transcript in order of coding."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan
from typing import Literal

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.compared import Compared
from annotator.analysis.agreement.continuum import Continuum, overlap_count, union
from annotator.analysis.agreement.intervals import Resampling, intervals
from annotator.analysis.agreement.stretches import stretch_sums, sums_of
from annotator.analysis.agreement.unitizing import reason_of_bar_u, reason_of_u, u_alpha
from annotator.domain.ids import Id

DriftCoefficient = Literal["u_alpha", "bar_u_alpha"]

EQUAL_TIMES = (
    "Some transcripts were marked as done at the same time, or when is not known: these stand in "
    "the order of the list, which need not be that of coding."
)
"""What a view says where `has_equal_times`."""

_BAND = Resampling(replicates=100, kind="jackknife z", thresholds=())


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftPoint:
    """One coder's agreement with the others on one transcript.

    Attributes:
        document: its name.
        value: NaN where undefined, and then `reason` says why.
        low, high: ends of the 95 % band, None where there is none.
        done_at: when this coder marked it as done, UTC, ISO 8601; None where unknown.
    """

    document: str
    value: float
    reason: str = ""
    low: float | None = None
    high: float | None = None
    done_at: str | None = None


Point = Callable[[Continuum, str, DriftCoefficient], DriftPoint]


def drift(
    compared: Compared,
    done_at: Mapping[tuple[str, Id], str | None],
    point: Point | None = None,
    coefficient: DriftCoefficient | None = None,
) -> dict[str, tuple[DriftPoint, ...]]:
    """Each coder's points in the order of coding.

    The order is that of the times at which the coder marked the transcripts as done; those
    without a time stand last. Work that is returned in one go is marked as done in one second:
    where times are equal the order is that of the documents and says nothing of the coding, see
    `has_equal_times`.

    Args:
        compared: the comparison.
        done_at: by coder's name and account's id.
        point: in place of `drift_point`, one that keeps what it computed, say.
        coefficient: that of `drift_coefficient`, where it is known.
    """
    coefficient = coefficient or drift_coefficient(compared)
    make = point or drift_point
    found: dict[str, tuple[DriftPoint, ...]] = {}
    for coder in compared.coders:
        own = [
            replace(
                make(document.continuum, coder, coefficient),
                done_at=done_at.get((coder, document.account.id)),
            )
            for document in compared.documents
            if coder in document.continuum.coders
        ]
        found[coder] = tuple(sorted(own, key=lambda each: (not each.done_at, each.done_at or "")))
    return found


def has_equal_times(points: Sequence[DriftPoint]) -> bool:
    """Whether the order of any two points is only that of the listing; see `EQUAL_TIMES`.

    >>> same = [DriftPoint(document=name, value=0.5, done_at="2026-03-01") for name in "ab"]
    >>> has_equal_times(same), has_equal_times(same[:1])
    (True, False)
    """
    return len({each.done_at for each in points}) < len(points)


def drift_coefficient(compared: Compared) -> DriftCoefficient:
    """The one coefficient of all points: u, or |u where codes of a coder overlap anywhere."""
    overlapping = any(overlap_count(each.continuum) for each in compared.documents)
    return "bar_u_alpha" if overlapping else "u_alpha"


def drift_point(
    continuum: Continuum, coder: str, coefficient: DriftCoefficient = "u_alpha"
) -> DriftPoint:
    """A coder's agreement with the others on one transcript, with a 95 % band.

    The value follows from sums over the pairs of this coder with each of the others; how the
    others agree among themselves has no part in it.

    The band is a jackknife on Fisher's scale (the default kind of `intervals.py`) over
    stretches of the transcript that no coder's mark crosses, up to 100 of them (beyond, neighbours
    are joined). Cutting a document there changes no sum, so that stretches are to a transcript what
    transcripts are to a study. But neighbouring stretches are taken as independent, which they
    are not quite: the band may be too narrow.

    Raises:
        ValueError: the coder did not code the transcript.
    """
    name = continuum.document
    place = continuum.coders.index(coder)
    if len(continuum.coders) < 2:
        return DriftPoint(document=name, value=np.nan, reason="no other coder is done with it")
    if coefficient == "bar_u_alpha":
        marks = union(continuum)
    elif places := overlap_count(continuum):
        where = "1 place" if places == 1 else f"{places} places"
        return DriftPoint(document=name, value=np.nan, reason=f"codes overlap in {where}")
    else:
        marks = continuum
    rows = stretch_sums(marks, place)

    def statistic(weights: FloatArray) -> FloatArray:
        return u_alpha(sums_of(weights @ rows))

    own = sums_of(rows.sum(axis=0))
    value = float(u_alpha(own))
    if isnan(value):
        reason = reason_of_u(own) if coefficient == "u_alpha" else reason_of_bar_u(own)
        return DriftPoint(document=name, value=value, reason=reason)
    [band] = intervals(statistic, np.ones(len(rows)), _BAND)
    return DriftPoint(document=name, value=value, low=band.low, high=band.high)
