"""The overview tab in the window, by real keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from annotator.analysis.tables.design import Work
from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.app.verbs.sample import make_sample
from annotator.domain.edits import Replace, added
from annotator.domain.round import Assignment, Round
from annotator.domain.study import Dyad
from annotator.ui.desk import Desk
from annotator.ui.overview.design_model import CODED
from annotator.ui.overview.page import OverviewPage
from annotator.ui.theme import DARK, LIGHT, Theme
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys, shown_window
from tests.ui.window.test_screens import ARTEFACTS, is_cut, nameless

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
F2, F6, F12 = Qt.Key.Key_F2, Qt.Key.Key_F6, Qt.Key.Key_F12
RETURN, DOWN, TAB = Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Tab


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "settings"))


@pytest.fixture(scope="module")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def window(qapp, sample_file: Path, tmp_path: Path) -> Iterator[Window]:
    """The sample study with everybody's work, in the overview tab."""
    place = tmp_path / "lab.iprstudy"
    place.write_bytes(sample_file.read_bytes())
    shown = shown_window(Settings(scheme="light"))
    shown.show_study(open_study(place))
    press_keys(F12)
    yield shown
    shown.close()
    shown.deleteLater()


@pytest.fixture
def desk(window: Window) -> Desk:
    assert window.desk is not None
    return window.desk


@pytest.fixture
def page(desk: Desk) -> OverviewPage:
    return desk.page.overview


def test_the_key_shows_the_tab_with_the_keys_in_the_design(desk: Desk, page: OverviewPage) -> None:
    assert desk.page.tab == "overview"
    assert QApplication.focusWidget() is page.design.table
    assert page.state().startswith(
        "4 dyads, 8 sessions; 8 therapist and 7 patient interviews = 15; 1 missing, "
        "1 later than 48 h"
    )
    assert page.missing.text() == "1 interview 1 patient"
    press_keys(F2)
    assert desk.page.tab == "coding"


def test_return_opens_the_row_in_the_text(desk: Desk, page: OverviewPage) -> None:
    press_keys(DOWN, DOWN, RETURN)
    assert desk.page.tab == "coding"
    text = desk.page.columns.in_hand
    assert text is not None
    dyad, session, account = desk.view.place_of(text.account_id or "")
    assert (dyad.name, session.number, account.voice) == ("D01", 3, "patient")


def test_a_sum_shows_its_rows(page: OverviewPage) -> None:
    page.late.setFocus(Qt.FocusReason.TabFocusReason)
    press_keys(RETURN)
    assert page.design.shown.value == "late"
    assert page.design.table.rows.rowCount() == 1
    chosen = page.chosen
    assert chosen is not None
    assert (chosen.dyad, chosen.session, chosen.voice) == ("D03", 3, "therapist")
    QTest.mouseClick(page.design.shown.button("all"), Qt.MouseButton.LeftButton)
    assert page.design.table.rows.rowCount() == 18
    assert page.chosen == chosen  # the row in hand stays in hand


def test_it_follows_the_study_and_undo(desk: Desk, page: OverviewPage, qtbot) -> None:
    desk.study.do(Replace(None, Dyad(id="d9", name="D09")), "Add D09")
    qtbot.waitUntil(lambda: "5 dyads" in page.state())
    assert page.design.table.rows.rowCount() == 19
    desk.undo()
    qtbot.waitUntil(lambda: "4 dyads" in page.state())


def test_the_sample_is_counted_by_what_is_chosen(page: OverviewPage) -> None:
    QTest.mouseClick(page.sample.group.button("dyads"), Qt.MouseButton.LeftButton)
    assert [page.sample.by.itemText(i) for i in range(page.sample.by.count())] == [
        "outcome",
        "sessions_total",
    ]
    table = page.sample.shown()
    assert table is not None
    assert [cell.n for cell in table.row_totals] == [1, 2, 1]
    page.sample.across.setFocus(Qt.FocusReason.TabFocusReason)
    press_keys(DOWN, DOWN)
    table = page.sample.shown()
    assert table is not None
    assert table.across == "sessions_total"
    assert "Flagged" in page.sample.note.text()


def test_a_blind_coder_sees_own_progress_only_and_is_told(desk: Desk, window: Window) -> None:
    page = desk.page.overview
    coder = desk.view.find_coder("RA-2")
    assert coder is not None
    window.see_as(coder.id)
    assert desk.page.tab == "overview"
    assert "Only RA-2’s work is loaded" in page.state()
    rows = page.design.table.rows
    assert {w.coder for i in range(rows.rowCount()) for w in rows.row(i).work} == {"RA-2"}


