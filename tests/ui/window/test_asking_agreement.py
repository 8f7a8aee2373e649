"""Rounds, gates, thresholds, report and feedback, asked for in the window with real keys."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.settings import Settings
from annotator.app.verbs.asked_comparison import compared_by
from annotator.app.verbs.comparing import Comparison
from annotator.app.verbs.gating import gate_result, gates_of
from annotator.app.verbs.sample import make_sample
from annotator.domain.round import Assignment
from annotator.domain.view import StudyView
from annotator.ui.agreement.headline import IntervalBar
from annotator.ui.asking_agreement import NOT_BLIND, AskingAgreement, new_seed
from annotator.ui.dialogs.agreement_report import ReportSheet
from annotator.ui.dialogs.feedback import FeedbackSheet
from annotator.ui.dialogs.freeze import FreezeSheet
from annotator.ui.dialogs.gate import GateQuestion, GateSheet
from annotator.ui.dialogs.new_round import RoundSheet
from annotator.ui.dialogs.settler import SettlerSheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.dialogs.thresholds import ThresholdsSheet
from annotator.ui.stylesheet import dress
from annotator.ui.theme import DARK, LIGHT, Look, Theme
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys, shown_window
from tests.ui.window.test_screens import ARTEFACTS, is_cut, nameless

pytestmark = pytest.mark.usefixtures("words_leave")

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NEW_ROUND, UNDO = (Qt.Key.Key_N, CTRL | SHIFT), (Qt.Key.Key_Z, CTRL)
TAB, RETURN, SPACE = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Space
Act = Callable[[Sheet], object]


@pytest.fixture(scope="module")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def sample_view(sample_file: Path) -> StudyView:
    with open_study(sample_file) as study:
        return study.view


@pytest.fixture
def study(sample_file: Path, tmp_path: Path) -> OpenStudy:
    """A copy of the sample study with everybody's work; the window closes it."""
    place = tmp_path / "lab.iprstudy"
    shutil.copy(sample_file, place)
    return open_study(place)


@pytest.fixture
def window(qapp, qtbot, settings: Settings, study: OpenStudy) -> Iterator[Window]:
    """The window in its agreement tab, with the numbers of the sample study."""
    shown = shown_window(settings)
    AskingAgreement(shown)
    shown.show_study(study)
    shown.commands.run("tab_agreement")
    assert shown.comparing is not None
    comparing = shown.comparing
    qtbot.waitUntil(lambda: comparing.computed is not None, timeout=20_000)
    yield shown
    shown.close()
    shown.deleteLater()


@pytest.fixture
def banner(window: Window) -> Callable[[], str]:
    assert window.desk is not None
    return window.desk.page.banner.text


def in_sheet(act: Act, tries: int = 500) -> list[str]:
    """Acts in the next sheet as soon as it has the keys; gives its title once it had them.

    A sheet that is still there afterwards is refused, so that no test waits for a person.
    """
    seen: list[str] = []

    def go(left: int) -> None:
        sheet = QApplication.activeModalWidget()
        if not isinstance(sheet, Sheet) or not sheet.isActiveWindow():
            if left:
                QTimer.singleShot(10, lambda: go(left - 1))
            return
        seen.append(sheet.windowTitle())
        try:
            act(sheet)
        finally:
            if sheet.isVisible():
                sheet.reject()

    QTimer.singleShot(0, lambda: go(tries))
    return seen


def ask(window: Window, action_id: str, act: Act) -> str:
    """Runs a command and acts in its sheet; gives the sheet's title, empty where none came."""
    seen = in_sheet(act)
    window.commands.run(action_id)
    go_back(window)
    return "".join(seen)


def go_back(window: Window) -> None:
    """The window has the keys again, as after a dialog on a desktop."""
    window.activateWindow()
    QTest.qWaitForWindowActive(window)


def keys(*pressed: object) -> Act:
    return lambda _: press_keys(*pressed)  # type: ignore[arg-type]


