"""Writes a report as a Word document: real headings, tables with repeated heads, pictures."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from importlib import resources
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from annotator.domain.report import Grid, Heading, Paragraph, Picture, Report, printable
from annotator.domain.report_colours import INK, LINE, MUTE
from annotator.formats.report_widths import column_shares

_TEXT_WIDTH_MM = 174.0  # of A4 with margins of 18 mm
_FONT = "Calibri"  # Word has it; the app's own typefaces are not on the reader's machine
_SIZES = {"Normal": 10.5, "Title": 22, "Caption": 10}
_HEADING_SIZES = (15, 12.5, 11)
_CELL_SIZE = 9.0


def docx_bytes(report: Report, pictures: Mapping[str, bytes], *, made_at: datetime) -> bytes:
    """A report as a .docx file on A4, with its title and date and no author in the properties.

    Args:
        report: what to write.
        pictures: PNG of each of the report's pictures, by its name.
        made_at: when, for the properties.

    Raises:
        KeyError: a picture is missing.
    """
    document = _blank(report.title, made_at)
    document.add_heading(printable(report.title), level=0)
    for block in report.blocks:
        if isinstance(block, Heading):
            document.add_heading(printable(block.text), level=block.level)
        elif isinstance(block, Paragraph):
            _paragraph(document, block.text, small=block.style == "note")
        elif isinstance(block, Picture):
            _picture(document, block, pictures[block.name])
        else:
            _table(document, block)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _blank(title: str, made_at: datetime) -> Docx:
    """An empty A4 document with our styles."""
    # From the package's own resources: frozen, the file's path beside the module may not exist.
    template = resources.files("docx") / "templates" / "default.docx"
    document = Document(io.BytesIO(template.read_bytes()))
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(20)
    headings = {f"Heading {n}": size for n, size in enumerate(_HEADING_SIZES, start=1)}
    for name, size in {**_SIZES, **headings}.items():
        style: Any = document.styles[name]
        style.font.size, style.font.name = Pt(size), _FONT
        style.font.color.rgb = _rgb(INK)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:hAnsi"), _FONT)
        for rule in style.element.findall(f".//{qn('w:pBdr')}"):
            rule.getparent().remove(rule)  # the template's blue rule below the title
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    known = document.core_properties
    known.title = printable(title)[:255]
    known.author = known.last_modified_by = known.comments = known.keywords = ""
    known.language = "en-GB"
    known.created = known.modified = made_at
    _page_numbers(section.footer.paragraphs[0])
    return document


def _page_numbers(paragraph: Any) -> None:
    """The page's number in the footer, as a field that Word counts."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        part = OxmlElement("w:instrText" if code else "w:fldChar")
        if code:
            part.text = code
        else:
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)  # noqa: SLF001 # python-docx has no fields of its own


def _paragraph(document: Docx, text: str, *, small: bool = False) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(printable(text))
    paragraph.paragraph_format.space_after = Pt(6)
    if small:
        paragraph.paragraph_format.space_before = Pt(3)
        run.font.size, run.font.color.rgb = Pt(_CELL_SIZE), _rgb(MUTE)


def _caption(document: Docx, text: str) -> None:
    paragraph = document.add_paragraph(printable(text), style="Caption")
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_before = Pt(10)


def _picture(document: Docx, picture: Picture, png: bytes) -> None:
    """A picture as wide as the text at most, with what it shows for those who cannot see it."""
    _caption(document, picture.caption)
    shape = document.add_picture(io.BytesIO(png))
    scale = min(1.0, Mm(_TEXT_WIDTH_MM) / shape.width, Mm(235) / shape.height)
    shape.width, shape.height = round(shape.width * scale), round(shape.height * scale)
    named = shape._inline.docPr  # noqa: SLF001 # python-docx has no text alternatives
    named.set("descr", printable(picture.alt))
    named.set("title", printable(picture.caption))


def _table(document: Docx, grid: Grid) -> None:
    """A table whose head is repeated on each page and whose rows are not torn."""
    _caption(document, grid.caption)
    table = document.add_table(rows=1, cols=len(grid.columns))
    table.autofit = False
    _lines(table)
    _fill(table.rows[0], grid.columns, grid, head=True)
    for texts in grid.rows:
        _fill(table.add_row(), texts, grid)
    shares = column_shares(grid)
    for place, column in enumerate(table.columns):
        width = Mm(_TEXT_WIDTH_MM * shares[place])
        column.width = width
        for cell in column.cells:
            cell.width = width
    for note in grid.notes:
        _paragraph(document, note, small=True)
    if not grid.notes:
        document.add_paragraph().paragraph_format.space_after = Pt(0)


def _fill(row: Any, texts: tuple[str, ...], grid: Grid, *, head: bool = False) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 # python-docx has no repeated heads
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(printable(text))
        run.font.size, run.bold = Pt(_CELL_SIZE), head or None
        paragraph.paragraph_format.space_after = Pt(1)
        paragraph.paragraph_format.space_before = Pt(1)
        if place in grid.numeric:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _lines(table: Any) -> None:
    """Hairlines between rows and none between columns, and little air beside the words."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        border = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0")):
            border.set(qn(f"w:{name}"), value)
        border.set(qn("w:color"), (LINE if side == "insideH" else MUTE).lstrip("#"))
        borders.append(border)
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("left", "40"), ("right", "70")):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), twips)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = table._tbl.tblPr  # noqa: SLF001 # python-docx has neither
    for part, before in ((borders, "w:tblLayout"), (margins, "w:tblLook")):
        at = properties.find(qn(before))  # the schema wants them in this order
        if at is None:
            properties.append(part)
        else:
            at.addprevious(part)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#").upper())
