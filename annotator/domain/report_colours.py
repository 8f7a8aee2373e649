"""The colours of printed reports: the design's tokens that pictures and pages use.

HEAT is the accent for cells of heat maps, one shade off so that it gets a dark one of its own.
A picture names light tokens only; a page for dark screens puts the dark one in each one's place.
"""

from __future__ import annotations

INK = "#24262b"
MUTE = "#6b6d75"
LINE = "#e3e0d8"
PAPER = "#fffdf8"
GROUND = "#f6f5f2"
ACCENT = "#3c5a99"
HEAT = "#3a5794"
GOOD = "#4d8f6b"
WARN = "#d0803a"
BAD = "#b8483c"

DARK: dict[str, str] = {
    INK: "#e7e4dc",
    MUTE: "#a3a5ad",
    LINE: "#34363c",
    PAPER: "#1d1f23",
    GROUND: "#17181b",
    ACCENT: "#9db4ec",
    HEAT: "#6f82b4",
    GOOD: "#7cc49a",
    WARN: "#e8a869",
    BAD: "#e58a7f",
}
"""Each light token's dark one."""

HEAT_MOST = 0.65
"""The most of HEAT over PAPER on which INK keeps 4.5 : 1, light and dark."""
