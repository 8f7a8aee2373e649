"""The comparing tabs of the window: always of the study as it is, and nothing for the blind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copyfile
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from annotator.app.open_study import NOBODY, OpenStudy, open_study
from annotator.app.qt import live_overview
from annotator.app.settings import Settings
from annotator.app.verbs import moments
from annotator.app.verbs.comparing import Comparison
from annotator.app.verbs.overviewing import overview_of
from annotator.app.verbs.sample import make_sample
from annotator.domain.edits import Replace, Several
from annotator.domain.moment import Moment
from annotator.ui.comparing import Comparing
from annotator.ui.study_page import StudyPage
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys, shown_window

F2, F3, F4 = Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def sample_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample study; tests work on copies."""
    return make_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def study(sample_place: Path, tmp_path: Path) -> OpenStudy:
    """The sample study, with everybody's work."""
    return open_study(Path(copyfile(sample_place, tmp_path / "sample.iprstudy")))


@pytest.fixture
def window(qapp, study: OpenStudy) -> Iterator[Window]:
    """In the coding tab."""
    shown = shown_window(Settings(scheme="light"))
    shown.show_study(study)
    QApplication.processEvents()
    yield shown
    shown.close()
    shown.deleteLater()


@pytest.fixture
def comparing(window: Window) -> Comparing:
    assert window.comparing is not None
    return window.comparing


@pytest.fixture
def page(comparing: Comparing) -> StudyPage:
    return comparing.page


def wait_for(qtbot, comparing: Comparing) -> None:
    """Until the numbers are those of the study as it is now."""

    def is_new() -> bool:
        computed = comparing.computed
        return computed is not None and computed.view is comparing.study.view

    qtbot.waitUntil(is_new, timeout=30_000)
    QApplication.processEvents()


def values(page: StudyPage) -> list[str]:
    return [card.value() for card in page.agreement.numbers.headline if card.isVisible()]


def texts(root: QWidget) -> str:
    """All words that can be seen, and what controls are called and say of themselves."""
    said = []
    for each in (root, *root.findChildren(QWidget)):
        if each.isVisibleTo(root) and each.isVisible():
            said += [each.accessibleName(), each.accessibleDescription(), each.toolTip()]
            if isinstance(each, QLabel | QAbstractButton):
                said.append(each.text())
    return "\n".join(said)


def a_moment(study: OpenStudy, coder: str = "RA-1") -> Moment:
    """The longest moment of a coder in a transcript that is compared."""
    overview = overview_of(study.view, Comparison())
    own = [m for d in overview.compared.documents for m in d.moments[coder]]
    return max(own, key=lambda each: (each.end - each.start, each.id))


def delete_one(study: OpenStudy) -> None:
    study.do(moments.delete(study.view, a_moment(study)), "Delete")


def test_nothing_is_computed_before_it_is_looked_at(qtbot, window, comparing, study):
    delete_one(study)
    QApplication.processEvents()
    assert comparing.computed is None
    press_keys(F3)
    wait_for(qtbot, comparing)
    fresh = overview_of(study.view, Comparison())
    assert values(comparing.page) == [
        f"{each.value:.2f}".removeprefix("0") for each in fresh.headline
    ]


def test_a_change_is_followed_while_the_tab_is_shown(qtbot, window, comparing, page, study):
    press_keys(F3)
    wait_for(qtbot, comparing)
    before = comparing.computed
    assert "147 moments" in page.agreement.state()
    delete_one(study)
    wait_for(qtbot, comparing)
    assert comparing.computed is not before
    assert "146 moments" in page.agreement.state()
    press_keys((Qt.Key.Key_Z, CTRL))  # and so is undo
    wait_for(qtbot, comparing)
    assert "147 moments" in page.agreement.state()


def test_a_change_behind_a_hidden_tab_is_followed_when_it_is_shown(
    qtbot, window, comparing, page, study
):
    press_keys(F3)
    wait_for(qtbot, comparing)
    press_keys(F2)
    before = comparing.computed
    delete_one(study)
    delete_one(study)
    QTest.qWait(50)
    assert comparing.computed is before
    press_keys(F4)
    wait_for(qtbot, comparing)
    press_keys(F3)
    assert "145 moments" in page.agreement.state()


