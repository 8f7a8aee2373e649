"""Records that come in straight, written while other processes still look at further files.

So a lab is merged in the time of the longer of the two. All of it is one transaction. The plan is
made when the last file is known, on the study as it was before; what it would not have come in so
is taken back, and the merge begins again by its plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, select
from sqlcipher3 import dbapi2

from annotator.domain.ids import Id
from annotator.storage import journal, schema
from annotator.storage.bulk import write_batches
from annotator.storage.connection import hang_up, keep_references, reading, sql_connection
from annotator.storage.handles import Driver
from annotator.storage.opening import reference_findings
from annotator.storage.returned import Returned
from annotator.storage.rows import CODECS
from annotator.storage.store import Store
from annotator.storage.straight import KINDS, Batch


class NotAsPlannedError(Exception):
    """Something was written that the plan does not have so: it must be taken back."""


@contextmanager
def writing_ahead(store: Store) -> Iterator[Connection]:
    """A transaction whose rows stay in memory, and whose references are looked at in its end.

    Else SQLite waits to be alone with the file as soon as its cache is full, and in vain while
    `as_before` reads; and it looks each reference of each row up by itself, which takes ten times
    as long as all of them together. It takes up either setting between transactions only.

    Raises:
        NotAsPlannedError: a reference is to what is not there; nothing is written then.
    """
    driver = store.connection.connection.driver_connection
    assert isinstance(driver, Driver)
    try:
        driver.execute("PRAGMA cache_spill=0").fetchall()
        driver.execute("PRAGMA foreign_keys=0").fetchall()
        with store.writing() as connection:
            yield connection
            if reference_findings(connection):
                raise NotAsPlannedError
    finally:
        with suppress(dbapi2.Error):  # a failing disk may have ended it: it is not used again
            driver.execute("PRAGMA cache_spill=1").fetchall()
            keep_references(driver, store.place)


@contextmanager
def as_before(store: Store) -> Iterator[Connection]:
    """A study's file as it was when the transaction began that is under way in memory.

    While it is open nothing can be committed.
    """
    connection = sql_connection(store.place, store.key)
    try:
        with reading(connection):
            yield connection
    finally:
        hang_up(connection)


class HeadStart:
    """What is written before the plan is known.

    Args:
        study: the study as it is before, in a transaction.
    """

    def __init__(self, study: Connection) -> None:
        self._head = journal.head(study)
        self._old = {kind: _ids(study, kind) for kind in KINDS}
        self._written: dict[str, set[Id]] = {kind: set() for kind in KINDS}

    def new(self, each: Returned) -> list[Batch]:
        """What a file brings straight, where its ids are in the study nowhere yet."""
        if each.seen_at != self._head:
            return []
        found = []
        for batch in each.straight:
            ids = set(batch.ids) - self._old[batch.kind] - self._written[batch.kind]
            if ids:
                found.append(batch.only(ids))
        return found

    def check(self, connection: Connection) -> None:
        """Sees that nobody has written to the study since.

        Raises:
            NotAsPlannedError: somebody has.
        """
        if journal.head(connection) != self._head:
            raise NotAsPlannedError

    def take(self, connection: Connection, each: Returned) -> None:
        """Writes what a file brings straight and is new."""
        new = self.new(each)
        write_batches(connection, new)
        for batch in new:
            self._written[batch.kind].update(batch.ids)

    def left(self, planned: Sequence[Batch]) -> list[Batch]:
        """What is planned to come in straight and is not written yet.

        Raises:
            NotAsPlannedError: something is written that is not planned so.
        """
        found = []
        unplanned = {kind: set(ids) for kind, ids in self._written.items()}
        for batch in planned:
            unplanned[batch.kind].difference_update(batch.ids)
            left = set(batch.ids) - self._written[batch.kind]
            if left:
                found.append(batch.only(left))
        if any(unplanned.values()):
            raise NotAsPlannedError
        return found


def _ids(study: Connection, kind: str) -> set[Id]:
    """The ids under which a study has, had or knows records of a kind."""
    table, stones, states = CODECS[kind].table, schema.tombstones, schema.lineage
    asked = (
        select(table.c.id),
        select(stones.c.id).where(stones.c.kind == kind),
        select(states.c.record_id).where(states.c.kind == kind),
    )
    return set().union(*(study.execute(each).scalars() for each in asked))
