"""Another look while tabs are hidden: once shown they are as if made in that look."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.app.verbs.sample import make_sample
from annotator.ui.charts import Chart
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.stylesheet import stylesheet
from annotator.ui.theme import Scheme
from annotator.ui.transcript.page import Page
from annotator.ui.window import Window
from tests.ui.window.conftest import shown_window


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def windows(qapp: QApplication) -> Iterator[list[Window]]:
    made: list[Window] = []
    yield made
    for each in made:
        each.close()
        each.deleteLater()


def window_on(place: Path, windows: list[Window], scheme: Scheme, percent: int) -> Window:
    window = shown_window(Settings(scheme=scheme, percent=percent))
    window.show_study(open_study(place, coder="RA-2"))
    windows.append(window)
    return window


def picture(window: Window, tab: str) -> tuple[QImage, QWidget]:
    window.show_tab(tab)
    window.wait_for_comparison()
    for _ in range(6):
        QApplication.processEvents()
    assert window.desk is not None
    shown = window.desk.page.moments if tab == "moments" else window.desk.page.dyads
    return shown.grab().toImage(), shown


def test_a_tab_behind_takes_the_look_when_it_is_shown(windows: list[Window], place: Path):
    """Rows of the moments table and a drawing, in another theme and size."""
    window = window_on(place, windows, "light", 100)
    before, dyads = picture(window, "dyads")
    picture(window, "moments")
    window.show_tab("coding")
    chart = next(each for each in dyads.findChildren(Chart) if not each.reason)
    drawn = chart.drawing
    window.appearance.show_scheme("dark")
    window.appearance.show_percent(125)
    assert chart.drawing is drawn  # nobody sees it
    moments, _ = picture(window, "moments")
    after, _ = picture(window, "dyads")
    assert chart.drawing is not drawn
    assert after != before
    window.close()
    fresh = window_on(place, windows, "dark", 125)
    assert picture(fresh, "moments")[0] == moments
    picture(fresh, "dyads")
    assert chart_of(fresh, chart.title).drawing == chart.drawing


def chart_of(window: Window, title: str) -> Chart:
    assert window.desk is not None
    return next(each for each in window.desk.page.dyads.findChildren(Chart) if each.title == title)


def test_a_sheet_over_the_window_is_dressed_as_the_window_is(windows: list[Window], place: Path):
    """A dialog wears a dress of its own, and follows the look while it is open."""
    window = window_on(place, windows, "dark", 100)
    sheet = Sheet(window.look, window, "A question", "Go")
    sheet.show()
    QApplication.processEvents()
    panel = window.look.colour("panel").name()
    assert sheet.grab().toImage().pixelColor(2, 2).name() == panel
    ground = sheet.yes.grab().toImage()
    assert ground.pixelColor(8, ground.height() // 2).name() == window.look.colour("accent").name()
    window.appearance.show_scheme("light")
    QApplication.processEvents()
    assert sheet.grab().toImage().pixelColor(2, 2).name() == window.look.colour("panel").name()
    sheet.close()
    sheet.deleteLater()


def test_a_dialog_of_qt_over_the_window_is_dressed_as_ours(windows: list[Window], place: Path):
    window = window_on(place, windows, "dark", 100)
    asked = QFileDialog(window)
    asked.setOption(QFileDialog.Option.DontUseNativeDialog)
    asked.show()
    QApplication.processEvents()
    assert asked.grab().toImage().pixelColor(2, 2).name() == window.look.colour("panel").name()
    assert asked.styleSheet() == stylesheet(window.look)
    window.appearance.show_scheme("light")
    assert asked.styleSheet() == stylesheet(window.look)
    asked.close()
    asked.deleteLater()


def test_the_tab_on_the_screen_alone_is_laid_out_anew(windows: list[Window], place: Path):
    """The coding tab waits behind the overview, and has all of it when it is back."""
    window = window_on(place, windows, "light", 100)
    assert window.desk is not None
    page = window.desk.page
    window.show_tab("overview")
    narrow = page.codebook.list.height()
    window.appearance.show_percent(150)
    window.appearance.show_scheme("dark")
    assert page.codebook.list.height() == narrow
    assert page.overview.styleSheet() == stylesheet(window.look)
    window.show_tab("coding")
    assert page.codebook.list.height() > narrow
    text = next(page.columns.texts()).text
    assert text.document().defaultFont() == window.look.reading_font()
    paper = window.look.colour("paper")
    assert text.viewport().grab().toImage().pixelColor(2, text.height() - 4) == paper


def test_another_theme_moves_no_line_and_another_size_lays_a_text_out_once(
    windows: list[Window], place: Path, monkeypatch: pytest.MonkeyPatch
):
    window = window_on(place, windows, "light", 100)
    for _ in range(6):
        QApplication.processEvents()
    filled: list[Page] = []
    fill = Page.fill

    def counted(page: Page, *given: Any) -> None:
        filled.append(page)
        fill(page, *given)

    monkeypatch.setattr(Page, "fill", counted)
    window.appearance.show_scheme("dark")
    assert filled == []
    window.appearance.show_percent(125)
    for _ in range(6):
        QApplication.processEvents()
    assert window.desk is not None
    shown = [each.text.page for each in window.desk.page.columns.texts()]
    assert len(shown) == 2
    assert sorted(map(id, filled)) == sorted(map(id, shown))


def test_the_collector_passes_over_an_open_study_and_no_longer(windows: list[Window], place: Path):
    gc.unfreeze()
    window = window_on(place, windows, "light", 100)
    assert gc.get_freeze_count() > 10_000
    window.close_study()
    assert gc.get_freeze_count() == 0
