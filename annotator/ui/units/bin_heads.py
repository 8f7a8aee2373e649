"""The heads of the grid: the codes, on some lines or upwards where narrow, and the bins' times."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from annotator.ui.pairing_lines import wrapped
from annotator.ui.theme import Look
from annotator.ui.units.bin_model import BinColumn, BinModel

HIGH_PX = 118
MOST_LINES = 3
GROUP_PX = 20


class CodeHead(QHeaderView):
    """Names of codes and scales, with the name that they stand under above them."""

    def __init__(self, look: Look, bins: BinModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look = look
        self._bins = bins
        self._upright = self._are_cut = False
        self._lines = 1
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(False)
        self.setAccessibleName("Codes and scales")

    def fit(self, width: int) -> None:
        """Writes names on some lines, else upwards, where a column cannot hold them on one."""
        metrics, px = QFontMetrics(self._font()), self._look.px
        names = [_named(each) for each in self._bins.columns]
        needed = max((lines_in(name, metrics, width - px(24)) for name in names), default=1)
        self._upright = needed > MOST_LINES
        self._lines = 1 if self._upright else needed
        view = self.parentWidget()
        most = min(px(HIGH_PX), max(px(56), round(0.45 * (view.height() if view else 0))))
        longest = max(map(metrics.horizontalAdvance, names), default=0)
        height = px(10) + max(px(16), self._lines * metrics.height())
        height = min(longest + px(30), most) if self._upright else height
        self._are_cut = self._upright and height < longest + px(30)
        self.setFixedHeight(height + self._group_height())

    def cut_names(self) -> list[str]:
        """The names that are not shown in full; their tips are."""
        shown = ((each, self._shown_lines(place)) for place, each in enumerate(self._bins.columns))
        return [each.name for each, lines in shown if not _is_whole(_named(each), lines)]

    def sizeHint(self) -> QSize:
        """The height in force."""
        return QSize(super().sizeHint().width(), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sections, the names over several of them, and in full that of the column in hand."""
        super().paintEvent(event)
        if self._group_height():
            painter = QPainter(self.viewport())
            self._paint_groups(painter)
            self._paint_in_hand(painter)
            painter.end()

    def in_hand(self) -> str:
        """The name of the column in hand in full, where its own head has no room for it."""
        view, columns = self.parentWidget(), self._bins.columns
        place = view.currentIndex().column() if isinstance(view, QTableView) else -1
        if not self._are_cut or not 0 <= place < len(columns):
            return ""
        return columns[place].path

    def _paint_in_hand(self, painter: QPainter) -> None:
        """Over the column, as near to it as the width allows."""
        name, view, px = self.in_hand(), self.parentWidget(), self._look.px
        if not name or not isinstance(view, QTableView):
            return
        painter.setFont(self._look.interface_font(11.5, QFont.Weight.DemiBold))
        room = self.viewport().width()
        wide = min(painter.fontMetrics().horizontalAdvance(name) + px(12), room)
        left = self.sectionViewportPosition(view.currentIndex().column())
        place = QRectF(max(min(left, room - wide), 0), 0, wide, self._group_height())
        painter.fillRect(place, self._look.colour("wash"))
        painter.setPen(self._look.colour("ink"))
        inside = place.adjusted(px(6), 0, -px(4), 0)
        elide = Qt.TextElideMode.ElideRight
        name = painter.fontMetrics().elidedText(name, elide, int(inside.width()))
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, name)

    def _paint_groups(self, painter: QPainter) -> None:
        painter.setFont(self._look.interface_font(11.5, QFont.Weight.DemiBold))
        columns = self._bins.columns
        for first, each in enumerate(columns):
            if not each.group or (first and columns[first - 1].group == each.group):
                continue
            last = first
            while last + 1 < len(columns) and columns[last + 1].group == each.group:
                last += 1
            left = self.sectionViewportPosition(first)
            right = self.sectionViewportPosition(last) + self.sectionSize(last)
            room = QRectF(left + 4, 0, right - left - 8, self._group_height())
            painter.setPen(self._look.colour("mute"))
            middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            elide = Qt.TextElideMode.ElideRight
            name = painter.fontMetrics().elidedText(each.group, elide, int(room.width()))
            painter.drawText(room, middle, name)
            painter.setPen(QPen(self._look.colour("line"), 1))
            painter.drawLine(room.bottomLeft(), room.bottomRight())

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N802, N803
        """One name, with the code's colour and letter at its foot."""
        look, column = self._look, self._bins.columns[logicalIndex]
        room = QRectF(rect).adjusted(0, self._group_height(), 0, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        chip = look.px(11)
        if column.code is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.theme.code(column.code.colour).base)
            x = room.center().x() - chip / 2 if self._upright else room.left() + look.px(6)
            y = room.bottom() - chip - look.px(6) if self._upright else room.center().y() - chip / 2
            painter.drawRoundedRect(QRectF(x, y, chip, chip), 3, 3)
        painter.setPen(look.colour("ink"))
        painter.setFont(self._font())
        lines, height = self._shown_lines(logicalIndex), painter.fontMetrics().height()
        top, left = room.center().y(), room.left() + self._left(column)
        if self._upright:
            painter.translate(room.center().x(), room.bottom() - chip - look.px(10))
            painter.rotate(-90)
            top = left = 0
        top -= height * len(lines) / 2
        length = self._room_for(logicalIndex)
        for number, line in enumerate(lines):
            place = QRectF(left, top + number * height, length, height)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, line)
        painter.restore()

    def _shown_lines(self, place: int) -> list[str]:
        """The name of a column as it is written."""
        metrics = QFontMetrics(self._font())
        most = self._lines
        if self._upright:
            most = 2 if self.sectionSize(place) >= 2 * metrics.height() else 1
        return wrapped(_named(self._bins.columns[place]), metrics, self._room_for(place), most)

    def _room_for(self, place: int) -> int:
        """The length of a line of a name."""
        px = self._look.px
        if self._upright:
            return self.height() - self._group_height() - px(25)
        return self.sectionSize(place) - self._left(self._bins.columns[place]) - 2

    def _left(self, column: BinColumn) -> int:
        """Where a name begins that is not written upwards."""
        return self._look.px(22 if column.code is not None else 6)

    def _font(self) -> QFont:
        return self._look.interface_font(12)

    def _group_height(self) -> int:
        grouped = self._are_cut or any(each.group for each in self._bins.columns)
        return self._look.px(GROUP_PX) if grouped else 0


