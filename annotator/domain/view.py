"""The frozen view of a study: what screens paint and analyses count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.domain.changes import kind_of
from annotator.domain.clock import (
    Interval,
    SessionTime,
    origin_of,
    recalled_interval,
    spoken_interval,
)
from annotator.domain.codebook import Codebook
from annotator.domain.consensus import Decision, Gate
from annotator.domain.edits import Edit, Record, replacements
from annotator.domain.errors import UserError
from annotator.domain.filter import Filter
from annotator.domain.groups import Grouping
from annotator.domain.guide import Asked, Question, asked_at
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.measures import Measure, Score
from annotator.domain.memo import Memo
from annotator.domain.moment import Moment, Pairing
from annotator.domain.package import Package, Work
from annotator.domain.round import Assignment, Coder, Opening, Round
from annotator.domain.study import Account, Dyad, Interview, Participant, Session, Study
from annotator.domain.transcript import Aside, Stop, Transcript
from annotator.domain.visibility import shut_accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyView(Grouping):
    """A study at one revision. Records are keyed by id; nothing in it ever changes.

    Attributes:
        revision: number of the last journal record that it includes.
        transcripts: all versions; those of accounts that are shut are left out.
        stops: by transcript, sorted by position.
        asides: by transcript, sorted by start.
        asked: by transcript, sorted by turn.
        shut: accounts that the coder may not read yet (see `visibility`); nothing of what
            stands in their transcripts is here.
        moments: by transcript, then by id, in order of making.
        work: what a file of handed-out work is; None for a study.
    """

    revision: int
    study: Study
    coders: Mapping[Id, Coder] = field(default_factory=dict)
    participants: Mapping[Id, Participant] = field(default_factory=dict)
    dyads: Mapping[Id, Dyad] = field(default_factory=dict)
    sessions: Mapping[Id, Session] = field(default_factory=dict)
    accounts: Mapping[Id, Account] = field(default_factory=dict)
    interviews: Mapping[Id, Interview] = field(default_factory=dict)
    codebooks: Mapping[Id, Codebook] = field(default_factory=dict)
    rounds: Mapping[Id, Round] = field(default_factory=dict)
    assignments: Mapping[Id, Assignment] = field(default_factory=dict)
    transcripts: Mapping[Id, Transcript] = field(default_factory=dict)
    stops: Mapping[Id, tuple[Stop, ...]] = field(default_factory=dict)
    asides: Mapping[Id, tuple[Aside, ...]] = field(default_factory=dict)
    questions: Mapping[Id, Question] = field(default_factory=dict)
    asked: Mapping[Id, tuple[Asked, ...]] = field(default_factory=dict)
    measures: Mapping[Id, Measure] = field(default_factory=dict)
    scores: Mapping[Id, Score] = field(default_factory=dict)
    openings: Mapping[Id, Opening] = field(default_factory=dict)
    moments: Mapping[Id, Mapping[Id, Moment]] = field(default_factory=dict)
    pairings: Mapping[Id, Pairing] = field(default_factory=dict)
    judgements: Mapping[Id, Judgement] = field(default_factory=dict)
    memos: Mapping[Id, Memo] = field(default_factory=dict)
    filters: Mapping[Id, Filter] = field(default_factory=dict)
    decisions: Mapping[Id, Decision] = field(default_factory=dict)
    gates: Mapping[Id, Gate] = field(default_factory=dict)
    packages: Mapping[Id, Package] = field(default_factory=dict)
    work: Work | None = None
    shut: frozenset[Id] = frozenset()

    def after(self, edit: Edit, revision: int) -> StudyView:
        """The view after an edit, sharing all that the edit does not touch."""
        drafts, changes = _Drafts(self), list(replacements(edit))
        for change in changes:
            drafts.put(change.before, change.after)
        view = replace(self, revision=revision, **drafts.finished())
        view.groups.follow(self.groups, changes)
        return view

    # Look-ups -----------------------------------------------------------------------------

    @property
    def codebook(self) -> Codebook:
        """The newest version of the codebook; an empty one where the study has none."""
        newest = max(self.codebooks.values(), key=lambda book: book.number, default=None)
        return newest or Codebook(id="", number=0)

    def codebook_for(self, round_id: Id) -> Codebook:
        """The version that a round codes with: its own, in the open round the newest."""
        work_round = self.rounds.get(round_id)
        if work_round is None or work_round.kind == "open":
            return self.codebook
        return self.codebooks.get(work_round.codebook_id, self.codebook)

    def transcript_of(self, account_id: Id) -> Transcript | None:
        """The newest transcript of an account, None where it has none."""
        versions = (each for each in self.transcripts.values() if each.account_id == account_id)
        return max(versions, key=lambda each: each.version, default=None)

    def newest_transcripts(self) -> dict[Id, Transcript]:
        """By account its newest transcript."""
        newest: dict[Id, Transcript] = {}
        for each in self.transcripts.values():
            known = newest.get(each.account_id)
            if known is None or known.version < each.version:
                newest[each.account_id] = each
        return newest

    def interview_of(self, account_id: Id) -> Interview | None:
        """The recall interview of an account, None for a session's own."""
        return next(
            (each for each in self.interviews.values() if each.account_id == account_id), None
        )

    def sessions_of(self, dyad_id: Id) -> list[Session]:
        """A dyad's sessions by number."""
        own = (each for each in self.sessions.values() if each.dyad_id == dyad_id)
        return sorted(own, key=lambda each: each.number)

    def accounts_of(self, session_id: Id) -> dict[str, Account]:
        """A session's accounts by voice."""
        own = (each for each in self.accounts.values() if each.session_id == session_id)
        return {each.voice: each for each in own}

    def place_of(self, account_id: Id) -> tuple[Dyad, Session, Account]:
        """The dyad and session that an account belongs to."""
        account = self.accounts[account_id]
        session = self.sessions[account.session_id]
        return self.dyads[session.dyad_id], session, account

    def find_dyad(self, name: str) -> Dyad | None:
        """The dyad of that name."""
        return next((each for each in self.dyads.values() if each.name == name), None)

    def find_session(self, dyad: str, number: int) -> Session | None:
        """A dyad's session by number."""
        found = self.find_dyad(dyad)
        if found is None:
            return None
        return next((each for each in self.sessions_of(found.id) if each.number == number), None)

    def find_account(self, dyad: str, number: int, voice: str) -> Account:
        """The account of a cell of the study.

        Raises:
            UserError: the study has no such dyad, session or account.
        """
        if self.find_dyad(dyad) is None:
            raise UserError(
                f"no dyad {dyad}", hint=_known(each.name for each in self.dyads.values())
            )
        session = self.find_session(dyad, number)
        if session is None:
            raise UserError(f"dyad {dyad} has no session {number}")
        account = self.accounts_of(session.id).get(voice)
        if account is None:
            known = _known(self.accounts_of(session.id))
            raise UserError(f"{dyad}, session {number} has no account {voice!r}", hint=known)
        return account

    def find_coder(self, name: str) -> Coder | None:
        """The coder of that name."""
        return next((each for each in self.coders.values() if each.name == name), None)

    @property
    def consensus(self) -> Coder | None:
        """The layer of what was settled; None where nothing is, or it may not be seen."""
        return next((each for each in self.coders.values() if each.role == "consensus"), None)

    def find_round(self, name: str) -> Round | None:
        """The round of that name."""
        return next((each for each in self.rounds.values() if each.name == name), None)

    def moment(self, moment_id: Id) -> Moment | None:
        """The moment of that id, None where the view has none."""
        return next(
            (own[moment_id] for own in self.moments.values() if moment_id in own),
            None,
        )

    def moments_of(self, transcript_id: Id) -> Mapping[Id, Moment]:
        """The moments of one transcript by id."""
        return self.moments.get(transcript_id, {})

    def judgements_on(self, target_id: Id) -> tuple[Judgement, ...]:
        """All judgements of an account with its bins, of a session or a dyad."""
        return self.groups.of(Judgement, self.judgements.values()).get(target_id, ())

    def memos_on(self, about_id: Id) -> tuple[Memo, ...]:
        """All memos on something; of a transcript those on its turns."""
        return self.groups.of(Memo, self.memos.values()).get(about_id, ())

    def stops_of(self, transcript_id: Id) -> tuple[Stop, ...]:
        """The stops of one transcript, sorted by position."""
        return self.stops.get(transcript_id, ())

    def asides_of(self, transcript_id: Id) -> tuple[Aside, ...]:
        """The asides of one transcript, sorted by start."""
        return self.asides.get(transcript_id, ())

    def asked_of(self, transcript_id: Id) -> tuple[Asked, ...]:
        """Where the guide's questions were asked in one transcript, sorted by turn."""
        return self.asked.get(transcript_id, ())

    def question_at(self, transcript_id: Id, turn: int) -> Question | None:
        """The question that a turn answers; None where none is known or it left the guide."""
        found = asked_at(self.asked_of(transcript_id), turn)
        return self.questions.get(found.question_id or "") if found else None

    def question_of(self, moment: Moment) -> Question | None:
        """The question that a moment's first turn answers."""
        transcript = self.transcripts[moment.transcript_id]
        return self.question_at(transcript.id, transcript.turn_at(moment.start))

    def all_moments(self) -> Iterator[Moment]:
        """Every moment in the view."""
        return (moment for own in self.moments.values() for moment in own.values())

    def codebook_of(self, moment: Moment) -> Codebook:
        """The version of the codebook that a moment was coded under."""
        return self.codebooks.get(moment.codebook_id, self.codebook)

    def interval_of(self, moment: Moment) -> Interval:
        """The session time that a moment is about, in ms: by hand, else by its stops or turns."""
        transcript = self.transcripts[moment.transcript_id]
        account = self.accounts[transcript.account_id]
        if account.is_recall:
            start, end = recalled_interval(
                self.stops_of(transcript.id),
                moment.start,
                moment.end,
                self.asides_of(transcript.id),
            )
            if account.clock_offset_ms:
                start = None if start is None else start + account.clock_offset_ms
                end = None if end is None else end + account.clock_offset_ms
        else:
            start, end = spoken_interval(transcript, moment.start, moment.end)
        if moment.own_start_ms is not None:
            return moment.own_start_ms, moment.own_end_ms
        return start, end

    def session_time_of(self, moment: Moment) -> SessionTime:
        """The same, with where it comes from or why there is none."""
        interval = self.interval_of(moment)
        if moment.own_start_ms is not None:
            return SessionTime(*interval, "by hand")
        transcript = self.transcripts[moment.transcript_id]
        if not self.accounts[transcript.account_id].is_recall:
            return SessionTime(*interval, "no times" if interval[0] is None else "turns")
        stops, asides = self.stops_of(transcript.id), self.asides_of(transcript.id)
        origin = origin_of(stops, asides, moment.start, moment.end, interval)
        return SessionTime(*interval, origin)

    def shut_for(self, coder_id: Id | None) -> frozenset[Id]:
        """The accounts that a coder may not read yet, as the study stands."""
        return shut_accounts(coder_id, self.accounts, self.rounds, self.assignments, self.openings)


