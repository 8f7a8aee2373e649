"""Signs for the codes of a set that have no letter: what follows the key that asks for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product
from string import ascii_uppercase

from annotator.domain.codebook import Code, CodeSet
from annotator.domain.codebook_rules import in_tree_order
from annotator.domain.ids import Id


def signs_of(code_set: CodeSet) -> dict[Id, str]:
    """A sign for each code in force that has no letter, all of one length.

    They follow from the names and their order, so a sign is the same every day until the set is
    another. Up to 26 codes have one letter, which may be any: here the window needs none itself.
    Beyond that they have two, so that no sign begins another.

    >>> signs_of(CodeSet(id="s", name="S", codes=(
    ...     Code(id="a", name="Reaching out"), Code(id="b", name="Reaching in"),
    ...     Code(id="c", name="Shame", key="H"))))
    {'a': 'R', 'b': 'I'}
    """
    bare = [code for _, code in in_tree_order(code_set) if not code.key and not code.retired]
    if len(bare) <= len(ascii_uppercase):
        return _given(bare, _single)
    return _given(bare, _double)


def _given(codes: Iterable[Code], wished: Callable[[str], Iterator[str]]) -> dict[Id, str]:
    """Each code's first sign that is not taken."""
    signs: dict[Id, str] = {}
    taken: set[str] = set()
    for code in codes:
        sign = next((each for each in wished(code.name) if each not in taken), "")
        if sign:
            taken.add(sign)
            signs[code.id] = sign
    return signs


def _single(name: str) -> Iterator[str]:
    """The first letters of the words, then every other letter."""
    words = [_letters(word) for word in name.split()]
    yield from (word[0] for word in words if word)
    yield from (letter for word in words for letter in word)
    yield from ascii_uppercase


def _double(name: str) -> Iterator[str]:
    """Pairs that begin as the name does, then any pair."""
    words = [_letters(word) for word in name.split()]
    letters = [letter for word in words for letter in word] or ["A"]
    firsts = [word[0] for word in words if word]
    yield from (letters[0] + each for each in (*firsts[1:], *letters[1:], *ascii_uppercase))
    yield from (first + second for first, second in product(ascii_uppercase, repeat=2))


def _letters(word: str) -> list[str]:
    """Its letters as one types them with Caps Lock; none that become two."""
    return [each.upper() for each in word if each.isalpha() and len(each.upper()) == 1]
