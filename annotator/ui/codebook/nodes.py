"""What the codebook's tree is made of: sets, their codes one under the other, their scales."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from annotator.domain.codebook import Code, Codebook, CodeSet, Scale
from annotator.domain.codebook_rules import under
from annotator.domain.ids import Id

Kind = Literal["set", "code", "scale"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One line of the tree.

    Attributes:
        parent: place of the line above it in the list of all; -1 for a set.
        row: its place under that line.
    """

    kind: Kind
    code_set: CodeSet
    code: Code | None = None
    scale: Scale | None = None
    parent: int = -1
    row: int = 0

    @property
    def id(self) -> Id:
        """Id of the set, code or scale."""
        return (self.code or self.scale or self.code_set).id

    @property
    def name(self) -> str:
        """What it is called."""
        return (self.code or self.scale or self.code_set).name

    @property
    def retired(self) -> bool:
        """Whether it is a code that is no longer offered."""
        return self.code is not None and self.code.retired

    def spoken(self) -> str:
        """What a screen reader says of it."""
        if self.scale is not None:
            return f"scale {self.name}, {self.scale.minimum} to {self.scale.maximum}"
        if self.code is None:
            return f"set {self.name}"
        key = f", key {self.code.key}" if self.code.key and not self.retired else ""
        return f"{self.name}{key}{', retired' if self.retired else ''}"


def nodes_of(book: Codebook, *, with_retired: bool) -> list[Node]:
    """All lines in the order of the tree, each after the one that it stands under."""
    nodes: list[Node] = []
    for row, code_set in enumerate(book.sets):
        place = len(nodes)
        nodes.append(Node(kind="set", code_set=code_set, row=row))
        known = {code.id for code in code_set.codes}
        top = [code for code in code_set.codes if code.parent_id not in known]
        count = _take(nodes, code_set, top, place, with_retired=with_retired)
        nodes += [
            Node(kind="scale", code_set=code_set, scale=scale, parent=place, row=count + number)
            for number, scale in enumerate(code_set.scales)
        ]
    return nodes


def _take(
    nodes: list[Node], code_set: CodeSet, codes: list[Code], parent: int, *, with_retired: bool
) -> int:
    """Puts codes under a line, and theirs under them; gives how many came under it."""
    shown = [each for each in codes if with_retired or _is_shown(code_set, each)]
    for row, code in enumerate(shown):
        place = len(nodes)
        nodes.append(Node(kind="code", code_set=code_set, code=code, parent=parent, row=row))
        below = [each for each in code_set.codes if each.parent_id == code.id]
        _take(nodes, code_set, below, place, with_retired=with_retired)
    return len(shown)


def _is_shown(code_set: CodeSet, code: Code) -> bool:
    """A retired code is shown only for what stands under it and is not."""
    return not code.retired or any(not each.retired for each in under(code_set, code.id))
