"""A sheet around one table: a bar above it, the table that grows with the sheet, a foot below."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QWidget

from annotator.ui.dialogs.sheet import Check, Sheet
from annotator.ui.flow import Flow
from annotator.ui.row_table import RowTable, heighten
from annotator.ui.theme import Look
from annotator.ui.words import Words


class TableSheet(Sheet):
    """What sheets with a table have in common; whoever makes one gives it its `table`.

    Args:
        look: the look in force.
        parent: the window.
        title: what is asked.
        go: as a sheet's.
        check: likewise.
        most: so many rows have room where the screen has.
        wide: from which width of the sheet, at 100 %, there is room for a column.
        wraps: whether what the foot says may take several lines.

    Attributes:
        table: the table.
        count: what the foot says.
    """

    table: RowTable

    def __init__(
        self, look: Look, parent: QWidget | None, title: str, go: str, check: Check | None = None,
        *, most: int, wide: Mapping[str, int], wraps: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(look, parent, title, go, check)
        self._most, self._wide = most, wide
        self.count = Words(look, "", "mute", wrap=wraps)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More columns where there is room."""
        super().resizeEvent(event)
        self.show_columns()

    def fit(self, width: int) -> None:
        """As high as some rows, where the screen has room."""
        super().fit(width)
        heighten(self, self.look, self.table, self._most)

    def show_columns(self) -> None:
        """Shows the columns that there is room for."""
        self.table.show_for(self.width(), self._wide)

    def add_bar(self, *controls: QWidget) -> Flow:
        """Adds controls in a row, in several where it is narrow; others may be added to it."""
        bar = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        bar.setSizePolicy(policy)
        flow = Flow(bar, gap=self.look.px(8))
        for control in controls:
            flow.addWidget(control)
        self.rows.addWidget(bar)
        return flow

    def add_table(self) -> None:
        """Adds the table; it takes what room there is."""
        self.rows.addWidget(self.table, 100)  # the sheet ends in a stretch of its own

    def add_foot(self, *buttons: QPushButton) -> None:
        """Adds what the foot says, and buttons at its end."""
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        for button in buttons:
            foot.addWidget(button)
        self.rows.addLayout(foot)


def search_field(look: Look, name: str, hint: str) -> QLineEdit:
    """A field for words that rows must have.

    Args:
        look: the look in force.
        name: for whoever hears it.
        hint: stands in it while it is empty.
    """
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setPlaceholderText(hint)
    field.setClearButtonEnabled(True)
    field.setMinimumWidth(look.px(220))
    return field


def foot_button(text: str, name: str, do: Callable[[], None]) -> QPushButton:
    """A button of the foot; Return stays with the sheet's own."""
    button = QPushButton(text)
    button.setAccessibleName(name)
    button.setAutoDefault(False)
    button.clicked.connect(lambda: do())
    return button
