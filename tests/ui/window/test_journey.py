"""A coder's hour with the keys alone, and that all of it can be taken back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.app.open_study import open_study
from annotator.app.settings import load
from annotator.domain.moment import Moment
from annotator.ui.desk import Desk
from annotator.ui.window import Window
from tests.ui.window.conftest import Keys, moments, shown_window

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
UNDO = (Qt.Key.Key_Z, CTRL)
REDO = (Qt.Key.Key_Z, CTRL | SHIFT)


def code_a_turn(desk: Desk, press: Keys) -> None:
    """Selects the second turn by keys, codes it twice, rates it, writes a memo, moves its end."""
    press((Qt.Key.Key_Home, CTRL), (Qt.Key.Key_Down, CTRL), Qt.Key.Key_Return)
    press("h", "d", "4", "m")
    press("He holds on to the form.", Qt.Key.Key_Escape)
    press((Qt.Key.Key_Left, ALT))


def test_journey(window: Window, desk: Desk, press: Keys, study_file: Path) -> None:
    states: list[list[Moment]] = [moments(desk)]
    press((Qt.Key.Key_Home, CTRL), Qt.Key.Key_Return)
    text = desk.page.columns.in_hand
    assert text is not None
    span = text.selected_span()
    assert span is not None
    words = desk.view.transcripts["text-therapist"].quote(*span)
    assert words.startswith("What was going on in you here")

    press("h")
    [moment] = moments(desk)
    assert (moment.start, moment.end) == span
    assert moment.codes == ("shame",)
    assert desk.moment_id == moment.id
    states.append(moments(desk))

    press("d")
    assert moments(desk)[0].codes == ("shame", "distance")
    states.append(moments(desk))

    press("4")
    assert moments(desk)[0].rating("intensity") == 4
    states.append(moments(desk))

    press("m", "j k x 5 dark")
    assert desk.page.inspector.memo.toPlainText() == "j k x 5 dark"
    press(Qt.Key.Key_Escape)
    assert moments(desk)[0].memo == "j k x 5 dark"
    states.append(moments(desk))

    press((Qt.Key.Key_Left, ALT))
    [moment] = moments(desk)
    assert moment.end < span[1]
    assert desk.view.transcripts["text-therapist"].text[moment.end] == " "
    states.append(moments(desk))

    press((Qt.Key.Key_Right, ALT | SHIFT))
    assert moments(desk)[0].start > span[0]
    states.append(moments(desk))

    for before in reversed(states[:-1]):
        press(UNDO)
        assert moments(desk) == before
    for after in states[1:]:
        press(REDO)
        assert moments(desk) == after

    window.close()
    QApplication.processEvents()
    with open_study(study_file, coder="RA-2") as study:
        assert list(study.view.all_moments()) == states[-1]


def test_reopening_finds_the_place(window: Window, desk: Desk, press: Keys, study_file: Path):
    code_a_turn(desk, press)
    [moment] = moments(desk)
    press((Qt.Key.Key_1, CTRL))
    window.close()
    again = shown_window(load())
    again.show_study(open_study(study_file, coder="RA-2"))
    QApplication.processEvents()
    assert again.desk is not None
    assert again.desk.moment_id == moment.id
    assert again.desk.mode == "therapist"
    assert again.desk.page.inspector.memo.toPlainText() == "He holds on to the form."
    again.close()


def test_typing_a_memo_is_one_step(desk: Desk, press: Keys):
    press((Qt.Key.Key_Home, CTRL), Qt.Key.Key_Return, "n", "m", "one two")
    press(Qt.Key.Key_Escape)
    assert moments(desk)[0].memo == "one two"
    press(UNDO)
    assert moments(desk)[0].memo == ""
    assert desk.page.inspector.memo.toPlainText() == ""
    press(UNDO)
    assert moments(desk) == []


def test_undo_in_the_memo_field_takes_the_memo_back(desk: Desk, press: Keys):
    press((Qt.Key.Key_Home, CTRL), Qt.Key.Key_Return, "n", "m", "one")
    press(UNDO)
    assert moments(desk)[0].memo == ""
    press("two", Qt.Key.Key_Escape)
    assert moments(desk)[0].memo == "two"
    assert desk.page.inspector.memo.toPlainText() == "two"


def test_an_unfinished_memo_is_on_disk_after_closing(
    window: Window, desk: Desk, press: Keys, study_file: Path
):
    press((Qt.Key.Key_Home, CTRL), Qt.Key.Key_Return, "n", "m", "half a sent")
    window.close()
    with open_study(study_file, coder="RA-2") as study:
        assert [each.memo for each in study.view.all_moments()] == ["half a sent"]


def test_letters_in_fields_never_code(window: Window, desk: Desk, press: Keys):
    press((Qt.Key.Key_Home, CTRL), Qt.Key.Key_Return, "n")
    before = moments(desk)[0]
    press("m", "hdsc 12345 jkxn HDSC")
    press((Qt.Key.Key_Delete, NONE), Qt.Key.Key_Backspace, Qt.Key.Key_Escape)
    press((Qt.Key.Key_K, CTRL), "hdsc")
    assert window.palette_box.field.text() == "hdsc"
    press(Qt.Key.Key_Escape)
    [after] = moments(desk)
    assert (after.codes, after.ratings) == (before.codes, before.ratings)


def test_shift_letter_adds_in_spite_of_a_selection(desk: Desk, press: Keys):
    press((Qt.Key.Key_Home, CTRL), Qt.Key.Key_Return, "h")
    press((Qt.Key.Key_Down, CTRL), (Qt.Key.Key_D, CTRL))
    desk.choose_moment(moments(desk)[0].id)
    press((Qt.Key.Key_D, SHIFT))
    assert [each.codes for each in moments(desk)] == [("shame", "distance")]


def test_next_and_previous_go_in_order_of_the_text(desk: Desk, press: Keys):
    for _ in range(3):
        press((Qt.Key.Key_Down, CTRL), (Qt.Key.Key_Down, CTRL), (Qt.Key.Key_D, CTRL), "h")
    starts = [each.start for each in moments(desk)]
    assert len(starts) == 3
    press((Qt.Key.Key_Home, CTRL))
    desk.choose_moment(None)
    seen = []
    for _ in range(3):
        press("j")
        assert desk.moment is not None
        seen.append(desk.moment.start)
    assert seen == starts
    press("k")
    assert desk.moment is not None
    assert desk.moment.start == starts[1]


def test_delete_and_undo_give_the_same_moment_back(desk: Desk, press: Keys):
    code_a_turn(desk, press)
    before = moments(desk)
    press("x")
    assert moments(desk) == []
    assert desk.moment_id is None
    press(UNDO)
    assert moments(desk) == before
    assert desk.moment_id == before[0].id


def test_done_is_marked_and_taken_back(desk: Desk, press: Keys):
    press((Qt.Key.Key_Return, CTRL))
    assert [each.progress for each in desk.view.assignments.values()] == ["done"]
    assert "done" in desk.page.banner.text()
    press((Qt.Key.Key_Return, CTRL))
    assert [each.progress for each in desk.view.assignments.values()] == ["in progress"]


def test_one_position(window: Window, desk: Desk, press: Keys):
    """A moment chosen by a key is chosen in text, timeline, codebook and inspector."""
    desk.go_to_time(750_000)
    press((Qt.Key.Key_Down, CTRL), Qt.Key.Key_Return, "h")
    assert desk.moment is not None
    start_ms, _ = desk.view.interval_of(desk.moment)
    assert desk.page.timeline.playhead() == start_ms
    assert desk.page.codebook.list.given == {"shame"}
    desk.choose_moment(None)
    assert desk.page.codebook.list.given == frozenset()
    desk.page.timeline.moment_chosen.emit(moments(desk)[0].id)
    assert desk.page.codebook.list.given == {"shame"}


def test_another_column_opens_at_the_same_time(desk: Desk):
    desk.show_mode("therapist")
    desk.go_to_time(1_010_000)
    desk.show_mode("dyadic")
    QApplication.processEvents()
    patient = desk.page.columns.text("patient")
    assert patient is not None
    last = desk.view.stops_of("text-patient")[-1]
    top = patient.text.top_position()
    end = patient.text.verticalScrollBar().maximum()
    assert top == last.position or patient.text.verticalScrollBar().value() == end


def test_clicking_the_timeline_moves_both_columns(desk: Desk):
    desk.page.timeline.time_chosen.emit(750_000)
    QApplication.processEvents()
    assert desk.page.timeline.playhead() == 750_000


def test_another_coder_sees_nothing_of_the_first(window: Window, desk: Desk, press: Keys):
    from annotator.domain.edits import Replace
    from annotator.domain.round import Coder

    code_a_turn(desk, press)
    desk.study.do(Replace(None, Coder(id="other", name="RA-3")), "Add the coder RA-3")
    window.see_as("other")
    assert moments(desk) == []
    assert desk.moment_id is None
    assert "RA-3" in desk.page.top.coder.text()
    press((Qt.Key.Key_Z, CTRL))  # the stack is one, but a step is its coder's own
    assert moments(desk) == []
    assert "another coder" in desk.page.banner.text()
    assert "Shame" not in desk.page.status.text() + desk.page.banner.text()
    window.see_as("coder")
    assert len(moments(desk)) == 1


def test_a_reader_of_everything_is_told_to_say_who_codes(window: Window, desk: Desk, press: Keys):
    window.see_as(None)
    press((Qt.Key.Key_Home, CTRL), Qt.Key.Key_Return, "h")
    assert moments(desk) == []
    assert "coding" in desk.page.banner.text()


def test_palette_finds_text_and_goes_there(window: Window, desk: Desk, press: Keys, qtbot: QtBot):
    press((Qt.Key.Key_F, CTRL), "embarrassed", Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.page.columns.voice == "patient")  # once the search has ended
    text = desk.page.columns.in_hand
    assert text is not None
    span = text.selected_span()
    assert span is not None
    assert "embarrassed" in desk.view.transcripts["text-patient"].quote(*span)


def test_palette_runs_a_command(window: Window, desk: Desk, press: Keys):
    press((Qt.Key.Key_K, CTRL), "patient alone", Qt.Key.Key_Return)
    assert desk.mode == "patient"


def test_panes_are_gone_through_by_f6(window: Window, desk: Desk, press: Keys):
    seen = []
    for _ in range(len(desk.page.panes())):
        press(Qt.Key.Key_F6)
        seen.append(QApplication.focusWidget())
    assert len({id(each) for each in seen}) == len(desk.page.panes())


def test_the_status_line_says_what_undo_takes_back(desk: Desk, press: Keys):
    press((Qt.Key.Key_Home, CTRL), Qt.Key.Key_Return, "h")
    assert "All changes saved" in desk.page.status.text()
    assert desk.page.status.text().endswith("Undo: “Code as Shame”")
    press("4")
    assert desk.page.status.text().endswith("Undo: “Intensity 4”")
    press(UNDO)
    assert desk.page.status.text().endswith("Undo: “Code as Shame” · Redo: “Intensity 4”")


def test_keys_without_ground_say_so(desk: Desk, press: Keys):
    press("x")
    assert "Choose a moment first" in desk.page.banner.text()
    press("n")
    assert "Select a passage first" in desk.page.banner.text()


def test_a_key_pressed_for_nothing_writes_nothing(desk: Desk, press: Keys):
    revision = desk.view.revision
    press("j", "k", "5", "h", "x")
    assert desk.view.revision == revision


def test_the_start_moves_by_keys_that_no_desktop_takes(desk: Desk, press: Keys):
    code_a_turn(desk, press)
    [before] = moments(desk)
    press((Qt.Key.Key_PageDown, ALT))
    [later] = moments(desk)
    assert (later.start > before.start, later.end) == (True, before.end)
    press((Qt.Key.Key_PageUp, ALT))
    assert moments(desk)[0].start == before.start
