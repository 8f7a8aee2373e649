"""Whether a study's server answers, and whether somebody has written: asked beside the window."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic

from sqlalchemy import Connection, text

from annotator.domain.address import Address
from annotator.storage import journal
from annotator.storage.server.connecting import connect, enter_own, hang_up, reading, waits_most
from annotator.storage.server.trouble import Away, told
from annotator.storage.server.watching import State, state_of

CONNECT_S = 4
ANSWER_S = 2.0
STATE_S = 15.0
DOUBT_S = 0.4
AGAIN_S = 1.5
_PING = text("SELECT 1")


class Pulse:
    """Asked from any thread, by one at a time, over a connection of its own.

    Attributes:
        is_away: whether the server did not answer when it was asked last.
        doubted: called where the server lets somebody wait, so that it is asked at once.
    """

    def __init__(self, place: Address, password: str | None, *, of_coder: bool) -> None:
        self.is_away = False
        self.doubted: Callable[[], object] | None = None
        self._place, self._password, self._of_coder = place, password, of_coder
        self._connection: Connection | None = None
        self._seen: tuple[tuple[int, str], State] | None = None
        self._lock = Lock()
        self._asked_at = -AGAIN_S
        self._ended = False

    def look(self) -> bool:
        """Whether anybody, this program too, may have written since it was asked last.

        Raises:
            Away: the server does not answer.
            UserError: it lets this login in no more.
        """
        with self._lock:
            self._asked_at = monotonic()
            try:
                with told(self._place):
                    return self._look()
            except BaseException as error:
                self.is_away = isinstance(error, Away)
                self._let_go()
                raise
            finally:
                if self._ended:
                    self._let_go()

    def goes_on(self, silent_s: float) -> bool:
        """Whether who waits for the server shall wait on; where it is long the server is asked."""
        is_asked = self._lock.locked() or monotonic() - self._asked_at < AGAIN_S
        if silent_s > DOUBT_S and self.doubted is not None and not is_asked:
            self.doubted()
        return not self.is_away

    def end(self) -> None:
        """Lets go of the server; where it is being asked, as soon as it has answered."""
        self._ended, self.doubted = True, None
        if self._lock.acquire(blocking=False):
            try:
                self._let_go()
            finally:
                self._lock.release()

    def _look(self) -> bool:
        if self._connection is None:
            connection = connect(self._place, self._password, within_s=CONNECT_S)
            self._connection = connection  # first: where the next step fails, it is dropped
            waits_most(connection, ANSWER_S)
            enter_own(connection)
        waits_most(self._connection, ANSWER_S)
        with reading(self._connection) as connection:
            connection.execute(_PING)
            self.is_away = False
            waits_most(connection, STATE_S)  # upkeep may hold a table for a while
            seen = journal.head(connection), state_of(connection, of_coder=self._of_coder)
        moved, self._seen = seen != self._seen, seen
        return moved

    def _let_go(self) -> None:
        connection, self._connection, self._seen = self._connection, None, None
        if connection is not None:
            hang_up(connection)
