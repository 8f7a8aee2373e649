"""Where in a text that what is asked for stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from annotator.domain.folding import Folded
from annotator.domain.query import Both, Either, Node, Pattern, Phrase, Signs, Without
from annotator.domain.spans import Span

At = Callable[[Pattern], list[Span]]
"""Gives where a regular expression was found in the text in hand."""


def nowhere(_pattern: Pattern) -> list[Span]:
    """For queries without a pattern."""
    return []


def occurrences(node: Node, folded: Folded, at: At = nowhere) -> list[Span] | None:
    """The places of the words that are asked for, in order; None where the text does not fit.

    A place within another is not told twice. The whole word stands for one that is only begun.

    >>> from annotator.domain.folding import fold
    >>> from annotator.domain.query import parse
    >>> def spans(asked, text): return occurrences(parse(asked).terms, fold(text))
    >>> spans("lau*", "We laughed and laugh"), spans("laugh", "We laughed")
    ([(3, 10), (15, 20)], None)
    >>> spans('"too much" OR said', "I had said too much"), spans("had -said", "I had said")
    ([(6, 10), (11, 19)], None)
    """
    found = _found(node, folded, at)
    if found is None:
        return None
    apart: list[Span] = []
    for span in sorted(set(found), key=lambda each: (each[0], -each[1])):
        if not apart or span[1] > apart[-1][1]:
            apart.append(span)
    return apart


def _found(node: Node, folded: Folded, at: At) -> list[Span] | None:
    if isinstance(node, Phrase):
        matches = _expression(node).finditer(folded.text)
        return [folded.span(*match.span()) for match in matches] or None
    if isinstance(node, Signs):
        places = re.finditer(re.escape(node.text), folded.text)
        return [folded.span(*place.span()) for place in places] or None
    if isinstance(node, Pattern):
        return at(node) or None
    if isinstance(node, Without):
        return [] if _found(node.part, folded, at) is None else None
    parts = [_found(part, folded, at) for part in node.parts]
    there = [own for own in parts if own is not None]
    enough = len(parts) if isinstance(node, Both) else 1
    return [span for own in there for span in own] if len(there) >= enough else None


@lru_cache(maxsize=256)
def _expression(phrase: Phrase) -> re.Pattern[str]:
    """Whole words side by side, whatever signs stand between them."""
    words = r"[\W_]+".join(re.escape(word) for word in phrase.words)
    end = r"[^\W_]*" if phrase.begins else r"(?![^\W_])"
    return re.compile(rf"(?<![^\W_]){words}{end}")


def needs_all(node: Node | None) -> bool:
    """Whether words alone cannot say which texts come into question."""
    if isinstance(node, Both):
        return all(needs_all(each) for each in node.parts)
    if isinstance(node, Either):
        return any(needs_all(each) for each in node.parts)
    return not isinstance(node, Phrase)
