"""Names in a text: those of the key, and words that are capitalised within a sentence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Self

from annotator.analysis.leaks.finding import Leak
from annotator.analysis.leaks.patterns import DAYS, MONTHS
from annotator.domain.folding import folded_text

_LETTERS = r"(?:[^\W\d_][\u0300-\u036f]*)+"  # with accents that are characters of their own
_WORD = re.compile(rf"{_LETTERS}(?:[’'-]{_LETTERS})*")
_WORD_OR_BROKEN = re.compile(rf"{_LETTERS}(?:(?:[’']|-\n?){_LETTERS})*")
_PARTICLES = frozenset(
    ["von", "van", "der", "den", "de", "del", "della", "di", "da", "du", "la", "le", "el", "al",
     "bin", "ibn", "ben", "af", "av", "ter", "ten", "zu", "zur", "dos", "das", "og", "och", "and",
     "und", "dr", "prof", "mr", "mrs", "ms", "jr", "sr"]
)  # fmt: skip
_TITLES = frozenset(
    ["mr", "mrs", "ms", "miss", "dr", "prof", "professor", "herr", "frau", "fru", "hr", "fröken"]
)
_NO_NAMES = frozenset([*MONTHS, *DAYS, "i", "ok", "okay", "god", "gud", "mm", "mhm"])
_SENTENCE_ENDS = frozenset(".!?:;…\n\r\u2028\u2029|")
_BETWEEN = frozenset(" \t\u00a0\"'“”„«»‘’‚()[]{}–—-*_")
_POSSESSIVE = ("'s", "’s", "s")
_TYPED = str.maketrans(
    {"å": "aa", "Å": "Aa", "ø": "oe", "Ø": "Oe", "ä": "ae", "Ä": "Ae", "ö": "oe", "Ö": "Oe",
     "ü": "ue", "Ü": "Ue"}
)  # fmt: skip
_SHORTEST = 2
_VOWELS = "aeiouy"
_SHORTEST_STEM, _LONGEST_ENDING = 4, 3
"""Letters of a name and of what Finnish, Polish or German put behind it, for a hint."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a key, to be found whole, in any case, with or without accents.

    Attributes:
        whole: names by their first word, each as its words.
        parts: words of names that are told where they stand alone.
        stems: of these the longer ones without the vowel at their end, which another may replace.
    """

    whole: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    parts: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Iterable[str]) -> Self:
        """Names as a key has them: `Anna van Berg`. The words of one are found alone too."""
        whole: dict[str, list[tuple[str, ...]]] = {}
        parts: set[str] = set()
        for name in dict.fromkeys(spelt for each in names for spelt in _spellings(each)):
            words = tuple(folded_text(each) for each in _WORD.findall(name))
            if len(words) > 1:
                whole.setdefault(words[0], []).append(words)
            own = words if len(words) == 1 else [w for w in words if w not in _PARTICLES]
            parts.update(each for each in own if len(each) >= _SHORTEST)
        ordered = {
            first: tuple(sorted(set(each), key=len, reverse=True)) for first, each in whole.items()
        }
        stems = {each[:-1] for each in parts if len(each) > _SHORTEST_STEM and each[-1] in _VOWELS}
        return cls(ordered, frozenset(parts), frozenset(stems))

    def __bool__(self) -> bool:
        return bool(self.parts or self.whole)

    def found(self, text: str) -> Iterator[Leak]:
        """Where they stand. A word of a name that is written small is a hint only."""
        if not self:
            return
        words = [
            (folded_text(match.group()).replace("\n", ""), match.start(), match.end())
            for match in _WORD_OR_BROKEN.finditer(text)
        ]
        at = 0
        while at < len(words):
            length = self._whole_at(words, at)
            if length:
                yield Leak("name", words[at][1], words[at + length - 1][2], True, "name of the key")
                at += length
                continue
            is_part = False
            for start, end in self._parts_at(text, *words[at]):
                is_part = True
                yield Leak("name", start, end, text[start].isupper(), "name of the key")
            if not is_part and self._is_inflected(text, *words[at]):
                yield Leak("capital", *words[at][1:], False, "like a name of the key")
            at += 1

    def _is_inflected(self, text: str, word: str, start: int, _end: int) -> bool:
        """Whether a capitalised word begins as a name, and ends a little otherwise: `Annalle`."""
        if not text[start].isupper():
            return False
        return any(
            word[:-cut] in self.parts or word[:-cut] in self.stems
            for cut in range(1, _LONGEST_ENDING + 1)
            if len(word) - cut >= _SHORTEST_STEM
        )

    def _whole_at(self, words: list[tuple[str, int, int]], at: int) -> int:
        """How many words the longest name has that begins here; 0 for none."""
        for name in self.whole.get(words[at][0], ()):
            own = [each for each, _, _ in words[at : at + len(name)]]
            if len(own) == len(name) and own[:-1] == [*name[:-1]] and _is_word(own[-1], name[-1]):
                return len(name)
        return 0

    def _parts_at(self, text: str, word: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Places of names in a word; one with a hyphen may hold several."""
        if any(_is_word(word, each) for each in _stems(word) if each in self.parts):
            yield start, end
            return
        if "-" in word:
            for match in re.finditer(r"[^-\n]+", text[start:end]):
                part = folded_text(match.group())
                if any(stem in self.parts for stem in _stems(part)):
                    yield start + match.start(), start + match.end()


