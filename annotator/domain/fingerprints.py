"""Knows a quote from a text that is gone, by keyed hashes of pieces of it and not by its words.

A hash is short, and its key is the study's own: without the study and its passphrase nothing can
be made of it. Who has both may try words, six at a time, and is told now and then that words
stand there which do not.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping

from annotator.domain.quotes import RUN, Quotes, Words, runs_of, says_nothing, words_of

HASH_BYTES = 5
"""One in 10^12 words hits one of them by chance, of which a study has some thousands."""


def fingerprint(salt: bytes, words: Words) -> bytes:
    """The hash of words in a row under a key."""
    said = " ".join(words).encode("utf-8", "surrogatepass")
    return hmac.digest(salt, said, "sha256")[:HASH_BYTES]


def fingerprints(salt: bytes, quotes: Quotes) -> frozenset[bytes]:
    """Those of all that tells of some texts."""
    return frozenset(fingerprint(salt, each) for each in quotes.pieces())


class KnownQuotes:
    """What is known of texts that are gone.

    Args:
        hashes: by key.
        kept: gives texts that stay; what stands in one is no quote. Asked for once, when needed.

    >>> gone = Quotes(["I never told him how small I felt in there."])
    >>> known = KnownQuotes({b"key": fingerprints(b"key", gone)}, list)
    >>> known.found_in("She: I never told him how small"), known.found_in("told him how small I")
    (True, False)
    """

    def __init__(
        self, hashes: Mapping[bytes, frozenset[bytes]], kept: Callable[[], Iterable[str]]
    ) -> None:
        self._hashes, self._kept = hashes, kept
        self._seen: dict[Words, bool] = {}
        self._kept_words: list[list[str]] | None = None

    def __bool__(self) -> bool:
        return any(self._hashes.values())

    def found_in(self, text: str) -> bool:
        """Whether a text quotes, by at least one piece as `Quotes.pieces` cuts them."""
        if says_nothing(text):
            return False
        words = words_of(text)
        lengths = range(1, RUN + 1)
        return any(self._is_known(own) for each in lengths for own in runs_of(words, each))

    def _is_known(self, words: Words) -> bool:
        if words not in self._seen:
            hit = any(fingerprint(salt, words) in own for salt, own in self._hashes.items())
            self._seen[words] = hit and not self._stays(words)
        return self._seen[words]

    def _stays(self, words: Words) -> bool:
        """Whether the words stand in a text that stays."""
        if self._kept_words is None:
            self._kept_words = [words_of(each) for each in self._kept()]
        return any(words in runs_of(own, len(words)) for own in self._kept_words)
