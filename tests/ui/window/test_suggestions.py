"""Suggested pairings by real keys: accepted with a relation or passed, never made by themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from annotator.analysis.dyads.suggestions import Suggestion, couples, suggestions
from annotator.app.verbs.pairing import pair_each
from annotator.domain.errors import UserError
from annotator.domain.view import StudyView
from annotator.ui.desk import Desk
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.dialogs.suggested_pairings import SuggestedPairingsSheet
from annotator.ui.pairing_words import why
from annotator.ui.suggestions_model import SuggestedRow, SuggestionsModel
from annotator.ui.window import Window
from tests.analysis.dyads.making import Cell, Put, paired, study
from tests.ui.window.conftest import Keys
from tests.ui.window.test_pairing import coded, in_next, press_in
from tests.ui.window.test_screens import nameless

__all__ = ["coded"]

SUGGEST = (Qt.Key.Key_L, Qt.KeyboardModifier.ShiftModifier)
UNDO = (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
RETURN, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
MINUTE = 60_000


@pytest.fixture
def view() -> StudyView:
    """Stops at 10 and 30 minutes: the first two moments of each party are near each other."""
    stops = ((0, 10 * MINUTE, None), (100, 30 * MINUTE, None))
    return study(
        Cell(
            stops=stops,
            therapist=(
                Put(start=0, end=5, codes=("Shame",), id="t0"),
                Put(start=110, end=115, codes=("Repair",), id="t1"),
            ),
            patient=(
                Put(start=0, end=5, codes=("Shame",), id="p0"),
                Put(start=10, end=15, codes=(), id="p1"),
                Put(start=110, end=115, codes=("Shame",), coder="B", id="of B"),
            ),
        )
    )


def keys_of(view: StudyView) -> list[tuple[str, str]]:
    return [
        (each.therapist.id, each.suggestion.moment.id) for each in couples(view, "D01-3", "c-A")
    ]


def test_couples_are_those_that_something_speaks_for(view: StudyView) -> None:
    assert keys_of(view) == [("t0", "p0"), ("t0", "p1")]  # two reasons come before one
    first = view.moment("t0")
    assert first is not None
    alone = {each.moment.id: each for each in suggestions(view, first)}
    for each in couples(view, "D01-3", "c-A"):
        assert each.suggestion == alone[each.suggestion.moment.id]


def test_what_is_paired_is_not_offered_again(view: StudyView) -> None:
    assert keys_of(paired(view, "D01-3", "A", "t1", "p0")) == [("t0", "p1")]
    assert keys_of(paired(view, "D01-3", "A", "t0", "p1")) == []
    assert couples(view, "D01-3", "c-B") == []


def test_one_that_cannot_be_made_makes_none(view: StudyView) -> None:
    with pytest.raises(UserError, match="stands in another pairing"):
        pair_each(
            view,
            coder_id="c-A",
            accepted=[("t0", "p0", "converging"), ("t1", "p0", "diverging")],
        )
    assert pair_each(view, coder_id="c-A", accepted=[]) is None


def row(first: str, second: str) -> SuggestedRow:
    sides = (("1:00 · Shame", f"“{first}”"), ("1:05 · Shame", f"“{second}”"))
    return SuggestedRow(therapist_id=first, patient_id=second, sides=sides, why="same time")


def test_the_model_keeps_qts_rules_and_its_own(qapp: QApplication) -> None:
    model = SuggestionsModel([row("t0", "p0"), row("t0", "p1"), row("t1", "p1"), row("t2", "p2")])
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)

    def shown() -> list[tuple[str, str]]:
        return [model.row(place).key for place in range(model.rowCount())]

    model.accept(0, "converging")
    assert shown() == [("t0", "p0"), ("t1", "p1"), ("t2", "p2")]
    model.pass_on(1)
    assert shown() == [("t0", "p0"), ("t2", "p2")]
    model.reopen(0)
    assert shown() == [("t0", "p0"), ("t0", "p1"), ("t2", "p2")]
    assert model.accepted == {}
    assert model.passed == {("t1", "p1")}
    assert tester.model() is model


def test_accepted_by_digits_in_one_step(window: Window, desk: Desk, coded: dict[str, str]) -> None:
    seen: list[tuple[str, str]] = []

    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, SuggestedPairingsSheet)
        assert nameless(sheet) == []
        assert sheet.focusWidget() is sheet.table
        press_in(sheet, RETURN)
        assert sheet.problem() == "Nothing is accepted yet: a digit accepts the row in hand."
        assert desk.view.pairings == {}
        seen.append(sheet.model.row(0).key)
        press_in(sheet, "2")
        assert sheet.said.text().startswith("1 accepted, 0 passed")
        place = sheet.table.currentIndex().row()
        seen.append(sheet.model.row(place).key)
        press_in(sheet, "x")
        assert sheet.said.text().startswith("1 accepted, 1 passed")
        assert seen[1] not in [sheet.model.row(n).key for n in range(sheet.model.rowCount())]
        press_in(sheet, RETURN)

    assert in_next(window, (SUGGEST,), act) == "Suggested pairings"
    [made] = desk.view.pairings.values()
    assert (set(made.moment_ids), made.relation) == (set(seen[0]), "complementary")
    assert "1 pairing is made" in desk.page.banner.text()

    offered: list[tuple[str, str]] = []

    def again(sheet: Sheet) -> None:
        assert isinstance(sheet, SuggestedPairingsSheet)
        offered.extend(sheet.model.row(n).key for n in range(sheet.model.rowCount()))
        press_in(sheet, "1", Qt.Key.Key_Up, "0")
        assert sheet.model.accepted == {}
        press_in(sheet, "1", ESC)
        assert sheet.isVisible()
        told = "1 answer is not made yet: Return makes it, Esc again drops it."
        assert sheet.problem() == told
        press_in(sheet, "0", "1", "x" if sheet.model.rowCount() > 1 else "1", ESC)
        count = len(sheet.model.accepted) + len(sheet.model.passed)
        assert sheet.isVisible(), "an answer since then is told anew"
        assert sheet.problem().startswith(f"{count} answer")
        press_in(sheet, ESC)
        assert not sheet.isVisible()

    in_next(window, (SUGGEST,), again)
    assert seen[1] not in offered
    assert not {each for key in offered for each in key} & set(seen[0])
    assert len(desk.view.pairings) == 1, "what was given up is not made"
    desk.undo()
    assert desk.view.pairings == {}


def test_without_an_answer_esc_goes_at_once(
    window: Window, desk: Desk, coded: dict[str, str]
) -> None:
    def act(sheet: Sheet) -> None:
        press_in(sheet, ESC)
        assert not sheet.isVisible()

    assert in_next(window, (SUGGEST,), act) == "Suggested pairings"
    assert desk.view.pairings == {}


def test_a_row_says_which_of_the_two_has_no_session_time(study_view: StudyView) -> None:
    moment = study_view.moments["text-therapist"]["m-distance"]
    found = Suggestion(
        moment=moment, apart_ms=None, is_near=False, is_far=False, shared_codes=(), likeness=0.0
    )
    assert why(study_view, found, None) == "the moment to be paired has no session time"
    untimed = replace(study_view, stops={})
    assert why(untimed, found, None) == "no session time"


def test_with_nothing_to_suggest_it_says_why(desk: Desk, press: Keys) -> None:
    press(SUGGEST)
    assert desk.page.banner.text().startswith("Nothing to suggest: no two unpaired moments")


def test_buttons_do_the_same(window: Window, desk: Desk, coded: dict[str, str], qtbot) -> None:
    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, SuggestedPairingsSheet)
        buttons = {each.accessibleName(): each for each in sheet.findChildren(type(sheet.yes))}
        qtbot.mouseClick(buttons["Accept as diverging"], Qt.MouseButton.LeftButton)
        qtbot.mouseClick(buttons["Pass the suggestion in hand"], Qt.MouseButton.LeftButton)
        QTest.keyClick(sheet.table, RETURN)

    in_next(window, (SUGGEST,), act)
    assert [each.relation for each in desk.view.pairings.values()] == ["diverging"]
    assert len(desk.passed) == 1
