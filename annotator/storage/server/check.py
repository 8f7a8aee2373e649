"""The whole check of a study on a server: its records, its journals and its walls."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from annotator.domain.transcript import text_sha256
from annotator.storage import schema
from annotator.storage.missing import missing_payloads, sentence
from annotator.storage.server import chains, unseen
from annotator.storage.server.connecting import SCHEMA
from annotator.storage.server.tables import CODERS_TABLES
from annotator.storage.server.walls import Roles, expected

_UNFORCED = f"""SELECT c.relname FROM pg_catalog.pg_class AS c
    WHERE c.relnamespace::regnamespace::text IN (
        SELECT '{SCHEMA}' UNION ALL SELECT home FROM {SCHEMA}.homes) AND c.relkind IN ('r', 'p')
        AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1"""
_POLICIES = f"""SELECT tablename, policyname, roles::text[] FROM pg_policies
    WHERE schemaname = '{SCHEMA}'"""
_ABOVE = f"""SELECT count(*) FROM pg_roles WHERE (rolsuper OR rolbypassrls)
    AND rolname IN (SELECT login FROM {SCHEMA}.logins WHERE role <> 'pi')"""
_DEFINERS = f"""SELECT count(*) FROM pg_proc
    WHERE pronamespace = '{SCHEMA}'::regnamespace AND prosecdef"""
_OUTSIDE_OF = """WITH texts AS MATERIALIZED (SELECT id, char_length(text) AS long FROM transcripts)
    SELECT m.id FROM {} AS m LEFT JOIN texts AS t ON t.id = m.transcript_id
    WHERE NOT (m.start >= 0 AND m.start <= m."end" AND m."end" <= coalesce(t.long, m."end"))
    ORDER BY m.seq"""
_LEFT = """SELECT EXISTS (SELECT 1 FROM pairing_moments AS p
    WHERE NOT EXISTS (SELECT 1 FROM moments AS m WHERE m.id = p.moment_id))"""
_OUTSIDE = {
    "moment": _OUTSIDE_OF.format(schema.moments.name),
    "aside": _OUTSIDE_OF.format(schema.asides.name),
}
_MISSING = f"""SELECT e.seq FROM {SCHEMA}.journal_chains AS e
    LEFT JOIN {SCHEMA}.journal_payloads_chains AS p ON p.chain = e.chain AND p.seq = e.seq
    LEFT JOIN {SCHEMA}.erased_payloads AS g ON g.chain = e.chain AND g.seq = e.seq
    WHERE p.seq IS NULL AND g.seq IS NULL ORDER BY e.chain, e.seq"""


def find_faults(connection: Connection, roles: Roles, *, of_coder: bool) -> list[str]:
    """What is wrong; a coder's login sees to its own work and what it may read.

    No finding quotes a transcript.
    """
    faults = [*chains.faults(connection), *_texts(connection), *_places(connection)]
    if of_coder:
        faults += missing_payloads(connection)
    else:
        faults += sentence(connection.exec_driver_sql(_MISSING).scalars().all())
        faults += [*_walls(connection, roles), *_twice(connection), *_left(connection)]
    return faults


def _texts(connection: Connection) -> Iterator[str]:
    table = schema.transcripts
    for row in connection.execute(select(table.c.id, table.c.text, table.c.sha256)):
        if text_sha256(row.text) != row.sha256:
            yield f"transcript {row.id}: the text is not what its SHA-256 says"


def _places(connection: Connection) -> Iterator[str]:
    for kind, statement in _OUTSIDE.items():
        for record_id in connection.exec_driver_sql(statement).scalars():
            yield f"{kind} {record_id} stands outside its transcript"


def _walls(connection: Connection, roles: Roles) -> Iterator[str]:
    """Where a wall is not as this program puts it up."""
    run = connection.exec_driver_sql
    for (name,) in run(_UNFORCED):
        yield f"the rows of the table {name} are not guarded"
    found = {(row[0], row[1], *sorted(row[2])) for row in run(_POLICIES)}
    for name, policy, *_ in sorted(found ^ expected(roles)):
        yield f"the rule {policy} of the table {name} is not as it was made"
    if run(_DEFINERS).scalar():
        yield "a function in the study runs with more than its caller's rights"
    if run(_ABOVE).scalar():
        yield "a coder or reader has a login that no rule of the server holds back"
    if run(unseen.IS_OPEN).scalar():
        yield (
            "the server's counters are open: a coder can see how much all write; "
            "have a superuser run `annotator people STUDY --shut-counters`"
        )


def _twice(connection: Connection) -> Iterator[str]:
    """Ids that two coders have used, which this program never does."""
    for name in CODERS_TABLES:
        sql = f"SELECT id FROM {SCHEMA}.{name} GROUP BY id HAVING count(*) > 1"
        for (record_id,) in connection.exec_driver_sql(sql):
            yield f"two coders have a record {record_id} in {name}"


def _left(connection: Connection) -> Iterator[str]:
    """Moments that pairings name and that are not there: no reference of the server's.

    What a decision names, its coder may have deleted since, as in a file.
    """
    if connection.exec_driver_sql(_LEFT).scalar():
        yield "pairing_moments name moments that are not there"
