"""The report of a comparison as files: from a study in memory to pages that people read."""

from __future__ import annotations

import csv
import io
import os
import random
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document
from lxml import etree
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QTextCursor

from annotator.analysis.agreement import Resampling
from annotator.analysis.agreement.overview import Unit
from annotator.app.qt.report_document import laid_out
from annotator.app.qt.report_pdf import pdf_bytes
from annotator.app.qt.report_pictures import png_pictures
from annotator.app.reporting import FORMATS, SOFTWARE, write_report
from annotator.app.verbs.comparing import Comparison
from annotator.app.verbs.overviewing import overview_of
from annotator.domain import report_colours
from annotator.domain.errors import UserError
from annotator.domain.report import Grid, Heading, Paragraph, Picture, Report
from annotator.ui.theme import DARK, LIGHT
from tests.analysis.agreement import studies
from tests.analysis.agreement.report_overviews import nothing_defined, overview
from tests.analysis.agreement.studies import CODES, Put, Text, study

WHEN = datetime(2026, 3, 12, 10, 30, tzinfo=UTC)
WORDS = tuple(f"I remember embarrassment, part {n} of what was said." for n in range(12))
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="{}" viewBox="0 0 400 300">'
    '<rect x="0" y="0" width="400" height="300" fill="#3c5a99"/></svg>'
)
pytestmark = pytest.mark.usefixtures("qapp")


