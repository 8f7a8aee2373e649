"""A codebook from the rows of a table."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from annotator.domain.code_colours import NAMED, PLAIN
from annotator.domain.codebook import Anchor, Code, Codebook, CodeSet, Scale
from annotator.domain.codebook_parts import with_codes
from annotator.domain.codebook_rules import in_tree_order
from annotator.domain.ids import Id, new_id
from annotator.formats.codebook_rows import CodebookRow, Rows

Paths = Mapping[tuple[str, str], Id]
"""The ids of codes by the names of set and code."""


def codebook_from(rows: Rows, number: int = 1) -> Codebook:
    """A codebook version from the rows of a table; its rules are as they are, sound or not."""
    by_set: dict[str, list[CodebookRow]] = {}
    for row in rows:
        by_set.setdefault(row.code_set, []).append(row)
    ids = {(row.code_set, row.name): row.id or new_id() for row in rows if row.row == "code"}
    return Codebook(
        id=new_id(),
        number=number,
        sets=tuple(_code_set(name, own, ids) for name, own in by_set.items()),
    )


def coloured(book: Codebook, code_ids: Collection[Id]) -> Codebook:
    """A codebook in which codes without a colour have one.

    Those at the top of a set take the colour of the palette that the fewest have there, in the
    palette's order; what stands under a code takes that code's.

    Args:
        book: the codebook.
        code_ids: the codes without a colour.
    """
    counts = dict.fromkeys((each for each in NAMED if each != PLAIN), 0)
    for _, code in book.codes():
        if code.parent_id is None and code.id not in code_ids and code.colour in counts:
            counts[code.colour] += 1
    changed: dict[Id, Code] = {}
    for code_set in book.sets if code_ids else ():
        by_id = {each.id: each for each in code_set.codes}
        for _, code in in_tree_order(code_set):
            if code.id not in code_ids:
                continue
            if code.parent_id is None:
                colour = min(counts, key=counts.__getitem__)
                counts[colour] += 1
            else:
                over = changed.get(code.parent_id, by_id[code.parent_id])
                colour = over.colour
            changed[code.id] = replace(code, colour=colour)
    return with_codes(book, changed.values())


def _code_set(name: str, rows: list[CodebookRow], ids: Paths) -> CodeSet:
    """One set with its codes and scales."""
    head = next((row for row in rows if row.row == "set"), None)
    codes = tuple(_code(row, ids) for row in rows if row.row == "code")
    scales = tuple(_scale(row) for row in rows if row.row == "scale")
    if head is None:
        return CodeSet(id=new_id(), name=name, codes=codes, scales=scales)
    return CodeSet(
        id=head.id or new_id(),
        name=name,
        codes=codes,
        scales=scales,
        unit=head.unit,
        exclusive=head.exclusive,
        obligatory=head.obligatory,
        accounts=head.accounts,
        roles=head.roles,
        marking=head.marking,
        bin_ms=head.bin_ms,
        piles=head.piles,
        source=head.source,
    )


def _code(row: CodebookRow, ids: Paths) -> Code:
    return Code(
        id=ids[row.code_set, row.name],
        name=row.name,
        parent_id=ids[row.code_set, row.parent] if row.parent else None,
        key=row.key,
        colour=row.colour,
        definition=row.definition,
        include=row.include,
        exclude=row.exclude,
        examples=row.examples,
        retired=row.retired,
        became=_became(row, ids) if row.retired else (),
    )


def _became(row: CodebookRow, ids: Paths) -> tuple[Id, ...]:
    """The codes of the table that took a code's place; a name alone is of the same set."""
    places = (path.rpartition("/") for path in row.became)
    found = (ids.get((own_set or row.code_set, name)) for own_set, _, name in places)
    return tuple(each for each in found if each is not None)


def _scale(row: CodebookRow) -> Scale:
    if row.minimum is None or row.maximum is None:  # the reader refuses such a scale
        raise ValueError("a scale without bounds")
    return Scale(
        id=row.id or new_id(),
        name=row.name,
        minimum=row.minimum,
        maximum=row.maximum,
        anchors=tuple(Anchor(value=value, label=label) for value, label in row.anchors),
    )
