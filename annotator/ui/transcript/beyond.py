"""What has no lane in the gutter any more: counted, under the speaker's letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter

from annotator.domain.ids import Id
from annotator.ui.theme import Look
from annotator.ui.transcript.highlights import Scene
from annotator.ui.transcript.marks import LANES
from annotator.ui.transcript.measures import Measures

_BELOW = 10  # pixels under the line that its count stands, at 100 %


@dataclass(frozen=True, slots=True)
class Beyond:
    """A count where moments without a lane come or go.

    Attributes:
        moment_ids: those that have none on this line, in their lasting order.
    """

    rect: QRectF
    moment_ids: tuple[Id, ...]


def beyond(look: Look, measures: Measures, scene: Scene) -> Iterator[Beyond]:
    """The counts beside the lines of a scene.

    One stands where the line above has other moments without a lane. Above the first line of a
    scene nothing is known unless it is the text's first; it lies outside of what is painted.
    """
    deep = [each for each in scene.marked if each.lane >= LANES]
    if not deep:
        return
    before: tuple[Id, ...] | None = None
    for line in scene.lines:
        here = tuple(
            each.moment_id for each in deep if each.start < line.end and each.end > line.start
        )
        known = before if before is not None else (() if line.start == 0 else here)
        if here and here != known:
            top = line.baseline + look.px(1)
            height = look.px(_BELOW)
            yield Beyond(QRectF(measures.letter_x - 2, top, look.px(22), height), here)
        before = here


def paint_beyond(painter: QPainter, look: Look, measures: Measures, scene: Scene) -> None:
    """Paints the counts, `+2`."""
    painter.setFont(look.interface_font(9.5, QFont.Weight.DemiBold))
    painter.setPen(look.colour("mute"))
    for each in beyond(look, measures, scene):
        baseline = QPointF(measures.letter_x, each.rect.bottom() - look.px(1.5))
        painter.drawText(baseline, f"+{len(each.moment_ids)}")
