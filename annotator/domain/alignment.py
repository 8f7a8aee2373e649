"""Which places of several accounts concern the same session time, and so stand side by side."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

Timed = tuple[int, int]
"""Session time in ms and position in the transcript."""


@dataclass(frozen=True, slots=True)
class Row:
    """One session time, and where each account begins to speak of it.

    Attributes:
        time_ms: the earliest of its places.
        positions: one an account, None where that account has no place there.
    """

    time_ms: int
    positions: tuple[int | None, ...]


def in_order(places: Sequence[Timed]) -> list[Timed]:
    """The longest run of places, in order of the text, whose times do not fall.

    Of equally long runs the one that keeps what comes first in the text. What jumps back is
    left out: text order always holds, so it cannot stand beside its time.

    >>> in_order([(10, 0), (50, 4), (20, 9), (30, 12), (60, 20)])
    [(10, 0), (20, 9), (30, 12), (60, 20)]
    >>> in_order([(50, 0), (10, 4), (60, 9)])
    [(50, 0), (60, 9)]
    """
    longest = [0] * len(places)  # of the runs that begin at each place
    starts: list[int] = []  # of the runs of each length the latest first time, with a minus
    for index in range(len(places) - 1, -1, -1):
        length = bisect_right(starts, -places[index][0])
        starts[length : length + 1] = [-places[index][0]]
        longest[index] = length + 1
    run: list[Timed] = []
    wanted = len(starts)
    for place, length in zip(places, longest, strict=True):
        if length == wanted and (not run or place[0] >= run[-1][0]):
            run.append(place)
            wanted -= 1
    return run


def rows(accounts: Sequence[Sequence[Timed]], within_ms: int) -> list[Row]:
    """The places of all accounts by session time; near ones of different accounts share a row.

    Args:
        accounts: of each its places in order, times not falling (see `in_order`).
        within_ms: places of two accounts this near each other are one.

    >>> [row.positions for row in rows([[(0, 0), (60, 9)], [(5, 0), (90, 7)]], 10)]
    [(0, 0), (9, None), (None, 7)]
    """
    events = sorted(
        (time_ms, account, position)
        for account, own in enumerate(accounts)
        for time_ms, position in own
    )
    found: list[Row] = []
    for time_ms, account, position in events:
        row = found[-1] if found else None
        near = row is not None and time_ms - row.time_ms <= within_ms
        if row is not None and near and row.positions[account] is None:
            positions = (*row.positions[:account], position, *row.positions[account + 1 :])
            found[-1] = Row(row.time_ms, positions)
        else:
            alone = tuple(position if i == account else None for i in range(len(accounts)))
            found.append(Row(time_ms, alone))
    return found


def spoken_places(times: Sequence[int], turns: Sequence[Timed]) -> list[Timed]:
    """Where the session's own transcript stands at these times: the turn that was being said.

    Args:
        times: ascending.
        turns: start and position of the turns with a time, in order of the text.

    Returns:
        The time that was asked, not that of the turn, and the turn's position; each turn once.

    >>> spoken_places([0, 12, 15, 40], [(0, 0), (10, 7), (30, 20)])
    [(0, 0), (12, 7), (40, 20)]
    """
    known = in_order(turns)
    starts = [time_ms for time_ms, _ in known]
    places: list[Timed] = []
    for time_ms in times:
        reached = bisect_right(starts, time_ms) - 1
        if reached >= 0 and (not places or known[reached][1] != places[-1][1]):
            places.append((time_ms, known[reached][1]))
    return places


def white_space(
    row_tops: Sequence[Sequence[float | None]],
    times: Sequence[int] = (),
    ends: Sequence[float] = (),
    apart_ms: int = 0,
) -> list[list[float]]:
    """How much white space each account needs above each row, so that rows stand level.

    No row stands above the one before it. With times, what an account says from one of its rows
    to its next stands beside nothing that is more than `apart_ms` later: the later row begins
    below it, and white space is kept where that account says nothing.

    Args:
        row_tops: rows × accounts: where the place would stand without any white space.
        times: of the rows, not falling; empty to let rows of any times stand side by side.
        ends: of the accounts, where their text ends without any white space.
        apart_ms: rows this near each other may stand side by side.

    >>> white_space([[0.0, 20.0], [100.0, None], [300.0, 60.0]])
    [[20.0, 0.0], [0.0, 0.0], [0.0, 260.0]]

    The second account's row at 90 begins below what the first says from 0 on, those at 90 and
    100 stand side by side:

    >>> white_space([[0.0, None], [None, 0.0], [50.0, None]], (0, 90, 100), (80.0, 30.0), 60)
    [[0.0, 0.0], [0.0, 50.0], [0.0, 0.0]]
    """
    accounts = len(row_tops[0]) if row_tops else 0
    shift = [0.0] * accounts
    last: list[int | None] = [None] * accounts  # the row in which each account began to speak
    bottoms = _bottoms(row_tops, ends)
    found: list[list[float]] = []
    level = 0.0
    for row, tops in enumerate(row_tops):
        standing = [top + shift[i] for i, top in enumerate(tops) if top is not None]
        over = [
            bottoms[former][i] + shift[i]
            for i, former in enumerate(last)
            if former is not None and tops[i] is None and times
            if times[row] - times[former] > apart_ms
        ]
        level = max([level, *standing, *over])
        needed = [0.0 if top is None else level - top - shift[i] for i, top in enumerate(tops)]
        shift = [one + more for one, more in zip(shift, needed, strict=True)]
        last = [former if tops[i] is None else row for i, former in enumerate(last)]
        found.append(needed)
    return found


def _bottoms(
    row_tops: Sequence[Sequence[float | None]], ends: Sequence[float]
) -> list[list[float]]:
    """Rows × accounts: where what an account says ends, that began in the row or before it."""
    following = list(ends) or [0.0] * (len(row_tops[0]) if row_tops else 0)
    found: list[list[float]] = []
    for tops in reversed(row_tops):
        found.append(following)
        following = [
            below if top is None else top for top, below in zip(tops, following, strict=True)
        ]
    return found[::-1]
