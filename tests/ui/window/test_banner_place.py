"""What is said lies over the foot: no word moves for it, and the line that is read stays free."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget

from annotator.ui.desk import Desk
from annotator.ui.window import Window
from tests.ui.looks.views import LONG, settle

TABS = ["coding", "moments", "dyads", "overview", "codebook"]
SHORT = "Select a passage first."


def on_page(desk: Desk, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(desk.page, QPoint(0, 0)), widget.size())


@pytest.mark.parametrize("percent", [100, 200])
def test_nothing_moves_when_something_is_said(window: Window, desk: Desk, percent: int):
    window.appearance.show_percent(percent)
    for tab in TABS:
        window.show_tab(tab)
        settle()
        parts = [each for each in desk.page.findChildren(QWidget) if each.isVisible()]
        own = desk.page.banner
        before = {each: each.geometry() for each in parts}
        for sentence in (SHORT, LONG):
            window.say(sentence, "hint")
            settle()
            assert own.isVisible()
            assert desk.page.rect().contains(own.geometry())
            assert {each: each.geometry() for each in before} == before, tab
        own.hide()


def test_a_short_sentence_covers_the_hints_and_nothing_else(window: Window, desk: Desk):
    window.say(SHORT, "hint")
    settle()
    status = desk.page.status
    assert status.geometry().contains(desk.page.banner.geometry())
    assert desk.page.banner._words.width() > desk.page.banner.width() - 80
    saved = QRect(status._saved.mapTo(desk.page, QPoint(0, 0)), status._saved.size())
    assert not saved.intersects(desk.page.banner.geometry())


def test_a_long_sentence_leaves_the_line_of_the_caret_free(window: Window, desk: Desk, press):
    window.appearance.show_percent(200)
    window.resize(1280, 620)
    settle()
    text = desk.page.columns.in_hand
    assert text is not None
    assert not desk.page.timeline.isVisible()
    window.say(LONG, "bad")
    settle()
    banner = desk.page.banner
    seen = set()
    for _ in range(30):
        press(Qt.Key.Key_Down)
        line = text.caret_line().translated(text.mapTo(desk.page, QPoint(0, 0)))
        assert not line.intersects(banner.geometry())
        seen.add(banner.y())
    assert len(seen) == 2  # it was at the foot, and gave way


def test_it_stays_where_it_lies_when_the_window_is_another(window: Window, desk: Desk):
    window.say(LONG, "bad")
    settle()
    window.resize(900, 600)
    settle()
    page, banner = desk.page, desk.page.banner
    assert banner.geometry().bottom() == page.rect().bottom()
    assert banner.geometry().right() == page.rect().right()
    assert banner.height() >= banner.layout().totalHeightForWidth(banner.width())  # type: ignore[union-attr]
