"""What a stop's band says, and which stop stands for a time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.domain.clock import clock_text, governing_at, pieces
from annotator.domain.ids import Id
from annotator.domain.stop_checks import stop_findings
from annotator.domain.study import RECALL_VOICES, Account
from annotator.domain.transcript import Aside, Stop, Transcript
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
        faulty: something about it can hardly be meant; `words` say what.
        beside: who stopped it and how, for the tip.
    """

    time: str
    head: str
    words: str
    shared: bool
    faulty: bool = False
    beside: str = ""


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


def bands_of(
    stops: Sequence[Stop],
    shared: frozenset[Id],
    offset_ms: int = 0,
    length_ms: int | None = None,
    asides: Sequence[Aside] = (),
) -> dict[Id, Band]:
    """The bands of one transcript's stops by the stop's id.

    Args:
        stops: sorted by position.
        shared: from `shared_stop_ids`.
        offset_ms: added to reach the session's clock.
        length_ms: of the session, where it is known.
        asides: of the same transcript.
    """
    bands: dict[Id, Band] = {}
    found = stop_findings(stops, asides=asides, offset_ms=offset_ms, length_ms=length_ms)
    for stop in stops:
        time = clock_text(stop.start_ms + offset_ms)
        head = f"Session {time}"
        if stop.end_ms is not None:
            head += f" – {clock_text(stop.end_ms + offset_ms)}"
        words = [SHARED] if stop.id in shared else []
        own = [finding for finding in found if finding.stop_id == stop.id]
        words += [finding.words for finding in own]
        if stop.note:
            words.append(stop.note)
        bands[stop.id] = Band(
            time,
            head,
            "  ·  ".join(words),
            stop.id in shared,
            any(finding.is_fault for finding in own),
            _stopped(stop),
        )
    return bands


def _stopped(stop: Stop) -> str:
    """Who stopped it and how, as far as that is known."""
    by = f"stopped by the {stop.stopped_by}" if stop.stopped_by else ""
    how = {None: "", True: "prompted", False: "spontaneous"}[stop.prompted]
    return ", ".join(filter(None, (by, how)))


def time_at(
    transcript: Transcript,
    account: Account,
    stops: Sequence[Stop],
    position: int,
    asides: Sequence[Aside] = (),
) -> int | None:
    """The session time at a position, in ms: its stop's, or its turn's in the session itself.

    In an aside it is the aside's own; None before the first stop and in what is not about its
    moment.
    """
    if not account.is_recall:
        return transcript.turns[transcript.turn_at(position)].start_ms if transcript.turns else None
    source = governing_at(stops, asides, position)
    if source is None or source.start_ms is None:
        return None
    return source.start_ms + account.clock_offset_ms


def position_at(
    transcript: Transcript,
    account: Account,
    stops: Sequence[Stop],
    time_ms: int,
    near_ms: int = 0,
    asides: Sequence[Aside] = (),
) -> int | None:
    """Where a session time is talked about: the last stop at or before it on the clock.

    Where that one is further off than `near_ms`, a stop as near after the time is taken: the
    two parties stop for one event some seconds apart. None where all stops are later. An
    aside is talk of its own time, if any. The session's own transcript goes by its turns' times.
    """
    if account.is_recall:
        offset = account.clock_offset_ms
        timed = [(time + offset, place) for time, place in _timed(transcript, stops, asides)]
    else:
        turns = transcript.turns
        timed = [(turn.start_ms, turn.start) for turn in turns if turn.start_ms is not None]
    reached = max((time for time, _ in timed if time <= time_ms), default=None)
    if reached is None or time_ms - reached > near_ms:
        after = (time for time, _ in timed if time_ms < time <= time_ms + near_ms)
        reached = min(after, default=reached)
    return min((position for time, position in timed if time == reached), default=None)


def _timed(
    transcript: Transcript, stops: Sequence[Stop], asides: Sequence[Aside]
) -> list[tuple[int, int]]:
    """Time and place of each stretch of talk that has a time, on the account's own clock."""
    if not asides:
        return [(stop.start_ms, stop.position) for stop in stops]
    parts = pieces(stops, asides, 0, len(transcript.text) + 1)  # a stop may stand at the end
    return [(part.interval[0], part.start) for part in parts if part.interval[0] is not None]


def _is_near(times: Sequence[int], time_ms: int, within_ms: int) -> bool:
    place = bisect_left(times, time_ms - within_ms)
    return place < len(times) and times[place] <= time_ms + within_ms
