"""Whether a coder's record can stand in the study as it is: what it names must be there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from annotator.domain.codebook import Codebook, CodeSet, Scale
from annotator.domain.edits import Record, Replace
from annotator.domain.ids import Id
from annotator.domain.judgement import CodeValue, Judgement
from annotator.domain.memo import Memo
from annotator.domain.moment import Moment, Pairing, Rating
from annotator.domain.record_shape import are_shaped, misshapen
from annotator.domain.round import Assignment, Opening
from annotator.domain.study import RELATIONS
from annotator.storage import schema
from annotator.storage.rows import CODECS
from annotator.storage.rows.loading import load

_TRANSCRIPT = "its transcript is not in the study any more"
_BOOK = "its version of the codebook is not in the study"
TWO_OF_ONE = "it has two codes of a set that takes one"
_TARGET = "what it is about is not in the study any more"


class Fitting:
    """What the study holds that coders' records name; read once for a merge.

    A copy of it `apart` goes to other processes: it knows all but the moments of the study, on
    which pairings stand.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection: Connection | None = connection
        table = schema.transcripts
        chosen = select(table.c.id, table.c.account_id, func.length(table.c.text))
        rows = connection.execute(chosen).all()
        self.lengths: dict[Id, int] = {row[0]: row[2] for row in rows}
        self._accounts: dict[Id, Id] = {row[0]: row[1] for row in rows}
        self._names = _names(connection)
        accounts, sessions = schema.accounts.c, schema.sessions.c
        places = connection.execute(select(accounts.id, accounts.session_id)).all()
        self._sessions: dict[Id, Id] = {row[0]: row[1] for row in places}
        held = connection.execute(select(sessions.id, sessions.dyad_id)).all()
        self._dyads: dict[Id, Id] = {row[0]: row[1] for row in held}
        turns = select(schema.turns.c.transcript_id, func.count()).group_by("transcript_id")
        self._turns = {row[0]: row[1] for row in connection.execute(turns)}
        self._books = {each.id: _Book(each) for each in load(connection, CODECS["codebook"])}
        self._there = {
            kind: set(connection.execute(select(CODECS[kind].table.c.id)).scalars())
            for kind in ("study", "dyad", "session", "account", "round")
        }
        relations = select(schema.pairings.c.relation).distinct()
        self._relations = {*RELATIONS, *connection.execute(relations).scalars()}
        for study in load(connection, CODECS["study"]):
            self._relations.update(study.relations)
        self._come: dict[Id, Id] = {}
        self.gone: set[Id] = set()

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_connection": None}

    def apart(self) -> Fitting:
        """The same without the study's connection."""
        return copy(self)

    def reason(self, record: Record) -> str | None:
        """Why a record cannot stand; None where it can."""
        wrong = misshapen(record)
        if wrong is not None:
            return wrong
        if not _is_time(getattr(record, "made_at", "")):
            return "when it was made is no time"
        check = _CHECKS.get(type(record))
        if self._missing("round", getattr(record, "round_id", None)):
            return "its round is not in the study any more"
        return None if check is None else check(self, record)

    def all_fit(self, kind: type[Any], columns: Mapping[str, Sequence[Any]]) -> bool:
        """Whether `reason` has none against any of many records of one class.

        Args:
            kind: their class; of some classes they have to be looked at one by one.
            columns: by field its values, record after record.

        Returns:
            False too where that is not known.
        """
        if kind is not Moment or not are_shaped(kind, columns):
            return False
        if not all(map(_is_time, set(columns["made_at"]))):
            return False
        if not self._there["round"].issuperset(columns["round_id"]):
            return False
        coded = zip(columns["codebook_id"], columns["codes"], columns["ratings"], strict=True)
        return self._all_placed(columns) and all(self._coded(*each) is None for each in set(coded))

    def place(self, record: Record | None) -> str:
        """Where a coder's record stands, in words; empty where it names no account or session."""
        if record is None or misshapen(record) is not None:
            return ""
        transcript_id = getattr(record, "transcript_id", None)
        target = getattr(record, "target_id", None) or getattr(record, "account_id", None)
        named = self._accounts.get(transcript_id or "") or target
        named = named or getattr(record, "session_id", None) or getattr(record, "about_id", "")
        words = self._names.get(named or "", "")
        if words and isinstance(record, Moment):
            words += f", {record.start} to {record.end}"
        return words

    def on(self, record: Record) -> dict[str, Id | None]:
        """What a coder's record is on, by kind, as far as the study has it or the record says."""
        named = {
            getattr(record, name, None)
            for name in ("transcript_id", "account_id", "session_id", "target_id", "about_id")
        }
        ids = {each for each in named if isinstance(each, str)}
        text = getattr(record, "transcript_id", None)
        transcript = text if isinstance(text, str) else None
        account = self._accounts.get(transcript or "") or _one_of(ids, self._sessions)
        session = self._sessions.get(account or "") or _one_of(ids, self._dyads)
        dyad = self._dyads.get(session or "") or _one_of(ids, self._there["dyad"])
        return {"transcript": transcript, "account": account, "session": session, "dyad": dyad}

    def follow(self, change: Replace) -> None:
        """Takes up that a moment comes or goes in the same merge."""
        after = change.after
        if isinstance(after, Moment):
            self._come[after.id] = after.coder_id
            self.gone.discard(after.id)
        elif isinstance(change.before, Moment):
            self._come.pop(change.before.id, None)
            self.gone.add(change.before.id)

    def follow_new(self, moment_ids: Iterable[Id], coder_id: Id) -> None:
        """The same of many moments of one coder that were never there."""
        self._come.update(dict.fromkeys(moment_ids, coder_id))

    def _missing(self, kind: str, record_id: Id | None) -> bool:
        return record_id is not None and record_id not in self._there[kind]

    def _moment(self, moment: Moment) -> str | None:
        return self._placed(moment.transcript_id, moment.start, moment.end) or self._coded(
            moment.codebook_id, moment.codes, moment.ratings
        )

    def _placed(self, transcript_id: Id, start: int, end: int) -> str | None:
        length = self.lengths.get(transcript_id)
        if length is None:
            return _TRANSCRIPT
        return None if 0 <= start < end <= length else "it stands outside its transcript"

    def _all_placed(self, columns: Mapping[str, Sequence[Any]]) -> bool:
        """Whether each of many moments stands inside its transcript."""
        lengths = map(self.lengths.get, columns["transcript_id"])
        places = zip(columns["start"], columns["end"], lengths, strict=True)
        return all(
            length is not None and 0 <= start < end <= length for start, end, length in places
        )

    def _pairing(self, pairing: Pairing) -> str | None:
        if self._missing("session", pairing.session_id):
            return _TARGET
        coders = {self._coder_of(each) for each in pairing.moment_ids}
        if None in coders:
            return "a moment that it pairs is deleted or set aside"
        if coders - {pairing.coder_id}:
            return "it pairs a moment of another coder"
        if len(pairing.moment_ids) < 2:
            return "it pairs fewer than two moments"
        if pairing.relation not in self._relations:
            return "the study has no such relation"
        scales = [own for book in self._books.values() for own in book.scales_of(pairing.ratings)]
        return _rated(pairing.ratings, scales)

    def _coder_of(self, moment_id: Id) -> Id | None:
        """Whose a moment is that stands or will stand; None where none does."""
        if moment_id in self.gone or moment_id in self._come:
            return self._come.get(moment_id)
        assert self._connection is not None, "pairings are looked at beside their study"
        table = schema.moments
        found = self._connection.execute(select(table.c.coder_id).where(table.c.id == moment_id))
        return found.scalar()

    def _judgement(self, judgement: Judgement) -> str | None:
        kind = judgement.unit if judgement.unit in ("session", "dyad") else "account"
        if self._missing(kind, judgement.target_id):
            return _TARGET
        book = self._books.get(judgement.codebook_id)
        if book is None:
            return _BOOK
        code_set = book.sets.get(judgement.code_set_id)
        if code_set is None:
            return "its set is not in that version of the codebook"
        if code_set.unit != judgement.unit:
            return "it is of another unit than its set"
        if not _is_of_a_bin(judgement, code_set):
            return "it is of no bin that its set cuts"
        return _marked(judgement, code_set) or _rated(judgement.ratings, code_set.scales)

    def _coded(
        self, codebook_id: Id, codes: tuple[Id, ...], ratings: tuple[Rating, ...]
    ) -> str | None:
        book = self._books.get(codebook_id)
        if book is None:
            return _BOOK
        if not book.codes.issuperset(codes):
            return "a code of it is not in that version of the codebook"
        if any(len(own.intersection(codes)) > 1 for own in book.exclusive):
            return TWO_OF_ONE
        return _rated(ratings, book.scales_of(ratings))

    def _memo(self, memo: Memo) -> str | None:
        if memo.transcript_id is not None and memo.transcript_id not in self.lengths:
            return _TRANSCRIPT
        named = memo.about_id if memo.about == "turn" else None
        if memo.transcript_id != named or (memo.turn is None) != (named is None):
            return "it does not say which turn it is about"
        if memo.turn is not None and not 0 <= memo.turn < self._turns.get(named or "", 0):
            return "its turn is not in the transcript"
        if memo.about == "code" and not any(memo.about_id in e.codes for e in self._books.values()):
            return _TARGET
        if memo.about in self._there and self._missing(memo.about, memo.about_id):
            return _TARGET
        return None

    def _assignment(self, assignment: Assignment) -> str | None:
        return _TARGET if self._missing("account", assignment.account_id) else None

    def _opening(self, opening: Opening) -> str | None:
        if self._missing("session", opening.session_id):
            return _TARGET
        gone = any(self._missing("account", each) for each in opening.done_ids)
        return "an account that it names is not in the study any more" if gone else None


