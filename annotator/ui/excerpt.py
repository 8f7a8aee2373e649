"""An excerpt: a passage in the serif with every coder's mark on its own characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.analysis.agreement.episodes import Episode
from annotator.domain.view import StudyView
from annotator.ui.excerpt_heights import EXCERPT_LINE, EXCERPT_PX, WASH_PLACE
from annotator.ui.excerpt_text import CoderMark, ExcerptText, excerpt_of
from annotator.ui.offsets import Offsets, shown_text
from annotator.ui.theme import Look
from annotator.ui.transcript.page import Line

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff]")


class ExcerptPicture:
    """An excerpt laid out at a width: how high it is, where its marks are, and how it looks.

    Args:
        look: the look in force; another look needs another picture.
        excerpt: what it shows.
        width: in pixels.

    Attributes:
        lines: as laid out; good for as long as the picture is.
    """

    def __init__(self, look: Look, excerpt: ExcerptText, width: float) -> None:
        self._look = look
        self._excerpt = excerpt
        self._width = max(1.0, width)
        self._offsets = Offsets(excerpt.text)
        font = look.reading_font()
        font.setPixelSize(look.px(EXCERPT_PX))
        self._bar = max(2, look.px(2))
        bars = {mark.place for mark in excerpt.marks if mark.place != WASH_PLACE}
        self._bars = {place: row for row, place in enumerate(sorted(bars))}
        self._line = look.px(EXCERPT_PX * EXCERPT_LINE) + (self._bar + 1) * max(
            0, len(self._bars) - 1
        )
        self._layout = QTextLayout(shown_text(excerpt.text, [(0, len(excerpt.text))]), font)
        self._layout.setCacheEnabled(True)
        self.lines = self._laid_out(font)
        self._legend = list(self._legend_places())

    def height(self) -> int:
        """Of text and legend, in pixels."""
        last = self._legend[-1][1].bottom() if self._legend else self._text_height()
        return round(last + 0.5)

    def rects(self, start: int, end: int) -> list[QRectF]:
        """What a range of the excerpt's text covers, code points, line by line."""
        places = self._offsets.to_document(start), self._offsets.to_document(end, ends=True)
        return [rect for line in self.lines for rect in line.rects(*places)]

    def legend(self) -> list[tuple[CoderMark, QRectF]]:
        """Where each mark is explained."""
        return self._legend

    def paint(self, painter: QPainter, at: QPointF) -> None:
        """Washes, then the text, then bars and legend."""
        painter.save()
        painter.translate(at)
        painter.setPen(Qt.PenStyle.NoPen)
        for mark in self._excerpt.marks:
            if mark.place == WASH_PLACE:
                painter.setBrush(self._look.theme.code(mark.colour).highlight)
                for rect in self.rects(mark.start, mark.end):
                    painter.drawRoundedRect(rect, 2, 2)
        self._paint_text(painter)
        painter.setPen(Qt.PenStyle.NoPen)
        for mark in self._excerpt.marks:
            if mark.place != WASH_PLACE:
                self._paint_bars(painter, mark)
        self._paint_legend(painter)
        painter.restore()

    # Laying out ---------------------------------------------------------------------------

    def _laid_out(self, font: QFont) -> list[Line]:
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        metrics, lines = QFontMetricsF(font), list[Line]()
        two_ways = bool(_RIGHT_TO_LEFT.search(self._excerpt.text))
        one = self._look.px(EXCERPT_PX * EXCERPT_LINE)
        lead = (one - metrics.ascent() - metrics.descent()) / 2
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(self._width)
            top = len(lines) * self._line
            baseline = top + lead + metrics.ascent()
            line.setPosition(QPointF(0, baseline - line.ascent()))
            width = self._width if two_ways else min(line.naturalTextWidth(), self._width)
            rect = QRectF(0, top + one * 0.04, width, one * 0.90)
            start, end = line.textStart(), line.textStart() + line.textLength()
            lines.append(Line(start, end, rect, baseline, 0, line, two_ways))
        self._layout.endLayout()
        return lines

    def _text_height(self) -> float:
        return len(self.lines) * self._line + self._bar

    def _legend_places(self) -> Iterator[tuple[CoderMark, QRectF]]:
        """Explanations side by side, going on in the next row where the width ends."""
        px = self._look.px
        metrics = QFontMetricsF(self._look.interface_font(11.5))
        x, y, height = 0.0, self._text_height() + px(4), metrics.height()
        for mark in self._excerpt.marks:
            width = px(15) + metrics.horizontalAdvance(mark.said)
            if x and x + width > self._width:
                x, y = 0.0, y + height + px(2)
            yield mark, QRectF(x, y, min(width, self._width), height)
            x += width + px(12)

    # Painting -----------------------------------------------------------------------------

    def _paint_text(self, painter: QPainter) -> None:
        painter.setPen(self._look.colour("ink"))
        self._layout.draw(painter, QPointF(0, 0))

    def _paint_bars(self, painter: QPainter, mark: CoderMark) -> None:
        for rect in self.rects(mark.start, mark.end):
            top = rect.bottom() + self._bars[mark.place] * (self._bar + 1) - 1
            bar = QRectF(rect.left(), top, rect.width(), self._bar)
            paint_bar(painter, self._look, mark, bar)

    def _paint_legend(self, painter: QPainter) -> None:
        px = self._look.px
        painter.setFont(self._look.interface_font(11.5))
        metrics = painter.fontMetrics()
        for mark, rect in self._legend:
            sign = QRectF(rect.left(), rect.top(), px(10), rect.height())
            paint_sign(painter, self._look, mark, sign)
            painter.setPen(self._look.colour("mute"))
            words = rect.adjusted(px(15), 0, px(2), 0)
            room = int(words.width()) + 1
            said = metrics.elidedText(mark.said, Qt.TextElideMode.ElideRight, room)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, said)