def work_in(view: StudyView, round_name: str) -> list[Assignment]:
    work_round = view.find_round(round_name)
    assert work_round is not None
    return [each for each in view.assignments.values() if each.round_id == work_round.id]


# Rounds -------------------------------------------------------------------------------------


def test_a_round_is_drawn_as_it_was_shown_and_undone(window, study: OpenStudy, banner):
    shown: list[str] = []

    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, RoundSheet)
        press_keys("Pilot", TAB, "t")  # the kind by its first letter
        sheet.amount.setFocus()
        sheet.amount.selectAll()
        press_keys("4", TAB, "t")  # transcripts
        shown.extend(sheet.drawn.toPlainText().splitlines())
        sheet.name.setFocus()
        press_keys(RETURN)

    seen = in_sheet(act)
    press_keys(NEW_ROUND)
    go_back(window)
    assert seen == ["New round"]
    made = study.view.find_round("Pilot")
    assert made is not None
    assert (made.kind, made.blind, made.gate_threshold) == ("training", True, None)
    work = work_in(study.view, "Pilot")
    places = [study.view.place_of(each.account_id) for each in work]
    assert len(shown) == 4
    assert len(work) == 2 * 4
    assert all(
        any(line.startswith(f"{dyad.name}, session {session.number}, ") for line in shown)
        for dyad, session, _ in places
    )
    assert {study.view.coders[each.coder_id].name for each in work} == {"RA-1", "RA-2"}
    assert f"4 transcripts for each of 2 coders, seed {made.seed}" in banner()
    press_keys(UNDO)
    assert study.view.find_round("Pilot") is None
    assert all(each.round_id != made.id for each in study.view.assignments.values())


def test_a_taken_name_is_refused_in_the_sheet(window: Window, study: OpenStudy):
    revision = study.view.revision

    def act(sheet: Sheet) -> None:
        press_keys("open", RETURN)
        assert sheet.isVisible()
        assert sheet.problem() == "There is a round 'open'; choose another name."
        press_keys(Qt.Key.Key_Escape)

    assert ask(window, "new_round", act) == "New round"
    assert study.view.revision == revision


def test_somebody_new_codes_the_round_behind_a_gate(window: Window, study: OpenStudy):
    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, RoundSheet)
        sheet.new_coders.setFocus()
        press_keys("RA-3, RA-2")
        assert "There is a coder RA-2" in sheet.summary.text()
        assert sheet.drawn.toPlainText() == ""
        sheet.new_coders.clear()
        press_keys("RA-3")
        sheet.gate.setFocus()
        press_keys(Qt.Key.Key_Down, TAB, "0,7")
        sheet.blind.setFocus()
        press_keys(SPACE, RETURN)

    ask(window, "new_round", act)
    made = study.view.find_round("1")
    assert made is not None
    assert (made.gate_coefficient, made.gate_threshold) == ("bar_u_alpha", 0.7)
    assert not made.blind
    coders = {study.view.coders[each.coder_id].name for each in work_in(study.view, "1")}
    assert coders == {"RA-1", "RA-2", "RA-3"}
    press_keys(UNDO)
    assert study.view.find_coder("RA-3") is None


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("amount", "many", "'many' is no amount"),
        ("amount", "0", "0 is no share"),
        ("seed", "-3", "'-3' is no seed"),
        ("name", " ", "'' is no name for a round"),
    ],
)
def test_what_cannot_be_drawn_is_said(look: Look, sample_view: StudyView, field, typed, said):
    sheet = RoundSheet(look, None, sample_view, 1)
    getattr(sheet, field).setText(typed)
    sheet.try_to_accept()
    assert said in sheet.problem()
    assert said in sheet.summary.text()


def test_one_coder_is_no_round(look: Look, sample_view: StudyView):
    sheet = RoundSheet(look, None, sample_view, 1)
    next(iter(sheet.coders.values())).setChecked(False)
    sheet.try_to_accept()
    assert "two coders or more" in sheet.problem()