def work(rng: random.Random, overlapping: bool) -> dict[str, list[Put]]:
    """Three coders who mark nearly the same."""
    found: dict[str, list[Put]] = {}
    for coder in ("RA-1", "RA-2", "RA-3"):
        rng.seed(3)  # the same places for each
        puts = []
        for start in range(0, 480, 40):
            code = rng.choice(CODES)
            if rng.random() < 0.9 or coder == "RA-1":
                shift = {"RA-1": 0, "RA-2": 3, "RA-3": 6}[coder]
                codes = CODES[:2] if overlapping and start == 80 else (code,)
                rating = (("Intensity", 1 + (start // 40 + shift) % 5),)
                end = start + 24 + shift
                puts.append(Put(start=start + shift, end=end, codes=codes, ratings=rating))
        found[coder] = puts
    return found


def a_study(*, overlapping: bool = False, unit: str = "span"):
    rng = random.Random(1)
    texts = [Text(words=WORDS, asked=(0,), work=work(rng, overlapping)) for _ in range(4)]
    return study(*texts, exclusive=not overlapping, not_done=(("RA-3", 1),), unit=unit)


# All formats --------------------------------------------------------------------------------


UNITS: list[tuple[Unit, bool]] = [
    ("character", False),
    ("character", True),
    ("turn", True),
    ("moment", False),
    ("second", False),
]


@pytest.mark.parametrize(("unit", "overlapping"), UNITS)
def test_each_unit_gives_all_files(tmp_path, unit: Unit, overlapping):
    asked = Comparison(unit=unit, resampling=Resampling(replicates=50, seed=3))
    found = overview_of(a_study(overlapping=overlapping), asked, complete=True)
    places = write_report(found, tmp_path / "out", title="A study", made_at=WHEN)
    assert [place.name for place in places] == [
        "agreement.html",
        "agreement.docx",
        "agreement.pdf",
        "agreement.csv",
        "agreement_confusions.csv",
    ]
    assert sorted(tmp_path.joinpath("out").iterdir()) == sorted(places)
    page = etree.fromstring(places[0].read_bytes())
    document = Document(str(places[1]))
    tables = len(list(page.iter("{*}table")))
    assert len(document.tables) == tables >= 3
    assert len(document.inline_shapes) == len(list(page.iter("{*}svg"))) >= 1
    rows = list(csv.DictReader(io.StringIO(places[3].read_text(encoding="utf-8"))))
    assert {each["coefficient"] for each in rows} >= {each.coefficient for each in found.headline}


def test_the_words_of_transcripts_are_in_no_file(tmp_path):
    found = overview_of(a_study(), Comparison(), complete=True)
    for place in write_report(found, tmp_path, title="A study", made_at=WHEN):
        text = place.read_bytes()
        if place.suffix == ".docx":
            with zipfile.ZipFile(place) as package:
                text = package.read("word/document.xml")
        assert b"I remember embarrassment" not in text


def test_nothing_defined_gives_files_that_can_be_read(tmp_path):
    places = write_report(nothing_defined(), tmp_path, title="A study", made_at=WHEN)
    text = " ".join(map(str, etree.fromstring(places[0].read_bytes()).itertext()))
    assert "nothing that two coders marked carries it" in text
    assert "nan" not in text.split()


def test_names_that_are_markup_or_formulas_do_no_harm(tmp_path, monkeypatch):
    bold, formula, _ = names = ('<b>&"', "=cmd()", "\x0bRepair")
    monkeypatch.setattr(studies, "CODES", names)
    own = {
        "=RA1()": [Put(start=n * 40, end=n * 40 + 20, codes=(bold,)) for n in range(9)],
        "<RA2>": [Put(start=n * 40, end=n * 40 + 24, codes=(names[n % 2],)) for n in range(9)],
    }
    made = study(*[Text(words=WORDS, work=own) for _ in range(3)], exclusive=True)
    found = overview_of(made, Comparison(), complete=True)
    places = write_report(found, tmp_path, title='=<i>"&', made_at=WHEN)
    page = etree.fromstring(places[0].read_bytes())
    assert {bold, formula, " Repair"} <= {cell.text for cell in page.iter("{*}td")}
    assert not list(page.iter("{*}b"))
    rows = list(csv.reader(io.StringIO(places[4].read_text(encoding="utf-8"))))
    assert ["<RA2>", "'=RA1()", "'=cmd()", bold] in [row[:4] for row in rows]
    for place in places[3:]:
        for line in csv.reader(io.StringIO(place.read_text(encoding="utf-8"))):
            assert not [cell for cell in line if cell.startswith(("=", "@"))]


# Where it goes ------------------------------------------------------------------------------


def test_one_format_can_go_to_a_file(tmp_path):
    (place,) = write_report(overview(), tmp_path / "kappa.html", ["html"], title="T")
    assert place == tmp_path / "kappa.html"
    assert [each.name for each in tmp_path.iterdir()] == ["kappa.html"]


@pytest.mark.parametrize(
    ("target", "formats", "said"),
    [
        ("out", ["odt"], "no format 'odt'"),
        ("out", [], "no format"),
        ("out.pdf", ["pdf", "html"], "needs a folder"),
        ("file/out", ["html"], "cannot be written|no such folder|folder"),
    ],
)
def test_what_cannot_be_written_leaves_nothing(tmp_path, target, formats, said):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UserError, match=said):
        write_report(overview(), tmp_path / target, formats, title="T")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_html_and_csv_need_no_qt(tmp_path):
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from annotator.app.reporting import write_report\n"
        "from tests.analysis.agreement.report_overviews import overview\n"
        "write_report(overview(), Path(sys.argv[1]), ['html', 'csv'], title='T')\n"
        "assert not [name for name in sys.modules if name.startswith('PySide6')]\n"
    )
    run(script, tmp_path)
    assert len(list(tmp_path.iterdir())) == 3


def test_pages_are_made_without_a_display_and_a_window_can_follow(tmp_path):
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from annotator.app.reporting import write_report\n"
        "from tests.analysis.agreement.report_overviews import overview\n"
        "for turn in range(2):\n"
        "    write_report(overview(), Path(sys.argv[1]), ['docx', 'pdf'], title='T')\n"
        "from PySide6.QtWidgets import QApplication, QLabel\n"
        "application = QApplication(['annotator', '-platform', 'offscreen'])\n"
        "QLabel('seen').grab()\n"
    )
    run(script, tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["agreement.docx", "agreement.pdf"]


def run(script: str, folder: Path) -> None:
    """A script in a process of its own, in which no display is known."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    known = {name: value for name, value in os.environ.items() if name not in hidden}
    root = str(Path(__file__).resolve().parents[2])
    found = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        check=False,
        env={**known, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert found.returncode == 0, found.stderr


# Pages --------------------------------------------------------------------------------------


def long_report(rows: int = 150) -> Report:
    """Headings, pictures and tables of which some must meet the end of a page."""
    blocks: list[Heading | Paragraph | Grid | Picture] = []
    for part in range(8):
        lines = tuple(
            (f"p{part}r{row}", "words " * (row % 40)) for row in range(rows // (part + 1))
        )
        blocks += [
            Heading(text=f"Part {part}"),
            Paragraph(text="Some words. " * 30),
            Picture(name=f"p{part}", caption=f"Figure {part}", svg=SVG.format(300), alt="A"),
            Heading(text=f"Table of {part}", level=2),
            Grid(caption=f"Table {part}", columns=("Row", "Words"), rows=lines),
        ]
    return Report(title="Long", blocks=tuple(blocks))


def test_no_row_is_torn_and_no_heading_stands_alone():
    page = QSizeF(650, 900)
    document = laid_out(long_report(), page)
    layout = document.documentLayout()
    waiting: int | None = None
    block = document.begin()
    seen = 0
    while block.isValid():
        bounds = layout.blockBoundingRect(block)
        first, last = (int(y // page.height()) for y in (bounds.top() + 1, bounds.bottom() - 1))
        if QTextCursor(block).currentTable() is not None:
            assert first == last
            seen += 1
        if block.blockFormat().headingLevel():
            waiting = first
        elif block.text() and waiting is not None:
            assert first == waiting
            waiting = None
        block = block.next()
    assert seen > 600


def test_a_row_longer_than_a_page_does_not_hang():
    grid = Grid(caption="T", columns=("a", "b"), rows=(("x", "y"), ("long", "word " * 6000)))
    assert laid_out(Report(title="T", blocks=(grid,)), QSizeF(650, 900)).pageCount() > 1


def test_the_pdf_is_a4_with_title_fonts_page_numbers_and_repeated_heads(tmp_path):
    tools = [shutil.which(name) for name in ("pdfinfo", "pdffonts", "pdftotext")]
    if None in tools:
        pytest.skip("poppler-utils is not installed")
    (tmp_path / "r.pdf").write_bytes(pdf_bytes(long_report(), software=SOFTWARE))
    info, fonts, text = (
        subprocess.run(
            [str(tool), *flags, str(tmp_path / "r.pdf"), *after],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for tool, flags, after in zip(tools, ([], [], ["-layout"]), ([], [], ["-"]), strict=True)
    )
    known = dict(line.split(":", 1) for line in info.splitlines() if ":" in line)
    assert known["Title"].strip() == "Long"
    assert known.get("Author", "").strip() == ""
    assert "A4" in known["Page size"]
    assert "SourceSansPro" in fonts
    assert "no" not in [line.split()[-5] for line in fonts.splitlines()[2:]]  # all embedded
    pages = text.split("\f")[:-1]
    for number, page in enumerate(pages, start=1):
        assert f"{number} of {len(pages)}" in page
        if "r1" in page and "Row" not in page:
            pytest.fail(f"page {number} has rows without their heads")


def test_the_pictures_have_the_resolution_of_print():
    pictures = png_pictures(long_report(rows=1))
    assert len(pictures) == 8
    head = pictures["p0"]
    assert head.startswith(b"\x89PNG")
    assert int.from_bytes(head[16:20]) == round(400 * 220 / 96)


def test_the_colours_are_those_of_the_theme():
    for name in ("INK", "MUTE", "LINE", "PAPER", "GROUND", "ACCENT", "GOOD", "WARN", "BAD"):
        light = getattr(report_colours, name)
        assert light == getattr(LIGHT, name.lower())
        assert report_colours.DARK[light] == getattr(DARK, name.lower())


def test_formats_are_those_of_the_contract():
    assert FORMATS == ("html", "docx", "pdf", "csv")
