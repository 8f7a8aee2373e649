"""Rows that go on in the next: what is too wide for a row takes the lines that it needs."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from annotator.ui.flow import Flow
from annotator.ui.theme import Look
from annotator.ui.words import RowWords

LONG = "This session has no account that you can judge: the rules of the set name no other."


@pytest.fixture
def row(qapp: QApplication) -> QWidget:
    widget = QWidget()
    Flow(widget, gap=6)
    return widget


def shown(row: QWidget, *parts: QWidget, width: int) -> None:
    layout = row.layout()
    assert layout is not None
    for part in parts:
        layout.addWidget(part)
    row.resize(width, 10)
    row.resize(width, row.heightForWidth(width))
    layout.activate()


def test_words_that_fit_stand_on_one_line(row: QWidget, look: Look) -> None:
    button, words = QPushButton("Sets"), RowWords(look, LONG)
    shown(row, button, words, width=2000)
    assert words.y() < button.geometry().bottom()  # in one row
    assert words.height() == words.fontMetrics().height()
    assert words.heightForWidth(words.width()) == words.height()  # no word goes on below


@pytest.mark.parametrize("width", [120, 200, 333])
def test_words_that_are_wider_than_the_row_go_on_in_further_lines(
    row: QWidget, look: Look, width: int
) -> None:
    button, words, last = QPushButton("Sets"), RowWords(look, LONG), QPushButton("More")
    shown(row, button, words, last, width=width)
    assert row.minimumSizeHint().width() <= 120  # it asks for its longest word, not for its line
    assert words.width() == width
    assert words.height() == words.heightForWidth(width) > words.fontMetrics().height()
    assert last.y() == words.geometry().bottom() + 1 + 6
    assert row.height() == last.geometry().bottom() + 1


def test_a_height_is_that_of_what_stands_there_now(row: QWidget, look: Look) -> None:
    words = RowWords(look, LONG)
    shown(row, words, width=200)
    high = row.heightForWidth(200)
    words.setText("Short.")
    low = row.heightForWidth(200)
    assert low == words.fontMetrics().height() < high
    words.setText(LONG)
    assert row.heightForWidth(200) == high
    button = QPushButton("Sets")
    layout = row.layout()
    assert layout is not None
    layout.addWidget(button)
    assert row.heightForWidth(200) > high
    button.hide()
    assert row.heightForWidth(200) == high
    button.show()
    layout.takeAt(1)
    assert row.heightForWidth(200) == high
    layout.setContentsMargins(0, 3, 0, 4)
    assert row.heightForWidth(200) == high + 7
    look.show_percent(200)
    assert row.heightForWidth(200) > high + 7
