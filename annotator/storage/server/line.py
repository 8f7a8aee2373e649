"""The connection of an open study to its server: ended where it fails, and opened anew after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from sqlalchemy import Connection

from annotator.domain.address import Address
from annotator.domain.errors import UserError
from annotator.domain.view import StudyView
from annotator.storage.server.connecting import connect, enter_own, hang_up, heed, reading
from annotator.storage.server.pulse import CONNECT_S, Pulse, Stand
from annotator.storage.server.trouble import AWAY, Away, told


class Line:
    """One connection at a time.

    Where somebody asks for its pulse beside it, nobody waits long here for a server that is away:
    what is being said is broken off, and nothing new is begun before the pulse has heard of it.
    """

    def __init__(self, place: Address, password: str | None, connection: Connection) -> None:
        self.place, self._password = place, password
        self._connection: Connection | None = connection
        self._pulse: Pulse | None = None
        self._dropped_at = 0.0
        self.is_closed = False

    @property
    def connection(self) -> Connection:
        """The connection; opened anew where the one before has ended.

        Raises:
            UserError: the server is away, or lets this login not in.
        """
        if self._connection is None:
            if self.is_closed:
                raise ValueError("the store is closed")
            pulse = self._pulse
            if pulse is not None and (pulse.is_away or pulse.heard_at < self._dropped_at):
                refused = pulse.refused
                if refused is not None:  # it is there, and lets this login not in
                    raise UserError(refused.what, refused.where, refused.hint)
                raise Away(AWAY, str(self.place), "it is tried again by itself")
            connection = connect(
                self.place, self._password, within_s=None if pulse is None else CONNECT_S
            )
            self._connection = connection  # first: where the next step fails, it is dropped
            self._heed()
            with told(self.place):
                enter_own(connection)
        return self._connection

    def pulse(self, *, of_coder: bool, shown: Callable[[], Stand]) -> Pulse:
        """What from now on tells whether the server is there; somebody must ask it to `look`."""
        if self._pulse is None:
            self._pulse = Pulse(self.place, self._password, of_coder=of_coder, shown=shown)
            self._heed()
        return self._pulse

    def view_at(self, stand: Stand) -> StudyView | None:
        """The view that the pulse has read already, where it is of this stand."""
        return None if self._pulse is None else self._pulse.view_at(stand)

    def forget_others(self) -> None:
        """Drops what the pulse has read for anybody else than whom the study is open for now."""
        if self._pulse is not None:
            self._pulse.forget_others()

    def drop(self) -> None:
        """Ends the connection; whatever is asked next opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            hang_up(connection)

    def close(self) -> None:
        """Ends it for good."""
        self.is_closed = True
        if self._pulse is not None:
            self._pulse.end()
        self.drop()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state."""
        with self.told():
            connection = self.connection
            with reading(connection):
                yield connection

    @contextmanager
    def told(self) -> Iterator[None]:
        """Tells the server's errors; a connection that has ended is not used again."""
        try:
            with told(self.place):
                yield
        except Away:
            self.drop()
            if self._pulse is not None:
                self._dropped_at = monotonic()
                self._pulse.doubt(surely=not self._pulse.is_away)
            raise

    def _heed(self) -> None:
        if self._pulse is not None and self._connection is not None:
            heed(self._connection, self._pulse.goes_on)