def test_passages_are_frozen_and_stand_in_a_round_of_their_own(
    window: Window, study: OpenStudy, banner
):
    counted: list[str] = []

    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, FreezeSheet)
        counted.append(sheet.picks["all"].text())
        press_keys("Classify", TAB, Qt.Key.Key_Down, RETURN)

    assert ask(window, "freeze_passages", act) == "Freeze the passages"
    made, old = study.view.find_round("Classify"), study.view.find_round("open")
    assert made is not None
    assert old is not None
    assert made.passages_from == old.id
    own = [each for each in study.view.all_moments() if each.round_id == made.id]
    assert all(not each.codes for each in own)
    number = len(own) // 2
    assert counted == [f"All coders: {number} passages"]
    assert f"classify {number} passages of round open" in banner()
    assert window.desk is not None
    menu = window.desk.page.top.comparison.round.choices
    window.desk.page.top.comparison.show_comparison(study.view, Comparison(), None)
    assert "Round Classify · reliability" in [each.text() for each in menu.actions()]


def test_a_rule_without_passages_is_refused_in_the_sheet(window: Window, study: OpenStudy):
    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, FreezeSheet)
        sheet.picks["consensus"].setFocus()
        press_keys(SPACE, RETURN)
        assert "no passages by the rule consensus" in sheet.problem()
        sheet.name.setFocus()
        sheet.name.selectAll()
        press_keys("open", RETURN)
        assert "choose another name" in sheet.problem()

    revision = study.view.revision
    ask(window, "freeze_passages", act)
    assert study.view.revision == revision


def test_passages_of_one_set_are_counted_alone(look: Look, sample_view: StudyView):
    """The codebook of the sample is cut in two sets; every mark has a code of one or the other."""
    code_set = sample_view.codebook.sets[0]
    parts = [
        replace(code_set, id=f"half-{half}", name=f"Half {half}", codes=code_set.codes[half::2])
        for half in (0, 1)
    ]
    book = replace(sample_view.codebook, sets=tuple(parts))
    view = replace(sample_view, codebooks={book.id: book})
    work_round = view.find_round("open")
    assert work_round is not None
    sheet = FreezeSheet(look, None, view, work_round, 1, [each.name for each in parts])
    assert sheet.of_set is not None
    counts = []
    for place in range(3):
        sheet.of_set.setCurrentIndex(place)
        counts.append(int(sheet.picks["any"].text().split()[2]))
    assert sheet.choice().set_name == "Half 1"
    assert 0 < max(counts[1:]) < counts[0] <= sum(counts[1:])


# Gates and thresholds -----------------------------------------------------------------------


def test_a_gate_is_set_recorded_and_listed(window: Window, study: OpenStudy, banner):
    def first(sheet: Sheet) -> None:
        assert isinstance(sheet, GateSheet)
        assert sheet.passes.text().startswith("It does not pass")
        press_keys(TAB, ".5")
        assert sheet.passes.text().startswith("It passes")
        press_keys(RETURN)

    ask(window, "record_gate", first)
    work_round = study.view.find_round("open")
    assert work_round is not None
    [gate] = gates_of(study.view, work_round.id)
    value = gate_result(study.view, Comparison(), "bar_u_alpha").value
    assert gate.value == pytest.approx(value)
    assert (gate.threshold, gate.passed) == (0.5, True)
    assert (gate.decided_by, gate.coders) == ("PI", ("RA-1", "RA-2"))
    assert work_round.gate_threshold == 0.5
    assert "has passed its gate" in banner()

    def second(sheet: Sheet) -> None:
        assert isinstance(sheet, GateSheet)
        assert sheet.threshold is None
        assert sheet.earlier is not None
        assert sheet.earlier.toPlainText().endswith("against .50: passed, by PI (Micro-processes)")
        press_keys(RETURN)

    ask(window, "record_gate", second)
    assert len(study.view.gates) == 2
    press_keys(UNDO)
    press_keys(UNDO)
    assert not study.view.gates
    assert study.view.rounds[work_round.id].gate_threshold is None