def test_what_does_not_touch_the_numbers_computes_nothing(qtbot, window, comparing, page, study):
    press_keys(F3)
    wait_for(qtbot, comparing)
    before = comparing.computed
    pairing = next(iter(study.view.pairings.values()))
    study.do(Replace(pairing, replace(pairing, memo="x")), "Write")
    QTest.qWait(30)
    assert comparing.computed is before


def test_session_times_follow_a_stop(qtbot, window, comparing, page, study):
    """The unit of seconds rests on the stops."""
    press_keys(F3)
    comparing.ask(Comparison(unit="second"))
    wait_unit(qtbot, comparing, "second")
    wait_for(qtbot, comparing)
    before = values(page)
    later = [Replace(each, None) for own in study.view.stops.values() for each in own[1:]]
    study.do(Several(tuple(later)), "Leave the first stops alone")
    wait_for(qtbot, comparing)
    assert values(page) != before
    study.undo()
    wait_for(qtbot, comparing)
    assert values(page) == before


def test_the_last_question_wins(qtbot, window, comparing, page):
    press_keys(F3)
    for unit in ("turn", "moment", "second", "turn"):
        comparing.ask(Comparison(unit=unit))
    qtbot.waitUntil(
        lambda: bool(
            comparing.computed
            and comparing.computed.overview
            and comparing.computed.overview.unit == "turn"
        ),
        timeout=30_000,
    )
    QTest.qWait(50)
    assert comparing.computed.overview.unit == "turn"
    assert "turns" in page.top.comparison.unit.text()


def test_pills_ask_for_something_else(qtbot, window, comparing, page):
    press_keys(F3)
    wait_for(qtbot, comparing)
    bar = page.top.comparison
    units = {entry.text(): entry for entry in bar.unit.choices.actions()}
    assert units["characters of respondents"].isChecked()
    assert "frozen passages" not in units
    units["turns of respondents"].trigger()
    wait_unit(qtbot, comparing, "turn")
    coders = {entry.text(): entry for entry in bar.coders.choices.actions()}
    assert (coders["RA-1"].isChecked(), coders["RA-2"].isChecked()) == (True, True)
    coders["RA-2"].trigger()
    qtbot.waitUntil(lambda: bool(page.agreement.why_not()), timeout=30_000)
    assert "two coders" in page.agreement.why_not()
    again = {entry.text(): entry for entry in bar.coders.choices.actions()}
    again["All of the round"].trigger()
    qtbot.waitUntil(lambda: not page.agreement.why_not(), timeout=30_000)
    assert comparing.computed.overview.compared.coders == ("RA-1", "RA-2")


def wait_unit(qtbot, comparing: Comparing, unit: str) -> None:
    def is_there() -> bool:
        computed = comparing.computed
        return bool(computed and computed.overview and computed.overview.unit == unit)

    qtbot.waitUntil(is_there, timeout=30_000)
    QApplication.processEvents()


@pytest.mark.parametrize("tab", [F3, F4], ids=["agreement", "consensus"])
def test_a_blind_coder_sees_a_sentence_and_no_number(qtbot, window, comparing, page, study, tab):
    press_keys(tab)
    wait_for(qtbot, comparing)
    numbers = values(page) or [".66"]
    coder = study.view.find_coder("RA-2")
    window.see_as(coder.id)
    QApplication.processEvents()
    QTest.qWait(30)
    assert page.tab in ("agreement", "consensus")
    said = texts(page.agreement if tab == F3 else page.consensus)
    assert "blind" in said
    assert comparing.computed is None
    for hidden in (*numbers, "RA-1", "γ", "alpha", "disagreement"):
        assert hidden not in said
    assert window.grab().toImage().width()
    window.see_as(NOBODY)
    QApplication.processEvents()
    assert "RA-1" not in texts(page.agreement if tab == F3 else page.consensus)
    window.see_as(None)
    wait_for(qtbot, comparing)
    assert page.agreement.why_not() == ""


