"""The design of a study, row by row: what was held, what is missing or late, and who codes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from annotator.analysis.listing import ordered_accounts
from annotator.analysis.tables.columns import ACCOUNT
from annotator.domain.ids import Id
from annotator.domain.round import Progress
from annotator.domain.struck_off import asked_no_more
from annotator.domain.study import (
    HOUR_MS,
    SESSION_VOICE,
    Account,
    Dyad,
    Session,
    Status,
    is_before,
    is_past_window,
    lag_ms,
)
from annotator.domain.table import Column, Table, Value
from annotator.domain.view import StudyView

Filter = Literal["all", "missing", "late", "not done"]
FILTERS: tuple[Filter, ...] = ("all", "missing", "late", "not done")
ABSENT: tuple[Status, ...] = ("missing", "cancelled")
HELD: tuple[Status, ...] = ("held", "partial")
StruckOff = Literal["struck off"]
STRUCK_OFF: StruckOff = "struck off"
Progresses = dict[str, Progress | StruckOff]
"""By a coder's name how far that one is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """How far one coder is with one account; struck off where nobody waits for it any more."""

    coder: str
    progress: Progress | StruckOff
    moments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignRow:
    """One account of a session, or a session or dyad that has none yet.

    Attributes:
        voice: empty where there is no account yet.
        status: of the recall interview; None for the session's own transcript.
        held: when the interview was held; of a session's own account the session.
        lag_h: hours from the session's end to the interview, two decimals.
        late: later than the study's window; None where what is known of the times does not say.
        turns: None where no transcript is there, or where it may not be read yet.
        shut: the coder may not read it yet.
        work: by coder's name; of a coder's view that coder's alone.
        doubts: what stands against each other in the row, a sentence each without its stop.
    """

    dyad_id: Id
    session_id: Id | None = None
    account_id: Id | None = None
    dyad: str
    session: int | None = None
    voice: str = ""
    participant: str | None = None
    interviewer: str | None = None
    status: Status | None = None
    reason: str | None = None
    held: date | None = None
    lag_h: float | None = None
    late: bool | None = None
    turns: int | None = None
    shut: bool = False
    work: tuple[Work, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def is_missing(self) -> bool:
        """Whether the interview was not held."""
        return self.status in ABSENT

    @property
    def is_done(self) -> bool:
        """Whether all who code it are done with it."""
        states = {each.progress for each in self.work} - {STRUCK_OFF}
        return states == {"done"}

    @property
    def is_begun(self) -> bool:
        """Whether somebody has begun to code it; what is handed out only is not."""
        return any(each.progress not in ("to do", STRUCK_OFF) for each in self.work)

    @property
    def is_owed(self) -> bool:
        """Whether it still has to be transcribed or coded."""
        return bool(self.voice) and not self.is_missing and not self.is_done

    def passes(self, chosen: Filter) -> bool:
        """Whether a filter lets it through."""
        return {
            "all": True,
            "missing": self.is_missing,
            "late": bool(self.late),
            "not done": self.is_owed,
        }[chosen]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The recall interviews of one party.

    Attributes:
        late: how many are surely later than the study's window.
        unknown: of how many that were held nobody can tell, for want of a day or an hour.
    """

    voice: str
    planned: int
    held: int
    missing: int
    late: int
    unknown: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The study in numbers.

    Attributes:
        held: by party, therapist and patient first.
        texts: transcripts of the sessions themselves.
    """

    dyads: int
    sessions: int
    held: tuple[Held, ...]
    texts: int


def design_rows(view: StudyView) -> tuple[DesignRow, ...]:
    """All accounts by dyad, session and voice; then what has no account yet, in its place."""
    counts = {
        transcript.account_id: Counter(
            coder.name
            for each in view.moments_of(transcript.id).values()
            if (coder := view.coders[each.coder_id]).role != "consensus"
        )
        for transcript in map(view.transcript_of, view.accounts)
        if transcript is not None
    }
    progress = _progress_by_account(view)
    rows = [
        _account_row(view, account, counts.get(account.id, Counter()), progress.get(account.id, {}))
        for account in ordered_accounts(view)
    ]
    with_account = {row.session_id for row in rows}
    rows += [
        DesignRow(
            dyad_id=session.dyad_id,
            session_id=session.id,
            dyad=view.dyads[session.dyad_id].name,
            session=session.number,
            held=session.held,
        )
        for session in view.sessions.values()
        if session.id not in with_account
    ]
    with_session = {row.dyad_id for row in rows}
    rows += [
        DesignRow(dyad_id=dyad.id, dyad=dyad.name)
        for dyad in view.dyads.values()
        if dyad.id not in with_session
    ]
    return tuple(
        sorted(rows, key=lambda row: (row.dyad, -1 if row.session is None else row.session))
    )


def summary_of(view: StudyView, rows: Sequence[DesignRow]) -> Summary:
    """The sums over the rows of a design."""
    recalls = [row for row in rows if row.voice not in ("", SESSION_VOICE)]
    voices = dict.fromkeys(("therapist", "patient", *sorted({row.voice for row in recalls})))
    return Summary(
        dyads=len(view.dyads),
        sessions=len(view.sessions),
        held=tuple(
            _held(voice, [row for row in recalls if row.voice == voice]) for voice in voices
        ),
        texts=sum(row.voice == SESSION_VOICE and row.turns is not None for row in rows),
    )


def doubts_of(view: StudyView, account_id: Id) -> tuple[str, ...]:
    """What stands against each other in the times of an account's session and interview."""
    _, session, _ = view.place_of(account_id)
    interview = view.interview_of(account_id)
    doubts = []
    if interview is not None and is_before(session, interview):
        doubts.append("the interview was held before its session")
    if interview is not None and interview.status in ABSENT and interview.held is not None:
        doubts.append(f"the interview is {interview.status}, yet has a date")
    return tuple(doubts)


def design_table(view: StudyView) -> Table:
    """One row per account, with who codes it and how far."""
    columns = (
        *ACCOUNT,
        Column(name="participant", means="pseudonym"),
        Column(name="status", means="of the recall interview; empty for a session's transcript"),
        Column(name="reason", means="why it is missing, cancelled or partial"),
        Column(name="held", means="start of the interview, of a session's row the session's"),
        Column(name="lag_h", means="hours from the session's end (its start if no length)"),
        Column(name="late", means="1 if later than the study's window; empty if not known"),
        Column(name="interviewer", means="pseudonym"),
        Column(name="turns", means="turns in the transcript; empty where there is none"),
        Column(name="coders_done", means="coders who are done with it, joined by |"),
        Column(name="coders_in_progress", means="coders who have begun, joined by |"),
        Column(name="coders_to_do", means="coders who have it still to do, joined by |"),
        Column(name="moments", means="moments marked on the newest transcript, all coders"),
        Column(name="doubts", means="what stands against each other, joined by |"),
    )
    return Table(
        name="design",
        means="one account of a session, held or not",
        columns=columns,
        rows=tuple(_values(row) for row in design_rows(view)),
    )


def _values(row: DesignRow) -> tuple[Value, ...]:
    return (
        row.dyad,
        row.session,
        row.voice or None,
        row.participant,
        row.status,
        row.reason,
        row.held.isoformat() if row.held else None,
        row.lag_h,
        None if row.late is None else int(row.late),
        row.interviewer,
        row.turns,
        *(_coders(row, progress) for progress in ("done", "in progress", "to do")),
        sum(each.moments for each in row.work) if row.turns is not None else None,
        "|".join(row.doubts) or None,
    )


def _coders(row: DesignRow, progress: str) -> str | None:
    return "|".join(each.coder for each in row.work if each.progress == progress) or None


def _account_row(
    view: StudyView, account: Account, counts: Counter[str], progress: Progresses
) -> DesignRow:
    dyad, session, _ = view.place_of(account.id)
    interview = view.interview_of(account.id)
    transcript = view.transcript_of(account.id)
    lag = lag_ms(session, interview) if interview else None
    names = sorted({*counts, *progress}, key=str.casefold)
    person_id = interview.participant_id if interview else None
    person = view.participants.get(person_id or _person_id(dyad, account) or "")
    return DesignRow(
        dyad_id=dyad.id,
        session_id=session.id,
        account_id=account.id,
        dyad=dyad.name,
        session=session.number,
        voice=account.voice,
        participant=person.pseudonym if person else None,
        interviewer=interview.interviewer if interview else None,
        status=interview.status if interview else None,
        reason=interview.reason if interview else None,
        held=_held_at(account, session, interview.held if interview else None),
        lag_h=None if lag is None else round(lag / HOUR_MS, 2),
        late=is_past_window(view.study, session, interview) if interview else None,
        turns=len(transcript.turns) if transcript else None,
        shut=account.id in view.shut,
        work=tuple(
            Work(
                coder=name, progress=_begun(progress.get(name), counts[name]), moments=counts[name]
            )
            for name in names
        ),
        doubts=doubts_of(view, account.id),
    )


def _begun(progress: Progress | StruckOff | None, moments: int) -> Progress | StruckOff:
    """Whoever has marked something has begun, whatever the assignment says."""
    return "in progress" if progress is None or (progress == "to do" and moments) else progress


def _held_at(account: Account, session: Session, interview: date | None) -> date | None:
    return interview if account.is_recall else session.held


def _person_id(dyad: Dyad, account: Account) -> Id | None:
    return {"therapist": dyad.therapist_id, "patient": dyad.patient_id}.get(account.voice)


def _progress_by_account(view: StudyView) -> dict[Id, Progresses]:
    """By account how far each coder is in the newest round that gave it and still waits for it."""
    found: dict[Id, Progresses] = {}
    ended = asked_no_more(view)
    given = sorted(view.assignments.values(), key=lambda each: view.rounds[each.round_id].number)
    for each in given:
        coder = view.coders[each.coder_id]
        own = found.setdefault(each.account_id, {})
        if coder.role == "consensus":
            continue
        if (each.round_id, each.coder_id) not in ended:
            own[coder.name] = each.progress
        else:
            own.setdefault(coder.name, STRUCK_OFF)
    return found


def _held(voice: str, rows: Sequence[DesignRow]) -> Held:
    return Held(
        voice=voice,
        planned=len(rows),
        held=sum(row.status in HELD for row in rows),
        missing=sum(row.is_missing for row in rows),
        late=sum(bool(row.late) for row in rows),
        unknown=sum(row.status in HELD and row.late is None for row in rows),
    )
