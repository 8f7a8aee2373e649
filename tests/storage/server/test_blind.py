"""What a coder learns of the other coders by SQL of their own: nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from annotator.domain.edits import Replace, added
from annotator.domain.ids import new_id
from annotator.domain.memo import Memo
from tests.servers import PASSWORD
from tests.storage.making import Made, moment_in, pairing_of
from tests.storage.server.asking import relations, rows_with, told
from tests.storage.server.conftest import Lab, admitted

SECRET = "what Ane alone wrote down"


def work_of_ane(made: Made, count: int) -> tuple[Any, ...]:
    """Moments with memos, a pairing and a memo."""
    text = made.transcripts[0]
    moments = [moment_in(made, text, memo=f"{SECRET} {at}") for at in range(count)]
    pairing = pairing_of(made, (moments[0].id, moments[1].id))
    note = Memo(
        id=new_id(), coder_id=made.coders[0].id, about="turn", about_id=text.id,
        turn=0,
        transcript_id=text.id, text=SECRET,
    )  # fmt: skip
    return (*moments, pairing, note)


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


@contextmanager
def at_home(lab: Lab, sql: Any) -> Iterator[Any]:
    """Names mean the login's own pieces first, as in the program."""
    home = sql.execute("SELECT annotator.own_home()").fetchone()[0]
    sql.execute(f"SET search_path = {home}, annotator")
    yield sql


def differences(lab: Lab) -> set[str]:
    """What a coder is told otherwise after another has worked, and the server has counted."""
    with lab.sql(lab.bo) as bo, at_home(lab, bo):
        before = told(bo)
        with lab.open(lab.ane) as ane:
            ane.apply(added(*work_of_ane(lab.made, 120)), action="code")
        with lab.sql(lab.pi) as pi:
            pi.execute("ANALYZE")
        bo.execute("SELECT pg_sleep(0.1)")
        after = told(bo)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_nothing_that_a_coder_can_ask_is_answered_otherwise_after_another_has_worked(lab, worked):
    assert differences(lab) == set()


def test_where_no_superuser_made_it_the_counters_tell_and_the_check_says_so(open_lab):
    told_otherwise = differences(open_lab)
    assert any("tuples_inserted" in name for name in told_otherwise)
    assert any("size(" in name for name in told_otherwise)
    with open_lab.open(open_lab.pi) as pi:
        [finding] = pi.check()
    assert "counters are open" in finding


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


MOMENT = (
    'INSERT INTO moments (id, transcript_id, coder_id, round_id, codebook_id, start, "end", peak, '
    "memo, made_at, revision, owner) VALUES (%(id)s, %(text)s, %(me)s, %(round)s, %(book)s, 0, 1, "
    "0, '', '', 1, %(me)s)"
)
CODE = (
    "INSERT INTO moment_codes (moment_id, position, codebook_id, code_id) "
    "VALUES (%(id)s, 0, %(book)s, %(code)s)"
)
PROBES: dict[str, str] = {
    "a moment of that id": MOMENT,
    "a moment in another's name": MOMENT.replace("%(me)s", "%(other)s"),
    "its codes": CODE,
    "its code beside the first": CODE.replace("0,", "7,"),
    "a pairing with it": "INSERT INTO pairing_moments (pairing_id, position, moment_id) "
    "VALUES (%(id)s, 0, %(id)s)",
    "its tombstone": "INSERT INTO tombstones (kind, id, revision, owner) "
    "VALUES ('moment', %(id)s, 2, %(me)s)",
    "its change": "UPDATE moments SET memo = 'mine' WHERE id = %(id)s",
    "its taking over": "UPDATE moments SET owner = %(me)s, coder_id = %(me)s WHERE id = %(id)s",
    "its deletion": "DELETE FROM moments WHERE id = %(id)s",
    "its lock": "SELECT id FROM moments WHERE id = %(id)s FOR UPDATE",
    "its assignment": "UPDATE assignments SET progress = 'done' WHERE id = %(id)s",
    "it in the whole table": "SELECT * FROM annotator.moments WHERE id = %(id)s",
    "a cast of its memo": "SELECT memo::int FROM moments WHERE id = %(id)s",
    "a division by it": "SELECT 1 / (length(memo) - length(memo)) FROM moments WHERE id = %(id)s",
    "a journal record": "INSERT INTO journal (seq, at, hash) VALUES (999, '', %(id)s)",
    "a lineage": "INSERT INTO lineage (hash, record_id) VALUES (%(id)s, %(id)s)",
}  # fmt: skip


def outcome(sql: Any, query: str, values: dict[str, Any]) -> tuple[Any, ...]:
    """What a statement gives and says, each id in it put aside; nothing of it stays."""
    sql.execute("BEGIN")
    try:
        done = sql.execute(query, values)
        rows = done.fetchall() if done.description else []
        sql.execute("SET CONSTRAINTS ALL IMMEDIATE")
        result: tuple[Any, ...] = ("done", done.rowcount, rows)
    except psycopg.Error as error:
        said = (error.diag.message_primary, error.diag.message_detail, error.diag.constraint_name)
        result = (error.sqlstate, *(str(each).replace(values["id"], "ID") for each in said))
    sql.execute("ROLLBACK")
    return result


def values_for(lab: Lab, record_id: str) -> dict[str, Any]:
    made = lab.made
    return {
        "id": record_id,
        "text": made.transcripts[0].id,
        "me": made.coders[1].id,
        "other": made.coders[0].id,
        "round": made.round.id,
        "book": made.codebook.id,
        "code": made.codebook.sets[0].codes[0].id,
    }


@pytest.mark.parametrize("probe", PROBES)
def test_no_refusal_tells_whether_another_has_a_record(lab, worked, probe):
    with lab.sql(lab.bo) as bo, at_home(lab, bo):
        theirs = [outcome(bo, PROBES[probe], values_for(lab, each.id)) for each in worked]
        nobodys = [outcome(bo, PROBES[probe], values_for(lab, new_id())) for _ in worked]
    assert theirs == nobodys


def test_the_same_probes_tell_a_coder_of_the_own_records(lab):
    """The control: what the probes would tell, where there was anything to be told."""
    own = moment_in(lab.made, lab.made.transcripts[0], coder=1)
    with lab.open(lab.bo) as bo:
        bo.apply(added(own), action="code")
    with lab.sql(lab.bo) as sql, at_home(lab, sql):
        telling = {
            probe
            for probe, query in PROBES.items()
            if outcome(sql, query, values_for(lab, own.id))
            != outcome(sql, query, values_for(lab, new_id()))
        }
    assert telling >= {"a moment of that id", "its codes", "its change", "its deletion", "its lock"}


def slower_share(sql: Any, one: Callable[[], str], other: Callable[[], str], lab: Lab) -> float:
    """How often, of 200 pairs in turn, the first kind of id takes longer."""
    slower = 0
    for turn in range(200):
        spent = {}
        for kind in (one, other) if turn % 2 else (other, one):
            values = values_for(lab, kind())
            begun = time.perf_counter()
            outcome(sql, MOMENT, values)
            spent[kind] = time.perf_counter() - begun
        slower += spent[one] > spent[other]
    return slower / 200


def test_no_time_tells_whether_another_has_a_record(lab, worked):
    ids = iter([each.id for each in worked[:8]] * 60)
    with lab.sql(lab.bo) as bo, at_home(lab, bo):
        share = slower_share(bo, lambda: next(ids), new_id, lab)
    assert 0.34 < share < 0.66  # outside by chance: 1 in 100,000


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
        assert set(bo.view(bo.of_coder).transcripts) == {e.id for e in made.transcripts[:3]}
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
