"""The whole check of a study file: one line for each thing that is not as it should be."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from sqlalchemy import Connection, LargeBinary, cast, select
from sqlalchemy.exc import DBAPIError

from annotator.domain.errors import UserError
from annotator.domain.transcript import text_sha256
from annotator.storage import journal, schema, whitelist
from annotator.storage.connection import hang_up, pragma, reading
from annotator.storage.missing import missing_payloads
from annotator.storage.opening import head_findings, page_findings, reference_findings
from annotator.storage.trouble import CORRUPT, READONLY, code_of

# Each text is measured once, in code points, and not once for each thing that stands in it.
_LENGTHS = "WITH lengths AS MATERIALIZED (SELECT id, length(text) AS length FROM transcripts) "

# What to say of the cells that a statement gives: ids and numbers of places only, since whoever
# checks may be blind to all else.
_PLACES = (
    (
        "transcript {}: turn {} stands outside its place in the text",
        """SELECT lengths.id, min(position) + 1
        FROM (
            SELECT transcript_id, position, start, "end",
                lag("end", 1, 0) OVER (PARTITION BY transcript_id ORDER BY position) AS former
            FROM turns
        ) JOIN lengths ON lengths.id = transcript_id
        WHERE start < former OR "end" < start OR "end" > length
        GROUP BY lengths.id ORDER BY lengths.id""",
    ),
    (
        "moment {} stands outside its transcript",
        """SELECT moments.id FROM moments JOIN lengths ON lengths.id = transcript_id
        WHERE start < 0 OR "end" < start OR "end" > length ORDER BY seq""",
    ),
    (
        "decision {} stands outside its transcript",
        """SELECT decisions.id FROM decisions JOIN lengths ON lengths.id = transcript_id
        WHERE start < 0 OR "end" < start OR "end" > length ORDER BY seq""",
    ),
    (
        "stop {} stands outside its transcript",
        """SELECT stops.id FROM stops JOIN lengths ON lengths.id = transcript_id
        WHERE position < 0 OR position > length ORDER BY seq""",
    ),
    (
        "aside {} stands outside its transcript",
        """SELECT asides.id FROM asides JOIN lengths ON lengths.id = transcript_id
        WHERE start < 0 OR "end" < start OR "end" > length ORDER BY seq""",
    ),
    (
        "question {} is asked in a turn that its transcript has not",
        """SELECT id FROM asked WHERE turn >= (
            SELECT count(*) FROM turns WHERE turns.transcript_id = asked.transcript_id)
        ORDER BY seq""",
    ),
    (
        "code {} stands under a code that is not in codebook {}",
        """SELECT codes.id, codebooks.number
        FROM codes JOIN codebooks ON codebooks.id = codes.codebook_id
        WHERE parent_id NOT IN (
            SELECT above.id FROM codes AS above WHERE above.codebook_id = codes.codebook_id)
        ORDER BY codebooks.number, codes.position""",
    ),
    (
        "judgement {} stands under a set that is not in its codebook",
        """SELECT judgements.id FROM judgements WHERE code_set_id NOT IN (
            SELECT code_sets.id FROM code_sets
            WHERE code_sets.codebook_id = judgements.codebook_id)
        ORDER BY seq""",
    ),
    (
        "judgement {} is of another unit than its set",
        """SELECT judgements.id FROM judgements JOIN code_sets
            ON code_sets.id = code_set_id AND code_sets.codebook_id = judgements.codebook_id
        WHERE code_sets.unit <> judgements.unit ORDER BY seq""",
    ),
    (
        "judgement {} is of what is not there",
        """SELECT id FROM judgements WHERE target_id NOT IN (
            SELECT accounts.id FROM accounts WHERE judgements.unit IN ('account', 'bin')
            UNION ALL SELECT sessions.id FROM sessions WHERE judgements.unit = 'session'
            UNION ALL SELECT dyads.id FROM dyads WHERE judgements.unit = 'dyad')
        ORDER BY seq""",
    ),
    (
        "judgement {} is of no bin that its set cuts",
        """SELECT judgements.id FROM judgements JOIN code_sets
            ON code_sets.id = code_set_id AND code_sets.codebook_id = judgements.codebook_id
        WHERE judgements.unit = 'bin' AND (
            start_ms IS NULL OR end_ms IS NULL OR start_ms < 0 OR start_ms % bin_ms <> 0
            OR end_ms <= start_ms OR end_ms > start_ms + bin_ms)
        ORDER BY seq""",
    ),
    (
        "judgement {} gives a code that is not of its set",
        """SELECT judgements.id FROM judgements JOIN (
            SELECT judgement_id, codebook_id, code_id FROM judgement_codes
            UNION SELECT judgement_id, codebook_id, code_id FROM judgement_values
        ) AS given ON judgement_id = judgements.id
        JOIN codes ON codes.codebook_id = given.codebook_id AND codes.id = code_id
        WHERE codes.code_set_id <> judgements.code_set_id GROUP BY judgements.id ORDER BY seq""",
    ),
    (
        "memo {} is about a turn that its transcript has not",
        """SELECT id FROM memos WHERE turn >= (
            SELECT count(*) FROM turns WHERE turns.transcript_id = memos.transcript_id)
        ORDER BY seq""",
    ),
    (
        "pairing {} is rated on a scale that is not there",
        """SELECT DISTINCT pairing_id FROM pairing_ratings
        WHERE scale_id NOT IN (SELECT id FROM scales) ORDER BY pairing_id""",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Half:
    """What one half of the check has found.

    Attributes:
        pages: those that are not as they were written; nothing else is then looked at.
        failed: what kept it from the rest.
    """

    pages: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    failed: UserError | DBAPIError | None = None


def find_faults(
    connection: Connection, *, encrypted: bool, another: Callable[[], Connection] | None = None
) -> list[str]:
    """What is wrong with the file; empty when it is sound. No finding quotes a transcript.

    No record is built: a coder's blind window may ask, and what it may not see is not loaded.
    Later parts are left out where earlier ones fail: they would only repeat the damage.

    Args:
        connection: in a transaction that reads, so that nobody can write meanwhile.
        encrypted: whether each page has its own check.
        another: opens another connection, on which one half is done at the same time.
    """
    with ThreadPoolExecutor(1) as pool:
        beside = pool.submit(_half_beside, another, encrypted=encrypted) if another else None
        half = _Half() if beside else _Half(pages=_pages(connection, encrypted=encrypted))
        faults, chain, texts = list[str](), list[str](), list[str]()
        failed: UserError | DBAPIError | None = None
        try:
            faults = _structure(connection) + _form(connection)
            if not faults and not half.pages:
                chain = head_findings(connection) + _chain(connection)
                texts = _texts(connection)
                half = half if beside else _half(connection)
        except (UserError, DBAPIError) as error:
            failed = error
        half = beside.result() if beside else half
    faults = half.pages + faults
    failed = failed or half.failed
    if not faults and failed is not None:
        raise failed
    return faults or [*half.references, *chain, *texts, *half.places, *half.words]


def _half_beside(another: Callable[[], Connection], *, encrypted: bool) -> _Half:
    """The pages first: where one is bad, whatever else fails says less."""
    connection = another()
    try:
        with reading(connection):
            pages = _pages(connection, encrypted=encrypted)
            half = _Half(pages=pages) if pages else _half(connection)
            connection.rollback()  # asking for the index began to write, beside a reader
            return half
    finally:
        hang_up(connection)


def _half(connection: Connection) -> _Half:
    """What does not read the payloads; with the pages about half of the work."""
    try:
        references, places = reference_findings(connection), _places(connection)
        return _Half(references=references, places=places, words=_words(connection))
    except (UserError, DBAPIError) as error:
        return _Half(failed=error)


def _pages(connection: Connection, *, encrypted: bool) -> list[str]:
    return page_findings(connection, encrypted=True) if encrypted else []


def _structure(connection: Connection) -> list[str]:
    """SQLite's own check, of all trees and indexes; it holds all that its quick one does."""
    rows = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    return [str(row) for row in rows if row != "ok"]


