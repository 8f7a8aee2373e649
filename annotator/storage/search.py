"""Full-text search over the turns of current transcripts and over memos.

The index keeps no text of its own: it points at the views `turn_texts` and `memo_texts`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, text

from annotator.domain.edits import Record
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.memo import Memo
from annotator.domain.moment import Moment
from annotator.domain.transcript import Transcript

# Set around what was found; no keyboard writes them.
_OPEN, _SHUT = "\x02", "\x03"
VERY_MANY = 200
"""To take out so many notes without a trace takes longer than to put in some thousand anew."""

_TURNS = text(
    """
    SELECT turns.transcript_id, NULL, turns.start, turns."end",
           highlight(turn_words, 0, :open, :shut),
           snippet(turn_words, 0, '', '', '…', 16), turn_words.rank AS score
    FROM turn_words
    JOIN turns ON turns.seq = turn_words.rowid
    JOIN transcripts ON transcripts.id = turns.transcript_id
    WHERE turn_words MATCH :query AND transcripts.account_id NOT IN :unread AND NOT EXISTS (
        SELECT 1 FROM transcripts AS newer
        WHERE newer.account_id = transcripts.account_id AND newer.version > transcripts.version)
    ORDER BY score, turns.seq LIMIT :limit
    """
).bindparams(bindparam("unread", expanding=True))
_MEMOS = text(
    """
    SELECT moments.transcript_id, moments.id, moments.start, moments."end", NULL,
           snippet(memo_words, 0, '', '', '…', 16), memo_words.rank AS score
    FROM memo_words
    JOIN moments ON moments.seq = memo_words.rowid
    JOIN transcripts ON transcripts.id = moments.transcript_id
    WHERE memo_words MATCH :query AND (:seen_by IS NULL OR moments.coder_id = :seen_by)
        AND transcripts.account_id NOT IN :unread
    ORDER BY score, moments.seq LIMIT :limit
    """
).bindparams(bindparam("unread", expanding=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Where words were found.

    Attributes:
        moment_id: the moment whose memo it is, None for a turn.
        start: of the words in the transcript, or of the moment with the memo.
        snippet: a few words around.
    """

    kind: Literal["turn", "memo"]
    transcript_id: Id
    moment_id: Id | None
    start: int
    end: int
    snippet: str


def find(
    connection: Connection,
    words: str,
    *,
    limit: int,
    seen_by: Id | None,
    shut: Collection[Id] = (),
) -> list[Hit]:
    """Where all the words stand together, best first; the last word may be only begun.

    Nothing is found in the transcripts of accounts that are `shut`.
    """
    query = quoted(words)
    if not query:
        return []
    common = {"query": query, "limit": limit, "unread": list(shut)}
    marks = {"open": _OPEN, "shut": _SHUT}
    turns = connection.execute(_TURNS, {**common, **marks}).all()
    memos = connection.execute(_MEMOS, {**common, "seen_by": seen_by}).all()
    best = sorted([*turns, *memos], key=lambda row: row[-1])[:limit]
    return [_hit(row) for row in best]


def quoted(words: str) -> str:
    """A query in which nothing that a person types is an operator.

    >>> quoted('he said "no" OR')
    '"he" "said" \"\"\"no\"\"\" "OR"*'
    """
    # A lone half of a pair of UTF-16 or a NUL cannot stand in a text that is searched.
    clean = words.encode("utf-8", "ignore").decode("utf-8").replace("\0", " ")
    phrases = ['"' + word.replace('"', '""') + '"' for word in clean.split()]
    return " ".join(phrases) + "*" if phrases else ""


@dataclass(frozen=True, slots=True)
class _Noted:
    """A kind of record with words of its own: the field, its row's number, in and out.

    Attributes:
        last: the number of the last row.
        enter_after: puts the words of all records in that stand in the rows after one.
        leave_old: takes out the words of a record that still stands in its table.
        empty, enter_others: takes out all words, and puts those of the others in, by the ids of
            the ones that are left out, as JSON.
    """

    field: str
    seq: str
    enter: str
    leave: str
    last: str
    enter_after: str
    leave_old: str
    empty: str
    enter_others: str


_NOTED: dict[type, _Noted] = {
    Moment: _Noted(
        "memo",
        "SELECT seq FROM moments WHERE id = ?",
        "INSERT INTO memo_words(rowid, memo) VALUES (?, ?)",
        "INSERT INTO memo_words(memo_words, rowid, memo) VALUES ('delete', ?, ?)",
        "SELECT max(seq) FROM moments",
        "INSERT INTO memo_words(rowid, memo) SELECT seq, memo FROM moments "
        "WHERE seq > ? AND memo <> ''",
        "INSERT INTO memo_words(memo_words, rowid, memo) "
        "SELECT 'delete', seq, memo FROM moments WHERE id = ?",
        "INSERT INTO memo_words(memo_words) VALUES ('delete-all')",
        "INSERT INTO memo_words(rowid, memo) SELECT seq, memo FROM moments "
        "WHERE memo <> '' AND id NOT IN (SELECT value FROM json_each(?))",
    ),
    Memo: _Noted(
        "text",
        "SELECT seq FROM memos WHERE id = ?",
        "INSERT INTO note_words(rowid, text) VALUES (?, ?)",
        "INSERT INTO note_words(note_words, rowid, text) VALUES ('delete', ?, ?)",
        "SELECT max(seq) FROM memos",
        "INSERT INTO note_words(rowid, text) SELECT seq, text FROM memos "
        "WHERE seq > ? AND text <> ''",
        "INSERT INTO note_words(note_words, rowid, text) "
        "SELECT 'delete', seq, text FROM memos WHERE id = ?",
        "INSERT INTO note_words(note_words) VALUES ('delete-all')",
        "INSERT INTO note_words(rowid, text) SELECT seq, text FROM memos "
        "WHERE text <> '' AND id NOT IN (SELECT value FROM json_each(?))",
    ),
    Judgement: _Noted(
        "memo",
        "SELECT seq FROM judgements WHERE id = ?",
        "INSERT INTO judgement_words(rowid, memo) VALUES (?, ?)",
        "INSERT INTO judgement_words(judgement_words, rowid, memo) VALUES ('delete', ?, ?)",
        "SELECT max(seq) FROM judgements",
        "INSERT INTO judgement_words(rowid, memo) SELECT seq, memo FROM judgements "
        "WHERE seq > ? AND memo <> ''",
        "INSERT INTO judgement_words(judgement_words, rowid, memo) "
        "SELECT 'delete', seq, memo FROM judgements WHERE id = ?",
        "INSERT INTO judgement_words(judgement_words) VALUES ('delete-all')",
        "INSERT INTO judgement_words(rowid, memo) SELECT seq, memo FROM judgements "
        "WHERE memo <> '' AND id NOT IN (SELECT value FROM json_each(?))",
    ),
}


