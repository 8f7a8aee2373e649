"""The journal replayed from nothing, beside what the study says it holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from annotator.domain.changes import kind_of
from annotator.domain.edits import Record, Several
from annotator.domain.ids import Id
from annotator.domain.view import StudyView
from annotator.storage import Store, open_study, schema
from annotator.storage.journal import JournalEntry

State = dict[tuple[str, Id], Any]
"""Each record as plain values, by kind and id."""
Payload = Callable[[int], list[dict[str, Any]] | None]

_NESTED = ("stops", "asides", "asked")
_NO_TABLES = ("revision", "study", "shut", "moments", "work")


def content(view: StudyView) -> StudyView:
    """A view without its revision: what a person would compare."""
    return view.after(Several(()), 0)


def replayed(entries: Iterable[JournalEntry], payload: Payload) -> State:
    """What the journal leads to, each edit applied to what the edits before it left.

    Raises:
        AssertionError: an edit says that a record was otherwise before it.
    """
    state: State = {}
    for entry in entries:
        changes = payload(entry.seq)
        assert changes is not None, f"entry {entry.seq} has no payload"
        for (kind, record_id, _), change in zip(entry.records, changes, strict=True):
            key = (kind, record_id)
            assert state.get(key) == change["before"], f"entry {entry.seq}: {key} was another"
            if change["after"] is None:
                del state[key]
            else:
                state[key] = change["after"]
    return state


def held(view: StudyView) -> State:
    """What a view of everything holds."""
    return {(kind_of(each), each.id): _plain(each) for each in _records(view)}


def payloads(store: Store) -> dict[int, list[dict[str, Any]]]:
    """All payloads of a journal by number, read at once."""
    table = schema.journal_payloads
    with store.reading() as connection:
        rows = connection.execute(select(table.c.seq, table.c.payload)).all()
    return {row.seq: json.loads(row.payload) for row in rows}


def differences(place: Path, passphrase: str | None = None) -> list[str]:
    """Where the study on disk is not what its journal leads to; empty where it is."""
    with open_study(place, lambda: passphrase) as store:
        state = replayed(store.journal(), payloads(store).get)
        view = held(store.view())
    return sorted(
        f"{kind} {record_id}"
        for kind, record_id in state.keys() | view.keys()
        if state.get((kind, record_id)) != view.get((kind, record_id))
    )


def _records(view: StudyView) -> Iterator[Record]:
    yield view.study
    yield from view.all_moments()
    for name in (each.name for each in fields(view)):
        if name in _NO_TABLES:
            continue
        for each in getattr(view, name).values():
            if name in _NESTED:
                yield from each
            else:
                yield each


def _plain(record: Record) -> Any:
    """A record as JSON gives it back."""
    return json.loads(json.dumps(record, default=_values))


def _values(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
