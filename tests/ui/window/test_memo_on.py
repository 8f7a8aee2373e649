"""Memos on turns, codes, accounts, sessions, dyads and the study, written with the keys alone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.app.open_study import open_study
from annotator.app.verbs.journal import journal
from annotator.ui.codebook_model import ENTRY_ROLE
from annotator.ui.desk import Desk
from annotator.ui.window import Window
from tests.ui.window.conftest import Keys

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def choose(desk: Desk, press: Keys, steps: int) -> None:
    """Goes to a row of what a memo can be about, and into its field."""
    press((Key.Key_M, SHIFT), Key.Key_Home, *[Key.Key_Down] * steps, Key.Key_Return)
    assert desk.page.memo_pane.field.hasFocus()


def written(desk: Desk) -> dict[str, str]:
    return {each.about: each.text for each in journal(desk.view)}


def test_a_memo_on_each_thing_is_written_found_again_and_undone(desk: Desk, press: Keys):
    field = desk.page.memo_pane.field
    press((Key.Key_Home, CTRL), (Key.Key_Down, CTRL))
    for steps, text in enumerate(("a turn", "an account", "a session", "a dyad", "a study")):
        choose(desk, press, steps)
        press(text, Key.Key_Escape)
        assert not field.hasFocus()
    choose(desk, press, 6)
    press("a code: shd", Key.Key_Escape)
    assert written(desk) == {
        "turn 2": "a turn",
        "therapist’s account": "an account",
        "session 3": "a session",
        "dyad D07": "a dyad",
        "the study": "a study",
        "code Connecting": "a code: shd",
    }
    assert list(desk.view.all_moments()) == []  # letters in the field are no commands
    assert len(desk.study.history.steps()) == 6
    codes = desk.page.codebook.list.codes
    tips = [
        str(codes.index(row).data(Qt.ItemDataRole.ToolTipRole))
        for row in range(codes.rowCount())
        if codes.index(row).data(ENTRY_ROLE).text == "Connecting"
    ]
    assert tips[0].endswith("Memo: a code: shd")
    press((Key.Key_M, SHIFT), Key.Key_Home)
    assert field.toPlainText() == "a turn"
    press((Key.Key_M, SHIFT))
    assert field.hasFocus()
    press(Key.Key_Escape, (Key.Key_Down, CTRL))
    assert field.toPlainText() == ""  # the memo follows the caret
    press((Key.Key_Up, CTRL))
    assert field.toPlainText() == "a turn"
    for left in range(5, -1, -1):
        press((Key.Key_Z, CTRL))
        assert len(written(desk)) == left
    for there in range(1, 7):
        press((Key.Key_Z, CTRL | SHIFT))
        assert len(written(desk)) == there


def test_typing_is_one_step_and_what_is_emptied_is_gone(desk: Desk, press: Keys, study_file: Path):
    field = desk.page.memo_pane.field
    choose(desk, press, 0)
    press("begun")
    field.flush()
    with open_study(study_file, coder="RA-2") as stored:
        assert written_in(stored) == ["begun"]
    press(" and gone on", Key.Key_Escape)
    assert [each.text for each in desk.study.history.steps()] == ["Memo on turn 1"]
    choose(desk, press, 0)
    press((Key.Key_A, CTRL), Key.Key_Delete, Key.Key_Escape)
    assert desk.view.memos == {}
    press((Key.Key_Z, CTRL))
    assert written(desk) == {"turn 1": "begun and gone on"}
    press((Key.Key_Z, CTRL))
    assert desk.view.memos == {}
    press((Key.Key_Z, CTRL | SHIFT), (Key.Key_Z, CTRL | SHIFT))
    assert desk.view.memos == {}


def written_in(study) -> list[str]:
    return [each.text for each in journal(study.view)]


def test_a_turn_with_a_memo_is_marked_and_the_mark_opens_it(desk: Desk, press: Keys):
    press((Key.Key_Home, CTRL), (Key.Key_Down, CTRL))
    choose(desk, press, 0)
    press("look again", Key.Key_Escape, (Key.Key_Home, CTRL))
    text = desk.page.columns.text("therapist")
    assert text is not None
    sheet = text.text.sheet
    marks = list(sheet.memos._beside(range(6)))
    transcript = desk.view.transcripts["text-therapist"]
    assert [transcript.turn_at(position) for position, _ in marks] == [1]
    middle = marks[0][1].center()
    assert sheet.tip_at(middle) == "Memo: look again"
    scrolled = text.text.verticalScrollBar().value()
    QTest.mouseClick(
        text.text.viewport(),
        Qt.MouseButton.LeftButton,
        pos=middle.toPoint() - QPoint(0, scrolled),
    )
    assert desk.page.memo_pane.field.hasFocus()
    assert desk.page.memo_pane.field.toPlainText() == "look again"
    assert text.turn_at_caret() == 1
    press("!", (Key.Key_Z, CTRL))  # undo says what was typed first, then takes it back
    assert desk.page.memo_pane.field.hasFocus()  # else the next letter would be a command
    assert written(desk) == {"turn 2": "look again"}
    press((Key.Key_Z, CTRL))
    assert list(sheet.memos._beside(range(6))) == []


def test_a_coder_sees_their_own_and_the_pi_everybodys(
    window: Window, desk: Desk, press: Keys, study_file: Path
):
    pane = desk.page.memo_pane
    choose(desk, press, 0)
    press("mine", Key.Key_Escape)
    with open_study(study_file) as other:
        from annotator.app.verbs.memos import Subject, write_memo
        from annotator.domain.edits import added
        from annotator.domain.round import Coder

        other.do(added(Coder(id="second", name="RA-3")), "Add a coder")
        edit = write_memo(other.view, "second", Subject("turn", "text-therapist", 0), "theirs")
        assert edit is not None
        other.do(edit, "Memo on turn 1")
    choose(desk, press, 0)
    press("!", Key.Key_Escape)  # loads the study anew
    assert written(desk) == {"turn 1": "mine!"}
    assert pane.others.isHidden()
    window.see_as(None)
    text = desk.page.columns.text("therapist")
    assert text is not None
    text.setFocus()
    QApplication.processEvents()
    assert pane.others.text() == "RA-2: mine!\nRA-3: theirs"
    assert pane.field.isReadOnly()
    tip = text.text.sheet.memos.memos[0]
    assert tip == "RA-2: mine!\nRA-3: theirs"
    window.see_as("second")
    text.setFocus()
    QApplication.processEvents()
    assert pane.field.toPlainText() == "theirs"
    assert pane.others.isHidden()
    assert text.text.sheet.memos.memos[0] == "theirs"


def test_what_an_empty_field_says_takes_each_text_size(window: Window, desk: Desk) -> None:
    """It went on in the large size once the text was small again."""
    field = desk.page.memo_pane.field
    before = field.grab().toImage()
    for command in (*["larger"] * 8, "usual_size"):
        window.commands.run(command)
        QApplication.processEvents()
    assert field.isVisible()
    assert field.grab().toImage() == before
