"""One frame of the timeline: everything that its layers paint from."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from annotator.app.waveform import Waveform
from annotator.domain.ids import Id
from annotator.ui.relations import relation_style
from annotator.ui.theme import Look, mixed
from annotator.ui.timeline.bins import BinLane
from annotator.ui.timeline.picture import SessionPicture
from annotator.ui.timeline.rows import Rows
from annotator.ui.timeline.stretch import Stretch

BLOCK_OPACITY = 0.82
RELATION_SHARE = 0.88


@dataclass(frozen=True, kw_only=True, eq=False)
class Frame:
    """What is shown and where.

    Attributes:
        inks: the colours that `Blocks.colour` counts, in the theme's scheme, opaque.
        chosen: the chosen moment, if any.
        brush_ms: start and end of the brushed range.
        focused: whether the keys go to the timeline and that must be seen.
        waveform: of the session's recording, where it is known.
        sound_from_ms: the session time at the recording's start.
        loop_ms: start and end of what is played over and over.
        lit: the moments in full light, all others are faded; None for all.
        bins: lanes of time bins, those without a place too.
    """

    look: Look
    picture: SessionPicture | None
    stretch: Stretch
    rows: Rows
    inks: tuple[QColor, ...] = ()
    chosen: Id | None = None
    brush_ms: tuple[int, int] | None = None
    focused: bool = False
    waveform: Waveform | None = None
    sound_from_ms: int = 0
    loop_ms: tuple[int, int] | None = None
    lit: frozenset[Id] | None = None
    bins: tuple[BinLane, ...] = ()

    def is_still(self, before: Frame) -> bool:
        """Whether at most another moment is chosen and another part has the keys."""
        return (
            self.picture is before.picture
            and self.waveform is before.waveform
            and self._rest() == before._rest()
        )

    def _rest(self) -> tuple[object, ...]:
        look, picture = self.look, self.picture
        members = () if picture is None else picture.pairing_members
        bold = [number for number, each in enumerate(members) if self.chosen in each]
        inks = tuple(each.rgba() for each in self.inks)
        return (
            *(look.theme, look.percent, self.stretch, self.rows, inks, self.brush_ms, bold),
            *(self.sound_from_ms, self.loop_ms, self.lit, self.bins),
        )

    def font(self, px: float, *, strong: bool = False) -> QFont:
        """The interface's type at a size of the design."""
        weight = QFont.Weight.DemiBold if strong else QFont.Weight.Normal
        return self.look.interface_font(px, weight)

    def length(self, px: float) -> float:
        """A length of the design at this text size, not rounded."""
        return px * self.look.percent / 100


def relation_pen(frame: Frame, relation: str, width_px: float) -> QPen:
    """How a pairing of that relation is drawn: colour and dashes, so that neither stands alone."""
    token, dashes = relation_style(relation)
    # Mixed, not translucent: translucent strokes take Qt five times as long.
    ink = mixed(frame.look.colour(token), frame.look.colour("panel"), RELATION_SHARE)
    pen = QPen(ink, width_px)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashes:
        pen.setDashPattern(list(dashes))
    return pen


def paint_focus(painter: QPainter, frame: Frame, _exposed: QRectF) -> None:
    """The ring of the keyboard's focus."""
    if frame.focused:
        painter.setPen(QPen(frame.look.colour("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        width = frame.stretch.right_px + frame.look.px(43)
        painter.drawRect(QRectF(1, 1, width - 2, frame.rows.height_px - 2))
