"""What has changed from one version of the codebook to another, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from annotator.domain.codebook import Code, Codebook, CodeSet, Scale
from annotator.domain.ids import Id

Kind = Literal[
    "added",
    "deleted",
    "renamed",
    "moved",
    "merged",
    "split",
    "retired",
    "brought back",
    "key",
    "colour",
    "words",
    "rules",
    "scale",
    "order",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that changed.

    Attributes:
        kind: what has happened.
        record_id: of the set, code or scale.
        what: its path, as the newer version names it where it has it.
        before, after: what it was and what it is, as far as that is not said by the kind.
        more: what follows from it.
    """

    kind: Kind
    record_id: Id
    what: str
    before: str = ""
    after: str = ""
    more: str = ""

    @property
    def sentence(self) -> str:
        """The change as people read it, without a full stop."""
        told = _TOLD.get(self.kind, "{what}: {before} → {after}")
        ends = {"before": self.before or "none", "after": self.after or "none"}
        return told.format(what=self.what, **ends) + (self.more and f" ({self.more})")


_TOLD: dict[str, str] = {
    "added": "{what}: new",
    "deleted": "{what}: deleted",
    "renamed": "{before} is now called {after}",
    "moved": "{what}: moved from {before} to {after}",
    "merged": "{what}: merged into {after}",
    "split": "{what}: split into {after}",
    "retired": "{what}: retired",
    "brought back": "{what}: offered again",
    "key": "{what}: key {before} → {after}",
    "colour": "{what}: colour {before} → {after}",
    "words": "{what}: other {after}",
    "order": "{what}: in another order",
}


def differences(old: Codebook, new: Codebook) -> tuple[Difference, ...]:
    """All that changed, in the order of the newer version; what is gone stands at the end."""
    return (
        *_of_sets(old, new),
        *_of_codes(old, new),
        *_of_scales(old, new),
    )


# Sets ------------------------------------------------------------------------------------------


def _of_sets(old: Codebook, new: Codebook) -> Iterator[Difference]:
    before, after = {each.id: each for each in old.sets}, {each.id: each for each in new.sets}
    for own in new.sets:
        known = before.get(own.id)
        if known is None:
            yield Difference(kind="added", record_id=own.id, what=f"Set {own.name}")
            continue
        if known.name != own.name:
            yield Difference(
                kind="renamed",
                record_id=own.id,
                what=f"Set {own.name}",
                before=f"Set {known.name}",
                after=own.name,
            )
        for rule, was, is_now in _rules(known, own):
            yield Difference(
                kind="rules",
                record_id=own.id,
                what=f"Set {own.name}, {rule}",
                before=was,
                after=is_now,
                more=_ANEW if rule == ("bin" if own.unit == known.unit else "unit") else "",
            )
    if [each.id for each in old.sets if each.id in after] != [
        each.id for each in new.sets if each.id in before
    ]:
        yield Difference(kind="order", record_id="", what="Sets")
    for own in old.sets:
        if own.id not in after:
            yield Difference(kind="deleted", record_id=own.id, what=f"Set {own.name}")


_ANEW = "what was coded before stays under its version, and the set begins anew"


def _rules(old: CodeSet, new: CodeSet) -> Iterator[tuple[str, str, str]]:
    was, is_now = dict(rules_of(old)), dict(rules_of(new))
    return ((rule, was[rule], is_now[rule]) for rule in was if was[rule] != is_now[rule])


def rules_of(code_set: CodeSet) -> Iterator[tuple[str, str]]:
    """The rules of a set by name, each in a word or two."""
    yield "unit", code_set.unit
    yield "codes a unit", "one" if code_set.exclusive else "several"
    yield "coded", "every unit" if code_set.obligatory else "where it fits"
    yield "accounts", ", ".join(code_set.accounts) or "all"
    yield "speakers", ", ".join(code_set.roles) or "all"
    yield "marking", code_set.marking
    yield "bin", f"{code_set.bin_ms / 1000:g} s" if code_set.unit == "bin" else ""
    yield "piles", ", ".join(map(str, code_set.piles))
    yield "source", code_set.source


# Codes -----------------------------------------------------------------------------------------


