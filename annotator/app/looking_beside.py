"""Looks at files of work in child processes, several at once: most of a merge is that.

A child gets each file with its key through a pipe and sends back JSON; nothing goes to the disk.
When the program ends, however it does, the pipe closes and the child ends too.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import TracebackType
from typing import Self, cast

from annotator.app.core_dumps import forbid_core_dumps
from annotator.app.interrupts import start
from annotator.domain.errors import UserError
from annotator.storage.issuer import Issuer
from annotator.storage.passing_on import file_of_text, returned_of, text_of, text_of_file
from annotator.storage.reading import collecting_later
from annotator.storage.receiving import Look, Sealed, look_at, looked_at
from annotator.storage.returned import Returned

WORTH_BYTES = 16 << 20
"""Less is looked at sooner than a process has started."""

MOST = 8
_FOUND, _REFUSED = b"+", b"-"


def look_for(places: Sequence[Path]) -> Look:
    """How these files are best looked at: beside each other, where there is much in them."""
    count = min(MOST, len(places), os.cpu_count() or 1)
    size = sum(each.stat().st_size for each in places if each.is_file())
    return beside(count) if count > 1 and size >= WORTH_BYTES else looked_at


def beside(count: int) -> Look:
    """Looks at files in so many processes."""

    def look(files: Iterable[Sealed], issuer: Issuer) -> list[Returned]:
        with ExitStack() as stack:
            children: list[_Child] = []
            with suppress(OSError):  # where the system gives no more, those that there are do it
                children.extend(stack.enter_context(_Child(issuer)) for _ in range(count))
            return _Desk(children, issuer).look(files)

    return look


class _Desk:
    """Several children, each with at most one file."""

    def __init__(self, children: Sequence[_Child], issuer: Issuer) -> None:
        self._issuer = issuer
        self._free = list(children)
        self._busy: dict[Connection, tuple[_Child, int, Sealed]] = {}
        self._found: dict[int, Returned] = {}
        self._refused: dict[int, UserError] = {}

    def look(self, files: Iterable[Sealed]) -> list[Returned]:
        """What the files bring back, in order.

        Raises:
            UserError: the first of those that are refused says why.
        """
        for number, file in enumerate(files):
            while self._busy and not self._free:
                self._hear()
            if self._refused:
                break  # those that were handed on before may be refused too, and come first
            self._hand_on(number, file)
        while self._busy:
            self._hear()
        if self._refused:
            raise self._refused[min(self._refused)]
        return [self._found[number] for number in sorted(self._found)]

    def _hand_on(self, number: int, file: Sealed) -> None:
        """Gives a file to a child that has none; where all have died it is looked at here."""
        while self._free:
            child = self._free.pop()
            try:
                child.hand(file)
            except OSError:
                continue
            self._busy[child.pipe] = (child, number, file)
            return
        self._found[number] = look_at(file, self._issuer)

    def _hear(self) -> None:
        """Waits until a child is done, or has died with what it had."""
        for pipe in wait(list(self._busy)):
            child, number, file = self._busy.pop(cast("Connection", pipe))
            try:
                self._found[number] = child.answer()
                self._free.append(child)
            except UserError as error:
                self._refused[number] = error
                self._free.append(child)
            except (EOFError, OSError):
                self._hand_on(number, file)


class _Child:
    """One process that looks at files, one after the other; a context manager."""

    def __init__(self, issuer: Issuer) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.pipe, far_end = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(far_end, issuer), daemon=True)
        start(self._process)
        far_end.close()

    def hand(self, file: Sealed) -> None:
        """Gives it a file."""
        self.pipe.send_bytes(text_of_file(file).encode())

    def answer(self) -> Returned:
        """What that brings back.

        Raises:
            UserError: it is refused.
            EOFError, OSError: the child has ended.
        """
        answer = self.pipe.recv_bytes()
        if answer.startswith(_REFUSED):
            raise UserError(*json.loads(answer[1:]))
        return returned_of(answer[1:].decode())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.pipe.close()
        self._process.kill()
        self._process.join()
        self._process.close()


def _serve(pipe: Connection, issuer: Issuer) -> None:
    """The child: looks at what it is handed until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever stops the program ends this too
    forbid_core_dumps()
    while True:
        try:
            file = file_of_text(pipe.recv_bytes().decode())
        except (EOFError, OSError):
            return
        try:
            with collecting_later():
                answer = _FOUND + text_of(look_at(file, issuer)).encode()
        except UserError as error:
            answer = _REFUSED + json.dumps([error.what, error.where, error.hint]).encode()
        try:
            pipe.send_bytes(answer)
        except OSError:
            return
