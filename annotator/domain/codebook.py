"""Codebooks: sets of codes with their rules and scales, in numbered versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from annotator.domain.errors import UserError
from annotator.domain.ids import Id

Unit = Literal["turn", "span", "bin", "account", "session", "dyad"]
UNITS: tuple[Unit, ...] = ("turn", "span", "bin", "account", "session", "dyad")
Marking = Literal["presence", "rating", "sort"]
MARKINGS: tuple[Marking, ...] = ("presence", "rating", "sort")
MINUTE_MS = 60_000
RESERVED_KEYS = frozenset("JKLMNX")


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What a moment can be called.

    Attributes:
        id: the same in all versions of the codebook.
        parent_id: the code that it stands under in the tree.
        key: the letter that codes the selection; empty for none.
        colour: a name of the palette, or `#rrggbb`.
        retired: kept for what was coded with it, no longer offered.
        became: the codes that took its place: one where it was merged, several where it was
            split; empty where it stands, or was only retired.
    """

    id: Id
    name: str
    parent_id: Id | None = None
    key: str = ""
    colour: str = "grey"
    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: tuple[str, ...] = ()
    retired: bool = False
    became: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The label of one point of a scale."""

    value: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """An ordinal from `minimum` to `maximum`, both included, with labelled anchors."""

    id: Id
    name: str
    minimum: int
    maximum: int
    anchors: tuple[Anchor, ...] = ()

    def label(self, value: int) -> str:
        """The anchor at a value, empty where it has none."""
        return next((anchor.label for anchor in self.anchors if anchor.value == value), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSet:
    """Codes with one set of rules.

    Attributes:
        unit: what is coded: turn, free span, time bin, whole account, session or dyad.
        exclusive: a unit takes one code only.
        obligatory: each unit takes a code.
        accounts: voices that it applies to; empty for all.
        roles: speaker roles that it applies to; empty for all.
        marking: how a bin, account, session or dyad is coded: `presence` ticks codes, `rating`
            gives each code a value on the set's first scale, `sort` puts each code on a pile.
        bin_ms: length of a time bin on the session clock; only for the unit `bin`.
        piles: how many codes each pile of a Q-sort takes, from the lowest; only for `sort`.
        source: the manual or paper that the set comes from.
    """

    id: Id
    name: str
    codes: tuple[Code, ...] = ()
    scales: tuple[Scale, ...] = ()
    unit: Unit = "span"
    exclusive: bool = False
    obligatory: bool = False
    accounts: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    marking: Marking = "presence"
    bin_ms: int = 5 * MINUTE_MS
    piles: tuple[int, ...] = ()
    source: str = ""

    def code(self, code_id: Id) -> Code | None:
        """The code of that id, None where the set lacks it."""
        return next((code for code in self.codes if code.id == code_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """One version of the study's codes.

    Attributes:
        number: 1 for the first version.
        frozen: in use by a round that forbids changes.
    """

    id: Id
    number: int
    sets: tuple[CodeSet, ...] = ()
    frozen: bool = False

    def codes(self) -> Iterator[tuple[CodeSet, Code]]:
        """Each code with its set, in the order of the codebook."""
        return ((code_set, code) for code_set in self.sets for code in code_set.codes)

    def scales(self) -> Iterator[tuple[CodeSet, Scale]]:
        """Each scale with its set."""
        return ((code_set, scale) for code_set in self.sets for scale in code_set.scales)

    def code(self, code_id: Id) -> Code | None:
        """The code of that id, None where this version lacks it."""
        return next((code for _, code in self.codes() if code.id == code_id), None)

    def code_path(self, code_id: Id) -> str:
        """`Set/Code` of a code, the id itself where this version lacks it."""
        return next(
            (
                f"{code_set.name}/{code.name}"
                for code_set, code in self.codes()
                if code.id == code_id
            ),
            code_id,
        )

    def scale(self, scale_id: Id) -> Scale | None:
        """The scale of that id, None where this version lacks it."""
        return next((scale for _, scale in self.scales() if scale.id == scale_id), None)


def find_code(codebook: Codebook, path: str) -> Code:
    """The code that a person means by its name, `Set/Code` or `Set/Parent/Code`.

    Raises:
        UserError: no code, or several codes, of that name.
    """
    found = [code for code_set, code in codebook.codes() if path in _paths(code_set, code)]
    if len(found) == 1:
        return found[0]
    if not found:
        names = [code.name for _, code in codebook.codes()]
        near = get_close_matches(path.rpartition("/")[2].capitalize(), names, 3, 0.5)
        hint = f"did you mean {' or '.join(near)}" if near else f"there are {_listed(names)}"
        raise UserError(f"unknown code {path!r}", hint=hint)
    raise UserError(f"the code {path!r} stands in several sets", hint="write it as Set/Code")


def find_scale(codebook: Codebook, path: str) -> Scale:
    """The scale that a person means by its name or `Set/Scale`.

    Raises:
        UserError: no scale, or several scales, of that name.
    """
    found = [
        scale
        for code_set, scale in codebook.scales()
        if path in (scale.name, f"{code_set.name}/{scale.name}")
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UserError(f"unknown scale {path!r}", hint="see the scales in codebook.csv")
    raise UserError(f"the scale {path!r} stands in several sets", hint="write it as Set/Scale")


def _listed(names: list[str]) -> str:
    """Up to a dozen names."""
    return ", ".join([*names[:12], *(["…"] if len(names) > 12 else [])]) or "none yet"


def _paths(code_set: CodeSet, code: Code) -> set[str]:
    """All the ways to write a code."""
    by_id = {each.id: each for each in code_set.codes}
    names = [code.name]
    parent_id = code.parent_id
    while parent_id is not None and parent_id in by_id:
        names.insert(0, by_id[parent_id].name)
        parent_id = by_id[parent_id].parent_id
    return {code.name, f"{code_set.name}/{code.name}", "/".join([code_set.name, *names])}
