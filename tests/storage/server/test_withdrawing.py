"""A participant erased from a study on a server: from its rows, its journals and its disk."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import MagicMock

import psycopg
import pytest
from sqlalchemy import event

from annotator.app.open_study import open_study as open_app
from annotator.app.verbs.certifying import certificate_lines, certificate_values
from annotator.app.verbs.erasing import erase, erasing, finish
from annotator.domain.edits import Replace, added
from annotator.domain.errors import PartlyErased, Stale, UserError
from annotator.domain.quotes import PUT_FOR
from annotator.domain.transcript import freeze
from annotator.domain.withdrawal import Wish
from annotator.storage import open_study as open_store
from annotator.storage.burying import bury
from annotator.storage.erasure.rows import erase_rows, planned
from annotator.storage.moving import move
from annotator.storage.server import withdrawing
from annotator.storage.server.connecting import reading, writing
from tests.labs import lab_at
from tests.servers import PASSWORD
from tests.storage.making import moment_in
from tests.storage.making import reading as read_as

SAID = ("I never told her how small I felt in there.", "It was the way the door fell shut.")
WHO = Wish(participant="P00")
PATIENT = 1


def files_with_words(lab):
    """Where in the server's folder a sentence stands, once all is on its disk.

    Other databases are those of other tests.
    """
    with lab.server.connect(lab.pi.database) as keeper:
        keeper.execute("CHECKPOINT")
        asked = "SELECT oid::text FROM pg_database WHERE datname = current_database()"
        [own] = keeper.execute(asked).fetchone()
    folder = lab.server.folder / "data"
    places = [each.relative_to(folder).parts for each in folder.rglob("*") if each.is_file()]
    return {
        place[0]
        for place in places
        if (place[0] != "base" or place[1] == own)
        and any(words.encode() in folder.joinpath(*place).read_bytes() for words in SAID)
    }


def work_about(lab):
    """P00's words in a text, memos of both coders, deleted ones too; gives what is to stay."""
    text, _ = freeze(read_as(SAID), lab.made.transcripts[PATIENT].account_id, version=2)
    partner = moment_in(lab.made, lab.made.transcripts[0], memo=f"He said: {SAID[0]} Then not.")
    passing = moment_in(lab.made, lab.made.transcripts[2], coder=1, memo=SAID[1])
    with lab.open(lab.pi) as pi, lab.open(lab.ane) as ane, lab.open(lab.bo) as bo:
        pi.apply(added(text), action="text")
        ane.apply(added(partner), action="code")
        ane.apply(added(*(moment_in(lab.made, text, memo=SAID[1]) for _ in range(20))), action="c")
        bo.apply(added(passing), action="code")
        bo.apply(Replace(passing, None), action="delete")
    with lab.sql(lab.pi) as sql:
        sql.execute("ANALYZE")
    return partner


def test_nothing_is_left_in_rows_journals_and_files_but_the_servers_log_of_changes(server):
    lab = lab_at(server, server.founder())
    partner = work_about(lab)
    assert {"base", "pg_wal"} <= files_with_words(lab)
    heard: list[str] = []
    with lab.open(lab.pi) as pi, lab.open(lab.ane) as ane, lab.open(lab.bo) as bo:
        before = list(pi.journal())
        assert pi.finding(WHO)().kinds["moments"] == 20
        done = pi.erasing(WHO, heard.append)()
        pi.refresh()
        assert [each.memo for each in pi.view().all_moments()] == [f"He said: {PUT_FOR}. Then not."]
        assert [each.id for each in ane.view(ane.of_coder).all_moments()] == [partner.id]
        assert not pi.search("small")
        after = list(pi.journal())
        assert {each.hash for each in before} < {each.hash for each in after}
        assert after[-1].action == "Erase a participant"
        assert [ane.check(), bo.check()] == [[], []]
        assert [each for each in pi.check() if "counters are open" not in each] == []
        payloads = [str(pi.payload(at)) for at in range(1, len(after) + 1)]
        assert not any(words in each for each in payloads for words in SAID)
        assert files_with_words(lab) == {"pg_wal"}
        with lab.sql(lab.pi) as sql:  # as an earlier version left it
            sql.execute("ALTER TABLE annotator.transcripts ALTER COLUMN text SET STATISTICS 100")
        assert any("pg_statistic" in each for each in pi.finding(WHO)().beyond)
    assert heard == ["The rows", "The tables, written anew", "A search through all rows"]
    # The certificate says where it is gone, and where it cannot know.
    told = "\n".join(certificate_lines(done))
    assert "Searched for: 2 sentences, in every row of every table of the database" in told
    assert f"{lab.pi.database} on 127.0.0.1 ({done.files[0].rows:,} rows)" in told
    for named in ("pg_wal", "base backups, dumps, replicas", "the server’s log"):
        assert named in told
    assert "pg_statistic" not in told
    assert "SHA-256" not in told
    assert certificate_values(done)["files"][0]["sha256"] is None
    assert not any(words in told for words in SAID)


