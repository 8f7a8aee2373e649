"""Ask, then do: what the dialogs answer is done, and nothing is when they say no."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QScrollArea

from annotator.app.open_study import open_study
from annotator.app.settings import Settings, load
from annotator.app.verbs.creating import create_study
from annotator.domain.study import Dyad
from annotator.ui import asking as asking_module
from annotator.ui import asking_passphrase
from annotator.ui.asking import Asking
from annotator.ui.dialogs.export import ExportChoice
from annotator.ui.dialogs.import_transcript import ImportChoice, ImportSheet
from annotator.ui.dialogs.new_study import NewStudy, NewStudySheet
from annotator.ui.dialogs.recovery_key import RecoveryKeySheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.dialogs.who import Who, WhoSheet
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys, shown_window
from tests.ui.window.test_asking_agreement import in_sheet

SPOKEN = "I: What happened here?\n\n[video 12:30]\n\nP: I laughed, and then it was quiet.\n"


@pytest.fixture
def empty(qapp):
    """A window without a study."""
    window = shown_window(Settings(scheme="light"))
    yield window
    window.close()
    window.deleteLater()


@pytest.fixture
def asking(empty: Window) -> Asking:
    return Asking(empty)


def answer(monkeypatch: pytest.MonkeyPatch, name: str, value: object) -> None:
    """A dialog that gives this answer at once."""
    monkeypatch.setattr(asking_module, name, lambda *_: value)


def choose_file(monkeypatch: pytest.MonkeyPatch, path: Path | None) -> None:
    chosen = (str(path) if path else "", "")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", staticmethod(lambda *_: chosen))


def test_a_new_study_is_made_and_somebody_codes(empty, asking, monkeypatch, tmp_path: Path):
    place = tmp_path / "new.iprstudy"
    choice = NewStudy(title="A study", place=place, passphrase="long words here", codebook=None)
    answer(monkeypatch, "ask_new_study", choice)
    answer(monkeypatch, "ask_who", Who(new_name="RA-1"))
    empty.commands.run("new_study")
    assert empty.study is not None
    assert empty.study.is_encrypted
    assert [each.name for each in empty.study.view.coders.values()] == ["RA-1"]
    assert empty.study.seen_by in empty.study.view.coders
    assert load().recent == [str(place)]
    empty.close_study()
    assert place.read_bytes()[:6] != b"SQLite"


def test_the_recovery_key_of_a_new_study_is_shown_at_once(
    empty, asking, monkeypatch, tmp_path: Path
):
    place = tmp_path / "new.iprstudy"
    choice = NewStudy(title="T", place=place, passphrase="words", codebook=None, recovery=True)
    answer(monkeypatch, "ask_new_study", choice)
    answer(monkeypatch, "ask_who", None)
    keys: list[str] = []

    def look() -> None:
        sheet = QApplication.activeModalWidget()
        assert isinstance(sheet, RecoveryKeySheet)
        keys.append(sheet.key.text())
        sheet.reject()

    QTimer.singleShot(0, look)
    empty.commands.run("new_study")
    assert empty.study is not None
    empty.close_study()
    open_study(place, lambda: keys[0]).close()


def test_a_refused_dialog_does_nothing(empty, asking, monkeypatch, tmp_path: Path):
    answer(monkeypatch, "ask_new_study", None)
    choose_file(monkeypatch, None)
    empty.commands.run("new_study")
    empty.commands.run("open_study")
    assert empty.study is None
    assert empty.start.isVisible()


def test_a_wrong_passphrase_is_asked_again(empty, asking, monkeypatch, tmp_path: Path):
    place = tmp_path / "kept.iprstudy"
    create_study(place, "Kept", "the right one")
    given = iter(["the wrong one", "the right one"])
    problems: list[str] = []

    def ask(_look, _parent, _name, problem):
        problems.append(problem)
        return next(given)

    monkeypatch.setattr(asking_passphrase, "ask_passphrase", ask)
    answer(monkeypatch, "ask_who", None)
    assert asking.open_place(place)
    assert problems == [
        "",
        "Wrong passphrase, or not a study file; try the passphrase again; upper and lower case "
        "differ.",
    ]


def test_a_long_word_on_a_wrong_passphrase_leaves_its_field_whole(empty, asking, tmp_path: Path):
    place = tmp_path / "kept.iprstudy"
    create_study(place, "Kept", "the right one")
    seen: list[tuple[str, int]] = []

    def give_up(sheet: Sheet) -> None:
        area = sheet.findChild(QScrollArea)
        assert area is not None
        seen.append((sheet.problem(), area.verticalScrollBar().maximum()))
        press_keys(Qt.Key.Key_Escape)

    def wrong(_: Sheet) -> None:
        press_keys("the wrong one", Qt.Key.Key_Return)
        in_sheet(give_up)

    in_sheet(wrong)
    assert not asking.open_place(place)
    [(problem, scrolled)] = seen
    assert problem.endswith("upper and lower case differ.")
    assert scrolled == 0


def test_giving_up_the_passphrase_opens_nothing(empty, asking, monkeypatch, tmp_path: Path):
    place = tmp_path / "kept.iprstudy"
    create_study(place, "Kept", "the right one")
    monkeypatch.setattr(asking_passphrase, "ask_passphrase", lambda *_: None)
    assert not asking.open_place(place)
    assert empty.study is None
    assert empty.start.banner.text() == ""


def test_a_file_that_is_no_study_is_told_in_one_line(empty, asking, tmp_path: Path):
    place = tmp_path / "letter.iprstudy"
    place.write_text("Dear all", encoding="utf-8")
    assert not asking.open_place(place)
    assert "letter.iprstudy" in empty.start.banner.text()


def opened(asking: Asking, window: Window, tmp_path: Path):
    place = tmp_path / "plain.iprstudy"
    create_study(place, "Plain", None)
    window.show_study(open_study(place))
    assert window.study is not None
    return window.study


def test_a_transcript_is_imported_after_its_report(empty, asking, monkeypatch, tmp_path: Path):
    study = opened(asking, empty, tmp_path)
    spoken = tmp_path / "D01_p.txt"
    spoken.write_text(SPOKEN, encoding="utf-8")
    choose_file(monkeypatch, spoken)
    seen = []

    def ask(look, _parent, view, name, reading, here):
        assert here is None  # no session is on screen yet
        seen.append((name, len(reading.turns), len(view.transcripts)))
        return ImportChoice(
            dyad="D01", session=3, voice="patient", speakers={"P": "patient"}, replacing=False
        )

    monkeypatch.setattr(asking_module, "ask_import", ask)
    empty.commands.run("import_transcript")
    assert seen == [("D01_p.txt", 2, 0)]
    account = study.view.find_account("D01", 3, "patient")
    transcript = study.view.transcript_of(account.id)
    assert transcript is not None
    assert transcript.text == "What happened here?\nI laughed, and then it was quiet."
    assert empty.desk is not None
    assert empty.desk.session_id == account.session_id
    empty.commands.run("undo")
    assert not study.view.transcripts


CORRECTED = SPOKEN.replace("P: I laughed", "P: I cried")


def coded(study, window: Window, words: str) -> None:
    """Marks words of the one patient's account as RA-1, then goes back to reading everything."""
    from annotator.app.verbs.marking import mark_line

    account = study.view.find_account("D01", 3, "patient")
    text = study.view.transcript_of(account.id).text
    line = {
        "dyad": "D01", "session": 3, "account": "patient", "codes": [],
        "start": text.index(words), "end": text.index(words) + len(words),
    }  # fmt: skip
    study.do(mark_line(study.view, "RA-1", line)[1], "Mark")


