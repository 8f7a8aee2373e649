"""What a coder does to the text with the keys alone, beside the hour told in `test_journey`."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from annotator.ui import joining_desk
from annotator.ui.desk import Desk
from annotator.ui.dialogs.overlaps import OverlapChoice, OverlapsSheet
from annotator.ui.theme import Look
from annotator.ui.transcript import TranscriptColumn
from annotator.ui.window import Window
from tests.ui.window.conftest import Keys, moments
from tests.ui.window.test_screens import nameless

Key, Mod = Qt.Key, Qt.KeyboardModifier
CTRL, SHIFT, ALT = Mod.ControlModifier, Mod.ShiftModifier, Mod.AltModifier
SENTENCE = (Key.Key_Return, SHIFT)


def text_in_hand(desk: Desk) -> TranscriptColumn:
    text = desk.page.columns.in_hand
    assert text is not None
    return text


def quote(desk: Desk, number: int) -> str:
    moment = moments(desk)[number]
    return desk.view.transcripts[moment.transcript_id].quote(moment.start, moment.end)


def test_a_second_letter_adds_and_the_same_again_takes_out(desk: Desk, press: Keys):
    """The keys of one moment, from the sentence to its ratings, each one step of undo."""
    press((Key.Key_Home, CTRL), (Key.Key_Down, CTRL), SENTENCE, "h")
    assert quote(desk, 0) == "I was searching, really."
    press("d")
    assert [each.codes for each in moments(desk)] == [("shame", "distance")]
    press("h")
    assert [each.codes for each in moments(desk)] == [("distance",)]
    press((Key.Key_S, SHIFT), "4", (Key.Key_T, CTRL), (Key.Key_P, CTRL), (Key.Key_U, CTRL))
    moment = moments(desk)[0]
    assert moment.codes == ("distance", "affect")
    assert moment.rating("intensity") == 4
    assert (moment.tense, moment.peak, moment.certainty) == ("then", True, "unsure")
    press((Key.Key_Right, ALT), (Key.Key_Right, ALT | SHIFT))
    assert quote(desk, 0) == "was searching, really. I"
    for _ in range(10):
        press((Key.Key_Z, CTRL))
    assert moments(desk) == []


def test_a_copy_of_nothing_says_what_to_choose_first(desk: Desk, press: Keys):
    press((Key.Key_Home, CTRL), (Key.Key_C, CTRL))
    assert "choose a moment first: that is copied" in desk.page.banner.text()


def test_an_end_that_is_moved_stays_on_the_screen(window: Window, desk: Desk, press: Keys):
    window.resize(1000, 480)
    press((Key.Key_0, CTRL), (Key.Key_Home, CTRL), (Key.Key_D, CTRL), "h")
    text = text_in_hand(desk)
    last = len(desk.view.transcripts[text.transcript_id or ""].text)
    assert not text.is_on_screen(last - 1)
    for _ in range(4):
        press(*[(Key.Key_Right, ALT)] * 25)
        assert text.is_on_screen(moments(desk)[0].end - 1)
    assert moments(desk)[0].end > last / 2
    top = text.text.verticalScrollBar().value()
    assert top > 0
    press((Key.Key_Left, ALT))
    assert text.text.verticalScrollBar().value() == top  # what is on the screen does not move
    press((Key.Key_Right, ALT | SHIFT))
    assert text.is_on_screen(moments(desk)[0].start)


def test_an_overlap_of_the_same_code_is_told_and_joined(desk: Desk, press: Keys):
    press((Key.Key_Home, CTRL), (Key.Key_Down, CTRL), SENTENCE, "h")
    press((Key.Key_Home, CTRL), (Key.Key_Down, CTRL), Key.Key_Return, "d")
    assert desk.page.banner.text() == ""  # another code
    press("h")
    assert "overlaps another moment of yours with Shame" in desk.page.banner.text()
    press("3")
    assert "overlaps" not in desk.page.banner.text()  # told once
    desk.choose_moment(moments(desk)[0].id)
    press("4", (Key.Key_G, ALT))
    assert "differently on Intensity (4 and 3)" in desk.page.banner.text()
    assert len(moments(desk)) == 2
    press("4", (Key.Key_G, ALT))  # no rating any more
    (joined,) = moments(desk)
    assert joined.id == desk.moment_id
    assert (joined.codes, joined.rating("intensity")) == (("shame", "distance"), 3)
    turn = desk.view.transcripts[joined.transcript_id].turns[1]
    assert (joined.start, joined.end) == (turn.start, turn.end)
    press((Key.Key_G, ALT))
    assert "No other moment" in desk.page.banner.text()
    press((Key.Key_Z, CTRL))
    assert len(moments(desk)) == 2


def test_overlaps_are_listed_and_joined_from_the_list(
    desk: Desk, press: Keys, look: Look, monkeypatch: pytest.MonkeyPatch
):
    press((Key.Key_G, ALT | SHIFT))
    assert "No moments of one coder overlap" in desk.page.banner.text()
    press((Key.Key_Home, CTRL), (Key.Key_Down, CTRL), SENTENCE, "h")
    press((Key.Key_Home, CTRL), (Key.Key_Down, CTRL), Key.Key_Return, "h")
    shown: list[OverlapsSheet] = []

    def ask(_look: object, _parent: object, rows: list) -> OverlapChoice | None:
        sheet = OverlapsSheet(look, None, rows)
        shown.append(sheet)
        QAbstractItemModelTester(
            sheet.model, QAbstractItemModelTester.FailureReportingMode.Fatal, sheet
        )
        assert nameless(sheet) == []
        sheet.join.click()
        return sheet.choice()

    monkeypatch.setattr(joining_desk, "ask_overlap", ask)
    press((Key.Key_G, ALT | SHIFT))
    model = shown[0].model
    assert [model.index(0, column).data() for column in range(3)] == [
        "therapist",
        "Shame",
        "“I was searching, really.”",
    ]
    assert len(shown) == 1
    assert len(moments(desk)) == 1


def test_one_moment_is_shown_alone_until_asked_again(desk: Desk, press: Keys):
    alt_i = (Key.Key_I, ALT)
    press(alt_i)
    assert "Choose a moment first" in desk.page.banner.text()
    for _ in range(3):
        press((Key.Key_Down, CTRL), (Key.Key_Down, CTRL), (Key.Key_D, CTRL), "n")
    first, second, third = moments(desk)
    sheets = [text.text.sheet for text in desk.page.columns.texts()]

    def alone() -> list[frozenset[str] | None]:
        return [sheet.alone for sheet in sheets]

    press(alt_i)
    assert alone() == [frozenset({third.id})] * 2
    press("k")
    assert alone() == [frozenset({second.id})] * 2
    press("k", alt_i)
    assert desk.moment_id == first.id
    assert alone() == [None, None]
    press(alt_i, Key.Key_Escape)
    assert alone() == [None, None]
    press("j")
    assert alone() == [None, None]


def test_peaks_are_stepped_through(desk: Desk, press: Keys):
    press((Key.Key_Home, CTRL))
    press((Key.Key_J, CTRL | ALT))
    assert "No peak that way" in desk.page.banner.text()
    for _ in range(3):
        press((Key.Key_Down, CTRL), (Key.Key_D, CTRL), "n")
    first, second, third = moments(desk)
    press((Key.Key_P, CTRL), "k", "k", (Key.Key_P, CTRL))
    press((Key.Key_J, CTRL | ALT))
    assert desk.moment_id == third.id
    press((Key.Key_K, CTRL | ALT))
    assert desk.moment_id == first.id
    desk.choose_moment(second.id)
    text_in_hand(desk).place_caret(second.start)
    press((Key.Key_J, CTRL | ALT))
    assert desk.moment_id == third.id