def test_what_cannot_be_proven_is_not_begun_and_what_a_transaction_still_sees_is_told(
    server, monkeypatch
):
    monkeypatch.setattr(withdrawing, "TRIES", 1)
    lab = lab_at(server, server.empty())
    with lab.sql(lab.pi) as sql:  # an earlier version let the planner draw samples of memos
        sql.execute("ALTER TABLE annotator.moments ALTER COLUMN memo SET STATISTICS 100")
    partner = work_about(lab)
    seeing = psycopg.connect(
        host="127.0.0.1", port=server.port, dbname=lab.pi.database, user="postgres",
        password=PASSWORD,
    )  # fmt: skip
    with lab.open(lab.pi) as pi:
        with monkeypatch.context() as patch:
            patch.setattr(withdrawing, "erase_rows", lambda *_, **__: [])
            with pytest.raises(UserError, match="2 sentences of P00 would still stand in it"):
                pi.erasing(WHO)()
        pi.refresh()
        assert pi.view().moment(partner.id) == partner
        with seeing:
            seeing.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            seeing.execute("SELECT 1").fetchone()
            with pytest.raises(UserError, match="a long transaction sees them"):
                pi.erasing(WHO)()
        seeing.close()
        assert pi.erasing(WHO)().found.kinds == {}
        assert pi.check() == []
    assert files_with_words(lab) == {"pg_wal"}  # a superuser takes the samples away too


def statements_to_erase(lab, count):
    """How many it takes where the participant's text holds so many moments."""
    text, _ = freeze(read_as(SAID), lab.made.transcripts[PATIENT].account_id, version=2)
    with lab.open(lab.pi) as pi, lab.open(lab.ane) as ane:
        pi.apply(added(text), action="text")
        moments = [moment_in(lab.made, text, memo=SAID[at % 2]) for at in range(count)]
        ane.apply(added(*moments), action="code")
        for each in moments[:3]:
            ane.apply(Replace(each, replace(each, memo="")), action="write")
    said = []
    with withdrawing._connected(lab.pi, PASSWORD) as connection, writing(connection):
        plan, _ = planned(connection, WHO, ())
        event.listen(connection.engine, "before_cursor_execute", lambda *asked: said.append(asked))
        assert len(erase_rows(connection, plan, device=None)) > count
    with lab.open(lab.pi) as pi:
        assert not any(each.transcript_id == text.id for each in pi.view().all_moments())
        stones = "SELECT kind, revision, count(*) FROM tombstones GROUP BY 1, 2 ORDER BY 1, 2"
        with pi.reading() as reader:
            buried = {(row[0], row[1]): row[2] for row in reader.exec_driver_sql(stones)}
        assert (buried["moment", 1 + 1], buried["moment", 2 + 1]) == (count - 3, 3)
    return len(said)


def test_many_moments_go_in_no_more_statements_than_few(server):
    few, many = (statements_to_erase(lab_at(server, server.empty()), each) for each in (4, 90))
    assert few == many


