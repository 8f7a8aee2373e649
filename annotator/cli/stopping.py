"""What a command says that was stopped by Ctrl+C: what stands, and that nothing is half done."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from time import monotonic
from typing import TYPE_CHECKING

from annotator.app.interrupts import hear
from annotator.domain.counted import counted
from annotator.domain.errors import UserError

if TYPE_CHECKING:
    from annotator.app.open_study import OpenStudy

STOPPED = 130
"""The exit code, as shells know it."""
_DEAF_S = 5.0


class Halted(KeyboardInterrupt):
    """Ctrl+C, with what stands once all has been put in order.

    Attributes:
        stands: half a sentence without a full stop.
        where: the study, where something was stored in it.
        hint: what to do now, as half a sentence; may be empty.
    """

    def __init__(self, stands: str, where: str = "", hint: str = "") -> None:
        self.stands = stands
        self.where = where
        self.hint = hint
        super().__init__(stands)


def sentence_of(stop: KeyboardInterrupt) -> str:
    """The one line for a person.

    >>> sentence_of(KeyboardInterrupt())
    'stopped: nothing is stored, and nothing is left half done.'
    >>> sentence_of(Halted("1 change that came before stands", "lab.iprstudy"))
    'lab.iprstudy: stopped: 1 change that came before stands, and nothing is left half done.'
    """
    halted = stop if isinstance(stop, Halted) else Halted("nothing is stored")
    what = f"stopped: {halted.stands}, and nothing is left half done"
    return UserError(what, halted.where, halted.hint).sentence


@contextmanager
def telling_what_stands(study: OpenStudy) -> Iterator[None]:
    """Asks the file, where the work is stopped, what was stored since."""
    before = study.look(lambda store: store.revision)
    try:
        yield
    except Halted:
        raise
    except KeyboardInterrupt:
        raise _halted(study, before) from None


def _halted(study: OpenStudy, before: int) -> Halted:
    def revision(store: object) -> int:
        store.disconnect()  # type: ignore[attr-defined] # a transaction may have been under way
        store.refresh()  # type: ignore[attr-defined]
        return store.revision  # type: ignore[attr-defined,no-any-return]

    where = str(study.address or study.place)
    try:
        number = study.look(revision) - before
    except UserError:  # the disk or the server is away
        return Halted("what was stored before that stands", where)
    if not number:
        return Halted("nothing is stored")
    stands = "stands" if number == 1 else "stand"
    return Halted(f"{counted(number, 'change')} that came before {stands}", where)


@contextmanager
def stopped_once() -> Iterator[None]:
    """Ctrl+C once is enough: what puts things in order after it is not stopped by a second."""
    if current_thread() is not main_thread():
        yield
        return
    former = signal.getsignal(signal.SIGINT)
    if former is not signal.default_int_handler:  # whoever started this hears it, or nobody
        yield
        return
    heard_at: list[float] = []

    def told(*_: object) -> None:
        if not heard_at or monotonic() - heard_at[-1] > _DEAF_S:
            heard_at.append(monotonic())
            hear()

    signal.signal(signal.SIGINT, told)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)
