"""Individually first, at the window: what is shut stays away, and the step opens it by keys."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.settings import Settings
from annotator.domain.edits import added
from annotator.domain.moment import Moment
from annotator.domain.round import Assignment, Round
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView
from annotator.ui.asking import Asking
from annotator.ui.asking_agreement import AskingAgreement
from annotator.ui.clock_desk import go_to_stop
from annotator.ui.desk import Desk
from annotator.ui.dialogs.export import ExportSheet
from annotator.ui.dialogs.new_round import RoundSheet
from annotator.ui.dialogs.opening import OpeningSheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.matrix_model import CELL_ROLE
from annotator.ui.palette_model import offers_for
from annotator.ui.progress import cells_of
from annotator.ui.reading_alone import read_alone
from annotator.ui.window import Window
from tests.ui.window.conftest import Keys, press_keys, shown_window
from tests.ui.window.test_asking_agreement import go_back
from tests.ui.window.test_pairing import code_turn, in_next, press_in
from tests.ui.window.test_screens import nameless

pytestmark = pytest.mark.usefixtures("words_leave")

OfPatient = Callable[[type], list[object]]
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
DONE, STEP = (Qt.Key.Key_Return, CTRL), (Qt.Key.Key_2, CTRL | SHIFT)
DYADIC, WITH_SESSION = (Qt.Key.Key_2, CTRL), (Qt.Key.Key_4, CTRL)
THERAPIST, PATIENT = (Qt.Key.Key_1, CTRL), (Qt.Key.Key_3, CTRL)
UNDO, QUEUE = (Qt.Key.Key_Z, CTRL), (Qt.Key.Key_J, CTRL)
ALONE = "You read this session one account at a time"


@pytest.fixture
def study(study_file: Path, strangers: list[object]) -> OpenStudy:
    """The small study, given out individually first, the therapist's account before the other."""
    with open_study(study_file) as pi:
        work = Round(
            id="r2",
            name="R2",
            number=2,
            kind="reliability",
            codebook_id=pi.view.codebook.id,
            hides_other_account=True,
        )
        given = [
            Assignment(id=f"r2-{voice}", round_id="r2", coder_id="coder", account_id=voice,
                       position=place)
            for place, voice in enumerate(("therapist", "patient"), start=1)
        ]  # fmt: skip
        pi.do(added(work, *given), "Hand out")
    return open_study(study_file, coder="RA-2")


def said(desk: Desk) -> str:
    return desk.page.banner.text()


def sentences(desk: Desk) -> str:
    """What the columns say in the place of a text."""
    shown = desk.page.columns.findChildren(QLabel)
    return " ".join(each.text() for each in shown if each.isVisible())


def voices(desk: Desk) -> list[str]:
    return desk.page.columns.voices()


def cell(desk: Desk, account_id: str) -> object:
    matrix = desk.page.study.matrix.matrix
    return matrix.place_of(account_id).data(CELL_ROLE)


def take_step(window: Window) -> str:
    return in_next(window, (STEP,), lambda sheet: press_in(sheet, Qt.Key.Key_Return))


def all_of_patient(*kinds: type) -> list[object]:
    """All that the process holds of the patient's text, set aside by the window or not."""
    gc.collect()
    are_aside = gc.get_freeze_count() > 0
    gc.unfreeze()
    found = [each for each in gc.get_objects() if isinstance(each, kinds)]
    if are_aside:
        gc.freeze()
    return [
        each
        for each in found
        if (isinstance(each, Transcript) and each.account_id == "patient")
        or (isinstance(each, Moment) and each.transcript_id == "text-patient")
    ]


@pytest.fixture
def strangers(study_view: StudyView, study_file: Path) -> list[object]:
    """What was there before the study is opened: the fixture's own, and what other tests left."""
    return all_of_patient(Transcript, Moment)


@pytest.fixture
def of_patient(strangers: list[object]) -> OfPatient:
    """What is alive of the patient's text since the study is open, wherever in the process."""
    known = {id(each) for each in strangers}
    return lambda kind: [each for each in all_of_patient(kind) if id(each) not in known]


