from __future__ import annotations

import io
import shutil
import struct
import subprocess
import zipfile
import zlib
from datetime import UTC, datetime

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from annotator.domain.report import Grid, Heading, Paragraph, Picture, Report
from annotator.formats.report_docx import docx_bytes

NASTY = ['<b>&"', "=cmd()", "a\x0bb\x00c", "退縮 \ud800"]
WHEN = datetime(2026, 3, 12, 10, 30, tzinfo=UTC)


def png(width: int = 1500, height: int = 600) -> bytes:
    """A white picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        sum32 = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", sum32)

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = (b"\x00" + b"\xff" * width) * height
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def written(words: str = "Shame", rows: int = 2) -> bytes:
    lines = tuple((words, f".{number:02d}") for number in range(rows))
    report = Report(
        title=f"Agreement {words}",
        blocks=(
            Heading(text="By code"),
            Paragraph(text=words),
            Grid(
                caption=f"Table 1. {words}",
                columns=("Code", "u-alpha"),
                rows=lines,
                numeric=frozenset((1,)),
                notes=("A note.",),
            ),
            Heading(text="Pairs", level=2),
            Picture(name="pairs", caption="Figure 1. Pairs", svg="", alt=f"Pairs of {words}"),
        ),
    )
    return docx_bytes(report, {"pairs": png()}, made_at=WHEN)


def test_it_has_real_headings_captions_and_tables():
    document = Document(io.BytesIO(written()))
    styles = {p.text: p.style.name for p in document.paragraphs if p.text and p.style}
    assert styles["Agreement Shame"] == "Title"
    assert (styles["By code"], styles["Pairs"]) == ("Heading 1", "Heading 2")
    assert styles["Table 1. Shame"] == styles["Figure 1. Pairs"] == "Caption"
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Code", "u-alpha"],
        ["Shame", ".00"],
        ["Shame", ".01"],
    ]


def test_the_head_of_a_table_is_repeated_and_no_row_is_torn():
    (table,) = Document(io.BytesIO(written())).tables
    for place, row in enumerate(table.rows):
        properties = row._tr.trPr
        assert properties.find(qn("w:cantSplit")) is not None
        assert (properties.find(qn("w:tblHeader")) is not None) == (place == 0)


def test_it_is_a4_and_the_picture_fits_between_the_margins():
    document = Document(io.BytesIO(written()))
    (section,) = document.sections
    width, height = section.page_width or 0, section.page_height or 0
    assert abs(width - Mm(210)) < 1000
    assert abs(height - Mm(297)) < 1000
    (shape,) = document.inline_shapes
    assert shape.width <= width - (section.left_margin or 0) - (section.right_margin or 0)
    assert abs(shape.width / shape.height - 2.5) < 0.01
    assert shape._inline.docPr.get("descr") == "Pairs of Shame"


def test_its_properties_name_the_title_and_nobody():
    known = Document(io.BytesIO(written())).core_properties
    assert known.title == "Agreement Shame"
    assert (known.author, known.last_modified_by, known.comments) == ("", "", "")
    assert known.created == WHEN


@pytest.mark.parametrize("words", NASTY)
def test_any_text_can_be_written(words):
    data = written(words)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        etree.fromstring(package.read("word/document.xml"))
    (table,) = Document(io.BytesIO(data)).tables
    assert table.cell(1, 0).text.replace(" ", "") == "".join(
        c for c in words if c.isprintable() and c != " "
    )


def test_a_picture_that_is_missing_is_a_bug_and_not_a_gap():
    report = Report(title="T", blocks=(Picture(name="x", caption="c", svg="", alt="a"),))
    with pytest.raises(KeyError):
        docx_bytes(report, {}, made_at=WHEN)


def test_libreoffice_opens_it(tmp_path):
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        pytest.skip("soffice or pdftotext is not installed")
    (tmp_path / "report.docx").write_bytes(written(rows=120))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run(
        [*command, str(tmp_path / "report.docx")], check=True, capture_output=True, timeout=180
    )
    text = subprocess.run(
        [reader, "-layout", str(tmp_path / "report.pdf"), "-"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    pages = [page for page in text.split("\f") if ".0" in page or ".9" in page]
    assert len(pages) >= 2
    assert all("u-alpha" in page for page in pages)  # the head on each
    assert ".119" in text
