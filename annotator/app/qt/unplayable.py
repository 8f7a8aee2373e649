"""Why a recording cannot be played, in words."""

from __future__ import annotations

from pathlib import Path

CANNOT = "This recording cannot be played"
LEAST_BYTES = 512


def why_nothing(file: Path) -> str:
    """Why there is nothing to play in a file; empty where there is something."""
    try:
        return "" if file.stat().st_size else "the file is empty"
    except OSError:
        return "the file is gone"


def is_bare(file: Path) -> bool:
    """Whether a file is too small for anything but a head.

    The length alone does not say so: browsers record without noting one.
    """
    try:
        return file.stat().st_size < LEAST_BYTES
    except OSError:
        return False


def as_reason(words: str) -> str:
    r"""What Qt says is wrong, as half a sentence in one line.

    >>> as_reason("Could not open file.\n")
    'could not open file'
    """
    plain = " ".join(words.split()).rstrip(". ")
    return plain[:1].lower() + plain[1:]
