"""Whether an example of a code quotes a text: by its words, whatever their case and spacing."""

from __future__ import annotations

_QUOTES = "“”„‘’«»\"' …."
"""What may stand around the words of an example."""


def folded(text: str) -> str:
    """A text in which only the words count, not their case or the space between them.

    >>> folded("I  Was   there")
    'i was there'
    """
    return " ".join(text.casefold().split())


def quoted_words(example: str) -> str:
    """The words of an example, folded, as they would stand in a folded text.

    >>> quoted_words("“… I was there.”")
    'i was there'
    """
    return folded(example.strip(_QUOTES))