@pytest.mark.parametrize("agreed", [True, False])
def test_a_transcript_is_replaced_after_what_is_left_behind_was_seen(
    empty, asking, monkeypatch, tmp_path: Path, agreed
):
    study = opened(asking, empty, tmp_path)
    spoken = tmp_path / "D01_p.txt"
    spoken.write_text(SPOKEN, encoding="utf-8")
    choose_file(monkeypatch, spoken)
    where = ImportChoice(
        dyad="D01", session=3, voice="patient", speakers={"P": "patient"}, replacing=False
    )
    answer(monkeypatch, "ask_import", where)
    empty.commands.run("import_transcript")
    coded(study, empty, "I laughed")
    coded(study, empty, "it was quiet")
    spoken.write_text(CORRECTED, encoding="utf-8")
    answer(monkeypatch, "ask_import", replace(where, replacing=True))
    shown: list[str] = []

    def ask(_look, _parent, _title, lines, _go):
        assert len(study.view.transcripts) == 1
        shown.extend(lines)
        return agreed

    monkeypatch.setattr(asking_module, "ask_with_report", ask)
    empty.commands.run("import_transcript")
    told = "\n".join(shown)
    assert "1 moment, 0 stops, 0 ranges and 0 questions carried" in told
    assert "left with the version before: moment" in told
    assert len(study.view.transcripts) == 1 + agreed
    assert empty.desk is not None
    if agreed:
        assert "1 moment stayed" in empty.desk.page.banner.text()


