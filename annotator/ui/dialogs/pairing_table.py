"""The dyadic table: pairings with both quotes side by side, and what stands alone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QTableView, QWidget

from annotator.analysis.dyads.pairing_table import PairingRow
from annotator.domain.ids import Id
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.pairing_table_model import COLUMNS, SHOWN, PairingTableModel
from annotator.ui.pairing_table_paint import PairingTablePaint
from annotator.ui.room import room_for
from annotator.ui.segments import Choice, Segments
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo
from annotator.ui.words import Words

_ROWS = 6  # that the sheet has room for where the screen has
_WIDE = 760  # from this width, at 100 %, there is room for more than the two accounts
_WIDTHS = {"Session": 68, "Relation": 112, "Coder": 76, "Memo": 150}


class PairingTableSheet(Sheet):
    """The table with its filter and its order; Return goes to the row in hand."""

    def __init__(self, look: Look, parent: QWidget | None, rows: Sequence[PairingRow]) -> None:
        super().__init__(look, parent, "Dyadic table", "Show in the text", self._wrong)
        self.model = PairingTableModel(rows, self)
        self.shown = Segments("Show", [Choice(each, each.capitalize()) for each in SHOWN])
        self.shown.show_value("all")
        self.order = Combo(look)
        self.order.addItems(COLUMNS)
        self.order.setAccessibleName("Sorted by")
        self.order.view().setAccessibleName("Columns")
        self.table = QTableView()
        self._optional = {
            "Coder": len({each.coder for each in rows}) > 1,
            "Memo": any(each.memo for each in rows),
        }
        self._dress_table()
        self.shown.chosen.connect(self._show)
        self.order.currentIndexChanged.connect(self._sort)
        self.table.horizontalHeader().sectionClicked.connect(self._sort_by_header)
        self._lay_out(summary(rows))
        self._take_first()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def choice(self) -> tuple[Id, ...]:
        """Ids of the moments of the row in hand, the therapist's first; none without a row."""
        place = self.table.currentIndex()
        return self.model.row(place.row()).moment_ids if place.isValid() else ()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More columns where there is room."""
        super().resizeEvent(event)
        self._show_columns()

    def fit(self, width: int) -> None:
        """As high as some rows, where the screen has room."""
        super().fit(width)
        room = room_for(self.parentWidget() or self)
        rows = min(self.model.rowCount(), _ROWS) * self.table.verticalHeader().defaultSectionSize()
        more = max(0, rows + self.look.px(40) - self.table.minimumHeight())
        self.resize(self.width(), min(self.height() + more, room.height() - 60))

    def _lay_out(self, said: str) -> None:
        self.rows.addWidget(Words(self.look, said, "mute", wrap=True))
        bar = QHBoxLayout()
        bar.addWidget(self.shown)
        bar.addStretch(1)
        bar.addWidget(Words(self.look, "Sorted by", "mute"))
        bar.addWidget(self.order)
        self.rows.addLayout(bar)
        self.rows.addWidget(self.table, 100)  # the sheet ends in a stretch of its own

    def _dress_table(self) -> None:
        table, look = self.table, self.look
        paint = PairingTablePaint(look, table)
        table.setModel(self.model)
        table.setItemDelegate(paint)
        table.setAccessibleName("Pairings")
        table.setProperty("framed", True)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setMinimumHeight(look.px(120) + paint.row_height())
        rows, head = table.verticalHeader(), table.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(paint.row_height())
        head.setSectionsClickable(True)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, name in enumerate(COLUMNS):
            if name in _WIDTHS:
                table.setColumnWidth(column, look.px(_WIDTHS[name]))
            else:
                head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def _show_columns(self) -> None:
        """Coder and memo only where they say something and leave room for the words."""
        wide = self.width() >= self.look.px(_WIDE)
        for name, says in self._optional.items():
            self.table.setColumnHidden(COLUMNS.index(name), not (says and wide))

    def _show(self, which: object) -> None:
        self.model.show(str(which))
        self._sort(self.order.currentIndex())

    def _sort(self, column: int) -> None:
        self.model.sort(column)
        self._take_first()

    def _sort_by_header(self, column: int) -> None:
        self.order.setCurrentIndex(column)

    def _take_first(self) -> None:
        if self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 0))

    def _wrong(self) -> str:
        return "" if self.choice() else "There is no row to go to."


def summary(rows: Sequence[PairingRow]) -> str:
    """How many are paired, by relation, and how many stand alone, by party."""
    paired = [each.relation for each in rows if each.pairing is not None]
    text = f"{len(paired)} pairing{'' if len(paired) == 1 else 's'}"
    counts = [f"{paired.count(each)} {each}" for each in dict.fromkeys(sorted(paired))]
    text += f" ({', '.join(counts)})" if counts else ""
    alone = [each.one_sided for each in rows if each.pairing is None]
    sides = [f"{alone.count(voice)} of the {voice}" for voice in ("therapist", "patient")]
    return f"{text}. One-sided moments: {', '.join(sides)}."


def ask_pairing_row(
    look: Look, parent: QWidget | None, rows: Sequence[PairingRow]
) -> tuple[Id, ...] | None:
    """The moments of the row to go to, None when a person closes the table."""
    sheet = PairingTableSheet(look, parent, rows)
    return sheet.choice() if sheet.ask(1080) else None
