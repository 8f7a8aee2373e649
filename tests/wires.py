"""A wire to a server that a test can hold: what is sent then arrives nowhere, without a word."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from annotator.domain.address import Address


class Wire:
    """Relays to a port of this machine.

    Args:
        goal: that port.
        said: what the server says, and what arrives in its place, as long; nothing for all as is.

    Attributes:
        port: where it is reached.
    """

    def __init__(self, goal: int, said: tuple[bytes, bytes] = (b"", b"")) -> None:
        self._goal = goal
        self._said = said
        self._flows = Event()
        self._flows.set()
        self._open: list[socket.socket] = []
        self._ear = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._ear.getsockname()[1])
        Thread(target=self._listen, daemon=True).start()

    def hold(self) -> None:
        """From now on it swallows; who connects is let in and told nothing."""
        self._flows.clear()

    def release(self) -> None:
        """All goes on, what was held too."""
        self._flows.set()

    def to(self, place: Address) -> Address:
        """The same study over this wire."""
        return Address(login=place.login, host=place.host, port=self.port, database=place.database)

    def cut(self) -> None:
        """Ends the wire."""
        self._flows.set()
        for each in (self._ear, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._ear.accept()
                far = socket.create_connection(("127.0.0.1", self._goal))
                self._open += (near, far)
                for ways in ((near, far, (b"", b"")), (far, near, self._said)):
                    Thread(target=self._relay, args=ways, daemon=True).start()

    def _relay(self, one: socket.socket, other: socket.socket, said: tuple[bytes, bytes]) -> None:
        with suppress(OSError):
            while content := one.recv(65536):
                self._flows.wait()
                other.sendall(content.replace(*said) if said[0] else content)
        with suppress(OSError):
            self._flows.wait()
            other.shutdown(socket.SHUT_WR)


@contextmanager
def wired(goal: int, said: tuple[bytes, bytes] = (b"", b"")) -> Iterator[Wire]:
    """A wire for the time of a test."""
    wire = Wire(goal, said)
    try:
        yield wire
    finally:
        wire.cut()