def test_a_gate_without_a_number_is_refused(window: Window, study: OpenStudy):
    def act(sheet: Sheet) -> None:
        press_keys(TAB, "high", RETURN)
        assert sheet.problem() == "Give a threshold from -1 to 1."

    ask(window, "record_gate", act)
    assert not study.view.gates


def test_new_thresholds_change_what_the_headline_says(window: Window, study: OpenStudy, qtbot):
    assert window.desk is not None
    card = window.desk.page.agreement.numbers.headline[0]
    assert card.value() == ".66"
    assert LIGHT.bad in colours(card)
    ask(window, "thresholds", keys("0.3", TAB, ".5", RETURN))
    assert (study.view.study.accept_from, study.view.study.good_from) == (0.3, 0.5)
    qtbot.waitUntil(lambda: "P(below .300)" in card.foot(), timeout=20_000)
    assert LIGHT.good in colours(card)
    press_keys(UNDO)
    assert study.view.study.accept_from == 0.667


def colours(card) -> set[str]:
    image = card.findChild(IntervalBar).grab().toImage()
    middle = image.height() // 2
    return {image.pixelColor(x, middle).name() for x in range(image.width())}


def test_thresholds_the_wrong_way_round_are_refused(window: Window, study: OpenStudy):
    def act(sheet: Sheet) -> None:
        press_keys(".9", TAB, ".8", RETURN)
        assert "at most the second" in sheet.problem()

    ask(window, "thresholds", act)
    assert study.view.study.accept_from == 0.667


# Giving out ---------------------------------------------------------------------------------


def test_a_report_is_written_in_the_formats_that_are_ticked(window, study: OpenStudy, banner):
    def act(sheet: Sheet) -> None:
        assert isinstance(sheet, ReportSheet)
        for name in ("pdf", "docx"):
            sheet.formats[name].setFocus()
            press_keys(SPACE)
        press_keys(RETURN)

    assert ask(window, "report", act) == "Agreement report"
    folder = study.place.parent / "lab agreement"
    assert {each.name for each in folder.iterdir()} == {
        "agreement.html",
        "agreement.csv",
        "agreement_confusions.csv",
    }
    assert str(folder) in banner()
    assert QApplication.overrideCursor() is None


def test_a_report_in_no_format_is_refused(look: Look, tmp_path: Path):
    sheet = ReportSheet(look, None, tmp_path)
    for tick in sheet.formats.values():
        tick.setChecked(False)
    sheet.try_to_accept()
    assert sheet.problem() == "Choose a format."
    sheet.folder.field.setText(" ")
    sheet.try_to_accept()
    assert sheet.problem() == "Choose a folder."


