"""The names of the codes in the right margin: where each stands, and its painting."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from annotator.domain.ids import Id
from annotator.ui.theme import Look
from annotator.ui.transcript.marks import Codes, Marks
from annotator.ui.transcript.page import Heights, Page
from annotator.ui.transcript.peaks import PEAK, paint_peak

REACH = 6  # pieces below that a piece's names may run on beside
_LOWER = 4  # pixels that a name begins below its highlight's upper edge
NO_CODE = "no code yet"


@dataclass(frozen=True, slots=True)
class Name:
    """One row in the margin.

    Attributes:
        moment_id: whose; of the first one where the row stands for several; empty for a row
            that says something of the text itself.
        words: the code's name as it fits, or `+2` for what has no room.
        colour: as in the codebook; empty for a row that counts.
        tip: what the row stands for and does not show, one a line.
        peak: it is the peak of its event.
    """

    moment_id: Id
    rect: QRectF
    words: str
    colour: str
    tip: str
    peak: bool = False


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A row that has no place yet: it stands no higher than `top`."""

    top: float
    moment_id: Id
    words: str
    colour: str
    tip: str = ""
    peak: bool = False


class Names:
    """The names beside each piece, worked out when a piece is first shown."""

    def __init__(self, look: Look, page: Page, marks: Marks, codes: Codes) -> None:
        self._look = look
        self._page = page
        self._marks = marks
        self._codes = codes
        self._placed: dict[int, list[Name]] = {}
        self._notes: dict[int, list[tuple[int, str, str]]] = {}

    def show_notes(self, notes: Iterable[tuple[int, str, str]]) -> None:
        """Takes what else stands in the margin: position, words and tip of each."""
        self._notes = {}
        for note in notes:
            self._notes.setdefault(self._page.pieces.at(note[0]), []).append(note)
        self._placed.clear()

    def forget(self, touched: Iterable[int] | None = None) -> None:
        """Drops what was worked out for pieces whose moments changed; None for all of them."""
        if touched is None:
            self._placed.clear()
            return
        for number in touched:  # the names above end where these begin
            for above in range(number - REACH, number + 1):
                self._placed.pop(above, None)

    def place_anew(self, touched: set[int]) -> Heights:
        """Has the names beside pieces whose moments changed worked out anew.

        Gives between which heights pieces, or names that were shown, are other than before.
        """
        if not touched:
            return 0.0, 0.0
        reached = range(max(0, min(touched) - REACH), max(touched) + 1)
        shown = [number for number in reached if number in self._placed]
        before = [name for number in shown for name in self._placed[number]]
        self.forget(touched)
        after = [name for number in shown for name in self._of(number)]
        moved = [each.rect for each in before if each not in after]
        moved += [each.rect for each in after if each not in before]
        last, line = self._page.lines(max(touched))[-1], self._page.measures.line
        top = min([self._page.above(min(touched)), *(rect.top() for rect in moved)])
        bottom = max([last.rect.bottom(), *(rect.bottom() for rect in moved)])
        return top - line, bottom + line

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
        wanted = self._wanted(piece)
        if not wanted:
            return []
        limit, step = self._limit(piece), self._page.measures.name_step
        placed: list[Name] = []
        below = 0.0
        for place, each in enumerate(wanted):
            top = max(each.top, below)
            rest = wanted[place:]
            if placed and top + self._page.measures.name_height > limit:
                return [*placed[:-1], self._count(placed[-1], rest)]
            placed.append(self._name(each, top))
            below = top + step
        return placed

    def _wanted(self, piece: int) -> list[_Wanted]:
        """All rows that begin beside a piece, in order of the text."""
        found = []
        for moment in self._marks.starting_in(piece):
            top = self._row_at(moment.start)
            codes = self._codes.of(moment)
            found += [
                _Wanted(top, moment.id, each.name, each.colour, peak=moment.peak) for each in codes
            ]
            if not codes:
                found.append(_Wanted(top, moment.id, NO_CODE, ""))
        for position, words, tip in self._notes.get(piece, ()):
            rows = self._in_rows(words)
            found += [_Wanted(self._row_at(position), "", row, "", tip) for row in rows]
        return sorted(found, key=lambda each: each.top)

    def _in_rows(self, words: str) -> Sequence[str]:
        """Words in as many rows as they need; a word that is too long stands alone."""
        metrics = QFontMetricsF(name_font(self._look))
        rows: list[str] = []
        for word in words.split():
            longer = f"{rows[-1]} {word}" if rows else word
            if rows and metrics.horizontalAdvance(longer) <= self._room():
                rows[-1] = longer
            else:
                rows.append(word)
        return rows

    def _row_at(self, position: int) -> float:
        return self._page.line_at(position).rect.top() + _LOWER

    def _room(self) -> float:
        return self._page.measures.names_width - self._look.px(11)

    def _limit(self, piece: int) -> float:
        """The height that the next named piece's names need for themselves."""
        last = len(self._page.pieces.all) - 1
        for number in range(piece + 1, min(piece + REACH, last) + 1):
            if self._page.pieces.all[number].stops:
                return self._page.above(number)
            if self._marks.starting_in(number) or number in self._notes:
                return self._first_row(number)
        if piece + REACH > last:
            return float("inf")
        return self._first_row(piece + REACH)

    def _first_row(self, piece: int) -> float:
        """Where a name beside a piece's first line begins."""
        return self._page.lines(piece)[0].rect.top() + _LOWER

    def _name(self, wanted: _Wanted, top: float) -> Name:
        measures = self._page.measures
        rect = QRectF(measures.names_x, top, measures.names_width, measures.name_height)
        metrics = QFontMetricsF(name_font(self._look))
        words = metrics.elidedText(wanted.words, Qt.TextElideMode.ElideRight, self._room())
        tip = wanted.tip or (wanted.words if words != wanted.words else "")
        tip = "\n".join(filter(None, (tip, PEAK if wanted.peak else "")))
        return Name(wanted.moment_id, rect, words, wanted.colour, tip, wanted.peak)

    def _count(self, last: Name, rest: list[_Wanted]) -> Name:
        """The row that stands for the last name with room and all that have none."""
        names = [last.tip or last.words, *(each.tip or each.words for each in rest)]
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
            if name.peak:
                paint_peak(painter, QPointF(bar.center().x(), bar.top()), bar.width())
        painter.setPen(ink if name.colour else mute)
        baseline = name.rect.center().y() + (metrics.ascent() - metrics.descent()) / 2
        painter.drawText(QPointF(name.rect.left() + look.px(11), baseline), name.words)
    painter.setOpacity(1.0)
