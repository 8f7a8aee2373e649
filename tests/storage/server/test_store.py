"""The store over a server: the same promises as over a file, and a server that goes away."""

from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from annotator.domain.edits import Replace, added
from annotator.domain.errors import Stale, UserError
from annotator.domain.guide import Question
from annotator.domain.ids import Id, new_id
from annotator.domain.round import Assignment, Coder, Opening, Round
from annotator.domain.study import Dyad
from annotator.domain.view import StudyView
from annotator.domain.visibility import shut_accounts
from annotator.storage import create as create_study
from annotator.storage.server.store import open_study
from tests.labs import admitted, lab_at
from tests.servers import PASSWORD, PASSWORD_SQL, serving
from tests.storage.making import moment_in, new_study, pairing_of


def test_what_was_written_is_read_by_the_next_who_opens(lab):
    moment = moment_in(lab.made, lab.made.transcripts[0], memo="“é” \U0001f62d")
    with lab.open(lab.ane) as ane:
        before = ane.view(ane.of_coder)
        revision = ane.apply(added(moment), action="code")
        assert revision == before.revision + 1
    with lab.open(lab.ane) as again:
        assert again.view(again.of_coder).moment(moment.id) == moment
        again.apply(Replace(moment, None), action="undo")
        assert again.view(again.of_coder).moment(moment.id) is None
        again.apply(Replace(None, moment), action="redo")
        after = again.view(again.of_coder)
    assert after.moment(moment.id) == moment
    with lab.open(lab.pi) as pi:
        assert pi.view().moment(moment.id) == moment
        assert pi.check() == []


def test_a_change_to_what_is_no_longer_so_is_stale_and_does_nothing(lab):
    moment = moment_in(lab.made, lab.made.transcripts[0])
    with lab.open(lab.ane) as here, lab.open(lab.ane) as there, lab.open(lab.pi) as pi:
        here.apply(added(moment), action="code")
        there.apply(Replace(moment, replace(moment, memo="there")), action="write")
        with pytest.raises(Stale):
            here.apply(Replace(moment, replace(moment, memo="here")), action="write")
        with pytest.raises(Stale):
            pi.apply(Replace(moment, replace(moment, memo="PI")), action="write")
        assert here.view(here.of_coder).moment(moment.id) == replace(moment, memo="there")


def test_a_name_that_another_pi_has_taken_is_stale(lab):
    with lab.open(lab.pi) as pi:
        second = admitted(pi, None, "pi")
        with lab.open(second) as other:
            pi.apply(added(Dyad(id=new_id(), name="D77")), action="design")
            with pytest.raises(Stale, match="a dyad of that name"):
                other.apply(added(Dyad(id=new_id(), name="D77")), action="design")


def at_work_in(view: StudyView) -> set[Id]:
    """The coders to whom a round has given work."""
    drawn = {each.id for each in view.rounds.values() if each.kind != "open"}
    return {each.coder_id for each in view.assignments.values() if each.round_id in drawn}


def test_a_coder_is_told_of_the_pis_changes_and_a_pi_of_all(lab):
    note = pairing_of(lab.made, ())
    with lab.open(lab.ane) as ane, lab.open(lab.bo) as bo, lab.open(lab.pi) as pi:
        for store in (ane, bo, pi):
            store.view(store.of_coder)
            assert not store.changed_elsewhere()
        ane.apply(added(moment_in(lab.made, lab.made.transcripts[0]), note), action="code")
        assert [e.changed_elsewhere() for e in (ane, bo, pi)] == [False, False, True]
        pi.view()
        pi.apply(added(Dyad(id=new_id(), name="D78")), action="design")
        # Who works in a round, on another dyad, is not told of this one: Bo always does, and Ane
        # where another test has handed her work out.
        at_work = at_work_in(pi.view())
        assert bo.of_coder in at_work
        assert [e.changed_elsewhere() for e in (ane, bo, pi)] == [
            ane.of_coder not in at_work, False, False,
        ]  # fmt: skip
        ane.view(ane.of_coder)
        pi.apply(added(Question(id=new_id(), name="Q78", text="?")), action="design")
        assert [e.changed_elsewhere() for e in (ane, bo, pi)] == [True, True, False]
        bo.view(bo.of_coder)
        assert not bo.changed_elsewhere()


def test_a_login_writes_its_own_coders_work_only(lab):
    other = moment_in(lab.made, lab.made.transcripts[0], coder=1)
    with lab.open(lab.ane) as ane:
        for record in (other, Coder(id=new_id(), name="Cy"), Dyad(id=new_id(), name="D79")):
            with pytest.raises(UserError, match="this login may not do that"):
                ane.apply(added(record), action="try")
        assert ane.view(ane.of_coder).moment(other.id) is None