def test_a_feedback_sheet_is_written_once_something_is_settled(window, study: OpenStudy, banner):
    folder = study.place.parent / "lab feedback RA-2"
    to_second = keys(Qt.Key.Key_Down, RETURN)
    ask(window, "feedback", to_second)
    assert "Nothing of RA-2’s is settled yet" in banner()
    assert not folder.exists()
    window.comparing.settle_agreed()
    assert ask(window, "feedback", to_second) == "Feedback sheet for a coder"
    assert {each.name for each in folder.iterdir()} == {
        "feedback.csv",
        "feedback_codes.csv",
        "README.txt",
    }
    assert "Not settled yet: " in banner()
    with (folder / "feedback_codes.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows
    assert all((row["misses"], row["added"]) == ("0", "0") for row in rows)

    def with_words(sheet: Sheet) -> None:
        assert isinstance(sheet, FeedbackSheet)
        sheet.with_text.setFocus()
        press_keys(SPACE, RETURN)

    ask(window, "feedback", with_words)
    words = (study.place.parent / "lab feedback RA-1" / "feedback.csv").read_text("utf-8")
    assert "quote" in words.splitlines()[0]


def test_a_folder_that_was_written_is_kept_when_the_coder_changes(look: Look, tmp_path: Path):
    sheet = FeedbackSheet(look, None, ("A", "B"), tmp_path / "told")
    sheet.coder.setCurrentText("B")
    assert sheet.choice().folder == tmp_path / "told B"
    sheet.folder.field.setText(str(tmp_path / "own"))
    sheet.coder.setCurrentText("A")
    assert (sheet.choice().coder, sheet.choice().folder) == ("A", tmp_path / "own")


def test_somebody_else_settles(window: Window):
    assert window.desk is not None
    assert window.comparing is not None
    menu = window.desk.page.top.comparison.settler.choices

    def act(sheet: Sheet) -> None:
        press_keys(RETURN)
        assert sheet.problem() == "Say who settles."
        press_keys("PI and RA-1", RETURN)

    seen = in_sheet(act)
    menu.actions()[-1].trigger()
    assert seen == ["Who settles?"]
    assert window.comparing.settler == "PI and RA-1"


def test_a_study_shown_later_asks_for_its_settler_too(window: Window, tmp_path: Path, study):
    other = tmp_path / "other.iprstudy"
    shutil.copy(study.place, other)
    window.show_study(open_study(other))
    assert window.desk is not None
    seen = in_sheet(keys("XY", RETURN))
    window.desk.page.top.comparison.other_settler_asked.emit()
    assert seen == ["Who settles?"]


# Who may ask --------------------------------------------------------------------------------


@pytest.mark.parametrize("action_id", ["new_round", "thresholds"])
def test_who_codes_blind_draws_no_round(window: Window, study: OpenStudy, banner, action_id):
    coder = study.view.find_coder("RA-1")
    assert coder is not None
    window.see_as(coder.id)
    window.commands.run(action_id)
    assert banner() == NOT_BLIND
    assert QApplication.activeModalWidget() is None


def test_seeds_can_be_written_down():
    seeds = {new_seed() for _ in range(50)}
    assert len(seeds) > 40
    assert all(0 <= each < 1_000_000 for each in seeds)


# How the sheets look ------------------------------------------------------------------------


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.scheme)
@pytest.mark.parametrize("percent", [100, 200])
def test_pictures_of_the_sheets(qapp, sample_view: StudyView, theme: Theme, percent: int):
    look = Look(theme, percent)
    dress(qapp, look)
    ARTEFACTS.mkdir(exist_ok=True)
    for sheet, width in sheets(look, sample_view):
        name = type(sheet).__name__
        sheet.fit(width)
        sheet.show()
        QApplication.processEvents()
        sheet.grab().save(str(ARTEFACTS / f"{name}-{theme.scheme}-{percent}.png"))
        assert nameless(sheet) == [], name
        cut = [
            each.text() for each in sheet.findChildren(QLabel) if is_shown(each) and is_cut(each)
        ]
        assert cut == [], name
        inside = sheet.rows.parentWidget()
        assert inside is not None
        assert inside.width() <= sheet.width(), name
        sheet.close()


def is_shown(label: QLabel) -> bool:
    return label.isVisible() and bool(label.text()) and bool(label.property("words"))


def sheets(look: Look, view: StudyView) -> list[tuple[Sheet, int]]:
    asks = Comparison()
    compared = compared_by(view, asks)
    question = GateQuestion(
        work_round=compared.round,
        basis="Micro-processes; RA-1 and RA-2; 5 transcripts",
        proposed=0.667,
        value_of=lambda name: gate_result(view, asks, name),
        earlier=[],
        decided_by="PI",
    )
    return [
        (RoundSheet(look, None, view, 481_516), 520),
        (FreezeSheet(look, None, view, compared.round, 77), 500),
        (GateSheet(look, None, question), 520),
        (ThresholdsSheet(look, None, view), 440),
        (ReportSheet(look, None, Path("lab agreement")), 500),
        (FeedbackSheet(look, None, compared.coders, Path("lab feedback")), 500),
        (SettlerSheet(look, None), 420),
    ]
