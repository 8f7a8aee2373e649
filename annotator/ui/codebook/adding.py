"""New sets, codes and scales under names that are free, and codes moved in the tree by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from annotator.domain import codebook_changes as change
from annotator.domain.code_colours import free_colour
from annotator.domain.codebook import Code, Codebook, CodeSet, Scale
from annotator.domain.ids import Id, new_id
from annotator.ui.codebook.nodes import Node

Change = Callable[[Codebook], Codebook]


def added_set(book: Codebook) -> tuple[Id, Change]:
    """The id of a new set, and the change that adds it."""
    made = CodeSet(id=new_id(), name=free_name("New set", (each.name for each in book.sets)))
    return made.id, partial(change.add_set, code_set=made)


def added_code(node: Node, *, under: bool) -> tuple[Id, Change]:
    """The id of a new code and the change that adds it: beside the line in hand or under it.

    It has the colour of the code that it stands under, at the top one that is free.
    """
    own = node.code_set
    name = free_name("New code", (each.name for each in own.codes))
    beside = node.code.parent_id if node.code is not None else None
    parent_id = node.code.id if under and node.code is not None else beside
    above = own.code(parent_id) if parent_id is not None else None
    code_id = new_id()

    def do(whole: Codebook) -> Codebook:
        colour = above.colour if above else free_colour(code.colour for _, code in whole.codes())
        made = Code(id=code_id, name=name, parent_id=parent_id, colour=colour)
        added = change.add_code(whole, own.id, made)
        after = _after(node) if not under else None
        if after is None:
            return added
        return change.move_codes(added, {code_id}, own.id, parent_id, after)

    return code_id, do


def added_scale(node: Node) -> tuple[Id, Change]:
    """The id of a new scale, and the change that adds it to the set of the line in hand."""
    own = node.code_set
    name = free_name("New scale", (each.name for each in own.scales))
    made = Scale(id=new_id(), name=name, minimum=1, maximum=5)
    return made.id, partial(change.add_scale, set_id=own.id, scale=made)


def moved_in(node: Node) -> Change | None:
    """The change that puts a code under the one above it; None where there is none."""
    beside = _beside(node)
    here = [each.id for each in beside].index(node.id)
    if here == 0:
        return None
    return partial(
        change.move_codes,
        code_ids={node.id},
        set_id=node.code_set.id,
        parent_id=beside[here - 1].id,
    )


def moved_out(node: Node) -> Change | None:
    """The change that puts a code after the one that it stands under; None at the top."""
    own = node.code
    parent = node.code_set.code(own.parent_id) if own is not None and own.parent_id else None
    if parent is None:
        return None
    level = [each for each in node.code_set.codes if each.parent_id == parent.parent_id]
    later = level[level.index(parent) + 1 :]
    return partial(
        change.move_codes,
        code_ids={node.id},
        set_id=node.code_set.id,
        parent_id=parent.parent_id,
        before_id=later[0].id if later else None,
    )


def free_name(name: str, taken: Iterable[str]) -> str:
    """A name that is not taken.

    >>> free_name("New code", ["new code", "New code 2"])
    'New code 3'
    """
    known = {each.casefold() for each in taken}
    free, count = name, 1
    while free.casefold() in known:
        count += 1
        free = f"{name} {count}"
    return free


def _beside(node: Node) -> list[Code]:
    parent_id = node.code.parent_id if node.code is not None else None
    return [each for each in node.code_set.codes if each.parent_id == parent_id]


def _after(node: Node) -> Id | None:
    """The code that stands after the line in hand beside it."""
    if node.code is None:
        return None
    beside = _beside(node)
    later = beside[[each.id for each in beside].index(node.id) + 1 :]
    return later[0].id if later else None
