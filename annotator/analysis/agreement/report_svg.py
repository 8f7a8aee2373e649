"""Shapes of a drawing as SVG text: the small part of SVG that browsers and QtSvg both know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from unicodedata import east_asian_width

from annotator.domain.report import printable
from annotator.domain.report_colours import INK, PAPER

Point = tuple[float, float]
FONT = "Source Sans Pro"
"""One family: QtSvg takes a list for one name. Pages give the others by their own style."""

_WIDE = 1.0
_USUAL = 0.53  # of the size, a little more than Source Sans takes on average


def drawing(width: float, height: float, parts: Iterable[str], *, title: str, alt: str) -> str:
    """A whole drawing on paper, with its title and description for those who cannot see it.

    Args:
        width: in pixels at 96 to the inch.
        height: likewise.
        parts: shapes, the later above the earlier.
        title: what it shows.
        alt: what it says.
    """
    size = f"{_n(width)} {_n(height)}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(width)}" height="{_n(height)}" '
            f'viewBox="0 0 {size}" role="img" aria-label="{_safe(alt)}">',
            f"<title>{_safe(title)}</title>",
            f"<desc>{_safe(alt)}</desc>",
            rect(0, 0, width, height, PAPER),
            *parts,
            "</svg>",
        ]
    )


def rect(x: float, y: float, width: float, height: float, fill: str, opacity: float = 1) -> str:
    """A filled rectangle."""
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" '
        f'fill="{fill}"{_opacity(opacity)}/>'
    )


def line(start: Point, end: Point, stroke: str, width: float = 1, dash: str = "") -> str:
    """A straight line; `dash` as in SVG, `4 3`."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{_n(start[0])}" y1="{_n(start[1])}" x2="{_n(end[0])}" y2="{_n(end[1])}" '
        f'stroke="{stroke}" stroke-width="{_n(width)}"{dashes}/>'
    )


def polyline(points: Sequence[Point], stroke: str, width: float = 1.6) -> str:
    """A line through points."""
    return (
        f'<polyline points="{_points(points)}" fill="none" stroke="{stroke}" '
        f'stroke-width="{_n(width)}"/>'
    )


def polygon(points: Sequence[Point], fill: str, opacity: float = 1) -> str:
    """A filled shape."""
    return f'<polygon points="{_points(points)}" fill="{fill}"{_opacity(opacity)}/>'


def circle(centre: Point, radius: float, fill: str) -> str:
    """A filled circle."""
    return f'<circle cx="{_n(centre[0])}" cy="{_n(centre[1])}" r="{_n(radius)}" fill="{fill}"/>'


def text(
    at: Point,
    words: str,
    *,
    size: float = 12,
    fill: str = INK,
    anchor: str = "start",
    bold: bool = False,
) -> str:
    """Words whose baseline starts, ends or has its `middle` at a point."""
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{_n(at[0])}" y="{_n(at[1])}" font-family="{FONT}" font-size="{_n(size)}" '
        f'text-anchor="{anchor}" fill="{fill}"{weight}>{_safe(words)}</text>'
    )


def width_of(words: str, size: float = 12) -> float:
    """About how wide words are, in pixels; no font is asked, so that drawing needs none."""
    return sum(_WIDE if east_asian_width(c) in "WF" else _USUAL for c in words) * size


def fitted(words: str, room: float, size: float = 12) -> str:
    """Words cut to a width, with `…` where something is missing.

    >>> fitted("Withdrawal rupture", 60), fitted("Shame", 60)
    ('Withdraw…', 'Shame')
    """
    if width_of(words, size) <= room:
        return words
    kept = words
    while kept and width_of(f"{kept}…", size) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def _points(points: Sequence[Point]) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in points)


def _opacity(share: float) -> str:
    return "" if share >= 1 else f' fill-opacity="{share:.2f}"'


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _safe(words: str) -> str:
    return escape(printable(words))
