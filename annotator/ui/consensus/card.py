"""A card of the queue: where, how they differ, the excerpt, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.analysis.agreement.episodes import Episode
from annotator.domain.view import StudyView
from annotator.ui.consensus.entries import Entry, settled_said
from annotator.ui.consensus.left_over import excerpt_without_moments
from annotator.ui.consensus.queue_model import ENTRY_ROLE, Index, QueueModel
from annotator.ui.excerpt import ExcerptPicture
from annotator.ui.excerpt_heights import ExcerptHeights, Widths
from annotator.ui.excerpt_text import ExcerptText, excerpt_of
from annotator.ui.theme import Look

_GAP, _PAD = 8, 12
_LEFT, _RIGHT = 16, 6  # the scroll bar stands at the right
_KEPT = 60  # pictures: more than a screen holds


class Card(QStyledItemDelegate):
    """Paints an entry as a card and tells how high it is.

    Heights are told without laying text out; where a card turns out another when it is
    painted, the list is told.
    """

    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self._look = look
        self._list = view
        self._excerpts: dict[Episode, ExcerptText] = {}
        self._pictures: dict[Episode, ExcerptPicture] = {}
        self._known: dict[Episode, int] = {}
        self._heights: ExcerptHeights | None = None
        self._fitting: dict[tuple[str, str, str], bool] = {}
        self._widths: list[Widths] = []
        self._width = 0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(view.scheduleDelayedItemsLayout)

    def forget(self) -> None:
        """To be done when look or codebook are others."""
        self._excerpts.clear()
        self._forget_width()

    def keep(self, episodes: Iterable[Episode]) -> None:
        """Lets go of what is known of all other episodes."""
        wanted = set(episodes)
        for known in (self._excerpts, self._known, self._pictures):
            for gone in known.keys() - wanted:
                del known[gone]

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The height at the list's width."""
        self._fit()
        entry = cast(Entry, index.data(ENTRY_ROLE))
        return QSize(self._look.px(120), self._height(entry))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Frame, head, excerpt, decision."""
        self._fit()
        entry, px = cast(Entry, index.data(ENTRY_ROLE)), self._look.px
        picture = self._picture(entry)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect.adjusted(px(_LEFT), 0, -px(_RIGHT), -px(_GAP))
        self._paint_frame(painter, rect, option)
        inside = rect.adjusted(px(_PAD), px(8), -px(_PAD), -px(8))
        self._paint_head(painter, inside, entry)
        top = inside.top() + self._head(entry)
        picture.paint(painter, QPointF(inside.left(), top))
        if entry.decision is not None:
            below = top + picture.height() + px(4)
            self._paint_decision(painter, inside, below, entry)
        painter.restore()

    # Measuring ----------------------------------------------------------------------------

    def _fit(self) -> None:
        width = self._list.viewport().width()
        if width != self._width or self._heights is None:
            self._forget_width()
            self._width = width
            self._heights = ExcerptHeights(self._look, self._inner())
            self._widths = [Widths(font) for font in _head_fonts(self._look)]

    def _forget_width(self) -> None:
        self._pictures.clear()
        self._known.clear()
        self._fitting.clear()
        self._heights = None

    def _inner(self) -> int:
        return max(1, self._width - sum(map(self._look.px, (_LEFT, _RIGHT, _PAD, _PAD))))

    def _head(self, entry: Entry) -> int:
        """Of one line; of two where how they differ does not fit beside the place."""
        return self._look.px(24 if self._fits(entry) else 42)

    def _fits(self, entry: Entry) -> bool:
        texts = (entry.place, entry.time, entry.episode.said)
        if texts not in self._fitting:
            widths = (each.of(text) for each, text in zip(self._widths, texts, strict=True))
            self._fitting[texts] = sum(widths) + self._look.px(17) < self._inner()
        return self._fitting[texts]

    def _height(self, entry: Entry) -> int:
        px = self._look.px
        own = self._known.get(entry.episode)
        if own is None and self._heights is not None:
            own = self._known[entry.episode] = self._heights.height(self._excerpt(entry))
        lines = 0 if entry.decision is None else (2 if entry.note else 1)
        decision = px(4) + lines * px(17) if lines else 0
        return (own or 0) + self._head(entry) + decision + px(16) + px(_GAP)

    def _excerpt(self, entry: Entry) -> ExcerptText:
        episode, decision = entry.episode, entry.decision
        known = self._excerpts.get(episode)
        if known is None:
            view = self._view()
            known = (
                excerpt_without_moments(view, episode, decision)
                if decision is not None and entry.is_left_over
                else excerpt_of(view, episode)
            )
            self._excerpts[episode] = known
        return known

    def _view(self) -> StudyView:
        view = cast(QueueModel, self._list.model()).view
        assert view is not None, "there are no entries before there is a view"
        return view

    def _picture(self, entry: Entry) -> ExcerptPicture:
        """The excerpt laid out; the list hears where it is higher than was told."""
        episode = entry.episode
        if episode not in self._pictures:
            if len(self._pictures) > _KEPT:
                self._pictures.clear()
            told = self._height(entry)
            picture = ExcerptPicture(self._look, self._excerpt(entry), self._inner())
            self._pictures[episode] = picture
            self._known[episode] = picture.height()
            if self._height(entry) != told:
                self._later.start()
        return self._pictures[episode]

    # Painting -----------------------------------------------------------------------------

    def _paint_frame(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem) -> None:
        look, state = self._look, option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        pointed = bool(state & QStyle.StateFlag.State_MouseOver)
        pen = QPen(look.colour("accent"), 2) if chosen else QPen(look.colour("line"), 1)
        painter.setPen(pen)
        painter.setBrush(look.colour("wash" if pointed and not chosen else "panel"))
        edge = pen.widthF() / 2
        painter.drawRoundedRect(QRectF(rect).adjusted(edge, edge, -edge, -edge), 9, 9)

    def _paint_head(self, painter: QPainter, inside: QRect, entry: Entry) -> None:
        """Place and time at the left, how they differ at the right."""
        look, px = self._look, self._look.px
        line = QRect(inside.left(), inside.top(), inside.width(), px(18))
        middle = Qt.AlignmentFlag.AlignVCenter
        place, time, said = _head_fonts(look)
        painter.setFont(place)
        painter.setPen(look.colour("ink"))
        painter.drawText(line, middle, entry.place)
        used = painter.fontMetrics().horizontalAdvance(entry.place) + px(7)
        painter.setPen(look.colour("mute"))
        painter.setFont(time)
        painter.drawText(line.adjusted(used, 0, 0, 0), middle, entry.time)
        fits = self._fits(entry)
        painter.setFont(said)
        words = painter.fontMetrics().elidedText(
            entry.episode.said, Qt.TextElideMode.ElideRight, inside.width()
        )
        side = Qt.AlignmentFlag.AlignRight if fits else Qt.AlignmentFlag.AlignLeft
        painter.drawText(line if fits else line.translated(0, px(18)), middle | side, words)

    def _paint_decision(self, painter: QPainter, inside: QRect, top: int, entry: Entry) -> None:
        """A tick and what was chosen; a warning where it is to be decided again."""
        look, px = self._look, self._look.px
        painter.setFont(look.interface_font(11.5, QFont.Weight.DemiBold))
        lines = [("good", "✓", settled_said(self._view(), entry))]
        if entry.note:
            lines.append(("warn", "!", entry.note))
        for token, sign, said in lines:
            line = QRect(inside.left(), top, inside.width(), px(17))
            painter.setPen(look.colour(token))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, sign)
            painter.setPen(look.colour("ink"))
            words = line.adjusted(px(15), 0, 0, 0)
            shown = painter.fontMetrics().elidedText(
                said, Qt.TextElideMode.ElideRight, words.width()
            )
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)
            top += px(17)


def _head_fonts(look: Look) -> tuple[QFont, QFont, QFont]:
    """Of place, time, and how the coders differ."""
    place = look.interface_font(12.5, QFont.Weight.DemiBold)
    return place, look.interface_font(12), look.interface_font(12)
