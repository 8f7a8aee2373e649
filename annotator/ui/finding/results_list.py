"""The list of what was found."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from annotator.app.verbs.searching import Passage
from annotator.ui.finding.results import (
    LINE_ROLE,
    CodeLine,
    Head,
    Index,
    ResultsModel,
    can_be_coded,
)
from annotator.ui.theme import Look
from annotator.ui.transcript import keys

_HEAD, _CODE, _PASSAGE = 26, 26, 44
_TICK = 14


class ResultsList(QListView):
    """Heads, codes and passages; Return or a click opens one, Space ticks it.

    Signals:
        opened: row of a line.
        copy_asked: the line in hand is to be copied; whether the words alone.
    """

    opened = Signal(int)
    copy_asked = Signal(bool)

    def __init__(self, look: Look, results: ResultsModel) -> None:
        super().__init__()
        self._look = look
        self.results = results
        self.setModel(results)
        self.setItemDelegate(_ResultLine(look, self))
        self.setAccessibleName("Found")
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(400)
        look.changed.connect(self.scheduleDelayedItemsLayout)

    def go(self, row: int) -> None:
        """Takes a line in hand."""
        if 0 <= row < self.results.rowCount():
            self.setCurrentIndex(self.results.index(row))

    def step(self, by: int) -> None:
        """The next line that can be opened, by keys of the field too."""
        row, last = self.currentIndex().row() + by, self.results.rowCount() - 1
        while 0 <= row <= last and isinstance(self.results.line(row), Head):
            row += 1 if by > 0 else -1
        if 0 <= row <= last:
            self.go(row)

    def event(self, event: QEvent) -> bool:
        """Space and copying are the list's own while it has the keys."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and ((event.key() == Qt.Key.Key_Space and not event.modifiers()) or keys.is_copy(event))
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens, Space ticks, Up and Down pass the heads; letters are commands."""
        key = event.key()
        if keys.is_copy(event):
            self.copy_asked.emit(keys.act_of(event) == "copy_plain")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.currentIndex().row())
        elif key == Qt.Key.Key_Space:
            self.results.tick(self.currentIndex().row())
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
            self.step(1 if key == Qt.Key.Key_Down else -1)
        elif event.text().isprintable() and event.text() and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the box ticks, elsewhere it opens."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        line = index.data(LINE_ROLE) if index.isValid() else None
        if line is None or isinstance(line, Head) or event.button() != Qt.MouseButton.LeftButton:
            return
        on_box = event.position().x() < self._look.px(_TICK + 18)
        if on_box and isinstance(line, Passage) and can_be_coded(line):
            self.results.tick(index.row())
        else:
            self.opened.emit(index.row())


class _ResultLine(QStyledItemDelegate):
    """A head in small capitals, a code, or a passage in two lines with its words marked."""

    def __init__(self, look: Look, view: ResultsList) -> None:
        super().__init__(view)
        self._look = look
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line for heads, two for passages."""
        line = index.data(LINE_ROLE)
        height = _PASSAGE if isinstance(line, Passage) else _HEAD
        return QSize(self._look.px(200), self._look.px(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One line."""
        look, px, rect = self._look, self._look.px, option.rect
        line = index.data(LINE_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = QRectF(rect).adjusted(px(10), 0, -px(8), 0)
        if self._view.currentIndex() == index and not isinstance(line, Head):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("wash"))
            painter.drawRoundedRect(QRectF(rect).adjusted(px(4), 1, -px(4), -1), 5, 5)
        if isinstance(line, Head):
            painter.setFont(look.interface_font(11.5, painter.font().Weight.DemiBold))
            painter.setPen(look.colour("mute"))
            text = f"{line.text} · {line.count}"
            self._put(painter, inside.adjusted(0, px(4), 0, 0), text)
        elif isinstance(line, CodeLine):
            painter.setFont(look.interface_font())
            painter.setPen(look.colour("accent"))
            self._put(painter, inside, f"Code {line.name} · {line.count}")
        elif isinstance(line, Passage):
            self._paint_passage(painter, inside, index, line)
        painter.restore()

    def _paint_passage(
        self, painter: QPainter, inside: QRectF, index: Index, line: Passage
    ) -> None:
        look, px = self._look, self._look.px
        edge = px(_TICK)
        if can_be_coded(line):
            box = QRectF(inside.left(), inside.top() + px(6), edge, edge)
            ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
            self._paint_tick(painter, box, ticked=ticked)
        text = inside.adjusted(edge + px(8), 0, 0, 0)
        upper = QRectF(text.left(), text.top() + px(3), text.width(), px(18))
        painter.setFont(look.interface_font(11.5))
        painter.setPen(look.colour("mute"))
        about = f"memo on {line.about}" if line.about else line.speaker
        head = " · ".join(part for part in (self._view.results.time(line), about) if part)
        self._put(painter, upper, head)
        lower = QRectF(text.left(), text.top() + px(20), text.width(), px(20))
        self._paint_words(painter, lower, line)

    def _paint_words(self, painter: QPainter, room: QRectF, line: Passage) -> None:
        """The words found, with as much before and behind them as there is room for."""
        look = self._look
        plain, strong = (
            look.interface_font(),
            look.interface_font(13, painter.font().Weight.DemiBold),
        )
        metrics, bold = QFontMetrics(plain), QFontMetrics(strong)
        words = bold.elidedText(
            " ".join(line.words.split()), Qt.TextElideMode.ElideMiddle, int(room.width() * 0.8)
        )
        spare = room.width() - bold.horizontalAdvance(words)
        before = " ".join(f"{line.before}|".split())[:-1]
        before = metrics.elidedText(before, Qt.TextElideMode.ElideLeft, int(spare * 0.45))
        left = room.left()
        painter.setFont(plain)
        painter.setPen(look.colour("mute"))
        painter.drawText(QRectF(left, room.top(), spare, room.height()), _AT, before)
        left += metrics.horizontalAdvance(before)
        place = QRectF(left, room.top(), bold.horizontalAdvance(words) + 1, room.height())
        wash = look.colour("warn")
        wash.setAlphaF(0.22)
        painter.fillRect(place.adjusted(-1, 2, 1, -2), wash)
        painter.setFont(strong)
        painter.setPen(look.colour("ink"))
        painter.drawText(place, _AT, words)
        left = place.right()
        after = " ".join(f"|{line.after}".split())[1:]
        painter.setFont(plain)
        painter.setPen(look.colour("mute"))
        rest = QRectF(left, room.top(), max(0.0, room.right() - left), room.height())
        text = metrics.elidedText(after, Qt.TextElideMode.ElideRight, int(rest.width()))
        painter.drawText(rest, _AT, text)

    def _paint_tick(self, painter: QPainter, box: QRectF, *, ticked: bool) -> None:
        look = self._look
        painter.setPen(QPen(look.colour("accent" if ticked else "mute"), 1.2))
        painter.setBrush(look.colour("accent") if ticked else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 3, 3)
        if ticked:
            painter.setPen(QPen(look.colour("panel"), max(1.6, look.px(2))))
            a = QPointF(box.left() + box.width() * 0.24, box.top() + box.height() * 0.54)
            b = QPointF(box.left() + box.width() * 0.44, box.top() + box.height() * 0.74)
            c = QPointF(box.left() + box.width() * 0.78, box.top() + box.height() * 0.28)
            painter.drawLine(a, b)
            painter.drawLine(b, c)

    def _put(self, painter: QPainter, room: QRectF, text: str) -> None:
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, _AT, shown)


_AT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft) | int(
    Qt.TextFlag.TextSingleLine
)