def test_one_account_is_there_and_the_other_says_why_not(desk: Desk, press: Keys) -> None:
    assert voices(desk) == ["therapist"]
    dyadic = desk.page.top.mode.button("dyadic")
    assert not dyadic.isEnabled()
    assert ALONE in dyadic.accessibleDescription()
    press(DYADIC)
    assert said(desk).startswith(ALONE)
    assert "mark the therapist’s as done first" in said(desk)
    assert (desk.mode, desk.page.top.mode.value) == ("therapist", "therapist")
    press(PATIENT)
    assert voices(desk) == []
    assert (
        "Individually first: the patient’s account stays shut while you read the therapist’s. "
        "It opens once the therapist’s is marked as done (Ctrl+Return)."
    ) in sentences(desk)
    press(WITH_SESSION)
    assert desk.page.columns.wanted == ("therapist", "session")
    shut = cell(desk, "patient")
    assert shut.state == "shut"  # type: ignore[attr-defined]
    assert "patient: shut until the therapist’s is done" in shut.text  # type: ignore[attr-defined]
    assert nameless(desk.page) == []


def test_nothing_of_the_shut_account_is_found_or_painted(
    window: Window, desk: Desk, press: Keys, of_patient: OfPatient
) -> None:
    assert of_patient(Transcript) == []
    offers = offers_for("parking", window.study, {"always", "study"}, text_only=True)
    assert offers == []
    picture = desk.page.timeline._picture
    party = None if picture is None else picture.party("patient")
    assert party is not None
    assert (party.transcript_id, len(party.stop_ms)) == (None, 0)
    code_turn(press, 1, "h")
    press("l")
    assert said(desk).startswith(ALONE)
    assert said(desk).endswith("Then moments can be paired.")
    one_sided = desk.page.inspector._one_sided
    assert one_sided.isVisible()
    assert one_sided.text() == (
        "One-sided so far: the patient’s account is shut until the therapist’s is done."
    )


def test_the_step_waits_and_then_opens_both(window: Window, desk: Desk, press: Keys) -> None:
    press(STEP)
    assert "mark the therapist’s as done first" in said(desk)
    press(DONE)
    assert "therapist is marked as done" in said(desk)
    assert "The patient’s is to be read alone next; Ctrl+Shift+2 opens both" in said(desk)
    assert "Ctrl+J goes to the next of your queue" in said(desk)
    assert desk.view.shut == frozenset()
    assert voices(desk) == ["therapist"]  # open, yet still read one at a time
    press(DYADIC)
    assert said(desk).startswith(ALONE)
    press(QUEUE)
    assert voices(desk) == ["patient"]

    told: list[str] = []

    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, OpeningSheet)
        told.extend(each.text() for each in sheet.findChildren(QLabel) if each.text())
        press_in(sheet, Qt.Key.Key_Return)

    assert in_next(window, (STEP,), act) == "Read both accounts together"
    assert "The patient’s account is not done yet: read it alone first?" in told
    assert any(each.startswith("done, ") for each in told)
    assert "not begun" in told
    assert voices(desk) == ["therapist", "patient"]
    assert desk.page.top.mode.button("dyadic").isEnabled()
    assert "it is on record" in said(desk)
    [step] = desk.view.openings.values()
    assert step.done_ids == ("therapist",)
    facts = {each.accessibleName() for each in desk.page.study.findChildren(QLabel)}
    assert "Read together: RA-2" in facts
    press(STEP)
    assert said(desk).startswith("You read both accounts since ")


def test_an_account_with_a_moment_is_begun(window: Window, desk: Desk, press: Keys) -> None:
    press(DONE, QUEUE)
    code_turn(press, 1, "h")
    told: list[str] = []

    def act(sheet: Sheet) -> None:
        told.extend(each.text() for each in sheet.findChildren(QLabel))
        press_in(sheet, Qt.Key.Key_Escape)

    in_next(window, (STEP,), act)
    assert "begun, not done" in told
    assert "not begun" not in told


def test_beside_the_sessions_transcript_the_account_in_hand_stays(desk: Desk, press: Keys) -> None:
    press(WITH_SESSION, DONE)
    assert "therapist is marked as done" in said(desk)
    assert desk.page.columns.wanted == ("therapist", "session")
    press(PATIENT, WITH_SESSION)
    assert desk.page.columns.wanted == ("session", "patient")
    assert voices(desk) == ["patient"]


def bands(desk: Desk, voice: str) -> str:
    """What the bands of a column say."""
    text = desk.page.columns.text(voice)
    assert text is not None
    return " ".join(band.words for band in text.text.sheet.bands.values())


