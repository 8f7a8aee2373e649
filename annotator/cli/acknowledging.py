"""Prints the id of what is stored, line by line."""

from __future__ import annotations

import os
import sys

from annotator.domain.errors import UserError


def acknowledge(record_id: str, number: int) -> None:
    """Prints the id of what a line of standard input has stored, at once.

    Raises:
        UserError: nobody reads the ids any more.
    """
    try:
        sys.stdout.write(f"{record_id}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise UserError(
            "nobody reads the ids any more",
            f"standard input, line {number}",
            "this line is stored, the lines after it are not",
        ) from None
