"""Numbers with their word."""

from __future__ import annotations


def counted(number: int, word: str) -> str:
    """A number with its word, in the plural where that is due.

    >>> counted(1, "session"), counted(1_200, "pair")
    ('1 session', '1,200 pairs')
    """
    return f"{number:,} {word}{'' if number == 1 else 's'}"
