"""Shared time and shared moments of all sessions, as marked and at random circular shifts.

Each session gets its own shifts, drawn evenly over its whole length; the sums over sessions
are what a study without any relation between its two parties would give.

A shift takes all places of a session as alike. They are not at its two ends: a stretch that
would reach beyond is cut there, so that both parties have less time in the same place, which
would look like a relation. So the test is made on the `inner` part of each session, as far from
the ends as the longest stretch is long: there the chance of being marked is even. Correcting
for edges by leaving out a border zone: e.g. Diggle (2013), Statistical analysis of spatial and
spatio-temporal point patterns, 3rd ed., ch. 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
from annotator.analysis.dyads.material import ANY, DyadSession, Marks

_NOWHERE = np.zeros(1, dtype=np.int64)
_NOTHING = track(())
SMALLEST_PART = 8
"""One over it is the most of a session that is left out at either end."""


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
        parties = (session.therapist, session.patient)
        one, other = (tracks_of(each, codes, session.length_ms) for each in parties)
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


def longest_ms(sessions: Sequence[DyadSession]) -> int:
    """How far from both ends of a session all places are alike: the longest stretch there is."""
    spans = (
        span for each in sessions for own in (each.therapist, each.patient)
        for span in own.get(ANY, ())
    )  # fmt: skip
    return max((end - start for start, end in spans), default=0)


def edge_words(edge_ms: int, lengths_ms: Sequence[int]) -> str:
    """How much is left out at either end of sessions of these lengths (see `inner`), in words.

    >>> hour, half = 3_600_000, 1_800_000
    >>> edge_words(60_000, [hour, half]), edge_words(1_200_000, [hour, half])
    ('60 s', 'an eighth of the session')
    >>> edge_words(300_000, [hour, half])
    '300 s, at most an eighth of the session,'
    """
    capped = [edge_ms > length // SMALLEST_PART for length in lengths_ms]
    if capped and all(capped):
        return "an eighth of the session"
    return f"{edge_ms / 1000:g} s" + (", at most an eighth of the session," if any(capped) else "")


def edge_note(edge_ms: int, sessions: Sequence[DyadSession]) -> str:
    """What the test leaves out, in words.

    >>> session = DyadSession(dyad="D1", therapist_name="T1", number=3, length_ms=600_000,
    ...                       therapist={}, patient={})
    >>> edge_note(60_000, [session])
    'moments whose middle lies within 60 s of either end of a session are left out of the shifts'
    """
    within = edge_words(edge_ms, [each.length_ms for each in sessions])
    return (
        f"moments whose middle lies within {within} of either end of a session "
        "are left out of the shifts"
    )


def inner(session: DyadSession, edge_ms: int) -> DyadSession:
    """A session without its two ends, never without more than an eighth of it at either.

    A moment belongs to it by its middle; what of it reaches beyond comes in again at the other
    end, so that no place of the ring has less than its share.

    >>> spans = {ANY: ((0, 10), (5, 30), (80, 99))}
    >>> session = DyadSession(dyad="D1", therapist_name="T1", number=3, length_ms=100,
    ...                       therapist=spans, patient={})
    >>> inner(session, 10).therapist[ANY], inner(session, 10).length_ms
    (((70, 89), (75, 100)), 80)
    """
    edge = min(edge_ms, session.length_ms // SMALLEST_PART)
    length = session.length_ms - 2 * edge

    def kept(marks: Marks) -> Marks:
        return {
            code: tuple(
                sorted(
                    ((start - edge) % length, (start - edge) % length + min(end - start, length))
                    for start, end in own
                    if 2 * edge <= start + end < 2 * (edge + length)
                )
            )
            for code, own in marks.items()
        }

    return replace(
        session, length_ms=length, therapist=kept(session.therapist), patient=kept(session.patient)
    )


def tracks_of(marks: Marks, codes: Sequence[str], ring_ms: int = 0) -> list[Track]:
    """One party's track of each code, where needed on a ring."""
    return [track(marks[code], ring_ms) if code in marks else _NOTHING for code in codes]
