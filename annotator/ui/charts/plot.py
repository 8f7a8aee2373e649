"""What a kind of picture is, on any paper: plain values, no widget, so that files need none."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetricsF

from annotator.ui.charts.drawing import Drawing, Paper
from annotator.ui.charts.marks import CENTRE, Mark
from annotator.ui.theme import Look

HEIGHT_PX = 280


class Plot:
    """One result as a picture.

    Attributes:
        title: of the picture, for the head of a card and for exports.
        finding: what it shows, in words.
        caption: what it rests on, paragraph by paragraph, for under it.
        reason: why there is nothing to draw; empty where there is something.
        stretches: whether it fills whatever height it gets; else it has one of its own.
    """

    title = ""
    finding = ""
    caption: tuple[str, ...] = ()
    reason = "There is nothing to draw yet"
    stretches = True

    def draw(self, paper: Paper) -> Drawing:
        """The result on a paper of any size and look; asked only where there is no `reason`."""
        raise NotImplementedError

    def height_of(self, paper: Paper) -> float:
        """How high its drawing is, without drawing it; asked where it does not stretch."""
        raise NotImplementedError

    def wanted_height(self, width: float, look: Look) -> float:
        """How high it should be at a width, in pixels; layouts ask often."""
        if self.stretches:
            return HEIGHT_PX * look.percent / 100
        if self.reason:
            return HEIGHT_PX * look.percent / 200
        return self.height_of(Paper(look=look, width=width, height=0, ground=look.colour("panel")))

    def wanted_width(self, look: Look) -> float:
        """How wide it must be for all of its figures to be read, in pixels; files are as wide."""
        return 0.0

    def drawn(self, look: Look, width: float, height: float, ground: str = "panel") -> Drawing:
        """The picture, or the reason for none, at a size and look."""
        paper = Paper(look=look, width=width, height=height, ground=look.colour(ground))
        return Drawing(marks=tuple(_told(paper, self.reason))) if self.reason else self.draw(paper)


def wrapped(text: str, font: QFont, width: float) -> list[str]:
    """A text in lines that are not wider, broken between words."""
    metrics = QFontMetricsF(font)
    lines, line = list[str](), ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and metrics.horizontalAdvance(longer) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def _told(paper: Paper, reason: str) -> list[Mark]:
    """The reason for nothing, in the middle."""
    lines = wrapped(f"{reason.rstrip('.')}.", paper.font(12), max(paper.width - paper.px(48), 40))
    step = paper.px(18)
    top = (paper.height - step * len(lines)) / 2
    return [
        paper.words(line, (0, top + place * step, paper.width, step), size=12, align=CENTRE)
        for place, line in enumerate(lines)
    ]
