"""The set in hand at the desk, beside the four ways: rules of sets, rounds, refreshing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.domain.codebook import CodeSet
from annotator.domain.edits import Replace, added
from annotator.domain.round import Assignment, Round
from annotator.ui.desk import Desk
from annotator.ui.window import Window
from tests.four_ways import (
    CODEBOOK,
    EXPERIENCING,
    MARKERS,
    PASSAGES,
    SORT,
    TALK,
    make_study,
    scale,
)
from tests.ui.window.conftest import press_keys, shown_window

Key = Qt.Key
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
NEXT, UNDO = (Key.Key_N, ALT), (Key.Key_Z, CTRL)
Open = Callable[..., Window]


@pytest.fixture
def opened(tmp_path: Path, settings: Settings) -> Iterator[Open]:
    """Opens a study with these sets for coder A; all windows are closed at the end."""
    windows: list[Window] = []

    def make(*sets: CodeSet, place: Path | None = None, **more: object) -> Window:
        book = replace(CODEBOOK, sets=sets)
        if place is None:
            place = tmp_path / f"{len(windows)}.iprstudy"
            make_study(place, "A", codebook=book, **more)  # type: ignore[arg-type]
        window = shown_window(settings)
        window.show_study(open_study(place, coder="A"))
        QApplication.processEvents()
        windows.append(window)
        return window

    yield make
    for each in windows:
        each.close()
        each.deleteLater()


def at_work(window: Window) -> Desk:
    assert window.desk is not None
    return window.desk


def turn_in_hand(desk: Desk) -> int:
    column = desk.page.columns.in_hand
    assert column is not None
    assert column.transcript_id is not None
    return desk.view.transcripts[column.transcript_id].turn_at(column.caret())


def test_a_rated_turn_goes_on_once_it_is_rated(opened: Open):
    rated = replace(TALK, scales=(scale("Depth", 1, 7), scale("Warmth", 0, 4)))
    desk = at_work(opened(rated))
    press_keys((Key.Key_Home, CTRL), NEXT, "g")
    assert (turn_in_hand(desk), desk.moment is not None) == (1, True)
    press_keys("5")
    assert turn_in_hand(desk) == 1  # its warmth is asked still
    assert desk.moment is not None
    desk.rate_on("Warmth", 0)
    assert turn_in_hand(desk) == 3
    press_keys(UNDO)  # a rating taken back is no reason to go on again
    (own,) = desk.view.all_moments()
    assert (own.rating("Depth"), own.rating("Warmth")) == (5, None)


def test_a_set_of_several_codes_waits_for_alt_n(opened: Open):
    desk = at_work(opened(replace(TALK, exclusive=False)))
    press_keys((Key.Key_Home, CTRL), NEXT, "g", "u")
    (own,) = desk.view.all_moments()
    assert own.codes == ("Change", "Sustain")
    assert turn_in_hand(desk) == 1
    press_keys("g", "u")  # what is pressed again is taken out, and with the last the moment
    assert not list(desk.view.all_moments())
    press_keys("e", NEXT)
    assert turn_in_hand(desk) == 3


def test_an_exclusive_bin_goes_on_by_itself(opened: Open):
    desk = at_work(opened(PASSAGES, replace(MARKERS, exclusive=True, scales=(), bin_ms=60_000)))
    desk.page.codebook.set_choice.chosen.emit("markers")
    press_keys("d", "r", "p")
    own = sorted((each.start_ms, each.codes) for each in desk.view.judgements.values())
    assert own == [
        (0, ("Denial",)),
        (60_000, ("Minimal response",)),
        (120_000, ("Complaint",)),
    ]
    assert desk.page.units.grid.row == 3


def test_none_goes_on_to_the_next_bin_that_is_left_whatever_stood_there(opened: Open):
    desk = at_work(opened(replace(MARKERS, scales=())))
    desk.page.codebook.set_choice.chosen.emit("markers")
    desk.page.units.take_keys()
    grid, banner = desk.page.units.grid, desk.page.banner
    press_keys("d", Key.Key_Down, "r", Key.Key_Up)  # the first two of ten are ticked
    press_keys("n")
    assert (grid.row, banner.text()) == (2, "1 tick taken out; Ctrl+Z brings it back.")
    press_keys(UNDO)
    assert grid.row == 0
    press_keys("d", Key.Key_Down, "r")  # untick both: nothing is coded any more
    press_keys("n", Key.Key_Up, "n")
    assert (grid.row, len(desk.view.judgements)) == (1, 0)  # twice: not judged, and it stays
    press_keys("n", *("n" * 7))
    press_keys("n")
    assert (grid.row, desk.page.codebook.set_choice.left()) == (9, "1 of 10 bins left here")
    press_keys(NEXT, "n")
    assert (grid.row, banner.text()) == (0, "Every bin of Markers is coded here.")


def test_an_exclusive_bin_goes_past_those_that_are_coded(opened: Open):
    desk = at_work(opened(replace(MARKERS, exclusive=True, scales=())))
    desk.page.codebook.set_choice.chosen.emit("markers")
    desk.page.units.take_keys()
    press_keys(Key.Key_Down, "d", Key.Key_Up, Key.Key_Up, "r")
    assert [each.start_ms for each in desk.view.judgements.values()] == [300_000, 0]
    assert desk.page.units.grid.row == 2


def test_a_letter_of_two_sets_is_that_of_the_set_in_hand(opened: Open):
    twin = replace(TALK, id="twin", name="Twin", roles=(), accounts=(), unit="span", codes=(
        replace(PASSAGES.codes[0], id="Twin shame", name="Twin shame"),))  # fmt: skip
    window = opened(PASSAGES, twin)
    desk = at_work(window)
    press_keys((Key.Key_Home, CTRL), Key.Key_Return, "h")
    desk.page.codebook.set_choice.chosen.emit("twin")
    press_keys((Key.Key_Down, CTRL), Key.Key_Return, "h")
    codes = sorted(each.codes for each in desk.view.all_moments())
    assert codes == [("Shame",), ("Twin shame",)]
    place = desk.study.place
    window.close_study()
    again = at_work(opened(place=place))
    press_keys((Key.Key_End, CTRL), Key.Key_Return, "h")
    assert again.moment is not None
    assert again.moment.codes == ("Twin shame",)


def test_the_set_in_hand_is_found_again(opened: Open, tmp_path: Path):
    window = opened(PASSAGES, TALK, MARKERS, length_ms=None)
    desk = at_work(window)
    assert not desk.page.units.isVisible()
    desk.page.codebook.set_choice.chosen.emit("markers")
    assert "bins to the last known time, 45:00" in desk.page.units.note()
    place = desk.study.place
    window.close_study()
    again = at_work(opened(place=place))
    assert again.page.codebook.set_choice.set_id == "markers"
    assert again.page.units.isVisible()
    assert any(text.text.hasFocus() for text in again.page.columns.texts())


def test_one_account_alone_is_judged_alone(opened: Open, tmp_path: Path):
    place = tmp_path / "alone.iprstudy"
    book = replace(CODEBOOK, sets=(replace(MARKERS, accounts=()),))
    make_study(place, "A", codebook=book, voices=("therapist", "patient"))
    with open_study(place) as study:
        ids = {each.voice: each.id for each in study.view.accounts.values()}
        drawn = Round(
            id="r1", name="R1", number=1, kind="reliability", codebook_id="book",
            hides_other_account=True,
        )  # fmt: skip
        given = [
            Assignment(id=v, round_id="r1", coder_id="A", account_id=ids[v], position=i)
            for i, v in enumerate(("therapist", "patient"), 1)
        ]
        study.do(added(drawn, *given), "Draw")
        first = study.view.assignments["therapist"]
        study.do(Replace(first, replace(first, progress="done")), "Done")
    desk = at_work(opened(place=place))
    pane = desk.page.units
    assert pane.shown is not None
    assert len(desk.view.transcripts) == 2  # both may be read by now, one at a time
    offered = [voice for _, voice in pane.shown.accounts]
    assert offered == [desk.page.columns.voices()[0]]
    pane.take_keys()
    press_keys("n")
    (own,) = desk.view.judgements.values()
    assert (own.round_id, desk.view.accounts[own.target_id].voice) == ("r1", offered[0])


def test_the_pane_follows_codebook_session_and_undo(opened: Open):
    desk = at_work(opened(PASSAGES, MARKERS))
    pane, study = desk.page.units, desk.study
    desk.page.codebook.set_choice.chosen.emit("markers")
    press_keys("d")
    fewer = replace(MARKERS, codes=MARKERS.codes[:3])
    study.do(added(replace(CODEBOOK, id="next", number=3, sets=(PASSAGES, fewer))), "Version")
    assert [each.name for each in pane.grid.bins.columns] == [
        "Denial", "Minimal response", "Impact"
    ]  # fmt: skip
    press_keys("r")
    (own,) = desk.view.judgements.values()
    assert own.codebook_id == "book"  # its own version knows the code, so it stays under it
    (session,) = desk.view.sessions.values()
    study.do(Replace(session, shorter := replace(session, length_ms=600_000)), "Shorter")
    assert pane.grid.bins.rowCount() == 2
    study.do(added(replace(shorter, id="other", number=5)), "Another session")
    desk.show_session("other")
    assert "no account of patient" in pane.note()
    for _ in range(3):  # the other session, the length, the tick
        press_keys(UNDO)
    assert desk.session_id == session.id
    (own,) = desk.view.judgements.values()
    assert own.codes == ("Denial",)
    desk.page.codebook.set_choice.chosen.emit("passages")
    assert not pane.isVisible()
    press_keys((Key.Key_Y, CTRL))
    assert pane.isVisible()  # redo shows what it does
    assert pane.shown is not None
    assert pane.shown.code_set.id == "markers"


def test_a_bin_is_rated_once_it_is_said_what_is_there(opened: Open):
    desk = at_work(opened(MARKERS))
    desk.page.codebook.set_choice.chosen.emit("markers")
    press_keys("3")  # the digits are those of the scale, from any cell
    assert desk.view.judgements == {}
    assert desk.page.banner.text() == (
        "A rating alone would say that none was found; tick what is present, or say that none "
        "is, then rate."
    )
    press_keys("n", Key.Key_Up, "3")
    (own,) = desk.view.judgements.values()
    assert (own.codes, [each.value for each in own.ratings]) == ((), [3])


def test_what_was_said_of_a_turn_goes_with_its_set(opened: Open):
    desk = at_work(opened(TALK, PASSAGES, replace(MARKERS, exclusive=True, scales=())))
    press_keys((Key.Key_End, CTRL), "g")  # the last turn, with others before it left
    assert desk.page.banner.text().startswith("That was the last turn; 29 before it")
    press_keys((Key.Key_S, ALT))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    QTest.keyClick(menu, Key.Key_2)
    QApplication.processEvents()
    assert desk.page.codebook.set_choice.set_id == "passages"
    assert desk.page.banner.text() == ""
    press_keys("e")  # a letter of the set of turns codes for it all the same
    assert desk.page.banner.text().startswith("That was the last turn")
    press_keys("d")  # and one of the bins takes those in hand
    assert desk.page.codebook.set_choice.set_id == "markers"
    assert desk.page.banner.text() == ""


def test_the_account_that_was_chosen_is_judged_whichever_column_has_the_keys(opened: Open):
    desk = at_work(opened(replace(MARKERS, accounts=()), voices=("therapist", "patient")))
    pane = desk.page.units
    desk.page.codebook.set_choice.chosen.emit("markers")
    chosen = {voice: own for own, voice in pane.shown.accounts}["patient"]  # type: ignore[union-attr]
    pane.account_chosen.emit(chosen)
    press_keys("d")
    desk.page.columns.take("therapist")
    press_keys("p")
    assert {each.target_id for each in desk.view.judgements.values()} == {chosen}
    assert pane.accounts.currentText() == "patient"


def test_none_tells_what_it_takes_out(opened: Open):
    desk = at_work(opened(MARKERS))
    desk.page.codebook.set_choice.chosen.emit("markers")
    desk.page.units.take_keys()
    press_keys("d", "r", "p")
    press_keys("n")
    (own,) = desk.view.judgements.values()
    assert own.codes == ()
    assert desk.page.banner.text() == "3 ticks taken out; Ctrl+Z brings them back."
    press_keys(UNDO)
    (own,) = desk.view.judgements.values()
    assert own.codes == ("Denial", "Minimal response", "Complaint")
    desk.page.banner.hide()
    press_keys(Key.Key_Down, "n")  # nothing stood there: nothing is told
    assert desk.page.banner.text() == ""


def test_a_memo_that_goes_with_its_session_leaves_the_keys_in_the_grid(opened: Open):
    desk = at_work(opened(MARKERS))
    (session,) = desk.view.sessions.values()
    (account,) = desk.view.accounts.values()
    later = replace(session, id="later", number=5)
    its = replace(account, id="its", session_id="later")
    desk.study.do(added(later, its), "Another session")
    desk.page.codebook.set_choice.chosen.emit("markers")
    desk.page.units.take_keys()
    press_keys("d", "m", "Why")
    assert QApplication.focusWidget() is desk.page.units.memo
    desk.step_session(1)
    assert desk.session_id == "later"
    assert QApplication.focusWidget() is desk.page.units.grid


def test_another_session_begins_at_its_first_bin(opened: Open):
    desk = at_work(opened(MARKERS))
    (session,) = desk.view.sessions.values()
    (account,) = desk.view.accounts.values()
    later = replace(session, id="later", number=5)
    desk.study.do(added(later, replace(account, id="its", session_id="later")), "Another session")
    desk.page.codebook.set_choice.chosen.emit("markers")
    desk.page.units.take_keys()
    grid = desk.page.units.grid
    press_keys(Key.Key_Down, Key.Key_Down, Key.Key_Right)
    column = grid.column
    desk.step_session(1)
    assert (desk.session_id, grid.row, grid.column) == ("later", 0, column)
    assert desk.page.timeline.playhead() is None


def test_an_account_that_is_read_later_is_said_and_takes_no_room(opened: Open, tmp_path: Path):
    place = tmp_path / "alone.iprstudy"
    make_study(
        place, "A", codebook=replace(CODEBOOK, sets=(PASSAGES, MARKERS)),
        voices=("therapist", "patient"),
    )  # fmt: skip
    with open_study(place) as study:
        ids = {each.voice: each.id for each in study.view.accounts.values()}
        drawn = Round(
            id="r1", name="R1", number=1, kind="reliability", codebook_id="book",
            hides_other_account=True,
        )  # fmt: skip
        given = [
            Assignment(id=v, round_id="r1", coder_id="A", account_id=ids[v], position=i)
            for i, v in enumerate(("therapist", "patient"), 1)
        ]
        study.do(added(drawn, *given), "Draw")
    desk = at_work(opened(place=place))
    desk.page.codebook.set_choice.chosen.emit("markers")
    assert not desk.page.units.isVisible()
    why = "Markers is for the patient’s account: you read one at a time, now another."
    assert desk.page.banner.text() == desk.page.codebook.set_choice.left() == why
    assert any(text.text.hasFocus() for text in desk.page.columns.texts())


def test_the_name_of_the_column_in_hand_is_read_in_full(opened: Open):
    long = "Complaints about the therapist, the activities and the parameters of the treatment"
    codes = tuple(replace(each, name=f"{long} {each.key}") for each in MARKERS.codes[:3])
    desk = at_work(opened(replace(MARKERS, codes=codes)))
    desk.page.codebook.set_choice.chosen.emit("markers")
    grid = desk.page.units.grid
    assert grid.heads.in_hand() == grid.column.path  # type: ignore[union-attr]
    assert long in grid.heads.in_hand()
    desk.page.units.take_keys()
    press_keys(Key.Key_Right)
    assert grid.heads.in_hand().endswith(" R")
    press_keys(Key.Key_Right)
    assert grid.heads.in_hand() == "Impact"
    short = at_work(opened(replace(MARKERS, codes=MARKERS.codes[:2])))
    assert short.page.units.grid.heads.in_hand() == ""


def newer(window: Window, code_set: CodeSet) -> None:
    """A version of the codebook with this set alone."""
    study = at_work(window).study
    number = study.view.codebook.number + 1
    study.do(added(replace(CODEBOOK, id=f"v{number}", number=number, sets=(code_set,))), "Version")


def test_a_form_is_gone_on_with_on_the_scales_that_it_was_begun_on(opened: Open):
    window = opened(EXPERIENCING)
    desk = at_work(window)
    pane = desk.page.units
    desk.page.codebook.set_choice.chosen.emit(EXPERIENCING.id)
    press_keys("3")
    mode, peak = EXPERIENCING.scales
    newer(window, replace(EXPERIENCING, scales=(replace(mode, maximum=5), peak)))
    assert "Judged under version 2 and shown with its scales: version 3 has others" in pane.note()
    pane.take_keys()
    press_keys(Key.Key_Home, "7")  # of 7: the scale that is on screen
    (own,) = desk.view.judgements.values()
    assert (own.codebook_id, own.rating(mode.id)) == ("book", 7)
    press_keys(Key.Key_Home, Key.Key_Delete)  # taken out: the next number is of the newer scale
    assert not desk.view.judgements
    assert pane.note() == ""
    press_keys(Key.Key_Home, "7")
    assert not desk.view.judgements
    press_keys("5")
    (own,) = desk.view.judgements.values()
    assert (own.codebook_id, own.rating(mode.id)) == ("v3", 5)


def test_a_sort_keeps_the_piles_that_it_was_begun_on(opened: Open):
    window = opened(SORT)
    desk = at_work(window)
    pane = desk.page.units
    desk.page.codebook.set_choice.chosen.emit(SORT.id)
    press_keys(*"122333445")
    assert pane.board.state.text() == "Sorted: every pile holds what it takes."
    newer(window, replace(SORT, piles=(3, 3, 3)))
    assert "shown with its piles" in pane.note()
    assert pane.board.piles.button(5).text() == "5 · 1/1"
    pane.take_keys()
    press_keys("1")
    (own,) = desk.view.judgements.values()
    assert own.codebook_id == "book"
    assert {each.value for each in own.values} <= set(range(1, 6))


def test_a_bin_with_a_rating_of_another_scale_takes_no_number_beside_it(opened: Open):
    window = opened(MARKERS)
    desk = at_work(window)
    desk.page.codebook.set_choice.chosen.emit(MARKERS.id)
    press_keys("d", "4")
    newer(window, replace(MARKERS, scales=(scale("Impact", 1, 3), scale("Extra", 1, 5))))
    before = desk.view.judgements
    pane = desk.page.units
    pane.take_keys()
    extra = pane.grid.bins.columns.index(
        next(each for each in pane.grid.bins.columns if each.name == "Extra")
    )
    pane.grid.setCurrentIndex(pane.grid.bins.index(0, extra))
    press_keys("4")
    assert desk.view.judgements == before
    assert "another scale than version 3; bring your work" in desk.page.banner._words.text()


def test_the_ends_of_a_coded_turn_are_moved_by_no_key_and_no_drag(opened: Open):
    desk = at_work(opened(TALK))
    desk.page.codebook.set_choice.chosen.emit(TALK.id)
    press_keys((Key.Key_Home, CTRL), (Key.Key_Down, CTRL), "g")
    (own,) = desk.view.all_moments()
    desk.choose_moment(own.id)
    for key in (Key.Key_Left, Key.Key_Right):
        for held in (ALT, ALT | Qt.KeyboardModifier.ShiftModifier):
            desk.page.banner.hide()
            press_keys((key, held))
            assert "the ends of Change stay" in desk.page.banner._words.text()
    column = desk.page.columns.in_hand
    assert column is not None
    desk.page.banner.hide()
    column.text.ends_dragged.emit(own.id, own.start, own.end - 6)
    assert "the ends of Change stay" in desk.page.banner._words.text()
    assert list(desk.view.all_moments()) == [own]


def test_bins_of_another_length_are_told_over_the_grid_and_where_the_length_is_changed(
    opened: Open,
):
    desk = at_work(opened(MARKERS))
    desk.page.codebook.set_choice.chosen.emit(MARKERS.id)
    press_keys("n", Key.Key_Down, "n")
    press_keys((Key.Key_F11, Qt.KeyboardModifier.ShiftModifier))
    rules = desk.page.codes_page.forms["set"]
    rules.bin.setFocus()  # type: ignore[union-attr]
    press_keys((Key.Key_A, CTRL), "1:00", Key.Key_Return)
    stand = "2 bins of another length stand under version 2"
    assert desk.page.banner._words.text() == f"{stand}: Markers begins anew in version 3."
    assert "the set begins anew" in "".join(desk.page.codes_page.difference.texts())
    press_keys(Key.Key_F2)
    assert desk.page.units.note() == f"{stand}."


def test_a_sort_whose_items_were_retired_says_that_its_piles_cannot_be_filled(opened: Open):
    window = opened(SORT)
    desk = at_work(window)
    desk.page.codebook.set_choice.chosen.emit(SORT.id)
    press_keys(*"122333445")
    press_keys((Key.Key_F11, Qt.KeyboardModifier.ShiftModifier), Key.Key_Home, Key.Key_Down)
    press_keys(Key.Key_Delete)
    off = "its piles take 9, and it has 8 items to sort"
    assert desk.page.banner._words.text() == (
        f"Q-set cannot be sorted out: {off}. Change the piles too."
    )
    press_keys(Key.Key_Home)
    assert desk.page.codes_page.forms["set"].place.text().endswith(off)
    press_keys(Key.Key_F2)
    assert desk.page.units.board.state.text() == (
        "All are placed; the piles take 9, and there are 8 items: they cannot be filled."
    )
    assert desk.page.units.board.piles.button(-1).text() == "all 8"
