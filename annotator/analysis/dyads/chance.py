"""A value held against what chance gives: effect, standardised effect, band and p.

Sources: p of a Monte Carlo test with the observed value among the draws: Phipson & Smyth
(2010), Stat. Appl. Genet. Mol. Biol. 9:39; exact where all permutations are listed. The mid-p,
which counts half of the draws that give just the value: Lancaster (1961), J. Am. Stat. Assoc.
56:223-234. p is never too small, but on average too large where many draws are equal, as with
few moments; the mid-p is right on average. Shifting
one series along the other, which keeps the pattern of each: Lancaster, Iatsenko, Pidde,
Ticcinelli & Stefanovska (2018), Phys. Rep. 748:1-60, section on cyclic surrogates.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.dyads.estimate import number

_SAME = 1e-9
BAND = (0.025, 0.975)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """What chance gives, and how far a value is from it.

    Attributes:
        method: `circular shift` or `permutation of dyads`.
        observed: the value that is held against the draws, of the same part of the sessions.
        mean, sd: of the draws.
        low, high: 95 % of the draws lie between them.
        effect: the value less the mean, in its own unit.
        standardised: the effect in standard deviations of the draws.
        p: share of draws that reach the value, it being one of them (so one-sided).
        p_mid: the same with half of those that give just the value.
        draws: how many; all there are where `exact`.
        seed: None where exact.
        reason: why there is none of this; all numbers are NaN then.
    """

    method: str
    observed: float = nan
    mean: float = nan
    sd: float = nan
    low: float = nan
    high: float = nan
    effect: float = nan
    standardised: float = nan
    p: float = nan
    p_mid: float = nan
    draws: int = 0
    exact: bool = False
    seed: int | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()


def against(
    value: float,
    draws: FloatArray,
    method: str,
    *,
    exact: bool = False,
    seed: int | None = None,
    notes: tuple[str, ...] = (),
) -> Chance:
    """A value against draws of the same statistic.

    Args:
        value: as observed.
        draws: by chance; where `exact`, all that there are, the observed one among them.
        method: how they were made.
        exact: p is then the plain share, else (reaching + 1) / (draws + 1).

    >>> chance = against(3.0, np.array([0.0, 1.0, 3.0, 4.0]), "circular shift")
    >>> chance.effect, chance.p
    (1.0, 0.6)
    >>> round(chance.p_mid, 9)
    0.4
    """
    known: dict[str, Any] = {
        "method": method,
        "draws": len(draws),
        "exact": exact,
        "seed": None if exact else seed,
        "notes": notes,
    }
    if not len(draws):
        return Chance(**known, reason="no draws were asked for")
    if float(draws.max() - draws.min()) <= _SAME * max(1.0, abs(float(draws.max()))):
        return Chance(**known, reason="every draw gives the same, so chance cannot be told")
    same = _SAME * max(1.0, abs(value))
    own, of = (0, len(draws)) if exact else (1, len(draws) + 1)  # the value is one of the draws
    reached = int((draws >= value - same).sum()) + own
    above = int((draws > value + same).sum())
    mean, sd = float(draws.mean()), float(draws.std(ddof=0 if exact else 1))
    low, high = np.quantile(draws, BAND)
    return Chance(
        **known,
        observed=value,
        mean=mean,
        sd=sd,
        low=float(low),
        high=float(high),
        effect=value - mean,
        standardised=(value - mean) / sd,
        p=reached / of,
        p_mid=(reached + above) / 2 / of,
    )


def chance_json(chance: Chance) -> dict[str, Any]:
    """A comparison with chance as JSON values."""
    return {
        "method": chance.method,
        "observed": number(chance.observed),
        "mean": number(chance.mean),
        "sd": number(chance.sd),
        "low": number(chance.low),
        "high": number(chance.high),
        "effect": number(chance.effect),
        "standardised": number(chance.standardised),
        "p": number(chance.p),
        "p_mid": number(chance.p_mid),
        "draws": chance.draws,
        "exact": chance.exact,
        "seed": chance.seed,
        "reason": chance.reason or None,
        "notes": list(chance.notes),
    }