def paint_sign(painter: QPainter, look: Look, mark: CoderMark, room: QRectF) -> None:
    """The sign of a coder's mark in a legend: a bar, or a square for the wash."""
    edge = room.width()
    if mark.place == WASH_PLACE:
        side = edge * 0.9
        square = QRectF(room.left(), room.center().y() - side / 2 + 1, side, side)
        painter.fillRect(square, look.theme.code(mark.colour).base)
    else:
        bar = QRectF(room.left(), room.center().y(), edge, max(2, look.px(2)) + 0.5)
        paint_bar(painter, look, mark, bar)


def paint_bar(painter: QPainter, look: Look, mark: CoderMark, rect: QRectF) -> None:
    """A coder's bar: the first one's is whole, the third's dotted, further ones' dashed."""
    colour = look.theme.code(mark.colour).base
    if mark.place == 0:
        painter.fillRect(rect, colour)
        return
    pen = QPen(colour, rect.height(), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([1, 1] if mark.place == WASH_PLACE + 1 else [3, 1.5])
    painter.setPen(pen)
    painter.drawLine(
        QPointF(rect.left(), rect.center().y()), QPointF(rect.right(), rect.center().y())
    )
    painter.setPen(Qt.PenStyle.NoPen)


class Excerpt(QWidget):
    """A passage with all coders' marks, and under it who marked it as what.

    The first coder's mark is a bar under the text, the second's a wash behind it, the third's a
    dotted bar, further ones' are dashed bars; each in the colour of its code.

    Args:
        look: the look in force.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._excerpt: ExcerptText | None = None
        self._picture: tuple[int, ExcerptPicture] | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._renew)

    def show_episode(self, view: StudyView, episode: Episode | None) -> None:
        """Shows an episode's passage, or nothing."""
        self._excerpt = None if episode is None else excerpt_of(view, episode)
        self.setAccessibleName(spoken(self._excerpt) if self._excerpt else "")
        self._renew()

    def picture(self) -> ExcerptPicture | None:
        """What is painted at the present width; None without an episode."""
        return self._at(self.width())

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Narrower text is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Of text and legend."""
        picture = self._at(width)
        return 0 if picture is None else picture.height()

    def sizeHint(self) -> QSize:
        """At the width that it has, or at that of a card."""
        width = self.width() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) else 0
        width = width or self._look.px(320)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for any card."""
        return QSize(self._look.px(120), self._look.px(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture."""
        picture = self.picture()
        if picture is not None:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            picture.paint(painter, QPointF(0, 0))

    def _at(self, width: int) -> ExcerptPicture | None:
        if self._excerpt is None:
            return None
        if self._picture is None or self._picture[0] != width:
            self._picture = width, ExcerptPicture(self._look, self._excerpt, width)
        return self._picture[1]

    def _renew(self) -> None:
        self._picture = None
        self.updateGeometry()
        self.update()


def spoken(excerpt: ExcerptText) -> str:
    """An excerpt as a screen reader says it: the text, then who marked which words as what."""
    said = (
        f"{mark.said}: “{excerpt.text[mark.start : mark.end].strip()}”" for mark in excerpt.marks
    )
    return " ".join([excerpt.text, *said])
