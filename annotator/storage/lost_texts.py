"""Which texts have lost characters in a rescue, and about where: names and numbers, no words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from annotator.domain.ids import Id
from annotator.domain.transcript import text_sha256
from annotator.storage import schema
from annotator.storage.stand_texts import BLANK

_RUN = re.compile(rf"{BLANK}+(?:\n+{BLANK}+)*")
"""A lost stretch; the LF between two turns that are lost are known by the turns."""

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LostText:
    """What is lost of one text.

    Attributes:
        dyad, session, account: where it stands, as the rescued study has their names.
        version: of the transcript.
        length: of the text, in characters.
        lost: how many of them are.
        at_least: whether nobody knows how long it was: it may have been longer, and then more
            of it is lost.
        places: where, half-open.
        turns: the same by the numbers of the turns, from 1, both ends counted; none where no
            turn is known.
    """

    dyad: str
    session: int
    account: str
    version: int
    length: int
    lost: int
    at_least: bool
    places: tuple[Stretch, ...]
    turns: tuple[Stretch, ...]


def lost_texts(
    connection: Connection, transcript_ids: Collection[Id], unsized: Collection[Id]
) -> tuple[LostText, ...]:
    """Those of some transcripts of a rescued study in which characters are lost, in its order.

    Args:
        connection: to the rescued study.
        transcript_ids: of these.
        unsized: of which nobody knows how long they were.
    """
    found = []
    for row in _texts(connection):
        places = tuple(each.span() for each in _RUN.finditer(row.text))
        if row.id in transcript_ids and places:
            found.append(
                LostText(
                    dyad=row.name,
                    session=row.number,
                    account=row.voice,
                    version=row.version,
                    length=len(row.text),
                    lost=row.text.count(BLANK),
                    at_least=row.id in unsized,
                    places=places,
                    turns=_turns(connection, row.id, places),
                )
            )
    return tuple(found)


def changed_texts(connection: Connection) -> dict[Id, str]:
    """Transcripts whose text is not the one that was brought in, by its fingerprint: their names.

    A page of a plain file, or of one whose salt is lost, does not tell that something in a row
    was changed.
    """
    return {
        row.id: f"{row.name}, session {row.number}, {row.voice}"
        + (f", version {row.version}" if row.version > 1 else "")
        for row in _texts(connection)
        if text_sha256(row.text) != row.sha256
    }


def _texts(connection: Connection) -> Sequence[Any]:
    texts, accounts = schema.transcripts.c, schema.accounts.c
    sessions, dyads = schema.sessions.c, schema.dyads.c
    chosen = (
        select(
            *(dyads.name, sessions.number, accounts.voice),
            *(texts.id, texts.version, texts.text, texts.sha256),
        )
        .join(schema.accounts, accounts.id == texts.account_id)
        .join(schema.sessions, sessions.id == accounts.session_id)
        .join(schema.dyads, dyads.id == sessions.dyad_id)
        .order_by(dyads.name, sessions.number, accounts.voice, texts.version)
    )
    return connection.execute(chosen).all()


def _turns(
    connection: Connection, transcript_id: Id, places: Iterable[Stretch]
) -> tuple[Stretch, ...]:
    """The turns in which lost stretches stand; stretches that touch are one."""
    turns = schema.turns.c
    chosen = select(turns.position, turns.start, turns.end).order_by(turns.position)
    rows = connection.execute(chosen.where(turns.transcript_id == transcript_id)).all()
    found: list[Stretch] = []
    for start, end in places:
        own = [row.position + 1 for row in rows if row.start < end and start < row.end]
        if not own:
            continue
        first, last = own[0], own[-1]
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return tuple(found)
