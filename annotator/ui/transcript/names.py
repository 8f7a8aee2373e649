"""The names of the codes in the right margin: where each stands, and its painting."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from annotator.domain.codebook import Code
from annotator.domain.ids import Id
from annotator.ui.theme import Look
from annotator.ui.transcript.marks import Codes, Marks
from annotator.ui.transcript.page import Page

REACH = 6  # pieces below that a piece's names may run on beside
_LOWER = 4  # pixels that a name begins below its highlight's upper edge
NO_CODE = "no code yet"


@dataclass(frozen=True, slots=True)
class Name:
    """One row in the margin.

    Attributes:
        moment_id: whose; of the first one where the row stands for several.
        words: the code's name as it fits, or `+2` for what has no room.
        colour: as in the codebook; empty for a row that counts.
        tip: what the row stands for and does not show, one a line.
    """

    moment_id: Id
    rect: QRectF
    words: str
    colour: str
    tip: str


class Names:
    """The names beside each piece, worked out when a piece is first shown."""

    def __init__(self, look: Look, page: Page, marks: Marks, codes: Codes) -> None:
        self._look = look
        self._page = page
        self._marks = marks
        self._codes = codes
        self._placed: dict[int, list[Name]] = {}

    def forget(self, touched: Iterable[int] | None = None) -> None:
        """Drops what was worked out for pieces whose moments changed; None for all of them."""
        if touched is None:
            self._placed.clear()
            return
        for number in touched:  # the names above end where these begin
            for above in range(number - REACH, number + 1):
                self._placed.pop(above, None)

    def beside(self, pieces: range) -> list[Name]:
        """The names that may show beside these pieces, with those from just above."""
        if not self._page.measures.names_width:
            return []
        return [
            name
            for number in range(max(0, pieces.start - REACH), pieces.stop)
            for name in self._of(number)
        ]

    def _of(self, piece: int) -> list[Name]:
        if piece not in self._placed:
            self._placed[piece] = self._place(piece)
        return self._placed[piece]

    def _place(self, piece: int) -> list[Name]:
        """Stacks a piece's names from their moments' first lines; the rest is counted."""
        wanted: list[tuple[float, Id, Code | None]] = [
            (self._page.line_at(moment.start).rect.top() + _LOWER, moment.id, code)
            for moment in self._marks.starting_in(piece)
            for code in (self._codes.of(moment) or (None,))
        ]
        if not wanted:
            return []
        limit, step = self._limit(piece), self._page.measures.name_step
        placed: list[Name] = []
        below = 0.0
        for place, (anchor, moment_id, code) in enumerate(wanted):
            top = max(anchor, below)
            rest = wanted[place:]
            if placed and top + self._page.measures.name_height > limit:
                return [*placed[:-1], self._count(placed[-1], rest)]
            placed.append(self._name(moment_id, top, code))
            below = top + step
        return placed

    def _limit(self, piece: int) -> float:
        """The height that the next named piece's names need for themselves."""
        last = len(self._page.pieces.all) - 1
        for number in range(piece + 1, min(piece + REACH, last) + 1):
            if self._page.pieces.all[number].stops:
                return self._page.above(number)
            if self._marks.starting_in(number):
                return self._first_row(number)
        if piece + REACH > last:
            return float("inf")
        return self._first_row(piece + REACH)

    def _first_row(self, piece: int) -> float:
        """Where a name beside a piece's first line begins."""
        return self._page.lines(piece)[0].rect.top() + _LOWER

    def _name(self, moment_id: Id, top: float, code: Code | None) -> Name:
        measures = self._page.measures
        rect = QRectF(measures.names_x, top, measures.names_width, measures.name_height)
        if code is None:
            return Name(moment_id, rect, NO_CODE, "", "")
        metrics = QFontMetricsF(name_font(self._look))
        room = rect.width() - self._look.px(11)
        words = metrics.elidedText(code.name, Qt.TextElideMode.ElideRight, room)
        return Name(moment_id, rect, words, code.colour, code.name if words != code.name else "")

    def _count(self, last: Name, rest: list[tuple[float, Id, Code | None]]) -> Name:
        """The row that stands for the last name with room and all that have none."""
        names = [
            last.tip or last.words,
            *(NO_CODE if code is None else code.name for _, _, code in rest),
        ]
        return Name(last.moment_id, last.rect, f"+{len(names)}", "", "\n".join(names))


def name_font(look: Look) -> QFont:
    """The typeface of names and letters in the margins."""
    return look.interface_font(11, QFont.Weight.DemiBold)


def paint_names(
    painter: QPainter, look: Look, names: list[Name], lit: Container[Id] | None
) -> None:
    """Paints rows; those of moments that are not lit are faded, of None all are."""
    font = name_font(look)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    ink, mute = look.colour("ink"), look.colour("mute")
    for name in names:
        painter.setOpacity(1.0 if lit is None or name.moment_id in lit else 0.35)
        if name.colour:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.theme.code(name.colour).base)
            bar = QRectF(name.rect.left(), name.rect.top(), look.px(4), name.rect.height())
            painter.drawRoundedRect(bar, 2, 2)
        painter.setPen(ink if name.colour else mute)
        baseline = name.rect.center().y() + (metrics.ascent() - metrics.descent()) / 2
        painter.drawText(QPointF(name.rect.left() + look.px(11), baseline), name.words)
    painter.setOpacity(1.0)
