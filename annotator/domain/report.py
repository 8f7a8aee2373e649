"""A report as plain values: headings, paragraphs, tables and pictures, in no file format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Style = Literal["text", "note"]
"""`note` is set smaller: what stands below a table, or what a part is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The head of a part; level 1 is a main part, the report's title stands above it."""

    text: str
    level: Literal[1, 2, 3] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph of running text."""

    text: str
    style: Style = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table as it is printed.

    Attributes:
        caption: what it shows; each table is named by it.
        columns: their heads.
        rows: printed texts, as many in each row as there are columns.
        numeric: places of the columns that hold numbers, which stand to the right.
        notes: what the reader must know, each a sentence below the table.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.caption}: {len(row)} cells, {len(self.columns)} columns")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing.

    Attributes:
        name: of a-z and `-`, unlike those of the report's other pictures.
        svg: a whole SVG element with `width`, `height` and `viewBox`.
        alt: what a person who cannot see it must know.
    """

    name: str
    caption: str
    svg: str
    alt: str


Block = Heading | Paragraph | Grid | Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report.

    Attributes:
        title: of the document, also in the file's properties.
        blocks: in the order of reading.
    """

    title: str
    blocks: tuple[Block, ...]

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The drawings in order."""
        return tuple(block for block in self.blocks if isinstance(block, Picture))


def printable(text: str) -> str:
    r"""A text with a blank for each character that XML, and so HTML and DOCX, cannot hold.

    >>> printable("Shame\x0b, <b>")
    'Shame , <b>'
    """
    return "".join(char if _is_printable(char) else " " for char in text)


def _is_printable(char: str) -> bool:
    code = ord(char)
    if code < 0x20:
        return char in "\t\n\r"
    return not (0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF))
