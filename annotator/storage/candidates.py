"""Which turns and memos come into question for a search, by the full-text index alone.

The index folds text a little otherwise than `domain.folding`, so it is asked for all that might
fit; what does is then seen in the text itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from sqlalchemy import Connection, text

from annotator.domain.ids import Id
from annotator.domain.query import Both, Either, Node, Phrase

MOST = 50_000
MOST_SPELLINGS = 24
LONGEST_WORD = 40
_LIGATURES = {
    "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ", "ffi": "ﬃ", "ffl": "ﬄ", "st": "ﬆ", "ss": "ß",
}  # fmt: skip

TURNS = """
    SELECT turns.transcript_id, turns.position
    FROM turn_words JOIN turns ON turns.seq = turn_words.rowid
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
    """What may hold the words.

    Attributes:
        turns: transcript and number of the turn, of all versions and accounts.
        moments, notes, judgements: ids of those whose memo may, of the coder's own.
    """

    turns: tuple[tuple[Id, int], ...] = ()
    moments: tuple[Id, ...] = ()
    notes: tuple[Id, ...] = ()
    judgements: tuple[Id, ...] = ()


def candidates(connection: Connection, node: Node, *, seen_by: Id | None) -> Candidates:
    """What may fit a query that words alone decide (see `needs_all`)."""
    query = match_of(node)
    if query is None:
        raise ValueError("words alone do not decide this query")
    asked = {"query": query, "most": MOST}
    turns = connection.execute(text(TURNS), asked).all()
    own = [
        tuple(connection.execute(text(sql), {**asked, "seen_by": seen_by}).scalars())
        for sql in (MOMENTS, NOTES, JUDGEMENTS)
    ]
    return Candidates(
        turns=tuple((row[0], row[1]) for row in turns),
        moments=own[0],
        notes=own[1],
        judgements=own[2],
    )


def match_of(node: Node) -> str | None:
    """The query of the index that finds at least what fits; None where all must be looked at.

    >>> from annotator.domain.query import parse
    >>> match_of(parse('said "too much" -angry').terms)
    '("said" AND "too much")'
    >>> match_of(parse("find*").terms)
    '("find"* OR "ﬁnd"*)'
    """
    if isinstance(node, Phrase):
        return _any(_spellings(node))
    if isinstance(node, Both):
        parts = [each for part in node.parts if (each := match_of(part)) is not None]
        return f"({' AND '.join(parts)})" if len(parts) > 1 else (parts[0] if parts else None)
    if isinstance(node, Either):
        found = [match_of(part) for part in node.parts]
        return None if None in found else _any([each for each in found if each is not None])
    return None


def _any(parts: list[str]) -> str:
    return f"({' OR '.join(parts)})" if len(parts) > 1 else parts[0]


def _spellings(phrase: Phrase) -> list[str]:
    """A phrase as the index may have it: it keeps ligatures and the sharp s as they are."""
    star = "*" if phrase.begins else ""
    ways = [list(dict.fromkeys(_written(word))) for word in phrase.words]
    if phrase.begins:
        ways[-1] += _begun(phrase.words[-1])
    return [f'"{" ".join(each)}"{star}' for each in islice(product(*ways), MOST_SPELLINGS)]


def _written(word: str) -> Iterator[str]:
    """Some ways to write a word, the plain one first; of a very long one only that."""
    return islice(_ways(word), MOST_SPELLINGS) if len(word) <= LONGEST_WORD else iter([word])


def _ways(word: str) -> Iterator[str]:
    """All ways to write a word with and without ligatures, without first."""
    if not word:
        yield ""
        return
    for rest in _ways(word[1:]):
        yield word[0] + rest
    for plain, ligature in _LIGATURES.items():
        if word.startswith(plain):
            for rest in _ways(word[len(plain) :]):
                yield ligature + rest


def _begun(word: str) -> list[str]:
    """A beginning that ends within a ligature."""
    return [
        word[:-length] + ligature
        for plain, ligature in _LIGATURES.items()
        for length in range(1, len(plain))
        if word.endswith(plain[:length])
    ]
