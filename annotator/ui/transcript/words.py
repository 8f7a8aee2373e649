"""Where words stand in a frozen text, for selecting and nudging by words.

A word is a run without blanks, with its punctuation, so that coders who work by words set the
same ends. Dashes end a word (`needle—I` is two).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Literal

from annotator.domain.spans import Span

_WORD = re.compile(r"[^\s—–]+[—–]*|[—–]+")
_REACH = 400
End = Literal["start", "end"]


def word_at(text: str, position: int) -> Span | None:
    """The word at a position, else the one that ends there, else the next; None without any.

    >>> word_at("so it is", 4), word_at("so it is", 2), word_at("  ", 0)
    ((3, 5), (0, 2), None)
    """
    here = [span for span in _near(text, position) if span[0] <= position <= span[1]]
    if here:
        return here[-1]
    following = _WORD.search(text, position)
    if following is not None:
        return following.span()
    return word_before(text, position)


def word_after(text: str, position: int) -> Span | None:
    """The first word that ends after a position.

    >>> word_after("so it is", 2), word_after("so it is", 8)
    ((3, 5), None)
    """
    for span in _near(text, position):
        if span[1] > position:
            return span
    following = _WORD.search(text, position)
    return None if following is None else following.span()


def word_before(text: str, position: int) -> Span | None:
    """The last word that starts before a position.

    >>> word_before("so it is", 3), word_before("so", 0)
    ((0, 2), None)
    """
    reach = _REACH
    while True:
        low = max(0, position - reach)
        found = [span for span in _from(text, low, position) if span[0] < position]
        if found:
            return found[-1]
        if low == 0:
            return None
        reach *= 4


def snapped(text: str, position: int, end: End) -> int:
    """The nearest place where a word starts (or ends).

    >>> snapped("so it is", 4, "start"), snapped("so it is", 4, "end")
    (3, 5)
    """
    side = 0 if end == "start" else 1
    beside = (word_before(text, position), word_at(text, position), word_after(text, position))
    places = [span[side] for span in beside if span is not None]
    return min(places, key=lambda place: abs(place - position), default=position)


def span_beside(text: str, span: Span, end: End, step: int) -> Span:
    """A span with one end moved by words. It keeps at least one word.

    Args:
        text: the frozen text.
        span: `[start, end)`.
        end: which end moves.
        step: words, negative towards the text's start.

    >>> span_beside("so it is", (0, 2), "end", 1), span_beside("so it is", (0, 5), "start", 1)
    ((0, 5), (3, 5))
    >>> span_beside("so it is", (3, 5), "start", -2), span_beside("so it is", (3, 5), "end", -1)
    ((0, 5), (3, 5))
    """
    start, stop = span
    for _ in range(abs(step)):
        place = start if end == "start" else stop
        moved = _end_beside(text, place, end, forward=step > 0)
        if moved is None:
            break
        candidate = (moved, stop) if end == "start" else (start, moved)
        if not text[candidate[0] : candidate[1]].strip():
            break
        start, stop = candidate
    return start, stop


def trimmed(text: str, span: Span) -> Span | None:
    """A span without the blanks at its ends; None where nothing else is in it.

    >>> trimmed(" so ", (0, 4)), trimmed("   ", (0, 2))
    ((1, 3), None)
    """
    words = text[span[0] : span[1]]
    if not words.strip():
        return None
    start = span[0] + len(words) - len(words.lstrip())
    return start, start + len(words.strip())


def _end_beside(text: str, place: int, end: End, *, forward: bool) -> int | None:
    if end == "end":
        if forward:
            found = word_after(text, place)
            return found and found[1]
        found = word_before(text, place)
        found = found and word_before(text, found[0])
        return found and found[1]
    if forward:
        found = word_after(text, place)
        found = found and word_after(text, found[1])
        return found and found[0]
    found = word_before(text, place)
    return found and found[0]


def _near(text: str, position: int) -> list[Span]:
    """The words around a position, from the last blank well before it."""
    return _from(text, max(0, position - _REACH), position + 1)


def _from(text: str, low: int, high: int) -> list[Span]:
    """The words that start in `[low, high)`, from a place where no word is cut."""
    while low > 0 and not text[low - 1].isspace():
        low -= 1
    spans = [match.span() for match in _WORD.finditer(text, low, min(len(text), high + _REACH))]
    if spans and spans[-1][1] == high + _REACH:
        whole = _WORD.match(text, spans[-1][0])
        spans[-1] = whole.span() if whole else spans[-1]
    return spans[: bisect_right(spans, high, key=lambda span: span[0])]
