"""Shared time and shared moments of all sessions, as marked and at random circular shifts.

Each session gets its own shifts, drawn evenly; the sums over sessions are what a study without
any relation between its two parties would give.

A shift takes all places as alike. They are not at a session's two ends. Both parties leave
them free, for nobody recalls the greeting, and what both leave free would look like a relation.
So shifts are made within the `recalled` stretch, from the first to the last moment of either
party: given these two, moments without a relation lie anywhere between. And a moment that would
reach beyond the session is cut there, for both parties in the same place; so the test is made
on the `inner` part of the stretch, as far from its ends as the longest moment is long, where
the chance of being marked is even. Correcting for edges by leaving out a border zone: e.g. Diggle
(2013), Statistical analysis of spatial and spatio-temporal point patterns, 3rd ed., ch. 1.

What both parties leave free within the stretch, or mark less and less towards its ends, still
looks like a relation; chance by other partners (`permuting.py`) keeps such a common course.
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
from annotator.domain.spans import Span

_NOWHERE = np.zeros(1, dtype=np.int64)
_NOTHING = track(())
SMALLEST_PART = 8
"""One over it is the most of the recalled stretch that is left out at either end."""
COMMON_COURSE = (
    "all places between are taken as alike: where both parties leave the same of them free, "
    "chance comes out too low, and that with other partners tells more"
)


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


def recalled(session: DyadSession) -> Span | None:
    """From the first to the last moment of either party, any code; None without any moment.

    >>> session = DyadSession(dyad="D1", therapist_name="T1", number=3, length_ms=100,
    ...                       therapist={ANY: ((20, 30), (25, 70))}, patient={ANY: ((10, 15),)})
    >>> recalled(session)
    (10, 70)
    """
    parties = (session.therapist, session.patient)
    spans = [span for marks in parties for own in marks.values() for span in own]
    if not spans:
        return None
    return min(start for start, _ in spans), max(end for _, end in spans)


def tested(session: DyadSession, edge_ms: int) -> Span | None:
    """The recalled stretch without its two ends, never without more than an eighth at either."""
    stretch = recalled(session)
    if stretch is None:
        return None
    start, end = stretch
    edge = min(edge_ms, (end - start) // SMALLEST_PART)
    return start + edge, end - edge


def longest_ms(sessions: Sequence[DyadSession]) -> int:
    """How far from both ends of a stretch all places are alike: the longest moment there is."""
    spans = (
        span for each in sessions for own in (each.therapist, each.patient)
        for span in own.get(ANY, ())
    )  # fmt: skip
    return max((end - start for start, end in spans), default=0)


def edge_words(edge_ms: int, lengths_ms: Sequence[int]) -> str:
    """How much is left out at either end of stretches of these lengths (see `inner`), in words.

    >>> hour, half = 3_600_000, 1_800_000
    >>> edge_words(60_000, [hour, half]), edge_words(1_200_000, [hour, half])
    ('60 s', 'an eighth of it')
    >>> edge_words(300_000, [hour, half])
    '300 s, at most an eighth of it,'
    """
    capped = [edge_ms > length // SMALLEST_PART for length in lengths_ms]
    if capped and all(capped):
        return "an eighth of it"
    return f"{edge_ms / 1000:g} s" + (", at most an eighth of it," if any(capped) else "")


def recalled_lengths(sessions: Sequence[DyadSession]) -> list[int]:
    """How long the recalled stretches are, of the sessions that have one."""
    stretches = filter(None, map(recalled, sessions))
    return [end - start for start, end in stretches]


def shift_notes(edge_ms: int, sessions: Sequence[DyadSession]) -> tuple[str, ...]:
    """Where shifts are made, what they leave out and what they suppose, in words.

    >>> session = DyadSession(dyad="D1", therapist_name="T1", number=3, length_ms=900_000,
    ...                       therapist={ANY: ((0, 60_000), (500_000, 600_000))}, patient={})
    >>> for note in shift_notes(60_000, [session]):
    ...     print(note)  # doctest: +ELLIPSIS
    shifts stay between the first and the last moment of either party in a session
    moments whose middle lies within 60 s of either end of that stretch are left out of the shifts
    all places between are taken as alike: where both parties leave the same of them free, ...
    """
    lengths = recalled_lengths(sessions)
    if not lengths:
        return ()
    return (
        "shifts stay between the first and the last moment of either party in a session",
        f"moments whose middle lies within {edge_words(edge_ms, lengths)} of either end of that "
        "stretch are left out of the shifts",
        COMMON_COURSE,
    )


def inner(session: DyadSession, edge_ms: int) -> DyadSession | None:
    """The `tested` part of a session as one of its own; None where neither party marked anything.

    A moment belongs to it by its middle, but for the first and the last, which make its ends;
    what of it reaches beyond comes in again at the other end, so that no place of the ring has
    less than its share.

    >>> spans = {ANY: ((0, 10), (5, 30), (80, 99), (90, 100))}
    >>> session = DyadSession(dyad="D1", therapist_name="T1", number=3, length_ms=120,
    ...                       therapist=spans, patient={})
    >>> part = inner(session, 10)
    >>> part.therapist[ANY], part.length_ms
    (((70, 89), (75, 100)), 80)
    """
    stretch, part = recalled(session), tested(session, edge_ms)
    if stretch is None or part is None:
        return None
    first, last = part
    length = last - first

    def kept(marks: Marks) -> Marks:
        return {
            code: tuple(
                sorted(
                    (at, at + min(end - start, length))
                    for start, end in own
                    if 2 * first <= start + end < 2 * last
                    and stretch[0] < start
                    and end < stretch[1]
                    for at in ((start - first) % length,)
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
