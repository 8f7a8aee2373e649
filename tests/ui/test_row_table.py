"""The table of sheets: gone through from a field, left by Tab, columns where there is room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from annotator.ui.row_table import RowTable, heighten
from annotator.ui.shown_rows import Index, ShownRows
from annotator.ui.theme import Look


class Numbers(ShownRows):
    """Thirty rows."""

    columns = ("What", "Much", "More")
    _shown = tuple(range(30))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return str(index.row()) if role == Qt.ItemDataRole.DisplayRole else None


@pytest.fixture
def sheet(look: Look, qapp: QApplication) -> Iterator[QWidget]:
    """A field, the table and a button."""
    shown = QWidget()
    field, after = QLineEdit(), QPushButton("After")
    table = RowTable(look, Numbers(shown), "Rows", grows=["What"], widths={"Much": 70, "More": 90})
    column = QVBoxLayout(shown)
    for each in (field, table, after):
        column.addWidget(each)
    table.go_through_from(field)
    shown.resize(400, 300)
    shown.show()
    QApplication.processEvents()
    yield shown
    shown.close()
    shown.deleteLater()


def test_the_arrows_go_through_the_rows_while_somebody_types(sheet: QWidget) -> None:
    field, table = sheet.findChild(QLineEdit), sheet.findChild(RowTable)
    assert field is not None
    assert table is not None
    table.setCurrentIndex(table.model().index(0, 0))
    field.setFocus()
    QTest.keyClicks(field, "ab")
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClicks(field, "c")
    assert (field.text(), table.currentIndex().row()) == ("abc", 1)
    QTest.keyClick(field, Qt.Key.Key_PageDown)
    assert table.currentIndex().row() > 2
    assert field.hasFocus()


def test_tab_leaves_the_table_and_columns_have_their_widths(sheet: QWidget) -> None:
    table, after = sheet.findChild(RowTable), sheet.findChild(QPushButton)
    assert table is not None
    assert after is not None
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Tab)
    assert after.hasFocus()
    widths = [table.columnWidth(table.column(each)) for each in Numbers.columns]
    assert widths == [table.viewport().width() - 160, 70, 90]
    table.show_for(500, {"Much": 500, "More": 501})
    assert [table.isColumnHidden(number) for number in range(3)] == [False, False, True]


def test_a_sheet_grows_by_its_rows_as_far_as_it_may(sheet: QWidget, look: Look) -> None:
    table = sheet.findChild(RowTable)
    assert table is not None
    heighten(sheet, look, table, 7)
    assert sheet.height() == 300 + (7 - 5) * 26 + 40