_CHECKS: dict[type[Any], Callable[[Fitting, Any], str | None]] = {
    Moment: Fitting._moment,  # noqa: SLF001 (its own)
    Pairing: Fitting._pairing,  # noqa: SLF001
    Judgement: Fitting._judgement,  # noqa: SLF001
    Memo: Fitting._memo,  # noqa: SLF001
    Assignment: Fitting._assignment,  # noqa: SLF001
    Opening: Fitting._opening,  # noqa: SLF001
}


def _is_time(text: str) -> bool:
    """Whether a text is a time in ISO form, or none."""
    if not text:
        return True
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _one_of(ids: Iterable[Id], known: Container[Id]) -> Id | None:
    return next((each for each in ids if each in known), None)


def _names(connection: Connection) -> dict[Id, str]:
    """Dyads, sessions and accounts as a person calls them, by id."""
    names = {each.id: each.name for each in load(connection, CODECS["dyad"])}
    for session in load(connection, CODECS["session"]):
        names[session.id] = f"{names.get(session.dyad_id, '')}, session {session.number}"
    for account in load(connection, CODECS["account"]):
        names[account.id] = f"{names.get(account.session_id, '')}, {account.voice}"
    return names


class _Book:
    """What a version of the codebook has, by id."""

    def __init__(self, book: Codebook) -> None:
        self.sets = {each.id: each for each in book.sets}
        self.codes = {code.id for _, code in book.codes()}
        self.exclusive = [{code.id for code in own.codes} for own in book.sets if own.exclusive]
        self._scales = {scale.id: scale for _, scale in book.scales()}

    def scales_of(self, ratings: Iterable[Rating]) -> list[Scale]:
        """The scales of ratings, as far as they are in this version."""
        return [self._scales[each.scale_id] for each in ratings if each.scale_id in self._scales]


