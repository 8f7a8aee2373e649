"""Erases a participant from the tables of one study, inside a transaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, delete, select

from annotator.domain.edits import Replace
from annotator.domain.erasure import Earlier
from annotator.domain.ids import Id
from annotator.domain.quotes import Quotes
from annotator.domain.withdrawal import UNIT_KINDS, State, Units, Wish, units_of
from annotator.domain.withdrawal_changes import changes_of, counted
from annotator.storage import journal, schema
from annotator.storage.burying import bury
from annotator.storage.collecting_later import collecting_later
from annotator.storage.connection import pragma
from annotator.storage.erasure.journals import drop_payloads, on_server
from annotator.storage.erasure.known import leave_out
from annotator.storage.erasure.past import Past, look_back, past_units
from annotator.storage.erasure.whose import name_of, owns_of, states_of
from annotator.storage.journal import Touched
from annotator.storage.kept import Own
from annotator.storage.lineage import Key, chunks
from annotator.storage.reading import read_view
from annotator.storage.rows import CODECS, codec_of
from annotator.storage.rows.loading import load
from annotator.storage.writing import write

ACTION = "Erase a participant"
"""How the journal names it; the entry keeps ids and nothing else."""

_WHOSE = "whose"
_PACK_INDEXES = (
    "INSERT INTO turn_words(turn_words) VALUES ('optimize')",
    "INSERT INTO memo_words(memo_words) VALUES ('optimize')",
    "INSERT INTO note_words(note_words) VALUES ('optimize')",
    "INSERT INTO judgement_words(judgement_words) VALUES ('optimize')",
)
"""Else words of what was deleted would stay in the index, whatever is written anew."""

_TOLD_BY = {
    "participant": ("id", "pseudonym"),
    "dyad": ("id", "therapist_id", "patient_id"),
    "session": ("id", "dyad_id"),
    "account": ("id", "session_id", "voice"),
    "interview": ("id", "account_id", "participant_id"),
    "transcript": ("id", "account_id"),
}
"""By kind the columns that tell the units; every version of the schema has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What goes from one file.

    Attributes:
        found: how much by kind, in words.
        owns: the coders' records that go or quote, or did once, by their coders' own ids.
        known: hashes of their states: each would let a guess be confirmed.
        set_aside: hashes of the states among them that a merge has set aside.
    """

    units: Units
    changes: list[Replace]
    past: Past
    found: dict[str, int]
    owns: frozenset[Own]
    known: list[str]
    set_aside: list[str]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing left to erase."""
        return not (self.changes or self.past.entries or self.found)


def find_units(connection: Connection, wish: Wish) -> Units:
    """The units of a participant in one file, of whatever version."""
    return units_of(_live(connection), past_units(connection), wish)


def _live(connection: Connection) -> Iterable[State]:
    for kind in UNIT_KINDS:
        table, names = CODECS[kind].table, _TOLD_BY[kind]
        for row in connection.execute(select(*(table.c[name] for name in names))):
            yield kind, dict(zip(names, row, strict=True))


def texts_of(connection: Connection, units: Units) -> tuple[list[str], list[str]]:
    """The texts of the units, also those that only payloads still have; and the texts that stay.

    The guide stays too: interviewers say its questions in every interview.
    """
    gone: list[str] = []
    kept: list[str] = []
    table = schema.transcripts
    for row in connection.execute(select(table.c.id, table.c.text)):
        (gone if row.id in units.transcripts else kept).append(row.text)
    if on_server(connection) or pragma(connection, "user_version") == schema.VERSION:
        for question in load(connection, CODECS["question"]):
            kept += (question.text, *question.wordings)
    for kind, state in past_units(connection):
        if kind == "transcript" and state["id"] in units.transcripts:
            gone.append(state["text"])
    return list(dict.fromkeys(gone)), kept


def planned(connection: Connection, wish: Wish, texts: Iterable[str]) -> tuple[Plan, Quotes]:
    """What is to go from a file, and what quotes.

    Args:
        connection: of the file, in a transaction.
        wish: who.
        texts: all that is known to have been the participant's, from whatever file.
    """
    with collecting_later():
        units = find_units(connection, wish)
        own, kept = texts_of(connection, units)
        quotes = Quotes((*own, *texts), kept)
        changes = changes_of(read_view(connection, None), units, quotes)
        gone = {each.record.id for each in changes if each.after is None}
        past = look_back(connection, units, quotes, gone)
    found = counted(changes, units)
    standing = {_standing(each.record) for each in changes}
    owns = owns_of(connection, standing | past.owns)
    set_aside = _set_aside(connection, owns, units, quotes)
    owns.update(set_aside.values())
    known = states_of(connection, owns)
    found["former states in the journal"] = len(past.entries)
    found["marks of merged states"] = len(known)
    found["states that were set aside"] = len(set_aside)
    plan = Plan(
        units=units,
        changes=changes,
        past=past,
        found={name: number for name, number in found.items() if number},
        owns=frozenset(owns),
        known=known,
        set_aside=list(set_aside),
    )
    return plan, quotes


