"""Names of codes over the bins, in columns of any width."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from annotator.ui.theme import Look
from annotator.ui.units.bin_heads import MOST_LINES, lines_in

NAME = "W\N{NO-BREAK SPACE}· Withdrawal from the task"


@pytest.mark.parametrize("width", [1, 6, 14, 30])
def test_a_column_too_narrow_for_a_word_has_no_lines_for_it(qapp: QApplication, width: int) -> None:
    """Cut very short, a name has not even the sign that it is cut."""
    assert lines_in(NAME, QFontMetrics(Look().interface_font(12)), width) > MOST_LINES


def test_words_that_fit_stand_on_as_few_lines_as_they_need(qapp: QApplication) -> None:
    metrics = QFontMetrics(Look().interface_font(12))
    assert lines_in(NAME, metrics, metrics.horizontalAdvance(NAME) + 2) == 1
    assert lines_in(NAME, metrics, metrics.horizontalAdvance("Withdrawal from") + 2) == 2
