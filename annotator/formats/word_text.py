"""A Word file's body walked element by element: paragraphs with soft lines, tables with cells.

python-docx does not see content controls, smart tags, hyperlinks in them, text boxes and
tracked changes; here each of them has its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from annotator.formats.word_package import attribute, local_name
from annotator.formats.word_styles import PLAIN, Look, child, direct_look, value

# Wrappers whose content is simply part of the text.
_WRAPPERS = frozenset(
    "sdtContent customXml smartTag hyperlink fldSimple ins moveTo dir bdo rubyBase Choice".split()
)
_DELETED = frozenset(("del", "moveFrom"))
_CHARACTERS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "\u2011"}
_STAMPS_ONLY = re.compile(r"[\[\]()\d:., \t\u00a0]*")


@dataclass(slots=True, kw_only=True)
class Paragraph:
    """A paragraph: its number among those outside tables, its runs as (text, bold)."""

    number: int
    runs: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def lines(self) -> list[tuple[str, int]]:
        """Its soft lines as (text, length of the bold beginning)."""
        lines: list[list[tuple[str, bool]]] = [[]]
        for text, bold in self.runs:
            first, *more = text.split("\n")
            lines[-1].append((first, bold))
            lines += [[(part, bold)] for part in more]
        return [_with_bold(line) for line in lines]


@dataclass(slots=True, kw_only=True)
class Cell:
    """A table cell: its blocks, the grid column it starts in, whether it continues one above."""

    column: int
    blocks: list[Paragraph | Table]
    continues: bool = False


@dataclass(slots=True, kw_only=True)
class Table:
    """A table: its number in the file and its rows."""

    number: int
    rows: list[list[Cell]]


Block = Paragraph | Table


@dataclass(slots=True, kw_only=True)
class Walk:
    """The walk through one body.

    Attributes:
        styles: look of each style.
        skip_instructions: whether field characters are balanced, so that what stands
            between a field's begin and its result can be told and left out.
        paragraphs, tables: how many were met; inside: how many tables the walk is in.
        deleted, hidden, symbols, chunks: what was left out or kept as it is.
    """

    styles: dict[str, Look]
    skip_instructions: bool = False
    paragraphs: int = 0
    tables: int = 0
    inside: int = 0
    deleted: int = 0
    hidden: int = 0
    symbols: int = 0
    chunks: int = 0
    fields: list[bool] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


def walk_body(body: etree._Element, styles: dict[str, Look]) -> tuple[list[Block], Walk]:
    """The blocks of a body in document order, and what was left out of them."""
    kinds = [attribute(e, "fldCharType") for e in body.iter("{*}fldChar")]
    walk = Walk(styles=styles, skip_instructions=kinds.count("begin") == kinds.count("end"))
    return list(_blocks(walk, body)), walk


def _with_bold(line: list[tuple[str, bool]]) -> tuple[str, int]:
    text = "".join(part for part, _ in line)
    at = end = 0
    for part, bold in line:
        at += len(part)
        if bold and part:
            end = at
        elif (end and part) or (not end and _STAMPS_ONLY.fullmatch(part) is None):
            break
    return text, end


def _blocks(walk: Walk, parent: etree._Element) -> Iterator[Block]:
    """Blocks of a body, cell, text box or content control."""
    open_paragraph: Paragraph | None = None
    for kind, element in _flat(walk, parent):
        if kind == "p":
            paragraph = open_paragraph or _new_paragraph(walk)
            _inline(walk, element, paragraph, _paragraph_look(walk, element))
            mark = child(element, "pPr", "rPr")
            if child(mark, "del") is not None or child(mark, "moveFrom") is not None:
                open_paragraph = paragraph  # a deleted paragraph mark joins the next paragraph
                continue
            open_paragraph = None
            yield paragraph
            boxes, walk.boxes = walk.boxes, []
            for box in boxes:
                yield from _blocks(walk, box)
        elif kind == "tbl":
            yield _table(walk, element)
    if open_paragraph is not None:
        yield open_paragraph


def _flat(walk: Walk, parent: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Paragraphs, tables, rows, cells and runs under a parent, wrappers opened."""
    for element in parent:
        kind = local_name(element)
        if kind == "AlternateContent":
            if (choice := _choice(element)) is not None:
                yield from _flat(walk, choice)
        elif kind == "sdt":
            content = child(element, "sdtContent")
            if content is not None:
                yield from _flat(walk, content)
        elif kind in _WRAPPERS:
            yield from _flat(walk, element)
        elif kind in _DELETED:
            walk.deleted += 1
        elif kind == "altChunk":
            walk.chunks += 1
        elif kind:
            yield kind, element


