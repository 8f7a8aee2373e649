"""Several texts in one cell of a codebook table, and texts that spreadsheets would run."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BETWEEN = re.compile(r"(?<!\\)\|")


def joined_parts(parts: Iterable[str]) -> str:
    r"""Texts in one cell, with | between; a | in a text is written as \|.

    >>> joined_parts(["one", "a|b", "C:\\"])
    'one|a\\|b|C:\\ '
    """
    escaped = (part.replace("|", "\\|") for part in parts)
    return "|".join(f"{part} " if part.endswith("\\") else part for part in escaped)


def parts_of(cell: str) -> tuple[str, ...]:
    r"""The texts of a cell, without outer blanks and empty ones.

    >>> parts_of("one | a\\|b |"), parts_of("")
    (('one', 'a|b'), ())
    """
    return tuple(
        part.replace("\\|", "|") for piece in _BETWEEN.split(cell) if (part := piece.strip())
    )


def disarmed_again(cell: str) -> str:
    """A text that begins as a disarmed one does gets a sign more, so that `rearmed` gives it back.

    >>> disarmed_again("'=so"), disarmed_again("'tis"), disarmed_again("=so")
    ("''=so", "'tis", '=so')
    """
    return f"'{cell}" if cell.startswith("'") and _is_risky(cell.lstrip("'")) else cell


def rearmed(cell: str) -> str:
    """A text as it was before an export disarmed it.

    >>> rearmed("'=so"), rearmed("''=so"), rearmed("'tis"), rearmed("=so")
    ('=so', "'=so", "'tis", '=so')
    """
    return cell[1:] if cell.startswith("'") and _is_risky(cell.lstrip("'")) else cell


_RISKY = ("=", "+", "-", "@", "\t", "\r", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def _is_risky(text: str) -> bool:
    """Whether `formats.csv_tables` disarms a text."""
    return text.lstrip(" \u00a0\u3000\n").startswith(_RISKY)
