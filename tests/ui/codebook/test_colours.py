"""The colours of codes: told apart, and their labels legible, in both schemes."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtGui import QColor

from annotator.domain.code_colours import NAMED, hex_of
from annotator.ui.theme import DARK, LIGHT, PALETTE, Theme
from tests.ui.window.test_screens import contrast


def test_files_name_the_same_colours_as_the_window():
    assert {name: own[0].lower() for name, own in PALETTE.items()} == NAMED


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.scheme)
def test_the_label_on_each_colour_is_legible(theme: Theme):
    for name in (*NAMED, "#ff0000", "#ffff00", "#0000ff", "#ffffff", "#000000"):
        assert contrast(theme.ink, theme.code(name).highlight.name()) >= 4.5, name


def seen_without_green(colour: QColor) -> tuple[float, ...]:
    """A colour as a deuteranope sees it, in linear light (Viénot, Brettel & Mollon 1999)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    both = 0.29275 * red + 0.70725 * green
    return both, both, -0.02234 * red + 0.02234 * green + blue


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.scheme)
def test_no_two_colours_look_the_same_to_the_colour_blind(theme: Theme):
    for first, second in combinations((each for each in NAMED if each != "grey"), 2):
        seen = [seen_without_green(theme.code(name).base) for name in (first, second)]
        apart = sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5
        assert apart > 0.02, (first, second, apart)


def test_colours_of_other_programs_are_understood():
    assert [hex_of(each) for each in ("#ABC", "teal", "red")] == ["#aabbcc", "#44aa99", ""]
