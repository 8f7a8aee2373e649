"""Looks at files of work in child processes, several at once: most of a merge is that.

A child gets each file with its key through a pipe and sends back JSON; nothing goes to the disk.
When the program ends, however it does, the pipe closes and the child ends too.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event
from typing import cast

from annotator.app.children import start
from annotator.app.core_dumps import forbid_core_dumps
from annotator.domain.errors import UserError
from annotator.storage.collecting_later import collecting_later
from annotator.storage.issuer import Issuer
from annotator.storage.passing_on import file_of_text, returned_of, text_of, text_of_file
from annotator.storage.receiving import Begin, Look, Looking, Sealed, look_at, looked_at
from annotator.storage.returned import Returned

WORTH_BYTES = 16 << 20
"""Less is looked at sooner than a process has started."""

MOST = 8
_PATIENCE_S = 0.2
_FOUND, _REFUSED = b"+", b"-"


def look_for(places: Sequence[Path]) -> Look:
    """How these files are best looked at: beside each other, where there is much in them."""
    count = min(MOST, len(places), os.cpu_count() or 1)
    size = sum(each.stat().st_size for each in places if each.is_file())
    return beside(count) if count > 1 and size >= WORTH_BYTES else looked_at


def beside(count: int) -> Look:
    """Looks at files in so many processes, while whoever asks for them does something else."""

    @contextmanager
    def prepared() -> Iterator[Begin]:
        with _started(count) as children:
            yield partial(_look_with, children)

    def begin(files: Iterable[Sealed], issuer: Issuer) -> Looking:
        with prepared() as own:
            yield from own(files, issuer)

    return Look(begin, elsewhere=True, prepared=prepared)


@contextmanager
def _started(count: int) -> Iterator[Sequence[_Child]]:
    """So many children, which end with it."""
    children: list[_Child] = []
    try:
        with suppress(OSError):  # where the system gives no more, those that there are do it
            for _ in range(count):
                children.append(_Child())  # noqa: PERF401 (those before one that fails)
        yield children
    finally:
        for child in children:
            child.end()


def _look_with(children: Sequence[_Child], files: Iterable[Sealed], issuer: Issuer) -> Looking:
    desk = _Desk(children, issuer)
    with ThreadPoolExecutor(1, "looking at files") as pool:
        looking = pool.submit(desk.look, files)
        try:
            yield from desk.found()
            looking.result()
        finally:
            desk.stop()


class _Desk:
    """Several children, each with at most one file; a thread of its own keeps them busy."""

    def __init__(self, children: Sequence[_Child], issuer: Issuer) -> None:
        self._issuer = issuer
        self._children = children
        self._free = list(children)
        self._busy: dict[Connection, tuple[_Child, int, Sealed]] = {}
        self._refused: dict[int, UserError] = {}
        self._stopped = Event()
        self._heard: SimpleQueue[tuple[int, Returned] | None] = SimpleQueue()

    def look(self, files: Iterable[Sealed]) -> None:
        """The thread: has all files looked at, until one is refused."""
        try:
            self._look(files)
        finally:
            self._heard.put(None)

    def found(self) -> Iterator[Returned]:
        """What the files bring back, in order, each as soon as those before are known too.

        Raises:
            UserError: the first of those that are refused says why.
        """
        early: dict[int, Returned] = {}
        number = 0
        while (heard := self._next()) is not None:
            early[heard[0]] = heard[1]
            while number in early:
                yield early.pop(number)
                number += 1
        if self._refused:
            raise self._refused[min(self._refused)]

    def stop(self) -> None:
        """Has the thread end soon: nobody wants the rest."""
        self._stopped.set()
        for child in self._children:
            child.kill()

    def _next(self) -> tuple[int, Returned] | None:
        while True:
            with suppress(Empty):  # a wait without an end would not hear Ctrl+C on Windows
                return self._heard.get(timeout=_PATIENCE_S)

    def _look(self, files: Iterable[Sealed]) -> None:
        for child in self._children:
            child.learn(self._issuer)
        taken = enumerate(files)
        number = -1
        # Those that were handed on before may be refused too, and come first.
        while not self._refused and not self._stopped.is_set():
            try:
                number, file = next(taken)
            except StopIteration:
                break
            except UserError as error:
                self._refused[number + 1] = error
                break
            while self._busy and not self._free:
                self._hear()
            self._hand_on(number, file)
        while self._busy:
            self._hear()

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
        if not self._stopped.is_set():
            self._note(number, lambda: look_at(file, self._issuer))

    def _hear(self) -> None:
        """Waits until a child is done, or has died with what it had."""
        for pipe in wait(list(self._busy)):
            child, number, file = self._busy.pop(cast("Connection", pipe))
            try:
                self._note(number, child.answer)
                self._free.append(child)
            except (EOFError, OSError):
                self._hand_on(number, file)

    def _note(self, number: int, answer: Callable[[], Returned]) -> None:
        try:
            self._heard.put((number, answer()))
        except UserError as error:
            self._refused[number] = error


class _Child:
    """One process that looks at files, one after the other."""

    def __init__(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.pipe, far_end = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(far_end,), daemon=True)
        try:
            start(self._process)
        finally:
            far_end.close()

    def learn(self, issuer: Issuer) -> None:
        """Tells it which study has handed the files out."""
        with suppress(OSError):  # where it has ended, who hands it a file hears so
            self.pipe.send(issuer)

    def hand(self, file: Sealed) -> None:
        """Gives it a file."""
        self.pipe.send_bytes(text_of_file(file))

    def answer(self) -> Returned:
        """What that brings back.

        Raises:
            UserError: it is refused.
            EOFError, OSError: the child has ended.
        """
        answer = self.pipe.recv_bytes()
        if answer.startswith(_REFUSED):
            raise UserError(*json.loads(answer[1:]))
        return returned_of(answer[1:])

    def kill(self) -> None:
        """Ends it; whoever waits for it hears so."""
        self._process.kill()

    def end(self) -> None:
        """Ends it, and leaves nothing of it."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self.pipe.close()


def _serve(pipe: Connection) -> None:
    """The child: looks at what it is handed until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever stops the program ends this too
    forbid_core_dumps()
    try:
        issuer: Issuer = pipe.recv()
    except (EOFError, OSError):
        return
    while True:
        try:
            file = file_of_text(pipe.recv_bytes())
        except (EOFError, OSError):
            return
        try:
            with collecting_later():
                answer = _FOUND + text_of(look_at(file, issuer))
        except UserError as error:
            answer = _REFUSED + json.dumps([error.what, error.where, error.hint]).encode()
        try:
            pipe.send_bytes(answer)
        except OSError:
            return
