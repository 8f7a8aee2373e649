"""How alike the words of passages are: TF-IDF weights and their cosine.

Source: Salton, G., & Buckley, C. (1988). Term-weighting approaches in automatic text retrieval.
Information Processing & Management, 24(5), 513-523; their weighting `tfc`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
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
    alike: FloatArray = likenesses([passage], others, background_of(background))[0]
    return alike


def likenesses(
    passages: Sequence[str], others: Sequence[str], background: Background
) -> FloatArray:
    """The same for p passages, with a background made before; the others' words count once.

    Returns:
        p x o values.

        >>> common = background_of(["a b", "a b", "c", "c"])
        >>> likenesses(["a b", "c"], ["a c", "z"], common).round(3).tolist()
        [[0.5, 0.0], [0.707, 0.0]]
    """
    held, size = background.held, max(background.texts, 1)

    def weights_of(text: str) -> dict[str, float]:
        counts = Counter(words_of(text))
        return {w: n * float(np.log(size / (held[w] or 1))) for w, n in sorted(counts.items())}

    weighted = [weights_of(text) for text in others]
    lengths = np.array([_length(own) for own in weighted])
    listed: dict[str, tuple[list[int], list[float]]] = {}
    for place, own in enumerate(weighted):
        for word, weight in own.items():
            at, weights = listed.setdefault(word, ([], []))
            at.append(place)
            weights.append(weight)
    # where each word stands, and its weight there
    places = {word: (np.array(at), np.array(own)) for word, (at, own) in listed.items()}
    found: FloatArray = np.zeros((len(passages), len(others)))
    for row, passage in enumerate(passages):
        sought = weights_of(passage)
        for word, weight in sought.items():
            if word in places:
                where, there = places[word]
                found[row, where] += weight * there
        products = _length(sought) * lengths
        np.divide(found[row], products, out=found[row], where=products > 0)
    return np.clip(found, 0.0, 1.0)


def _length(weights: Mapping[str, float]) -> float:
    return float(np.sqrt(sum(weight**2 for weight in weights.values())))