NO_NAMES = Names()


def capitals(text: str, hints: Collection[str] = ()) -> Iterator[Leak]:
    """Words that are capitalised within a sentence; neighbours are one finding.

    Args:
        text: what is looked through.
        hints: folded words that were found so elsewhere: these count at a beginning too.
    """
    run: tuple[int, int] | None = None
    title = False
    for match in _WORD.finditer(text):
        word = match.group()
        is_name = _is_capital(word) and (
            title or folded_text(word) in hints or not _begins_sentence(text, match.start())
        )
        if is_name and run is not None and text[run[1] : match.start()] in (" ", "\u00a0"):
            run = (run[0], match.end())
        else:
            if run is not None:
                yield Leak("capital", *run, False, "capitalised word")
            run = match.span() if is_name else None
        title = folded_text(word) in _TITLES
    if run is not None:
        yield Leak("capital", *run, False, "capitalised word")


def capital_words(text: str) -> Iterator[str]:
    """The same words, folded, one by one."""
    for leak in capitals(text):
        yield from (folded_text(each) for each in _WORD.findall(text[leak.start : leak.end]))


def small_words(text: str) -> Iterator[str]:
    """Words of a text that are written small, folded: these are no names then."""
    yield from (folded_text(each) for each in _WORD.findall(text) if each.islower())


def _spellings(name: str) -> tuple[str, ...]:
    """A name as it may be written: `Åse`, `Aase`; `Anne-Marie`, `Anne Marie`, `AnneMarie`."""
    hyphened = [name, *([name.replace("-", " "), name.replace("-", "")] if "-" in name else [])]
    return tuple(spelt for each in hyphened for spelt in (each, each.translate(_TYPED)))


def _is_capital(word: str) -> bool:
    """Whether a word looks like a name: `Anna`, `McCoy`, `O’Hara`; not `I’m`, `OK`, `I`."""
    stem = re.split(r"[’']", word)[0]
    if len(word) < 3 or (len(stem) == 1 and stem not in {"O", "D"}):
        return False
    small = folded_text(word)
    if small in _NO_NAMES or small in _TITLES:
        return False
    return word[0].isupper() and not word.isupper()


def _begins_sentence(text: str, start: int) -> bool:
    """Whether nothing but quotes stands between a word and the end of the sentence before."""
    at = start - 1
    while at >= 0 and text[at] in _BETWEEN:
        at -= 1
    if at < 0 or text[at] in _SENTENCE_ENDS:
        return True
    return text[at] == "." or not text[at].isprintable()


def _stems(word: str) -> tuple[str, ...]:
    """A word, and without what makes it a possessive."""
    return (word, *(word[: -len(end)] for end in _POSSESSIVE if word.endswith(end)))


def _is_word(written: str, name: str) -> bool:
    return name in _stems(written)
