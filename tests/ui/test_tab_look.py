"""The look of a tab waits while another tab is in front of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from annotator.ui.hair_splitter import HairSplitter
from annotator.ui.stylesheet import Dress, stylesheet
from annotator.ui.tab_look import PartLook, TabLook
from annotator.ui.theme import DARK, LIGHT, Look, ReadingLook


class Tab(QObject):
    """A tab that says what its look has told."""

    def __init__(self, whole: Look) -> None:
        super().__init__()
        self.is_seen = False
        self.look = TabLook(whole, lambda: self.is_seen, self)
        self.told: list[str] = []
        self.look.restyled.connect(lambda: self.told.append("restyled"))
        self.look.changed.connect(lambda: self.told.append("changed"))
        self.look.settled.connect(lambda: self.told.append("settled"))

    @property
    def shows(self) -> tuple[str, int]:
        return self.look.theme.scheme, self.look.percent


@pytest.fixture
def whole(qapp: QApplication) -> Look:
    return Look(LIGHT, 100)


def test_a_tab_on_the_screen_follows_at_once(whole: Look) -> None:
    tab = Tab(whole)
    tab.is_seen = True
    whole.show_theme(DARK)
    assert tab.shows == ("dark", 100)
    assert tab.told == ["restyled", "changed", "settled"]


def test_a_tab_behind_takes_all_of_it_once_when_it_is_shown(whole: Look) -> None:
    tab = Tab(whole)
    whole.show_theme(DARK)
    whole.show_percent(125)
    whole.show_all(whole.theme, whole.percent, ReadingLook(line=2.0))
    assert tab.shows == ("light", 100)
    assert tab.told == []
    tab.look.take()
    assert tab.shows == ("dark", 125)
    assert tab.look.reading.line == 2.0
    assert tab.told == ["restyled", "changed", "settled"]
    tab.look.take()
    assert len(tab.told) == 3


def test_what_came_and_went_behind_a_tab_dresses_nothing_anew(whole: Look) -> None:
    tab = Tab(whole)
    whole.show_theme(DARK)
    whole.show_theme(LIGHT)
    tab.look.take()
    assert "restyled" not in tab.told


def test_other_keys_are_told_and_nothing_is_dressed(whole: Look) -> None:
    tab = Tab(whole)
    whole.changed.emit()  # as when a person has changed a key
    assert tab.told == []
    tab.look.take()
    assert tab.told == ["changed"]


def test_a_tab_that_is_gone_is_told_nothing(whole: Look) -> None:
    tab = Tab(whole)
    tab.is_seen = True
    told = tab.told
    tab.deleteLater()
    QApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))
    whole.show_theme(DARK)
    assert told == []


class Restyled(QObject):
    """Counts how often Qt has dressed a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.StyleChange
        return False


def test_a_dress_follows_its_look_and_is_put_on_when_it_is_another(whole: Look) -> None:
    widget = QWidget()
    Dress(whole, widget)
    widget.show()
    assert widget.styleSheet() == stylesheet(whole)
    restyled = Restyled(widget)
    whole.show_all(whole.theme, whole.percent, ReadingLook(line=2.0))  # the transcripts' own
    assert restyled.count == 0
    whole.show_theme(DARK)
    assert restyled.count == 1
    assert DARK.panel in widget.styleSheet()
    assert LIGHT.panel not in widget.styleSheet()
    widget.close()


def test_a_part_that_is_put_away_is_dressed_when_it_comes(whole: Look) -> None:
    around = QWidget()
    look = PartLook(whole, around)
    part = QWidget(around)
    look.wear(part)
    part.hide()
    around.show()
    before = part.styleSheet()
    whole.show_theme(DARK)
    assert (look.theme.scheme, part.styleSheet()) == ("light", before)
    part.show()
    assert look.theme.scheme == "dark"
    assert part.styleSheet() == stylesheet(whole)
    whole.show_percent(150)  # and while it is there it follows
    assert part.styleSheet() == stylesheet(whole)
    around.close()


def test_hairlines_have_the_colour_of_the_look_without_a_sheet(whole: Look) -> None:
    splitter = HairSplitter(whole, Qt.Orientation.Horizontal, QWidget(), QWidget())
    splitter.resize(300, 40)
    splitter.show()
    QApplication.processEvents()
    for theme in (LIGHT, DARK):
        whole.show_theme(theme)
        line = splitter.handle(1)
        place = line.contentsRect()
        assert place.width() == 1
        assert line.grab().toImage().pixelColor(place.center()) == whole.colour("line")
    assert splitter.styleSheet() == ""
    splitter.close()
