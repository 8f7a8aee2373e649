"""A 60-turn interview coded in each of the four ways, by keys alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.settings import Settings
from annotator.app.verbs.judgement_lines import judge_line
from annotator.domain.judgement import Judgement
from annotator.domain.transcript import Transcript
from annotator.ui.desk import Desk
from annotator.ui.units import UnitsPane
from annotator.ui.window import Window
from tests.four_ways import ITEMS, PILES, TURNS, make_study
from tests.ui.window.conftest import Keys, press_keys, shown_window

Key = Qt.Key
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NEXT, BEFORE = (Key.Key_N, ALT), (Key.Key_N, ALT | SHIFT)
PANE, UNDO, REDO = (Key.Key_U, ALT), (Key.Key_Z, CTRL), (Key.Key_Y, CTRL)


@pytest.fixture
def study(tmp_path: Path) -> OpenStudy:
    return open_study(make_study(tmp_path / "four.iprstudy", "A"), coder="A")


def take_set(press: Keys, number: int) -> None:
    """Chooses a set by its number in the list that Alt+S opens."""
    press((Key.Key_S, ALT))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert menu.activeAction().isChecked()
    QTest.keyClicks(menu, str(number))
    QApplication.processEvents()


def text_of(desk: Desk) -> Transcript:
    (text,) = desk.view.transcripts.values()
    return text


def coded(desk: Desk) -> dict[int, tuple[str, ...]]:
    """The codes of each turn that has a moment of just its span."""
    text = text_of(desk)
    spans = {(turn.start, turn.end): number for number, turn in enumerate(text.turns)}
    return {spans[each.start, each.end]: each.codes for each in desk.view.all_moments()}


def turn_in_hand(desk: Desk) -> int:
    column = desk.page.columns.in_hand
    assert column is not None
    return text_of(desk).turn_at(column.caret())


def judgements(desk: Desk) -> list[Judgement]:
    return sorted(desk.view.judgements.values(), key=lambda each: each.start_ms or 0)


def left(desk: Desk) -> str:
    return desk.page.codebook.set_choice.left()


def said(desk: Desk) -> str:
    return desk.page.banner.text()


def test_free_passages(desk: Desk, press: Keys):
    """Each sixth turn, and two passages that cross turns; the rest stays sparse."""
    press((Key.Key_Home, CTRL))
    for _ in range(TURNS // 6):
        press(Key.Key_Return, "h")
        for _ in range(6):
            press((Key.Key_Down, CTRL))
    moments = list(desk.view.all_moments())
    assert len(moments) == TURNS // 6
    press((Key.Key_Home, CTRL), Key.Key_Return, Key.Key_Return, "o")
    crossing = max(desk.view.all_moments(), key=lambda each: each.end - each.start)
    assert crossing.codes == ("Solidness",)
    assert text_of(desk).turn_at(crossing.end - 1) > text_of(desk).turn_at(crossing.start)
    press((Key.Key_End, CTRL), (Key.Key_D, CTRL), "n", (Key.Key_Home, CTRL))
    press(NEXT)  # the next moment that has no code
    assert desk.moment is not None
    assert desk.moment.codes == ()


def test_every_turn(window: Window, desk: Desk, press: Keys):
    """One letter a turn: the caret goes on by itself, over the interviewer."""
    take_set(press, 2)
    press((Key.Key_Home, CTRL))
    assert desk.page.columns.column("patient").text.header.left() == "30 of 30 turns left"
    press("g")
    assert "not for this turn: the interviewer speaks" in said(desk)
    press(NEXT)
    assert turn_in_hand(desk) == 1
    press(*("geu" * 5))
    assert coded(desk) == {
        turn: (("Change", "Neutral", "Sustain")[i % 3],) for i, turn in enumerate(range(1, 31, 2))
    }
    assert left(desk) == "15 of 30 turns left here"

    press(UNDO)  # back to the turn, not coded again
    assert (turn_in_hand(desk), len(coded(desk))) == (29, 14)
    press("e")
    assert coded(desk)[29] == ("Neutral",)
    press(*[(Key.Key_Up, CTRL)] * 3)  # a person goes back and thinks otherwise
    assert turn_in_hand(desk) == 29
    press("g")
    assert coded(desk)[29] == ("Change",)
    press((Key.Key_Home, CTRL), NEXT)
    assert turn_in_hand(desk) == 31

    press(BEFORE)
    assert turn_in_hand(desk) == 59  # none before it is left: the last one
    press("u", NEXT)
    press(*("g" * 14))
    assert len(coded(desk)) == TURNS // 2
    assert "Every turn of Client talk is coded here." in said(desk)
    assert left(desk) == "all 30 turns coded here"
    press(NEXT)
    assert "Every turn" in said(desk)
    press("o")  # a letter of another set codes for its own: the whole turn is selected
    assert sum(each.codes == ("Solidness",) for each in desk.view.all_moments()) == 1
    window.keep_place()
    assert window.settings.places[desk.view.study.id].set_id == "talk"


def test_time_bins(desk: Desk, press: Keys):
    """Ticks by letters and by cells, ratings by digits, N for none; text and clock go along."""
    take_set(press, 3)
    grid = desk.page.units.grid
    assert grid.hasFocus()
    assert left(desk) == "10 of 10 bins left here"
    press("d", "r")
    assert judgements(desk)[0].codes == ("Denial", "Minimal response")
    assert judgements(desk)[0].start_ms == 0
    press("4")
    assert judgements(desk)[0].rating("Impact") == 4
    press(NEXT)
    assert (grid.row, desk.page.timeline.playhead()) == (1, 300_000)
    column = desk.page.columns.column("patient").text
    assert column.time_shown(300_000) == 300_000  # its words stand above the grid
    press("n")
    assert (judgements(desk)[1].codes, grid.row) == ((), 2)  # none is present; on to the next
    press(Key.Key_Home, Key.Key_Return, Key.Key_Right, Key.Key_Right, Key.Key_Return)
    assert judgements(desk)[2].codes == ("Denial", "Complaint")
    press(Key.Key_Right, "3", Key.Key_Delete, "2")
    assert judgements(desk)[2].rating("Impact") == 2
    press(Key.Key_Down, *("n" * 6))
    assert left(desk) == "1 of 10 bins left here"
    last = judgements(desk)[-1]
    assert (last.start_ms, last.end_ms) == (2_400_000, 2_700_000)
    press("p", "m")
    assert desk.page.units.memo.hasFocus()
    press("at the very end", Key.Key_Escape)
    assert grid.hasFocus()
    last = judgements(desk)[-1]
    assert (last.end_ms, last.codes, last.memo) == (2_892_000, ("Complaint",), "at the very end")
    press("1", NEXT)
    assert "Every bin of Markers is coded here." in said(desk)

    for _ in range(3):  # the rating, the memo, the tick
        press(UNDO)
    assert len(judgements(desk)) == 9
    press(Key.Key_Escape)
    assert desk.page.columns.column("patient").text.text.hasFocus()
    press((Key.Key_Home, CTRL), (Key.Key_Down, CTRL))
    assert grid.row == 0  # the bin follows the reading
    press("r")  # and a letter of the set codes it from the text
    assert judgements(desk)[0].codes == ("Denial",)
    press(PANE, PANE)
    assert not desk.page.units.isVisible()
    press(UNDO)  # what undo changes is shown
    assert desk.page.units.isVisible()
    assert judgements(desk)[0].codes == ("Denial", "Minimal response")


def test_forms(desk: Desk, press: Keys):
    """Mode and peak of an account, a sort of a session, ratings of a dyad."""
    take_set(press, 4)
    press("3", "6")
    (own,) = judgements(desk)
    assert (own.unit, own.rating("Mode"), own.rating("Peak")) == ("account", 3, 6)
    assert left(desk) == "all 1 account done"
    press(Key.Key_Home, Key.Key_Right, "9")
    assert judgements(desk)[0].rating("Mode") == 4
    assert "goes from 1 to 7" in desk.page.units.told()

    take_set(press, 5)
    board = desk.page.units.board
    piles = [number for number, quota in enumerate(PILES, 1) for _ in range(quota)]
    press(*map(str, piles[:-1]), "4")  # one too many on the fourth
    assert board.state.text() == "Pile 4 has 1 too many; pile 5 takes 1 more."
    assert board.piles.button(4).accessibleName() == "Pile 4: 3 of 2, too many"
    assert left(desk) == "1 of 1 session left"
    press(Key.Key_End, Key.Key_Right)
    assert board.state.text() == "Sorted: every pile holds what it takes."
    assert left(desk) == "all 1 session done"
    press(Key.Key_Home, "s", Key.Key_End, "s")  # the first and the last change places
    sort = next(each for each in judgements(desk) if each.unit == "session")
    assert (sort.value(ITEMS[0]), sort.value(ITEMS[-1])) == (5, 1)
    press("/", "item 3", Key.Key_Return)
    assert board.items.rows.rowCount() == 1
    press(Key.Key_Backspace)
    assert board.state.text() == "1 of 9 to place."
    press(UNDO)

    take_set(press, 6)
    press("-3", "0", "2")
    dyad = next(each for each in judgements(desk) if each.unit == "dyad")
    assert [dyad.value(each) for each in ("Bond", "Tasks", "Goals")] == [-3, 0, 2]
    press(NEXT)
    assert "complete" in said(desk)
    press(UNDO, UNDO, UNDO)
    assert not any(each.unit == "dyad" for each in judgements(desk))
    press(UNDO)  # the sort again, on screen
    assert desk.page.units.shown is not None
    assert desk.page.units.shown.code_set.id == "sort"
    press(REDO)


def test_done_tells_what_is_left(desk: Desk, press: Keys):
    desk.page.columns.take("patient")
    press((Key.Key_Return, CTRL))
    assert "is marked as done." in said(desk)
    assert "Still to code: 30 of 30 turns of Client talk and 10 of 10 bins of Markers" in said(desk)


def codes_in_hand(pane: UnitsPane) -> tuple[str, ...]:
    assert pane.judgement is not None
    return pane.judgement.codes


def test_the_pi_reads_who_judged_what_and_changes_nothing(tmp_path: Path, settings: Settings):
    place = make_study(tmp_path / "all.iprstudy", "A", "B")
    cell = {"dyad": "D07", "session": 3, "account": "patient", "set": "Markers", "start_ms": 0}
    with open_study(place) as study:
        for coder, codes in (("A", ["Denial"]), ("B", [])):
            _, edit = judge_line(study.view, coder, {**cell, "codes": codes})
            assert edit is not None
            study.do(edit, "Judge")
    window = shown_window(settings)
    window.show_study(open_study(place))
    assert window.desk is not None
    pane = window.desk.page.units
    window.desk.page.codebook.set_choice.chosen.emit("markers")
    QApplication.processEvents()
    assert [pane.coders.itemText(i) for i in range(pane.coders.count())] == ["A", "B"]
    assert codes_in_hand(pane) == ("Denial",)
    press_keys(Key.Key_Return)
    assert "Nobody is coding yet" in window.desk.page.banner.text()
    pane.coders.chosen.emit("B")
    assert codes_in_hand(pane) == ()
    assert len(window.desk.view.judgements) == 2
    window.see_as("A")
    assert not pane.coders.isVisible()
    assert len(window.desk.view.judgements) == 1  # B's is not even loaded
    window.close()
    window.deleteLater()
