"""What it takes to have nothing of a participant in a study any more, record by record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from annotator.domain.changes import kind_of
from annotator.domain.codebook import Codebook
from annotator.domain.edits import Record, Replace
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.moment import Moment, Pairing
from annotator.domain.quotes import Quotes
from annotator.domain.study import WITHDRAWN, Account, Interview
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView
from annotator.domain.withdrawal import Units, is_about

_WHOLE = (
    "pairings",
    "decisions",
    "judgements",
    "memos",
    "assignments",
    "scores",
    "transcripts",
)
"""Tables of the view of which a record that is about the units goes altogether."""

_WORDED = (
    "coders",
    "participants",
    "dyads",
    "sessions",
    "interviews",
    "codebooks",
    "rounds",
    "transcripts",
    "questions",
    "measures",
    "pairings",
    "judgements",
    "memos",
    "filters",
    "decisions",
    "gates",
    "packages",
)
"""Tables of the view whose records may quote."""


def changes_of(view: StudyView, units: Units, quotes: Quotes) -> list[Replace]:
    """What goes and what is emptied, with what stays and quotes made free of it.

    The pseudonym stays, with dyads, sessions and accounts, and interviews that are missing.
    """
    changes = [Replace(each, None) for each in _gone(view, units)]
    gone = {each.record.id for each in changes}
    for before in _stubs(view, units):
        after = _emptied(before)
        if after != before:
            changes.append(Replace(before, after))
    changes += [Replace(None, each) for each in _missing(view, units)]
    if quotes:
        done = {each.record.id: each for each in changes if each.after is not None}
        for record in _worded(view):
            if record.id not in gone:
                _free(record, quotes, changes, done)
    return changes


def _free(
    record: Record, quotes: Quotes, changes: list[Replace], done: Mapping[Id, Replace]
) -> None:
    """Adds what frees a record of quotes, to the change that it has already where it has one."""
    earlier = done.get(record.id)
    standing = record if earlier is None else earlier.record
    after = freed(standing, quotes)
    if after == standing:
        return
    if earlier is not None:
        changes.remove(earlier)
    changes.append(Replace(None if earlier and earlier.before is None else record, after))


def _gone(view: StudyView, units: Units) -> Iterator[Record]:
    """What goes altogether; what pairs or settles what goes among it."""
    moments = [
        moment for each in sorted(units.transcripts) for moment in view.moments_of(each).values()
    ]
    ids = frozenset(each.id for each in moments)
    for name in _WHOLE:
        for record in getattr(view, name).values():
            if is_about(kind_of(record), _values(record), units, ids):
                yield record
    yield from moments
    for name in ("stops", "asides", "asked"):
        for transcript_id in sorted(units.transcripts):
            yield from getattr(view, name).get(transcript_id, ())


def _stubs(view: StudyView, units: Units) -> Iterator[Record]:
    """What stays without what it says."""
    for table, ids in (
        (view.participants, units.people),
        (view.dyads, units.cleared),
        (view.sessions, units.sessions),
        (view.accounts, units.accounts),
    ):
        yield from (table[each] for each in sorted(ids) if each in table)
    for interview in view.interviews.values():
        if interview.account_id in units.own:
            yield interview


def _emptied(record: Any) -> Any:
    """What stays of it: that it was."""
    kind = kind_of(record)
    if kind in ("participant", "dyad"):
        return replace(record, attributes=())
    if kind == "session":
        return replace(record, recording=None, recording_sha256=None, recording_offset_ms=0)
    if kind == "account":
        return replace(record, clock_offset_ms=0)
    return replace(record, interviewer=None, held=None, status="missing", reason=WITHDRAWN)


def _missing(view: StudyView, units: Units) -> Iterator[Record]:
    """Interviews that are to be seen as missing, where the study has none yet.

    Their ids follow from the session, so that a backup gets the same.
    """
    told = {each.account_id for each in view.interviews.values()}
    held = {(each.session_id, each.voice): each for each in view.accounts.values()}
    for session_id, voices in sorted((units.voices or {}).items()):
        if session_id not in view.sessions:
            continue
        for voice in sorted(voices):
            account = held.get((session_id, voice))
            if account is not None and (account.id in told or account.id not in units.own):
                continue
            if account is None:
                account = Account(
                    id=_named(session_id, voice, "account"), session_id=session_id, voice=voice
                )
                yield account
            yield Interview(
                id=_named(session_id, voice, "interview"),
                account_id=account.id,
                participant_id=_party(view, session_id, voice),
                status="missing",
                reason=WITHDRAWN,
            )


def _named(session_id: Id, voice: str, kind: str) -> Id:
    return str(uuid5(NAMESPACE_OID, f"{WITHDRAWN} {kind} {session_id} {voice}"))


def _party(view: StudyView, session_id: Id, voice: str) -> Id | None:
    dyad = view.dyads.get(view.sessions[session_id].dyad_id)
    party: Id | None = getattr(dyad, f"{voice}_id", None)
    return party


# Quotes ---------------------------------------------------------------------------------------


def _worded(view: StudyView) -> Iterator[Record]:
    """All records that may quote."""
    yield view.study
    for name in _WORDED:
        yield from getattr(view, name).values()
    for name in ("stops", "asides"):
        for placed in getattr(view, name).values():
            yield from placed
    yield from (each for each in view.all_moments() if each.memo)


def freed(record: Any, quotes: Quotes) -> Any:
    """A record with its quotes taken out; the very same where it has none.

    A text that stays is never changed, only the notes on it. An example that was picked from
    what goes is taken out whole.
    """
    if isinstance(record, Transcript):
        notes = _walked(record.notes, quotes)
        return record if notes == record.notes else replace(record, notes=notes)
    if isinstance(record, Moment | Pairing | Judgement):  # of which there are most
        memo = quotes.without(record.memo) if record.memo else ""
        return record if memo == record.memo else replace(record, memo=memo)
    if isinstance(record, Codebook):
        record = _without_examples(record, quotes)
    return _walked(record, quotes)


def _without_examples(book: Codebook, quotes: Quotes) -> Codebook:
    sets = tuple(
        replace(
            each,
            codes=tuple(
                replace(code, examples=tuple(e for e in code.examples if not quotes.picked(e)))
                for code in each.codes
            ),
        )
        for each in book.sets
    )
    return replace(book, sets=sets)


def _walked(value: Any, quotes: Quotes) -> Any:
    """A value with every text in it freed."""
    if isinstance(value, str):
        return quotes.without(value)
    if isinstance(value, tuple):
        return tuple(_walked(each, quotes) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    own = {each.name: getattr(value, each.name) for each in fields(value)}
    new = {name: _walked(each, quotes) for name, each in own.items()}
    return value if new == own else replace(value, **new)


def _values(record: Any) -> dict[str, Any]:
    return {each.name: getattr(record, each.name) for each in fields(record)}


# The list -------------------------------------------------------------------------------------

_PLURALS = {
    "transcript": "transcripts",
    "stop": "stops",
    "aside": "ranges",
    "asked": "questions asked",
    "moment": "moments",
    "pairing": "pairings",
    "judgement": "judgements",
    "memo": "memos",
    "decision": "decisions",
    "assignment": "assignments",
    "score": "scores",
}


def counted(changes: Iterable[Replace], units: Units) -> dict[str, int]:
    """How much of each kind goes or is emptied, in words; nothing of what it says."""
    found: Counter[str] = Counter()
    for change in changes:
        before, after = change.before, change.after
        if before is None:
            continue
        kind = kind_of(before)
        if after is None:
            found[_PLURALS[kind]] += 1
            if isinstance(before, Transcript):
                found["turns"] += len(before.turns)
                found["notes on transcripts"] += len(before.notes)
        elif kind in ("participant", "dyad") and before.id in units.people | units.dyads:
            number = len(getattr(before, "attributes", ()))
            found[f"attributes of the {kind}"] += number
        elif kind == "interview" and getattr(before, "account_id", "") in units.own:
            found["interviews"] += 1
        elif kind == "session" and before.id in units.sessions:
            found["recordings named"] += 1
        elif kind == "codebook":
            found["examples of codes"] += _examples(before) - _examples(after)
            found["codebooks that quote"] += freed_words(before, after)
        elif kind == "account":
            found["clock offsets"] += 1
        else:
            found[f"quotes in {kind}s"] += 1
    return {name: number for name, number in found.items() if number}


def _examples(book: Any) -> int:
    return sum(len(code.examples) for _, code in book.codes())


def freed_words(before: Any, after: Any) -> int:
    """Whether a codebook has lost words beside its examples, as 0 or 1."""
    return int(_bare(before) != _bare(after))


def _bare(book: Codebook) -> Codebook:
    sets = tuple(
        replace(each, codes=tuple(replace(code, examples=()) for code in each.codes))
        for each in book.sets
    )
    return replace(book, sets=sets)
