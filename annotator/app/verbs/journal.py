"""The journal: all memos that whoever sits here may read, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from annotator.analysis.listing import VOICE_ORDER
from annotator.app.verbs.memos import Subject, code_name, subject_of, subject_words
from annotator.domain.clock import clock_text
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.memo import Memo
from annotator.domain.moment import Moment, Pairing
from annotator.domain.view import StudyView

Kind = Literal[
    "moment", "pairing", "judgement", "turn", "code", "account", "session", "dyad", "study"
]
Order = Literal["newest", "place"]
_LAST = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One memo.

    Attributes:
        record_id: of the moment, pairing, judgement or memo that holds it.
        coder: name of who wrote it.
        dyad, session, voice: where it stands; None for what is wider than that.
        about: what it is about, as people say it.
        quote: the words of the moment or turn; empty for what is no passage.
        made_at: UTC, ISO 8601; of a moment when it was marked.
        subject: what a memo proper is about; None for that of a moment, pairing or judgement.
        transcript_id, start, end: the passage.
        start_ms: session time; None where it has none.
        left: it stands with an earlier version of its transcript.
    """

    kind: Kind
    record_id: Id
    coder: str
    about: str
    text: str
    made_at: str = ""
    quote: str = ""
    dyad: str | None = None
    session: int | None = None
    voice: str | None = None
    subject: Subject | None = None
    session_id: Id | None = None
    account_id: Id | None = None
    transcript_id: Id | None = None
    start: int | None = None
    end: int | None = None
    start_ms: int | None = None
    left: bool = False

    @property
    def place(self) -> str:
        """Dyad, session and voice as people read them; what is of no dyad has its own place."""
        if self.dyad is None:
            return "Codebook" if self.kind == "code" else "Study"
        parts = [self.dyad, None if self.session is None else f"session {self.session}", self.voice]
        return " · ".join(filter(None, parts))


def journal(view: StudyView, order: Order = "place") -> list[Entry]:
    """All memos of a view, in an order; what nobody may see is not in the view.

    Args:
        view: as whoever reads it sees the study.
        order: `newest` first, or by `place` in the study and then in the text.
    """
    known = _Known(view)
    entries = [*_of_moments(known), *_of_pairings(view), *_of_judgements(view), *_of_memos(known)]
    entries.sort(key=_place_key)
    if order == "newest":
        entries.sort(key=lambda each: each.made_at, reverse=True)
    return entries


def holding(entries: Iterable[Entry], words: str) -> list[Entry]:
    """The entries that hold all of some words, whatever the case, in memo, quote or place."""
    asked = words.casefold().split()
    return [
        each
        for each in entries
        if not asked or all(word in _spoken(each).casefold() for word in asked)
    ]


def group_of(entry: Entry, order: Order) -> str:
    """The heading that an entry stands under."""
    return (entry.made_at[:10] or "without a date") if order == "newest" else entry.place


def entry_values(entry: Entry) -> dict[str, Any]:
    """One entry as the command line lists it."""
    return {
        "kind": entry.kind,
        "id": entry.record_id,
        "coder": entry.coder,
        "dyad": entry.dyad,
        "session": entry.session,
        "account": entry.voice,
        "about": entry.about,
        "turn": None
        if entry.subject is None or entry.subject.turn is None
        else entry.subject.turn + 1,
        "start": entry.start,
        "end": entry.end,
        "session_start_ms": entry.start_ms,
        "memo": entry.text,
        "made_at": entry.made_at,
        "left_behind": entry.left,
    }


def journal_text(entries: Sequence[Entry]) -> str:
    """Entries for people to read on a terminal, by place."""
    lines: list[str] = []
    place = ""
    for each in entries:
        if each.place != place:
            place = each.place
            lines.append(f"{place}:")
        left = ", with an earlier version of the transcript" if each.left else ""
        lines.append(f"  {each.about} ({each.coder}{left}): {' '.join(each.text.split())}")
    return "\n".join(lines) or "no memos"


def _spoken(entry: Entry) -> str:
    return f"{entry.text} {entry.about} {entry.place} {entry.coder} {entry.quote}"


class _Known:
    """A view, and what is looked up in it for each of many moments."""

    def __init__(self, view: StudyView) -> None:
        self.view = view
        self.newest: dict[Id, int] = {}
        for each in view.transcripts.values():
            self.newest[each.account_id] = max(self.newest.get(each.account_id, 0), each.version)
        self._codes: dict[Id, str] = {}

    def code(self, code_id: Id) -> str:
        """A code's name."""
        if code_id not in self._codes:
            self._codes[code_id] = code_name(self.view, code_id)
        return self._codes[code_id]


def _of_moments(known: _Known) -> Iterator[Entry]:
    for moment in known.view.all_moments():
        if moment.memo.strip():
            yield _of_moment(known, moment)