def test_what_is_handed_out_only_is_not_begun(desk: Desk, window: Window) -> None:
    """In a round the sum is that of the coder's queue, as under the study matrix."""
    view = desk.view
    coder = view.find_coder("RA-2")
    assert coder is not None
    places = (("D01", 3), ("D02", 3), ("D03", 3))
    texts = [view.find_account(*place, "therapist").id for place in places]
    number = max(each.number for each in view.rounds.values()) + 1
    work = Round(
        id="new", name="new", number=number, kind="production", codebook_id=view.codebook.id
    )
    given = [
        Assignment(id=f"g{n}", round_id="new", coder_id=coder.id, account_id=text, position=n)
        for n, text in enumerate(texts, start=1)
    ]
    desk.study.do(added(work, *given), "Hand out")
    window.see_as(coder.id)
    page = desk.page.overview
    assert page.coded.text() == "0 of 3 of my queue done; 2 begun"  # those with moments
    panel = [each.text() for each in desk.page.study.findChildren(QLabel)]
    assert any("My queue: 0 of 3 coded" in each for each in panel)
    rows = [page.design.table.rows.row(n) for n in range(page.design.table.rows.rowCount())]
    assert [row.is_begun for row in rows if row.account_id in texts] == [True, True, False]


def test_turning_blind_elsewhere_leaves_nothing_of_others_in_it(desk: Desk, window: Window) -> None:
    press_keys(F2)
    coder = desk.view.find_coder("RA-2")
    assert coder is not None
    window.see_as(coder.id)
    rows = desk.page.overview.design.table.rows
    assert {w.coder for i in range(rows.rowCount()) for w in rows.row(i).work} == {"RA-2"}


def test_f6_goes_through_the_panes(page: OverviewPage) -> None:
    seen = []
    for _ in range(3):
        press_keys(F6)
        seen.append(QApplication.focusWidget())
    assert seen == [page.sample.table, page.held, page.design.table]


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.scheme)
def test_nothing_is_cut_or_nameless(
    window: Window, page: OverviewPage, theme: Theme, percent: int
) -> None:
    window.appearance.show_percent(percent)
    window.look.show_theme(theme)
    for _ in range(4):
        QApplication.processEvents()
    ARTEFACTS.mkdir(exist_ok=True)
    window.grab().save(str(ARTEFACTS / f"overview-{theme.scheme}-{percent}.png"))
    labels: list[QLabel] = page.findChildren(QLabel)
    shown = [each for each in labels if each.isVisible() and each.text()]
    assert [each.text() for each in shown if is_cut(each)] == []
    assert nameless(page) == []
    assert not [
        each
        for each in page.findChildren(QWidget)
        if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.width() < 8
    ]


def test_a_shut_account_shows_nothing_of_its_text_and_opens_without_a_crash(
    desk: Desk, window: Window
) -> None:
    view = desk.view
    coder = view.find_coder("RA-2")
    assert coder is not None
    hiding = Round(
        id="hiding",
        name="alone",
        number=9,
        kind="production",
        codebook_id=view.codebook.id,
        hides_other_account=True,
    )
    own, other = (view.find_account("D03", 3, voice).id for voice in ("therapist", "patient"))
    given = Assignment(id="given", round_id="hiding", coder_id=coder.id, account_id=own)
    desk.study.do(added(hiding, given), "Hand out")
    window.see_as(coder.id)
    assert desk.view.shut == {other}
    page = desk.page.overview
    rows = [page.design.table.rows.row(n) for n in range(page.design.table.rows.rowCount())]
    (row,) = [each for each in rows if each.account_id == other]
    assert (row.turns, row.work, row.status) == (None, (), "held")
    page.design.table.choose(row)
    page.design.table.setFocus()
    press_keys(RETURN)
    assert desk.page.tab == "coding"
    assert desk.session_id == row.session_id
    assert desk.page.columns.text("patient") is None


def test_who_codes_a_row_is_not_cut_where_there_is_room(window: Window, desk: Desk) -> None:
    """Three coders on a row, in a window of 1440 pixels."""
    window.resize(1440, 900)
    QApplication.processEvents()
    table = desk.page.overview.design.table
    row = table.rows.row(0)
    work = tuple(Work(coder=f"RA-{n}", progress="in progress", moments=9) for n in (1, 2, 3))
    table.rows.show_rows([replace(row, work=work)])
    font = QFontMetrics(window.look.interface_font(13, QFont.Weight.Normal))
    said = str(table.rows.index(0, CODED).data())
    assert said == "RA-1 in progress, 9 · RA-2 in progress, 9 · RA-3 in progress, 9"
    assert table.columnWidth(CODED) - window.look.px(16) >= font.horizontalAdvance(said)
    assert table.rows.index(0, CODED).data(Qt.ItemDataRole.ToolTipRole)
    shown = [n for n in range(9) if not table.isColumnHidden(n)]
    assert sum(map(table.columnWidth, shown)) <= table.viewport().width()