def drawn(desk: Desk) -> dict[str, int]:
    """How many stops and moments the timeline draws of each party."""
    picture = desk.page.timeline._picture
    assert picture is not None
    return {each.voice: len(each.stop_ms) + len(each.blocks) for each in picture.parties}


@pytest.mark.parametrize("action", ["set_stop", "set_aside"])
def test_a_stop_or_a_range_and_its_undo_bring_no_second_account(
    window: Window, desk: Desk, press: Keys, action: str
) -> None:
    press(WITH_SESSION, DONE)
    assert desk.view.shut == frozenset()
    columns = desk.page.columns
    assert columns.wanted == ("therapist", "session")
    press((Qt.Key.Key_Home, CTRL), (Qt.Key.Key_Down, CTRL), Qt.Key.Key_Return)
    keys = (Qt.Key.Key_B, CTRL if action == "set_stop" else CTRL | SHIFT)

    def act(sheet: Sheet) -> None:
        if action == "set_stop":
            press_keys((Qt.Key.Key_A, CTRL), *"9:59")
        press_in(sheet, Qt.Key.Key_Return)

    before = desk.view
    assert in_next(window, (keys,), act)
    assert (desk.view.stops, desk.view.asides) != (before.stops, before.asides)
    assert (columns.wanted, voices(desk)) == (("therapist", "session"), ["therapist"])
    press(UNDO)
    assert (desk.view.stops, desk.view.asides) == (before.stops, before.asides)
    assert (columns.wanted, voices(desk)) == (("therapist", "session"), ["therapist"])
    press((Qt.Key.Key_Z, CTRL | SHIFT))
    assert (columns.wanted, voices(desk)) == (("therapist", "session"), ["therapist"])


def test_between_the_two_nothing_of_one_is_shown_beside_the_other(
    window: Window, desk: Desk, press: Keys
) -> None:
    code_turn(press, 1, "h")
    press(DONE)
    assert desk.view.shut == frozenset()
    assert "linked stop" not in bands(desk, "therapist")
    assert drawn(desk) == {"therapist": 4, "patient": 0}
    press(PATIENT)
    assert "linked stop" not in bands(desk, "patient")
    assert drawn(desk) == {"therapist": 0, "patient": 3}
    assert desk.moment is None, "a moment of the account that is left is let go"
    code_turn(press, 0, "h")
    assert drawn(desk) == {"therapist": 0, "patient": 4}
    press(WITH_SESSION)
    assert drawn(desk) == {"therapist": 0, "patient": 4}
    take_step(window)
    assert drawn(desk) == {"therapist": 4, "patient": 4}
    assert "linked stop" in bands(desk, "therapist")


def test_the_matrix_asks_once_what_is_read_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[StudyView] = []

    def counted(view: StudyView) -> object:
        asked.append(view)
        return read_alone(view)

    monkeypatch.setattr("annotator.ui.progress.read_alone", counted)
    shut = replace(desk.view, shut=frozenset(desk.view.accounts))
    states = [each.state for each in cells_of(shut, "coder")]
    assert states.count("shut") > 1
    assert len(asked) == 1


def test_the_stop_of_the_other_account_is_gone_to_alone(desk: Desk, press: Keys) -> None:
    press(DONE)
    go_to_stop(desk, "text-patient-stop-1")
    assert (desk.mode, voices(desk)) == ("patient", ["patient"])


def test_the_step_can_be_declined(window: Window, desk: Desk, press: Keys) -> None:
    press(DONE)
    in_next(window, (STEP,), lambda sheet: press_in(sheet, Qt.Key.Key_Escape))
    assert not desk.view.openings
    assert voices(desk) == ["therapist"]


def test_undo_and_reopening_shut_it_again(
    window: Window, desk: Desk, press: Keys, of_patient: OfPatient
) -> None:
    press(DONE)
    assert len(of_patient(Transcript)) == 1
    press(UNDO)  # the account is not done after all
    assert desk.view.shut == {"patient"}
    assert of_patient(Transcript) == []
    press(DONE)
    press(PATIENT)
    code_turn(press, 0, "h")
    assert of_patient(Moment)
    press(THERAPIST, DONE)  # reopened
    assert desk.view.shut == {"patient"}
    assert of_patient(Transcript) == []
    assert not desk.view.moments_of("text-patient")
    assert "text-patient" not in desk.view.transcripts
    press(DONE)
    take_step(window)
    press(UNDO, UNDO)
    assert len(desk.view.openings) == 1, "what was read cannot be unread"
    assert voices(desk) == ["therapist", "patient"]