def test_the_journal_of_a_coder_is_a_whole_chain_of_its_own(lab):
    with lab.open(lab.ane) as ane, lab.open(lab.pi) as pi:
        ane.apply(added(moment_in(lab.made, lab.made.transcripts[0])), action="code")
        own = list(ane.journal())
        assert {each.actor for each in own} <= {None, lab.made.coders[0].id}
        assert [each.seq for each in own] == list(range(1, len(own) + 1))
        every = list(pi.journal())
        assert {each.hash for each in own} < {each.hash for each in every}
        last = every.index(next(e for e in every if e.hash == own[-1].hash))
        assert pi.payload(last + 1) == ane.payload(len(own))
        with lab.sql(lab.pi) as sql:
            sql.execute(
                "UPDATE annotator.journal_chains SET action = 'x' WHERE hash = %s", (own[0].hash,)
            )
        try:
            assert "a journal is broken" in pi.check()[0]
            assert "a journal is broken" in ane.check()[0]
        finally:
            with lab.sql(lab.pi) as sql:
                sql.execute(
                    "UPDATE annotator.journal_chains SET action = %s WHERE hash = %s",
                    (own[0].action, own[0].hash),
                )


@pytest.mark.parametrize(
    ("broken", "mended", "found"),
    [
        (
            "ALTER TABLE annotator.dyads DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE annotator.dyads ENABLE ROW LEVEL SECURITY",
            "the rows of the table dyads are not guarded",
        ),
        (
            "CREATE POLICY more ON annotator.moments USING (true)",
            "DROP POLICY more ON annotator.moments",
            "the rule more of the table moments",
        ),
        (
            "UPDATE annotator.transcripts SET text = text || 'x' WHERE version = 1",
            "UPDATE annotator.transcripts SET text = left(text, -1) WHERE version = 1",
            "the text is not what its SHA-256 says",
        ),
    ],
)
def test_the_check_finds_what_is_not_as_it_was_made(lab, broken, mended, found):
    with lab.open(lab.pi) as pi, lab.sql(lab.pi) as sql:
        sql.execute(broken)
        try:
            assert any(found in each for each in pi.check())
        finally:
            sql.execute(mended)
        assert pi.check() == []


def test_a_server_that_goes_away_costs_a_sentence_and_comes_back_by_itself():
    with serving() as server:
        lab = lab_at(server, server.empty())
        first, second = (moment_in(lab.made, lab.made.transcripts[0]) for _ in range(2))
        with lab.open(lab.ane) as ane:
            ane.apply(added(first), action="code")
            server.stop()
            for _ in range(2):
                with pytest.raises(UserError, match="the server cannot be reached"):
                    ane.apply(added(second), action="code")
            with pytest.raises(UserError, match="the server cannot be reached"):
                ane.changed_elsewhere()
            server.start()
            ane.apply(added(second), action="code")
            view = ane.view(ane.of_coder)
            assert {first.id, second.id} <= {
                e.id for e in view.moments_of(first.transcript_id).values()
            }
        with pytest.raises(UserError, match="wrong password, or no such login"):
            open_study(lab.ane, lambda: "not it")
        with pytest.raises(UserError, match="wants a password"):
            open_study(lab.ane)


@pytest.mark.parametrize("stored", [True, False])
def test_a_server_that_goes_away_while_it_stores_is_asked_whether_it_has(lab, stored):
    moment = moment_in(lab.made, lab.made.transcripts[0])
    with lab.open(lab.ane) as ane:
        driver = ane.connection.connection.driver_connection

        def cut(_: object) -> None:
            if stored:
                driver.commit()
            driver.close()
            raise psycopg.OperationalError("the connection is lost")

        event.listen(ane.connection.engine, "commit", cut)
        if stored:
            ane.apply(added(moment), action="code")
        else:
            with pytest.raises(UserError, match="nothing of this step is stored"):
                ane.apply(added(moment), action="code")
        found = ane.view(ane.of_coder).moment(moment.id)
        assert found == (moment if stored else None)


def test_a_study_that_fails_while_it_is_made_leaves_nothing(server, monkeypatch):
    place = server.empty()
    from annotator.storage.server import store as module

    def fail(*_: object) -> None:
        raise UserError("the key is lost")

    with monkeypatch.context() as patch:
        patch.setattr(module, "study_key", fail)
        with pytest.raises(UserError, match="the key is lost"):
            create_study(place, new_study(), ask=lambda: PASSWORD)
    with server.connect(place.database) as keeper:
        assert keeper.execute("SELECT to_regnamespace('annotator')").fetchone() == (None,)
    made = create_study(place, new_study(), ask=lambda: PASSWORD)
    with pytest.raises(UserError, match="a study stands in this database"):
        create_study(place, new_study(), ask=lambda: PASSWORD)
    made.discard()
    with server.connect(place.database) as keeper:
        assert keeper.execute("SELECT to_regnamespace('annotator')").fetchone() == (None,)


