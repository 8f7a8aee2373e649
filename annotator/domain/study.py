"""The study's design: participants, dyads, sessions, accounts and recall interviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from annotator.domain.ids import Id

HOUR_MS = 3_600_000
ACCEPT_FROM, GOOD_FROM = 0.667, 0.8
SMALL_CELL = 5
DEFAULT_STOP_PATTERNS = ("[video {time}]", "[stop {time}]")
RELATIONS = ("converging", "complementary", "diverging")

Role = Literal["interviewer", "therapist", "patient", "other"]
Status = Literal["held", "partial", "cancelled", "missing"]
STATUSES: tuple[Status, ...] = ("held", "partial", "cancelled", "missing")
WITHDRAWN = "withdrawn"
"""The reason of an interview that is missing since somebody has withdrawn from the study."""

SESSION_VOICE = "session"
RECALL_VOICES = ("therapist", "patient")

Attributes = tuple[tuple[str, str], ...]
"""Names and values, in the order of the study's table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One study and the rules that hold for all of it.

    Attributes:
        late_after_ms: an interview that lags more than this behind its session is late.
        stop_before_ms: how long before a stop without an end its stretch begins.
        shared_within_ms: stops of the two parties this near each other count as shared.
        stop_patterns: how transcribers wrote down stops, with `{time}` and maybe `{end}`.
        accept_from, good_from: agreement below the first is not accepted, from the second on it
            is good. The usual .667 and .8 are Krippendorff's (2019, Content analysis, ch. 12).
        relations: how the two accounts of one event may stand to each other, in pairings.
        small_cell: a cell of a sample table with fewer participants than this, or a group of an
            analysis with fewer dyads, may tell who they are, and is flagged; 0 flags none.
    """

    id: Id
    title: str
    late_after_ms: int = 48 * HOUR_MS
    stop_before_ms: int = 60_000
    shared_within_ms: int = 10_000
    stop_patterns: tuple[str, ...] = DEFAULT_STOP_PATTERNS
    accept_from: float = ACCEPT_FROM
    good_from: float = GOOD_FROM
    relations: tuple[str, ...] = RELATIONS
    small_cell: int = SMALL_CELL


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A therapist or patient, by pseudonym."""

    id: Id
    pseudonym: str
    attributes: Attributes = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dyad:
    """One therapist with one patient. A therapist may stand in several dyads."""

    id: Id
    name: str
    therapist_id: Id | None = None
    patient_id: Id | None = None
    attributes: Attributes = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A dyad's numbered therapy session.

    Attributes:
        held: a `datetime` in local time where the hour is known, else a `date`.
        length_ms: length of the session; None where unknown.
        recording: the recording's file name, never its content.
        recording_offset_ms: session time at the recording's first frame.
    """

    id: Id
    dyad_id: Id
    number: int
    held: date | None = None
    length_ms: int | None = None
    recording: str | None = None
    recording_sha256: str | None = None
    recording_offset_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One voice on a session: `session` (its own transcript), `therapist`, `patient` or another.

    Attributes:
        clock_offset_ms: added to this account's stop times to reach the session's clock.
    """

    id: Id
    session_id: Id
    voice: str
    clock_offset_ms: int = 0

    @property
    def is_recall(self) -> bool:
        """Whether a recall interview stands behind it, rather than the session itself."""
        return self.voice != SESSION_VOICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """A recall interview: when it was held and with whom, or why it is missing."""

    id: Id
    account_id: Id
    participant_id: Id | None = None
    interviewer: str | None = None
    held: date | None = None
    status: Status = "held"
    reason: str | None = None

    @property
    def is_withdrawn(self) -> bool:
        """Whether it is missing since a party of the session has withdrawn."""
        return self.status == "missing" and self.reason == WITHDRAWN


def lag_ms(session: Session, interview: Interview) -> int | None:
    """Time from the session to the interview, None where an hour is unknown.

    Counted from the session's end where its length is known, else from its start. Negative
    when the interview is dated before its session.

    >>> s = Session(id="s", dyad_id="d", number=3, held=datetime(2025, 3, 12, 10),
    ...             length_ms=50 * 60_000)
    >>> lag_ms(s, Interview(id="i", account_id="a", held=datetime(2025, 3, 13, 12))) / HOUR_MS
    25.166666666666668
    """
    start, held = session.held, interview.held
    if not isinstance(start, datetime) or not isinstance(held, datetime):
        return None
    ended = start + timedelta(milliseconds=session.length_ms or 0)
    return round((held - ended) / timedelta(milliseconds=1))


def is_before(session: Session, interview: Interview) -> bool:
    """Whether the interview is dated before its session began; by the day without an hour.

    >>> s = Session(id="s", dyad_id="d", number=3, held=datetime(2025, 3, 12, 10))
    >>> [is_before(s, Interview(id="i", account_id="a", held=held))
    ...  for held in (date(2025, 3, 11), date(2025, 3, 12), datetime(2025, 3, 12, 9, 59))]
    [True, False, True]
    """
    began, held = session.held, interview.held
    if began is None or held is None:
        return False
    if isinstance(began, datetime) and isinstance(held, datetime):
        return held < began
    return _day(held) < _day(began)


def _day(when: date) -> date:
    return when.date() if isinstance(when, datetime) else when


def is_late(study: Study, session: Session, interview: Interview) -> bool | None:
    """Whether the interview was held after the study's window; None where a time is unknown."""
    lag = lag_ms(session, interview)
    return None if lag is None else lag > study.late_after_ms


def is_past_window(study: Study, session: Session, interview: Interview) -> bool | None:
    """The same by days too: it is told where it holds whatever the hours were; else None.

    A session of which only the day is known is taken to have ended on that day.

    >>> s = Session(id="s", dyad_id="d", number=3, held=date(2025, 3, 5), length_ms=50 * 60_000)
    >>> [is_past_window(Study(id="s", title="T"), s, Interview(id="i", account_id="a", held=held))
    ...  for held in (date(2025, 3, 6), date(2025, 3, 7), date(2025, 3, 8))]
    [False, None, True]
    """
    if session.held is None or interview.held is None:
        return None
    began, held = _reach(session.held), _reach(interview.held)
    length = timedelta(milliseconds=session.length_ms or 0)
    is_exact = began[0] == began[1]
    ended = (began[0] + length, began[1] + length if is_exact else began[1])
    window = timedelta(milliseconds=study.late_after_ms)
    if held[0] - ended[1] > window:
        return True
    return False if held[1] - ended[0] <= window else None


def _reach(when: date) -> tuple[datetime, datetime]:
    """The first and the last moment that it may have been."""
    if isinstance(when, datetime):
        return when, when
    return datetime.combine(when, time.min), datetime.combine(when, time.max)
