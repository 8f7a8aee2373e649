"""What a stop's band says, and which stop stands for a time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.domain.alignment import in_order
from annotator.domain.clock import clock_text, stop_at
from annotator.domain.ids import Id
from annotator.domain.study import RECALL_VOICES, Account
from annotator.domain.transcript import Stop, Transcript
from annotator.domain.view import StudyView

SHARED = "linked stop on both sides"
SHARED_BRIEFLY = "linked stop"


@dataclass(frozen=True, slots=True)
class Band:
    """The words of a band.

    Attributes:
        time: the session time at which it starts.
        head: the same with the word for it, and its end.
        words: what else is to be said, parted by two blanks.
        shared: both parties stopped here.
    """

    time: str
    head: str
    words: str
    shared: bool


def shared_stop_ids(view: StudyView, session_id: Id) -> frozenset[Id]:
    """The stops of one session's therapist and patient that are near each other on its clock.

    Near is `study.shared_within_ms`, between the current transcripts of the two accounts.
    """
    accounts = view.accounts_of(session_id)
    timed: list[list[tuple[int, Id]]] = []
    for voice in RECALL_VOICES:
        account = accounts.get(voice)
        transcript = None if account is None else view.transcript_of(account.id)
        stops = () if transcript is None else view.stops_of(transcript.id)
        offset = account.clock_offset_ms if account else 0
        timed.append(sorted((stop.start_ms + offset, stop.id) for stop in stops))
    within = view.study.shared_within_ms
    return frozenset(
        stop_id
        for own, others in (timed, reversed(timed))
        for time_ms, stop_id in own
        if _is_near([other for other, _ in others], time_ms, within)
    )


def bands_of(stops: Sequence[Stop], shared: frozenset[Id], offset_ms: int = 0) -> dict[Id, Band]:
    """The bands of one transcript's stops by the stop's id.

    Args:
        stops: sorted by position.
        shared: from `shared_stop_ids`.
        offset_ms: added to reach the session's clock.
    """
    bands: dict[Id, Band] = {}
    run = {position for _, position in in_order([(s.start_ms, s.position) for s in stops])}
    for stop in stops:
        time = clock_text(stop.start_ms + offset_ms)
        head = f"Session {time}"
        if stop.end_ms is not None:
            head += f" – {clock_text(stop.end_ms + offset_ms)}"
        words = [SHARED] if stop.id in shared else []
        if stop.position not in run:
            words.append("out of order")
        if stop.note:
            words.append(stop.note)
        bands[stop.id] = Band(time, head, "  ·  ".join(words), stop.id in shared)
    return bands


def time_at(
    transcript: Transcript, account: Account, stops: Sequence[Stop], position: int
) -> int | None:
    """The session time at a position, in ms: its stop's, or its turn's in the session itself."""
    if not account.is_recall:
        return transcript.turns[transcript.turn_at(position)].start_ms if transcript.turns else None
    stop = stop_at(stops, position)
    return None if stop is None else stop.start_ms + account.clock_offset_ms


def position_at(
    transcript: Transcript,
    account: Account,
    stops: Sequence[Stop],
    time_ms: int,
    near_ms: int = 0,
) -> int | None:
    """Where a session time is talked about: the last stop at or before it on the clock.

    Where that one is further off than `near_ms`, a stop as near after the time is taken: the
    two parties stop for one event some seconds apart. None where all stops are later. The
    session's own transcript goes by its turns' times.
    """
    if account.is_recall:
        offset = account.clock_offset_ms
        timed = [(stop.start_ms + offset, stop.position) for stop in stops]
    else:
        turns = transcript.turns
        timed = [(turn.start_ms, turn.start) for turn in turns if turn.start_ms is not None]
    reached = max((time for time, _ in timed if time <= time_ms), default=None)
    if reached is None or time_ms - reached > near_ms:
        after = (time for time, _ in timed if time_ms < time <= time_ms + near_ms)
        reached = min(after, default=reached)
    return min((position for time, position in timed if time == reached), default=None)


def _is_near(times: Sequence[int], time_ms: int, within_ms: int) -> bool:
    place = bisect_left(times, time_ms - within_ms)
    return place < len(times) and times[place] <= time_ms + within_ms
