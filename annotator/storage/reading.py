"""A `StudyView` from the tables."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.transcript import Stop
from annotator.domain.view import StudyView, stop_order
from annotator.storage import journal
from annotator.storage.rows import CODECS
from annotator.storage.rows.loading import load

_BY_ID = {
    "coders": "coder",
    "participants": "participant",
    "dyads": "dyad",
    "sessions": "session",
    "accounts": "account",
    "interviews": "interview",
    "codebooks": "codebook",
    "rounds": "round",
    "assignments": "assignment",
    "transcripts": "transcript",
    "pairings": "pairing",
    "decisions": "decision",
    "gates": "gate",
}


def read_view(connection: Connection, seen_by: Id | None) -> StudyView:
    """The study as it is; with `seen_by` no other coder's records are loaded."""
    with _collecting_later():
        tables: dict[str, Any] = {
            name: {record.id: record for record in load(connection, CODECS[kind], seen_by)}
            for name, kind in _BY_ID.items()
        }
        return StudyView(
            revision=journal.head(connection)[0],
            study=load(connection, CODECS["study"])[0],
            stops=_by_place(load(connection, CODECS["stop"])),
            moments=_by_transcript(load(connection, CODECS["moment"], seen_by)),
            **tables,
        )


@contextmanager
def _collecting_later() -> Iterator[None]:
    """Keeps Python from looking for garbage: all that is made here lives on.

    Else a third of the time goes into looking through the records made so far.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _by_transcript(moments: list[Moment]) -> dict[Id, dict[Id, Moment]]:
    result: dict[Id, dict[Id, Moment]] = {}
    for moment in moments:
        result.setdefault(moment.transcript_id, {})[moment.id] = moment
    return result


def _by_place(stops: list[Stop]) -> dict[Id, tuple[Stop, ...]]:
    listed: dict[Id, list[Stop]] = {}
    for stop in stops:
        listed.setdefault(stop.transcript_id, []).append(stop)
    return {key: tuple(sorted(own, key=stop_order)) for key, own in listed.items()}
