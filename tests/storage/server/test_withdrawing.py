"""A participant erased from a study on a server: from its rows, its journals and its disk."""

from __future__ import annotations

import psycopg
import pytest

from annotator.app.verbs.certifying import certificate_lines, certificate_values
from annotator.domain.edits import Replace, added
from annotator.domain.errors import UserError
from annotator.domain.quotes import PUT_FOR
from annotator.domain.transcript import freeze
from annotator.domain.withdrawal import Wish
from annotator.storage.server import withdrawing
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
    passing = moment_in(lab.made, lab.made.transcripts[0], coder=1, memo=SAID[1])
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


def test_only_a_pi_erases_and_only_who_is_there(lab):
    with lab.open(lab.ane) as ane:
        with pytest.raises(UserError, match="only a PI’s login"):
            ane.finding(WHO)
        with pytest.raises(UserError, match="only a PI’s login"):
            ane.erasing(WHO)
    with lab.open(lab.pi) as pi, pytest.raises(UserError, match="no participant P99"):
        pi.erasing(Wish(participant="P99"))()
