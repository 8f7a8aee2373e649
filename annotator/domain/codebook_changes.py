"""What may be done to a codebook: each change gives another codebook, or says why not.

Nothing here asks whether the codebook is in use: `app.verbs.codebook_editing` does, and makes
a new version of what is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from annotator.domain.codebook import Code, Codebook, CodeSet, Scale
from annotator.domain.codebook_rules import (
    PASSAGES,
    above,
    clean_key,
    clean_name,
    sound,
    under,
)
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id

Part = TypeVar("Part")

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
    return sound(_with_set(book, replace(set_of(book, set_id), **rules)))


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
        kept: codes of versions that are in use, which must stay.

    Raises:
        UserError: one of its codes must stay.
    """
    gone = set_of(book, set_id)
    _refuse_kept(gone.codes, kept)
    return replace(book, sets=tuple(each for each in book.sets if each.id != set_id))


# Codes -----------------------------------------------------------------------------------------


def add_code(book: Codebook, set_id: Id, code: Code) -> Codebook:
    """A codebook with one code more, after the others that stand under the same one."""
    code_set = set_of(book, set_id)
    named = replace(code, name=clean_name(code.name), key=clean_key(code.key))
    return sound(_with_set(book, replace(code_set, codes=(*code_set.codes, named))))


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
        fields["examples"] = _each_once(fields["examples"])
    return sound(_with_codes(book, [replace(code_of(book, code_id), **fields)]))


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


def retire(book: Codebook, code_ids: Collection[Id]) -> Codebook:
    """A codebook in which codes, and all that stands under them, are no longer offered."""
    changed = []
    for code_set, code in book.codes():
        ids = {code.id, *(each.id for each in above(code_set, code.id))}
        if ids & set(code_ids):
            changed.append(replace(code, retired=True))
    return _with_codes(book, changed)


def bring_back(book: Codebook, code_ids: Collection[Id]) -> Codebook:
    """A codebook in which retired codes, and those above them, are offered again.

    What they had become is forgotten. A key that another code has by now stays with that one.
    """
    taken = {code.key for _, code in book.codes() if not code.retired}
    changed = []
    for code_set, code in book.codes():
        ids = {code.id, *(each.id for each in under(code_set, code.id))}
        if code.retired and ids & set(code_ids):
            key = "" if code.key in taken else code.key
            taken.add(key)
            changed.append(replace(code, retired=False, became=(), key=key))
    return sound(_with_codes(book, changed))


def merge_codes(book: Codebook, code_ids: Collection[Id], into_id: Id) -> Codebook:
    """A codebook in which codes have gone into another one of their set.

    They are retired, and what stood under them comes under that one. Its own words stay; the
    examples of the others come after its own.

    Raises:
        UserError: nothing to merge, the one is retired, or they are of several sets.
    """
    into = code_of(book, into_id)
    wanted = {code_of(book, each).id for each in code_ids} - {into_id}
    gone = [code for _, code in book.codes() if code.id in wanted]
    if not gone:
        raise UserError("there is nothing to merge", hint="choose two or more codes")
    if into.retired:
        raise UserError(f"the code '{into.name}' is retired", hint="bring it back first")
    code_set = _set_with(book, into_id)
    if any(code_set.code(each.id) is None for each in gone):
        hint = "move them into one set first"
        raise UserError("the codes to merge are of several sets", hint=hint)
    over = {into_id, *(each.id for each in above(code_set, into_id))}
    changed: dict[Id, Code] = {}
    for code in code_set.codes:
        if code.parent_id in wanted:  # what held the one that stays, or goes too, moves up instead
            moves_up = code.id in over or code.id in wanted
            parent = _past(code_set, code, wanted) if moves_up else into_id
            changed[code.id] = replace(code, parent_id=parent)
    examples = (*into.examples, *(text for each in gone for text in each.examples))
    changed[into_id] = replace(changed.get(into_id, into), examples=_each_once(examples))
    for code in gone:
        own = changed.get(code.id, code)
        changed[code.id] = replace(own, retired=True, became=(into_id,))
    return sound(_with_codes(book, changed.values()))


def split_code(book: Codebook, code_id: Id, names: Sequence[str]) -> Codebook:
    """A codebook in which several new codes have taken the place of one, which is retired.

    The new ones stand where it stood, with its colour; what stood under it moves up.

    Raises:
        UserError: fewer than two names, or a name is taken.
    """
    code = code_of(book, code_id)
    wanted = [name for name in map(clean_name, names) if name]
    if len(wanted) < 2:
        hint = "write two or more names, one a line"
        raise UserError(f"into what the code '{code.name}' is split is missing", hint=hint)
    if code.retired:
        raise UserError(f"the code '{code.name}' is retired", hint="bring it back first")
    fresh = [
        Code(id=new_id(), name=name, parent_id=code.parent_id, colour=code.colour)
        for name in wanted
    ]
    code_set = _set_with(book, code_id)
    codes: list[Code] = []
    for each in code_set.codes:
        if each.id == code_id:
            became = tuple(new.id for new in fresh)
            codes += [*fresh, replace(code, retired=True, became=became)]
        elif each.parent_id == code_id:
            codes.append(replace(each, parent_id=code.parent_id))
        else:
            codes.append(each)
    return sound(_with_set(book, replace(code_set, codes=tuple(codes))))