def enter(connection: Connection, record: Record) -> None:
    """Puts the words of a record into the index, after its rows were written."""
    if not _is_indexed(connection):
        return
    if isinstance(record, Transcript):
        _write(connection, "INSERT INTO turn_words(rowid, text) VALUES (?, ?)", record)
    elif noted := _NOTED.get(type(record)):
        _write_note(connection, noted, noted.enter, record)


def last_row(connection: Connection, kind: type) -> int:
    """The number of the last row of a kind of record whose words are notes; 0 before the first."""
    noted = _NOTED.get(kind)
    if noted is None or not _is_indexed(connection):
        return 0
    return connection.exec_driver_sql(noted.last).scalar() or 0


def enter_after(connection: Connection, kind: type, row: int) -> None:
    """Puts the words of all records of a kind into the index that were written after a row.

    In one statement: a tenth of the time that as many would take.
    """
    noted = _NOTED.get(kind)
    if noted is not None and _is_indexed(connection):
        connection.exec_driver_sql(noted.enter_after, (row,))


def leave(connection: Connection, record: Record) -> None:
    """Takes the words of a record out of the index, before its rows are changed."""
    if not _is_indexed(connection):
        return
    if isinstance(record, Transcript):
        sql = "INSERT INTO turn_words(turn_words, rowid, text) VALUES ('delete', ?, ?)"
        _write(connection, sql, record)
    elif noted := _NOTED.get(type(record)):
        _write_note(connection, noted, noted.leave, record)


def leave_many(connection: Connection, records: Sequence[Record]) -> None:
    """The same of many records of one kind; of very many the index of the others is made anew."""
    noted = _NOTED.get(type(records[0])) if records else None
    if noted is None:
        for each in records:
            leave(connection, each)
        return
    ids = [each.id for each in records if getattr(each, noted.field)]
    if not ids or not _is_indexed(connection):
        return
    if len(ids) < VERY_MANY:
        connection.exec_driver_sql(noted.leave_old, [(each,) for each in ids])
    else:
        connection.exec_driver_sql(noted.empty)
        connection.exec_driver_sql(noted.enter_others, (json.dumps(ids),))


def _is_indexed(connection: Connection) -> bool:
    """Whether there is an index at all: on a server words are looked for in the texts."""
    return connection.dialect.name == "sqlite"


def has_words(kind: type) -> bool:
    """Whether anything that records of a kind say is in the index."""
    return kind is Transcript or kind in _NOTED


def same_words(before: Record | None, after: Record | None) -> bool:
    """Whether the index need not be told of a change."""
    if before is None or after is None:
        return False
    if isinstance(before, Transcript) and isinstance(after, Transcript):
        # Rows of turns that change are written anew, under new numbers.
        return before.turns == after.turns
    noted = _NOTED.get(type(before))
    return noted is not None and getattr(before, noted.field) == getattr(after, noted.field)


def _write(connection: Connection, sql: str, transcript: Transcript) -> None:
    chosen = "SELECT seq FROM turns WHERE transcript_id = ? ORDER BY position"
    numbers = connection.exec_driver_sql(chosen, (transcript.id,)).scalars().all()
    rows = [
        (number, transcript.quote(turn.start, turn.end))
        for number, turn in zip(numbers, transcript.turns, strict=True)
    ]
    if rows:
        connection.exec_driver_sql(sql, rows)


def _write_note(connection: Connection, noted: _Noted, sql: str, record: Record) -> None:
    words = getattr(record, noted.field)
    if words:
        number = connection.exec_driver_sql(noted.seq, (record.id,)).scalar_one()
        connection.exec_driver_sql(sql, (number, words))


def _hit(row: Sequence[Any]) -> Hit:
    transcript_id, moment_id, start, end, marked, snippet, _ = row
    if marked is not None:
        start, end = _found_at(start, end, marked)
    return Hit(
        kind="turn" if moment_id is None else "memo",
        transcript_id=transcript_id,
        moment_id=moment_id,
        start=start,
        end=end,
        snippet=snippet,
    )


def _found_at(start: int, end: int, marked: str) -> tuple[int, int]:
    """Where the first words found stand; the whole turn where its text has marks of its own."""
    if len(marked) - 2 * marked.count(_OPEN) != end - start or _OPEN not in marked:
        return start, end
    first = marked.index(_OPEN)
    return start + first, start + marked.index(_SHUT) - 1
