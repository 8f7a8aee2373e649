"""The dyads tab by keys: there, choices, table, pictures, sessions, and back to the text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from annotator.app.open_study import open_study
from annotator.domain.edits import Replace
from annotator.ui.charts import ConvergenceChart, TimelineChart
from annotator.ui.dialogs.telling import TellingSheet
from annotator.ui.dyads.analysis_bar import KIND_NAMES
from annotator.ui.pill import Pill
from annotator.ui.window import Window
from tests.ui.dyads.conftest import settled
from tests.ui.window.conftest import press_keys

F2, F5, F6 = Qt.Key.Key_F2, Qt.Key.Key_F5, Qt.Key.Key_F6
DOWN, RETURN = Qt.Key.Key_Down, Qt.Key.Key_Return


@pytest.fixture(autouse=True)
def opened_menus(monkeypatch: pytest.MonkeyPatch) -> list[QMenu]:
    """The menus that were opened, instead of showing them: offscreen has no keyboard for them."""
    menus: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, *_: menus.append(menu))
    return menus


def pick(pill: Pill, menus: list[QMenu], text: str) -> None:
    """Opens the menu of a pill with the keyboard and takes an entry."""
    pill.setFocus(Qt.FocusReason.TabFocusReason)
    assert focused() is pill
    QTest.keyClick(pill, Qt.Key.Key_Space)
    assert menus[-1] is pill.choices
    next(each for each in pill.choices.actions() if each.text() == text).trigger()


def focused() -> QWidget | None:
    return QApplication.focusWidget()


def in_hand(whole: QWidget) -> bool:
    """Whether the keys are anywhere in it."""
    here = focused()
    return here is not None and whole.isAncestorOf(here)


def test_the_key_opens_the_tab_with_the_table_in_hand_and_f2_goes_back(window: Window):
    assert window.desk is not None
    page = window.desk.page
    press_keys(F5)
    dyads = settled(window)
    assert page.tab == "dyads"
    assert page.top.tabs.value == "dyads"
    assert dyads.why_not() == ""
    assert [card.value() for card in dyads.numbers.headlines] == ["8.3 %", "53.7 %", "88.9 %"]
    assert "p\xa0<\xa0.001, more than chance" in dyads.numbers.headlines[0].says()
    assert "4 sessions of 2 dyads, work of RA-1, seed 0" in dyads.state()
    press_keys(F5)
    assert focused() is dyads.numbers.table
    press_keys(F2)
    assert page.tab == "coding"
    assert in_hand(page.columns)


def test_every_analysis_is_chosen_by_keys_and_shows_numbers(
    window: Window, opened_menus: list[QMenu]
):
    press_keys(F5)
    dyads = settled(window)
    assert window.desk is not None
    bar = window.desk.page.top.analysis
    seen = set()
    for kind in KIND_NAMES:
        pick(bar.kind, opened_menus, KIND_NAMES[kind][1])
        settled(window)
        assert window.analysing is not None
        assert window.analysing.asks.question.kind == kind
        assert dyads.why_not() == ""
        assert bar.kind.text() == KIND_NAMES[kind][0]
        assert dyads.numbers.table.rows.rowCount() > 0
        seen.add(dyads.numbers.table.rows.table.heads)
        assert bar.lag.isVisible() == (kind in ("lag", "recurrence"))
        assert bar.group.isVisible() == (kind == "groups")
    assert len(seen) == len(KIND_NAMES)


def test_coder_lag_group_and_seed_are_chosen_by_keys(window: Window, opened_menus: list[QMenu]):
    press_keys(F5)
    dyads = settled(window)
    assert window.desk is not None
    assert window.analysing is not None
    bar = window.desk.page.top.analysis
    pick(bar.work, opened_menus, "RA-2")
    settled(window)
    assert window.analysing.asks.question.coder == "RA-2"
    assert "work of RA-2" in dyads.state()
    pick(bar.seed, opened_menus, "Seed 2")
    settled(window)
    assert window.analysing.asks.question.seed == 2
    pick(bar.kind, opened_menus, KIND_NAMES["lag"][1])
    settled(window)
    pick(bar.lag, opened_menus, "Lag 2")
    settled(window)
    assert window.analysing.asks.question.lag == 2
    pick(bar.kind, opened_menus, KIND_NAMES["groups"][1])
    settled(window)
    pick(bar.group, opened_menus, "therapist gender")
    settled(window)
    assert window.analysing.asks.question.group == "therapist gender"
    assert bar.group.text() == "therapist gender"


def test_what_was_chosen_stays_when_another_process_writes(
    window: Window, opened_menus: list[QMenu]
):
    press_keys(F5)
    settled(window)
    assert window.desk is not None
    assert window.analysing is not None
    desk, analysing, bar = window.desk, window.analysing, window.desk.page.top.analysis
    pick(bar.kind, opened_menus, KIND_NAMES["course"][1])
    page = settled(window)
    before = desk.view.revision
    with open_study(desk.study.place) as other:
        study = other.view.study
        other.do(Replace(study, replace(study, title="Another")), "Elsewhere")
    coder = next(iter(desk.view.coders.values()))
    desk.study.do(Replace(coder, replace(coder, name="RA-one")), "Here")
    assert desk.view.revision == before + 2
    assert desk.view.study.title == "Another"
    assert settled(window) is page, "the page, and whatever is in hand on it, is still there"
    assert analysing.asks.question.kind == "course"
    assert bar.kind.text() == KIND_NAMES["course"][0]
    window.see_as(next(iter(desk.view.coders)))
    settled(window)
    assert analysing.asks.question.kind != "course"


def test_the_curve_follows_the_row_in_hand(window: Window):
    press_keys(F5)
    dyads = settled(window)
    chart = dyads.numbers.pictures.curve.chart
    assert isinstance(chart, ConvergenceChart)
    table = dyads.numbers.table
    table.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(table, DOWN)
    settled(window)
    row = table.rows.row(table.currentIndex().row())
    assert row.code == "Connecting"
    assert "Connecting" in chart.title
    assert focused() is table
    QTest.keyClick(table, Qt.Key.Key_Up)
    settled(window)
    assert "Connecting" not in chart.title


def test_a_session_is_drawn_and_its_text_opened_by_return(window: Window):
    press_keys(F5)
    dyads = settled(window)
    sessions = dyads.sessions
    sessions.setFocus(Qt.FocusReason.TabFocusReason)
    timeline = dyads.numbers.pictures.timeline.chart
    assert isinstance(timeline, TimelineChart)
    assert "D01" in timeline.title
    for _ in range(3):
        QTest.keyClick(sessions, DOWN)
    settled(window)
    here = sessions.here()
    assert here is not None
    assert (here.dyad, here.number) == ("D02", 5)
    assert "D02" in timeline.title
    QTest.keyClick(sessions, RETURN)
    assert window.desk is not None
    assert window.desk.page.tab == "coding"
    assert window.desk.session_id == here.session_id
    assert in_hand(window.desk.page.columns)


def test_a_moment_of_the_timeline_is_opened_by_return(window: Window):
    press_keys(F5)
    dyads = settled(window)
    timeline = dyads.numbers.pictures.timeline.chart
    timeline.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(timeline, Qt.Key.Key_Right)
    assert timeline.here is not None
    wanted = timeline.here.key
    QTest.keyClick(timeline, RETURN)
    assert window.desk is not None
    assert window.desk.page.tab == "coding"
    assert window.desk.moment is not None
    assert window.desk.moment.id == wanted


def test_f6_goes_through_table_pictures_and_sessions(window: Window):
    press_keys(F5)
    dyads = settled(window)
    dyads.numbers.table.setFocus(Qt.FocusReason.TabFocusReason)
    seen = [focused()]
    for _ in range(len(dyads.panes()) - 1):
        press_keys(F6)
        seen.append(focused())
    assert seen == dyads.panes()
    assert len(seen) == 5
    assert all(each is not None and each.accessibleName() for each in seen)
    press_keys(F6)
    assert focused() is seen[0]


def test_shift_f1_shows_the_meanings_of_these_numbers_first(
    window: Window, monkeypatch: pytest.MonkeyPatch
):
    heads = []
    monkeypatch.setattr(
        TellingSheet,
        "ask",
        lambda sheet, *_: heads.append(sheet.told.toPlainText().split("\n")),
    )
    press_keys(F5)
    dyads = settled(window)
    press_keys((Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier))
    dyads.numbers.meanings.click()
    press_keys(F2)
    press_keys((Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier))
    assert len(heads) == 3
    assert heads[0] == heads[1]
    ours = "Shared session time"
    assert ours in heads[0]
    assert set(heads[0]) == set(heads[2])
    assert heads[0].index(ours) < len(heads[0]) / 2 < heads[2].index(ours)
