"""Word documents: paragraphs, soft lines and tables in the order of the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lxml import etree

from annotator.domain.reading import Note, Reading
from annotator.formats import limits, registry
from annotator.formats.assembly import assemble
from annotator.formats.lines import Line
from annotator.formats.word_package import WordPackage, local_name, open_package
from annotator.formats.word_styles import read_styles
from annotator.formats.word_tables import Roles, block_lines, read_table
from annotator.formats.word_text import Block, Paragraph, Table, Walk, walk_body

_OTHER_PARTS = {
    "header": "headers",
    "footer": "footers",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "comments": "comments",
}


def read_docx(content: bytes, name: str, stop_patterns: Sequence[str]) -> Reading:
    """The reading of a .docx file; UserError for one that is damaged, hostile or none."""
    package = open_package(content, name)
    blocks, walk = walk_body(package.body, read_styles(package.styles))
    lines, notes = _lines_of(blocks)
    limits.check_text_size(sum(len(line.text) for line in lines), name)
    return assemble(
        lines,
        name=name,
        reader="docx",
        encoding=None,
        notes=[*_walk_notes(walk), *_part_notes(package), *notes],
        stop_patterns=stop_patterns,
    )


def _lines_of(blocks: Sequence[Block]) -> tuple[list[Line], list[Note]]:
    lines: list[Line] = []
    notes: list[Note] = []
    roles: Roles | None = None
    group = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            lines += _paragraph_lines(block)
            continue
        table = read_table(block, roles, group)
        if table is None:
            lines += _plain_table_lines(block)
            continue
        lines += table.lines
        notes += table.notes
        roles = table.roles
        group += len(block.rows) + 1
    return lines, notes


def _paragraph_lines(paragraph: Paragraph) -> list[Line]:
    lines = paragraph.lines
    place = f"paragraph {paragraph.number}"
    return [
        Line(text=text, bold=bold, place=place if len(lines) == 1 else f"{place}, line {index}")
        for index, (text, bold) in enumerate(lines, 1)
    ]


def _plain_table_lines(table: Table) -> list[Line]:
    """The lines of a table that is no transcript, cell by cell, as if they were paragraphs."""
    return [
        Line(text=text, bold=bold, place=f"table {table.number}, row {index}")
        for index, row in enumerate(table.rows, 1)
        for cell in row
        for text, bold in block_lines(cell.blocks)
    ]


def _walk_notes(walk: Walk) -> list[Note]:
    """What the walk left out of the body."""
    found = (
        (walk.deleted, "dropped", "deletions and moved-away passages of tracked changes"),
        (walk.hidden, "dropped", "runs of hidden text"),
        (walk.chunks, "warning", "embedded files whose text is not read"),
        (walk.symbols, "warning", "characters of symbol fonts kept as private code points"),
    )
    return [
        Note(kind="dropped" if kind == "dropped" else "warning", place="whole file", what=what)
        for count, kind, words in found
        if count
        for what in (f"{count} {words}",)
    ]


def _part_notes(package: WordPackage) -> list[Note]:
    """Headers, footers, notes and comments that hold text: not read, but told."""
    texts: dict[str, list[str]] = {}
    counts: Counter[str] = Counter()
    for kind, root in package.others:
        text = _text_in(root)
        if text:
            texts.setdefault(kind, []).append(text)
            counts[kind] += 1
    return [
        Note(
            kind="dropped",
            place=_OTHER_PARTS[kind],
            what=f"text in {_OTHER_PARTS[kind]} is no speech: not read",
            text=" / ".join(found),
        )
        for kind, found in texts.items()
    ]


def _text_in(root: etree._Element) -> str:
    parts = [str(e.text or "") for e in root.iter() if local_name(e) == "t"]
    return "".join(parts).strip()


def _sniff(content: bytes) -> bool:
    if not content.startswith(b"PK\x03\x04") or b"[Content_Types].xml" not in content:
        return False
    return b"word/" in content or b"_rels/.rels" in content


def register() -> None:
    """Makes Word documents known, by their ending and the names in their zip directory."""
    registry.register(
        registry.Format(name="docx", endings=(".docx",), sniff=_sniff, read=read_docx)
    )
