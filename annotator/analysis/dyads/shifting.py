"""Shared time and shared moments of all sessions, as marked and at random circular shifts.

Each session gets its own shifts, drawn evenly over its whole length; the sums over sessions
are what a study without any relation between its two parties would give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray
from annotator.analysis.dyads.circular import (
    Track,
    length_of,
    meetings,
    overlap_of,
    overlaps,
    track,
)
from annotator.analysis.dyads.material import DyadSession, Marks

_NOWHERE = np.zeros(1, dtype=np.int64)
_NOTHING = track(())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shared:
    """What both parties marked, by session and code.

    Attributes:
        both_ms, met: as marked: (sessions × codes).
        either_ms, moments: what it can be a share of: (sessions × codes).
        length_ms: of the sessions.
        shifted_ms, shifted_met: sums over sessions at random shifts: (codes × shifts).
    """

    both_ms: FloatArray
    met: FloatArray
    either_ms: FloatArray
    moments: FloatArray
    length_ms: FloatArray
    shifted_ms: FloatArray
    shifted_met: FloatArray


def shared(
    sessions: Sequence[DyadSession], codes: Sequence[str], *, shifts: int, seed: int
) -> Shared:
    """What both parties marked in each session, and what random shifts of the patient's give.

    Args:
        sessions: of the study.
        codes: what to count; `material.ANY` for all codes together.
        shifts: how many to draw; 0 for none.
        seed: of the draws.
    """
    rng = np.random.default_rng(seed)
    shape = (len(sessions), len(codes))
    both, met, either, moments = (np.zeros(shape) for _ in range(4))
    shifted_ms, shifted_met = (np.zeros((len(codes), shifts)) for _ in range(2))
    for row, session in enumerate(sessions):
        one, other = tracks_of(session.therapist, codes), tracks_of(session.patient, codes)
        drawn = rng.integers(0, session.length_ms, size=shifts)
        order = np.argsort(drawn, kind="stable")
        at, rank = drawn[order], np.argsort(order, kind="stable")
        for code, (a, b) in enumerate(zip(one, other, strict=True)):
            either[row, code] = length_of(a.solid) + length_of(b.solid)
            moments[row, code] = len(a.moments) + len(b.moments)
            if len(a.moments) and len(b.moments):
                both[row, code] = overlap_of(a.solid, b.solid)
                met[row, code] = meetings(a, b, session.length_ms, _NOWHERE)[0]
                shifted_ms[code] += overlaps(a, b, session.length_ms, at)[rank]
                shifted_met[code] += meetings(a, b, session.length_ms, at)[rank]
    return Shared(
        both_ms=both,
        met=met,
        either_ms=either - both,
        moments=moments,
        length_ms=np.array([each.length_ms for each in sessions], dtype=np.float64),
        shifted_ms=shifted_ms,
        shifted_met=shifted_met,
    )


def tracks_of(marks: Marks, codes: Sequence[str]) -> list[Track]:
    """One party's track of each code."""
    return [track(marks[code]) if code in marks else _NOTHING for code in codes]
