"""The design edited in the window, with real keys: dyads, participants, sessions, interviews."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from annotator.app.open_study import OpenStudy
from annotator.app.verbs.designing import find_participant
from annotator.domain.edits import Replace
from annotator.domain.study import Interview, Session
from annotator.ui.asking_design import AskingDesign
from annotator.ui.desk import Desk
from annotator.ui.dialogs.design_list import DesignList, Place, Target, targets_of
from annotator.ui.dialogs.design_people import DyadSheet, ParticipantSheet
from annotator.ui.dialogs.design_sessions import AccountSheet, InterviewSheet, SessionSheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import DARK, LIGHT, Look, Theme
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys
from tests.ui.window.test_asking_agreement import go_back, in_sheet
from tests.ui.window.test_screens import ARTEFACTS, is_cut, nameless

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
EDIT, UNDO = (Qt.Key.Key_W, CTRL | SHIFT), (Qt.Key.Key_Z, CTRL)
F12, DOWN, HOME = Qt.Key.Key_F12, Qt.Key.Key_Down, Qt.Key.Key_Home
RETURN, TAB = Qt.Key.Key_Return, Qt.Key.Key_Tab
Act = Callable[[Sheet], object]


@pytest.fixture
def asking(window: Window) -> AskingDesign:
    return AskingDesign(window)


def typed(text: str) -> list[object]:
    """Keys that put a text in the place of what a field holds."""
    return [(Qt.Key.Key_A, CTRL), text]


def edit(window: Window, part: str, act: Act) -> tuple[str, str]:
    """Ctrl+Shift+W, down to the part, Return, and acts in its sheet; titles of the two sheets."""

    def choose(sheet: Sheet) -> None:
        assert isinstance(sheet, DesignList)
        press_keys(HOME)
        for _ in range(sheet.list.count()):
            if sheet.list.currentItem().text().startswith(part):
                break
            press_keys(DOWN)
        seen.append(in_sheet(act))
        press_keys(RETURN)

    seen: list[list[str]] = []
    first = in_sheet(choose)
    press_keys(EDIT)
    go_back(window)
    return "".join(first), "".join(seen[0]) if seen else ""


def session_of(study: OpenStudy) -> Session:
    found = study.view.find_session("D07", 3)
    assert found is not None
    return found


def interview_of(study: OpenStudy, account_id: str) -> Interview:
    found = study.view.interview_of(account_id)
    assert found is not None
    return found


def banner(desk: Desk) -> str:
    return desk.page.banner.text()


def test_a_session_gets_its_length_and_a_wrong_one_is_told_in_the_sheet(
    window: Window, desk: Desk, study: OpenStudy, asking: AskingDesign
) -> None:
    told: list[str] = []

    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, SessionSheet)
        sheet.length.setFocus()
        press_keys(*typed("1:75:00"), RETURN)  # type: ignore[arg-type]
        told.append(sheet.problem())
        press_keys(*typed("0:50:00"), RETURN)  # type: ignore[arg-type]

    assert edit(window, "Session: D07", act) == ("Edit the design", "D07, session 3")
    assert told == ["'1:75:00' is no length; write 48:12 or 0:48:12."]
    assert session_of(study).length_ms == 3_000_000
    assert desk.page.study._facts.value("Length") == "50:00"
    press_keys(UNDO)
    assert session_of(study).length_ms == 2_892_000


def test_an_interview_before_its_session_is_stored_and_told(
    window: Window, desk: Desk, study: OpenStudy, asking: AskingDesign
) -> None:
    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, InterviewSheet)
        sheet.held.setFocus()
        press_keys(*typed("2025-03-11 09:00"), RETURN)  # type: ignore[arg-type]

    edit(window, "Interview: D07, session 3, patient", act)
    assert banner(desk) == "D07, session 3, patient: the interview was held before its session."
    assert interview_of(study, "patient").held is not None
    press_keys(UNDO)
    assert interview_of(study, "patient").held.isoformat() == "2025-03-14T04:00:00"  # type: ignore[union-attr]


def test_a_new_dyad_then_its_session_and_account_from_the_overview(
    window: Window, desk: Desk, study: OpenStudy, asking: AskingDesign
) -> None:
    press_keys(F12)

    def dyad(sheet: Sheet) -> None:
        assert isinstance(sheet, DyadSheet)
        press_keys("D01", TAB, "T07", TAB, "P99", RETURN)

    assert edit(window, "New dyad", dyad)[1] == "New dyad"
    made = study.view.find_dyad("D01")
    assert made is not None
    assert made.therapist_id == "T07"
    assert find_participant(study.view, "P99") is not None
    overview = desk.page.overview
    assert overview.chosen is not None
    assert overview.chosen.dyad == "D01"  # what is made new is in hand, to go on with
    assert edit(window, "New session", lambda _: press_keys(RETURN))[1] == "New session of D01"
    assert overview.design.table.rows.row(0).session == 1
    assert edit(window, "New account", lambda _: press_keys(RETURN))[1].startswith("New account")
    assert overview.design.table.rows.row(0).voice == "therapist"
    assert overview.design.table.rows.row(0).participant == "T07"
    for _ in range(3):
        press_keys(UNDO)
    assert study.view.find_dyad("D01") is None


def test_a_participant_s_attributes_reach_the_sample(
    window: Window, desk: Desk, study: OpenStudy, asking: AskingDesign, qtbot
) -> None:
    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, ParticipantSheet)
        press_keys(TAB, *typed("gender: woman"))  # type: ignore[arg-type]
        sheet.yes.setFocus()
        press_keys(Qt.Key.Key_Space)

    edit(window, "Therapist T07", act)
    press_keys(F12)
    table = desk.page.overview.sample.shown()
    assert table is not None
    assert [(v, c.n) for v, c in zip(table.rows, table.row_totals, strict=True)] == [
        ("woman", 1),
        ("not stated", 1),
    ]


def test_a_second_dyad_of_the_name_is_refused_in_the_sheet(
    window: Window, study: OpenStudy, asking: AskingDesign
) -> None:
    told: list[str] = []

    def act(sheet: Sheet) -> None:
        press_keys("D08", RETURN)
        told.append(sheet.problem())

    before = study.view.dyads
    edit(window, "New dyad", act)
    assert told == ["There is a dyad D08 already; choose another name."]
    assert study.view.dyads == before


def test_what_is_offered_follows_the_place(study: OpenStudy) -> None:
    view = study.view
    bare = [target.kind for _, target in targets_of(view, Place())]
    assert bare[:2] == ["new dyad", "new participant"]
    place = Place(dyad_id="dyad", session_id="session-3", account_id="patient")
    offered = [text for text, _ in targets_of(view, place)]
    assert offered[:9] == [
        "Dyad D07",
        "Therapist T07",
        "Patient P07",
        "Session: D07, session 3",
        "Interview: D07, session 3, therapist",
        "Interview: D07, session 3, patient",
        "New account on D07, session 3…",
        "New session of D07…",
        "New dyad…",
    ]


def test_the_sample_is_exported_to_the_file_that_is_named(
    window: Window, desk: Desk, asking: AskingDesign, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "sample.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    study = desk.study
    person = study.view.participants["T07"]
    study.do(Replace(person, replace(person, attributes=(("gender", "woman"),))), "Edit")
    press_keys(F12)
    card = desk.page.overview.sample
    card.export.setFocus()
    press_keys(Qt.Key.Key_Space)
    assert target.read_text(encoding="utf-8").splitlines()[1:] == [
        "therapists,gender,woman,,,1,50.0,1",
        "therapists,gender,not stated,,,1,50.0,1",
    ]
    assert "flags 2 cells" in banner(desk)


def sheets(look: Look, study: OpenStudy) -> list[Sheet]:
    view = study.view
    place = Place(dyad_id="dyad", session_id="session-3", account_id="patient")
    return [
        DesignList(look, None, view, place),
        DyadSheet(look, None, view, "dyad"),
        ParticipantSheet(look, None, view, None),
        SessionSheet(look, None, view, "dyad", "session-3"),
        AccountSheet(look, None, view, "session-8"),
        InterviewSheet(look, None, view, "missing"),
    ]


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.scheme)
def test_no_sheet_cuts_its_words_and_each_control_has_a_name(
    window: Window, study: OpenStudy, theme: Theme, percent: int
) -> None:
    window.appearance.show_percent(percent)
    window.look.show_theme(theme)
    ARTEFACTS.mkdir(exist_ok=True)
    for number, sheet in enumerate(sheets(window.look, study)):
        sheet.fit(520)
        sheet.show()
        QApplication.processEvents()
        sheet.grab().save(str(ARTEFACTS / f"design-{number}-{theme.scheme}-{percent}.png"))
        labels: list[QLabel] = sheet.findChildren(QLabel)
        assert [each.text() for each in labels if each.isVisible() and is_cut(each)] == []
        assert nameless(sheet) == [], sheet.windowTitle()
        sheet.close()
        sheet.deleteLater()


def test_the_target_in_hand_is_the_interview_in_hand(qapp, study: OpenStudy) -> None:
    place = Place(dyad_id="dyad", session_id="session-3", account_id="patient")
    sheet = DesignList(Look(), None, study.view, place)
    assert sheet.choice() == Target(kind="interview", id="patient")
    sheet.deleteLater()
    study.close()
