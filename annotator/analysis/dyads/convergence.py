"""Convergence: how much of a session, and how many of their moments, both parties marked.

Three shares, of each code and of any code: of the session's time, of the time that either
marked, and of the moments of both. Each is held against two kinds of chance: the patient's
moments moved along the session by random shifts, and therapists with the patients of others.
Shifting takes all places as alike, and so stays between the first and the last moment of a
session and leaves out the two ends of that stretch (see `shifting.py`); what two accounts share
only because sessions have a common course (nobody stops in the first ten minutes, or in a pause)
stays in the other kind of chance.
A share's interval leaves out each dyad once (each therapist, where one has several dyads).

Sources: shares of overlap and their test by shifting as in the analysis of co-occurring event
streams, e.g. Lancaster et al. (2018), Phys. Rep. 748:1-60; pseudo-dyads: Bernieri & Rosenthal
(1991). The convergence of two recall accounts as such has no older formula that we know of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan, nan
from typing import Any, Literal

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.agreement.intervals import Interval
from annotator.analysis.dyads.chance import Chance, against, chance_json
from annotator.analysis.dyads.estimate import number, rows_by_cluster, share_intervals
from annotator.analysis.dyads.material import ANY, DyadSession, clusters_of
from annotator.analysis.dyads.permuting import crossed, permuted
from annotator.analysis.dyads.shifting import Shared, inner, longest_ms, shared, shift_notes

Measure = Literal["time", "time_of_either", "moments"]
BASES: dict[Measure, str] = {
    "time": "ms of session time that both marked, of all session time",
    "time_of_either": "ms of session time that both marked, of those that either marked",
    "moments": "moments of both parties that meet one of the other's, of all their moments",
}
SHIFT, PERMUTATION = "circular shift", "permutation of dyads"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """How chance is drawn: numbers of shifts and of permutations (0 for none), and the seed."""

    shifts: int = 10_000
    permutations: int = 10_000
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Convergence:
    """One share of one code.

    Attributes:
        code: None for any code.
        value: `part / whole`; NaN where it is undefined, and then `reason` says why.
        part, whole: in ms, or numbers of moments.
        n: sessions, or moments for the measure `moments`, in `unit`.
        base: what the share is of.
        chance: by circular shift and by permutation of dyads.
        notes: what a reader must know; the stretch of a stop without an end among it.
    """

    measure: Measure
    code: str | None
    value: float
    reason: str
    part: int
    whole: int
    unit: str
    base: str
    n: int = 0
    ci_low: float | None = None
    ci_high: float | None = None
    ci_kind: str = ""
    clusters: int = 0
    cluster_unit: str = "dyad"
    chance: tuple[Chance, ...] = ()
    seed: int = 0
    notes: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


def convergence(
    sessions: Sequence[DyadSession],
    codes: Sequence[str],
    drawing: Drawing | None = None,
    *,
    notes: tuple[str, ...] = (),
    excluded: tuple[str, ...] = (),
) -> tuple[Convergence, ...]:
    """The three shares for any code, then for each code.

    Args:
        sessions: those of which both accounts are coded.
        codes: names; one that nobody used gives undefined shares of what was marked.
        drawing: of chance.
        notes, excluded: of the material; they go with each result.

    Ten minutes; the therapist marked the second, the patient the second half of it and the
    third: of three minutes in all, both marked half of one.

    >>> minute = 60_000
    >>> t, p = ((minute, 2 * minute),), ((minute * 3 // 2, 3 * minute),)
    >>> session = DyadSession(dyad="D1", therapist_name="T1", number=3, length_ms=10 * minute,
    ...                       therapist={ANY: t}, patient={ANY: p})
    >>> [(r.measure, r.value) for r in convergence([session], [], Drawing(shifts=99))]
    [('time', 0.05), ('time_of_either', 0.25), ('moments', 1.0)]
    """
    drawing = drawing or Drawing()
    rows = [ANY, *codes]
    found = shared(sessions, rows, shifts=0, seed=drawing.seed)
    edge = longest_ms(sessions)
    within = [own for each in sessions if (own := inner(each, edge)) is not None]
    moved = shared(within, rows, shifts=drawing.shifts, seed=drawing.seed)
    told = shift_notes(edge, sessions)
    mixed = permuted(crossed(sessions, rows), permutations=drawing.permutations, seed=drawing.seed)
    clusters, cluster_unit = clusters_of([(s.dyad, s.therapist_name) for s in sessions])
    columns: dict[Measure, list[Convergence]] = {}
    for measure in BASES:
        part, whole = _parts(measure, found)
        spans = _intervals(clusters, part, whole)
        shifted = _share(measure, moved, moved.shifted_ms, moved.shifted_met)
        tested = _share(measure, moved, _summed(moved.both_ms), _summed(moved.met))
        others = _share(measure, found, mixed.both_ms, mixed.met)
        columns[measure] = []
        for row, code in enumerate(rows):
            plain = _plain(measure, code, float(part[:, row].sum()), float(whole[:, row].sum()))
            made = replace(
                plain,
                n=plain.whole if measure == "moments" else len(sessions),
                ci_low=spans[row].low,
                ci_high=spans[row].high,
                ci_kind=spans[row].kind,
                clusters=spans[row].clusters,
                cluster_unit=cluster_unit,
                seed=drawing.seed,
                notes=notes,
                excluded=excluded,
            )
            if not isnan(made.value):
                by_shift = against(
                    float(tested[row, 0]), shifted[row], SHIFT, seed=drawing.seed, notes=told
                )
                by_partner = against(
                    made.value,
                    others[row],
                    PERMUTATION,
                    exact=mixed.exact,
                    seed=drawing.seed,
                    notes=mixed.notes,
                )
                if mixed.reason:
                    by_partner = replace(by_partner, reason=mixed.reason)
                made = replace(made, chance=(by_shift, by_partner))
            columns[measure].append(made)
    return tuple(each for row in zip(*columns.values(), strict=True) for each in row)


def _plain(measure: Measure, code: str, part: float, whole: float) -> Convergence:
    """The share alone, without interval and chance."""
    nothing = "there is no session" if measure == "time" else "neither party marked it"
    return Convergence(
        measure=measure,
        code=code or None,
        value=part / whole if whole else nan,
        reason="" if whole else nothing,
        part=round(part),
        whole=round(whole),
        unit="moment" if measure == "moments" else "session",
        base=BASES[measure],
    )


def _parts(measure: Measure, found: Shared) -> tuple[FloatArray, FloatArray]:
    """What is counted, and of what, by session and code."""
    if measure == "moments":
        return found.met, found.moments
    if measure == "time_of_either":
        return found.both_ms, found.either_ms
    return found.both_ms, np.broadcast_to(found.length_ms[:, np.newaxis], found.both_ms.shape)


def _share(measure: Measure, found: Shared, ms: FloatArray, met: FloatArray) -> FloatArray:
    """The share at each draw: (codes × draws). What the parties marked alone never changes."""
    if measure == "time":
        part, whole = ms, np.full_like(ms, found.length_ms.sum())
    elif measure == "moments":
        part, whole = met, np.broadcast_to(found.moments.sum(axis=0)[:, np.newaxis], met.shape)
    else:
        marked = (found.either_ms + found.both_ms).sum(axis=0)
        part, whole = ms, marked[:, np.newaxis] - ms
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _summed(by_session: FloatArray) -> FloatArray:
    """Sums over sessions, as one draw: (codes × 1)."""
    return np.asarray(by_session.sum(axis=0)[:, np.newaxis])


def _intervals(
    clusters: Sequence[str], part: FloatArray, whole: FloatArray
) -> tuple[Interval, ...]:
    codes = part.shape[1]
    sums = rows_by_cluster(clusters, np.hstack([part, whole]))

    def shares(weights: FloatArray) -> FloatArray:
        both = weights @ sums
        top, bottom = both[:, :codes], both[:, codes:]
        return np.divide(top, bottom, out=np.full_like(top, nan), where=bottom > 0)

    return share_intervals(shares, len(sums))


def convergence_json(result: Convergence) -> dict[str, Any]:
    """One share as JSON values."""
    return {
        "measure": result.measure,
        "code": result.code,
        "value": number(result.value),
        "reason": result.reason or None,
        "part": result.part,
        "whole": result.whole,
        "n": result.n,
        "unit": result.unit,
        "base": result.base,
        "ci_low": number(result.ci_low),
        "ci_high": number(result.ci_high),
        "ci_kind": result.ci_kind or None,
        "clusters": result.clusters,
        "cluster_unit": result.cluster_unit,
        "chance": [chance_json(each) for each in result.chance],
        "seed": result.seed,
        "notes": list(result.notes),
        "excluded": list(result.excluded),
    }
