from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from annotator.domain.report import Grid, Heading, Paragraph, Picture, Report
from annotator.domain.report_colours import DARK
from annotator.formats.report_html import html_bytes
from annotator.formats.report_widths import column_shares

NASTY = ['<b>&"', "</style><script>alert(1)</script>", "=cmd()", "a\x0bb\x00c", "\u202e退縮 \ud800"]
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20" viewBox="0 0 30 20" '
    'role="img" aria-label="Two values"><title>T</title><desc>Two values</desc>'
    '<rect x="0" y="0" width="30" height="20" fill="#fffdf8"/></svg>'
)
XHTML = "{http://www.w3.org/1999/xhtml}"


def report(words: str = "Shame") -> Report:
    return Report(
        title=f"Agreement {words}",
        blocks=(
            Heading(text=words),
            Paragraph(text=words, style="note"),
            Grid(
                caption=words,
                columns=("Code", words),
                rows=((words, ".71"), ("Repair", "–")),
                numeric=frozenset((1,)),
                notes=(words,),
            ),
            Heading(text=words, level=3),
            Picture(name="two", caption=words, svg=SVG, alt="Two values"),
        ),
    )


@pytest.mark.parametrize("words", NASTY)
def test_no_text_becomes_markup(words):
    page = html_bytes(report(words))
    assert len(list(etree.fromstring(page).iter())) == len(
        list(etree.fromstring(html_bytes(report())).iter())
    )
    read = html.document_fromstring(page.decode())
    shown = re.sub(r"[\x00\x0b\ud800]", " ", words)
    assert read.findtext(".//h2") == shown
    assert next(read.iter("td")).text == shown
    assert not list(read.iter("script"))


@given(st.text())
def test_it_is_well_formed_whatever_it_says(words):
    etree.fromstring(html_bytes(report(words)))


def test_it_asks_nothing_of_the_network():
    page = html_bytes(report()).decode()
    addresses = set(re.findall(r"[a-z]+://[^\"'\s>]+", page))
    assert addresses <= {"http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"}
    assert "default-src 'none'" in page
    assert "url(" not in page
    assert "@import" not in page


def test_tables_and_pictures_can_be_read_by_a_screen_reader():
    page = etree.fromstring(html_bytes(report()))
    assert page.get("lang") == "en"
    heads = list(page.iter(f"{XHTML}th"))
    assert [(each.get("scope"), each.get("class")) for each in heads] == [
        ("col", None),
        ("col", "number"),
    ]
    assert page.findtext(f".//{XHTML}caption") == "Shame"
    levels = [
        etree.QName(each).localname for each in page.iter() if re.search(r"\}h\d$", str(each.tag))
    ]
    assert levels == ["h1", "h2", "h4"]
    (picture,) = page.iter("{http://www.w3.org/2000/svg}svg")
    assert picture.get("aria-label") == "Two values"


def test_dark_screens_get_each_token_s_dark_one_and_print_stays_light():
    page = html_bytes(report()).decode()
    screen = page[page.index("@media screen and (prefers-color-scheme: dark)") :]
    for light, dark in DARK.items():
        assert f'svg [fill="{light}"] {{ fill: {dark}; }}' in screen
    assert "table-header-group" in page


TEXTS = st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"]), max_size=80)


@given(
    st.integers(1, 9).flatmap(lambda n: st.lists(st.tuples(*[TEXTS] * n), min_size=1, max_size=5)),
    st.text(max_size=150),
)
def test_columns_fit_the_page_and_none_vanishes(rows, caption):
    grid = Grid(caption=caption, columns=rows[0], rows=tuple(rows), numeric=frozenset((0,)))
    shares = column_shares(grid)
    assert len(shares) == len(rows[0])
    assert sum(shares) <= 1 + 1e-9
    assert min(shares) >= 0.02


def test_long_texts_get_the_room_that_numbers_leave():
    row = ("Shame", ".71", "a long reading " * 8)
    narrow, number, long = column_shares(
        Grid(caption="", columns=("Code", "u", "Reads as"), rows=(row,), numeric=frozenset((1,)))
    )
    assert number < narrow < long
    assert long > 0.5


def test_a_row_must_have_a_cell_for_each_column():
    with pytest.raises(ValueError, match="1 cells, 2 columns"):
        Grid(caption="T", columns=("a", "b"), rows=(("x",),))
