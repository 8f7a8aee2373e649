"""What the journal's payloads still say of a participant, and in which of them it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from annotator.domain.ids import Id
from annotator.domain.quotes import LEAST_LETTERS, Quotes
from annotator.domain.withdrawal import UNIT_KINDS, State, Units, is_about
from annotator.storage.erasure.journals import Entry, payloads
from annotator.storage.kept import Own
from annotator.storage.lineage import Key

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_STRING = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"')
_ROUNDS = 3
"""Moments are found by their transcript, pairings by their moments, decisions by both."""


@dataclass(slots=True)
class Past:
    """What stands in payloads.

    Attributes:
        entries: of the journal whose payloads must go.
        ids: records that are, or once were, about the units.
        quoting: records that quoted once; what is known of their states must go too.
        owns: of both the coders' records, by the ids under which they stood in the study.
    """

    entries: set[Entry] = field(default_factory=set)
    ids: set[Id] = field(default_factory=set)
    quoting: set[Key] = field(default_factory=set)
    owns: set[Own] = field(default_factory=set)

    def note_coders(self, kind: str, record_id: Id, states: Iterable[Mapping[str, Any]]) -> None:
        """Takes up whose a record is, by its states."""
        coders = {each.get("coder_id") for each in states}
        self.owns.update((kind, record_id, each) for each in coders if each)


def past_units(connection: Connection) -> Iterator[State]:
    """The states of participants, dyads, sessions, accounts, interviews and texts in payloads."""
    for _, records, payload in payloads(connection, UNIT_KINDS):
        for kind, _, states in _changes(records, payload):
            if kind in UNIT_KINDS:
                yield from ((kind, each) for each in states)


def look_back(connection: Connection, units: Units, quotes: Quotes, gone: set[Id]) -> Past:
    """The payloads that say something of the units or quote from their texts.

    Args:
        connection: of a study file, in a transaction.
        units: of the participant.
        quotes: of all their texts.
        gone: ids of the records that go from the study as it is.
    """
    past = Past(ids=set(gone))
    by_unit = units.people | units.targets
    for _ in range(_ROUNDS):
        known = len(past.ids)
        named = frozenset(past.ids)
        for seq, records, payload in payloads(connection):
            mentioned = set(_ID.findall(payload))
            if mentioned.isdisjoint(by_unit) and mentioned.isdisjoint(named):
                continue
            for kind, record_id, states in _changes(records, payload):
                if record_id in gone or any(is_about(kind, e, units, named) for e in states):
                    past.entries.add(seq)
                    if kind not in ("participant", "session", "dyad", "interview"):
                        past.ids.add(record_id)
                        past.note_coders(kind, record_id, states)
        if len(past.ids) == known:
            break
    if quotes:
        _look_for_quotes(connection, quotes, past)
    return past


def _look_for_quotes(connection: Connection, quotes: Quotes, past: Past) -> None:
    for seq, records, payload in payloads(connection, worded=True):
        if not any(map(quotes.found_in, _strings(payload))):  # as in most payloads
            continue
        for kind, record_id, states in _changes(records, payload):
            if any(quotes.found_in(text) for each in states for text in _texts(each)):
                past.entries.add(seq)
                past.quoting.add((kind, record_id))
                past.note_coders(kind, record_id, states)


def _changes(records: str, payload: str) -> Iterator[tuple[str, Id, list[Mapping[str, Any]]]]:
    """Kind, id and states, before and after, of each record of an entry."""
    named, changes = json.loads(records), json.loads(payload)
    if len(named) != len(changes):  # it was a merge, which keeps none
        return
    for (kind, record_id, _), change in zip(named, changes, strict=True):
        states = [each for each in (change["before"], change["after"]) if each is not None]
        yield kind, record_id, states


def _strings(payload: str) -> Iterator[str]:
    """Every string of JSON, names too, that is long enough to quote; without reading its values."""
    for written in set(_STRING.findall(payload)):
        if len(written) >= LEAST_LETTERS:
            yield json.loads(f'"{written}"') if "\\" in written else written


def _texts(value: object) -> Iterator[str]:
    """Every text in a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