def _of_moment(known: _Known, moment: Moment) -> Entry:
    view = known.view
    start_ms, _ = view.interval_of(moment)
    codes = ", ".join(map(known.code, moment.codes)) or "no code"
    time = "" if start_ms is None else f"{clock_text(start_ms)} "
    return Entry(
        kind="moment",
        record_id=moment.id,
        coder=_coder(view, moment.coder_id),
        about=f"moment {time}{codes}",
        text=moment.memo,
        made_at=moment.made_at,
        start_ms=start_ms,
        **_passage(known, moment.transcript_id, moment.start, moment.end),
    )


def _of_pairings(view: StudyView) -> Iterator[Entry]:
    for pairing in view.pairings.values():
        if pairing.memo.strip():
            yield Entry(
                kind="pairing",
                record_id=pairing.id,
                coder=_coder(view, pairing.coder_id),
                about=f"pairing, {pairing.relation}",
                text=pairing.memo,
                made_at=pairing.made_at,
                start_ms=_first_ms(view, pairing),
                **_of_session(view, pairing.session_id),
            )


def _first_ms(view: StudyView, pairing: Pairing) -> int | None:
    found = (view.moment(each) for each in pairing.moment_ids)
    starts = [view.interval_of(each)[0] for each in found if each is not None]
    return min((each for each in starts if each is not None), default=None)


def _of_judgements(view: StudyView) -> Iterator[Entry]:
    for each in view.judgements.values():
        if each.memo.strip():
            yield Entry(
                kind="judgement",
                record_id=each.id,
                coder=_coder(view, each.coder_id),
                about=_judged(view, each),
                text=each.memo,
                made_at=each.made_at,
                start_ms=each.start_ms,
                **_of_unit(view, each.unit, each.target_id),
            )


def _judged(view: StudyView, judgement: Judgement) -> str:
    """What was judged: the bin with its times, or the whole unit, and by which set."""
    book = view.codebooks.get(judgement.codebook_id)
    sets = book.sets if book else ()
    name = next((each.name for each in sets if each.id == judgement.code_set_id), "")
    if judgement.start_ms is None or judgement.end_ms is None:
        return " · ".join(filter(None, (f"whole {judgement.unit}", name)))
    times = f"{clock_text(judgement.start_ms)}–{clock_text(judgement.end_ms)}"
    return " · ".join(filter(None, (times, name)))


def _of_memos(known: _Known) -> Iterator[Entry]:
    for memo in known.view.memos.values():
        unread = memo.about == "turn" and memo.about_id not in known.view.transcripts
        if memo.text.strip() and not unread:
            yield _of_memo(known, memo)


def _of_memo(known: _Known, memo: Memo) -> Entry:
    view, subject = known.view, subject_of(memo)
    where: dict[str, Any] = {}
    if memo.about == "turn":
        transcript = view.transcripts[memo.about_id]
        if (memo.turn or 0) < len(transcript.turns):
            turn = transcript.turns[memo.turn or 0]
            where = _passage(known, transcript.id, turn.start, turn.end)
    elif memo.about in ("account", "session", "dyad"):
        where = _of_unit(view, memo.about, memo.about_id)
    return Entry(
        kind=memo.about,
        record_id=memo.id,
        coder=_coder(view, memo.coder_id),
        about=subject_words(view, subject),
        text=memo.text,
        made_at=memo.made_at,
        subject=subject,
        **where,
    )


def _passage(known: _Known, transcript_id: Id, start: int, end: int) -> dict[str, Any]:
    transcript = known.view.transcripts[transcript_id]
    return {
        "quote": transcript.quote(start, end),
        "transcript_id": transcript_id,
        "start": start,
        "end": end,
        "left": known.newest[transcript.account_id] != transcript.version,
        **_of_unit(known.view, "account", transcript.account_id),
    }


def _of_unit(view: StudyView, unit: str, target_id: Id) -> dict[str, Any]:
    """Where a bin, an account, a session or a dyad stands; nothing where it is gone."""
    if unit in ("account", "bin") and target_id in view.accounts:
        session_id = view.accounts[target_id].session_id
        voice = view.accounts[target_id].voice
        return {**_of_session(view, session_id), "voice": voice, "account_id": target_id}
    if unit == "session":
        return _of_session(view, target_id)
    if unit == "dyad" and target_id in view.dyads:
        return {"dyad": view.dyads[target_id].name}
    return {}


def _of_session(view: StudyView, session_id: Id) -> dict[str, Any]:
    session = view.sessions.get(session_id)
    if session is None:
        return {}
    dyad = view.dyads[session.dyad_id]
    return {"dyad": dyad.name, "session": session.number, "session_id": session_id}


def _coder(view: StudyView, coder_id: Id) -> str:
    coder = view.coders.get(coder_id)
    return coder.name if coder else ""


def _place_key(entry: Entry) -> tuple[Any, ...]:
    """Study and codebook first, then dyad by dyad: its own, sessions, accounts, passages."""
    return (
        entry.dyad or "",
        entry.kind == "code",
        -1 if entry.session is None else entry.session,
        -1 if entry.voice is None else VOICE_ORDER.get(entry.voice, 3),
        entry.voice or "",
        -1 if entry.start is None else entry.start,
        _LAST if entry.start_ms is None else entry.start_ms,
        entry.about,
        entry.coder,
        entry.record_id,
    )
