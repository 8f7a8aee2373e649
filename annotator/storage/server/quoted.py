"""Which texts the examples of codes quote, noted by a PI's program as both are written.

A coder reads an example that quotes a text only where that text is open to them, and the server
cannot compare it with one that is not: so it is known beforehand. An example that nobody has
noted, since an older program wrote it, no coder reads; nor one that quoted nothing before an
older program wrote a text, until a PI opens the study with this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from annotator.domain.codebook import Codebook
from annotator.domain.edits import Replace
from annotator.domain.ids import Id
from annotator.domain.quoting import folded, quoted_words
from annotator.domain.transcript import Transcript
from annotator.storage import schema
from annotator.storage.server.connecting import SCHEMA
from annotator.storage.server.withheld import DOUBT, NOTES

_PUT = f"INSERT INTO {SCHEMA}.examples VALUES (%s, %s, %s, %s, %s)"
_JOIN = f"UPDATE {SCHEMA}.examples SET texts = texts || %s::text WHERE text = ANY(%s)"
_LEAVE = f"UPDATE {SCHEMA}.examples SET texts = array_remove(texts, %s)"
_EMPTY = f"DELETE FROM {SCHEMA}.examples"
_IN_DOUBT = f"SELECT EXISTS (SELECT 1 FROM {SCHEMA}.examples WHERE '{DOUBT}' = ANY(texts))"
_WILL_NOTE = f"SET LOCAL {NOTES} = 'on'"
_OF_BOOKS = f"DELETE FROM {SCHEMA}.examples WHERE codebook_id = ANY(%s)"


def announce(connection: Connection, changes: Iterable[Replace]) -> None:
    """Says, inside the transaction that is to write them, that new texts will be noted."""
    if any(isinstance(each.after, Transcript) and each.before is None for each in changes):
        connection.exec_driver_sql(_WILL_NOTE)


def is_in_doubt(connection: Connection) -> bool:
    """Whether an older program has written a text since all was noted."""
    return bool(connection.exec_driver_sql(_IN_DOUBT).scalar())


def note(connection: Connection, changes: Iterable[Replace]) -> None:
    """Notes what was written, inside the transaction that has written it."""
    books: set[Id] = set()
    for change in changes:
        before, after = change.before, change.after
        if isinstance(change.record, Codebook) and _examples(before) != _examples(after):
            books.add(change.record.id)
        if isinstance(change.record, Transcript) and (before is None or after is None):
            _note_text(connection, change.record, is_new=after is not None)
    if books:
        _note_books(connection, books)


def note_all(connection: Connection) -> None:
    """Notes all of them anew: of a study that has come here, or has lost texts."""
    connection.exec_driver_sql(_EMPTY)
    _note_books(connection, set(connection.execute(select(schema.codebooks.c.id)).scalars()))


def _examples(book: object) -> dict[Id, tuple[str, ...]]:
    """By code its examples, where it has any."""
    codes = book.codes() if isinstance(book, Codebook) else ()
    return {code.id: code.examples for _, code in codes if code.examples}


def _note_text(connection: Connection, transcript: Transcript, *, is_new: bool) -> None:
    run = connection.exec_driver_sql
    if not is_new:
        run(_LEAVE, (transcript.id,))
        return
    known = run(f"SELECT DISTINCT text FROM {SCHEMA}.examples").scalars().all()
    words = folded(transcript.text) if known else ""
    quoting = [each for each in known if _is_in(each, words)]
    if quoting:
        run(_JOIN, (transcript.id, quoting))


def _note_books(connection: Connection, books: set[Id]) -> None:
    """Examples that another version has are known from there; texts are read for others alone."""
    run = connection.exec_driver_sql
    run(_OF_BOOKS, (sorted(books),))
    known: dict[str, list[Id]] = {
        row.text: row.texts for row in run(f"SELECT DISTINCT text, texts FROM {SCHEMA}.examples")
    }
    table = schema.codes
    chosen = select(table.c.codebook_id, table.c.id, table.c.examples)
    rows = [
        (book_id, code_id, at, example)
        for book_id, code_id, examples in connection.execute(
            chosen.where(table.c.codebook_id.in_(books))
        )
        for at, example in enumerate(examples or ())
    ]
    known |= _quoting(connection, {row[3] for row in rows} - known.keys())
    if rows:
        run(_PUT, [(*row, known[row[3]]) for row in rows])


def _quoting(connection: Connection, examples: set[str]) -> Mapping[str, list[Id]]:
    """By example the texts that it quotes."""
    found: dict[str, list[Id]] = {each: [] for each in examples}
    if found:
        table = schema.transcripts
        for transcript_id, text in connection.execute(select(table.c.id, table.c.text)):
            words = folded(text)
            for example, own in found.items():
                if _is_in(example, words):
                    own.append(transcript_id)
    return found


def _is_in(example: str, words: str) -> bool:
    quoted = quoted_words(example)
    return bool(quoted) and quoted in words
