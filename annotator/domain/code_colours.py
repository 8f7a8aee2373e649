"""The names of the colours that codes can have, and what they are in files of other programs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

NAMED: dict[str, str] = {
    "sand": "#ddcc77",
    "teal": "#44aa99",
    "green": "#117733",
    "rose": "#cc6677",
    "indigo": "#332288",
    "cyan": "#88ccee",
    "wine": "#882255",
    "olive": "#999933",
    "purple": "#aa4499",
    "grey": "#8b8d93",
}
"""By name, as `ui.theme` paints their bars in light (Paul Tol's muted set, told apart by the
colour-blind too)."""

PLAIN = "grey"
"""The colour of a code that was given none."""

_PAPERS = ("#fffdf8", "#1d1f23")
_LEAST_APART = 40

_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})")


def free_colour(taken: Iterable[str]) -> str:
    """The colour of the palette that stands least among those taken, the first where several do.

    >>> free_colour([]), free_colour(["sand", "grey", "teal"]), free_colour(["#cc6677", *NAMED])
    ('sand', 'green', 'sand')
    """
    counts = Counter(map(named, taken))
    return min((each for each in NAMED if each != PLAIN), key=lambda each: counts[each])


def hex_of(colour: str) -> str:
    """A code's colour as `#rrggbb`; empty where it is none.

    >>> hex_of("rose"), hex_of("#FFF"), hex_of("nice")
    ('#cc6677', '#ffffff', '')
    """
    found = NAMED.get(colour, colour.strip().lower())
    if _HEX.fullmatch(found) is None:
        return ""
    return found if len(found) == 7 else "#" + "".join(digit * 2 for digit in found[1:])


def named(colour: str) -> str:
    """The palette's name of a colour, else the colour as `#rrggbb`; grey where it is none.

    >>> named("#CC6677"), named("#fff"), named("rgb(1,2,3)"), named(" Rose ")
    ('rose', '#ffffff', 'grey', 'rose')
    """
    plain = hex_of(colour.strip().lower())
    return next((name for name, own in NAMED.items() if own == plain), plain) or "grey"


def is_faint(colour: str) -> bool:
    """Whether a colour of its own can hardly be told from the page, in light or in dark.

    >>> is_faint("#fefefe"), is_faint("#000000"), is_faint("#ffff00"), is_faint("grey")
    (True, True, False, False)
    """
    plain = hex_of(colour)
    if not plain or colour in NAMED:
        return False
    apart = (
        max(abs(a - b) for a, b in zip(_channels(plain), _channels(paper), strict=True))
        for paper in _PAPERS
    )
    return min(apart) < _LEAST_APART


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
