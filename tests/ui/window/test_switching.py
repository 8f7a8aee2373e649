"""Another coder, session, tab or set in the middle of something: no key is lost or misread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.domain.edits import added
from annotator.domain.round import Coder
from annotator.ui.desk import Desk
from annotator.ui.window import Window
from tests.four_ways import ALLIANCE, CODEBOOK, MARKERS, PASSAGES, TALK, make_study, scale
from tests.ui.window.conftest import Keys, moments, press_keys, shown_window

Key = Qt.Key
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
UNDO = (Key.Key_Z, CTRL)


@pytest.fixture
def two(desk: Desk) -> Desk:
    """The small study with another coder beside RA-2."""
    desk.study.do(added(Coder(id="other", name="RA-9")), "New coder")
    return desk


def owners(desk: Desk) -> dict[str, str]:
    """Memos of moments and of other things in the whole file, with whose they are."""
    with open_study(desk.study.place) as everything:
        view = everything.view
        own = {each.memo: each.coder_id for each in view.all_moments() if each.memo}
        return own | {each.text: each.coder_id for each in view.memos.values()}


def has_keys(desk: Desk) -> bool:
    """Whether a key pressed now is heard by a text."""
    focus = QApplication.focusWidget()
    return any(text.text is focus for text in desk.page.columns.texts())


# A memo half typed ---------------------------------------------------------------------------


def test_a_memo_half_typed_stays_with_who_typed_it(window: Window, two: Desk, press: Keys):
    desk = two
    press((Key.Key_Home, CTRL), Key.Key_Return, "h", "m", "of ra two")
    window.see_as("other")
    QApplication.processEvents()
    assert owners(desk) == {"of ra two": "coder"}
    assert moments(desk) == []
    assert has_keys(desk)  # not a memo of nothing, and not nowhere
    press((Key.Key_Home, CTRL), Key.Key_Return, "h", "m", "of ra nine")
    window.see_as("coder")
    QApplication.processEvents()
    assert owners(desk) == {"of ra two": "coder", "of ra nine": "other"}
    press((Key.Key_Home, CTRL), (Key.Key_M, SHIFT), Key.Key_Return, "turn of two")
    window.see_as("other")
    QApplication.processEvents()
    assert desk.page.memo_pane.field.toPlainText() == ""
    press((Key.Key_Home, CTRL), (Key.Key_M, SHIFT), Key.Key_Return, "turn of nine")
    desk.show_session("session-8")
    QApplication.processEvents()
    assert owners(desk) == {
        "of ra two": "coder",
        "of ra nine": "other",
        "turn of two": "coder",
        "turn of nine": "other",
    }


@pytest.mark.parametrize("way", ["session", "tab", "palette", "voice"])
def test_a_memo_half_typed_is_on_disk_whatever_is_shown_next(
    window: Window, desk: Desk, press: Keys, way: str
):
    press((Key.Key_Home, CTRL), Key.Key_Return, "h", "m", "half a tho")
    if way == "session":
        press((Key.Key_PageDown, CTRL))
        desk.show_session("session-8")
    elif way == "tab":
        press((Key.Key_F11, Qt.KeyboardModifier.NoModifier))
        assert desk.page.tab == "moments"
    elif way == "palette":
        press((Key.Key_K, CTRL), "h", Key.Key_Escape)
        assert QApplication.focusWidget() is desk.page.inspector.memo
        press("ught")
        window.keep_place()
        assert owners(desk) == {"half a thought": "coder"}
        return
    else:
        desk.show_mode("patient")
    assert owners(desk) == {"half a tho": "coder"}


# A selection, a loop, the palette --------------------------------------------------------------


def test_a_selection_begun_by_one_coder_is_no_other_coders(window: Window, two: Desk, press: Keys):
    press((Key.Key_Home, CTRL), (Key.Key_Right, CTRL | SHIFT))
    window.see_as("other")
    QApplication.processEvents()
    press("h")
    assert moments(two) == []
    assert two.page.banner.text().startswith("Select a passage first")
    press((Key.Key_Home, CTRL), (Key.Key_Right, CTRL | SHIFT), "h")
    assert [(each.coder_id, each.codes) for each in moments(two)] == [("other", ("shame",))]


@pytest.mark.parametrize("way", ["session", "tab"])
def test_a_selection_begun_stays_with_its_text(window: Window, desk: Desk, press: Keys, way: str):
    press((Key.Key_Home, CTRL), (Key.Key_Right, CTRL | SHIFT))
    if way == "session":
        desk.show_session("session-8")
        QApplication.processEvents()
        press_keys("h")
        assert moments(desk) == []  # nothing of what was selected there is coded from here
        return
    window.show_tab("overview")
    QApplication.processEvents()
    press_keys("h")
    assert moments(desk) == []
    window.show_tab("coding")
    QApplication.processEvents()
    press_keys((Key.Key_Right, CTRL | SHIFT), "h")
    assert [(each.start, each.codes) for each in moments(desk)] == [(0, ("shame",))]


def test_the_palette_is_put_away_by_a_switch_and_its_words_code_nothing(
    window: Window, two: Desk, press: Keys
):
    press((Key.Key_Home, CTRL), Key.Key_Return, "h", "m", "secret words", (Key.Key_K, CTRL))
    press("secret")
    assert window.palette_box.isVisible()
    window.see_as("other")
    QApplication.processEvents()
    assert not window.palette_box.isVisible()
    press("d")
    assert moments(two) == []
    window.see_as("coder")
    assert [each.memo for each in moments(two)] == ["secret words"]


# Units ---------------------------------------------------------------------------------------


@pytest.fixture
def units(tmp_path: Path, settings: Settings) -> Iterator[Desk]:
    """Bins, turns, passages and a form; the coders A and B; the grid of bins has the keys."""
    strength = replace(MARKERS, scales=(scale("Impact", -3, 3),))
    book = replace(CODEBOOK, sets=(strength, PASSAGES, TALK, ALLIANCE))
    place = make_study(tmp_path / "u.iprstudy", "A", "B", codebook=book)
    shown = shown_window(settings)
    shown.show_study(open_study(place, coder="A"))
    assert shown.desk is not None
    shown.desk.page.codebook.set_choice.chosen.emit("markers")
    QApplication.processEvents()
    yield shown.desk
    shown.close()
    shown.deleteLater()


def judged(desk: Desk) -> list[tuple[str, tuple[str, ...], str]]:
    """Of everything that was judged in the file: whose it is, codes and memo."""
    with open_study(desk.study.place) as everything:
        own = everything.view.judgements.values()
        return sorted((each.coder_id, each.codes, each.memo) for each in own)


def test_a_units_memo_half_typed_goes_to_its_bin_and_coder(units: Desk):
    window = units.page.window()
    assert isinstance(window, Window)
    press_keys("d", "m", "of a, half")
    window.see_as("B")
    QApplication.processEvents()
    assert judged(units) == [("A", ("Denial",), "of a, half")]
    press_keys((Key.Key_U, ALT)) if not units.page.units.has_keys() else None
    press_keys("r", "m", "of b")
    units.page.codebook.set_choice.chosen.emit("alliance")
    QApplication.processEvents()
    assert judged(units) == [
        ("A", ("Denial",), "of a, half"),
        ("B", ("Minimal response",), "of b"),
    ]
    assert units.page.units.has_keys()


def test_a_minus_without_its_digit_is_of_no_other_bin(units: Desk):
    press_keys("d", Key.Key_End, "-")
    units.page.codebook.set_choice.chosen.emit("alliance")
    QApplication.processEvents()
    units.page.codebook.set_choice.chosen.emit("markers")
    QApplication.processEvents()
    press_keys("2")
    values = [each.rating("Impact") for each in units.view.judgements.values()]
    assert values == [2]


def test_letters_are_heard_where_the_grid_has_gone_away(units: Desk):
    window = units.page.window()
    assert isinstance(window, Window)
    units.page.codebook.set_choice.chosen.emit("passages")
    QApplication.processEvents()
    assert has_keys(units)
    press_keys((Key.Key_Home, CTRL), Key.Key_Return, "h")
    assert [each.codes for each in units.view.all_moments()] == [("Shame",)]
    units.page.codebook.set_choice.chosen.emit("markers")
    window.show_tab("moments")
    window.show_tab("coding")
    QApplication.processEvents()
    assert has_keys(units)


def test_a_selection_outlives_the_choice_of_another_set(units: Desk):
    units.page.codebook.set_choice.chosen.emit("talk")
    QApplication.processEvents()
    press_keys((Key.Key_Home, CTRL), (Key.Key_Right, CTRL | SHIFT), (Key.Key_Right, CTRL | SHIFT))
    press_keys((Key.Key_S, ALT))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    QTest.keyClick(menu, Key.Key_2)
    QApplication.processEvents()
    assert units.page.codebook.set_choice.set_id == "passages"
    press_keys((Key.Key_Right, CTRL | SHIFT), "h")
    (made,) = units.view.all_moments()
    text = units.view.transcripts[made.transcript_id].text
    assert (made.codes, text[made.start : made.end].strip()) == (("Shame",), "What was it,")


def test_a_units_memo_half_typed_is_on_disk_when_the_form_of_another_session_comes(units: Desk):
    press_keys("d", "m", "half a")
    units.page.codebook.set_choice.chosen.emit("passages")
    QApplication.processEvents()
    assert judged(units) == [("A", ("Denial",), "half a")]
    assert units.page.units.memo.unsaved() == {}
    press_keys((Key.Key_U, ALT))
    assert "codes the text" in units.page.banner.text()
    assert has_keys(units)
