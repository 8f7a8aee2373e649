"""Puts one codebook into another: what is the same by id or name, and what is new."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from annotator.domain.codebook import Code, Codebook, CodeSet, Scale
from annotator.domain.codebook_changes import delete_codes
from annotator.domain.codebook_fates import retire
from annotator.domain.ids import Id

Part = TypeVar("Part", Code, Scale)
PLAIN = "grey"
"""The colour of a code that was given none."""


def joined(
    book: Codebook, given: Codebook, said: list[str], *, headed: Collection[str], exact: bool
) -> Codebook:
    """The codebook with what another one says; its own ids stay.

    Args:
        book: what it comes into.
        given: what comes.
        said: takes a sentence for each key that had to be left out.
        headed: names of the given sets whose rules are said; the others keep theirs.
        exact: whether what the other one leaves empty becomes empty; examples never do.
    """
    ids = _matched(book, given)
    meant = {ids[code.id] for _, code in given.codes()}
    taken = {
        code.key: code.id
        for _, code in book.codes()
        if code.key and not code.retired and code.id not in meant
    }
    by_id = {each.id: each for each in book.sets}
    for code_set in given.sets:
        own = by_id.get(ids[code_set.id])
        codes = [_filled(book, _with_ids(code, ids), exact=exact) for code in code_set.codes]
        scales = tuple(replace(each, id=ids[each.id]) for each in code_set.scales)
        rules = code_set if own is None or code_set.name in headed else own
        by_id[ids[code_set.id]] = replace(
            rules,
            id=ids[code_set.id],
            name=code_set.name,
            codes=_over(own.codes if own else (), _freed(codes, taken, said)),
            scales=_over(own.scales if own else (), scales),
        )
    return replace(book, sets=tuple(_each_code_once(by_id.values(), given, ids)))


def _filled(book: Codebook, code: Code, *, exact: bool) -> Code:
    """A code with what is known of it where the other codebook says nothing."""
    own = book.code(code.id)
    if own is None:
        return code
    names = ("examples",) if exact else ("key", "definition", "include", "exclude", "examples")
    kept = {name: getattr(own, name) for name in names if not getattr(code, name)}
    if code.colour == PLAIN and not exact:
        kept["colour"] = own.colour
    return replace(code, **kept)


def _each_code_once(
    sets: Iterable[CodeSet], given: Codebook, ids: dict[Id, Id]
) -> Iterator[CodeSet]:
    """The sets, with a code that the file has in another set only there."""
    home = {ids[code.id]: ids[code_set.id] for code_set, code in given.codes()}
    for own in sets:
        stays = tuple(each for each in own.codes if home.get(each.id, own.id) == own.id)
        here = {each.id for each in stays}
        yield replace(
            own,
            codes=tuple(
                each if each.parent_id is None or each.parent_id in here
                else replace(each, parent_id=None)
                for each in stays
            ),
        )  # fmt: skip


def _matched(book: Codebook, given: Codebook) -> dict[Id, Id]:
    """The ids here of what a file has: the same where it is known, else by its name."""
    known = {each.id for each in book.sets} | {each.id for _, each in book.codes()}
    known |= {each.id for _, each in book.scales()}
    names = {("set", each.name.casefold()): each.id for each in book.sets}
    for own_set in book.sets:
        place = own_set.name.casefold()
        names |= {(f"code in {place}", each.name.casefold()): each.id for each in own_set.codes}
        names |= {(f"scale in {place}", each.name.casefold()): each.id for each in own_set.scales}
    ids: dict[Id, Id] = {}
    meant = {each for own_set in given.sets for each in _ids_of(own_set)} & known

    def match(kind: str, own: CodeSet | Code | Scale) -> None:
        by_name = names.get((kind, own.name.casefold()))
        if own.id in known or by_name is None or by_name in meant:
            ids[own.id] = own.id
        else:
            ids[own.id] = by_name

    for own_set in given.sets:
        match("set", own_set)
        place = own_set.name.casefold()
        for code in own_set.codes:
            match(f"code in {place}", code)
        for scale in own_set.scales:
            match(f"scale in {place}", scale)
    return ids


def _ids_of(code_set: CodeSet) -> Iterator[Id]:
    yield code_set.id
    yield from (each.id for each in code_set.codes)
    yield from (each.id for each in code_set.scales)


def _with_ids(code: Code, ids: dict[Id, Id]) -> Code:
    return replace(
        code,
        id=ids[code.id],
        parent_id=None if code.parent_id is None else ids[code.parent_id],
        became=tuple(ids.get(each, each) for each in code.became),
    )


def _freed(codes: list[Code], taken: dict[str, Id], said: list[str]) -> tuple[Code, ...]:
    """The codes without keys that another code has."""
    free = []
    for code in codes:
        if code.key and not code.retired and taken.setdefault(code.key, code.id) != code.id:
            said.append(f"The key {code.key} is taken: {code.name} comes without one.")
            free.append(replace(code, key=""))
        else:
            free.append(code)
    return tuple(free)


def _over(own: tuple[Part, ...], given: tuple[Part, ...]) -> tuple[Part, ...]:
    """The given parts in their order, and after them those that only the codebook has."""
    ids = {each.id for each in given}
    return given + tuple(each for each in own if each.id not in ids)


def without_others(
    after: Codebook, book: Codebook, given: Codebook, kept: frozenset[Id]
) -> Codebook:
    """The codebook with nothing in force but what the file has."""
    ids = _matched(book, given)
    meant = set(ids.values())
    others = [code for _, code in after.codes() if code.id not in meant]
    stays = kept | _took_a_place(after, {each.id for each in others} - kept)
    after = retire(after, {each.id for each in others if each.id in stays})
    gone = {each.id for each in others} - stays
    after = delete_codes(after, gone, kept) if gone else after
    sets = (
        replace(own, scales=tuple(each for each in own.scales if each.id in meant))
        for own in after.sets
        if own.id in meant or own.codes
    )
    return replace(after, sets=tuple(sets))


def _took_a_place(book: Codebook, gone: Collection[Id]) -> set[Id]:
    """Of codes that would go, those that one which stays became, and what they stand under."""
    held = {each for _, code in book.codes() if code.id not in gone for each in code.became}
    found: set[Id] = set()
    waiting = list(held & set(gone))
    while waiting:
        own = waiting.pop()
        if own in found:
            continue
        found.add(own)
        code = book.code(own)
        if code is not None:
            near = [*code.became, *([code.parent_id] if code.parent_id else [])]
            waiting += [each for each in near if each in gone]
    return found