def lines_in(name: str, metrics: QFontMetrics, width: int) -> int:
    """How many lines a name takes in a width; more than any head has where a word is wider."""
    lines = wrapped(name, metrics, width, MOST_LINES)
    return len(lines) if _is_whole(name, lines) else MOST_LINES + 1


def _is_whole(name: str, lines: list[str]) -> bool:
    """Whether the lines hold all of a name; one that is cut very short has not even a sign."""
    return "".join("".join(lines).split()) == "".join(name.split())


def _named(column: BinColumn) -> str:
    """A column's name with its letter before it."""
    if column.code is not None and column.code.key:
        return f"{column.code.key.upper()}\N{NO-BREAK SPACE}· {column.name}"
    return column.name


class BinHead(QHeaderView):
    """The times of the bins, with a dot for those that are coded."""

    def __init__(self, look: Look, bins: BinModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._look = look
        self._bins = bins
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setAccessibleName("Bins")

    def sizeHint(self) -> QSize:
        """Wide enough for the longest time and the word for none."""
        metrics = QFontMetrics(self._look.interface_font(12.5, QFont.Weight.DemiBold))
        count = self._bins.rowCount()
        longest = max(
            map(self._bins.bin_words, {0, count - 1} if count else ()), default="", key=len
        )
        longest = longest.removesuffix(" · none") + " · none"
        return QSize(metrics.horizontalAdvance(longest) + self._look.px(34), 0)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N802, N803
        """One bin."""
        look, bins = self._look, self._bins
        view = self.parent()
        current = getattr(view, "row", -1) == logicalIndex
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if current:
            painter.fillRect(rect, look.colour("wash"))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        edge = look.px(8)
        dot = QRectF(rect.left() + look.px(10), rect.center().y() - edge / 2, edge, edge)
        coded = bins.is_coded(logicalIndex)
        painter.setPen(QPen(look.colour("good" if coded else "mute"), 1.2))
        painter.setBrush(look.colour("good") if coded else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(dot)
        weight = QFont.Weight.DemiBold if current else QFont.Weight.Normal
        painter.setFont(look.interface_font(12.5, weight))
        painter.setPen(look.colour("ink" if current or not coded else "mute"))
        place = QRectF(rect).adjusted(look.px(26), 0, 0, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, bins.bin_words(logicalIndex))
        painter.restore()
