"""Bringing the walls of a study on a server to today's, while others are there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, local

import pytest

from annotator.domain.errors import UserError
from annotator.storage.server import connecting, laying
from tests.labs import lab_at


@pytest.fixture
def older(server):
    """A lab on a server whose walls are to be put up anew."""
    lab = lab_at(server, server.empty())
    with lab.sql(lab.pi) as keeper:
        keeper.execute("UPDATE annotator.laid SET walls = 1")
    return lab


def test_of_pis_who_open_an_older_study_at_once_all_come_in(older, monkeypatch):
    known, own, all_three = laying._walls, local(), Barrier(3)

    def looked_at_together(connection):
        found = known(connection)
        if not hasattr(own, "has_looked"):
            own.has_looked = True
            all_three.wait(20)
        return found

    monkeypatch.setattr(laying, "_walls", looked_at_together)
    renewals: list[int] = []
    renew = laying.renew

    def counted(connection, *given, **named):
        renewals.append(1)
        renew(connection, *given, **named)

    monkeypatch.setattr(laying, "renew", counted)

    def opened(_):
        with older.open(older.pi) as pi:
            return pi.check()

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(opened, range(3))) == [[], [], []]
    assert renewals == [1]


def test_who_holds_the_tables_of_an_older_study_is_told_as_that(older, monkeypatch):
    monkeypatch.setitem(connecting._LIMITS, "lock_timeout", "300ms")
    with older.sql(older.bo) as bo:
        bo.execute("BEGIN")
        bo.execute("SELECT count(*) FROM annotator.turns")
        with pytest.raises(UserError, match="another program holds its tables") as told:
            older.open(older.pi)
        assert "end dumps and queries that stand open" in str(told.value)
        older.open(older.ane).close()  # a coder comes in as before
        bo.execute("ROLLBACK")
    with older.open(older.pi) as pi:
        assert pi.check() == []