def test_an_older_schema_is_brought_to_todays_by_a_pi_and_a_newer_one_refused(server):
    lab = lab_at(server, server.empty())
    moment = moment_in(lab.made, lab.made.transcripts[0])
    with lab.open(lab.ane) as ane:
        ane.apply(added(moment), action="code")
    with lab.sql(lab.pi) as sql:
        sql.execute("UPDATE annotator.laid SET version = version - 1")
        sql.execute("ALTER TABLE annotator.rounds DROP COLUMN allows CASCADE")
        sql.execute("DROP TABLE annotator.gates")
    with pytest.raises(UserError, match="of an older version"):
        lab.open(lab.ane)
    with lab.open(lab.pi) as pi:
        assert pi.check() == []
        assert pi.view().moment(moment.id) == moment
    with lab.open(lab.ane) as ane:
        assert ane.view(ane.of_coder).moment(moment.id) == moment
    with lab.sql(lab.pi) as sql:
        sql.execute("UPDATE annotator.laid SET version = version + 1")
    with pytest.raises(UserError, match="made by a newer version"):
        lab.open(lab.pi)


@pytest.fixture(scope="module")
def judge(lab):
    """A superuser's connection that is a coder for the server, and the study's accounts."""
    me = Coder(id=new_id(), name="Cy")
    with lab.open(lab.pi) as pi:
        pi.apply(added(me), action="design")
        view = pi.view()
    with lab.sql(lab.pi) as sql:
        sql.execute(f"CREATE ROLE judge SUPERUSER LOGIN PASSWORD '{PASSWORD_SQL}'")
        sql.execute("INSERT INTO annotator.logins VALUES ('judge', %s, 'pi')", (me.id,))
    with lab.sql(lab.pi.with_login("judge")) as sql:
        home = sql.execute("SELECT annotator.own_home()").fetchone()[0]
        sql.execute(f"SET search_path = {home}, annotator")
        sql.execute("SET session_replication_role = replica")  # no guards: any design is tried
        yield sql, me, view
    with lab.sql(lab.pi) as sql:
        sql.execute("DELETE FROM annotator.logins WHERE login = 'judge'")
        sql.execute("DROP ROLE judge")


@settings(max_examples=60)
@given(data=st.data())
def test_the_server_shuts_the_same_accounts_as_the_program(judge, lab, data):
    """The rule stands twice, in Python and in SQL: drawn designs are shut alike by both."""
    sql, me, view = judge
    ids = [each.account_id for each in lab.made.transcripts]
    rounds = {
        (one := Round(
            id=new_id(), name=new_id(), number=data.draw(st.integers(0, 3)), kind="reliability",
            codebook_id=lab.made.codebook.id, hides_other_account=data.draw(st.booleans()),
        )).id: one
        for _ in range(data.draw(st.integers(1, 3)))
    }  # fmt: skip
    work = {
        (given_one := Assignment(
            id=new_id(), round_id=data.draw(st.sampled_from([*rounds])), coder_id=me.id,
            account_id=data.draw(st.sampled_from(ids)), position=data.draw(st.integers(0, 2)),
            progress=data.draw(st.sampled_from(["to do", "in progress", "done"])),
        )).id: given_one
        for _ in range(data.draw(st.integers(0, 5)))
    }  # fmt: skip
    openings = {
        (step_one := Opening(
            id=new_id(), round_id=data.draw(st.sampled_from([*rounds])), coder_id=me.id,
            session_id=data.draw(st.sampled_from([*view.sessions])),
        )).id: step_one
        for _ in range(data.draw(st.integers(0, 1)))
    }  # fmt: skip
    sql.execute("BEGIN")
    try:
        for each in rounds.values():
            hides = int(each.hides_other_account)
            sql.execute(
                "INSERT INTO rounds (id, name, number, kind, codebook_id, hides_other_account) "
                "VALUES (%s, %s, %s, 'reliability', %s, %s)",
                (each.id, each.name, each.number, each.codebook_id, hides),
            )
        for at, own in enumerate(work.values()):
            cells = (at, own.id, own.round_id, me.id, own.account_id, own.progress, own.position)
            sql.execute(
                "INSERT INTO assignments (seq, id, round_id, coder_id, account_id, progress, "
                "position, owner) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                (*cells, me.id),
            )
        for step in openings.values():
            sql.execute(
                "INSERT INTO openings (id, round_id, coder_id, session_id, owner) "
                "VALUES (%s, %s, %s, %s, %s)",
                (step.id, step.round_id, me.id, step.session_id, me.id),
            )
        found = {row[0] for row in sql.execute("SELECT annotator.shut_accounts()")}
    finally:
        sql.execute("ROLLBACK")
    assert found == shut_accounts(me.id, view.accounts, rounds, work, openings)
