"""Contrast after WCAG 2.1 of every text that the window paints, computed from the tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor

from annotator.ui.theme import DARK, LIGHT, PALETTE, Theme

LEAST = 4.5
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.scheme)


def luminance(colour: QColor) -> float:
    """Relative luminance.

    >>> luminance(QColor("#ffffff")), luminance(QColor("#000000"))
    (1.0, 0.0)
    """
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: QColor | str, second: QColor | str) -> float:
    """The ratio, 1 to 21."""
    high, low = sorted((luminance(QColor(first)), luminance(QColor(second))), reverse=True)
    return (high + 0.05) / (low + 0.05)


@THEMES
@pytest.mark.parametrize(
    "ink", ["ink", "mute", "accent", "therapist", "patient", "bad", "stop_ink"]
)
@pytest.mark.parametrize("ground", ["ground", "panel", "paper", "field", "wash", "stop"])
def test_every_ink_stands_out_on_every_ground(theme: Theme, ink: str, ground: str):
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= LEAST


@THEMES
def test_words_on_the_accent_stand_out(theme: Theme):
    """The main button, a chosen dot, a selection."""
    assert contrast(theme.panel, theme.accent) >= LEAST


@THEMES
@pytest.mark.parametrize("name", sorted(PALETTE))
def test_words_on_a_code_of_the_palette_stand_out(theme: Theme, name: str):
    """In a highlight of the text, and a code's name on its line of the codebook."""
    assert contrast(theme.ink, theme.code(name).highlight) >= LEAST


@given(rgb=st.integers(0, 0xFFFFFF))
def test_words_on_any_other_colour_stand_out(rgb: int):
    """A codebook of another tool brings its own colours."""
    for theme in (LIGHT, DARK):
        assert contrast(theme.ink, theme.code(f"#{rgb:06x}").highlight) >= LEAST


@THEMES
def test_signs_stand_out_from_what_is_around_them(theme: Theme):
    """Pictures need 3 : 1; each stands beside words that say the same."""
    for sign in ("good", "warn", "bad", "mute"):
        assert contrast(getattr(theme, sign), theme.panel) >= 3
