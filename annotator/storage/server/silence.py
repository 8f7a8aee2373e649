"""A driver's connection that does not wait for ever on a server that says nothing.

A host that swallows what it is sent closes nothing, so that neither driver nor system knows that
it is gone. The server itself ends each statement after a minute (see `connecting`): who has heard
nothing for longer waits for nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg

if TYPE_CHECKING:
    from psycopg.abc import PQGen

Given = TypeVar("Given")
MOST_S = 75.0
ASK_EVERY_S = 0.1


class SilentError(psycopg.OperationalError):
    """Nothing came from the server for too long."""


class HeedingConnection(psycopg.Connection[Any]):
    """A connection that is closed once the server has been silent for too long.

    Attributes:
        most_s: how long in seconds.
        goes_on: told how long nothing has come, says whether to wait on; asked now and then.
    """

    most_s: float = MOST_S
    goes_on: Callable[[float], bool] | None = None

    def wait(
        self, gen: PQGen[Given], interval: float = ASK_EVERY_S, timeout: float | None = None
    ) -> Given:
        """As the driver's, but not for ever."""
        try:
            return super().wait(self._heeded(gen), min(interval, ASK_EVERY_S), timeout)
        except SilentError:
            self.close()
            raise

    def _heeded(self, gen: PQGen[Given]) -> Generator[Any, Any, Given]:
        """The driver's steps; between two of them nothing has come where `ready` is none."""
        try:
            wanted = next(gen)
            heard_at = monotonic()
            while True:
                ready = yield wanted
                if ready:
                    heard_at = monotonic()
                elif not self._waits_on(monotonic() - heard_at):
                    raise SilentError("the server says nothing")
                wanted = gen.send(ready)
        except StopIteration as done:
            given: Given = done.value
            return given

    def _waits_on(self, silent_s: float) -> bool:
        asked = self.goes_on
        return silent_s < self.most_s and (asked is None or asked(silent_s))
