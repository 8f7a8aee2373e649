"""What a study on a server knows of an erasure, and what a coder's login does of it."""

from __future__ import annotations

import pytest

from annotator.app.erased_meanwhile import ERASED
from annotator.app.open_study import open_study as open_app
from annotator.domain.edits import Replace, added
from annotator.domain.errors import Erased
from annotator.domain.transcript import freeze
from annotator.domain.withdrawal import Wish
from annotator.storage import open_study
from annotator.storage.erasure import known
from annotator.storage.erasure.whose import name_of
from annotator.storage.lineage import is_derived
from annotator.storage.moving import move
from annotator.storage.rows import CODERS_KINDS
from tests.labs import lab_at
from tests.servers import PASSWORD
from tests.storage.making import moment_in
from tests.storage.making import reading as read_as

SAID = ("I never told her how small I felt in there.", "It was the way the door fell shut.")
WHO = Wish(participant="P00")


def knows(store):
    with store.reading() as connection:
        return known.told(connection)


@pytest.fixture
def told(server):
    """A lab from which P00 was erased while Ane had a moment that quotes, deleted, in hand."""
    lab = lab_at(server, server.empty())
    text, _ = freeze(read_as(SAID), lab.made.transcripts[1].account_id, version=2)
    quoting = moment_in(lab.made, lab.made.transcripts[0], memo=f"As {SAID[0]} shows")
    with lab.open(lab.pi) as pi:
        pi.apply(added(text), action="text")
        with open_app(lab.ane, lambda: PASSWORD) as ane:
            ane.do(Replace(None, quoting), "Mark")
            ane.do(Replace(quoting, None), "Delete")
            heard = []
            ane.listen(lambda _changes, origin: heard.append(origin))
            pi.erasing(WHO)()
            with pytest.raises(Erased):
                ane.undo()
            assert heard == [ERASED]
            assert ane.history.steps() == ()
            assert list(ane.view.all_moments()) == []
    return lab


def test_a_coder_learns_that_there_was_one_and_nothing_else(told):
    with told.open(told.pi) as pi, told.open(told.ane) as ane, told.open(told.bo) as bo:
        assert all(knows(pi).values())
        for coder in (ane, bo):
            own = knows(coder)
            assert own["erasures"] == knows(pi)["erasures"]
            assert not own["erased_records"] | own["erased_words"]
        for store, chains in ((ane, {told.made.coders[0].id}), (bo, set())):
            with store.reading() as connection:
                run = connection.exec_driver_sql
                found = {row[0] for row in run("SELECT chain FROM erased_payloads")}
            assert found == chains, "the own entries alone"
            assert store.check() == []


def test_to_a_file_and_back_it_is_known(told, server, tmp_path):
    place = server.empty()
    with told.open(told.pi) as pi:
        move(pi, tmp_path / "back.iprstudy", None, None)
        with open_study(tmp_path / "back.iprstudy") as back:
            assert knows(back) == knows(pi)
            assert back.check() == []
            move(back, place, None, lambda: PASSWORD)
        with open_study(place, lambda: PASSWORD) as again:
            assert knows(again) == knows(pi)
            assert [each for each in again.check() if "journal" in each] == []


def test_a_study_of_before_knows_what_its_journal_named(told):
    with told.open(told.pi) as pi:
        before = knows(pi)
    with told.sql(told.pi) as sql:
        for name in ("erasures", "erased_records", "erased_payloads", "erased_words"):
            sql.execute(f"DROP TABLE annotator.{name}")
        sql.execute("UPDATE annotator.laid SET version = 6")
    with told.open(told.pi) as pi:
        now = knows(pi)
        coder_id = told.made.coders[0].id
        own = {(kind, each) for kind, each in now["erased_records"] if kind in CODERS_KINDS}
        whose = {name_of((*each, coder_id)) for each in own}
        apart = before["erased_records"] - now["erased_records"]
        assert now["erased_records"] < before["erased_records"]
        assert whose < apart, "whose each is the journal does not name, nor what was deleted"
        assert all(is_derived(each) for _, each in apart)
        assert len(now["erasures"]) == 1
        assert pi.check() == []
    with told.open(told.ane) as ane:
        assert ane.check() == []


def test_a_payload_that_nobody_erased_is_found_in_whatever_chain(told):
    with told.open(told.ane) as ane:
        ane.apply(added(moment_in(told.made, told.made.transcripts[0])), action="code")
    with told.sql(told.pi) as sql:
        chain = told.made.coders[0].id
        asked = "SELECT max(seq) FROM annotator.journal_payloads_chains WHERE chain = %s"
        [last] = sql.execute(asked, (chain,)).fetchone()
        gone = "DELETE FROM annotator.journal_payloads_chains WHERE chain = %s AND seq = %s"
        sql.execute(gone, (chain, last))
    said = f"the content of journal record {last} is not there, and no erasure took it"
    with told.open(told.pi) as pi, told.open(told.ane) as ane, told.open(told.bo) as bo:
        assert said in pi.check()
        assert ane.check() == [said]
        assert bo.check() == []
