"""What of a codebook file is what of the study's codebook: by ids, then by names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from annotator.domain.codebook import Code, Codebook, CodeSet, Scale
from annotator.domain.codebook_rules import name_key
from annotator.domain.errors import UserError, short
from annotator.domain.ids import Id

Filled = Mapping[Id, frozenset[str]]
"""The fields that a file says something of, by the ids of its sets, codes and scales."""


def matched(book: Codebook, given: Codebook, filled: Filled, *, exact: bool) -> dict[Id, Id]:
    """The ids here of what a file has: the same where it is known, else by its name.

    A code or scale whose set the file does not name is one of its set's default name, else the
    only one of its name in all sets.

    Raises:
        UserError: an id belongs to something of another kind here.
    """
    known = _kinds(book)
    names = _names(book)
    ids: dict[Id, Id] = {}
    meant = {each.id for _, each in _parts(given)} & set(known)

    def match(kind: str, own: CodeSet | Code | Scale, places: tuple[str, ...]) -> None:
        if known.get(own.id, kind) != kind:
            what = f"the id of the {kind} '{short(own.name)}' is that of a {known[own.id]} here"
            raise UserError(what, hint="leave the id of a new one empty")
        found = [names.get((kind, place, name_key(own.name)), []) for place in places]
        by_name = next((each[0] for each in found if len(each) == 1), None)
        taken = by_name is None or by_name in meant
        ids[own.id] = own.id if own.id in known or taken or by_name is None else by_name

    for own_set in given.sets:
        match("set", own_set, ("",))
        for kind, parts in (("code", own_set.codes), ("scale", own_set.scales)):
            for each in parts:
                said = exact or "set" in filled.get(each.id, ())
                place = f"in {name_key(own_set.name)}"
                match(kind, each, (place,) if said else (place, ""))
    return ids


def _kinds(book: Codebook) -> dict[Id, str]:
    return {each.id: kind for kind, each in _parts(book)}


def _names(book: Codebook) -> dict[tuple[str, str, str], list[Id]]:
    """Ids by kind, place (of its set, or anywhere) and name."""
    names: dict[tuple[str, str, str], list[Id]] = {}
    for own_set in book.sets:
        place = f"in {name_key(own_set.name)}"
        names.setdefault(("set", "", name_key(own_set.name)), []).append(own_set.id)
        for kind, each in _parts_of(own_set):
            for where in (place, ""):
                names.setdefault((kind, where, name_key(each.name)), []).append(each.id)
    return names


def _parts(book: Codebook) -> Iterator[tuple[str, CodeSet | Code | Scale]]:
    for own_set in book.sets:
        yield "set", own_set
        yield from _parts_of(own_set)


def _parts_of(code_set: CodeSet) -> Iterator[tuple[str, Code | Scale]]:
    yield from (("code", each) for each in code_set.codes)
    yield from (("scale", each) for each in code_set.scales)
