"""Looks a text through for what may tell who somebody is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from annotator.analysis.leaks.announced import announced
from annotator.analysis.leaks.days import days
from annotator.analysis.leaks.finding import KINDS, Leak
from annotator.analysis.leaks.names import (
    NO_NAMES,
    Names,
    capital_words,
    capitals,
    small_words,
)
from annotator.analysis.leaks.numbers import numbers
from annotator.analysis.leaks.patterns import patterns
from annotator.analysis.leaks.phones import phones

_ORDER = {kind: place for place, kind in enumerate(KINDS)}

_PLAIN = {ord(each): " " for each in "\n\r\t\u00a0\u2007\u2009\u202f"} | {
    ord(each): "-" for each in "\u2010\u2011\u2012\u2013"
}
"""By sign what stands for it, one for one: a number may go over a line, or have other blanks."""


def scan(text: str, names: Names = NO_NAMES, hints: Collection[str] = ()) -> tuple[Leak, ...]:
    """What stands in a text, in order; no two findings overlap.

    Where several kinds claim a place the sure one wins, then the longer one.

    Args:
        text: what is looked through.
        names: of the key.
        hints: words that stand capitalised within sentences of these texts, by `hinted`.

    >>> [(each.what, each.sure) for each in scan("Ring Anna on +47 22 85 50 50.")]
    [('capitalised word', False), ('phone number', True)]
    """
    plain = text.translate(_PLAIN)
    claims = [
        *names.found(text),
        *numbers(plain),
        *announced(plain),
        *phones(plain),
        *patterns(plain),
        *days(plain),
        *capitals(text, hints),
    ]
    claims.sort(key=lambda each: (not each.sure, each.start - each.end, _ORDER[each.kind]))
    kept: list[Leak] = []
    taken = bytearray(len(text))
    for each in claims:
        if not any(taken[each.start : each.end]):
            taken[each.start : each.end] = b"\1" * (each.end - each.start)
            kept.append(each)
    return tuple(sorted(kept, key=lambda each: each.start))


def hinted(texts: Iterable[str]) -> frozenset[str]:
    """Words, folded, that are names at the beginning of a sentence too.

    They stand capitalised within a sentence of some text, and small in none.
    """
    capital: set[str] = set()
    small: set[str] = set()
    for text in texts:
        capital.update(capital_words(text))
        small.update(small_words(text))
    return frozenset(capital - small)


def with_replaced(text: str, leaks: Sequence[Leak]) -> str:
    """A text with placeholders where findings stood.

    >>> found = scan("I am ola@example.no, you know")
    >>> with_replaced("I am ola@example.no, you know", found)
    'I am [mail], you know'
    """
    parts: list[str] = []
    last = 0
    for each in leaks:
        parts += [text[last : each.start], KINDS[each.kind].placeholder]
        last = each.end
    return "".join([*parts, text[last:]])
