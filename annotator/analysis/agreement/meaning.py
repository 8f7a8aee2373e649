"""What a coefficient means, in the words in which people are told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """One coefficient for people.

    Attributes:
        name: in the contract: `bar_u_alpha`.
        sign: as it is printed: `|u-alpha`.
        asks: the question that it answers, in a few words.
        says: two sentences, what it is and how to read it.
        source: author, year, journal.
    """

    name: str
    sign: str
    asks: str
    says: str
    source: str


def named(*rows: tuple[str, str, str, str, str]) -> dict[str, Meaning]:
    """Meanings by name, from rows of name, sign, question, sentences and source."""
    return {
        name: Meaning(name=name, sign=sign, asks=asks, says=says, source=source)
        for name, sign, asks, says, source in rows
    }
