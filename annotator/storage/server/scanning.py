"""Words looked for in the texts themselves: a server has no full-text index of them.

An index would be one over all rows, whose numbers tell of those that a coder may not see.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from annotator.domain.folding import fold, folded_words
from annotator.domain.ids import Id
from annotator.domain.occurrences import occurrences
from annotator.domain.query import Both, Node, Phrase
from annotator.domain.spans import Span
from annotator.storage import schema
from annotator.storage.search import Hit

_AROUND = 50


def find(
    connection: Connection,
    words: str,
    *,
    limit: int,
    seen_by: Id | None,
    shut: Collection[Id] = (),
) -> list[Hit]:
    """Where all the words stand together, in order of the texts; see `search.find`."""
    node = _node(words)
    if node is None:
        return []
    newest = _newest(connection, shut)
    hits = _in_turns(connection, newest, node, limit)
    return (hits + _in_memos(connection, newest, node, seen_by, limit - len(hits)))[:limit]


def _node(words: str) -> Node | None:
    """What is asked for; the last word may be only begun. None where there is no word."""
    parts = [each for each in map(folded_words, words.split()) if each]
    last = len(parts) - 1
    return (
        Both(tuple(Phrase(part, begins=at == last) for at, part in enumerate(parts)))
        if parts
        else None
    )


def _newest(connection: Connection, shut: Collection[Id]) -> dict[Id, str]:
    """The texts of the newest versions, by transcript."""
    table = schema.transcripts
    chosen = select(table.c.id, table.c.account_id, table.c.text).order_by(table.c.version)
    newest = {row.account_id: (row.id, row.text) for row in connection.execute(chosen)}
    return dict(own for account, own in newest.items() if account not in shut)


def _in_turns(connection: Connection, texts: dict[Id, str], node: Node, limit: int) -> list[Hit]:
    table = schema.turns
    chosen = select(table.c.transcript_id, table.c.start, table.c.end).where(
        table.c.transcript_id.in_(texts)
    )
    hits: list[Hit] = []
    for transcript_id, start, end in connection.execute(
        chosen.order_by(table.c.transcript_id, table.c.position)
    ):
        text = texts[transcript_id][start:end]
        found = _found(text, node)
        if found is not None:
            hits.append(
                Hit(
                    kind="turn",
                    transcript_id=transcript_id,
                    moment_id=None,
                    start=start + found[0],
                    end=start + found[1],
                    snippet=_snippet(text, found),
                )
            )
        if len(hits) == limit:
            break
    return hits


def _in_memos(
    connection: Connection,
    texts: dict[Id, str],
    node: Node,
    seen_by: Id | None,
    limit: int,
) -> list[Hit]:
    table = schema.moments
    chosen = select(table).where(table.c.memo != "")
    if seen_by is not None:
        chosen = chosen.where(table.c.coder_id == seen_by)
    hits: list[Hit] = []
    for row in connection.execute(chosen.order_by(table.c.seq)):
        found = _found(row.memo, node) if row.transcript_id in texts else None
        if found is not None and len(hits) < limit:
            hits.append(
                Hit(
                    kind="memo",
                    transcript_id=row.transcript_id,
                    moment_id=row.id,
                    start=row.start,
                    end=row.end,
                    snippet=_snippet(row.memo, found),
                )
            )
    return hits


def _found(text: str, node: Node) -> Span | None:
    """The first place of any of the words, where all of them stand; None where one does not."""
    spans = occurrences(node, fold(text))
    return spans[0] if spans else None


def _snippet(text: str, found: Span) -> str:
    start, end = max(0, found[0] - _AROUND), min(len(text), found[1] + _AROUND)
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
