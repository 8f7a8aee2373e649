"""Figures as files: text that stays text, sizes that are said, light whatever the window is."""

from __future__ import annotations

import re
import shutil
import subprocess
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage

from annotator.analysis.dyads.curve import convergence_curve
from annotator.domain.errors import UserError
from annotator.ui.charts import ConvergenceChart, TimelineChart
from annotator.ui.charts.exporting import figure_bytes, pdf_bytes, png_bytes, svg_bytes
from annotator.ui.charts.figure import FIGURE_PX, figure_of
from annotator.ui.theme import DARK, Look
from tests.ui.charts.conftest import BASIS, curve, lanes

SVG = "{http://www.w3.org/2000/svg}"


def figure(look, width=FIGURE_PX):
    chart = TimelineChart(look)
    chart.show_sessions((lanes(),), BASIS)
    return figure_of(chart.plot, width)


def test_an_svg_is_xml_that_holds_the_labels_as_text(look):
    made = figure(look)
    root = ET.fromstring(svg_bytes(made))
    texts = {"".join(each.itertext()).strip() for each in root.iter(f"{SVG}text")}
    assert {
        "Session timeline of D07", "Therapist T07", "Patient P07", "Shame", "diverging",
    } <= texts  # fmt: skip
    assert any("Coder RA-2" in each for each in texts)
    assert any(each.startswith("A stop without an end stands for the 60 s") for each in texts)
    assert {text for text in made.words() if text} <= texts
    assert root.find(f"{SVG}title").text == made.title  # type: ignore[union-attr]
    assert root.find(f"{SVG}desc").text == made.said  # type: ignore[union-attr]
    assert root.get("viewBox") == f"0 0 {round(made.width)} {round(made.height)}"
    families = {each.get("font-family") for each in root.iter(f"{SVG}text")}
    assert families == {"Source Sans Pro, Source Sans 3, Arial, Helvetica, sans-serif"}


def test_a_png_has_twice_the_pixels_its_dpi_and_ink(look):
    made = figure(look)
    image = QImage.fromData(png_bytes(made))
    assert (image.width(), image.height()) == (1440, round(2 * made.height))
    assert image.dotsPerMeterX() == round(192 / 0.0254)
    assert image.text("Title") == "Session timeline of D07"
    assert image.pixelColor(0, 0) == QColor("white")
    head = image.copy(QRect(30, 30, 400, 60))
    shades = {head.pixelColor(x, y).lightness() for x in range(400) for y in range(0, 60, 2)}
    assert min(shades) < 80


def test_a_pdf_has_one_page_of_the_figures_size_with_text_and_typefaces_inside(look, tmp_path):
    made = figure(look)
    content = pdf_bytes([made], software="IPR Annotator 1")
    assert content.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1
    assert b"/FontFile2" in content
    tools = [shutil.which(name) for name in ("pdfinfo", "pdftotext")]
    if not all(tools):
        pytest.skip("no poppler")
    (tmp_path / "f.pdf").write_bytes(content)

    def run(tool, *after):
        return subprocess.run(
            [str(tool), str(tmp_path / "f.pdf"), *after], capture_output=True, text=True, check=True
        ).stdout

    told = run(tools[0])
    assert re.search(r"Pages:\s+1\n", told)
    wide, high = re.search(r"Page size:\s+([\d.]+) x ([\d.]+) pts", told).groups()  # type: ignore[union-attr]
    assert float(wide) == pytest.approx(FIGURE_PX * 0.75, abs=0.6)
    assert float(high) == pytest.approx(made.height * 0.75, abs=0.6)
    assert "Session timeline of D07" in run(tools[1], "-")


def test_several_figures_are_several_pages(look):
    content = pdf_bytes([figure(look), figure(look, 500)], software="x")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 2


def test_exports_are_light_and_of_one_size_whatever_the_window_is(look):
    dark = Look(DARK, 200)
    assert svg_bytes(figure(dark)) == svg_bytes(figure(look))
    assert look.theme.therapist in svg_bytes(figure(dark)).decode()


def test_figure_bytes_give_each_format(look):
    made = figure(look)
    heads = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}
    for name, head in heads.items():
        assert figure_bytes(made, name, software="x").startswith(head)


def test_nothing_to_draw_is_refused_with_its_reason(look):
    chart = ConvergenceChart(look)
    chart.show_curve(convergence_curve([]), BASIS)
    with pytest.raises(UserError, match="nothing to draw") as refused:
        figure_of(chart.plot)
    assert refused.value.hint == "there is no session that is long enough"


def test_a_caption_is_wrapped_and_the_figure_is_as_high_as_it_needs(look):
    chart = ConvergenceChart(look)
    chart.show_curve(curve(), BASIS)
    wide, narrow = figure_of(chart.plot, 900), figure_of(chart.plot, 400)
    assert len(narrow.parts[2].marks) > len(wide.parts[2].marks)
    assert narrow.height > wide.height
    whole = " ".join(each.text for each in narrow.parts[2].marks)  # type: ignore[attr-defined]
    assert whole == " ".join(chart.caption)