def _choice(element: etree._Element) -> etree._Element | None:
    """The first choice of alternate content; its fallback says the same a second time."""
    choice = child(element, "Choice")
    return choice if choice is not None else child(element, "Fallback")


def _new_paragraph(walk: Walk) -> Paragraph:
    if not walk.inside:
        walk.paragraphs += 1
    return Paragraph(number=walk.paragraphs)


def _paragraph_look(walk: Walk, element: etree._Element) -> Look:
    return walk.styles.get(value(child(element, "pPr", "pStyle")), PLAIN)


def _inline(walk: Walk, parent: etree._Element, paragraph: Paragraph, look: Look) -> None:
    for kind, element in _flat(walk, parent):
        if kind == "r":
            properties = child(element, "rPr")
            style = walk.styles.get(value(child(properties, "rStyle")), PLAIN)
            own = direct_look(properties).over(style).over(look)
            if child(properties, "del") is not None and child(element, "t") is None:
                walk.deleted += 1
            _run(walk, element, paragraph, own)
        elif kind in ("oMath", "oMathPara"):
            text = "".join(str(t.text or "") for t in element.iter("{*}t"))
            paragraph.runs.append((text, False))
        elif kind in ("drawing", "pict", "object"):
            _find_boxes(walk, element)


def _run(walk: Walk, run: etree._Element, paragraph: Paragraph, look: Look) -> None:
    for kind, element in _flat(walk, run):
        if kind == "fldChar":
            _field_character(walk, attribute(element, "fldCharType"))
        elif kind in ("drawing", "pict", "object"):
            _find_boxes(walk, element)
        elif kind == "ruby":
            for base in element.iterchildren("{*}rubyBase"):
                _inline(walk, base, paragraph, look)
        else:
            text = _text_of(walk, kind, element)
            if not text or (walk.skip_instructions and any(walk.fields)):
                continue
            if look.hidden:
                walk.hidden += 1
            else:
                paragraph.runs.append((text, bool(look.bold)))


def _text_of(walk: Walk, kind: str, element: etree._Element) -> str:
    if kind == "t":
        return re.sub(r"\r\n|[\r\n]", " ", str(element.text or ""))
    if kind == "br":
        return " " if attribute(element, "type") in ("page", "column") else "\n"
    if kind == "softHyphen":
        return "\u00ad"
    if kind == "sym":
        return _symbol(walk, attribute(element, "char"))
    return _CHARACTERS.get(kind, "")


def _symbol(walk: Walk, code: str) -> str:
    """A symbol's character; those of symbol fonts stay in the private use area, reported."""
    if not re.fullmatch(r"[0-9A-Fa-f]{1,5}", code):
        return ""
    point = int(code, 16)
    walk.symbols += 0xE000 <= point <= 0xF8FF
    return "" if point < 32 or 0xD800 <= point <= 0xDFFF else chr(point)


def _field_character(walk: Walk, kind: str) -> None:
    """Keeps the stack of open fields: True while in a field's instruction."""
    if kind == "begin":
        walk.fields.append(True)
    elif kind == "separate" and walk.fields:
        walk.fields[-1] = False
    elif kind == "end" and walk.fields:
        walk.fields.pop()


def _find_boxes(walk: Walk, element: etree._Element) -> None:
    """Text boxes in a drawing, each once."""
    for kind, inner in _flat(walk, element):
        if kind == "txbxContent":
            walk.boxes.append(inner)
        else:
            _find_boxes(walk, inner)


def _table(walk: Walk, element: etree._Element) -> Table:
    walk.tables += 1
    table = Table(number=walk.tables, rows=[])
    walk.inside += 1
    for kind, row in _flat(walk, element):
        if kind == "tr" and child(row, "trPr", "del") is None:
            table.rows.append(_row(walk, row))
        elif kind == "tr":
            walk.deleted += 1
    walk.inside -= 1
    return table


def _row(walk: Walk, row: etree._Element) -> list[Cell]:
    cells: list[Cell] = []
    before = value(child(row, "trPr", "gridBefore"))
    column = int(before) if before.isdecimal() else 0
    for kind, element in _flat(walk, row):
        if kind != "tc":
            continue
        properties = child(element, "tcPr")
        continues = any(
            (merge := child(properties, name)) is not None and value(merge) != "restart"
            for name in ("vMerge", "hMerge")
        )
        blocks = [] if continues else list(_blocks(walk, element))
        cells.append(Cell(column=column, blocks=blocks, continues=continues))
        span = value(child(properties, "gridSpan"))
        column += max(1, int(span)) if span.isdecimal() and len(span) < 5 else 1
    return cells
