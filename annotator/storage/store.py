"""The study file in use: a view of it, edits to it, search, journal, check."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from annotator.domain.address import Address
from annotator.domain.edits import Edit, Replace, replacements
from annotator.domain.erasure import Erasure, Found
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.query import Node
from annotator.domain.round import Coder
from annotator.domain.view import StudyView
from annotator.domain.withdrawal import Wish
from annotator.storage import journal, search
from annotator.storage.backup import back_up_apart, back_up_file, refuse_backup
from annotator.storage.candidates import Candidates
from annotator.storage.candidates import candidates as find_candidates
from annotator.storage.check import find_faults
from annotator.storage.committing import commit, is_stored
from annotator.storage.connection import hang_up, pragma, reading, sql_connection, tidy, writing
from annotator.storage.erasure import Hear, erase, find, known
from annotator.storage.journal import JournalEntry
from annotator.storage.key import Key
from annotator.storage.opening import PageCheck, knows, open_again, pages_of
from annotator.storage.reading import read_view, study_id
from annotator.storage.rows import CODECS
from annotator.storage.rows.loading import load
from annotator.storage.search import Hit
from annotator.storage.trouble import CANTOPEN, IOERR, code_of, told
from annotator.storage.uniqueness import refuse_twins
from annotator.storage.work import refuse_foreign, refuse_other_codes, refuse_others, work_of
from annotator.storage.work_days import WorkDay, work_days
from annotator.storage.writing import write

Place = Path | Address
"""Where a study stands: in a file, or on a server."""


def back_up(store: Store) -> Path:
    """A checked copy of the study as it is now, in `<study name> backups` beside the file.

    Of older ones stay the newest ten, the last of each of 14 days and of 8 weeks.

    Raises:
        UserError: the copy cannot be written or is not sound; older backups stay.
    """
    store.settle()
    return store.backed_up()


class Store:
    """An open study file. It belongs to the thread that opened it.

    Attributes:
        place: the file; of a study on a server a name at home, for what is made of it.
        address: where it stands on a server; None for a file.
        encrypted: whether it needs a passphrase.
        revision: number of the last journal record that this store has shown or written.
        work: what a file of handed-out work is; None for a study.
        device: a short name for this machine, as the journal has it.
        erasures: those that were seen, by id.
    """

    address: Address | None = None
    erasures: frozenset[Id] = frozenset()
    _pages: PageCheck | None = None

    def __init__(self, place: Path, key: Key | None, connection: Connection) -> None:
        self._file = place.absolute()
        self.place = self._file
        self.encrypted = key is not None
        self.key = key
        self._connection: Connection | None = connection
        self._pages = pages_of(connection)
        self._closed = False
        self._foreign = False
        with self.reading() as open_connection:
            self.work = work_of(open_connection)
            self.revision = journal.head(open_connection)[0]
            self.erasures = known.erasures(open_connection)
            self._file_version = pragma(open_connection, "data_version")
            self.device = journal.device_of(study_id(open_connection))

    # Use ----------------------------------------------------------------------------------

    @property
    def home(self) -> Path:
        """The file that people know; `place` is the one that is worked in."""
        return self.place

    def view(self, seen_by: Id | None = None) -> StudyView:
        """The study as it is now; with `seen_by` only that coder's work is loaded."""
        with self.reading() as connection:
            view = read_view(connection, seen_by)
            self._file_version = pragma(connection, "data_version")
            self.erasures = known.erasures(connection)
        self.revision, self._foreign = view.revision, False
        return view

    @property
    def of_coder(self) -> Id | None:
        """The one coder whom it is for, whoever asks; None where anybody's work may be read."""
        return None if self.work is None else self.work.coder_id

    def people(self) -> list[Coder]:
        """The coders, readers and the consensus layer, without anything that they did."""
        with self.reading() as connection:
            return load(connection, CODECS["coder"])

    def coders(self) -> dict[str, Id]:
        """The coders' ids by name, without loading anything that they did."""
        with self.reading() as connection:
            return {coder.name: coder.id for coder in load(connection, CODECS["coder"])}

    def apply(self, edit: Edit, *, action: str, actor: Id | None = None) -> int:
        """The study's new revision, after an edit and its journal record were committed.

        Raises:
            Stale: a record is not as the edit expects it, or somebody else took its name or
                place (see `uniqueness`). Nothing was changed.
            UserError: the file cannot be written, a record is still needed by others, or two
                records of the edit have one name. Nothing was changed.
        """
        changes = list(replacements(edit))
        if not changes:
            return self.revision
        refuse_twins(changes)
        with self.writing() as connection:
            foreign = journal.head(connection)[0] != self.revision
            revision = self.put(connection, changes, action=action, actor=actor)
        self.revision = revision
        self._foreign = self._foreign or foreign
        return revision

    def put(
        self, connection: Connection, changes: list[Replace], *, action: str, actor: Id | None
    ) -> int:
        """The study's new revision, after changes were written inside a transaction."""
        known.refuse_since(connection, self.erasures)
        if self.work is not None:
            self.work = work_of(connection)  # somebody may have handed it in meanwhile
            assert self.work is not None
            refuse_foreign(self.work, changes)
        refuse_others(actor, changes)
        refuse_other_codes(connection, changes)
        return journal.append(
            connection,
            changes,
            [write(connection, change) for change in changes],
            action=action,
            actor=actor,
            device=self.device,
        )

    def refresh(self) -> None:
        """Takes up what an operation of storage has written."""
        with self.reading() as connection:
            self.revision = journal.head(connection)[0]
            self.work = work_of(connection)
            self.erasures = known.erasures(connection)

    def changed_elsewhere(self) -> bool:
        """Whether another program has written what the last view does not show."""
        with self.reading() as connection:
            file_version = pragma(connection, "data_version")
            if file_version != self._file_version:
                self._file_version = file_version
                self._foreign = self._foreign or journal.head(connection)[0] != self.revision
        return self._foreign

    def work_days(self) -> list[WorkDay]:
        """How long handed-out work was worked on, as far as it has come back."""
        with self.reading() as connection:
            return work_days(connection)

    def search(
        self,
        words: str,
        *,
        limit: int = 50,
        seen_by: Id | None = None,
        shut: Collection[Id] = (),
    ) -> list[Hit]:
        """Where all the words stand in a turn of a current transcript or in a memo, best first.

        The last word may be only begun; case and accents do not count. With `seen_by` the
        memos of other coders are not searched; accounts that are `shut` are not at all.
        """
        with self.reading() as connection:
            return search.find(connection, words, limit=limit, seen_by=seen_by, shut=shut)

    def candidates(
        self, node: Node, *, texts: Collection[Id], seen_by: Id | None = None
    ) -> Candidates:
        """Which turns of some transcripts, and which memos, may hold what is asked for.

        With `seen_by` no other coder's memos.
        """
        with self.reading() as connection:
            return find_candidates(connection, node, texts=texts, seen_by=seen_by)

    def journal(self) -> Iterator[JournalEntry]:
        """What was done, in order."""
        with self.reading() as connection:
            listed = list(journal.entries(connection))
        return iter(listed)

    def payload(self, seq: int) -> list[dict[str, Any]] | None:
        """The records before and after an edit as JSON values; None where they were erased."""
        with self.reading() as connection:
            return journal.payload(connection, seq)

    def backed_up(self) -> Path:
        """The place of a checked copy; errors as `back_up`."""
        return back_up_file(self.connection, self._file, self.key)

    def safeguard(self) -> None:
        """Backs up before much is written at once; errors as `back_up`."""
        self.backed_up()

    def backing_up(self) -> Callable[[], Path | None]:
        """What makes a backup where one is due, from any thread; errors as `back_up`."""
        return partial(back_up_apart, self._file, self.key)

    def finding(self, wish: Wish, formers: Sequence[str] = ()) -> Callable[[], Found]:
        """What tells, in any thread, what there is of a participant; errors as `erasure.find`."""
        return partial(find, self.place, self.key, wish, formers)

    def erasing(
        self, wish: Wish, hear: Hear | None = None, formers: Sequence[str] = ()
    ) -> Callable[[], Erasure]:
        """What erases a participant, in any thread; `refresh` afterwards. Errors as `erase`."""
        return partial(erase, self.place, self.key, wish, hear, formers)

    def check(self) -> list[str]:
        """What is wrong with the file, one line each; empty when it is sound.

        Raises:
            UserError: another program is writing, which the whole check cannot wait out.
        """
        with self.reading() as connection:
            another = partial(sql_connection, self.place, self.key) if self.encrypted else None
            return find_faults(connection, encrypted=self.encrypted, another=another)

    # The connection -----------------------------------------------------------------------

    @property
    def connection(self) -> Connection:
        """The connection; opened anew where a failing disk has ended the one before."""
        if self._connection is None:
            if self._closed:
                raise ValueError("the store is closed")
            self._connection = open_again(self._file, self.key)
            self._file_version = None
        return self._connection

    def take_key(self, key: Key) -> None:
        """Goes on with the file that stands there now, which is of another key."""
        self.disconnect()
        self.key, self.encrypted = key, True
        self.refresh()

    def knows(self, passphrase: str) -> bool:
        """Whether somebody has the passphrase of the file, or its recovery key."""
        return self.key is not None and knows(self.key, passphrase)

    @property
    def is_closed(self) -> bool:
        """Whether it was closed."""
        return self._closed

    def disconnect(self) -> None:
        """Lets go of the file; whatever is asked next opens it anew, with the same checks.

        After a disk has failed too: what a connection holds in memory may not be true then.
        """
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(DBAPIError, dbapi2.Error):
                hang_up(connection)

    def settle(self) -> None:
        """Waits until all pages of a file that was just opened are looked through.

        Raises:
            Damaged: some are not as they were written.
        """
        pages, self._pages = self._pages, None
        if pages is not None:
            pages.settle()

    @contextmanager
    def opening(self, *, settles: bool) -> Iterator[None]:
        """What is read first, while the pages are looked through; closes where that fails."""
        try:
            try:
                yield
            except UserError:
                self.settle()  # what is wrong with a page says more
                raise
            if settles:
                self.settle()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Closes the file; the empty journal beside it is taken away where that is safe.

        The key is let go of, as far as Python lets.
        """
        with suppress(UserError):
            self.settle()
        self._closed, self.key = True, None
        connection, self._connection = self._connection, None
        if connection is None:
            return
        tidy(connection)
        hang_up(connection)

    def discard(self) -> None:
        """Closes a study that was just made, and takes it away."""
        self.close()
        self._file.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state, for an operation of storage."""
        connection = self.connection
        with self._told(), reading(connection):
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is committed at the end, or leaves nothing."""
        refuse_backup(self._file)
        self.settle()
        connection = self.connection
        entry: tuple[int, str] | None = None
        try:
            with self._told(), writing(connection):
                former = journal.head(connection)
                yield connection
                entry = journal.head(connection)
                commit(connection, self._file)
        except UserError:
            # A disk that fails in the commit may have stored it all the same.
            failed = self._connection is None and entry not in (None, former)
            if not failed or entry is None or not is_stored(self.reading, self._file, entry):
                raise

    def noting(self) -> AbstractContextManager[Connection]:
        """The same for a line of the journal alone, of which nothing need be told."""
        return self.writing()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tells the driver's errors; after a failing disk the connection is not used again."""
        try:
            with told(self._file):
                yield
        except UserError as error:
            if error.__cause__ is not None and code_of(error.__cause__) in (IOERR, CANTOPEN):
                self.disconnect()
            raise
