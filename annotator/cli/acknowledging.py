"""What is told of what is stored, before and after: its reader may have gone (`| head -1`)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from annotator.domain.errors import UserError


def acknowledge(record_id: str, number: int) -> None:
    """Prints the id of what a line of standard input has stored, at once.

    Raises:
        UserError: nobody reads the ids any more.
    """
    try:
        print(record_id, flush=True)
    except BrokenPipeError:
        _tell_nobody()
        raise UserError(
            "nobody reads the ids any more",
            f"standard input, line {number}",
            "this line is stored, the lines after it are not",
        ) from None


def tell_first(lines: Iterable[str]) -> None:
    """Prints what is told before it is stored; where nobody reads it any more, the work goes on."""
    try:
        print("\n".join(lines), flush=True)
    except BrokenPipeError:
        _tell_nobody()


def _tell_nobody() -> None:
    """Has what is still to be printed go nowhere, as Python's own documentation has it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
