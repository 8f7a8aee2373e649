"""What a chart is drawn on, and what a drawing is: marks, and the places that can be read out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF

from annotator.domain.report import printable
from annotator.ui.charts.marks import CENTRE, LEFT, RIGHT, Line, Mark, Words
from annotator.ui.charts.scale import Scale
from annotator.ui.theme import Look, mixed


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point or cell that can be read out.

    Attributes:
        box: left, top, width and height.
        said: what it is, in words.
        key: what a page opens it by; None where it opens nothing.
    """

    box: tuple[float, float, float, float]
    said: str
    key: object = None

    @property
    def rect(self) -> QRectF:
        """Where it stands."""
        return QRectF(*self.box)

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        left, top, width, height = self.box
        return left + width / 2, top + height / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart at one size and look.

    Attributes:
        marks: the later above the earlier.
        places: rows of places, through which the arrow keys go.
        height: how high it is; more than the paper where it needs more room.
    """

    marks: tuple[Mark, ...]
    places: tuple[tuple[Place, ...], ...] = ()
    height: float = 0.0

    def named(self, name: str) -> list[Mark]:
        """The marks that show this of the result."""
        return [each for each in self.marks if each.name == name]

    def words(self) -> list[str]:
        """All that is written."""
        return [each.text for each in self.marks if isinstance(each, Words)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Size and look of a drawing, in pixels.

    Attributes:
        ground: what it stands on; thinned colours are mixed with it.
    """

    look: Look
    width: float
    height: float
    ground: QColor

    def px(self, length: float) -> float:
        """A length of the design at this text size."""
        return length * self.look.percent / 100

    def ink(self, token: str) -> QColor:
        """A token as a colour."""
        return self.look.colour(token)

    def party(self, voice: str) -> QColor:
        """A party's colour."""
        return QColor(self.look.theme.party(voice))

    def code(self, colour: str) -> QColor:
        """A code's base colour, from its palette name."""
        return self.look.theme.code(colour).base

    def wash(self, ink: QColor, share: float) -> QColor:
        """A colour thinned over the ground, opaque."""
        return mixed(ink, self.ground, share)

    def font(self, px: float, *, strong: bool = False) -> QFont:
        """The interface's type, unhinted, so that it is as wide on a printer as on a screen."""
        weight = QFont.Weight.DemiBold if strong else QFont.Weight.Normal
        font = self.look.interface_font(px, weight)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def wide(self, text: str, font: QFont) -> float:
        """How wide a text is."""
        return QFontMetricsF(font).horizontalAdvance(text)

    def words(
        self,
        text: str,
        box: tuple[float, float, float, float],
        *,
        size: float = 11,
        ink: QColor | None = None,
        align: Qt.AlignmentFlag = LEFT,
        strong: bool = False,
        slant: float = 0.0,
        name: str = "",
    ) -> Words:
        """A line of text, cut with `…` where it is wider than its box and does not slant."""
        font, text = self.font(size, strong=strong), printable(text)
        if not slant:
            text = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box[2] + 0.5)
        return Words(
            text=text, box=box, font=font, ink=ink or self.ink("mute"), align=align, slant=slant,
            name=name,
        )  # fmt: skip

    def rule(self, start: tuple[float, float], end: tuple[float, float]) -> Line:
        """A hairline."""
        return Line(points=(start, end), ink=self.ink("line"), width=self.px(1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A plot's room with its two scales: x to the right, y up."""

    paper: Paper
    x: Scale
    y: Scale

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a pair of values stands."""
        return self.x.px(x), self.y.px(y)

    def grid(self, labels: Sequence[tuple[float, str]]) -> list[Mark]:
        """A hairline at each labelled value, with the label at its left."""
        paper, marks = self.paper, list[Mark]()
        left = self.x.start_px
        for value, text in labels:
            y = self.y.px(value)
            marks.append(paper.rule((left, y), (self.x.end_px, y)))
            box = (0.0, y - paper.px(8), left - paper.px(8), paper.px(16))
            marks.append(paper.words(text, box, align=RIGHT))
        return marks

    def feet(self, labels: Sequence[tuple[float, str]]) -> list[Mark]:
        """The labels under the plot, each in the middle under its value."""
        paper, marks = self.paper, list[Mark]()
        top, half = self.y.start_px + paper.px(5), paper.px(45)
        for value, text in labels:
            box = (self.x.px(value) - half, top, 2 * half, paper.px(16))
            marks.append(paper.words(text, box, align=CENTRE))
        return marks

    def foot(self, text: str) -> Mark:
        """The name of the x scale, under its labels."""
        top = self.y.start_px + self.paper.px(22)
        width = self.x.end_px - self.x.start_px
        return self.paper.words(
            text, (self.x.start_px, top, width, self.paper.px(16)), align=CENTRE
        )
