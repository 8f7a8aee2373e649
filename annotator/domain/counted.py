"""Counts as people say them."""

from __future__ import annotations


def counted(number: int, thing: str, things: str = "") -> str:
    """A number with the word for what was counted, `things` where an s does not make it many.

    >>> counted(1, "cell"), counted(0, "cell"), counted(2, "story", "stories")
    ('1 cell', '0 cells', '2 stories')
    """
    return f"{number} {thing if number == 1 else things or f'{thing}s'}"