class _Drafts:
    """Copies of the tables that an edit touches, each made once."""

    def __init__(self, view: StudyView) -> None:
        self.tables: dict[str, Any] = {}
        self._view = view
        self._own: dict[tuple[str, Id], dict[Id, Any]] = {}

    def put(self, before: Record | None, after: Record | None) -> None:
        """Takes one replacement in."""
        if isinstance(after, Study):
            self.tables["study"] = after
        elif isinstance(before or after, Moment):
            self._put_moment(before, after)
        elif isinstance(before or after, _PLACED):
            self._put_placed(before, present=False)
            self._put_placed(after, present=True)
        elif after is not None:
            self._table(kind_of(after) + "s")[after.id] = after
        elif before is not None:
            self._table(kind_of(before) + "s").pop(before.id, None)

    def finished(self) -> dict[str, Any]:
        """The tables touched; a transcript that has lost its last moment or stop is not listed."""
        for name in ("moments", "stops", "asides", "asked"):
            if name in self.tables:
                self.tables[name] = {key: own for key, own in self.tables[name].items() if own}
        return self.tables

    def _table(self, name: str) -> dict[Id, Any]:
        if name not in self.tables:
            self.tables[name] = dict(getattr(self._view, name))
        table: dict[Id, Any] = self.tables[name]
        return table

    def _put_moment(self, before: Record | None, after: Record | None) -> None:
        """Moments stand under their transcript; a carried one leaves its old one."""
        if isinstance(before, Moment) and not _same_transcript(before, after):
            self._moments(before.transcript_id).pop(before.id, None)
        if isinstance(after, Moment):
            self._moments(after.transcript_id)[after.id] = after

    def _moments(self, transcript_id: Id) -> dict[Id, Any]:
        key = ("moments", transcript_id)
        if key not in self._own:
            table = self._table("moments")
            self._own[key] = table[transcript_id] = dict(table.get(transcript_id, {}))
        return self._own[key]

    def _put_placed(self, record: Record | None, *, present: bool) -> None:
        """Takes a record of a transcript out of its row, or puts it in at its place."""
        if not isinstance(record, _PLACED):
            return
        name, order = _ROWS[type(record)]
        table = self._table(name)
        own = [each for each in table.get(record.transcript_id, ()) if each.id != record.id]
        if present:
            own.append(record)
        table[record.transcript_id] = tuple(sorted(own, key=order))


def _same_transcript(before: Moment, after: Record | None) -> bool:
    return isinstance(after, Moment) and after.transcript_id == before.transcript_id


def stop_order(stop: Stop) -> tuple[int, int, Id]:
    """The order of stops in a transcript; at one place by session time."""
    return stop.position, stop.start_ms, stop.id


def aside_order(aside: Aside) -> tuple[int, int, Id]:
    """The order of asides in a transcript."""
    return aside.start, aside.end, aside.id


def asked_order(asked: Asked) -> tuple[int, Id]:
    """The order of questions asked in a transcript."""
    return asked.turn, asked.id


_PLACED = (Stop, Aside, Asked)
_ROWS: dict[type, tuple[str, Any]] = {
    Stop: ("stops", stop_order),
    Aside: ("asides", aside_order),
    Asked: ("asked", asked_order),
}


def _known(names: Iterable[str]) -> str:
    listed = ", ".join(sorted(names))
    return f"there are {listed}" if listed else "the study has none yet"
