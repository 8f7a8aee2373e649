"""Shows the steps made so far, and asks to which of them to go back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.history_model import DONE_ROLE, HistoryModel, StepRow
from annotator.ui.row_table import RowTable
from annotator.ui.theme import Look
from annotator.ui.tips import grey


class HistorySheet(Sheet):
    """The steps; the row in hand is the last that shall be done.

    Args:
        look: the look in force.
        parent: the window.
        steps: in the order in which they were made.
        done: how many of them are done.
        why_not: why whoever looks at them may go to none; empty for who may.
    """

    def __init__(
        self, look: Look, parent: QWidget | None, steps: Sequence[StepRow], done: int,
        why_not: str = "",
    ) -> None:  # fmt: skip
        super().__init__(look, parent, "History", "Go to this step", self._wrong)
        self._why_not = why_not
        grey(why_not, self.yes)
        self.model = HistoryModel(steps, done, self)
        self.table = RowTable(
            look, self.model, "Steps made since the study was opened",
            grows=["Step"], widths={"When": 84, "": 84}, row=28,
        )  # fmt: skip
        self.tell(
            "All that was done since the study was opened, the newest first. Return on a step "
            "undoes what came after it, or does again what leads to it."
        )
        table = self.table
        table.setItemDelegate(_StepPaint(look, table))
        table.setMinimumHeight(min(look.px(300), 340))  # at 200 % the screen has no more
        table.doubleClicked.connect(lambda _index: self.try_to_accept())
        self.rows.addWidget(table, 100)
        table.setCurrentIndex(self.model.index(self.model.row_of(done), 1))
        table.setFocus(Qt.FocusReason.OtherFocusReason)

    def choice(self) -> int:
        """How many steps shall be done."""
        return self.model.done_at(self.table.currentIndex().row())

    def _wrong(self) -> str:
        if self._why_not:
            return self._why_not
        return "This is where the study is now." if self.choice() == self.model.done else ""


class _StepPaint(QStyledItemDelegate):
    """Undone steps are muted."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paints the words of a step that is not done in a paler colour."""
        super().initStyleOption(option, index)
        if not index.data(DONE_ROLE):
            muted = QColor(self._look.theme.mute)
            palette = QPalette(option.palette)
            palette.setColor(QPalette.ColorRole.Text, muted)
            option.palette = palette


def ask_history(
    look: Look, parent: QWidget | None, steps: Sequence[StepRow], done: int, why_not: str = ""
) -> int | None:
    """How many of the steps shall be done, None when a person gives up."""
    sheet = HistorySheet(look, parent, steps, done, why_not)
    return sheet.choice() if sheet.ask(560) else None
