"""A study on a server in use: the same store as a file's, with the server's walls around it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, select

from annotator.domain.address import Address
from annotator.domain.edits import Edit, Replace, owner_of, replacements
from annotator.domain.erasure import Erasure, Found
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.query import Node
from annotator.domain.round import Assignment, Coder
from annotator.domain.study import Study
from annotator.domain.view import StudyView
from annotator.domain.withdrawal import Wish
from annotator.storage import journal, schema
from annotator.storage.candidates import Candidates
from annotator.storage.creation import begin
from annotator.storage.erasure import known
from annotator.storage.reading import read_view
from annotator.storage.rows import CODECS
from annotator.storage.rows.loading import load
from annotator.storage.search import Hit
from annotator.storage.server import chains, homes, quoted, scanning, withdrawing
from annotator.storage.server.check import find_faults
from annotator.storage.server.connecting import (
    Ask,
    connect_asking,
    enter_own,
    hang_up,
    writing,
)
from annotator.storage.server.laying import forget, lay_new, renewed, shut_counters
from annotator.storage.server.line import Line
from annotator.storage.server.people import Login, admit, logins, own_login, shut_out
from annotator.storage.server.pulse import Pulse, Stand
from annotator.storage.server.trouble import Away, told
from annotator.storage.server.walls import Roles
from annotator.storage.server.watching import State, state_of
from annotator.storage.store import Store
from annotator.storage.uniqueness import refuse_twins
from annotator.storage.work import study_key


def create(place: Address, study: Study, ask: Ask | None, *, actor: str = "") -> ServerStore:
    """A new study in an empty database, whole or not at all; the login becomes its PI's.

    Raises:
        UserError: the server cannot be reached, or the login may not make a study there.
    """
    with laid(place, ask) as (connection, _):
        begin(connection, study, action="new study", actor=actor or None)
        study_key(connection)
    return open_study(place, ask)


@contextmanager
def laid(place: Address, ask: Ask | None) -> Iterator[tuple[Connection, Roles]]:
    """A transaction in which the empty tables of a new study have been made."""
    connection, _ = connect_asking(place, ask)
    try:
        with told(place), writing(connection):
            yield connection, lay_new(connection, str(place))
    finally:
        hang_up(connection)


def open_study(place: Address, ask: Ask | None = None) -> ServerStore:
    """A study on a server, for the login of the address.

    Raises:
        UserError: the server cannot be reached, the login has no part in a study there, or the
            study is of another version than this program.
    """
    connection, password = connect_asking(place, ask)
    try:
        return ServerStore(place, password, connection)
    except BaseException:
        hang_up(connection)
        raise


class ServerStore(Store):
    """An open study on a server. It belongs to the thread that opened it.

    Attributes:
        login: who has opened it, and for what.
    """

    address: Address
    login: Login

    def __init__(self, place: Address, password: str | None, connection: Connection) -> None:
        self.address = place
        self.place = Path.home() / place.database
        self.encrypted = False
        self.key = None
        self.work = None
        self._password = password
        self._line = Line(place, password, connection)
        self._foreign = False
        self._state: State | None = None
        self._seen_by: Id | None = None
        with told(place), writing(connection):
            self._roles = renewed(connection, str(place))
            self.login = own_login(connection, str(place))
        with told(place):
            enter_own(connection)
        with self.reading() as reader:
            self.revision = journal.head(reader)[0]
            self.erasures = known.erasures(reader)
            self.device = journal.device_of(
                str(reader.execute(select(schema.study.c.id)).scalar_one())
            )

    # Use ----------------------------------------------------------------------------------

    @property
    def of_coder(self) -> Id | None:
        """The coder whose login it is, or the layer that it reads; None for all others."""
        return self.login.coder_id

    def view(self, seen_by: Id | None = None) -> StudyView:
        """The study as it is now, as far as this login may see it."""
        before, self._seen_by = self._seen_by, seen_by  # first: the pulse keeps no other's then
        try:
            with self.reading() as connection:
                state = self._state_of(connection)
                stand = Stand(revision=journal.head(connection)[0], state=state, seen_by=seen_by)
                view = self._line.view_at(stand) or read_view(connection, seen_by)
                self.erasures = known.erasures(connection)
        except BaseException:
            self._seen_by = before
            raise
        finally:
            self._line.forget_others()
        self.revision, self._foreign, self._state = view.revision, False, state
        return view

    def coders(self) -> dict[str, Id]:
        """The coders' ids by name; for a coder only the own."""
        with self.reading() as connection:
            return {coder.name: coder.id for coder in load(connection, CODECS["coder"])}

    def apply(self, edit: Edit, *, action: str, actor: Id | None = None) -> int:
        """The study's new revision; see `Store.apply`."""
        changes = list(replacements(edit))
        if not changes:
            return self.revision
        refuse_twins(changes)
        with self._writing(self._chains_of(changes)) as connection:
            # Assignments are the one thing that a PI and a coder both write.
            shared = any(isinstance(each.record, Assignment) for each in changes)
            before = self._state_of(connection) if shared else self._state
            revision = self.put(connection, changes, action=action, actor=actor)
            after = self._state_of(connection) if shared else self._state
        self._foreign = self._foreign or before != self._state
        self._foreign = self._foreign or revision != self.revision + 1
        self.revision, self._state = revision, after
        return revision

    def put(
        self, connection: Connection, changes: list[Replace], *, action: str, actor: Id | None
    ) -> int:
        """As `Store.put`; a coder who is new gets tables first, and quotes are noted after all."""
        for change in changes:
            if isinstance(change.after, Coder) and change.before is None:
                homes.house(connection, self._roles, change.after.id)
        quoted.announce(connection, changes)
        revision = super().put(connection, changes, action=action, actor=actor)
        quoted.note(connection, changes)
        return revision

    def refresh(self) -> None:
        """Takes up what an operation of storage has written."""
        with self.reading() as connection:
            self.revision = journal.head(connection)[0]
            self._state = self._state_of(connection)
            self.erasures = known.erasures(connection)

    def changed_elsewhere(self) -> bool:
        """Whether somebody has written what this login may see and the last view does not show."""
        with self.reading() as connection:
            own = journal.head(connection)[0]
            moved = own != self.revision or self._state_of(connection) != self._state
        self._foreign = self._foreign or moved
        return self._foreign

    def search(
        self,
        words: str,
        *,
        limit: int = 50,
        seen_by: Id | None = None,
        shut: Collection[Id] = (),
    ) -> list[Hit]:
        """Where all the words stand in a turn of a current transcript or in a memo."""
        with self.reading() as connection:
            return scanning.find(connection, words, limit=limit, seen_by=seen_by, shut=shut)

    def candidates(
        self, node: Node, *, texts: Collection[Id], seen_by: Id | None = None
    ) -> Candidates:
        """Nothing is known: all texts that this login has loaded are looked at."""
        return Candidates()

    def journal(self) -> Iterator[journal.JournalEntry]:
        """What was done: a coder's own chain; for a PI all chains, as one by their times."""
        with self.reading() as connection:
            listed = chains.entries(connection)
        return iter(listed)

    def payload(self, seq: int) -> list[dict[str, object]] | None:
        """The records before and after the edit of that number in `journal`."""
        with self.reading() as connection:
            return chains.payload(connection, seq)

    def backed_up(self) -> Path:
        """Nothing: a server is backed up where it runs."""
        raise UserError(
            "a study on a server is backed up there",
            str(self.address),
            "ask who runs it, or take a copy with `annotator move` into a file",
        )

    def safeguard(self) -> None:
        """Nothing: backups are the server's; a merge is one transaction, and a union."""

    def backing_up(self) -> Callable[[], Path | None]:
        """Nothing is due here."""
        return lambda: None

    def finding(self, wish: Wish, formers: Sequence[str] = ()) -> Callable[[], Found]:
        """What tells, in any thread, what there is of a participant; only a PI's login may ask."""
        self._refuse_others()
        return partial(withdrawing.find, self.address, self._password, wish)

    def erasing(
        self, wish: Wish, hear: withdrawing.Hear | None = None, formers: Sequence[str] = ()
    ) -> Callable[[], Erasure]:
        """What erases a participant, in any thread; `refresh` afterwards."""
        self._refuse_others()
        return partial(withdrawing.erase, self.address, self._password, self._roles, wish, hear)

    def _refuse_others(self) -> None:
        if self.login.role != "pi":
            what, hint = "only a PI’s login erases a participant", "ask the PI"
            raise UserError(what, str(self.address), hint)

    def check(self) -> list[str]:
        """What is wrong, one line each, as far as this login may see."""
        with self.reading() as connection:
            return find_faults(connection, self._roles, of_coder=self.of_coder is not None)

    # People -------------------------------------------------------------------------------

    def logins(self) -> list[Login]:
        """Who has a login, for a PI."""
        with self.reading() as connection:
            return logins(connection, of_pi=self.login.role == "pi")

    def admit(self, edit: Edit, person: Login, password: str) -> str:
        """Makes a person's login together with the records that it needs; gives its name.

        Raises:
            UserError: there is such a login, or this one may not make any.
        """
        changes = list(replacements(edit))
        with self.writing() as connection:
            if changes:
                self.put(connection, changes, action="Let a person in", actor=None)
            made = admit(connection, self._roles, person, password)
        self.refresh()
        return made

    def shut_out(self, login: str) -> None:
        """Takes a person's login away; what they did stays."""
        with self.writing() as connection:
            shut_out(connection, self._roles, login)

    def shut_counters(self) -> None:
        """Hides what the server counts of everybody.

        Raises:
            UserError: this login is no superuser's.
        """
        with self.writing() as connection:
            may = "SELECT rolsuper FROM pg_roles WHERE rolname = session_user"
            if not connection.exec_driver_sql(may).scalar():
                what, hint = "this login is no superuser's", "ask who runs the server"
                raise UserError(what, str(self.address), hint)
            shut_counters(connection)

    # The connection -----------------------------------------------------------------------

    @property
    def connection(self) -> Connection:
        """The connection; opened anew where the one before has ended."""
        return self._line.connection

    @property
    def is_closed(self) -> bool:
        """Whether it was closed."""
        return self._line.is_closed

    def pulse(self) -> Pulse:
        """What tells beside the work whether the server is there and others have written."""
        return self._line.pulse(of_coder=self.of_coder is not None, shown=self._shown)

    def _shown(self) -> Stand:
        """What the last view shows, with what was written here since; asked in any thread."""
        state = None if self._foreign else self._state
        return Stand(revision=self.revision, state=state, seen_by=self._seen_by)

    def disconnect(self) -> None:
        """Lets go of the server; whatever is asked next connects anew."""
        self._line.drop()

    def discard(self) -> None:
        """Takes a study that was just made off the server, with its roles."""
        try:
            with self._line.told(), writing(self.connection) as connection:
                forget(connection, self._roles)
        finally:
            self.close()

    def close(self) -> None:
        """Ends the connection."""
        self._line.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state."""
        with self._line.reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is committed at the end; nobody else writes meanwhile."""
        with self._writing(None) as connection:
            yield connection

    @contextmanager
    def _writing(self, held: list[str] | None) -> Iterator[Connection]:
        """The same, while those only wait who write into the same chains; None for all.

        A server that goes away in the very moment of storing is asked, once it is back, whether
        the change stands: it is never told as lost where it is not.
        """
        goal: tuple[int, str] | None = None
        try:
            with self._line.told():
                connection = self.connection
                with writing(connection):
                    if self.of_coder is None:
                        chains.hold(connection, held)
                    else:
                        chains.hold_own(connection)
                    yield connection
                    goal = journal.head(connection)
        except Away:
            if goal is None or not self._stands(goal):
                raise

    def _stands(self, entry: tuple[int, str]) -> bool:
        """Whether the own chain has an entry of this number and hash.

        Raises:
            UserError: the server does not say.
        """
        try:
            with self.reading() as connection:
                return journal.stands(connection, entry)
        except Away:
            what = "the server went away while it stored this"
            hint = "look whether the last change is there before you do it again"
            raise UserError(what, str(self.address), hint) from None

    def _chains_of(self, changes: list[Replace]) -> list[str]:
        """The own chain, and those of the coders whose records a PI changes."""
        owners = {
            owner_of(each) for change in changes for each in (change.before, change.after) if each
        }
        return sorted({self.of_coder or "", *(each for each in owners if each)})

    def _state_of(self, connection: Connection) -> State:
        return state_of(connection, of_coder=self.of_coder is not None)
