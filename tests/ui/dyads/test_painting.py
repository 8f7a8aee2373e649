"""The dyads tab is painted once when it comes on the screen, whatever has changed since."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from annotator.ui.window import Window
from tests.ui.dyads.conftest import settled


class _Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Counts, and lets everything pass."""
        self.count += event.type() == QEvent.Type.Paint
        return False


def rest() -> None:
    """All that is due is done."""
    for _ in range(5):
        QApplication.processEvents()


@pytest.mark.parametrize("since", ["", "theme"])
def test_a_tab_that_comes_on_the_screen_is_painted_once(window: Window, since: str):
    window.show_tab("dyads")
    numbers, paints = settled(window).numbers, _Paints()
    rest()
    window.show_tab("coding")
    rest()
    if since:
        window.commands.run(since)
        rest()
    heads = numbers.headlines[0]
    heads.installEventFilter(paints)
    numbers.table.viewport().installEventFilter(paints)
    window.show_tab("dyads")
    assert paints.count == 0
    rest()
    assert paints.count == 2  # once each
    for card in numbers.pictures.cards():
        if card.isVisible():
            assert card.chart.height() == card.chart.sizeHint().height()
