"""Whether a study's server answers, and what others have written: asked beside the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from sqlalchemy import Connection, text

from annotator.domain.address import Address
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.view import StudyView
from annotator.storage import journal
from annotator.storage.reading import read_view
from annotator.storage.server.connecting import (
    connect,
    enter_own,
    hang_up,
    heed,
    reading,
    waits_most,
)
from annotator.storage.server.trouble import Away, told
from annotator.storage.server.watching import State, state_of

CONNECT_S = 4
ANSWER_S = 2.0
STATE_S = 15.0
VIEW_S = 75.0
DOUBT_S = 0.25
SOON_S = 0.75
AGAIN_S = 1.5
_PING = text("SELECT 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where a study stands: by these one tells that nothing was written in between.

    Attributes:
        revision: of the own chain.
        state: what others have written, None where it is not known.
        seen_by: for whom the view is.
    """

    revision: int
    state: State | None
    seen_by: Id | None


class Pulse:
    """Asked from any thread, by one at a time, over a connection of its own.

    Args:
        place: of the study.
        password: of the login.
        of_coder: whether it is a coder's.
        shown: tells what the open study shows.

    Attributes:
        is_away: whether the server did not answer when it was asked last, or lets somebody wait.
        refused: why it let this login not in when it was asked last, None where it did.
        heard_at: when it last answered, by the machine's own clock.
        doubted: called where the server lets somebody wait, so that it is asked at once.
    """

    def __init__(
        self,
        place: Address,
        password: str | None,
        *,
        of_coder: bool,
        shown: Callable[[], Stand],
    ) -> None:
        self.is_away = False
        self.refused: UserError | None = None
        self.doubted: Callable[[], object] | None = None
        self._place, self._password, self._of_coder = place, password, of_coder
        self._shown = shown
        self._read: tuple[Stand, StudyView] | None = None
        self._connection: Connection | None = None
        self._lock = Lock()
        self._keeping = Lock()
        self.heard_at = self._asked_at = -AGAIN_S
        self._unheard_since: float | None = None
        self._lately_s = (0.0, 0.0)
        self._is_doubted = self._is_broken_off = False
        self._ended = False

    def look(self) -> bool:
        """Whether somebody has written what the open study does not show; that is read then.

        Raises:
            Away: the server does not answer.
            UserError: it lets this login in no more.
        """
        try:
            with self._lock:
                try:
                    has_news = self._look_on()
                    self.refused = None
                    return has_news
                except BaseException as error:
                    self.is_away = isinstance(error, Away)
                    self.refused = None
                    if isinstance(error, UserError) and not self.is_away:
                        self.refused = error
                    self._unheard_since = None
                    self._let_go()
                    raise
        finally:
            if self._ended:  # asked once the lock is free: else who ends it meanwhile is missed
                self._let_go_if_free()

    def goes_on(self, silent_s: float) -> bool:
        """Whether who waits for the server shall wait on; where it is long the server is asked.

        One that then says nothing here either is away for who waits, before that is certain: it
        holds a window's thread, and what is refused can be done again.
        """
        if silent_s > DOUBT_S:
            now = monotonic()
            # An answer from before this silence says nothing of it, however short a time ago.
            self.doubt(surely=self._asked_at < now - silent_s)
            now, unheard = monotonic(), self._unheard_since
            waits_s = max(silent_s, 0.0 if unheard is None else now - unheard)
            if self.heard_at < now - silent_s and waits_s > DOUBT_S + self._soon_s():
                self.is_away = True
        return not self.is_away

    def doubt(self, *, surely: bool = False) -> None:
        """Has the server asked at once, unless it just was and nobody knows better.

        Where it is being asked and is silent, that is broken off, and it is asked anew.
        """
        is_new = monotonic() - self._asked_at < AGAIN_S
        if self._lock.locked():
            self._is_doubted = self._is_doubted or not is_new
        elif self.doubted is not None and (surely or not is_new):
            self.doubted()

    def _soon_s(self) -> float:
        """How long an answer may take: longer where the way to the server is a long one."""
        return min(ANSWER_S, max(SOON_S, 4 * min(self._lately_s)))

    def view_at(self, stand: Stand) -> StudyView | None:
        """The view that was read beside the work, where it is of this stand; given once."""
        with self._keeping:
            read, self._read = self._read, None
        return read[1] if read is not None and read[0] == stand else None

    def forget_others(self) -> None:
        """Drops what was read for anybody else than whom the study is open for now."""
        with self._keeping:
            if self._read is not None and self._read[0].seen_by != self._shown().seen_by:
                self._read = None

    def end(self) -> None:
        """Lets go of the server; where it is being asked, as soon as it has answered."""
        self._ended, self.doubted, self._read = True, None, None
        self._let_go_if_free()

    def _look_on(self) -> bool:
        """The same until it is said; anew where somebody's doubt has broken off what was asked."""
        while True:
            self._asked_at = monotonic()
            self._is_doubted = self._is_broken_off = False
            try:
                with told(self._place):
                    return self._look()
            except Away:
                if self._ended or not self._is_broken_off:
                    raise
                self._let_go()

    def _hears_on(self, silent_s: float) -> bool:
        """Whether what is asked is waited for: not long where somebody else waits as well."""
        if self._unheard_since is None:  # else it is the first answer that is waited for
            self.heard_at = max(self.heard_at, monotonic() - silent_s)
        self._is_broken_off = self._is_doubted and silent_s > ANSWER_S
        return not self._is_broken_off

    def _look(self) -> bool:
        self._read = None
        began = self._unheard_since = monotonic()
        if self._connection is None:
            connection = connect(self._place, self._password, within_s=CONNECT_S)
            self._connection = connection  # first: where the next step fails, it is dropped
            waits_most(connection, ANSWER_S)
            heed(connection, self._hears_on)
            enter_own(connection)
            began = monotonic()
        waits_most(self._connection, ANSWER_S)
        before = self._shown()
        with reading(self._connection) as connection:
            connection.execute(_PING)
            self.heard_at = monotonic()
            self._lately_s = (self._lately_s[1], self.heard_at - began)
            self._unheard_since = None
            self.is_away = False
            waits_most(connection, STATE_S)  # upkeep may hold a table for a while
            shown = self._shown()
            stand = Stand(
                revision=journal.head(connection)[0],
                state=state_of(connection, of_coder=self._of_coder),
                seen_by=shown.seen_by,
            )
            is_old = before.revision <= stand.revision < shown.revision  # by what was done here
            if stand == shown or (is_old and shown.state is not None):
                return False
            waits_most(connection, VIEW_S)
            read = read_view(connection, stand.seen_by)
            with self._keeping:
                if self._shown().seen_by == stand.seen_by:  # else nobody may see it any more
                    self._read = stand, read
        return True

    def _let_go_if_free(self) -> None:
        """Whoever holds the lock does it afterwards."""
        if self._lock.acquire(blocking=False):
            try:
                self._read = None
                self._let_go()
            finally:
                self._lock.release()

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            hang_up(connection)
