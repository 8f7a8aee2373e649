"""Where a study is opened or made: in a file or on a server, by what stands in its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.domain.address import Address
from annotator.domain.errors import UserError
from annotator.domain.study import Study
from annotator.storage.store import Place, Store
from annotator.storage.store import create as create_file
from annotator.storage.store import open_study as open_file

if TYPE_CHECKING:
    from annotator.storage.server.store import ServerStore

Ask = Callable[[], str | None]


def create(
    place: Place,
    study: Study,
    passphrase: str | None = None,
    *,
    ask: Ask | None = None,
    actor: str = "",
) -> Store:
    """A new study; see `store.create`. On a server `ask` gives the login's password instead."""
    if isinstance(place, Address):
        from annotator.storage.server import store as server

        return server.create(place, study, ask, actor=actor)
    return create_file(place, study, passphrase, actor=actor)


def open_study(place: Place, ask: Ask | None = None) -> Store:
    """A study that is there; see `store.open_study`. On a server `ask` gives the password."""
    if isinstance(place, Address):
        from annotator.storage.server import store as server

        return server.open_study(place, ask)
    return open_file(place, ask)


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
