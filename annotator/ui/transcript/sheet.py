"""All that is painted behind and beside the text, and what of it lies under a point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QTextLine

from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.spans import Span
from annotator.domain.transcript import Stop, Transcript
from annotator.domain.view import StudyView
from annotator.ui.theme import CodeColour, Look
from annotator.ui.transcript import highlights
from annotator.ui.transcript.asides import AsideMark, is_beside, paint_asides
from annotator.ui.transcript.bands import band_rects, paint_band, paint_hint
from annotator.ui.transcript.beyond import beyond, paint_beyond
from annotator.ui.transcript.finds import paint_finds
from annotator.ui.transcript.heard import Heard
from annotator.ui.transcript.highlights import Lit, Marked, Scene
from annotator.ui.transcript.links import LinkMark, Links, mark_at
from annotator.ui.transcript.marks import Codes, Marks
from annotator.ui.transcript.memo_marks import MemoMarks
from annotator.ui.transcript.names import NO_CODE, REACH, Name, Names, paint_names
from annotator.ui.transcript.page import Heights, Page
from annotator.ui.transcript.peaks import PEAK
from annotator.ui.transcript.questions import Questions
from annotator.ui.transcript.stops import Band
from annotator.ui.transcript.words import End

_GRAB = 6  # pixels around an end of the chosen moment that take hold of it


@dataclass(frozen=True, slots=True)
class Caret:
    """What the keys are at.

    Attributes:
        selected: the selection as it would be coded.
        place: of the caret in the document; None while the text has not the keys.
    """

    selected: Span | None = None
    place: int | None = None


class Sheet:
    """The moments, stops and names of a page.

    Attributes:
        marks: the moments.
        bands: what the stops' bands say.
        asides: the ranges that their stop does not govern.
        questions: of the guide, beside the turns that ask them.
        memos: the marks of turns that have a memo.
        hint: stands above the first line; empty for none.
        note: stands in the middle of an empty page.
        chosen: the chosen moment.
        hovered: the moment whose name, bar or words are pointed at.
        only: the moments that are not faded; None for all.
        alone: the same while one moment is shown alone.
        held: where the chosen moment would stand if its end were let go now.
        found: what a search has found, in order.
    """

    def __init__(self, look: Look, page: Page) -> None:
        self._look = look
        self._page = page
        self._codes = Codes()
        self._colours: dict[str, CodeColour] = {}
        self.heard = Heard()
        self.start_over()

    def start_over(self) -> None:
        """Begins with another text."""
        self.marks = Marks(self._page.pieces)
        self._names = Names(self._look, self._page, self.marks, self._codes)
        self._links = Links(self._look, self._page, self.marks)
        self.bands: Mapping[Id, Band] = {}
        self.asides: tuple[AsideMark, ...] = ()
        self.questions = Questions(self._look, self._page)
        self.memos = MemoMarks(self._look, self._page)
        self.heard.span = None
        self.hint = self.note = ""
        self.chosen: Id | None = None
        self.hovered: Id | None = None
        self.only: frozenset[Id] | None = None
        self.alone: frozenset[Id] | None = None
        self.held: Span | None = None
        self.found: Sequence[Span] = ()

    def forget(self) -> None:
        """Drops what was worked out for a layout, a theme or a codebook that is gone."""
        self._names.forget()
        self._links.forget()
        self.memos.forget()
        self._colours.clear()

    def show_codes(self, view: StudyView) -> bool:
        """Takes the codebooks of a new view; says whether they are others."""
        changed = self._codes.show(view)
        if changed:
            self.forget()
        return changed

    def show_asides(self, asides: tuple[AsideMark, ...]) -> bool:
        """Takes the ranges that their stop does not govern; says whether they are others."""
        changed = asides != self.asides
        if changed:
            self.asides = asides
            self._names.show_notes([(each.span[0], each.words, each.tip) for each in asides])
        return changed

    def show_moments(self, moments: Mapping[Id, Moment]) -> Heights | None:
        """Takes the moments of a new view; between which heights to paint anew, None for all."""
        touched = self.marks.show(moments)
        if self.marks.get(self.chosen) is None:
            self.chosen = self.held = None
        if touched is None:
            self._names.forget()
            return None
        top, bottom = self._names.place_anew(touched)
        if touched and self.questions.labels:  # they stand aside for names
            last = min(max(touched) + REACH, len(self._page.pieces.all) - 1)
            bottom = max(bottom, self._page.lines(last)[-1].rect.bottom())
        return top, bottom

    def show_links(self, view: StudyView, transcript: Transcript | None) -> bool:
        """Takes the pairings of a new view; whether any mark is another."""
        return self._links.show(view, transcript)

    # Painting -----------------------------------------------------------------------------

    def paint(self, painter: QPainter, top: float, bottom: float, caret: Caret) -> None:
        """Paints what shows between two heights of the document."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pieces = self._page.visible(top, bottom)
        scene = self.scene(top, bottom)
        self._paint_selection(painter, scene, caret.selected, wash=True)
        lit = self._lit()
        highlights.paint_slabs(painter, scene, lit)
        highlights.paint_bars(painter, scene, self._page.measures, lit)
        paint_beyond(painter, self._look, self._page.measures, scene)
        paint_finds(painter, self._look, self._page, scene, self.found)
        self._paint_selection(painter, scene, caret.selected, wash=False)
        self._paint_chosen(painter, scene)
        highlights.paint_letters(painter, self._look, self._page, pieces)
        self.heard.paint(painter, self._look, self._page, pieces)
        paint_asides(painter, self._look, self._page, self.asides, scene.lines)
        for number in pieces:
            for rect, stop in self._bands_above(number):
                if stop.id in self.bands:
                    paint_band(painter, self._look, rect, self.bands[stop.id])
        self._paint_hint(painter, top)
        names = self._names.beside(pieces)
        paint_names(painter, self._look, names, lit)
        self._links.paint(painter, self._links.beside(names, pieces), lit)
        self.questions.paint(painter, pieces, names)
        self.memos.paint(painter, pieces)
        self._paint_caret(painter, caret.place)

    def _lit(self) -> Lit:
        """The moments that are not faded: the one pointed at, else those shown alone."""
        if self.hovered is not None:
            return (self.hovered,)
        return self.only if self.alone is None else self.alone

    def paint_note(self, painter: QPainter, rect: QRectF) -> None:
        """Says on an empty page why it is empty."""
        painter.setFont(self._look.interface_font())
        painter.setPen(self._look.colour("mute"))
        place = rect.adjusted(self._look.px(24), self._look.px(24), -self._look.px(24), 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, self.note)

    def _paint_selection(
        self, painter: QPainter, scene: Scene, span: Span | None, *, wash: bool
    ) -> None:
        """The wash lies below the highlights, its outline above them."""
        if span is None:
            return
        path = highlights.selected_path(scene, self._page.places(span), self._page.measures.line)
        if wash:
            painter.fillPath(path, self._look.colour("wash"))
        else:
            painter.strokePath(path, QPen(self._look.colour("accent"), 1.5))

    def _paint_chosen(self, painter: QPainter, scene: Scene) -> None:
        moment, span = self.marks.get(self.chosen), self.chosen_span()
        if moment is None or span is None:
            return
        base = self._colour(moment).base
        highlights.paint_ring(painter, scene, self._page.places(span), base)
        highlights.paint_handles(painter, self._look, self._handles(span), base)

    def _paint_hint(self, painter: QPainter, top: float) -> None:
        first = self._page.above(0)
        if self.hint and top < first:
            height, measures = self._look.px(20), self._page.measures
            place = QRectF(measures.text_x, first - height - 2, measures.text_width, height)
            paint_hint(painter, self._look, place, self.hint)

    def _paint_caret(self, painter: QPainter, place: int | None) -> None:
        if place is None:
            return
        line = self._page.line_at_place(place)
        width = max(2, self._look.px(2))
        rect = QRectF(line.x(place) - width / 2, line.rect.top(), width, line.rect.height())
        painter.fillRect(rect, self._look.colour("accent"))

    def _colour(self, moment: Moment) -> CodeColour:
        """A moment's colours: its first code's."""
        codes = self._codes.of(moment)
        name = codes[0].colour if codes else "grey"
        if name not in self._colours:
            self._colours[name] = self._look.theme.code(name)
        return self._colours[name]

    # What is where ------------------------------------------------------------------------

    def scene(self, top: float, bottom: float) -> Scene:
        """The lines between two heights with the moments that meet them."""
        lines = self._page.lines_between(top, bottom)
        if not lines:
            return Scene((), ())
        offsets = self._page.offsets
        start, end = offsets.to_frozen(lines[0].start), offsets.to_frozen(lines[-1].end)
        marked = []
        for moment in self.marks.meeting(start, max(end, start + 1)):
            low, high = self._page.places((moment.start, moment.end))
            colour, lane = self._colour(moment), self.marks.lane(moment.id)
            marked.append(
                Marked(moment.id, low, high, colour.base, colour.highlight, lane, moment.peak)
            )
        return Scene(lines, marked)

    def chosen_span(self) -> Span | None:
        """Where the chosen moment stands, or will once its end is let go."""
        moment = self.marks.get(self.chosen)
        return self.held or (None if moment is None else (moment.start, moment.end))

    def character_at(self, point: QPointF) -> int | None:
        """The frozen position of the character that covers a point."""
        for number in self._page.visible(point.y(), point.y() + 1):
            for line in self._page.lines(number):
                if line.rect.contains(point):
                    on = QTextLine.CursorPosition.CursorOnCharacter
                    found = line.layout.xToCursor(point.x() - line.rect.left(), on)
                    return self._page.offsets.to_frozen(line.block + found)
        return None

    def moment_at(self, point: QPointF) -> Id | None:
        """The moment whose highlight a point lies on: where several share a line, its own part."""
        position = self.character_at(point)
        here = [] if position is None else self.marks.meeting(position, position + 1)
        if position is None or not here:
            return None
        rect = self._page.line_at(position).rect
        part = int((point.y() - rect.top()) / rect.height() * len(here))
        return here[min(max(part, 0), len(here) - 1)].id

    def beyond_at(self, point: QPointF) -> tuple[Id, ...]:
        """The moments without a bar whose count stands at a point."""
        measures, line = self._page.measures, self._page.measures.line
        if not measures.letter_x - 4 <= point.x() < measures.text_x:
            return ()
        scene = self.scene(point.y() - line, point.y() + line)
        found = (each for each in beyond(self._look, measures, scene) if each.rect.contains(point))
        return next((each.moment_ids for each in found), ())

    def end_at(self, point: QPointF) -> End | None:
        """The end of the chosen moment that a point takes hold of."""
        span = self.chosen_span()
        if span is None:
            return None
        ends: tuple[End, End] = ("start", "end")
        for end, (upper, height) in zip(ends, self._handles(span), strict=True):
            box = QRectF(upper.x() - _GRAB, upper.y() - _GRAB, 2 * _GRAB, height + 2 * _GRAB)
            if box.contains(point):
                return end
        return None

    def name_at(self, point: QPointF) -> Name | None:
        """The name in the margin at a point."""
        names = self._names.beside(self._page.visible(point.y(), point.y() + 1))
        return next((n for n in names if n.moment_id and n.rect.contains(point)), None)

    def aside_at(self, point: QPointF) -> AsideMark | None:
        """The range whose dotted line or words in the margin a point lies on."""
        if not self.asides:
            return None
        pieces = self._page.visible(point.y(), point.y() + 1)
        for name in self._names.beside(pieces):
            if not name.moment_id and name.rect.contains(point):
                return next((each for each in self.asides if each.tip == name.tip), None)
        lines = [
            line
            for line in self._page.lines_between(point.y(), point.y() + 1)
            if line.rect.top() <= point.y() <= line.rect.bottom()
        ]
        beside = (each for each in self.asides[::-1])
        return next(
            (e for e in beside if is_beside(self._page, self._look, e, lines, point.x())), None
        )

    def time_words(self, position: int) -> str | None:
        """The session time of the range that holds a position; None where none does."""
        holding = (each for each in self.asides[::-1] if each.span[0] <= position < each.span[1])
        return next((each.time for each in holding), None)

    def memo_at(self, point: QPointF) -> int | None:
        """Where the turn begins whose mark of a memo lies at a point."""
        return self.memos.at(
            point, self._page.visible(point.y(), point.y() + self._page.measures.line)
        )

    def link_at(self, point: QPointF) -> LinkMark | None:
        """The mark of a pairing at a point."""
        edge = self._look.px(14)
        pieces = self._page.visible(point.y() - edge, point.y() + edge)
        return mark_at(self._links.beside(self._names.beside(pieces), pieces), point)

    def bar_at(self, point: QPointF) -> Id | None:
        """The moment whose bar stands at a point."""
        measures = self._page.measures
        if not measures.gutter_x - 2 <= point.x() < measures.letter_x:
            return None
        scene = self.scene(point.y(), point.y() + 1)
        for marked in scene.marked:
            rect = scene.bar(measures, marked)
            if rect is not None and rect.adjusted(-1, 0, 1, 0).contains(point):
                return marked.moment_id
        return None

    def stop_at(self, point: QPointF) -> Stop | None:
        """The stop whose band lies at a point."""
        for number in self._page.visible(point.y(), point.y() + 1):
            for rect, stop in self._bands_above(number):
                if rect.contains(point):
                    return stop
        return None

    def tip_at(self, point: QPointF) -> str:
        """What is elided at a point, in full; of a bar, its moment's codes."""
        memo = self.memo_at(point)
        if memo is not None:
            return f"Memo: {self.memos.memos[memo]}"
        link = self.link_at(point)
        if link is not None:
            return link.link.tip
        name = self.name_at(point)
        if name is not None:
            return name.tip
        moment = self.marks.get(self.bar_at(point))
        if moment is not None:
            names = [code.name for code in self._codes.of(moment)] or [NO_CODE]
            return "\n".join([*names, *([PEAK] if moment.peak else [])])
        if ids := self.beyond_at(point):
            return self._beyond_tip(ids)
        aside = self.aside_at(point)
        if aside is not None:
            return aside.tip
        pieces = self._page.visible(point.y() - self._page.measures.line * 3, point.y() + 1)
        if question := self.questions.at(point, pieces, self._names.beside(pieces)):
            return question
        stop = self.stop_at(point)
        band = None if stop is None else self.bands.get(stop.id)
        said = () if band is None else (band.head, band.words, band.beside)
        return "  ".join(filter(None, said))

    def _beyond_tip(self, ids: tuple[Id, ...]) -> str:
        """The codes of moments that have no bar, one moment a line."""
        found = (each for each in map(self.marks.get, ids) if each is not None)
        return "\n".join(
            ", ".join(code.name for code in self._codes.of(each)) or NO_CODE for each in found
        )

    def _handles(self, span: Span) -> list[tuple[QPointF, float]]:
        """Upper point and height of a span's two ends."""
        result = []
        for place, ends in zip(self._page.places(span), (False, True), strict=True):
            line = self._page.line_at_place(place, ends=ends)
            result.append((QPointF(line.x(place), line.rect.top()), line.rect.height()))
        return result

    def _bands_above(self, piece: int) -> list[tuple[QRectF, Stop]]:
        """The bands of a piece with their stops; the last piece has those behind it too."""
        measures, pieces = self._page.measures, self._page.pieces
        stops = pieces.all[piece].stops
        rects = band_rects(measures, len(stops), self._page.top(piece))
        found = list(zip(rects, stops, strict=True))
        if pieces.after_all and piece == len(pieces.all) - 1:
            count = len(pieces.after_all)
            bottom = self._page.lines(piece)[-1].rect.bottom() + measures.band_room(count)
            rects = band_rects(measures, count, bottom)
            found += zip(rects, pieces.after_all, strict=True)
        return found
