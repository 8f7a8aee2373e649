"""What a copy of a passage says: the words with their source."""

from __future__ import annotations


def quoted(words: str, source: str, time: str) -> str:
    """A quote with its pseudonymous source.

    >>> quoted("I laughed.", "P07, session 3", "12:30")
    '“I laughed.” (P07, session 3, 12:30)'
    """
    return f"“{words}” ({', '.join(filter(None, (source, time)))})"
