"""Where a study is opened or made: in a file or on a server, by what stands in its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from annotator.domain.address import Address
from annotator.domain.errors import UserError
from annotator.domain.study import Study
from annotator.storage.connection import hang_up
from annotator.storage.creation import write_new
from annotator.storage.key import Key
from annotator.storage.migration import renewed
from annotator.storage.opening import open_again, open_file
from annotator.storage.store import Place, Store
from annotator.storage.trouble import Damaged

if TYPE_CHECKING:
    from annotator.storage.server.store import ServerStore

Ask = Callable[[], str | None]


def create_file(place: Path, study: Study, passphrase: str | None, *, actor: str = "") -> Store:
    """A new study file, encrypted with the passphrase; plain only where None is given.

    Raises:
        UserError: a file stands there, the folder cannot be written, the passphrase is empty.
            Nothing is left behind.
    """
    key = write_new(place, study, passphrase, actor=actor)
    return Store(place, key, open_again(place, key))


def open_study_file(place: Path, ask: Ask | None = None, *, settles: bool = True) -> Store:
    """A study file, opened and checked; one of an older schema is renewed, with a backup.

    Args:
        place: the file.
        ask: gives the passphrase, and is called only for an encrypted file.
        settles: whether all pages of an encrypted file have been looked through; else `settle`
            waits for that, which every write does too.

    Raises:
        UserError: not there, not a study, wrong passphrase, newer than this program.
        Damaged: parts of the file are not as they were written.
    """
    key, connection = open_file(place, ask, settles=settles)
    return _opened(place, key, connection)


def open_with_key(place: Path, key: Key | None) -> Store:
    """The same of a file whose key is known, with the same checks."""
    return _opened(place, key, open_again(place, key))


def _opened(place: Path, key: Key | None, connection: Connection) -> Store:
    connection = renewed(connection, place, key)
    try:
        return Store(place, key, connection)
    except UserError as error:
        hang_up(connection)
        if isinstance(error, Damaged):
            raise
        raise UserError(error.what, error.where or str(place), error.hint) from error


def create(
    place: Place,
    study: Study,
    passphrase: str | None = None,
    *,
    ask: Ask | None = None,
    actor: str = "",
) -> Store:
    """A new study; see `create_file`. On a server `ask` gives the login's password instead."""
    if isinstance(place, Address):
        from annotator.storage.server import store as server

        return server.create(place, study, ask, actor=actor)
    return create_file(place, study, passphrase, actor=actor)


def open_study(place: Place, ask: Ask | None = None, *, settles: bool = True) -> Store:
    """A study that is there; see `open_study_file`. On a server `ask` gives the password."""
    if isinstance(place, Address):
        from annotator.storage.server import store as server

        return server.open_study(place, ask)
    return open_study_file(place, ask, settles=settles)


def reads_layer(store: Store) -> bool:
    """Whether it is open by a server's login that reads the consensus layer alone."""
    return store.address is not None and served(store).login.reads_layer


def counters_open(store: Store) -> bool:
    """Whether a server tells every login how much all write; False for a file."""
    if store.address is None:
        return False
    from annotator.storage.server.unseen import IS_OPEN

    with store.reading() as connection:
        return bool(connection.exec_driver_sql(IS_OPEN).scalar())


def served(store: Store) -> ServerStore:
    """The store of a study on a server.

    Raises:
        UserError: it is a file, which has no logins.
    """
    from annotator.storage.server.store import ServerStore

    if isinstance(store, ServerStore):
        return store
    hint = "give its address, or put it on one with `annotator move`"
    raise UserError("this study is not on a server", str(store.place), hint)
