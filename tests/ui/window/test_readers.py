"""A reader in the window: added by keys, told as one, and nothing is written."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from annotator.app.actions import ACTIONS
from annotator.app.actions.writing import WRITING
from annotator.domain.round import Coder
from annotator.ui.asking import Asking
from annotator.ui.desk import Desk
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.dialogs.who import WhoSheet
from annotator.ui.window import Window
from tests.ui.window.conftest import Keys, moments, press_keys
from tests.ui.window.test_asking_work import by_key
from tests.ui.window.test_screens import nameless

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
WHO = (Qt.Key.Key_C, CTRL | SHIFT)
TAB, DOWN, END, RETURN = Qt.Key.Key_Tab, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Return
ONLY_READS = "Rea only reads everyone’s work: Ctrl+Shift+C chooses who codes."


@pytest.fixture
def asking(window: Window, desk: Desk) -> Asking:
    return Asking(window)


def reader_of(desk: Desk) -> Coder | None:
    return desk.study.reader


def test_a_reader_is_added_by_keys_told_as_one_and_writes_nothing(
    window: Window, desk: Desk, press: Keys, asking: Asking
) -> None:
    window.see_as(None)

    def add(sheet: Sheet) -> None:
        assert isinstance(sheet, WhoSheet)
        assert nameless(sheet) == []
        sheet.somebody.setFocus()
        press_keys(Qt.Key.Key_Space, TAB, "ra-2", TAB, END, Qt.Key.Key_Up, RETURN)
        assert sheet.problem() == "There is a coder RA-2; choose them, or another name."
        sheet.name.setFocus()
        press_keys((Qt.Key.Key_A, CTRL), "Rea", RETURN)

    assert by_key(window, WHO, add) == ["Who is coding?"]
    rea = desk.view.find_coder("Rea")
    assert rea is not None
    assert (rea.role, rea.reads) == ("reader", "everyone")
    assert reader_of(desk) == rea
    top, status = desk.page.top, desk.page.status
    assert top.coder.accessibleName() == "Reader Rea"
    assert status.text().startswith("Only read by Rea: nothing is written")
    assert "next and previous moment" in status.hints()
    assert "codes" not in status.hints(), "no key is named that does nothing"

    # No key writes, and each says why.
    press((Qt.Key.Key_Home, CTRL), RETURN)
    for key in ("h", "n", (Qt.Key.Key_Z, CTRL), (Qt.Key.Key_O, Qt.KeyboardModifier.AltModifier)):
        desk.page.banner.put_away("hint")
        press(key)
        assert desk.page.banner.text() == ONLY_READS
    assert moments(desk) == []
    page = desk.page
    fields = (page.inspector.memo, page.units.memo, page.memo_pane.field)
    assert all(each.isReadOnly() for each in fields)

    # Menus grey out what writes, with the reason; what only shows stays.
    for part in window.findChildren(QMenu):
        part.aboutToShow.emit()
    by_id = {each.objectName(): each for each in window.actions() if each.objectName()}
    assert not by_id["hand_out"].isEnabled()
    assert by_id["hand_out"].toolTip() == ONLY_READS
    assert by_id["progress"].isEnabled()
    for part in window.findChildren(QMenu):
        part.aboutToHide.emit()

    # Back to everyone's work, in which the PI writes again.
    window.see_as(None)
    assert reader_of(desk) is None
    assert top.coder.accessibleName() == "Coder: nobody, reads all"
    assert status.text().startswith("All changes saved")
    assert "Letter codes" in status.hints()
    assert window.commands.only_read == ""
    assert not page.inspector.memo.isReadOnly()


def test_a_reader_of_the_consensus_is_no_coder_and_somebody_may_be_added_only(
    window: Window, desk: Desk, asking: Asking
) -> None:
    def add(sheet: Sheet) -> None:
        assert isinstance(sheet, WhoSheet)
        sheet.name.setFocus()
        press_keys("Con", TAB, END, TAB, Qt.Key.Key_Space, RETURN)

    by_key(window, WHO, add)
    con = desk.view.find_coder("Con")
    assert con is not None
    assert con.reads == "consensus"
    assert desk.study.seen_by == "coder"  # who was here stays
    assert desk.page.banner.text() == "Con is in the study now."
    window.see_as(con.id)
    assert desk.page.top.coder.accessibleName() == "Reader Con"
    assert desk.page.memo_pane.field.isReadOnly()
    assert desk.page.memo_pane.field.placeholderText() == "Con only reads this study."
    entries = desk.page.top.coder.choices.actions()
    ticked = [each.text() for each in entries if each.isChecked()]
    assert ticked == ["Con, reader of the consensus"]


def test_the_commands_that_write_are_in_the_table() -> None:
    assert {each.id for each in ACTIONS} >= WRITING
