"""Relations and tolerance of the study by real keys, and going to counterparts by the marks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from annotator.domain.edits import added
from annotator.domain.round import Coder
from annotator.ui.counterpart import CounterpartCard
from annotator.ui.desk import Desk
from annotator.ui.dialogs.pairing import PairingSheet
from annotator.ui.dialogs.pairing_rules import PairingRulesSheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.window import Window
from tests.ui.window.conftest import Keys
from tests.ui.window.test_asking_agreement import go_back
from tests.ui.window.test_pairing import coded, in_next, pair_by_keys, press_in, tick
from tests.ui.window.test_screens import nameless

__all__ = ["coded"]

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
RULES, UNDO = (Qt.Key.Key_R, CTRL | SHIFT), (Qt.Key.Key_Z, CTRL)
RETURN, SPACE, TAB = Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Tab
Act = Callable[[Sheet], object]


@pytest.fixture
def paired(window: Window, desk: Desk, coded: dict[str, str]) -> dict[str, str]:
    """One diverging pairing of the coder, and then everyone's work on screen."""
    pair_by_keys(window, desk, coded["t3"], [coded["p2"]], "3")
    window.see_as(None)
    go_back(window)
    desk.page.study.matrix.setFocus()
    return coded


def type_in_editor(sheet: PairingRulesSheet, name: str) -> None:
    """Types a name into the row that is being named."""
    editor = sheet.list.findChild(QLineEdit)
    assert editor is not None, "no row is being named"
    editor.selectAll()
    QTest.keyClicks(editor, name)
    QTest.keyClick(editor, RETURN)
    QApplication.processEvents()


def test_the_list_is_changed_by_keys_in_one_step(
    window: Window, desk: Desk, paired: dict[str, str]
) -> None:
    before = desk.view.study
    notes: list[str] = []

    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, PairingRulesSheet)
        assert sheet.focusWidget() is sheet.list
        assert nameless(sheet) == []
        press_in(sheet, Qt.Key.Key_End, Qt.Key.Key_Delete)
        notes.append(sheet.note.text())
        press_in(sheet, Qt.Key.Key_Insert)
        type_in_editor(sheet, "parting")
        press_in(sheet, Qt.Key.Key_Home, Qt.Key.Key_F2)
        type_in_editor(sheet, "meeting")
        QTest.keyClick(sheet.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        assert sheet.list.relations() == ("complementary", "meeting", "parting")
        sheet.within.setFocus()
        sheet.within.selectAll()
        press_in(sheet, "2.5", RETURN)

    assert in_next(window, (RULES,), act) == "Relations of pairings"
    assert notes == ["1 pairing says “diverging” and keeps it; it is not offered for others."]
    after = desk.view.study
    assert after.relations == ("complementary", "meeting", "parting")
    assert after.shared_within_ms == 2_500
    [pairing] = desk.view.pairings.values()
    assert pairing.relation == "diverging"
    desk.undo()
    assert desk.view.study == before
    desk.redo()
    assert desk.view.study == after

    # What the coder is offered from now on: the list, and the pairing's own that left it.
    window.see_as("coder")
    go_back(window)
    for name, wanted in (("t3", (*after.relations, "diverging")), ("t5", after.relations)):
        desk.choose_moment(paired[name])
        desk.page.columns.take("therapist")
        seen: list[tuple[str, ...]] = []

        def look(sheet: Sheet, seen: list[tuple[str, ...]] = seen) -> None:
            assert isinstance(sheet, PairingSheet)
            seen.append(sheet.relations)
            keys = f"(1 to {len(sheet.relations)})"
            assert any(keys in each.text() for each in sheet.findChildren(QLabel))

        in_next(window, ("l",), look)
        assert seen == [wanted]


def test_what_is_wrong_is_said_in_the_sheet(
    window: Window, desk: Desk, paired: dict[str, str]
) -> None:
    said: list[str] = []

    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, PairingRulesSheet)
        press_in(sheet, *[Qt.Key.Key_Delete] * 3)
        press_in(sheet, RETURN)
        said.append(sheet.problem())
        press_in(sheet, Qt.Key.Key_Insert)
        type_in_editor(sheet, "one")
        sheet.within.setFocus()
        sheet.within.selectAll()
        press_in(sheet, "soon", RETURN)
        said.append(sheet.problem())

    in_next(window, (RULES,), act)
    assert said == [
        "The study would have no relation; keep at least one.",
        "'soon' is no tolerance; give seconds, 0 to 3600.",
    ]
    assert len(desk.view.study.relations) == 3


def test_a_blind_coder_does_not_set_them(desk: Desk, press: Keys) -> None:
    desk.study.do(added(Coder(id="second", name="RA-3")), "A second coder")
    press(RULES)
    assert "choose everyone’s work at the top first" in desk.page.banner.text()


def test_a_pairing_is_rated_by_keys(window: Window, desk: Desk, coded: dict[str, str]) -> None:
    desk.choose_moment(coded["t3"])

    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, PairingSheet)
        tick(sheet, coded["p2"])
        [row] = sheet.scales.values()
        press_in(sheet, "2")
        assert sheet.relation.value == "complementary"
        while not row.isAncestorOf(sheet.focusWidget()):
            press_in(sheet, TAB)
        press_in(sheet, "4")
        assert (row.value, sheet.relation.value) == (4, "complementary")
        press_in(sheet, RETURN)

    in_next(window, ("l",), act)
    [made] = desk.view.pairings.values()
    assert [(each.scale_id, each.value) for each in made.ratings] == [("intensity", 4)]

    def take_back(sheet: Sheet) -> None:
        assert isinstance(sheet, PairingSheet)
        [row] = sheet.scales.values()
        assert row.value == 4
        row.take_keys()
        press_in(sheet, SPACE, RETURN)

    in_next(window, ("l",), take_back)
    [changed] = desk.view.pairings.values()
    assert changed.ratings == ()
    desk.undo()
    assert desk.view.pairings == {made.id: made}


def test_from_a_moment_to_each_of_its_counterparts(
    window: Window, desk: Desk, coded: dict[str, str], qtbot
) -> None:
    pair_by_keys(window, desk, coded["t3"], [coded["p2"], coded["p4"]], "1")
    text = desk.page.columns.text("therapist")
    assert text is not None
    desk.choose_moment(coded["t3"])
    window.resize(1600, 900)
    QApplication.processEvents()
    sheet, bar = text.text.sheet, text.text.verticalScrollBar()
    seen = []
    for _ in range(3):  # the column goes along to the counterpart's time
        text.scroll_to(desk.view.moments_of("text-therapist")[coded["t3"]].start)
        pieces = text.text.page.visible(bar.value(), bar.value() + 600)
        [mark] = sheet._links.beside(sheet._names.beside(pieces), pieces)
        point = mark.rect.center().toPoint()
        point.setY(point.y() - bar.value())
        qtbot.mouseClick(text.text.viewport(), Qt.MouseButton.LeftButton, pos=point)
        seen.append(desk.moment_id)
    assert seen == [coded["p2"], coded["p4"], coded["p2"]]
    desk.open_counterpart(coded["p4"])
    assert desk.moment_id == coded["t3"]
    QApplication.processEvents()
    cards = [each for each in desk.page.inspector.findChildren(CounterpartCard) if each.isVisible()]
    assert [each.accessibleName() for each in cards] == [
        "Counterpart: Converging · patient, 12:30"
    ] * 2
    cards[1].setFocus()
    QTest.keyClick(cards[1], RETURN)
    assert desk.moment_id == coded["p4"]