def _form(connection: Connection) -> list[str]:
    """Whether the file says that it is what it is."""
    faults = []
    handed_out = connection.execute(select(schema.work.c.only)).first() is not None
    wanted = schema.PACKAGE_ID if handed_out else schema.APPLICATION_ID
    if pragma(connection, "application_id") != wanted:
        faults.append("the application id is not that of a study or of handed-out work")
    if pragma(connection, "user_version") != schema.VERSION:
        faults.append("the schema version is not that of this program")
    if not whitelist.is_current(connection):
        faults.append("the tables are not those that IPR Annotator makes")
    return faults


def _chain(connection: Connection) -> list[str]:
    """The first broken link of the journal, and payloads that are not what it says."""
    former = journal.FIRST_HASH
    hashes: dict[int, str] = {}
    for place, row in enumerate(connection.execute(select(schema.journal).order_by("seq")), 1):
        cells = dict(row._mapping)  # noqa: SLF001 (SQLAlchemy's public name for it)
        if cells["seq"] != place or journal.link(former, cells) != cells["hash"]:
            return [f"the journal is broken at record {place}"]
        former = cells["hash"]
        hashes[place] = cells["payload_sha256"]
    table = schema.journal_payloads
    content = cast(table.c.payload, LargeBinary)  # as it stands, without making a text of it
    return [
        f"the content of journal record {seq} is not what was recorded"
        for seq, salt, payload in connection.execute(
            select(table.c.seq, table.c.salt, content).order_by(table.c.seq)
        )
        if journal.bytes_hash(salt, payload or b"") != hashes.get(seq)
    ] + list(missing_payloads(connection))


def _texts(connection: Connection) -> list[str]:
    """Transcripts whose text is not what its SHA-256 says."""
    table = schema.transcripts
    chosen = select(table.c.id, table.c.text, table.c.sha256).order_by(table.c.seq)
    return [
        f"transcript {row.id}: the text is not what its SHA-256 says"
        for row in connection.execute(chosen)
        if text_sha256(row.text) != row.sha256
    ]


def _places(connection: Connection) -> list[str]:
    """What stands outside its place in a text, and references that no foreign key covers."""
    return [
        sentence.format(*row)
        for sentence, statement in _PLACES
        for row in connection.exec_driver_sql(_LENGTHS + statement)
    ]


def _words(connection: Connection) -> list[str]:
    """Whether the full-text index holds the words that stand in the tables, no more, no less."""
    faults = []
    indexes = {
        "turn_words": "turns",
        "memo_words": "memos",
        "note_words": "memos of their own",
        "judgement_words": "memos of judgements",
    }
    for index, what in indexes.items():
        try:
            connection.exec_driver_sql(
                f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)"  # noqa: S608
            )
        except DBAPIError as error:
            if code_of(error) == READONLY:
                continue  # asking is a write to SQLite; nothing can have changed the index
            if code_of(error) != CORRUPT:
                raise  # somebody else is writing, or the disk failed: that says nothing of it
            faults.append(f"the full-text index of {what} is not that of the text")
    return faults
