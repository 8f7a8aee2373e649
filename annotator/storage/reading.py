"""A `StudyView` from the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, select

from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView, aside_order, asked_order, stop_order
from annotator.domain.visibility import shut_accounts
from annotator.storage import journal, schema
from annotator.storage.collecting_later import collecting_later
from annotator.storage.rows import CODECS
from annotator.storage.rows.loading import load
from annotator.storage.work import work_of

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
    "openings": "opening",
    "questions": "question",
    "measures": "measure",
    "scores": "score",
    "pairings": "pairing",
    "filters": "filter",
    "decisions": "decision",
    "gates": "gate",
    "packages": "package",
}
_PLACED: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "stops": ("stop", stop_order),
    "asides": ("aside", aside_order),
    "asked": ("asked", asked_order),
}
"""By table of the view: what stands in a row under its transcript, and in which order."""


def read_view(connection: Connection, seen_by: Id | None) -> StudyView:
    """The study as it is.

    With `seen_by` no other coder's records are loaded, nor the accounts that this coder may not
    read yet.
    """
    with collecting_later():
        tables: dict[str, Any] = {
            name: {record.id: record for record in load(connection, CODECS[kind], seen_by)}
            for name, kind in _BY_ID.items()
        }
        design = (tables[name] for name in ("accounts", "rounds", "assignments", "openings"))
        shut = shut_accounts(seen_by, *design)
        tables["transcripts"] = {
            each.id: each for each in load(connection, CODECS["transcript"], shut=shut)
        }
        for name, (kind, order) in _PLACED.items():
            tables[name] = _by_place(load(connection, CODECS[kind], seen_by, shut), order)
        for name in ("judgements", "memos"):
            codec = CODECS[name.removesuffix("s")]
            tables[name] = {each.id: each for each in load(connection, codec, seen_by, shut)}
        if seen_by is not None and connection.dialect.name == "postgresql":
            _leave_out_homeless(tables)
        return StudyView(
            revision=journal.head(connection)[0],
            study=load(connection, CODECS["study"])[0],
            moments=_by_transcript(load(connection, CODECS["moment"], seen_by, shut)),
            work=work_of(connection),
            shut=shut,
            **tables,
        )


def _leave_out_homeless(tables: dict[str, Any]) -> None:
    """Takes out own records about what the server gives this login no more, since a round came.

    They stay on the server. Moments need not be asked: their texts stay open.
    """
    targets = {key for name in ("dyads", "sessions", "accounts") for key in tables[name]}
    about = {"dyad": targets, "session": targets, "account": targets, "turn": tables["transcripts"]}
    known: dict[str, Callable[[Any], bool]] = {
        "pairings": lambda each: each.session_id in targets,
        "openings": lambda each: each.session_id in targets,
        "judgements": lambda each: each.target_id in targets,
        "memos": lambda each: each.about_id in about.get(each.about, (each.about_id,)),
    }
    for name, is_known in known.items():
        if not all(map(is_known, tables[name].values())):
            tables[name] = {key: each for key, each in tables[name].items() if is_known(each)}


def _by_transcript(moments: list[Moment]) -> dict[Id, dict[Id, Moment]]:
    result: defaultdict[Id, dict[Id, Moment]] = defaultdict(dict)
    for moment in moments:
        result[moment.transcript_id][moment.id] = moment
    return dict(result)


def _by_place(records: list[Any], order: Callable[[Any], Any]) -> dict[Id, tuple[Any, ...]]:
    listed: dict[Id, list[Any]] = {}
    for record in records:
        listed.setdefault(record.transcript_id, []).append(record)
    return {key: tuple(sorted(own, key=order)) for key, own in listed.items()}


def study_id(connection: Connection) -> Id:
    """The id of the study that a file holds, or has work of."""
    return str(connection.execute(select(schema.study.c.id)).scalar_one())
