"""Work handed out, coded, handed in and merged in the window, with real keys."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPlainTextEdit

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.settings import Settings
from annotator.app.verbs.assigning import AssignWish, hand_out
from annotator.app.verbs.moments import mark
from annotator.app.verbs.returning import hand_in
from annotator.storage import creation, opening
from annotator.storage.key import Profile
from annotator.ui.asking import Asking
from annotator.ui.dialogs.hand_in import HandInSheet
from annotator.ui.dialogs.hand_out import HandOutSheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.stylesheet import dress
from annotator.ui.theme import DARK, LIGHT, Look, Theme
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys, shown_window
from tests.ui.window.test_asking_agreement import go_back, in_sheet
from tests.ui.window.test_screens import ARTEFACTS, is_cut, nameless

ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
OUT, IN, MERGE = (Qt.Key.Key_O, ALT), (Qt.Key.Key_O, ALT | SHIFT), (Qt.Key.Key_W, ALT)
TAB, RETURN, SPACE = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Space
ALL = (Qt.Key.Key_A, CTRL)
WORDS = "tell it"


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (creation, opening):
        monkeypatch.setattr(module, "PROFILES", (Profile(memory_kib=64, passes=1, lanes=1),))


@pytest.fixture
def window(qapp: QApplication, settings: Settings, study_file: Path) -> Iterator[Window]:
    """The window of the PI, with everyone's work."""
    shown = shown_window(settings)
    Asking(shown)
    shown.show_study(open_study(study_file))
    QApplication.processEvents()
    yield shown
    shown.close()
    shown.deleteLater()


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes files those that the file dialogs give."""

    def go(*paths: Path) -> None:
        one, several = (str(paths[0]), ""), ([str(each) for each in paths], "")
        monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: one))
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", staticmethod(lambda *_: several))

    return go


def by_key(window: Window, key: tuple[Qt.Key, Qt.KeyboardModifier], *acts: object) -> list[str]:
    """Presses a command's key and acts in its sheets one after the other; gives their titles."""
    seen: list[str] = []

    def then(left: list[object]) -> Callable[[Sheet], None]:
        def act(sheet: Sheet) -> None:
            seen.append(sheet.windowTitle())
            left[0](sheet)  # type: ignore[operator]
            if left[1:]:
                in_sheet(then(left[1:]))

        return act

    if acts:
        in_sheet(then(list(acts)))
    press_keys(key)
    go_back(window)
    return seen


def answering(*keys: str | Qt.Key) -> Callable[[Sheet], None]:
    """What a sheet is answered with."""
    return lambda _sheet: press_keys(*keys)


def said(window: Window) -> str:
    assert window.desk is not None
    return window.desk.page.banner.text()


def handed(study_file: Path, coder: str = "RA-2", words: str = WORDS) -> Path:
    """A file of work that was handed out by the command line."""
    place = study_file.with_name(f"{coder}.iprwork")
    with open_study(study_file) as study:
        hand_out(study, AssignWish(round_name="R1", coder=coder), place, words)
    return place


def coded(place: Path, words: str = WORDS) -> Path:
    """The same, coded and handed in."""
    with open_study(place, lambda: words) as study:
        mark_one(study)
        hand_in(study)
    return place


def mark_one(study: OpenStudy) -> None:
    assert study.work is not None
    text = next(iter(study.view.transcripts))
    coder_id, round_id = study.work.coder_id, study.work.round_id
    edit = mark(
        study.view, coder_id=coder_id, round_id=round_id, transcript_id=text, start=3, end=9
    )
    study.do(edit, "Mark")


# Handing out ---------------------------------------------------------------------------------


