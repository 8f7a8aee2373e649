"""What may be done to a codebook: each change gives another codebook, or says why not.

Nothing here asks whether the codebook is in use: `app.verbs.codebook_editing` does, and makes
a new version of what is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from annotator.domain.codebook import Code, Codebook, CodeSet, Scale
from annotator.domain.codebook_parts import (
    code_of,
    each_once,
    set_of,
    set_of_scale,
    with_codes,
    with_set,
)
from annotator.domain.codebook_rules import (
    PASSAGES,
    above,
    clean_key,
    clean_name,
    sound,
    under,
)
from annotator.domain.errors import UserError, short
from annotator.domain.ids import Id

# Sets ------------------------------------------------------------------------------------------


def add_set(book: Codebook, code_set: CodeSet) -> Codebook:
    """A codebook with one set more, at its end."""
    named = replace(code_set, name=clean_name(code_set.name))
    return sound(replace(book, sets=(*book.sets, named)))


def change_set(book: Codebook, set_id: Id, **rules: Any) -> Codebook:
    """A codebook in which a set has another name or other rules.

    Passages are marked with codes only: with the unit `turn` or `span` the marking becomes
    `presence`, unless it is given too.
    """
    if "name" in rules:
        rules["name"] = clean_name(rules["name"])
    if rules.get("unit") in PASSAGES:
        rules.setdefault("marking", "presence")
    return sound(with_set(book, replace(set_of(book, set_id), **rules)))


def move_set(book: Codebook, set_id: Id, step: int) -> Codebook:
    """A codebook in which a set stands so many places further on; at an end it stays."""
    sets = list(book.sets)
    here = sets.index(set_of(book, set_id))
    sets.insert(min(max(here + step, 0), len(sets) - 1), sets.pop(here))
    return replace(book, sets=tuple(sets))


def delete_set(book: Codebook, set_id: Id, kept: Collection[Id] = ()) -> Codebook:
    """A codebook without a set.

    Args:
        book: what is changed.
        set_id: the set.
        kept: codes of versions that are in use, scales and sets that rate or judge something:
            they must stay.

    Raises:
        UserError: it, one of its codes or one of its scales must stay.
    """
    gone = set_of(book, set_id)
    _refuse_kept(gone.codes, kept)
    if set_id in kept:
        hint = "keep it, under a name that says that it is not used any more"
        raise UserError(f"units were judged with the set '{short(gone.name)}'", hint=hint)
    _refuse_rated(gone.scales, kept)
    _refuse_became(book, {each.id for each in gone.codes})
    return replace(book, sets=tuple(each for each in book.sets if each.id != set_id))


# Codes -----------------------------------------------------------------------------------------


def add_code(book: Codebook, set_id: Id, code: Code) -> Codebook:
    """A codebook with one code more, after the others that stand under the same one."""
    code_set = set_of(book, set_id)
    named = replace(code, name=clean_name(code.name), key=clean_key(code.key))
    return sound(with_set(book, replace(code_set, codes=(*code_set.codes, named))))


def change_code(book: Codebook, code_id: Id, **fields: Any) -> Codebook:
    """A codebook in which a code has another name, key, colour or other words."""
    if "name" in fields:
        fields["name"] = clean_name(fields["name"])
    if "key" in fields:
        fields["key"] = clean_key(fields["key"])
    for name in ("definition", "include", "exclude"):
        if name in fields:
            fields[name] = fields[name].strip()
    if "examples" in fields:
        fields["examples"] = each_once(fields["examples"])
    changed = replace(code_of(book, code_id), **fields)
    if changed.key and not changed.retired and "key" in fields:
        _refuse_taken_key(book, changed)
    return sound(with_codes(book, [changed]))


def add_example(book: Codebook, code_id: Id, example: str) -> Codebook:
    """A codebook in which a code has one example more; one that is there is not put in again."""
    return change_code(book, code_id, examples=(*code_of(book, code_id).examples, example))


def move_codes(
    book: Codebook,
    code_ids: Collection[Id],
    set_id: Id,
    parent_id: Id | None = None,
    before_id: Id | None = None,
) -> Codebook:
    """A codebook in which codes stand elsewhere, with all that stands under them.

    Args:
        book: what is changed.
        code_ids: the codes; one that stands under another of them moves with that one.
        set_id: the set that they come to.
        parent_id: the code that they come under, None for the set's top.
        before_id: the code that they come before; None for the end.

    Raises:
        UserError: a code would stand under itself, or a name is taken in that set.
    """
    moving: list[Code] = []
    for code_set in book.sets:
        for code in code_set.codes:
            ancestors = {each.id for each in above(code_set, code.id)}
            if code.id in code_ids and not ancestors & set(code_ids):
                if parent_id in {code.id, *(each.id for each in under(code_set, code.id))}:
                    hint = "move it under another code"
                    raise UserError(f"the code '{code.name}' would stand under itself", hint=hint)
                moving.append(replace(code, parent_id=parent_id))
                moving += under(code_set, code.id)
    gone = {each.id for each in moving}
    if before_id in gone:
        before_id = _after(set_of(book, set_id), gone, before_id)
    sets = []
    for code_set in book.sets:
        codes = [each for each in code_set.codes if each.id not in gone]
        if code_set.id == set_id:
            place = next((i for i, each in enumerate(codes) if each.id == before_id), len(codes))
            codes[place:place] = moving
        sets.append(replace(code_set, codes=tuple(codes)))
    return sound(replace(book, sets=tuple(sets)))


def step_codes(book: Codebook, code_ids: Collection[Id], step: int) -> Codebook:
    """A codebook in which codes stand one place up (-1) or down (1) among those beside them.

    Where the codes stand beside each other they move together; at an end they stay.
    """
    chosen = [(own, code) for own, code in book.codes() if code.id in code_ids]
    if not chosen:
        return book
    code_set, first = chosen[0]
    beside = [each for each in code_set.codes if each.parent_id == first.parent_id]
    own = [each for each in beside if each.id in code_ids]
    places = [beside.index(each) for each in own]
    if step < 0:
        if places[0] == 0:
            return book
        target: Id | None = beside[places[0] - 1].id
    else:
        if places[-1] == len(beside) - 1:
            return book
        rest = beside[places[-1] + 2 :]
        target = rest[0].id if rest else None
    ids = {each.id for each in own}
    return move_codes(book, ids, code_set.id, first.parent_id, target)


def delete_codes(book: Codebook, code_ids: Collection[Id], kept: Collection[Id] = ()) -> Codebook:
    """A codebook without codes that nobody can have used, and without what stands under them.

    Args:
        book: what is changed.
        code_ids: the codes.
        kept: codes of versions that are in use: those are retired, never dropped.

    Raises:
        UserError: one of them must stay, or took the place of a code that stays.
    """
    gone: dict[Id, Code] = {}
    for code_set, code in book.codes():
        if code.id in code_ids:
            gone |= {each.id: each for each in (code, *under(code_set, code.id))}
    _refuse_kept(gone.values(), kept)
    _refuse_became(book, gone)
    sets = []
    for code_set in book.sets:
        codes = tuple(each for each in code_set.codes if each.id not in gone)
        sets.append(replace(code_set, codes=codes))
    return replace(book, sets=tuple(sets))


# Scales ----------------------------------------------------------------------------------------


def add_scale(book: Codebook, set_id: Id, scale: Scale) -> Codebook:
    """A codebook in which a set has one scale more."""
    code_set = set_of(book, set_id)
    named = replace(scale, name=clean_name(scale.name))
    return sound(with_set(book, replace(code_set, scales=(*code_set.scales, named))))


def change_scale(book: Codebook, scale_id: Id, **fields: Any) -> Codebook:
    """A codebook in which a scale has another name, other ends or other labels."""
    if "name" in fields:
        fields["name"] = clean_name(fields["name"])
    if "anchors" in fields:
        fields["anchors"] = tuple(sorted(fields["anchors"], key=lambda each: each.value))
    code_set = set_of_scale(book, scale_id)
    scales = tuple(
        replace(each, **fields) if each.id == scale_id else each for each in code_set.scales
    )
    return sound(with_set(book, replace(code_set, scales=scales)))


def delete_scale(book: Codebook, scale_id: Id, kept: Collection[Id] = ()) -> Codebook:
    """A codebook without a scale that nothing is rated on.

    Args:
        book: what is changed.
        scale_id: the scale.
        kept: scales that something may be rated on, which must stay.

    Raises:
        UserError: it must stay, or the set rates its codes on it.
    """
    code_set = set_of_scale(book, scale_id)
    _refuse_rated((each for each in code_set.scales if each.id == scale_id), kept)
    scales = tuple(each for each in code_set.scales if each.id != scale_id)
    return sound(with_set(book, replace(code_set, scales=scales)))


# Inside ------------------------------------------------------------------------------------------


def _refuse_taken_key(book: Codebook, code: Code) -> None:
    """Refuses a key for the code that was just given it, whichever of the two stands first."""
    others = (each for _, each in book.codes() if each.id != code.id and not each.retired)
    owner = next((each for each in others if each.key == code.key), None)
    if owner is not None:
        hint = f"choose another letter for '{short(code.name)}'"
        raise UserError(f"the key {code.key} belongs to '{short(owner.name)}' already", hint=hint)


def _refuse_kept(codes: Iterable[Code], kept: Collection[Id]) -> None:
    held = next((each for each in codes if each.id in kept), None)
    if held is not None:
        hint = "retire it instead"
        raise UserError(f"the code '{held.name}' stands in a version that is in use", hint=hint)


def _refuse_rated(scales: Iterable[Scale], kept: Collection[Id]) -> None:
    held = next((each for each in scales if each.id in kept), None)
    if held is not None:
        hint = "keep it, under a name that says that it is not used any more"
        raise UserError(f"ratings were given on the scale '{short(held.name)}'", hint=hint)


def _refuse_became(book: Codebook, gone: Collection[Id]) -> None:
    """What took the place of a code stays: without one part a split would look like a merge."""
    for _, code in book.codes():
        part = next((each for each in code.became if each in gone), None)
        if part is not None and code.id not in gone:
            hint = f"retire it instead, or bring '{code.name}' back first"
            what = f"the code '{code_of(book, part).name}' took the place of '{code.name}'"
            raise UserError(what, hint=hint)


def _after(code_set: CodeSet, gone: Collection[Id], before_id: Id) -> Id | None:
    """The first code after one that moves itself, of those beside it that stay."""
    here = code_set.code(before_id)
    beside = [each for each in code_set.codes if here and each.parent_id == here.parent_id]
    later = beside[beside.index(here) + 1 :] if here in beside else []
    return next((each.id for each in later if each.id not in gone), None)