def test_a_record_that_is_not_as_the_erasure_expects_it_stops_it(lab):
    known = moment_in(lab.made, lab.made.transcripts[0])
    with lab.open(lab.ane) as ane:
        ane.apply(added(known), action="code")
    other = [known, replace(known, memo="as it never was")]
    with (
        withdrawing._connected(lab.pi, PASSWORD) as connection,
        reading(connection),
        pytest.raises(Stale, match="this moment was changed by somebody else"),
    ):
        bury(connection, other)


def test_the_proof_asks_for_each_cell_that_may_hold_a_sentence_and_for_no_other(lab):
    """Ids, hashes, times and payloads without words stay on the server."""
    memos = [*SAID, f"“{SAID[0]}”", SAID[0][:-1], "short"]
    with lab.open(lab.ane) as ane:
        made = [moment_in(lab.made, lab.made.transcripts[0], memo=each) for each in memos]
        ane.apply(added(*made), action="code")
    with withdrawing._connected(lab.pi, PASSWORD) as connection, reading(connection):
        worded = list(withdrawing._cells(connection, list(SAID)))
        assert {*memos} - {*worded} == {"short"}  # with one letter less it is still long enough
        assert all(" " in each for each in worded)
        unspaced = list(withdrawing._cells(connection, [*SAID, "소리가작았다"]))
        assert made[0].id in unspaced  # a sentence without a blank may stand in any cell
        assert {*worded} < {*unspaced}
        assert list(withdrawing._cells(connection, [])) == []


def test_only_a_pi_erases_and_only_who_is_there(lab):
    with lab.open(lab.ane) as ane:
        with pytest.raises(UserError, match="only a PI’s login"):
            ane.finding(WHO)
        with pytest.raises(UserError, match="only a PI’s login"):
            ane.erasing(WHO)
    with lab.open(lab.pi) as pi, pytest.raises(UserError, match="no participant P99"):
        pi.erasing(Wish(participant="P99"))()


def coded(lab):
    """A step of the PI's that quotes P00, in a study that is open."""
    pi = open_app(lab.pi, lambda: PASSWORD)
    moment = moment_in(lab.made, lab.made.transcripts[0], memo=f"She said: {SAID[0]}")
    pi.do(added(moment), "Code as Shame")
    return pi


def test_where_a_dump_holds_the_tables_the_rows_are_told_as_gone_and_no_step_keeps_words(
    server, monkeypatch
):
    lab = lab_at(server, server.empty())
    work_about(lab)
    with withdrawing._connected(lab.pi, PASSWORD) as connection:
        asked = "SELECT current_setting('lock_timeout')"
        assert connection.exec_driver_sql(asked).scalar() == "15min"
    monkeypatch.setattr(withdrawing, "LOCK_S", 0.2)
    with coded(lab) as pi, lab.sql(lab.pi) as dump:
        before = len(list(pi.view.all_moments()))
        with dump.transaction():
            dump.execute("LOCK TABLE annotator.transcripts IN ACCESS SHARE MODE")
            with pytest.raises(PartlyErased) as told:
                erase(pi, WHO)
        assert "the rows are erased, but another program holds its tables" in told.value.sentence
        assert "then erase again" in told.value.sentence
        assert pi.history.steps() == ()
        assert len(list(pi.view.all_moments())) < before
        assert not any(SAID[0] in each.memo for each in pi.view.all_moments())
        again = erase(pi, WHO)
    [entry] = [each for each in journal_of(lab) if each.action == "Erase a participant"]
    lines = "\n".join(certificate_lines(again))
    assert f"The rows were erased earlier, the last on {entry.at} (UTC)." in lines
    assert "Searched for: nothing, since no sentence of the participant was left" in lines
    assert "0 sentences" not in lines
    assert "looked for 2 sentences and found none in any row before it stored that" in lines
    there_was = lines.partition("Before rows were erased earlier, the last on ")[2]
    assert there_was.startswith(f"{entry.at} (UTC):\n")
    assert "\n  moments: 20\n" in there_was
    values = certificate_values(again)
    assert (values["found"], values["found_earlier"]["moments"]) == ({}, 20)
    assert values["sentences_earlier"] == 2
    assert certificate_values(again)["rows_erased_earlier_at"] == entry.at
    assert files_with_words(lab) == {"pg_wal"}


