"""The whole check of a study file: one line for each thing that is not as it should be."""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from annotator.domain.transcript import Transcript, text_sha256
from annotator.domain.view import StudyView
from annotator.storage import journal, schema, whitelist
from annotator.storage.connection import pragma
from annotator.storage.opening import head_findings, page_findings, reference_findings
from annotator.storage.reading import read_view
from annotator.storage.trouble import CORRUPT, READONLY, code_of

NOBODY = ""


def find_faults(connection: Connection, *, encrypted: bool) -> list[str]:
    """What is wrong with the file; empty when it is sound. No finding quotes a transcript.

    Later parts are left out where earlier ones fail: they would only repeat the damage.
    """
    faults = page_findings(connection, encrypted=encrypted) + _structure(connection)
    if faults:
        return faults
    faults = reference_findings(connection) + head_findings(connection) + _chain(connection)
    view = read_view(connection, NOBODY)  # nobody's work: the check is run by blind coders too
    for transcript in view.transcripts.values():
        faults += _transcript(transcript)
    return (
        faults + _places(connection) + _codebooks(view) + _ratings(connection) + _words(connection)
    )


def _structure(connection: Connection) -> list[str]:
    rows = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    faults = [str(row) for row in rows if row != "ok"]
    if pragma(connection, "application_id") != schema.APPLICATION_ID:
        faults.append("the application id is not that of a study")
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
    return [
        f"the content of journal record {row.seq} is not what was recorded"
        for row in connection.execute(select(schema.journal_payloads).order_by("seq"))
        if journal.payload_hash(row.salt, row.payload) != hashes[row.seq]
    ]


def _transcript(transcript: Transcript) -> list[str]:
    faults = []
    name = f"transcript {transcript.id}"
    if text_sha256(transcript.text) != transcript.sha256:
        faults.append(f"{name}: the text is not what its SHA-256 says")
    position = 0
    for number, turn in enumerate(transcript.turns, 1):
        if not position <= turn.start <= turn.end <= len(transcript.text):
            faults.append(f"{name}: turn {number} stands outside its place in the text")
            break
        position = turn.end
    return faults


def _places(connection: Connection) -> list[str]:
    """Spans and stops outside the text that they stand in."""
    outside = (
        (
            "moment",
            "SELECT m.id FROM moments m JOIN transcripts t ON t.id = m.transcript_id "
            'WHERE m.start < 0 OR m."end" < m.start OR m."end" > length(t.text)',
        ),
        (
            "stop",
            "SELECT s.id FROM stops s JOIN transcripts t ON t.id = s.transcript_id "
            "WHERE s.position < 0 OR s.position > length(t.text)",
        ),
    )
    return [
        f"{kind} {found} stands outside its transcript"
        for kind, statement in outside
        for found in connection.exec_driver_sql(statement).scalars()
    ]


def _ratings(connection: Connection) -> list[str]:
    """Ratings of pairings on scales that no version of the codebook has."""
    statement = (
        "SELECT DISTINCT pairing_id FROM pairing_ratings "
        "WHERE scale_id NOT IN (SELECT id FROM scales)"
    )
    return [
        f"pairing {found} is rated on a scale that is not there"
        for found in connection.exec_driver_sql(statement).scalars()
    ]


def _codebooks(view: StudyView) -> list[str]:
    """Codes under codes that their version of the codebook lacks."""
    faults = []
    for book in view.codebooks.values():
        codes = {code.id for _, code in book.codes()}
        faults += [
            f"code {code.id} stands under a code that is not in codebook {book.number}"
            for _, code in book.codes()
            if code.parent_id is not None and code.parent_id not in codes
        ]
    return faults


def _words(connection: Connection) -> list[str]:
    """Whether the full-text index holds the words that stand in the tables, no more, no less."""
    faults = []
    for index, what in (("turn_words", "turns"), ("memo_words", "memos")):
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
