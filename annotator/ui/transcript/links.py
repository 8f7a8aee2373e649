"""The marks of paired moments in the right margin: where each stands, and its painting."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QIcon, QPainter

from annotator.domain.clock import clock_text
from annotator.domain.ids import Id
from annotator.domain.moment import Pairing
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView
from annotator.ui.icons import icon
from annotator.ui.relations import relation_token
from annotator.ui.theme import Look
from annotator.ui.transcript.marks import Marks
from annotator.ui.transcript.names import Name, name_font
from annotator.ui.transcript.page import Page

_FADED = 0.35
_EDGE = 15  # pixels of the design that a mark is wide and high
_GAP = 5


@dataclass(frozen=True, slots=True)
class Link:
    """What a moment is paired with.

    Attributes:
        relation: of the pairing; of the first where scripts made several.
        tip: relation, party and session times, one pairing a line.
    """

    relation: str
    tip: str


@dataclass(frozen=True, slots=True)
class LinkMark:
    """One mark on the page."""

    moment_id: Id
    rect: QRectF
    link: Link


class Links:
    """The marks of one page. They stand beside what is there and move nothing."""

    def __init__(self, look: Look, page: Page, marks: Marks) -> None:
        self._look = look
        self._page = page
        self._marks = marks
        self._links: Mapping[Id, Link] = {}
        self._icons: dict[str, QIcon] = {}

    def show(self, view: StudyView, transcript: Transcript | None) -> bool:
        """Takes the pairings of a new view; whether any mark is another."""
        links = {} if transcript is None else links_of(view, transcript)
        changed = links != self._links
        self._links = links
        return changed

    def forget(self) -> None:
        """Drops what was made for a theme that is gone."""
        self._icons.clear()

    def beside(self, names: Sequence[Name], pieces: range) -> list[LinkMark]:
        """The marks that show beside these pieces: after the moments' names where there are any.

        Args:
            names: the rows beside the pieces.
            pieces: numbers of the pieces on screen.
        """
        if not self._links:
            return []
        if self._page.measures.names_width:
            return self._after_names(names)
        return self._beside_text(pieces)

    def _after_names(self, names: Sequence[Name]) -> list[LinkMark]:
        edge, gap, measures = self._edge(), self._look.px(_GAP), self._page.measures
        metrics = QFontMetricsF(name_font(self._look))
        furthest = measures.names_x + measures.names_width + self._look.px(_EDGE) - edge
        found: dict[Id, LinkMark] = {}
        for name in names:
            link = self._links.get(name.moment_id)
            if link is not None and name.moment_id not in found:
                after = name.rect.left() + self._look.px(11) + metrics.horizontalAdvance(name.words)
                top = name.rect.center().y() - edge / 2
                rect = QRectF(min(after + gap, furthest), top, edge, edge)
                found[name.moment_id] = LinkMark(name.moment_id, rect, link)
        return list(found.values())

    def _beside_text(self, pieces: range) -> list[LinkMark]:
        """In a narrow column at the right end of the moments' first lines, one under the other."""
        edge, measures = self._edge(), self._page.measures
        left, below = measures.width + self._look.px(3), 0.0
        found = []
        for number in pieces:
            for moment in self._marks.starting_in(number):
                link = self._links.get(moment.id)
                if link is not None:
                    line = self._page.line_at(moment.start).rect
                    top = max(line.top() + (line.height() - edge) / 2, below)
                    found.append(LinkMark(moment.id, QRectF(left, top, edge, edge), link))
                    below = top + edge + 1
        return found

    def paint(
        self, painter: QPainter, marks: Sequence[LinkMark], lit: Container[Id] | None
    ) -> None:
        """Paints marks; those of moments that are not lit are faded, of None all are."""
        for mark in marks:
            painter.setOpacity(1.0 if lit is None or mark.moment_id in lit else _FADED)
            token = relation_token(mark.link.relation)
            if token not in self._icons:
                self._icons[token] = icon(self._look, "link", token)
            self._icons[token].paint(painter, mark.rect.toRect())
        painter.setOpacity(1.0)

    def _edge(self) -> int:
        return self._look.px(_EDGE)


def mark_at(marks: Sequence[LinkMark], point: QPointF) -> LinkMark | None:
    """The mark under a point, with a little room around it."""
    return next((each for each in marks if each.rect.adjusted(-2, -2, 2, 2).contains(point)), None)


def links_of(view: StudyView, transcript: Transcript) -> dict[Id, Link]:
    """What the moments of a transcript are paired with."""
    session_id = view.accounts[transcript.account_id].session_id
    own = view.moments_of(transcript.id)
    links: dict[Id, Link] = {}
    for pairing in view.pairings.values():
        if pairing.session_id != session_id:
            continue
        for moment_id in pairing.moment_ids:
            if moment_id in own:
                tip = _tip(view, pairing, transcript.id)
                before = links.get(moment_id)
                links[moment_id] = (
                    Link(pairing.relation, tip)
                    if before is None
                    else Link(before.relation, f"{before.tip}\n{tip}")
                )
    return links


def _tip(view: StudyView, pairing: Pairing, transcript_id: Id) -> str:
    """Relation and counterparts: `Diverging: paired with the patient’s at 4:12 and 5:03`."""
    parties: dict[str, list[str]] = {}
    for moment_id in pairing.moment_ids:
        moment = view.moment(moment_id)
        if moment is None or moment.transcript_id == transcript_id:
            continue
        voice = view.accounts[view.transcripts[moment.transcript_id].account_id].voice
        start_ms, _ = view.interval_of(moment)
        time = "no session time" if start_ms is None else clock_text(start_ms)
        parties.setdefault(voice, []).append(time)
    said = "; ".join(f"the {voice}’s at {' and '.join(times)}" for voice, times in parties.items())
    head = f"{pairing.relation[:1].upper()}{pairing.relation[1:]}"
    return f"{head}: paired with {said}" if said else f"{head}: paired"
