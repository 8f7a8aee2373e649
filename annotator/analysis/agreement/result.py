"""What an agreement coefficient gives: a value with its meaning, or none with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan
from typing import Any

FORMULA_VERSION = "1"
"""Raised when a coefficient's formula, and so its value, changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One coefficient on one set of data.

    Attributes:
        coefficient: its name in the contract (`krippendorff_alpha_nominal`).
        value: NaN where it is undefined, and then `reason` says why; never 0 or 1 instead.
        ci_low: lower end of the 95 % interval, None where there is none.
        ci_kind: how the interval was made: `F`, `bootstrap percentile`, `BCa`, `jackknife`,
            `jackknife, Fisher z` (the default), see `intervals.py`.
        n: number of units, in `unit`.
        unit: what was counted: `unit`, `target`, `character`, `span`, `boundary`, `second`.
        code: the code that the value is about, None for all.
        coders: who was compared, in order.
        coverage: share of the compared text or units that the value rests on, 0 to 1.
        prevalence: share of `code` in what was compared, 0 to 1.
        excluded: what was left out, each with why.
        below: thresholds, each with the share of bootstrap replicates below it.
        notes: what a reader must know: merged overlaps, dropped replicates, a weak interval.
        seed: of the bootstrap or of gamma's chance samples.
    """

    coefficient: str
    value: float
    reason: str = ""
    ci_low: float | None = None
    ci_high: float | None = None
    ci_kind: str = ""
    n: int = 0
    unit: str = "unit"
    code: str | None = None
    coders: tuple[str, ...] = ()
    coverage: float | None = None
    prevalence: float | None = None
    excluded: tuple[str, ...] = ()
    below: tuple[tuple[float, float], ...] = ()
    notes: tuple[str, ...] = ()
    version: str = FORMULA_VERSION
    seed: int | None = None

    def __post_init__(self) -> None:
        if isnan(self.value) and not self.reason:
            raise ValueError(f"{self.coefficient} is undefined without a reason")

    def as_json(self) -> dict[str, Any]:
        """The result as JSON values; an undefined value is null."""
        return {
            "coefficient": self.coefficient,
            "value": None if isnan(self.value) else self.value,
            "reason": self.reason or None,
            "ci_low": self.ci_low,
            "ci_high": self.ci_high,
            "ci_kind": self.ci_kind or None,
            "n": self.n,
            "unit": self.unit,
            "code": self.code,
            "coders": list(self.coders),
            "coverage": self.coverage,
            "prevalence": self.prevalence,
            "below": [list(each) for each in self.below],
            "excluded": list(self.excluded),
            "notes": list(self.notes),
            "version": self.version,
            "seed": self.seed,
        }


def undefined(coefficient: str, reason: str, **known: Any) -> Result:
    """A result without a value, and why."""
    return Result(coefficient=coefficient, value=nan, reason=reason, **known)
