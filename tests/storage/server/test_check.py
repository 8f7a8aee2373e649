"""What the check of a study on a server finds in records and journals, each broken on purpose."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from annotator.domain.edits import Replace, added
from annotator.storage.server.check import find_faults
from tests.labs import lab_at
from tests.storage.making import consensus_of, moment_in, pairing_of


@contextmanager
def undone(connection):
    """A transaction of which nothing stays."""
    transaction = connection.begin()
    try:
        yield connection
    finally:
        transaction.rollback()


@pytest.fixture(scope="module")
def paired(lab):
    """Two moments of Ane's and a pairing of both; gives the moments and her home."""
    moments = [moment_in(lab.made, lab.made.transcripts[0]) for _ in range(2)]
    pairing = pairing_of(lab.made, (moments[0].id, moments[1].id))
    with lab.open(lab.ane) as ane:
        ane.apply(added(*moments), action="code")
        ane.apply(added(pairing), action="pair")
    with lab.sql(lab.ane) as sql:
        [home] = sql.execute("SELECT annotator.own_home()").fetchone()
    return moments[0].id, home


@pytest.mark.parametrize(
    ("broken", "found"),
    [
        ("", None),
        (
            "UPDATE {home}.moments SET \"end\" = 99999 WHERE id = '{moment}'",
            "moment {moment} stands outside its transcript",
        ),
        (
            "UPDATE {home}.moments SET start = -1 WHERE id = '{moment}'",
            "moment {moment} stands outside its transcript",
        ),
        (
            "UPDATE {home}.moments SET start = \"end\" + 1 WHERE id = '{moment}'",
            "moment {moment} stands outside its transcript",
        ),
        (
            "DELETE FROM {home}.moment_codes WHERE moment_id = '{moment}'; "
            "DELETE FROM {home}.moment_ratings WHERE moment_id = '{moment}'; "
            "DELETE FROM {home}.moments WHERE id = '{moment}'",
            "pairing_moments name moments that are not there",
        ),
        (
            "UPDATE {home}.journal_payloads SET payload = '[]' WHERE seq = 1",
            "the content of journal record 1 is not what was recorded",
        ),
        (
            "UPDATE {home}.journal_payloads SET seq = 777 WHERE seq = 1",
            "the content of journal record 777 is not what was recorded; "
            "the content of journal record 1 is not there, and no erasure took it",
        ),
        (
            "DELETE FROM {home}.journal_payloads WHERE seq = 1",
            "the content of journal record 1 is not there, and no erasure took it",
        ),
        ("DELETE FROM {home}.journal WHERE seq = 1", "a journal is broken at its record 1"),
        (
            "UPDATE {home}.journal SET action = 'x' WHERE seq = 2",
            "a journal is broken at its record 2",
        ),
        (
            "UPDATE {home}.journal_head SET seq = seq + 1",
            "a journal does not end where its head says",
        ),
    ],
)
def test_what_is_broken_is_found_and_nothing_else(lab, paired, broken, found):
    moment, home = paired
    with lab.open(lab.pi) as pi, undone(pi.connection) as connection:
        for each in broken.format(home=home, moment=moment).split(";"):
            if each:
                connection.exec_driver_sql(each)
        faults = find_faults(connection, pi._roles, of_coder=False)
        told = [] if found is None else found.format(moment=moment).split("; ")
        assert sorted(faults) == sorted(told)


def test_a_moment_that_its_coder_deletes_after_a_decision_is_no_fault(server):
    """What a decision names may go, as in a file; what a pairing names may not."""
    lab = lab_at(server, server.empty())
    moment = moment_in(lab.made, lab.made.transcripts[0])
    with lab.open(lab.ane) as ane, lab.open(lab.pi) as pi:
        ane.apply(added(moment), action="code")
        pi.apply(added(*consensus_of(lab.made, moment)), action="settle")
        ane.apply(Replace(moment, None), action="delete")
        assert pi.check() == []


def test_no_statement_of_the_check_brings_a_row_of_each_moment_or_entry(lab, paired):
    """A study of 100,000 moments would else stand in the memory as a whole."""
    brought: list[int] = []

    def count(conn, cursor, statement, *_):
        if "pg_" not in statement and not type(cursor).__name__.startswith("Server"):
            brought.append(cursor.rowcount)

    with lab.open(lab.pi) as pi:
        view = pi.view()
        with pi.reading() as connection:
            event.listen(connection.engine, "after_cursor_execute", count)
            assert find_faults(connection, pi._roles, of_coder=False) == []
    assert len(brought) > 10
    assert max(brought) <= len(view.transcripts)
