"""How high an excerpt gets, told without laying it out."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetricsF

from annotator.ui.excerpt_text import ExcerptText
from annotator.ui.theme import Look

EXCERPT_PX = 14
EXCERPT_LINE = 1.5
WASH_PLACE = 1
"""The coder whose mark stands behind the text; the others' stand under it."""


class ExcerptHeights:
    """How high excerpts get at a width, told without laying them out: for long lists.

    Words are set greedily by their own widths, which are kept. Where words of two directions or
    kerning across blanks make it another line, the picture itself tells.

    Args:
        look: the look in force.
        width: in pixels.
    """

    def __init__(self, look: Look, width: float) -> None:
        font = look.reading_font()
        font.setPixelSize(look.px(EXCERPT_PX))
        self._look = look
        self._width = width
        self._words = Widths(font)
        self._legends = Widths(look.interface_font(11.5))

    def height(self, excerpt: ExcerptText) -> int:
        """Of text and legend, in pixels, as `ExcerptPicture.height` has it."""
        px, bar = self._look.px, max(2, self._look.px(2))
        bars = len({mark.place for mark in excerpt.marks if mark.place != WASH_PLACE})
        line = px(EXCERPT_PX * EXCERPT_LINE) + (bar + 1) * max(0, bars - 1)
        text = sum(map(self._lines, excerpt.text.split("\n"))) * line + bar
        rows, x = 1, 0.0
        for mark in excerpt.marks:
            own = px(15) + self._legends.of(mark.said)
            if x and x + own > self._width:
                rows, x = rows + 1, 0.0
            x += own + px(12)
        return round(text + px(4) + rows * self._legends.height + (rows - 1) * px(2) + 0.5)

    def _lines(self, paragraph: str) -> int:
        """How many lines a paragraph takes."""
        lines, x, blank = 1, 0.0, self._words.of(" ")
        for word in paragraph.split(" "):
            own = self._words.of(word)
            if x and x + own > self._width:
                lines, x = lines + 1, 0.0
            x += own + blank
        return lines


class Widths:
    """Widths of words in one font, each measured once."""

    def __init__(self, font: QFont) -> None:
        self._metrics = QFontMetricsF(font)
        self._known: dict[str, float] = {}
        self.height = self._metrics.height()

    def of(self, word: str) -> float:
        """The width of a word, in pixels."""
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = self._metrics.horizontalAdvance(word)
        return known
