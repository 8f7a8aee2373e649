"""How the relation of a pairing looks, in the margin, on the timeline and in pictures alike."""

from __future__ import annotations

RELATION_STYLES: dict[str, tuple[str, tuple[float, ...]]] = {
    "converging": ("good", ()),
    "diverging": ("warn", (5.0, 1.6)),
    "complementary": ("accent", (1.6, 1.6)),
}
"""Token and dashes of the relations that every study begins with."""
OTHER_DASHES = (3.0, 1.6)


def relation_style(relation: str) -> tuple[str, tuple[float, ...]]:
    """Token of the theme and dashes of a relation; those that a study added are mute.

    >>> relation_style("diverging"), relation_style("mirrored")
    (('warn', (5.0, 1.6)), ('mute', (3.0, 1.6)))
    """
    return RELATION_STYLES.get(relation, ("mute", OTHER_DASHES))


def relation_token(relation: str) -> str:
    """The token alone."""
    return relation_style(relation)[0]