def test_a_blind_coder_is_told_not_to_replace(empty, asking, monkeypatch, tmp_path: Path):
    study = opened(asking, empty, tmp_path)
    spoken = tmp_path / "D01_p.txt"
    spoken.write_text(SPOKEN, encoding="utf-8")
    choose_file(monkeypatch, spoken)
    where = ImportChoice(dyad="D01", session=3, voice="patient", speakers={}, replacing=False)
    answer(monkeypatch, "ask_import", where)
    empty.commands.run("import_transcript")
    coded(study, empty, "I laughed")
    empty.see_as(next(iter(study.view.coders)))
    spoken.write_text(CORRECTED, encoding="utf-8")
    answer(monkeypatch, "ask_import", replace(where, replacing=True))
    empty.commands.run("import_transcript")
    assert empty.desk is not None
    assert "everyone's work" in empty.desk.page.banner.text()
    assert len(study.view.transcripts) == 1


def test_a_file_with_nothing_in_it_is_told(empty, asking, monkeypatch, tmp_path: Path):
    opened(asking, empty, tmp_path)
    spoken = tmp_path / "nothing.txt"
    spoken.touch()
    choose_file(monkeypatch, spoken)
    empty.commands.run("import_transcript")
    assert empty.desk is not None
    assert "nothing.txt" in empty.desk.page.banner.text()


@pytest.mark.parametrize("agreed", [True, False])
def test_a_plan_is_stored_only_when_agreed(empty, asking, monkeypatch, tmp_path: Path, agreed):
    study = opened(asking, empty, tmp_path)
    (tmp_path / "p.txt").write_text(SPOKEN, encoding="utf-8")
    plan = tmp_path / "plan.csv"
    plan.write_text("dyad,session,account,file\nD01,3,patient,p.txt\n", encoding="utf-8")
    choose_file(monkeypatch, plan)
    answer(monkeypatch, "ask_with_report", agreed)
    empty.commands.run("import_plan")
    assert len(study.view.transcripts) == int(agreed)


@pytest.mark.parametrize("agreed", [True, False])
def test_a_new_study_is_made_after_the_report_on_its_codebook(
    empty, asking, monkeypatch, tmp_path: Path, agreed
):
    place, table = tmp_path / "new.iprstudy", tmp_path / "codes.csv"
    table.write_text("name,definitions,colour\nShame,To hide.,banana\n", encoding="utf-8")
    choice = NewStudy(title="A study", place=place, passphrase=None, codebook=table)
    answer(monkeypatch, "ask_new_study", choice)
    answer(monkeypatch, "ask_who", None)
    shown: list[str] = []

    def ask(_look, _parent, _title, lines, _go):
        assert not place.exists()
        shown.extend(lines)
        return agreed

    monkeypatch.setattr(asking_module, "ask_with_report", ask)
    empty.commands.run("new_study")
    assert shown == [
        "header: the column 'definitions' is unknown and was not read.",
        "line 2: 'banana' is no colour; the code has one of the palette.",
    ]
    assert (place.exists(), empty.study is not None) == (agreed, agreed)


def test_export_writes_the_tables(empty, asking, monkeypatch, tmp_path: Path):
    opened(asking, empty, tmp_path)
    answer(monkeypatch, "ask_export", ExportChoice(folder=tmp_path / "out", with_text=False))
    empty.commands.run("export")
    assert (tmp_path / "out" / "moments.csv").exists()
    assert empty.desk is not None
    assert "files are written" in empty.desk.page.banner.text()


def test_check_and_backup_say_what_they_found(empty, asking, tmp_path: Path):
    opened(asking, empty, tmp_path)
    assert empty.desk is not None
    empty.commands.run("check")
    assert "sound" in empty.desk.page.banner.text()
    empty.commands.run("back_up")
    assert "backup" in empty.desk.page.banner.text()


def test_new_study_sheet_refuses_what_cannot_be(look, tmp_path: Path):
    sheet = NewStudySheet(look, None, tmp_path)
    sheet.try_to_accept()
    assert sheet.problem() == "Give the study a title."
    sheet.title.setText("Early: alliance")
    sheet.title.textEdited.emit("Early: alliance")
    assert Path(sheet.file.text()) == tmp_path / "Early alliance.iprstudy"
    sheet.first.setText("one")
    sheet.second.setText("two")
    sheet.try_to_accept()
    assert sheet.problem() == "The two passphrases differ."
    sheet.plain.setChecked(True)
    sheet.try_to_accept()
    assert sheet.problem() == ""
    assert sheet.choice().passphrase is None
    assert not sheet.choice().recovery
    sheet.plain.setChecked(False)
    assert sheet.choice().recovery
    sheet.plain.setChecked(True)
    (tmp_path / "Early alliance.iprstudy").touch()
    sheet.try_to_accept()
    assert "already" in sheet.problem()


