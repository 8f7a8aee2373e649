"""What becomes of codes that are in use: retired, brought back, merged and split."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from annotator.domain.code_lineage import ends
from annotator.domain.codebook import Code, Codebook, CodeSet
from annotator.domain.codebook_parts import (
    code_of,
    each_once,
    set_with,
    with_codes,
    with_set,
)
from annotator.domain.codebook_rules import above, clean_name, sound, under
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id


def retire(book: Codebook, code_ids: Collection[Id]) -> Codebook:
    """A codebook in which codes, and all that stands under them, are no longer offered."""
    changed = []
    for code_set, code in book.codes():
        ids = {code.id, *(each.id for each in above(code_set, code.id))}
        if ids & set(code_ids):
            changed.append(replace(code, retired=True))
    return with_codes(book, changed)


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
    return sound(with_codes(book, changed))


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
    code_set = set_with(book, into_id)
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
    changed[into_id] = replace(changed.get(into_id, into), examples=each_once(examples))
    for code in gone:
        own = changed.get(code.id, code)
        changed[code.id] = replace(own, retired=True, became=(into_id,))
    return sound(with_codes(book, changed.values()))


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
    code_set = set_with(book, code_id)
    codes: list[Code] = []
    for each in code_set.codes:
        if each.id == code_id:
            became = tuple(new.id for new in fresh)
            codes += [*fresh, replace(code, retired=True, became=became)]
        elif each.parent_id == code_id:
            codes.append(replace(each, parent_id=code.parent_id))
        else:
            codes.append(each)
    return sound(with_set(book, replace(code_set, codes=tuple(codes))))


def fate_words(book: Codebook, code: Code) -> str:
    """What became of a retired code, as a sentence's beginning: `Anger became Rage and Spite`."""
    now = {each.id: each.name for _, each in book.codes()}
    names = [now[each] for each in became_in(book, code.id) if each != code.id and each in now]
    return f"{code.name} became {' and '.join(names)}" if names else f"{code.name} is retired"


def became_in(book: Codebook, code_id: Id) -> tuple[Id, ...]:
    """What a code is by now: itself, the one it went into, or those it was split into.

    A chain of merges and splits is followed to its end. A code that was only retired stands for
    itself; one that the codebook lacks gives nothing.
    """
    return ends({code.id: code for _, code in book.codes()}, code_id)


def _past(code_set: CodeSet, code: Code, ids: Collection[Id]) -> Id | None:
    """The nearest code above one that is not among some."""
    return next((each.id for each in above(code_set, code.id) if each.id not in ids), None)
