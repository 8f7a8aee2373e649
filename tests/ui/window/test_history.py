"""Undo that goes where the step was made, the list of steps, and whose steps they are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from annotator.app.open_study import NOBODY
from annotator.domain.edits import added
from annotator.domain.round import Coder
from annotator.ui.desk import Desk
from annotator.ui.dialogs.history import HistorySheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.history_model import ANOTHERS, OF_EVERYONE, OF_NOBODY, HistoryModel, StepRow
from annotator.ui.window import Window
from tests.ui.window.conftest import Keys, moments
from tests.ui.window.test_clock import in_next

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
UNDO, REDO, HISTORY = (Qt.Key.Key_Z, CTRL), (Qt.Key.Key_Y, CTRL), (Qt.Key.Key_Z, ALT)
FAIL = QAbstractItemModelTester.FailureReportingMode.Warning


def rows_of(sheet: Sheet) -> list[tuple[str, str]]:
    """Step and state of each row, from the top."""
    assert isinstance(sheet, HistorySheet)
    model = sheet.model
    return [
        tuple(str(model.index(row, column).data()) for column in (1, 2))  # type: ignore[misc]
        for row in range(model.rowCount())
    ]


def test_undo_goes_to_the_session_and_the_place_of_its_step(desk: Desk, press: Keys) -> None:
    press((Qt.Key.Key_End, CTRL), Qt.Key.Key_Return, "h")
    (made,) = moments(desk)
    press((Qt.Key.Key_Home, CTRL))
    desk.show_session("session-8")
    desk.page.columns.empty.setFocus()
    press(UNDO)
    assert desk.session_id == "session-3"
    assert moments(desk) == []
    text = desk.page.columns.text("therapist")
    assert text is not None
    assert text.is_on_screen(made.start)
    assert text.text.hasFocus()
    desk.show_session("session-8")
    window = desk.page.window()
    assert isinstance(window, Window)
    window.commands.run("redo")
    assert (desk.session_id, desk.moment_id) == ("session-3", made.id)


def test_the_list_goes_back_and_on_again(window: Window, desk: Desk, press: Keys) -> None:
    press((Qt.Key.Key_Home, CTRL), Qt.Key.Key_Return, "h", "c", "4")
    states = [moments(desk)]
    seen: list[list[tuple[str, str]]] = []

    def act(*keys: Qt.Key):
        def go(sheet: Sheet) -> None:
            seen.append(rows_of(sheet))
            for key in keys:
                press(key)

        return go

    down, enter, escape = Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Escape
    assert in_next(window, act(down, down, down, enter), HISTORY) == "History"
    assert moments(desk) == []
    in_next(window, act(Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, enter), HISTORY)
    assert moments(desk) == states[0]
    in_next(window, act(enter, escape), HISTORY)  # where it is now: nothing to go to
    assert moments(desk) == states[0]
    steps = ["Intensity 4", "Add Connecting", "Code as Shame", "The study as it was opened"]
    assert seen == [
        list(zip(steps, ["now", "", "", ""], strict=True)),
        list(zip(steps, ["undone", "undone", "undone", "now"], strict=True)),
        list(zip(steps, ["now", "", "", ""], strict=True)),
    ]


def test_of_another_coders_steps_nothing_is_told(window: Window, desk: Desk, press: Keys) -> None:
    desk.study.do(added(Coder(id="other", name="RA-9")), "New coder")
    press((Qt.Key.Key_Home, CTRL), Qt.Key.Key_Return, "h")
    window.see_as("other")
    QApplication.processEvents()
    assert "Shame" not in desk.page.status.text()
    press((Qt.Key.Key_Home, CTRL), UNDO)
    assert desk.page.banner.text().startswith("This step is another coder’s; only as that coder")
    seen: list[list[tuple[str, str]]] = []

    def act(sheet: Sheet) -> None:
        seen.append(rows_of(sheet))
        press(Qt.Key.Key_Down, Qt.Key.Key_Return)

    in_next(window, act, HISTORY)
    assert seen[0][:2] == [(ANOTHERS, "now"), (ANOTHERS, "")]
    assert desk.page.banner.text().startswith("This step is another coder’s")
    window.see_as(None)
    assert "Code as Shame" in desk.page.status.text()
    assert len(moments(desk)) == 1
    window.commands.run("undo")
    assert moments(desk) == []


def test_steps_before_somebody_was_coding_are_not_another_coders(
    window: Window, desk: Desk, press: Keys
) -> None:
    for seen_by, name in ((NOBODY, "RA-8"), (None, "RA-9")):
        window.see_as(seen_by)
        desk.study.do(added(Coder(id=name, name=name)), f"Add the coder {name}")
    window.see_as("RA-9")
    QApplication.processEvents()
    seen: list[list[tuple[str, str]]] = []

    def act(sheet: Sheet) -> None:
        seen.append(rows_of(sheet))
        press(Qt.Key.Key_Escape)

    in_next(window, act, HISTORY)
    assert seen == [
        [(OF_EVERYONE, "now"), (OF_NOBODY, ""), ("The study as it was opened", "")],
    ]


def test_the_model_keeps_the_contract_and_is_heard(qapp) -> None:
    model = HistoryModel([StepRow(text="Code as Shame", at=None), StepRow(text="", at=None)], 1)
    tester = QAbstractItemModelTester(model, FAIL)
    heard = [
        model.index(row, 1).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(model.rowCount())
    ]
    assert heard == [f"{ANOTHERS}, undone", "Code as Shame, now", "The study as it was opened"]
    assert [model.done_at(row) for row in range(3)] == [2, 1, 0]
    assert tester.model() is model
