"""What quotes from texts that are to be gone, and what such a quote leaves when it is taken out.

By words in a row, case and signs aside: six of them, or a whole shorter sentence. What stands in
a text that stays just as well tells of nobody and is no quote.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from annotator.domain.sentences import sentences
from annotator.domain.spans import Span

RUN = 6
"""So many words in a row are a quote."""

LEAST_LETTERS, LEAST_WORDS, LONG_LETTERS = 12, 3, 16
"""A shorter sentence is one with so many letters, and as many words or still more letters."""

PUT_FOR = "[withdrawn]"
"""What stands in the place of a quote."""

_ID_LENGTH = 36  # of an id, of which a study has many more than texts
_WORD = re.compile(r"\w+")
Words = tuple[str, ...]


class Quotes:
    """What tells of some texts.

    >>> quotes = Quotes(["I never told him how small I felt."], ["Well, I felt it too."])
    >>> quotes.without("She: “never told him how small I felt”, again")
    'She: “[withdrawn]”, again'
    >>> quotes.without("I felt it too")
    'I felt it too'
    """

    def __init__(self, gone: Iterable[str], kept: Iterable[str] = ()) -> None:
        self._gone = tuple(dict.fromkeys(gone))
        self._kept = tuple(kept)
        self._picked: dict[int, set[Words]] = {}
        self._runs: set[Words] = set()
        self._short: dict[int, set[Words]] = defaultdict(set)
        for text in self._gone:
            self._runs.update(runs_of(words_of(text), RUN))
            for start, end in sentences(text):
                words = tuple(words_of(text[start:end]))
                if len(words) < RUN and _tells(words):
                    self._short[len(words)].add(words)
        for text in self._kept:
            words_kept = words_of(text)
            self._runs.difference_update(runs_of(words_kept, RUN))
            for length, short in self._short.items():
                short.difference_update(runs_of(words_kept, length))

        self._known: dict[int, set[Words]] = {**self._short, RUN: self._runs}
        lengths: dict[str, set[int]] = defaultdict(set)
        for length, known in self._known.items():
            for run in known:
                lengths[run[0]].add(length)
        self._lengths = {word: tuple(own) for word, own in lengths.items()}

    def __bool__(self) -> bool:
        return bool(self._runs) or any(self._short.values())

    def sentences(self) -> Iterator[str]:
        """The sentences that tell of these texts alone, each once, as they stand there."""
        seen: set[str] = set()
        for text in self._gone:
            for start, end in sentences(text):
                sentence = text[start:end]
                if sentence not in seen:
                    seen.add(sentence)
                    if self.found_in(sentence):
                        yield sentence

    def pieces(self) -> Iterator[Words]:
        """What of each sentence can be known again without the text, as `fingerprints` does.

        Six words from its beginning, the six after them and so on, and its last six; of a shorter
        sentence all. Such pieces hardly overlap: who has them all by their hashes cannot go on
        from one to the next word by word.
        """
        for sentence in self.sentences():
            words = tuple(words_of(sentence))
            if len(words) < RUN:
                yield words
            else:
                starts = {*range(0, len(words) - RUN + 1, RUN), len(words) - RUN}
                own = (words[at : at + RUN] for at in sorted(starts))
                yield from (each for each in own if each in self._runs)

    def found_in(self, text: str) -> bool:
        """Whether a text quotes."""
        return next(self._found(text), None) is not None

    def without(self, text: str) -> str:
        """A text with something else in the place of each quote."""
        parts: list[str] = []
        done = 0
        for start, end in _joined(self._found(text)):
            parts += (text[done:start], PUT_FOR)
            done = end
        return "".join((*parts, text[done:]))

    def picked(self, example: str) -> bool:
        """Whether words that were picked as an example stand in these texts, and in no other.

        Fewer are enough than for a quote: an example is one by what it is.
        """
        words = tuple(words_of(example))
        if self.found_in(example):
            return True
        is_telling = len(words) > 1 or any(len(each) >= LEAST_LETTERS for each in words)
        return is_telling and words in self._picks(len(words))

    def _picks(self, length: int) -> set[Words]:
        if length not in self._picked:
            gone = {run for text in self._gone for run in runs_of(words_of(text), length)}
            kept = (run for text in self._kept for run in runs_of(words_of(text), length))
            self._picked[length] = gone.difference(kept)
        return self._picked[length]

    def _found(self, text: str) -> Iterator[Span]:
        """Where quotes stand, in order of their ends; they may overlap."""
        if says_nothing(text):
            return
        places = [each.span() for each in _WORD.finditer(text)]
        words = [text[start:end].casefold() for start, end in places]
        for at, word in enumerate(words):
            for length in self._lengths.get(word, ()):
                if tuple(words[at : at + length]) in self._known[length]:
                    yield places[at][0], places[at + length - 1][1]


def says_nothing(text: str) -> bool:
    """Whether a text is too short for a quote, or an id."""
    return len(text) < LEAST_LETTERS or (len(text) == _ID_LENGTH and text[8] == text[13] == "-")


def words_of(text: str) -> list[str]:
    """The words of a text, case and signs aside."""
    return [each.casefold() for each in _WORD.findall(text)]


def runs_of(words: Sequence[str], length: int) -> Iterator[Words]:
    """All stretches of so many words in a row."""
    return (tuple(words[at : at + length]) for at in range(len(words) - length + 1))


def _tells(words: Words) -> bool:
    letters = sum(map(len, words)) + len(words) - 1
    return letters >= LEAST_LETTERS and (len(words) >= LEAST_WORDS or letters >= LONG_LETTERS)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans in order, those that overlap as one."""
    begun: Span | None = None
    for start, end in sorted(spans):
        if begun is None:
            begun = (start, end)
        elif start <= begun[1]:
            begun = (begun[0], max(begun[1], end))
        else:
            yield begun
            begun = (start, end)
    if begun is not None:
        yield begun