def journal_of(lab):
    with lab.open(lab.pi) as pi:
        return list(pi.journal())


def test_a_server_that_goes_away_after_the_rows_is_told_as_such_and_steps_are_forgotten(server):
    lab = lab_at(server, server.empty())
    work_about(lab)
    end = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with coded(lab) as pi, lab.sql(lab.pi) as keeper:

        def hear(what):
            if what == "The tables, written anew":
                keeper.execute(end)

        with pytest.raises(PartlyErased, match="erased, but the server went away before"):
            erase(pi, WHO, hear)
        assert pi.history.steps() == ()
        pi.take_up()
        assert not any(SAID[0] in each.memo for each in pi.view.all_moments())


def test_a_server_that_goes_away_once_all_is_done_costs_no_certificate(server, monkeypatch):
    lab = lab_at(server, server.empty())
    work_about(lab)
    away = UserError("the server cannot be reached", str(lab.pi), "try again")
    with coded(lab) as pi:
        work = erasing(pi, WHO)
        done = work()
        with monkeypatch.context() as patch:
            patch.setattr(pi, "_reload", MagicMock(side_effect=away))
            assert finish(pi, done) is away
            assert pi.history.steps() == ()
        assert "in every row of every table" in "\n".join(certificate_lines(done))
        assert finish(pi, done) is None
        assert not any(SAID[0] in each.memo for each in pi.view.all_moments())


def test_what_was_there_is_told_again_after_the_study_has_gone_into_a_file(server, tmp_path):
    """The counts stand in the journal, as no state of any record, and hold no words."""
    lab = lab_at(server, server.empty())
    work_about(lab)
    with lab.open(lab.pi) as pi:
        done = pi.erasing(WHO)()
        pi.refresh()
        last = len(list(pi.journal()))
        kept = pi.payload(last)
        assert kept is not None
        view = pi.view()
        [gone] = [e.id for e in view.participants.values() if e.pseudonym == WHO.participant]
        counts = {"kinds": dict(done.found.kinds), "sentences": 2, "common": done.common}
        own = [e.account_id for e in view.interviews.values() if e.participant_id == gone]
        own += [e.id for e in view.accounts.values() if view.place_of(e.id)[0].patient_id == gone]
        note = kept[0]["note"]
        assert isinstance(note, dict)
        assert {name: each for name, each in note.items() if name != "whose"} == counts
        assert gone in note["whose"]
        assert set(note["whose"]) <= {gone, *own}
        assert len(kept) != len(list(pi.journal())[-1].records)
        move(pi, tmp_path / "back.iprstudy", None, None)
    with open_store(tmp_path / "back.iprstudy") as back:
        assert back.check() == []
        assert back.finding(WHO)().kinds == {}
        again = back.erasing(WHO)()
        assert again.found.kinds == {}
        assert again.earlier is not None
        assert (again.earlier.kinds, again.earlier.sentences) == (done.found.kinds, 2)


def test_an_erasure_that_is_refused_leaves_the_steps(server, monkeypatch):
    lab = lab_at(server, server.empty())
    work_about(lab)
    monkeypatch.setattr(withdrawing, "erase_rows", lambda *_, **__: [])
    with coded(lab) as pi:
        with pytest.raises(UserError, match="sentences of P00 would still stand in it"):
            erase(pi, WHO)
        assert [each.text for each in pi.history.steps()] == ["Code as Shame"]


def test_a_server_that_goes_away_in_the_moment_of_storing_leaves_open_what_became_of_it(lab):
    with (
        withdrawing._connected(lab.pi, PASSWORD) as connection,
        lab.server.connect(lab.pi.database) as keeper,
    ):

        def store():
            with withdrawing._storing(connection, lab.pi):
                own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
                keeper.execute("SELECT pg_terminate_backend(%s, 5000)", (own,))

        with pytest.raises(PartlyErased, match="may be gone or not; erase again"):
            store()