def test_a_coder_who_turns_blind_while_it_computes_sees_nothing(
    qtbot, window, comparing, page, study, monkeypatch
):
    """One question is being answered and another waits."""
    begun, go_on, ended = Event(), Event(), Event()

    def slow(*asked: object) -> object:
        begun.set()
        assert go_on.wait(20)
        try:
            return overview_of(*asked)  # type: ignore[arg-type]
        finally:
            ended.set()

    monkeypatch.setattr(live_overview, "overview_of", slow)
    press_keys(F3)
    assert begun.wait(20)
    comparing.ask(Comparison(unit="turn"))
    window.see_as(study.view.find_coder("RA-2").id)
    QApplication.processEvents()
    assert "blind" in page.agreement.why_not()
    go_on.set()
    assert ended.wait(20)
    QTest.qWait(300)
    assert comparing.computed is None
    assert "blind" in page.agreement.why_not()
    assert "RA-1" not in texts(page.agreement)


def test_keys_of_a_blind_coder_do_nothing_in_the_comparing_tabs(window, comparing, page, study):
    window.see_as(study.view.find_coder("RA-2").id)
    press_keys(F2, "j")
    before = study.view
    for tab in (F3, F4):
        press_keys(tab)
        QApplication.processEvents()
        window.activateWindow()
        for key in ("j", "x", "m", "h", "3", "n"):
            QTest.keyClicks(window, key)
        QTest.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
        QTest.keyClick(window, Qt.Key.Key_Return, CTRL)
        QTest.keyClick(window, Qt.Key.Key_T, CTRL)
        QApplication.processEvents()
    assert study.view is before


def test_nothing_to_compare_says_why_in_both_tabs(qtbot, window, comparing, page, study):
    for work in list(study.view.assignments.values()):
        if study.view.coders[work.coder_id].name == "RA-2":
            study.do(Replace(work, replace(work, progress="in progress")), "Reopen")
    press_keys(F3)
    wait_for(qtbot, comparing)
    assert "two coders" in page.agreement.why_not()
    press_keys(F4)
    assert "two coders" in texts(page.consensus)


def test_a_bug_of_the_computation_reaches_the_crash_handler(
    qtbot, window, comparing, page, study, monkeypatch
):
    def broken(*_: object) -> object:
        raise ZeroDivisionError("a bug")

    told: list[Exception] = []
    comparing.failed.disconnect()
    comparing.failed.connect(told.append)
    with monkeypatch.context() as patch:
        patch.setattr(live_overview, "overview_of", broken)
        press_keys(F3)
        qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    assert isinstance(told[0], ZeroDivisionError)
    comparing.refresh()
    wait_for(qtbot, comparing)
    assert page.agreement.why_not() == ""


def test_closing_while_it_computes(qtbot, window, comparing):
    press_keys(F3)
    assert window.close_study()
    QTest.qWait(30)
    assert window.comparing is None


def test_meanings_can_be_read_from_the_card(qtbot, window, comparing, page, monkeypatch):
    from annotator.ui import window as module

    press_keys(F3)
    wait_for(qtbot, comparing)
    asked: list[object] = []
    monkeypatch.setattr(module, "show_meanings", lambda *_: asked.append(1))
    page.agreement.numbers.basis.meanings.click()
    assert asked == [1]


def test_coding_blind_leaves_the_comparing_tabs_alone(window: Window) -> None:
    """Made anew with each edit, they cost ten times what coding itself does."""
    assert window.desk is not None
    desk, page = window.desk, window.desk.page
    coder = desk.view.find_coder("RA-2")
    assert coder is not None
    window.show_tab("agreement")
    window.wait_for_comparison()
    everyones = page.agreement
    window.see_as(coder.id)
    emptied = page.agreement
    assert emptied is not everyones
    window.show_tab("coding")
    text = desk.page.columns.text("therapist")
    assert text is not None
    text.select_span(0, 20)
    desk.mark()
    desk.undo()
    assert page.agreement is emptied
    assert page.consensus.queue.model.rowCount() == 0
    window.see_as(None)
    window.show_tab("agreement")
    window.wait_for_comparison()
    assert window.comparing is not None
    assert window.comparing.computed is not None
