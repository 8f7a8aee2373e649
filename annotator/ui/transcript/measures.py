"""The geometry of the column in pixels, from the design at the text size in force."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QFontMetricsF

from annotator.ui.theme import READING_PX, Look

# Letters in the frequency of running talk: what a line of n characters is measured by.
_TALK = "I was searching, really. I knew I wanted to reach her, but I had no words yet."
_NAMED_CHARACTERS = 38  # narrower text than this gives the names' room to the text


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Places across the column (from the left of its content) and heights, in pixels.

    Attributes:
        indent: free space to the left of everything, in wide columns.
        text_width: of the lines, at most as many characters as a person wants, usually 72.
        names_width: of the codes' names beside the text; 0 where there is no room.
    """

    indent: int
    band_x: int
    band_width: int
    band_height: int
    band_above: int
    band_below: int
    gutter_x: int
    lane_step: int
    bar_width: int
    letter_x: int
    text_x: int
    text_width: int
    names_x: int
    names_width: int
    name_height: int
    name_step: int
    line: int
    turn_gap: int
    page_top: int
    hint_room: int
    page_bottom: int

    @property
    def width(self) -> int:
        """Of gutter and text: where the document ends on the right."""
        return self.text_x + self.text_width

    def band_room(self, count: int) -> int:
        """The height that bands take above a block, instead of the gap between turns."""
        one = self.band_height + self.band_below
        return self.band_above + count * one if count else 0


def measure(look: Look, width: int) -> Measures:
    """The geometry for a viewport of this width."""
    px = look.px
    per_character = QFontMetricsF(look.reading_font()).horizontalAdvance(_TALK) / len(_TALK)
    widest = round(per_character * look.reading.characters)
    text_x, names_gap, names_width, edge = px(76), px(12), px(104), px(12)
    text_width = min(width - text_x - names_gap - names_width - edge, widest)
    if text_width < per_character * _NAMED_CHARACTERS:
        names_gap, names_width, edge = 0, 0, px(18)
        text_width = min(width - text_x - edge, widest)
    text_width = max(text_width, px(80))
    used = text_x + text_width + names_gap + names_width + edge
    return Measures(
        indent=max(0, width - used) // 3,
        band_x=px(10),
        band_width=used - px(10) - px(8),
        band_height=px(22),
        band_above=px(11),
        band_below=px(8),
        gutter_x=px(14),
        lane_step=px(5),
        bar_width=max(3, px(4)),
        letter_x=px(46),
        text_x=text_x,
        text_width=text_width,
        names_x=text_x + text_width + names_gap,
        names_width=names_width,
        name_height=px(15),
        name_step=px(18),
        line=round(look.reading_px(READING_PX) * look.reading.line),
        turn_gap=px(9),
        page_top=px(8),
        hint_room=px(24),
        page_bottom=px(160),
    )
