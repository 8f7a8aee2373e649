"""The model of the history: a row a step, the newest first, and under them the opened study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Qt

from annotator.ui.shown_rows import Index, ShownRows

COLUMNS = ("When", "Step", "")
ANOTHERS = "Another coder’s step"
OF_EVERYONE = "A step in everyone’s work"
OF_NOBODY = "A step before somebody was coding"
OPENED = "The study as it was opened"
DONE_ROLE = Qt.ItemDataRole.UserRole + 1
"""Whether the step of a row is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """One step as it is shown.

    Attributes:
        text: what was done; empty for a step that whoever sits here may not see.
        at: when; None where that is not shown.
        whose: what stands in the place of a text that may not be seen.
    """

    text: str
    at: datetime | None
    whose: str = ANOTHERS


class HistoryModel(ShownRows):
    """The steps.

    Args:
        steps: in the order in which they were made.
        done: how many of them are done.
    """

    columns = COLUMNS

    def __init__(self, steps: Sequence[StepRow], done: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown = (*reversed(steps), StepRow(text=OPENED, at=None))
        self.done = done

    def done_at(self, row: int) -> int:
        """How many steps are done where a row's step is the last one."""
        return len(self._shown) - 1 - row

    def row_of(self, done: int) -> int:
        """The row whose step is the last when so many are done."""
        return len(self._shown) - 1 - done

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows, and the whole row for whoever hears it."""
        if not index.isValid():
            return None
        row: StepRow = self._shown[index.row()]
        done = self.done_at(index.row())
        state = "now" if done == self.done else "undone" if done > self.done else ""
        cells = (f"{row.at:%H:%M:%S}" if row.at else "", row.text or row.whose, state)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return cells[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(each for each in (cells[1], cells[0], state) if each)
        if role == DONE_ROLE:
            return done <= self.done
        return None
