"""Which turns and memos come into question for a search, by the full-text index alone.

The index folds text a little otherwise than `domain.folding`, so it is asked for all that might
fit; what does is then seen in the text itself. What stands in a great part of the study, and
words in letters that the index keeps with their marks, are no question for it: all is looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

from sqlalchemy import Connection, text

from annotator.domain.ids import Id
from annotator.domain.query import Both, Either, Node, Phrase

Found = TypeVar("Found")
MOST = 1_000
"""Of more the index says only that they are many: to read them all here takes too long."""
MOST_SPELLINGS = 24
_KEPT = {
    "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ", "ffi": "ﬃ", "ffl": "ﬄ", "st": "ﬆﬅ", "ss": "ß",
    "ae": "æǣǽ", "oe": "œ", "o": "øǿ", "d": "đ", "l": "ł", "i": "ı",
}  # fmt: skip
"""Latin letters that the index keeps as they are, by what they are folded to.

The a with dot and bar of some phonetic scripts (U+01E1) is the one that is left out: each a
would have two spellings.
"""
_LATIN_ENDS = "\u0250"  # Greek, Cyrillic, kana, hangul: the index does not fold their marks

TURNS = """
    SELECT turns.transcript_id, turns.position
    FROM turn_words CROSS JOIN turns ON turns.seq = turn_words.rowid
    WHERE turn_words MATCH :query LIMIT :most
    """
_OWN = """
    SELECT {table}.id FROM {words} JOIN {table} ON {table}.seq = {words}.rowid
    WHERE {words} MATCH :query AND (:seen_by IS NULL OR {table}.coder_id = :seen_by) LIMIT :most
    """
MOMENTS = _OWN.format(table="moments", words="memo_words")
NOTES = _OWN.format(table="memos", words="note_words")
JUDGEMENTS = _OWN.format(table="judgements", words="judgement_words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What may hold the words; None where that is not known, and all must be looked at.

    Attributes:
        turns: transcript and number of the turn, of the transcripts that were asked about.
        moments, notes, judgements: ids of those whose memo may, of the coder's own.
    """

    turns: tuple[tuple[Id, int], ...] | None = None
    moments: tuple[Id, ...] | None = None
    notes: tuple[Id, ...] | None = None
    judgements: tuple[Id, ...] | None = None


def candidates(
    connection: Connection, node: Node, *, texts: Collection[Id], seen_by: Id | None
) -> Candidates:
    """What may fit a query, in some transcripts and in memos."""
    query, shown = match_of(node), frozenset(texts)
    if query is None:
        return Candidates()
    asked = {"query": query, "most": MOST + 1, "seen_by": seen_by}
    turns = _unless_many(tuple(connection.execute(text(TURNS), asked).all()))
    moments, notes, judgements = (
        _unless_many(tuple(connection.execute(text(sql), asked).scalars()))
        for sql in (MOMENTS, NOTES, JUDGEMENTS)
    )
    return Candidates(
        turns=None if turns is None else tuple((e[0], e[1]) for e in turns if e[0] in shown),
        moments=moments,
        notes=notes,
        judgements=judgements,
    )


def match_of(node: Node) -> str | None:
    """The query of the index that finds at least what fits; None where all must be looked at.

    >>> from annotator.domain.query import parse
    >>> match_of(parse('said much -angry').terms)
    '(("said" OR "saıd" OR "saiđ" OR "saıđ") AND "much")'
    >>> match_of(parse("fin*").terms)
    '("fin"* OR "ﬁn"* OR "fın"*)'
    """
    if isinstance(node, Phrase):
        return _query_of(node)
    if isinstance(node, Both):
        parts = [each for part in node.parts if (each := match_of(part)) is not None]
        return _all(parts) if parts else None
    if isinstance(node, Either):
        found = [match_of(part) for part in node.parts]
        return None if None in found else _any([each for each in found if each is not None])
    return None


def _unless_many(found: tuple[Found, ...]) -> tuple[Found, ...] | None:
    return found if len(found) <= MOST else None


def _all(parts: list[str]) -> str:
    return f"({' AND '.join(parts)})" if len(parts) > 1 else parts[0]


def _any(parts: list[str]) -> str:
    return f"({' OR '.join(parts)})" if len(parts) > 1 else parts[0]


def _query_of(phrase: Phrase) -> str | None:
    """A phrase as the index may have it: with each letter that it keeps, or without.

    Of a phrase with very many spellings only that all its words are there, of such a word only
    how it begins.
    """
    if any(letter >= _LATIN_ENDS for word in phrase.words for letter in word):
        return None
    ways = [_Ways.of(word) for word in phrase.words[:-1]]
    ways.append(_Ways.of(phrase.words[-1], begins=phrase.begins))
    count = 1
    for each in ways:
        count *= len(each.spellings)
    if count <= MOST_SPELLINGS and not any(each.begins for each in ways[:-1]):
        star = "*" if ways[-1].begins else ""
        spelled = product(*(each.spellings for each in ways))
        return _any([f'"{" ".join(words)}"{star}' for words in spelled])
    return _all([each.query for each in ways])


@dataclass(frozen=True, slots=True)
class _Ways:
    """How one word may stand in the index.

    Attributes:
        spellings: the plain one first.
        begins: the words of the index may go on after them.
    """

    spellings: tuple[str, ...]
    begins: bool

    @property
    def query(self) -> str:
        """That one of them is there."""
        star = "*" if self.begins else ""
        return _any([f'"{each}"{star}' for each in self.spellings])

    @classmethod
    def of(cls, word: str, *, begins: bool = False) -> _Ways:
        """All ways; of a word with too many the ways in which it begins."""
        ways: list[tuple[str, ...]] = [("",)]
        last = cls(("",), begins=True)
        for end in range(1, len(word) + 1):
            ways.append(tuple(dict.fromkeys(_next(word, end, ways))))
            begun = tuple(dict.fromkeys((*ways[end], *_within(word, end, ways))))
            if len(ways[end]) > MOST_SPELLINGS or len(begun) > MOST_SPELLINGS:
                return last
            last = cls(begun, begins=True)
        return last if begins else cls(ways[-1], begins=False)


def _next(word: str, end: int, ways: list[tuple[str, ...]]) -> Iterator[str]:
    """The ways to write `word[:end]`, from those of all shorter beginnings."""
    yield from (before + word[end - 1] for before in ways[end - 1])
    for plain, kept in _KEPT.items():
        if word.endswith(plain, 0, end):
            for before in ways[end - len(plain)]:
                yield from (before + letter for letter in kept)


def _within(word: str, end: int, ways: list[tuple[str, ...]]) -> Iterator[str]:
    """The ways to write it where it ends within a letter that is folded to several."""
    for plain, kept in _KEPT.items():
        for length in range(1, len(plain)):
            if length <= end and word.endswith(plain[:length], 0, end):
                for before in ways[end - length]:
                    yield from (before + letter for letter in kept)