def test_switching_coder_loads_and_leaves_what_each_may_see(
    window: Window, desk: Desk, qtbot, of_patient: OfPatient
) -> None:
    assert of_patient(Transcript) == []
    window.see_as(None)
    assert of_patient(Transcript)
    window.show_tab("agreement")
    window.wait_for_comparison()
    window.show_tab("coding")
    assert voices(desk) != []
    window.see_as("coder")
    qtbot.wait_until(lambda: not of_patient(Transcript), timeout=5000)
    assert desk.page.top.mode.value != "dyadic"


def test_a_restart_shows_the_same(
    window: Window,
    desk: Desk,
    press: Keys,
    study_file: Path,
    settings: Settings,
) -> None:
    press(DONE)
    press(PATIENT)
    window.close_study()
    again = shown_window(settings)
    again.show_study(open_study(study_file, coder="RA-2"))
    QApplication.processEvents()
    assert again.desk is not None
    assert voices(again.desk) == ["patient"]
    again.desk.show_session("session-8")  # no part of the round: as wished before
    assert again.desk.mode == "dyadic"
    again.close()


def test_the_coders_export_holds_nothing_of_it(
    window: Window, desk: Desk, press: Keys, study_file: Path
) -> None:
    Asking(window)

    def export(sheet: Sheet) -> None:
        assert isinstance(sheet, ExportSheet)
        sheet.with_text.setFocus()
        press_in(sheet, Qt.Key.Key_Space, Qt.Key.Key_Return)

    code_turn(press, 1, "h")
    in_next(window, ((Qt.Key.Key_E, CTRL),), export)
    folder = study_file.parent / "small tables"
    words = " ".join(each.read_text(encoding="utf-8-sig") for each in folder.iterdir())
    assert "I knew I wanted to reach her" in words
    assert "parking" not in words


@pytest.fixture
def given_one(study_file: Path, settings: Settings, qapp: QApplication) -> Iterator[Window]:
    """The therapist's account only is given: the other opens by the step alone."""
    with open_study(study_file) as pi:
        work = Round(
            id="r2",
            name="R2",
            number=2,
            kind="reliability",
            codebook_id=pi.view.codebook.id,
            hides_other_account=True,
        )
        given = Assignment(id="g", round_id="r2", coder_id="coder", account_id="therapist")
        pi.do(added(work, given), "Hand out")
    window = shown_window(settings)
    window.show_study(open_study(study_file, coder="RA-2"))
    QApplication.processEvents()
    yield window
    window.close()
    window.deleteLater()


def test_an_account_that_was_not_given_opens_by_the_step(given_one: Window) -> None:
    press = press_keys
    desk = given_one.desk
    assert desk is not None
    press(PATIENT)
    assert "marked as done and you go on to read both together (Ctrl+Shift+2)" in sentences(desk)
    press(THERAPIST)
    desk.page.columns.take("therapist")
    press(DONE)
    assert "Ctrl+Shift+2 goes on to read both accounts together" in said(desk)
    press(PATIENT)
    assert "is shut until you go on to read both accounts together" in sentences(desk)
    assert desk.view.shut == {"patient"}
    take_step(given_one)
    assert voices(desk) == ["therapist", "patient"]


def test_the_pi_ticks_it_in_the_new_round(window: Window, desk: Desk) -> None:
    AskingAgreement(window)
    window.see_as(None)
    go_back(window)
    window.setFocus()

    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, RoundSheet)
        sheet.new_coders.setText("RA-9")
        sheet.amount.setText("100")
        sheet.alone.setFocus()
        press_in(sheet, Qt.Key.Key_Space, Qt.Key.Key_Return)

    assert in_next(window, ((Qt.Key.Key_N, CTRL | SHIFT),), act) == "New round"
    drawn = max(desk.view.rounds.values(), key=lambda each: each.number)
    assert drawn.hides_other_account
    assert said(desk).endswith(", individually first.")
    desk.undo()
    assert drawn.id not in desk.view.rounds