def _of_codes(old: Codebook, new: Codebook) -> Iterator[Difference]:
    before = {code.id: (code_set, code) for code_set, code in old.codes()}
    after = {code.id: (code_set, code) for code_set, code in new.codes()}
    for code_set, code in new.codes():
        known = before.get(code.id)
        path = f"{code_set.name}/{code.name}"
        if known is None:
            yield Difference(kind="added", record_id=code.id, what=path)
            if code.retired:
                yield _fate(new, path, code)
            continue
        yield from _of_code(old, new, known, (code_set, code))
    for own in new.sets:
        stayed = [each.id for each in own.codes if before.get(each.id, (None,))[0] is not None]
        was = next((each.codes for each in old.sets if each.id == own.id), ())
        here = {each.id for each in was} & set(stayed)
        places = {each.id: (each.parent_id, each.retired) for each in was}
        same = {
            each.id
            for each in own.codes
            if each.id in here and places[each.id] == (each.parent_id, each.retired)
        }
        if [each.id for each in was if each.id in same] != [key for key in stayed if key in same]:
            yield Difference(kind="order", record_id=own.id, what=f"Codes of {own.name}")
    for code_set, code in old.codes():
        if code.id not in after:
            what = f"{code_set.name}/{code.name}"
            yield Difference(kind="deleted", record_id=code.id, what=what)


def _of_code(
    old: Codebook, new: Codebook, known: tuple[CodeSet, Code], now: tuple[CodeSet, Code]
) -> Iterator[Difference]:
    (old_set, was), (new_set, code) = known, now
    path = f"{new_set.name}/{code.name}"

    def told(kind: Kind, before: str = "", after: str = "") -> Difference:
        return Difference(kind=kind, record_id=code.id, what=path, before=before, after=after)

    if was.name != code.name:
        yield told("renamed", f"{old_set.name}/{was.name}", code.name)
    if (old_set.id, was.parent_id) != (new_set.id, code.parent_id):
        yield told("moved", _place(old, old_set, was), _place(new, new_set, code))
    if code.retired and (not was.retired or was.became != code.became):
        yield _fate(new, path, code)
    elif was.retired and not code.retired:
        yield told("brought back")
    if was.key != code.key:
        yield told("key", was.key, code.key)
    if was.colour != code.colour:
        yield told("colour", was.colour, code.colour)
    words = [name for name in _WORDS if getattr(was, name) != getattr(code, name)]
    if words:
        yield told("words", after=" and ".join(words))


_WORDS = ("definition", "include", "exclude", "examples")


def _fate(book: Codebook, path: str, code: Code) -> Difference:
    """What became of a retired code."""
    kind: Kind = ("retired", "merged", "split")[min(len(code.became), 2)]
    names = [found.name for found in map(book.code, code.became) if found is not None]
    return Difference(kind=kind, record_id=code.id, what=path, after=" and ".join(names))


def _place(book: Codebook, code_set: CodeSet, code: Code) -> str:
    parent = book.code(code.parent_id) if code.parent_id is not None else None
    return f"{code_set.name}/{parent.name}" if parent is not None else f"the top of {code_set.name}"


# Scales ----------------------------------------------------------------------------------------


def _of_scales(old: Codebook, new: Codebook) -> Iterator[Difference]:
    before = {scale.id: (code_set, scale) for code_set, scale in old.scales()}
    after = {scale.id for _, scale in new.scales()}
    for code_set, scale in new.scales():
        known = before.get(scale.id)
        what = f"{code_set.name}, scale {scale.name}"
        if known is None:
            yield Difference(kind="added", record_id=scale.id, what=what)
            continue
        was = known[1]
        if was.name != scale.name:
            name = f"{known[0].name}, scale {was.name}"
            yield Difference(
                kind="renamed", record_id=scale.id, what=what, before=name, after=scale.name
            )
        for part, left, right in _of_scale(was, scale):
            yield Difference(
                kind="scale", record_id=scale.id, what=f"{what}{part}", before=left, after=right
            )
    for code_set, scale in old.scales():
        if scale.id not in after:
            what = f"{code_set.name}, scale {scale.name}"
            yield Difference(kind="deleted", record_id=scale.id, what=what)


def _of_scale(old: Scale, new: Scale) -> Iterator[tuple[str, str, str]]:
    if (old.minimum, old.maximum) != (new.minimum, new.maximum):
        yield "", f"{old.minimum} to {old.maximum}", f"{new.minimum} to {new.maximum}"
    was, is_now = _labels(old), _labels(new)
    for value in sorted({*was, *is_now}):
        if was.get(value) != is_now.get(value):
            yield f", label of {value}", was.get(value, ""), is_now.get(value, "")


def _labels(scale: Scale) -> Mapping[int, str]:
    return {each.value: each.label for each in scale.anchors}
