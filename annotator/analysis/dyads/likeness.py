"""How alike the words of passages are: TF-IDF weights and their cosine.

Source: Salton, G., & Buckley, C. (1988). Term-weighting approaches in automatic text retrieval.
Information Processing & Management, 24(5), 513-523; their weighting `tfc`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray

_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    r"""The words of a text: runs of `\w`, casefolded, composed, diacritics kept.

    >>> words_of("Été: she LAUGHED, e\u0301t\u00e9")
    ['été', 'she', 'laughed', 'été']
    """
    return _WORD.findall(unicodedata.normalize("NFC", text.casefold()))


@dataclass(frozen=True, slots=True)
class Background:
    """How many texts there are, and how many of them hold each word."""

    texts: int
    held: Counter[str]


def background_of(texts: Sequence[str]) -> Background:
    """What says how common each word is, made once for many passages."""
    return Background(len(texts), Counter(word for text in texts for word in set(words_of(text))))


def likeness(passage: str, others: Sequence[str], background: Sequence[str]) -> FloatArray:
    """How alike a passage is to each of the others, 0 to 1.

    A word that stands f times in a passage weighs w = f · ln(N / n) in it, where n of the N
    texts of the background hold the word (n = 1 for a word that none holds). Two passages are
    as alike as the cosine of their weights, Σ w₁w₂ / √(Σ w₁² · Σ w₂²); 0 where one has no
    weight at all. There is no list of stop words: words that stand everywhere weigh little.

    Args:
        passage: its text.
        others: o texts.
        background: N texts that say how common a word is; here the turns of both accounts.

    Returns:
        o values.

    Example, by hand: N = 4, each of a, b and c in 2 of 4, so that all weigh ln 2 alike.

        >>> likeness("a b", ["a c", "a b b", "z"], ["a b", "a b", "c", "c"]).round(3).tolist()
        [0.5, 0.949, 0.0]
    """
    return likeness_in(passage, others, background_of(background))


def likeness_in(passage: str, others: Sequence[str], background: Background) -> FloatArray:
    """The same with a background made before."""
    counts = [Counter(words_of(text)) for text in (passage, *others)]
    places = {word: place for place, word in enumerate(sorted(counts[0]))}
    rarity = {
        word: float(np.log(max(background.texts, 1) / (background.held[word] or 1)))
        for own in counts
        for word in own
    }
    # Only the passage's words can meet, but all words make the length of the other.
    weights = np.zeros((len(counts), len(places)))
    lengths = np.zeros(len(counts))
    for row, own in enumerate(counts):
        lengths[row] = np.sqrt(sum((n * rarity[word]) ** 2 for word, n in sorted(own.items())))
        for word in own.keys() & places.keys():
            weights[row, places[word]] = own[word] * rarity[word]
    products = lengths[0] * lengths[1:]
    meets = weights[1:] @ weights[0]
    found: FloatArray = np.divide(meets, products, out=np.zeros(len(others)), where=products > 0)
    return np.clip(found, 0.0, 1.0)
