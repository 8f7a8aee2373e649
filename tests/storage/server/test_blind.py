"""What a coder learns of the other coders by SQL of their own: nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import psycopg
import pytest

from annotator.domain.edits import Replace, added
from tests.labs import admitted, lab_at
from tests.reliability.asking import relations, rows_with
from tests.reliability.server_probes import SECRET, at_home, work_of_ane
from tests.servers import PASSWORD


@pytest.fixture(scope="module")
def worked(lab):
    """What Ane has done."""
    done = work_of_ane(lab.made, 8)
    with lab.open(lab.ane) as ane:
        for record in done:
            ane.apply(added(record), action="code")
        ane.apply(Replace(done[7], None), action="take away")
    return done


def test_no_byte_of_another_coder_is_in_what_a_coder_can_read(lab, worked):
    marks = [SECRET, lab.made.coders[0].id, "Ane", *(each.id for each in worked)]
    with lab.sql(lab.bo) as bo, at_home(lab, bo), lab.sql(lab.pi) as pi:
        catalogues = {each for each in relations(bo, "r") if each.startswith("pg_catalog")}
        found = {
            name: count
            for name, oid in relations(bo).items()
            if (name not in catalogues) and (count := rows_with(bo, name, oid, marks))
        }
        seen = {name for name, oid in relations(pi, "p").items() if rows_with(pi, name, oid, marks)}
    assert found == {}
    # The same search finds them where they stand.
    assert seen >= {"annotator.moments", "annotator.memos", "annotator.journal_chains"}


@pytest.mark.parametrize("table", ["moments", "moment_codes", "memos", "journal", "tombstones"])
def test_no_plan_counts_what_others_have(lab, worked, table):
    with lab.sql(lab.bo) as bo, at_home(lab, bo):
        asked = f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, SUMMARY OFF) SELECT count(*) FROM {table}"
        bo.execute("SET enable_indexscan = off")
        bo.execute(asked)
        before = [row[0] for row in bo.execute(asked)]
        with lab.open(lab.ane) as ane:
            ane.apply(added(*work_of_ane(lab.made, 40)), action="code")
        after = [row[0] for row in bo.execute(asked)]
    assert after == before
    with lab.sql(lab.bo) as bo, pytest.raises(psycopg.errors.InsufficientPrivilege):
        bo.execute(
            f"EXPLAIN SELECT * FROM annotator.{table if table != 'journal' else 'journal_chains'}"
        )


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO annotator.coders (id, name, role) VALUES ('x', 'x', 'coder')",
        "UPDATE annotator.rounds SET blind = 0",
        "UPDATE annotator.logins SET coder_id = NULL, role = 'pi'",
        "INSERT INTO annotator.homes VALUES ('x', 'y')",
        "DELETE FROM journal",
        "UPDATE journal SET action = ''",
        "CREATE TABLE public.x (y int)",
        "CREATE TABLE x (y int)",
        "CREATE TEMP TABLE assignments (y int)",
        "CREATE FUNCTION own_coder() RETURNS text LANGUAGE sql RETURN 'x'",
        "ALTER TABLE moments DISABLE ROW LEVEL SECURITY",
        "DROP POLICY own ON moments",
        "TRUNCATE moments",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION postgres",
        "SELECT * FROM annotator.study_key_x",
        "COPY annotator.transcripts TO PROGRAM 'cat'",
        "SELECT lo_create(0)",
        "CREATE EXTENSION pageinspect",
        "SELECT pg_read_file('PG_VERSION')",
    ],
)
def test_a_coder_may_not(lab, statement):
    with lab.sql(lab.bo) as bo, at_home(lab, bo), pytest.raises(psycopg.Error) as refused:
        bo.execute(statement)
    assert refused.value.sqlstate in ("42501", "42P01")


def test_rows_are_no_coders_to_turn_off(lab):
    with lab.sql(lab.bo) as bo:
        bo.execute("SET row_security = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            bo.execute("SELECT * FROM annotator.transcripts")


def test_what_is_read_second_is_shut_until_the_first_is_done(lab):
    made = lab.made
    first, second = made.transcripts[2:]
    asked = "SELECT text FROM annotator.transcripts WHERE id = %s"
    with lab.open(lab.bo) as bo, lab.sql(lab.bo) as sql, at_home(lab, sql):
        assert sql.execute(asked, (second.id,)).fetchall() == []
        shut = sql.execute(
            "SELECT count(*) FROM annotator.turns WHERE transcript_id = %s", (second.id,)
        ).fetchone()
        assert shut == (0,)
        assert set(bo.view(bo.of_coder).transcripts) == {first.id}
        own = {"round": made.round.id, "alone": lab.alone.id, "me": made.coders[1].id}
        for trick in (
            "DELETE FROM assignments WHERE position = 1",
            "UPDATE assignments SET position = 9 WHERE position = 1",
            "UPDATE assignments SET account_id = 'x' WHERE position = 1",
            "INSERT INTO assignments (id, round_id, coder_id, account_id, progress, owner) "
            "VALUES ('x', %(round)s, %(me)s, %(first)s, 'done', %(me)s)",
            "INSERT INTO openings (id, round_id, coder_id, session_id, owner) SELECT 'x', "
            "%(alone)s, %(me)s, session_id, %(me)s FROM annotator.accounts WHERE id = %(first)s",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                sql.execute(trick, own | {"first": first.account_id})
        assert sql.execute(asked, (second.id,)).fetchall() == []
        work = next(
            e for e in bo.view(bo.of_coder).assignments.values() if e.account_id == first.account_id
        )
        bo.apply(Replace(work, _done(work)), action="done")
        assert sql.execute(asked, (second.id,)).fetchall() == [(second.text,)]
        bo.apply(Replace(_done(work), work), action="reopen")
        assert sql.execute(asked, (second.id,)).fetchall() == []


def _done(own: Any) -> Any:
    return replace(own, progress="done", done_at="2026-01-01T10:00:00+00:00")


def test_a_reader_sees_all_but_the_key_and_changes_nothing(lab, worked):
    with lab.open(lab.pi) as pi:
        reader = admitted(pi, None, "reader")
    with lab.open(reader) as store, lab.sql(reader) as sql:
        assert worked[0].id in repr(store.view().moments)
        assert sql.execute("SELECT * FROM annotator.study_key").fetchall() == []
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql.execute("UPDATE annotator.study SET title = 'x'")
    with lab.open(lab.pi) as pi:
        pi.shut_out(reader.login)
    with pytest.raises(psycopg.OperationalError):
        lab.server.connect(reader.database, reader.login, PASSWORD)


def test_what_no_package_holds_no_coder_reads_on_a_server(server):
    """Who interviewed, why one is missing, the files' names and what their reader remarked."""
    lab = lab_at(server, server.empty())
    made = lab.made
    with lab.open(lab.pi) as pi, lab.server.connect(lab.pi.database) as keeper:
        keeper.execute("UPDATE annotator.transcripts SET source = 'SECRET source'")
        keeper.execute(
            "INSERT INTO annotator.transcript_notes (transcript_id, position, kind, place, what, "
            "text) VALUES (%s, 99, 'dropped', '1', 'a line', 'SECRET note')",
            (made.transcripts[0].id,),
        )
        keeper.execute("UPDATE annotator.interviews SET interviewer = 'SECRET interviewer'")
        keeper.execute(
            "INSERT INTO annotator.interviews (id, account_id, status, interviewer, reason, "
            "revision) VALUES ('i', %s, 'missing', 'SECRET name', 'SECRET reason', 1) "
            "ON CONFLICT DO NOTHING",
            (made.transcripts[0].account_id,),
        )
        assert repr(pi.view()).count("SECRET") >= 3
    with lab.open(lab.ane) as ane, lab.sql(lab.ane) as sql, at_home(lab, sql):
        seen = ane.view(ane.of_coder)
        assert {each.text for each in made.transcripts} == {
            each.text for each in seen.transcripts.values()
        }
        assert seen.interviews
        assert "SECRET" not in repr(seen)
        assert sql.execute("SELECT source FROM transcripts LIMIT 1").fetchall() == [("",)]
        assert sql.execute("SELECT * FROM annotator.transcript_notes").fetchall() == []
        for asked in (
            "SELECT source FROM annotator.transcripts",
            "SELECT interviewer FROM annotator.interviews",
            "SELECT 1 FROM annotator.interviews WHERE reason LIKE 'S%'",
            "CREATE OR REPLACE VIEW interviews AS SELECT * FROM annotator.interviews",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                sql.execute(asked)