def test_work_is_handed_out_by_keys(window: Window, files: Callable[..., None], tmp_path: Path):
    place = tmp_path / "for RA-9"
    files(place)
    summaries: list[str] = []

    def fill(sheet: Sheet) -> None:
        assert isinstance(sheet, HandOutSheet)
        press_keys(ALL, "R1", TAB, ALL, "RA-9", TAB, "D07", TAB, "3 March", RETURN)
        assert sheet.isVisible()
        wrong = "'3 March' is no day; write it as 2026-11-30."
        assert (sheet.problem(), sheet.summary.text()) == (wrong, wrong)
        press_keys(ALL, "2020-03-03")
        summaries.append(sheet.summary.text())
        press_keys(ALL, "2999-03-03", TAB, SPACE, TAB, TAB)
        summaries.append(sheet.summary.text())
        press_keys("one", TAB, "two", RETURN)
        assert sheet.isVisible()
        assert sheet.problem() == "The two passphrases differ."
        press_keys(ALL, "one", RETURN)
        assert sheet.isVisible(), "what is easily guessed is told, and taken the second time"
        assert sheet.problem() == (
            "Easily guessed: it has only 3 characters. “Choose the file…” once more takes it."
        )
        press_keys(RETURN)

    assert by_key(window, OUT, fill) == ["Hand out work"]
    assert summaries == [
        "2 transcripts with codebook version 4. Due 3 March 2020, which has passed.",
        "2 transcripts with codebook version 4. Due 3 March 2999.",
    ]
    assert said(window) == "2 transcripts for RA-9 are in for RA-9.iprwork."
    made = tmp_path / "for RA-9.iprwork"
    with open_study(made, lambda: "one") as work:
        assert [each.name for each in work.view.coders.values()] == ["RA-9"]
        [handed_round] = work.view.rounds.values()
        assert (handed_round.allows, handed_round.due) == (("attributes",), date(2999, 3, 3))
    asking = Asking(window, lambda: "one")
    assert window.study is not None
    study_place = window.study.place
    assert asking.open_place(made)
    assert window.desk is not None
    counts = window.desk.page.study.findChildren(QLabel)
    assert any("Round R1 · production\nDue 3 March 2999" in each.text() for each in counts)
    assert asking.open_place(study_place)
    window.see_as(None)
    assert window.study is not None
    assert [each.state for each in window.study.view.packages.values()] == ["out"]


def test_another_day_of_a_round_is_told_before_and_after_and_can_be_taken_away(
    window: Window, files: Callable[..., None], tmp_path: Path
):
    study = window.study
    assert study is not None
    wish = AssignWish(round_name="R9", coder="RA-8", due=date(2999, 1, 1))
    hand_out(study, wish, tmp_path / "first.iprwork", "words")
    files(tmp_path / "second.iprwork")
    summaries: list[str] = []

    def fill(sheet: Sheet) -> None:
        assert isinstance(sheet, HandOutSheet)
        press_keys(ALL, "R9", TAB, ALL, "RA-9", TAB, "D07", TAB)
        for due in ("2999-01-01", "2999-03-03", "none"):
            press_keys(ALL, due)
            summaries.append(sheet.summary.text().removeprefix(every))
        press_keys(TAB, TAB, TAB, "one", TAB, "one", RETURN, RETURN)

    every = "2 transcripts with codebook version 4."
    kept = "files that are out keep the day that they were made with."
    moved = "The round R9 has no day any more instead of 2999-01-01 for RA-8 too; "
    assert by_key(window, OUT, fill) == ["Hand out work"]
    assert summaries == [
        " Due 1 January 2999.",
        " Due 3 March 2999. The round R9 has the day 2999-03-03 instead of 2999-01-01 for RA-8 "
        f"too; {kept}",
        f" {moved}{kept}",
    ]
    assert said(window) == f"2 transcripts for RA-9 are in second.iprwork. {moved}{kept}"
    work_round = study.view.find_round("R9")
    assert work_round is not None
    assert work_round.due is None


def test_escape_hands_out_nothing_and_a_wrong_dyad_is_told(window: Window, tmp_path: Path):
    def fill(sheet: Sheet) -> None:
        assert isinstance(sheet, HandOutSheet)
        press_keys(TAB, TAB, ",")
        assert sheet.summary.text().startswith("No dyad is named")
        press_keys("D99")
        assert sheet.summary.text().startswith("No dyad D99")
        press_keys(RETURN)
        assert sheet.isVisible()
        press_keys(Qt.Key.Key_Escape)

    assert by_key(window, OUT, fill) == ["Hand out work"]
    assert not list(tmp_path.glob("*.iprwork"))


@pytest.mark.parametrize(("key", "what"), [(OUT, "Work is handed out"), (MERGE, "Work is merged")])
def test_a_coder_is_sent_to_everyones_work_first(
    window: Window, key: tuple[Qt.Key, Qt.KeyboardModifier], what: str
):
    assert window.study is not None
    window.see_as(next(iter(window.study.view.coders)))
    assert by_key(window, key) == []
    assert said(window) == f"{what} by the PI: choose everyone’s work at the top first."


# Coding and handing in -----------------------------------------------------------------------


