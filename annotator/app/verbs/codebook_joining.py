"""Puts one codebook into another: what is the same by id or name, and what is new."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from annotator.app.verbs.codebook_building import coloured
from annotator.app.verbs.codebook_keys import keyed
from annotator.app.verbs.codebook_matching import Filled, matched
from annotator.domain.codebook import Code, Codebook, CodeSet, Scale
from annotator.domain.codebook_changes import delete_codes
from annotator.domain.codebook_fates import retire
from annotator.domain.codebook_rules import PASSAGES
from annotator.domain.ids import Id

Part = TypeVar("Part", Code, Scale)
_WORDS = ("definition", "include", "exclude", "examples")
_RULES = tuple(
    each.name for each in fields(CodeSet) if each.name not in ("id", "name", "codes", "scales")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Joining:
    """What comes into what.

    Attributes:
        book: what it comes into.
        given: what comes, with its own ids.
        ids: by the given ids, those that sets, codes and scales have here.
        filled: what the file says of each given set, code and scale.
        exact: what the file does not say becomes empty.
        codes, scales: of the codebook, by their ids.
    """

    book: Codebook
    given: Codebook
    ids: Mapping[Id, Id]
    filled: Filled
    exact: bool
    codes: Mapping[Id, Code]
    scales: Mapping[Id, Scale]

    def says(self, given_id: Id, column: str) -> bool:
        """Whether the file says something of a given set, code or scale."""
        return self.exact or column in self.filled.get(given_id, ())


def joined(
    book: Codebook, given: Codebook, told: list[str], *, filled: Filled, exact: bool
) -> Codebook:
    """The codebook with what another one says; its own ids stay.

    Args:
        book: what it comes into.
        given: what comes.
        told: takes a sentence for each key that could not be given, and each code that stays
            retired.
        filled: what the file says of each given set, code and scale; the rest stays as it is.
        exact: whether what the file does not say becomes empty; examples never do.
    """
    ids = matched(book, given, filled, exact=exact)
    own = _Joining(
        book=book,
        given=given,
        ids=ids,
        filled=filled,
        exact=exact,
        codes={code.id: code for _, code in book.codes()},
        scales={scale.id: scale for _, scale in book.scales()},
    )
    homes = _homes(own)
    heads = {ids[each.id]: each for each in given.sets}
    codes: dict[Id, list[Code]] = {}
    scales: dict[Id, list[Scale]] = {}
    for code_set in given.sets:
        for code in code_set.codes:
            codes.setdefault(homes[ids[code.id]], []).append(_filled_code(own, code))
        for scale in code_set.scales:
            scales.setdefault(homes[ids[scale.id]], []).append(_filled_scale(own, scale))
    sets = []
    for set_id in dict.fromkeys([*(each.id for each in book.sets), *heads]):
        here = next((each for each in book.sets if each.id == set_id), None)
        head = heads.get(set_id)
        arriving = set_id in codes or set_id in scales
        if here is None and head is not None and not arriving and head.id not in filled:
            continue  # only the name that codes without a set would have gone under
        stay = _staying(here.codes, homes, set_id) if here is not None else []
        rest = _staying(here.scales, homes, set_id) if here is not None else []
        sets.append(
            replace(
                _ruled(own, here, head),
                id=set_id,
                codes=_with_parents_here(_over(stay, codes.get(set_id, []), exact=exact)),
                scales=_over(rest, scales.get(set_id, []), exact=exact),
            )
        )
    after = replace(book, sets=tuple(sets))
    _tell_retired(own, after, told)
    wishes = {
        ids[code.id]: code.key
        for _, code in given.codes()
        if exact or "key" in filled.get(code.id, ())
    }
    after = keyed(after, book, wishes, told, over_others=exact)
    fresh = {
        ids[code.id]
        for _, code in given.codes()
        if "colour" not in filled.get(code.id, ()) and (exact or ids[code.id] not in own.codes)
    }
    return coloured(after, fresh)


def _homes(own: _Joining) -> dict[Id, Id]:
    """The set that each code and scale of the file goes to, by their ids here."""
    now = {code.id: each.id for each, code in own.book.codes()}
    now |= {scale.id: each.id for each, scale in own.book.scales()}
    homes: dict[Id, Id] = {}
    for code_set in own.given.sets:
        by_id = {each.id: each for each in code_set.codes}
        for code in code_set.codes:
            over: Code | None = code
            while over is not None:  # a new code goes where the one is that it stands under
                here = own.ids[over.id]
                if own.says(over.id, "set") or here in now:
                    break
                over = by_id.get(over.parent_id) if over.parent_id else None
            known = over is not None and not own.says(over.id, "set")
            homes[own.ids[code.id]] = (
                now[own.ids[over.id]] if known and over is not None else own.ids[code_set.id]
            )
        for scale in code_set.scales:
            here = own.ids[scale.id]
            stays = here in now and not own.says(scale.id, "set")
            homes[here] = now[here] if stays else own.ids[code_set.id]
    return homes


def _staying(parts: tuple[Part, ...], homes: Mapping[Id, Id], set_id: Id) -> list[Part]:
    """The codes or scales of a set that the file does not have in another one."""
    return [each for each in parts if homes.get(each.id, set_id) == set_id]


def _ruled(own: _Joining, here: CodeSet | None, head: CodeSet | None) -> CodeSet:
    """A set with its name and rules, which are its own where the file does not say them."""
    if head is None or here is None:
        known = head if here is None else here
        assert known is not None  # it is of the one codebook or of the other
        return known
    parts: tuple[Code | Scale, ...] = (*head.codes, *head.scales)
    named = head.id in own.filled or any(own.says(each.id, "set") for each in parts)
    rules: dict[str, Any] = {"name": head.name} if named else {}
    if head.id not in own.filled:
        return replace(here, **rules)
    said: dict[str, Any] = {each: getattr(head, each) for each in _RULES if own.says(head.id, each)}
    if said.get("unit") in PASSAGES:
        said.setdefault("marking", "presence")
    return replace(here, **rules, **said)


def _filled_code(own: _Joining, code: Code) -> Code:
    """A code with what is known of it where the file says nothing; its key is looked at later."""
    made = replace(
        code,
        id=own.ids[code.id],
        parent_id=None if code.parent_id is None else own.ids[code.parent_id],
        became=tuple(own.ids.get(each, each) for each in code.became),
    )
    known = own.codes.get(made.id)
    if known is None:
        return made
    kept: dict[str, Any] = {
        name: getattr(known, name) for name in _WORDS if not getattr(made, name)
    }
    if own.exact:
        return replace(made, examples=made.examples or known.examples)
    silent_of_fate = not own.says(code.id, "retired")
    for name in ("parent", "colour", "retired", "became"):
        if not own.says(code.id, name) or (name == "became" and silent_of_fate):
            field = "parent_id" if name == "parent" else name
            kept[field] = getattr(known, field)
    if not kept.get("retired", made.retired):
        kept["became"] = ()
    return replace(made, **kept, key=known.key)


def _filled_scale(own: _Joining, scale: Scale) -> Scale:
    made = replace(scale, id=own.ids[scale.id])
    known = own.scales.get(made.id)
    if known is None or own.says(scale.id, "anchors"):
        return made
    return replace(made, anchors=known.anchors)


def _tell_retired(own: _Joining, after: Codebook, told: list[str]) -> None:
    made = {code.id: code for _, code in after.codes()}
    for _, code in own.given.codes():
        here = made.get(own.ids[code.id])
        if here is not None and here.retired and not own.says(code.id, "retired"):
            told.append(f"{here.name} is retired and stays so.")


def _over(own: list[Part], given: list[Part], *, exact: bool) -> tuple[Part, ...]:
    """What is there with what the file has of it.

    The order is the file's where it has all that is there, or is to be followed exactly; else
    what is there keeps its order, and what is new comes after what it follows in the file.
    """
    by_id = {each.id: each for each in given}
    there = {each.id for each in own}
    others = [each for each in own if each.id not in by_id]
    if exact or not others:
        return tuple(given) + tuple(others)
    following: dict[Id | None, list[Part]] = {}
    last: Id | None = None
    for each in given:
        if each.id in there:
            last = each.id
        else:
            following.setdefault(last, []).append(each)
    order: list[Part] = []
    for one in own:
        order.append(by_id.get(one.id, one))
        order += following.get(one.id, [])
    return tuple(order + following.get(None, []))


def _with_parents_here(codes: tuple[Code, ...]) -> tuple[Code, ...]:
    """Codes of a set; those whose parent is in another one stand at the top."""
    here = {each.id for each in codes}
    return tuple(
        each if each.parent_id is None or each.parent_id in here else replace(each, parent_id=None)
        for each in codes
    )


def without_others(
    after: Codebook,
    book: Codebook,
    given: Codebook,
    filled: Filled,
    kept: frozenset[Id],
    told: list[str],
) -> Codebook:
    """The codebook with nothing in force but what the file has.

    Args:
        kept: what must stay, as `codebook_editing.kept_parts` has it.
        told: takes a sentence for each scale and set that stays though the file lacks it.
    """
    meant = set(matched(book, given, filled, exact=True).values())
    others = [code for _, code in after.codes() if code.id not in meant]
    stays = kept | _took_a_place(after, {each.id for each in others} - kept)
    after = retire(after, {each.id for each in others if each.id in stays})
    gone = {each.id for each in others} - stays
    after = delete_codes(after, gone, kept) if gone else after
    stay = meant | kept
    sets = []
    for own in after.sets:
        scales = tuple(each for each in own.scales if each.id in stay)
        names = [each.name for each in scales if each.id not in meant]
        told += [f"The scale {name} stays: ratings were given on it." for name in names]
        if own.id in kept - meant and not own.codes:
            told.append(f"The set {own.name} stays: units were judged with it.")
        if own.id in stay or own.codes or scales:
            sets.append(replace(own, scales=scales))
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