def test_a_guessable_passphrase_is_told_under_it_and_taken_when_it_is_meant(look, tmp_path):
    sheet = NewStudySheet(look, None, tmp_path)
    sheet.title.setText("Early Alliance")
    sheet.file.setText(str(tmp_path / "a.iprstudy"))
    sheet.fit(480)
    sheet.show()
    sheet.first.setFocus()
    QApplication.processEvents()
    told = sheet.findChildren(QLabel)
    press_keys("early alliance", Qt.Key.Key_Tab)
    begins = "Easily guessed: it is the name of the study"
    assert any(each.text().startswith(begins) for each in told), "as soon as the field is left"
    press_keys("early alliance", Qt.Key.Key_Return)
    assert sheet.isVisible()
    assert sheet.problem().endswith("“Make the study” once more takes it.")
    sheet.first.setFocus()
    all_of_it = (Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press_keys(all_of_it, "sommer26", Qt.Key.Key_Tab, all_of_it, "sommer26", Qt.Key.Key_Return)
    assert sheet.isVisible(), "the yes was to another one"
    press_keys(Qt.Key.Key_Return)
    assert not sheet.isVisible()
    assert sheet.choice().passphrase == "sommer26"


def test_typing_goes_into_the_first_field(look, tmp_path: Path):
    sheet = NewStudySheet(look, None, tmp_path)
    sheet.fit(480)
    sheet.show()
    sheet.activateWindow()
    assert QTest.qWaitForWindowActive(sheet)
    press_keys("My study", Qt.Key.Key_Tab)
    press_keys((Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier), "x")
    assert (sheet.title.text(), sheet.file.text()) == ("My study", "x")
    sheet.reject()


def test_import_sheet_refuses_a_taken_cell(look, study_view):
    from annotator.domain.reading import Reading, ReadTurn

    turns = (ReadTurn(speaker="Th", text="Yes."), ReadTurn(speaker="Speaker 9", text="No."))
    reading = Reading(format="txt", encoding="utf-8", turns=turns)
    sheet = ImportSheet(look, None, study_view, "a.txt", reading)
    assert {name: box.currentText() for name, box in sheet.roles.items()} == {
        "Th": "therapist",
        "Speaker 9": "other",
    }
    sheet.dyad.setCurrentText("D07")
    sheet.try_to_accept()
    assert "takes its place" in sheet.problem()
    sheet.replacing.setChecked(True)
    sheet.try_to_accept()
    assert sheet.problem() == ""
    assert sheet.choice().speakers["Speaker 9"] == "other"


@pytest.mark.parametrize(
    ("lacking", "proposed"),
    [((), "session"), (("patient",), "patient"), (("therapist", "patient"), "therapist")],
)
def test_the_session_on_screen_is_proposed_with_what_it_lacks(
    look, study_view, lacking: tuple[str, ...], proposed: str
):
    from annotator.domain.reading import Reading, ReadTurn

    other = Dyad(id="other", name="A01")  # comes first in the list
    texts = {
        key: each for key, each in study_view.transcripts.items() if each.account_id not in lacking
    }
    view = replace(study_view, transcripts=texts, dyads={**study_view.dyads, "other": other})
    turns = (ReadTurn(speaker="Th", text="Yes."),)
    reading = Reading(format="txt", encoding="utf-8", turns=turns)
    sheet = ImportSheet(look, None, view, "a.txt", reading, "session-3")
    choice = sheet.choice()
    assert (choice.dyad, choice.session, choice.voice) == ("D07", 3, proposed)
    shut = replace(view, shut=frozenset({proposed}))
    again = ImportSheet(look, None, shut, "a.txt", reading, "session-3").choice()
    assert again.voice != proposed


def test_who_sheet_takes_a_known_coder_only_once(look, study_view):
    sheet = WhoSheet(look, None, study_view)
    assert sheet.choice() == Who(coder_id="coder")
    sheet.somebody.setChecked(True)
    sheet.name.setText("RA-2")
    sheet.try_to_accept()
    assert sheet.problem() == "There is a coder RA-2; choose them, or another name."
    sheet.everything.setChecked(True)
    assert sheet.choice() == Who()


def test_return_says_yes(look, study_view):
    sheet = WhoSheet(look, None, study_view)
    sheet.fit(420)
    sheet.show()
    sheet.activateWindow()
    assert QTest.qWaitForWindowActive(sheet)
    press_keys(Qt.Key.Key_Return)
    assert sheet.result() == 1
    assert sheet.choice() == Who(coder_id="coder")


def test_recent_studies_can_be_forgotten(empty, asking, tmp_path: Path):
    opened(asking, empty, tmp_path)
    empty.close_study()
    assert len(empty.settings.recent_studies()) == 1
    empty.start.remembering.setChecked(False)
    assert empty.settings.recent_studies() == []
    assert load().remember_recent is False