def test_a_file_of_work_opens_for_its_coder_and_is_handed_in(window: Window, study_file: Path):
    place = handed(study_file)
    asking = Asking(window, lambda: WORDS)
    assert asking.open_place(place), "without a question who is coding"
    study = window.study
    assert study is not None
    assert study.work is not None
    assert study.seen_by == study.work.coder_id
    assert window.desk is not None
    text = next(iter(window.desk.page.columns.texts()))
    text.setFocus()
    press_keys((Qt.Key.Key_Right, CTRL | SHIFT), "n")
    [moment] = study.view.all_moments()
    assert moment.round_id == study.work.round_id
    asking.choose_coder()
    assert said(window) == "This work was handed out to RA-2, and is theirs alone."

    def part(sheet: Sheet) -> None:
        assert isinstance(sheet, HandInSheet)
        assert sheet.partial.isChecked()
        told = " ".join(each.text() for each in sheet.findChildren(QLabel))
        assert "Nothing is marked yet in 1 transcript: D07, session 3, patient." in told
        press_keys(RETURN)

    assert by_key(window, IN, part) == ["Hand in"]
    assert said(window).startswith("RA-2.iprwork is handed in: send it to the PI. Work goes on")
    assert not study.work.handed_in

    def whole(sheet: Sheet) -> None:
        assert isinstance(sheet, HandInSheet)
        sheet.partial.setFocus()
        press_keys(Qt.Key.Key_Up, RETURN)

    assert by_key(window, IN, whole) == ["Hand in"]
    assert said(window) == "RA-2.iprwork is handed in: send it to the PI."
    assert {each.progress for each in study.view.assignments.values()} == {"done"}
    text.setFocus()
    press_keys((Qt.Key.Key_Right, CTRL | SHIFT), "n")
    assert len(list(study.view.all_moments())) == 1
    assert "is only read now" in said(window)
    assert by_key(window, IN) == []
    assert said(window) == "This work is handed in already: send the file to the PI."


def test_the_keys_stand_on_the_way_to_hand_in_that_is_chosen(window: Window, study_file: Path):
    """One Space does not turn a part into all of it, which is only read from then on."""
    assert Asking(window, lambda: WORDS).open_place(handed(study_file))

    def part(sheet: Sheet) -> None:
        assert isinstance(sheet, HandInSheet)
        assert sheet.partial.hasFocus()
        press_keys(SPACE)
        assert sheet.partial.isChecked()
        press_keys(RETURN)

    assert by_key(window, IN, part) == ["Hand in"]
    assert window.study is not None
    assert window.study.work is not None
    assert not window.study.work.handed_in


def test_a_study_is_not_handed_in(window: Window):
    assert by_key(window, IN) == []
    assert said(window) == "This is a study: only work that was handed out is handed in."


# Merging -------------------------------------------------------------------------------------


def test_merging_asks_each_passphrase_shows_the_report_and_takes_in(
    window: Window, study_file: Path, files: Callable[..., None]
):
    window.close_study()
    place = coded(handed(study_file))
    window.show_study(open_study(study_file))
    files(place)
    seen: list[str] = []

    def wrong(_: Sheet) -> None:
        press_keys("wrong", RETURN)

    def right(sheet: Sheet) -> None:
        seen.append(sheet.problem())
        press_keys(WORDS, RETURN)

    def agree(sheet: Sheet) -> None:
        report = sheet.findChild(QPlainTextEdit)
        assert report is not None
        seen.append(report.toPlainText())
        assert window.study is not None
        assert not list(window.study.view.all_moments())
        sheet.yes.setFocus()
        press_keys(SPACE)

    titles = by_key(window, MERGE, wrong, right, agree)
    assert titles == ["Passphrase", "Passphrase", "Merge"]
    assert seen[0] == "Wrong passphrase."
    assert "RA-2: new 1 moment; changed 2 assignments" in seen[1]
    assert said(window).startswith("1 file of work merged. The backup")
    assert window.study is not None
    assert len(list(window.study.view.all_moments())) == 1
    assert window.desk is not None
    assert window.desk.view.packages == window.study.view.packages, "the desk shows it too"

    def nothing(sheet: Sheet) -> None:
        press_keys(Qt.Key.Key_Escape)

    assert by_key(window, MERGE, right, nothing) == ["Passphrase", "Nothing is new"]
    assert said(window) == "Nothing was new in 1 file of work: the study is as it was."