def erase_rows(
    connection: Connection,
    plan: Plan,
    *,
    device: str | None,
    note: Mapping[str, object] | None = None,
) -> list[Key]:
    """Writes a plan; the records that it touched, and by whose they are what they are known by.

    With a `device` the journal gets an entry of it, which keeps the `note`: counts, never words.
    A backup gets none, so that it stays a beginning of its study.
    """
    touched = list(_written(connection, plan.changes))
    for table, hashes in ((schema.lineage, plan.known), (schema.kept_states, plan.set_aside)):
        for some in chunks(hashes):
            connection.execute(delete(table).where(table.c.hash.in_(some)))
    drop_payloads(connection, plan.past.entries)
    leave_out(connection, plan.past.entries)
    named = {(kind, record_id) for kind, record_id, _ in touched}
    touched += _revisions(connection, sorted(plan.past.quoting - named))
    if device is not None and not plan.is_empty:
        journal.append(connection, [], touched, action=ACTION, actor=None, device=device, note=note)
    for statement in () if on_server(connection) else _PACK_INDEXES:
        connection.exec_driver_sql(statement)
    return [*((kind, record_id) for kind, record_id, _ in touched), *map(name_of, plan.owns)]


def _written(connection: Connection, changes: Iterable[Replace]) -> Iterator[Touched]:
    """Writes changes in order; records of one kind that go one after the other go at once."""
    for gone, some in groupby(changes, key=_kind_of_gone):
        if gone is None:
            for each in some:
                yield write(connection, each)
        else:
            yield from bury(connection, [each.record for each in some])


def _kind_of_gone(change: Replace) -> str | None:
    return codec_of(change.record).kind if change.after is None else None


def note_for(plan: Plan, *, sentences: int, common: int) -> dict[str, object]:
    """What the journal keeps of an erasure, by which a later run certifies it: counts and ids.

    Args:
        plan: of the study.
        sentences: how many are looked for.
        common: how many stand in texts of others just as well.
    """
    return {
        _WHOSE: sorted(plan.units.people | plan.units.own),
        "kinds": plan.found,
        "sentences": sentences,
        "common": common,
    }


def erased_before(connection: Connection, units: Units) -> Earlier | None:
    """All earlier erasures of these people or of their own accounts, together.

    Of those by an earlier version the ones that touched their accounts.
    """
    interviews = load(connection, CODECS["interview"])
    about = units.accounts | {each.id for each in interviews if each.account_id in units.own}
    table, kept = schema.journal, schema.journal_payloads
    chosen = select(table.c.at, table.c.records, kept.c.payload)
    joined = chosen.join(kept, kept.c.seq == table.c.seq, isouter=True)
    own = joined.where(table.c.action == ACTION, table.c.actor.is_(None)).order_by(table.c.seq)
    found: Earlier | None = None
    for at, records, payload in connection.execute(own):
        note = {} if payload is None else journal.note_of(payload)
        whose = note.get(_WHOSE)  # not kept by earlier versions
        if whose is None:
            is_own = any(record_id in about for _, record_id, _ in json.loads(records))
        else:
            is_own = not (units.people | units.own).isdisjoint(whose)
        if is_own:
            former = found or Earlier(at=at, kinds={}, sentences=0, common=0)
            found = Earlier(
                at=at,
                kinds=Counter(former.kinds) + Counter(note.get("kinds", {})),
                sentences=former.sentences + note.get("sentences", 0),
                common=former.common + note.get("common", 0),
            )
    return found


def _standing(record: Any) -> Own:
    return codec_of(record).kind, record.id, getattr(record, "coder_id", None) or ""


def _set_aside(
    connection: Connection, owns: Collection[Own], units: Units, quotes: Quotes
) -> dict[str, Own]:
    """States that a merge has set aside and that must go, by hash, each with whose it is."""
    found: dict[str, Own] = {}
    for row in connection.execute(select(schema.kept_states)):
        own = (row.kind, row.record_id, row.coder_id)
        named = {row.transcript_id, row.account_id, row.session_id, row.dyad_id}
        about = own in owns or not named.isdisjoint(units.targets)
        if about or quotes.found_in(row.says):
            found[row.hash] = own
    return found


def _revisions(connection: Connection, keys: Iterable[tuple[str, Id]]) -> list[Touched]:
    """Records that stay as they are and are named all the same, with their revisions."""
    found: list[Touched] = []
    for kind, record_id in keys:
        table = CODECS[kind].table
        chosen = select(table.c.revision).where(table.c.id == record_id)
        revision = connection.execute(chosen).scalar()
        if revision is not None:
            found.append((kind, record_id, int(revision)))
    return found
