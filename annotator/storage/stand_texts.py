"""Texts and turns of transcripts that are lost in whole or in part, as far as they are known.

Places in a text are counted in code points: what stands behind a lost stretch keeps its place
only if the stretch keeps its length. How long it was, the turns say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, cast

from sqlalchemy import func, select

from annotator.domain.ids import Id
from annotator.domain.transcript import Transcript, text_sha256
from annotator.storage import schema
from annotator.storage.carving import Torn
from annotator.storage.cells import Cell, TornText, torn_record
from annotator.storage.remains import Remains

BLANK = "\N{REPLACEMENT CHARACTER}"
"""What stands for a character that is lost."""

_MOST_BYTES = 4  # of one code point in UTF-8
_CELLS = tuple(schema.transcripts.c.keys())
_SHA256 = re.compile("[0-9a-f]{64}", re.ASCII)
_ENDS = (
    (schema.turns, "end"),
    (schema.moments, "end"),
    (schema.decisions, "end"),
    (schema.asides, "end"),
    (schema.stops, "position"),
)
"""What stands in a text, and how far it reaches."""


def transcript_of(left: Remains, transcript_id: Id, account_id: Id) -> Transcript:
    """A stand-in for a transcript, with what is left of its text and blanks for the rest."""
    said = left.said(schema.transcripts, transcript_id)
    cells = _torn_cells(left, transcript_id)
    text = _with_breaks(left, transcript_id, _text(left, transcript_id, cells.get("text")))
    if not isinstance(cells.get("text"), str):
        left.blanked.add(transcript_id)
        if not _is_sized(left, transcript_id):
            left.unsized.add(transcript_id)
    own = schema.transcripts.c.account_id == account_id
    wanted = said.get("version") or cells.get("version")
    return Transcript(
        id=transcript_id,
        account_id=account_id,
        version=left.free_number(schema.transcripts.c.version, own, wanted=wanted),
        text=text,
        turns=(),
        sha256=text_sha256(text),
        source=str(cells.get("source") or ""),
        format=str(cells.get("format") or ""),
        encoding=cast("str | None", cells.get("encoding")),
    )


def _torn_cells(left: Remains, transcript_id: Id) -> dict[str, Cell | TornText]:
    """What is left of the row of a transcript of which a page of the text is lost."""
    for torn in left.carved.torn.get("transcripts", ()):
        found = [each for each in map(_named, _readings(torn)) if each["id"] == transcript_id]
        whole = [each for each in found if _SHA256.fullmatch(str(each.get("sha256")))]
        if found:
            return whole[0] if len(whole) == 1 else found[-1]
    return {}


def _readings(torn: Torn) -> Iterable[list[Cell | TornText]]:
    """What a row may be, by what may stand behind its lost page; last as if nothing did."""
    lost = torn.size - len(torn.before)
    for after in dict.fromkeys((*torn.afters, b"", None)):
        cells = torn_record(torn.before, lost - len(after or b""), after)
        if cells is not None:
            yield cells


def _named(cells: list[Cell | TornText]) -> dict[str, Cell | TornText]:
    return dict.fromkeys(_CELLS) | dict(zip(_CELLS, cells, strict=False))


def _text(left: Remains, transcript_id: Id, torn: Cell | TornText) -> str:
    """What is left of a text at its places; where these are not known, its beginning only.

    Where its length is not known it is as long as it was at least: up to the greatest place that
    anything has in it, and as its lost bytes need.
    """
    ends = {table.name: _last(left, table, name, transcript_id) for table, name in _ENDS}
    length, reach = ends["turns"], max(*ends.values(), 1)
    if isinstance(torn, str):
        return torn
    if not isinstance(torn, TornText):
        return BLANK * reach
    gap = length - len(torn.before) - len(torn.after)
    if -(-torn.lost_bytes // _MOST_BYTES) <= gap <= torn.lost_bytes and length == reach:
        return torn.before + BLANK * gap + torn.after
    behind = torn.lost_bytes + len(torn.after.encode())
    least = -(-behind // _MOST_BYTES)
    return torn.before + BLANK * max(reach - len(torn.before), least)


def _is_sized(left: Remains, transcript_id: Id) -> bool:
    """Whether it is known how long a text was: all its turns are there, and they are all of it."""
    ends = [_last(left, table, name, transcript_id) for table, name in _ENDS]
    return "turns" not in left.carved.broken and ends[0] == max(ends) > 0


def _last(left: Remains, table: Any, column: str, transcript_id: Id) -> int:
    chosen = select(func.max(table.c[column])).where(table.c.transcript_id == transcript_id)
    return int(left.connection.execute(chosen).scalar() or 0)


def _with_breaks(left: Remains, transcript_id: Id, text: str) -> str:
    """The text with the LF that stands between two turns, where only that of it is known."""
    turns = schema.turns.c
    chosen = select(turns.position, turns.start, turns.end).order_by(turns.position)
    rows = left.connection.execute(chosen.where(turns.transcript_id == transcript_id)).all()
    signs = list(text)
    for before, after in pairwise(rows):
        is_next = before.position + 1 == after.position and before.end + 1 == after.start
        if is_next and signs[before.end] == BLANK:
            signs[before.end] = "\n"
    return "".join(signs)


def fill_turns(left: Remains) -> None:
    """Makes turns anew where rows of them are lost: what is said keeps its number and its place.

    The text says where a turn ends, since an LF stands between two; who spoke, nobody knows.
    """
    texts = schema.transcripts.c
    if "turns" not in left.carved.broken:
        return
    named = _named_turns(left)
    for transcript_id, text in left.connection.execute(select(texts.id, texts.text)).all():
        rows = _gaps_filled(left, transcript_id, text, named.get(transcript_id, -1))
        if rows:
            left.connection.execute(schema.turns.insert(), rows)
            left.tell("transcript", transcript_id, "turns of a transcript")


def _named_turns(left: Remains) -> dict[Id, int]:
    """The last turn of each transcript that anything names, by its place among them."""
    last: dict[Id, int] = {}
    named = [
        (each.get("transcript_id"), each.get("position"))
        for each in left.carved.entries.get("turns", ())
    ]
    for table in (schema.asked, schema.memos):
        chosen = select(table.c.transcript_id, table.c.turn).where(table.c.turn.is_not(None))
        named += [(row[0], row[1]) for row in left.connection.execute(chosen).all()]
    for transcript_id, position in named:
        if isinstance(transcript_id, str) and isinstance(position, int):
            last[transcript_id] = max(last.get(transcript_id, -1), position)
    return last


def _gaps_filled(left: Remains, transcript_id: Id, text: str, last: int) -> list[dict[str, Any]]:
    """The rows of turns that a transcript lacks, up to the last that is known of."""
    turns = schema.turns.c
    chosen = select(turns.position, turns.start, turns.end).order_by(turns.position)
    there = left.connection.execute(chosen.where(turns.transcript_id == transcript_id)).all()
    rows: list[dict[str, Any]] = []
    position, start = 0, 0
    for row in there:
        rows += _turns(transcript_id, text, position, row.position, start, row.start - 1)
        position, start = row.position + 1, row.end + 1
    rest = text[start:].count("\n") + 1 if start < len(text) else 0
    until = last + 1 if last >= position else position + rest
    return [*rows, *_turns(transcript_id, text, position, until, start, len(text))]


def _turns(
    transcript_id: Id, text: str, first: int, until: int, start: int, end: int
) -> list[dict[str, Any]]:
    """Rows of the turns from `first` up to `until`, which stand in a stretch of the text."""
    rows = []
    for position in range(first, until):
        own_end = text.find("\n", start, end) if position + 1 < until else end
        own_end = max(start, end) if own_end < 0 else own_end
        own = {"transcript_id": transcript_id, "position": position, "role": "other"}
        rows.append({**own, "start": min(start, len(text)), "end": min(own_end, len(text))})
        start = own_end + 1 if own_end < end else own_end
    return rows
