"""What may stand only once in a study, and the words for a second one.

The schema holds it, whoever writes. Nothing that coders make is among it: a refusal would tell
one coder of another's work.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from annotator.domain.edits import Record, Replace
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.storage.rows import codec_of

ONCE: dict[str, tuple[tuple[str, ...], str]] = {
    "coders": (("name",), "a coder of that name"),
    "participants": (("pseudonym",), "a participant of that pseudonym"),
    "dyads": (("name",), "a dyad of that name"),
    "sessions": (("dyad_id", "number"), "a session of that number in this dyad"),
    "accounts": (("session_id", "voice"), "an account of that voice on this session"),
    "interviews": (("account_id",), "an interview on this account"),
    "transcripts": (("account_id", "version"), "this version of the transcript"),
    "codebooks": (("number",), "a codebook of that number"),
    "rounds": (("name",), "a round of that name"),
    "questions": (("name",), "a question of that name"),
    "measures": (("name",), "a measure of that name"),
    "scores": (("measure_id", "session_id", "voice"), "a score of this party in this session"),
}
"""By table: the columns that are one record's alone together, and what such a record is."""

_SAID = {
    f"UNIQUE constraint failed: {', '.join(f'{table}.{name}' for name in columns)}": words
    for table, (columns, words) in ONCE.items()
}


def twin_of(reason: str) -> str | None:
    """What stands there already, from SQLite's own words; None where they say something else.

    >>> twin_of("UNIQUE constraint failed: dyads.name")
    'a dyad of that name'
    """
    return _SAID.get(reason)


def refuse_twins(changes: Sequence[Replace]) -> None:
    """Stops an edit two of whose own records have one name or place, if only half-way.

    SQLite looks after each row, so that a swap of two names has to go by a third one. What is
    let through here can be taken back: its inverse passes the same states.

    Raises:
        UserError: what would stand there twice.
    """
    if len(changes) < 2:
        return
    holders: dict[tuple[Any, ...], Id] = {}
    seen: set[Id] = set()
    for change in changes:
        if change.before is not None and change.record.id not in seen:
            holders[_key(change.before)] = change.record.id
        seen.add(change.record.id)
    for change in changes:
        if change.before is not None:
            holders.pop(_key(change.before), None)
        if change.after is not None:
            _take(holders, change.after)


def _take(holders: dict[tuple[Any, ...], Id], record: Record) -> None:
    key = _key(record)
    if key and holders.setdefault(key, record.id) != record.id:
        hint = "name them apart; to swap two names, go by a third one"
        raise UserError(f"this change would make {ONCE[key[0]][1]} twice", hint=hint)


def _key(record: Record) -> tuple[Any, ...]:
    """Table and values that only this record may have; empty where anything may stand twice."""
    table = codec_of(record).table.name
    if table not in ONCE:
        return ()
    return (table, *(getattr(record, name) for name in ONCE[table][0]))