def test_a_second_file_of_another_passphrase_is_no_typing_error(
    window: Window, study_file: Path, files: Callable[..., None]
):
    """Nothing was typed for it yet: what was tried on it is the first file's."""
    window.close_study()
    places = [
        coded(handed(study_file, coder, words), words)
        for coder, words in (("RA-2", "first words"), ("RA-3", "other words"))
    ]
    window.show_study(open_study(study_file))
    files(*places)
    seen: list[tuple[str, str]] = []

    def given(words: str) -> Callable[[Sheet], None]:
        def act(sheet: Sheet) -> None:
            told = " ".join(each.text() for each in sheet.findChildren(QLabel))
            name = next(each.name for each in places if each.name in told)
            seen.append((name, sheet.problem()))
            press_keys(words, RETURN)

        return act

    def agree(sheet: Sheet) -> None:
        sheet.yes.setFocus()
        press_keys(SPACE)

    acts = [given(each) for each in ("first words", "mistyped", "other words")]
    assert by_key(window, MERGE, *acts, agree) == [*["Passphrase"] * 3, "Merge"]
    assert seen == [
        ("RA-2.iprwork", ""),
        ("RA-3.iprwork", "This file has another passphrase than the one you gave."),
        ("RA-3.iprwork", "Wrong passphrase."),
    ]
    assert said(window).startswith("2 files of work merged.")


def test_what_was_said_before_is_gone_while_the_report_is_read(
    window: Window, study_file: Path, files: Callable[..., None]
):
    """A wrong passphrase leaves no empty line at the foot."""
    window.close_study()
    places = [coded(handed(study_file, coder)) for coder in ("RA-2", "RA-3")]
    window.show_study(open_study(study_file))
    window.say("Select a passage first.")
    files(*places)
    shown: list[bool] = []

    def read(_: Sheet) -> None:
        assert window.desk is not None
        shown.append(window.desk.page.banner.isVisible())
        press_keys(Qt.Key.Key_Escape)

    wrong, right = answering("mistyped", RETURN), answering(WORDS, RETURN)
    assert by_key(window, MERGE, wrong, right, read) == ["Passphrase", "Passphrase", "Merge"]
    assert shown == [False]


def test_giving_up_a_passphrase_or_the_report_merges_nothing(
    window: Window, study_file: Path, files: Callable[..., None]
):
    window.close_study()
    place = coded(handed(study_file))
    window.show_study(open_study(study_file))
    files(place)
    escape, right = answering(Qt.Key.Key_Escape), answering(WORDS, RETURN)
    assert by_key(window, MERGE, escape) == ["Passphrase"]
    assert by_key(window, MERGE, right, escape) == ["Passphrase", "Merge"]
    assert window.study is not None
    assert not list(window.study.view.all_moments())
    assert not list(study_file.parent.glob("* backups"))


# Looks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("theme", "percent"), [(LIGHT, 100), (DARK, 200)])
def test_the_sheets_have_names_and_nothing_is_cut(
    qapp: QApplication, study_file: Path, theme: Theme, percent: int
):
    place = Path(shutil.copy(study_file, study_file.with_name("copy.iprstudy")))
    look = Look()
    look.show_theme(theme)
    look.show_percent(percent)
    dress(qapp, look)
    ARTEFACTS.mkdir(exist_ok=True)
    with open_study(place) as study:
        sheets: dict[str, Sheet] = {
            "hand-out": HandOutSheet(look, None, study.view),
            "hand-in": HandInSheet(look, None, study.view),
        }
    for name, sheet in sheets.items():
        sheet.fit(500)
        sheet.show()
        QApplication.processEvents()
        sheet.grab().save(str(ARTEFACTS / f"{name}-{theme.scheme}-{percent}.png"))
        assert nameless(sheet) == []
        labels = [each for each in sheet.findChildren(QLabel) if each.isVisible() and each.text()]
        assert [each.text() for each in labels if is_cut(each)] == []
        sheet.close()
        sheet.deleteLater()


def test_a_coder_is_not_asked_to_import_what_only_the_pi_can(
    window: Window, study_file: Path, tmp_path: Path
) -> None:
    work = tmp_path / "work.iprwork"
    with open_study(study_file) as study:
        hand_out(study, AssignWish(round_name="R", coder="RA-2"), work, WORDS)
    press_keys((Qt.Key.Key_4, CTRL))
    assert "No transcript of the session itself yet. Import one with Ctrl+I." in absences(window)
    window.show_study(open_study(work, lambda: WORDS, coder="RA-2"))
    press_keys((Qt.Key.Key_4, CTRL))
    said = (
        "No transcript of the session itself here. The PI imports transcripts and hands them out."
    )
    assert absences(window) == [said]


def absences(window: Window) -> list[str]:
    """What stands in the place of the transcripts that are not there."""
    assert window.desk is not None
    labels = window.desk.page.columns.findChildren(QLabel)
    return [each.text() for each in labels if each.text().startswith("No transcript")]