def delete_codes(book: Codebook, code_ids: Collection[Id], kept: Collection[Id] = ()) -> Codebook:
    """A codebook without codes that nobody can have used, and without what stands under them.

    Args:
        book: what is changed.
        code_ids: the codes.
        kept: codes of versions that are in use: those are retired, never dropped.

    Raises:
        UserError: one of them must stay.
    """
    gone: dict[Id, Code] = {}
    for code_set, code in book.codes():
        if code.id in code_ids:
            gone |= {each.id: each for each in (code, *under(code_set, code.id))}
    _refuse_kept(gone.values(), kept)
    sets = []
    for code_set in book.sets:
        codes = tuple(
            replace(each, became=tuple(new for new in each.became if new not in gone))
            for each in code_set.codes
            if each.id not in gone
        )
        sets.append(replace(code_set, codes=codes))
    return replace(book, sets=tuple(sets))


# Scales ----------------------------------------------------------------------------------------


def add_scale(book: Codebook, set_id: Id, scale: Scale) -> Codebook:
    """A codebook in which a set has one scale more."""
    code_set = set_of(book, set_id)
    named = replace(scale, name=clean_name(scale.name))
    return sound(_with_set(book, replace(code_set, scales=(*code_set.scales, named))))


def change_scale(book: Codebook, scale_id: Id, **fields: Any) -> Codebook:
    """A codebook in which a scale has another name, other ends or other labels."""
    if "name" in fields:
        fields["name"] = clean_name(fields["name"])
    if "anchors" in fields:
        fields["anchors"] = tuple(sorted(fields["anchors"], key=lambda each: each.value))
    code_set = _set_of_scale(book, scale_id)
    scales = tuple(
        replace(each, **fields) if each.id == scale_id else each for each in code_set.scales
    )
    return sound(_with_set(book, replace(code_set, scales=scales)))


def delete_scale(book: Codebook, scale_id: Id) -> Codebook:
    """A codebook without a scale. What was rated on it keeps the version that has it.

    Raises:
        UserError: the set rates its codes on it.
    """
    code_set = _set_of_scale(book, scale_id)
    scales = tuple(each for each in code_set.scales if each.id != scale_id)
    return sound(_with_set(book, replace(code_set, scales=scales)))


# Looking up ------------------------------------------------------------------------------------


def set_of(book: Codebook, set_id: Id) -> CodeSet:
    """The set of that id; UserError where the codebook lacks it."""
    return _found((each for each in book.sets if each.id == set_id), "set")


def code_of(book: Codebook, code_id: Id) -> Code:
    """The code of that id; UserError where the codebook lacks it."""
    return _found((code for _, code in book.codes() if code.id == code_id), "code")


def became_in(book: Codebook, code_id: Id) -> tuple[Id, ...]:
    """What a code is by now: itself, the one it went into, or those it was split into.

    A chain of merges and splits is followed to its end. A code that was only retired stands for
    itself; one that the codebook lacks gives nothing.
    """
    ends: dict[Id, None] = {}

    def follow(own: Id, passed: frozenset[Id]) -> None:
        code = book.code(own)
        if code is None or own in passed:
            return
        if not code.retired or not code.became:
            ends[own] = None
            return
        for each in code.became:
            follow(each, passed | {own})

    follow(code_id, frozenset())
    return tuple(ends)


# Inside ----------------------------------------------------------------------------------------


def _past(code_set: CodeSet, code: Code, ids: Collection[Id]) -> Id | None:
    """The nearest code above one that is not among some."""
    return next((each.id for each in above(code_set, code.id) if each.id not in ids), None)


def _found(parts: Iterable[Part], what: str) -> Part:
    for part in parts:
        return part
    hint = "look at the codebook as it is now"
    raise UserError(f"the codebook has this {what} no more", hint=hint)


def _set_with(book: Codebook, code_id: Id) -> CodeSet:
    return _found((own for own, code in book.codes() if code.id == code_id), "code")


def _set_of_scale(book: Codebook, scale_id: Id) -> CodeSet:
    return _found((own for own, scale in book.scales() if scale.id == scale_id), "scale")


def _with_set(book: Codebook, code_set: CodeSet) -> Codebook:
    sets = (code_set if each.id == code_set.id else each for each in book.sets)
    return replace(book, sets=tuple(sets))


def _with_codes(book: Codebook, changed: Iterable[Code]) -> Codebook:
    by_id = {each.id: each for each in changed}
    sets = (
        replace(own, codes=tuple(by_id.get(each.id, each) for each in own.codes))
        for own in book.sets
    )
    return replace(book, sets=tuple(sets))


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for each in texts if (text := each.strip())))


def _refuse_kept(codes: Iterable[Code], kept: Collection[Id]) -> None:
    held = next((each for each in codes if each.id in kept), None)
    if held is not None:
        hint = "retire it instead"
        raise UserError(f"the code '{held.name}' stands in a version that is in use", hint=hint)


def _after(code_set: CodeSet, gone: Collection[Id], before_id: Id) -> Id | None:
    """The first code after one that moves itself, of those beside it that stay."""
    here = code_set.code(before_id)
    beside = [each for each in code_set.codes if here and each.parent_id == here.parent_id]
    later = beside[beside.index(here) + 1 :] if here in beside else []
    return next((each.id for each in later if each.id not in gone), None)
