"""The document of one transcript as it is laid out: where its blocks, lines and words stand."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextBlock, QTextBlockFormat, QTextCursor, QTextDocument, QTextLine

from annotator.domain.spans import Span
from annotator.ui.offsets import Offsets, shown_text
from annotator.ui.theme import Look
from annotator.ui.transcript.measures import Measures
from annotator.ui.transcript.pieces import NOTHING, Pieces

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff]")


Heights = tuple[float, float]
"""Two heights of the document in its pixels, the upper first."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line on the screen.

    Attributes:
        start: its first position in the document.
        end: the position after its last.
        rect: what a highlight over the whole line fills, in the document's pixels.
        baseline: in the document's pixels.
        block: the position of its block.
        layout: Qt's line; valid until the layout changes.
        two_ways: has letters that run from right to left.
        xs: what is known of where its positions stand.
    """

    start: int
    end: int
    rect: QRectF
    baseline: float
    block: int
    layout: QTextLine
    two_ways: bool
    xs: dict[int, float] = field(default_factory=dict)

    def x(self, place: int) -> float:
        """Where a position of this line stands."""
        if place not in self.xs:
            found = cast(tuple[float, int], self.layout.cursorToX(place - self.block))
            self.xs[place] = self.rect.left() + found[0]
        return self.xs[place]

    def rects(self, start: int, end: int) -> list[QRectF]:
        """What a range of this line covers; several parts where directions mix."""
        start, end = max(start, self.start), min(end, self.end)
        if start >= end:
            return []
        if self.two_ways:
            return self._parts(start, end)
        left = self.x(start) if start > self.start else self.rect.left()
        right = self.x(end) if end < self.end else self.rect.right()
        return [QRectF(left, self.rect.top(), right - left, self.rect.height())]

    def _parts(self, start: int, end: int) -> list[QRectF]:
        """Glyph run by glyph run, joined where they touch."""
        stretches: list[list[float]] = []
        for run in self.layout.glyphRuns(start - self.block, end - start):
            advances = run.rawFont().advancesForGlyphIndexes(run.glyphIndexes())
            lefts = [place.x() for place in run.positions()]
            if not lefts:
                continue
            rights = [x + advance.x() for x, advance in zip(lefts, advances, strict=True)]
            low, high = min(lefts), max(rights)
            if stretches and low <= stretches[-1][1] + 0.5 and high >= stretches[-1][0] - 0.5:
                stretches[-1] = [min(low, stretches[-1][0]), max(high, stretches[-1][1])]
            else:
                stretches.append([low, high])
        top, height, left = self.rect.top(), self.rect.height(), self.rect.left()
        return [QRectF(left + low, top, high - low, height) for low, high in stretches]


class Page:
    """A transcript's pieces in a document, and the geometry of what is on the screen."""

    def __init__(self, document: QTextDocument, measures: Measures) -> None:
        self._document = document
        self.measures = measures
        self.pieces = NOTHING
        self.offsets = Offsets("")
        self._text = ""
        self._extra: dict[int, int] = {}
        self._hinted = False
        self._lines: dict[int, list[Line]] = {}

    def fit(self, measures: Measures) -> None:
        """Takes other widths; the document is about to be laid out in them."""
        self.measures = measures
        self._lines.clear()

    def load(self, text: str, pieces: Pieces, *, hinted: bool) -> None:
        """Takes another text; `fill` shows it.

        Args:
            text: the frozen text.
            pieces: that it is cut into.
            hinted: there is a hint above the first line.
        """
        self.pieces, self._text, self._hinted = pieces, text, hinted
        self.offsets = Offsets(text, pieces.splits)
        self._extra = {}

    def is_laid_out(self, look: Look, measures: Measures) -> bool:
        """Whether the document stands as these measures and the look's typeface have it."""
        return measures == self.measures and self._document.defaultFont() == look.reading_font()

    def fill(self, look: Look, measures: Measures) -> None:
        """Fills the document and lays all of it out, once."""
        self.measures = measures
        self._lines.clear()
        document = self._document
        document.clear()
        document.setDefaultFont(look.reading_font())
        frame = document.rootFrame().frameFormat()
        frame.setLeftMargin(measures.text_x)
        frame.setTopMargin(self._room(0))
        frame.setBottomMargin(measures.page_bottom)
        document.rootFrame().setFrameFormat(frame)
        plain = QTextBlockFormat()
        plain.setLineHeight(measures.line, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        plain.setTopMargin(measures.turn_gap)
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        cursor.setBlockFormat(plain)
        ranges = [(piece.start, piece.end) for piece in self.pieces.all]
        cursor.insertText(shown_text(self._text, ranges))
        for number, room in enumerate(map(self._room, range(len(ranges)))):
            if number and room != measures.turn_gap:
                self._set_room(number, room)
        if self.pieces.after_all:
            last = QTextCursor(document.lastBlock())
            below = QTextBlockFormat(last.blockFormat())
            below.setBottomMargin(measures.band_room(len(self.pieces.after_all)))
            last.setBlockFormat(below)
        cursor.endEditBlock()
        document.size()  # lays all out: else a fast jump shows a blank page

    def set_extra(self, heights: Mapping[int, int]) -> None:
        """White space above pieces, by number; pieces that are not named get none."""
        wanted = {number: height for number, height in heights.items() if height > 0}
        changed = [
            number
            for number in sorted({*wanted, *self._extra}, reverse=True)
            if wanted.get(number, 0) != self._extra.get(number, 0)
        ]
        self._extra = wanted
        for number in changed:
            self._set_room(number, self._room(number))
        if changed:
            self._lines.clear()
            self._document.size()

    # Geometry -----------------------------------------------------------------------------

    def block(self, piece: int) -> QTextBlock:
        """The block of a piece."""
        return self._document.findBlockByNumber(piece)

    def top(self, piece: int) -> float:
        """Where the first line of a piece begins."""
        return self.block(piece).layout().position().y()

    def above(self, piece: int) -> float:
        """Where the bands of a piece begin, or its text where it has none."""
        room = self.measures.band_room(len(self.pieces.all[piece].stops))
        return self.top(piece) - max(0, room - self.measures.band_above)

    def natural_above(self, piece: int) -> float:
        """The same without the white space that `set_extra` has put above pieces."""
        return self.above(piece) - sum(
            height for number, height in self._extra.items() if number <= piece
        )

    def natural_end(self) -> float:
        """Where the page ends without that white space."""
        return self._document.size().height() - sum(self._extra.values())

    def visible(self, top: float, bottom: float) -> range:
        """Numbers of the pieces that show between two heights, bands included."""
        every = range(len(self.pieces.all))
        first = max(0, bisect_right(every, top, key=self.top) - 1)
        last = bisect_left(every, bottom, lo=first, key=self.top)
        # The bands above a piece may show where its text does not.
        return range(first, min(last + 1, len(every)))

    def lines(self, piece: int) -> list[Line]:
        """The lines of a piece."""
        if piece not in self._lines:
            self._lines[piece] = list(self._laid_out(piece))
        return self._lines[piece]

    def line_at(self, position: int) -> Line:
        """The line of a frozen position."""
        return self.line_at_place(self.offsets.to_document(position))

    def line_at_place(self, place: int, *, ends: bool = False) -> Line:
        """The line of a position of the document; `ends`: of the character before it."""
        lines = self.lines(self._document.findBlock(place).blockNumber())
        starts = [line.start for line in lines]
        return lines[max(0, bisect_right(starts, place - (1 if ends else 0)) - 1)]

    def lines_between(self, top: float, bottom: float) -> list[Line]:
        """The lines that show between two heights, with one more on either side.

        However far off that is: a band may stand between.
        """
        top, bottom = top - self.measures.line, bottom + self.measures.line
        seen, last = self.visible(top, bottom), len(self.pieces.all)
        around = range(max(0, seen.start - 1), min(seen.stop + 1, last))
        lines = [line for piece in around for line in self.lines(piece)]
        first = bisect_right(lines, top, key=lambda line: line.rect.bottom())
        end = bisect_left(lines, bottom, key=lambda line: line.rect.top())
        return lines[max(0, first - 1) : end + 1]

    def heights(self, start: int, end: int) -> Heights:
        """Between which heights two positions of the document stand, with a line to spare."""
        first, last = self.line_at_place(start), self.line_at_place(end)
        return first.rect.top() - self.measures.line, last.rect.bottom() + self.measures.line

    def places(self, span: Span) -> Span:
        """A frozen span in the document's positions."""
        to_document = self.offsets.to_document
        return to_document(span[0]), to_document(span[1], ends=True)

    def _laid_out(self, piece: int) -> Iterator[Line]:
        block = self.block(piece)
        layout, position = block.layout(), block.position()
        origin, height = layout.position(), self.measures.line
        own = self.pieces.all[piece]
        two_ways = bool(_RIGHT_TO_LEFT.search(self._text, own.start, own.end))
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            start = position + line.textStart()
            baseline = origin.y() + line.y() + line.ascent()
            width = self.measures.text_width if two_ways else line.naturalTextWidth()
            rect = QRectF(origin.x(), baseline - 0.70 * height, width, 0.94 * height)
            yield Line(start, start + line.textLength(), rect, baseline, position, line, two_ways)

    def _room(self, piece: int) -> int:
        """The white space above a piece's first line."""
        measures, own = self.measures, self.pieces.all[piece]
        room = self._extra.get(piece, 0) + measures.band_room(len(own.stops))
        if piece == 0:
            return room + measures.page_top + (measures.hint_room if self._hinted else 0)
        return room if own.stops else room + measures.turn_gap

    def _set_room(self, piece: int, room: int) -> None:
        """Sets it. A document ignores the first block's margin: there the frame takes it."""
        if piece == 0:
            frame = self._document.rootFrame().frameFormat()
            frame.setTopMargin(room)
            self._document.rootFrame().setFrameFormat(frame)
            return
        cursor = QTextCursor(self.block(piece))
        spaced = QTextBlockFormat(cursor.blockFormat())
        spaced.setTopMargin(room)
        cursor.setBlockFormat(spaced)