def _rated(ratings: Iterable[Rating], scales: Iterable[Scale]) -> str | None:
    """Why ratings cannot stand on one of these scales; None where they can."""
    ends: dict[Id, list[Scale]] = defaultdict(list)
    for scale in scales:
        ends[scale.id].append(scale)
    for each in ratings:
        if each.scale_id not in ends:
            return "a scale of it is not in that version of the codebook"
        if not any(own.minimum <= each.value <= own.maximum for own in ends[each.scale_id]):
            return "a rating of it is outside its scale"
    return None


def _marked(judgement: Judgement, code_set: CodeSet) -> str | None:
    """Why the codes of a judgement cannot stand in its set; None where they can."""
    given = {*judgement.codes, *(each.code_id for each in judgement.values)}
    if not given.issubset(each.id for each in code_set.codes):
        return "a code of it is not in its set in that version of the codebook"
    if code_set.exclusive and len(judgement.codes) > 1:
        return TWO_OF_ONE
    if not _has_places(judgement.values, code_set):
        return "a value of it is none that its set takes"
    return None


def _has_places(values: Iterable[CodeValue], code_set: CodeSet) -> bool:
    """Whether each value is one that a code of the set can take."""
    low, high = 1, 0  # where codes are ticked, none
    if code_set.marking == "sort":
        high = len(code_set.piles)
    elif code_set.marking == "rating" and code_set.scales:
        low, high = code_set.scales[0].minimum, code_set.scales[0].maximum
    return all(low <= each.value <= high for each in values)


def _is_of_a_bin(judgement: Judgement, code_set: CodeSet) -> bool:
    """Whether a judgement has the times of a bin of its set, or none where it cuts no bins."""
    start, end = judgement.start_ms, judgement.end_ms
    if judgement.unit != "bin":
        return start is None and end is None
    if start is None or end is None or start < 0:
        return False
    return start % code_set.bin_ms == 0 and start < end <= start + code_set.bin_ms
