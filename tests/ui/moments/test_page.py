"""The moments tab in the window, by real keys."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog

from annotator.app.actions import put_in_force
from annotator.app.actions.keymap import Keymap
from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.app.verbs.sample import make_sample
from annotator.domain.clock import clock_text
from annotator.ui.desk import Desk
from annotator.ui.dialogs import filter_name
from annotator.ui.moments.cells import COLUMN_NAMES
from annotator.ui.moments.page import MomentsPage
from annotator.ui.theme import DARK, LIGHT, Theme
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys, shown_window
from tests.ui.window.test_screens import ARTEFACTS, nameless

# The offscreen platform says so whenever a menu opens.
pytestmark = pytest.mark.qt_log_ignore(
    r"This plugin does not support (raise|grabbing|propagateSizeHints)"
)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
F2, F11 = Qt.Key.Key_F2, Qt.Key.Key_F11
RETURN, DOWN, HOME, SPACE = Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_Space


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "settings"))


@pytest.fixture(scope="module")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def window(qapp, sample_file: Path, tmp_path: Path) -> Iterator[Window]:
    """The sample study as RA-2 codes it, in the moments tab."""
    place = tmp_path / "lab.iprstudy"
    place.write_bytes(sample_file.read_bytes())
    shown = shown_window(Settings(scheme="light"))
    shown.show_study(open_study(place, coder="RA-2"))
    press_keys(F11)
    yield shown
    shown.close()
    shown.deleteLater()


@pytest.fixture
def desk(window: Window) -> Desk:
    assert window.desk is not None
    return window.desk


@pytest.fixture
def page(desk: Desk) -> MomentsPage:
    return desk.page.moments


def shown_ids(page: MomentsPage) -> list[str]:
    return [row.moment.id for row in page.table.model_of_moments.shown()]


def tick(page: MomentsPage, pill: str, *texts: str) -> None:
    """Opens a pill and ticks lines by keys."""
    own = page.filter.pills[pill]
    own.setFocus()
    press_keys(SPACE)
    menu = own.choices
    assert menu.isVisible()
    for text in texts:
        action = next(each for each in menu.actions() if each.text().strip().startswith(text))
        menu.setActiveAction(action)
        QTest.keyClick(menu, Qt.Key.Key_Space)
        assert menu.isVisible()  # it stays open for more
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    QApplication.processEvents()


def test_from_the_table_to_the_text_and_back(desk: Desk, page: MomentsPage):
    assert desk.page.tab == "moments"
    assert page.table.hasFocus()
    assert len(shown_ids(page)) == len(list(desk.view.all_moments()))
    press_keys(HOME, DOWN, DOWN)
    row = page.table.in_hand
    assert row is not None
    if row.place.session_id == desk.session_id:
        assert desk.moment_id == row.moment.id
    press_keys(RETURN)
    assert desk.page.tab == "coding"
    assert desk.moment_id == row.moment.id
    assert desk.page.timeline.playhead() is not None
    press_keys("j")
    chosen = desk.moment_id
    assert chosen != row.moment.id
    press_keys(F11)
    assert page.table.in_hand is not None
    assert page.table.in_hand.moment.id == chosen
    filter_sort_group_and_clear(desk, page)


def filter_sort_group_and_clear(desk: Desk, page: MomentsPage):
    whole = len(shown_ids(page))
    tick(page, "Code", "Shame", "Distance")
    tick(page, "Account", "Patient")
    names = {code.name for row in page.rows() for code in page.cells.codes(row)}
    assert names == {"Shame", "Distance"}
    assert {row.place.voice for row in page.rows()} == {"patient"}
    assert 0 < len(shown_ids(page)) < whole
    assert page.filter.pills["Code"].text() == "Code: Shame, Distance"
    assert f"of {whole} moments" in page.changes.count.text()
    header = page.table.header()
    place = header.sectionViewportPosition(COLUMN_NAMES.index("quote")) + header.height()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(header.viewport(), left, none, QPoint(place, header.height() // 2))
    quotes = [row.quote.casefold() for row in page.table.model_of_moments.shown()]
    assert quotes == sorted(quotes)
    page.group.choices.actions()[1].trigger()
    assert [g.title for g in page.table.model_of_moments.groups] == ["Shame", "Distance"]
    page.filter.field.setFocus()
    press_keys("zzzz", RETURN)
    assert shown_ids(page) == []
    assert "No moment fits" in page.nothing.text()
    page.filter.clear.setFocus()
    press_keys(SPACE)
    assert len(shown_ids(page)) == whole
    assert page.filter.field.text() == ""


def test_what_is_selected_is_copied_with_its_source(desk: Desk, page: MomentsPage):
    press_keys(HOME, (DOWN, SHIFT))
    first, second = page.table.selected()
    clipboard = QApplication.clipboard()
    press_keys((Qt.Key.Key_C, CTRL))
    own, other = clipboard.text().split("\n")
    assert own.startswith(f"“{first.quote}” (")
    start_ms, _ = desk.view.interval_of(first.moment)
    assert start_ms is not None
    assert own.endswith(f", session {first.place.session}, {clock_text(start_ms)})")
    assert other.startswith(f"“{second.quote}” (")
    assert "2 moments copied" in desk.page.banner.text()
    press_keys((Qt.Key.Key_C, CTRL | Qt.KeyboardModifier.AltModifier))
    assert clipboard.text() == f"{first.quote}\n{second.quote}"


def test_many_moments_are_changed_in_one_step_and_filters_are_kept(
    desk: Desk, page: MomentsPage, monkeypatch
):
    tick(page, "Code", "Shame")
    page.table.setFocus()
    press_keys(HOME, (DOWN, SHIFT), (DOWN, SHIFT))
    chosen = [row.moment.id for row in page.table.selected()]
    assert len(chosen) == 3
    before = desk.view.moments
    connecting = next(c for _, c in desk.view.codebook.codes() if c.name == "Connecting")
    press_keys(connecting.key.lower())
    assert all(connecting.id in desk.view.moment(each).codes for each in chosen)  # type: ignore[union-attr]
    assert desk.study.history.last.text == "Add Connecting to 3 moments"  # type: ignore[union-attr]
    assert [row.moment.id for row in page.table.selected()] == chosen
    page.changes.peak_asked.emit(True)
    assert all(desk.view.moment(each).peak for each in chosen)  # type: ignore[union-attr]
    whole = len(list(desk.view.all_moments()))
    put_in_force(Keymap().given("undo", ["Alt+Shift+Z"]))
    press_keys(Qt.Key.Key_Delete)
    put_in_force(Keymap())
    assert desk.page.banner.text() == "Delete 3 moments: done; Alt+Shift+Z takes it back."
    assert len(list(desk.view.all_moments())) == whole - 3
    assert not set(chosen) & set(shown_ids(page))
    press_keys((Qt.Key.Key_Z, CTRL), (Qt.Key.Key_Z, CTRL), (Qt.Key.Key_Z, CTRL))
    assert desk.view.moments == before
    assert desk.page.tab == "moments"
    page.filter.clear.click()
    keep_filters_by_name(desk, page, monkeypatch)


def leave_what_is_anothers(window: Window, desk: Desk, page: MomentsPage):
    window.see_as(None)
    QApplication.processEvents()
    page.table.choose(shown_ids(page)[:2])
    before = desk.view.moments
    page.changes.delete_asked.emit()
    assert desk.view.moments == before
    assert "2 moments of another coder" in desk.page.banner.text()
    page.filter.want(page.filter.wanted.toggled("peak", "yes"))
    page.filter.keep_asked.emit()
    assert "say at the top who is coding" in desk.page.banner.text()


def keep_filters_by_name(desk: Desk, page: MomentsPage, monkeypatch):
    monkeypatch.setattr(filter_name.FilterNameSheet, "ask", lambda *_: True)
    monkeypatch.setattr(filter_name.FilterNameSheet, "choice", lambda _: "Shame of patients")
    tick(page, "Code", "Shame")
    tick(page, "Account", "Patient")
    found = shown_ids(page)
    page.filter.keep_asked.emit()
    QApplication.processEvents()
    (kept,) = desk.view.filters.values()
    assert (kept.name, kept.coder_id) == ("Shame of patients", desk.study.seen_by)
    assert page.filter.kept.text() == "Filter: Shame of patients"
    page.filter.clear.click()
    page.filter.kept.setFocus()
    press_keys(SPACE)
    menu = page.filter.kept.choices
    menu.setActiveAction(menu.actions()[0])
    QTest.keyClick(menu, RETURN)
    assert shown_ids(page) == found
    monkeypatch.setattr(filter_name.FilterNameSheet, "choice", lambda _: "SP")
    page.filter.rename_asked.emit(kept)
    assert [each.name for each in desk.view.filters.values()] == ["SP"]
    page.filter.delete_asked.emit(next(iter(desk.view.filters.values())))
    assert not desk.view.filters
    press_keys((Qt.Key.Key_Z, CTRL))
    assert [each.name for each in desk.view.filters.values()] == ["SP"]
    assert page.filter.kept.text() == "Filter: SP"


def test_counts_lead_to_their_moments_and_what_is_shown_goes_to_a_file(
    desk: Desk, page: MomentsPage, tmp_path: Path, monkeypatch, qtbot
):
    page.show_part("matrix")
    qtbot.wait_until(lambda: page.counts.model.rowCount() > 0)
    assert "Delete deletes" not in desk.page.status._hints.text()
    assert "cell" in desk.page.status._hints.text()
    table = page.counts.table
    table.setFocus()
    number = int(table.model().index(0, 1).data())
    name = table.model().index(0, 0).data()
    table.setCurrentIndex(table.model().index(0, 1))
    press_keys(RETURN)
    assert page.shown == "table"
    assert "Delete deletes" in desk.page.status._hints.text()
    assert len(shown_ids(page)) == number > 0
    assert page.filter.pills["Code"].text() == f"Code: {name}"
    page.filter.clear.click()
    page.show_part("pairs")
    page.counts.rule.button("overlap").click()
    qtbot.wait_until(lambda: "overlap" in page.counts.model.grid.title)
    page.counts.form.button("picture").click()
    assert page.counts.chart.drawing.places
    assert page.counts.chart.finding == page.counts.finding.text()
    tick(page, "Dyad", "D02")
    qtbot.wait_until(lambda: "as the filter has them" in page.counts.caption.text())
    page.filter.clear.click()
    page.show_part("table")
    write_what_is_shown(page, tmp_path, monkeypatch, qtbot)


def test_columns_are_remembered_and_another_coder_begins_afresh(
    window: Window, desk: Desk, page: MomentsPage
):
    page.columns.toggled_value.emit("column", "round")
    page.table.setColumnWidth(0, 111)
    shape = page.table.shape()
    assert shape["round"] > 0
    assert shape["dyad"] == 111
    study_id = desk.view.study.id
    window.keep_place()
    assert window.settings.moment_columns[study_id] == shape
    place = desk.study.place
    window.close_study()
    window.show_study(open_study(place, coder="RA-2"))
    window.show_tab("moments")
    assert window.desk is not None
    page = window.desk.page.moments
    assert page.table.shape() == shape
    turn_to_another_coder(window, window.desk, page)
    leave_what_is_anothers(window, window.desk, page)


def write_what_is_shown(page: MomentsPage, tmp_path: Path, monkeypatch, qtbot):
    out = tmp_path / "out"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    tick(page, "Code", "Shame")
    page.export_asked.emit("csv")
    rows = list(csv.DictReader(io.StringIO(out.read_bytes().decode("utf-8-sig"), newline="")))
    assert [row["moment_id"] for row in rows] == shown_ids(page)
    assert "quote" not in rows[0]
    page.export_asked.emit("csv with text")
    rows = list(csv.DictReader(io.StringIO(out.read_bytes().decode("utf-8-sig"), newline="")))
    assert rows[0]["quote"]
    page.show_part("matrix")
    qtbot.wait_until(lambda: page.counts.model.grid.title.startswith("Codes by"))
    page.export_asked.emit("csv")
    assert out.read_bytes().startswith(codecs.BOM_UTF8 + b"code,dyad,moments")
    page.export_asked.emit("svg")
    assert b"<svg" in out.read_bytes()
    page.export_asked.emit("png")
    assert out.read_bytes().startswith(b"\x89PNG")


def turn_to_another_coder(window: Window, desk: Desk, page: MomentsPage):
    others = set(shown_ids(page))
    tick(page, "Code", "Shame")
    coder = next(each for each in desk.view.coders.values() if each.name == "RA-1")
    window.see_as(coder.id)
    QApplication.processEvents()
    assert not others & set(shown_ids(page))
    assert not page.filter.wanted


def is_narrow(button: QAbstractButton) -> bool:
    return button.isVisible() and button.sizeHint().width() > button.width()


@pytest.mark.parametrize(("theme", "percent"), [(LIGHT, 100), (DARK, 200)])
def test_nothing_is_cut_or_nameless(window: Window, page, qtbot, theme: Theme, percent: int):
    window.look.show_theme(theme)
    window.appearance.show_percent(percent)
    for part in ("table", "matrix", "pairs"):
        page.show_part(part)
        if part != "table":
            qtbot.wait_until(lambda: page.counts.model.rowCount() > 0)
        QApplication.processEvents()
        ARTEFACTS.mkdir(exist_ok=True)
        window.grab().save(str(ARTEFACTS / f"moments-{part}-{theme.scheme}-{percent}.png"))
        assert nameless(page) == []
        assert [each.text() for each in page.findChildren(QAbstractButton) if is_narrow(each)] == []


def test_keys_of_the_chosen_moment_act_on_all_selected_rows_in_one_step_each(
    desk: Desk, page: MomentsPage
) -> None:
    down = (DOWN, SHIFT)
    press_keys(HOME, down, down)
    chosen = [row.moment.id for row in page.table.selected()]
    assert len(chosen) == 3

    def now(name: str) -> list[object]:
        return [getattr(desk.view.moment(each), name) for each in chosen]

    def ratings() -> list[list[int]]:
        return [[own.value for own in each] for each in now("ratings")]  # type: ignore[attr-defined]

    before = [desk.view.moment(each) for each in chosen]
    press_keys("4")
    assert ratings() == [[4], [4], [4]]
    assert "Intensity 4 for" in desk.page.banner.text()
    press_keys("4")  # given already: taken back, as in the text
    assert ratings() == [[], [], []]
    press_keys("9")  # off the scale
    assert ratings() == [[], [], []]
    assert "Left as they are: 3 moments:" in desk.page.banner.text()
    press_keys((Qt.Key.Key_P, CTRL))
    assert now("peak") == [True] * 3
    press_keys((Qt.Key.Key_P, CTRL))
    assert now("peak") == [False] * 3
    tense, sure = now("tense")[0], now("certainty")[0]
    press_keys((Qt.Key.Key_T, CTRL), (Qt.Key.Key_U, CTRL))
    following = {None: "then", "then": "now", "now": None}
    assert now("tense") == [following[tense]] * 3  # type: ignore[index]
    surer = {None: "unsure", "unsure": "fair", "fair": "clear", "clear": None}
    assert now("certainty") == [surer[sure]] * 3  # type: ignore[index]
    press_keys("x")
    assert [desk.view.moment(each) for each in chosen] == [None] * 3
    while desk.study.last_step is not None:
        press_keys((Qt.Key.Key_Z, CTRL))
    assert [desk.view.moment(each) for each in chosen] == before


def test_j_and_k_go_along_the_rows_over_heads_of_groups(page: MomentsPage) -> None:
    page.table.show_grouping("dyad")
    rows = shown_ids(page)
    page.table.choose([rows[0]])
    met = []
    for _ in range(8):
        press_keys("j")
        assert page.table.in_hand is not None
        met.append(page.table.in_hand.moment.id)
    assert met == rows[1:9]
    assert [each.moment.id for each in page.table.selected()] == [rows[8]]
    press_keys("k")
    assert page.table.in_hand is not None
    assert page.table.in_hand.moment.id == rows[7]


def test_a_key_that_is_meant_for_the_text_says_where_that_is(desk: Desk, page: MomentsPage) -> None:
    press_keys(HOME, "m")
    there = "That is done in the text: Return opens the moment in hand there."
    assert desk.page.banner.text() == there
    selected = len(page.table.selected())
    assert selected == 1
    revision = desk.view.revision
    page.show_part("matrix")
    page.counts.pane().setFocus()
    for key in ("h", "x", "4"):  # the rows that are selected are out of sight
        desk.page.banner.hide()
        press_keys(key)
        assert desk.page.banner.text() == "That is done in the text: F2 goes there."
    assert desk.view.revision == revision
    desk.page.banner.hide()
    press_keys(Qt.Key.Key_F12, "n")
    assert desk.page.banner.text() == "That is done in the text: F2 goes there."
