"""The parts of a codebook: found by their ids, and changed in a copy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from annotator.domain.codebook import Code, Codebook, CodeSet
from annotator.domain.errors import UserError
from annotator.domain.ids import Id

Part = TypeVar("Part")


def set_of(book: Codebook, set_id: Id) -> CodeSet:
    """The set of that id; UserError where the codebook lacks it."""
    return _found((each for each in book.sets if each.id == set_id), "set")


def code_of(book: Codebook, code_id: Id) -> Code:
    """The code of that id; UserError where the codebook lacks it."""
    return _found((code for _, code in book.codes() if code.id == code_id), "code")


def set_with(book: Codebook, code_id: Id) -> CodeSet:
    """The set that a code is in; UserError where the codebook lacks it."""
    return _found((own for own, code in book.codes() if code.id == code_id), "code")


def set_of_scale(book: Codebook, scale_id: Id) -> CodeSet:
    """The set that a scale is in; UserError where the codebook lacks it."""
    return _found((own for own, scale in book.scales() if scale.id == scale_id), "scale")


def with_set(book: Codebook, code_set: CodeSet) -> Codebook:
    """The codebook with a set as it is given, in its place."""
    sets = (code_set if each.id == code_set.id else each for each in book.sets)
    return replace(book, sets=tuple(sets))


def with_codes(book: Codebook, changed: Iterable[Code]) -> Codebook:
    """The codebook with codes as they are given, in their places."""
    by_id = {each.id: each for each in changed}
    sets = (
        replace(own, codes=tuple(by_id.get(each.id, each) for each in own.codes))
        for own in book.sets
    )
    return replace(book, sets=tuple(sets))


def each_once(texts: Iterable[str]) -> tuple[str, ...]:
    """Texts without outer blanks, without empty ones, and none twice."""
    return tuple(dict.fromkeys(text for each in texts if (text := each.strip())))


def _found(parts: Iterable[Part], what: str) -> Part:
    for part in parts:
        return part
    hint = "look at the codebook as it is now"
    raise UserError(f"the codebook has this {what} no more", hint=hint)
