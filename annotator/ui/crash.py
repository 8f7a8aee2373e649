"""When something fails that should not: it is noted without words of the study, and said."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from traceback import extract_tb
from types import TracebackType

from annotator.app.settings import settings_folder

MOST_BYTES = 200_000


def trace_lines(error: BaseException) -> list[str]:
    """The kind of an error and the places it went through: no message, no values.

    A message may hold words of a transcript or a path with a name in it.
    """
    frames = extract_tb(error.__traceback__)
    lines = [f"  {Path(each.filename).name}:{each.lineno} {each.name}" for each in frames]
    return [type(error).__name__, *lines]


def note(error: BaseException, folder: Path | None = None) -> Path | None:
    """Writes an error to the log; gives the file, None where it cannot be written."""
    log = (folder or settings_folder()) / "crash.log"
    text = "\n".join([f"{datetime.now():%Y-%m-%d %H:%M:%S}", *trace_lines(error), "", ""])
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > MOST_BYTES:
            log.unlink()
        with log.open("a", encoding="utf-8") as stream:
            stream.write(text)
    except OSError:
        return None
    return log


def sentence_of(error: BaseException) -> str:
    """What to tell a person."""
    return (
        f"Something failed in the program ({type(error).__name__}). Every moment that you saw "
        "is on disk; you can go on, or close the window and open the study again."
    )


def catch_all(say: Callable[[str], None]) -> None:
    """From now on, what nobody caught is noted and said; the window stays open."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        note(error.with_traceback(trace))
        say(sentence_of(error))

    sys.excepthook = hook


def raise_again(error: Exception) -> None:
    """Gives a bug of another thread to the crash handler of this one."""
    raise error
