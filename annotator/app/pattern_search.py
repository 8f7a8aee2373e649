"""Finds regular expressions in a child process, so that none can hold the window up.

Python's own matching cannot be stopped, and some patterns take longer than a life. What comes
back is JSON, never a pickle; the texts stay in memory.
"""

from __future__ import annotations

import json
import multiprocessing
import re
from collections.abc import Sequence
from multiprocessing.connection import Connection
from time import monotonic

from annotator.app.child_limits import limit_memory
from annotator.app.children import start
from annotator.app.stopping import Stop, Stopped
from annotator.domain.errors import UserError, short
from annotator.domain.query import Pattern
from annotator.domain.spans import Span

SECONDS = 3.0
LOOK_SECONDS = 0.03
START_SECONDS = 30.0
MOST = 20_000
_HINT = "make it more exact: no repetition within a repetition"


def pattern_spans(
    patterns: Sequence[Pattern],
    texts: Sequence[str],
    seconds: float = SECONDS,
    stopped: Stop | None = None,
) -> list[dict[int, list[Span]]]:
    """By pattern and number of the text the places where it stands, case aside; empty ones not.

    Args:
        patterns: those that `domain.query.parse` has read.
        texts: turns and memos, each searched by itself.
        seconds: how long all of it may take.
        stopped: True ends the child, and the search.

    Raises:
        UserError: a pattern takes longer, or more memory than there is.
        Stopped: nobody wants the answer any more.
    """
    spawn = multiprocessing.get_context("spawn")
    pipe, far_end = spawn.Pipe()
    process = spawn.Process(target=_serve, args=(far_end,), daemon=True)
    start(process)
    far_end.close()
    try:
        if not _speaks(pipe, START_SECONDS, stopped):
            raise UserError("the search for a pattern did not start", "search", "try again")
        pipe.recv_bytes()
        asked = {"patterns": [each.source for each in patterns], "texts": list(texts)}
        pipe.send_bytes(json.dumps(asked).encode())
        if not _speaks(pipe, seconds, stopped):
            named = ", ".join(short(each.source) for each in patterns)
            raise UserError(f"the pattern {named} takes over {seconds:g} s", "search", _HINT)
        answer = json.loads(pipe.recv_bytes())
        for each, own in zip(patterns, answer, strict=True):
            if own is None:  # a part of it would look like the whole
                what = f"the pattern {short(each.source)} stands in over {MOST} places"
                raise UserError(what, "search", "make it more exact")
    except (EOFError, OSError):
        raise UserError("the pattern takes too much memory", "search", _HINT) from None
    finally:
        pipe.close()
        process.kill()
        process.join()
        process.close()
    return [
        {int(number): [(start, end) for start, end in spans] for number, spans in own.items()}
        for own in answer
    ]


def _speaks(pipe: Connection, seconds: float, stopped: Stop | None) -> bool:
    """Whether the child says something in time."""
    end = monotonic() + seconds
    while not pipe.poll(LOOK_SECONDS):
        if stopped is not None and stopped():
            raise Stopped
        if monotonic() > end:
            return False
    return True


def _serve(pipe: Connection) -> None:
    """The child: answers once."""
    limit_memory()
    pipe.send_bytes(b"ready")
    asked = json.loads(pipe.recv_bytes())
    found = [_spans(source, asked["texts"]) for source in asked["patterns"]]
    pipe.send_bytes(json.dumps(found).encode())


def _spans(source: str, texts: Sequence[str]) -> dict[int, list[Span]] | None:
    """Where one pattern stands in each text; None where it stands in too many places."""
    expression = re.compile(source, re.IGNORECASE)
    found: dict[int, list[Span]] = {}
    count = 0
    for number, text in enumerate(texts):
        own = [match.span() for match in expression.finditer(text) if match.group()]
        if own:
            found[number] = own
            count += len(own)
        if count > MOST:
            return None
    return found
