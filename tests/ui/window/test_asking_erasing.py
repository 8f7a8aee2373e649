"""A participant erased in the window: found, confirmed by typing, erased, certified; real keys."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPlainTextEdit

from annotator.app.open_study import open_study
from annotator.app.settings import Place, Settings
from annotator.app.verbs import erasing
from annotator.app.verbs.erasing import finding
from annotator.app.verbs.rekeying import change_passphrase
from annotator.domain.edits import added
from annotator.domain.erasure import Erasure
from annotator.domain.errors import PartlyErased, UserError
from annotator.domain.ids import new_id
from annotator.domain.study import Dyad
from annotator.domain.withdrawal import Wish
from annotator.storage import opening, rekeying
from annotator.storage.backup import backups_of
from annotator.storage.erasure import erase
from annotator.storage.key import Profile
from annotator.ui import asking_erasing
from annotator.ui.asking import Asking
from annotator.ui.dialogs.erase import EraseSheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.stylesheet import dress
from annotator.ui.theme import DARK, LIGHT, Look, Theme
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys, shown_window
from tests.ui.window.test_asking_agreement import go_back, in_sheet
from tests.ui.window.test_screens import ARTEFACTS, is_cut, nameless

ERASE = (Qt.Key.Key_X, Qt.KeyboardModifier.AltModifier)
TAB, RETURN = Qt.Key.Key_Tab, Qt.Key.Key_Return


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


def said(window: Window) -> str:
    assert window.desk is not None
    return window.desk.page.banner.text()


def erase_by_keys(window: Window, certified: Callable[[Sheet], None]) -> None:
    """Erases P07 by keys, and does something at the certificate."""

    def fill(sheet: Sheet) -> None:
        assert isinstance(sheet, EraseSheet)
        press_keys("P07", TAB, TAB, TAB)
        sheet.wait()
        sheet.accepted.connect(lambda: in_sheet(go_on))
        press_keys("P07", RETURN)

    def go_on(sheet: Sheet) -> None:
        if sheet.windowTitle() != "Certificate of erasure":
            in_sheet(go_on)
            return
        certified(sheet)

    in_sheet(fill)
    press_keys(ERASE)
    go_back(window)


def test_a_participant_is_erased_by_keys_and_certified(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = window.study
    assert study is not None
    patient = study.view.find_account("D07", 3, "patient")
    text = study.view.transcript_of(patient.id)
    assert text is not None
    session_id = patient.session_id
    window.settings.left(study.view.study.id, Place(session_id=session_id))
    certificate = tmp_path / "P07.txt"
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", staticmethod(lambda *_: (str(certificate), ""))
    )
    seen: list[str] = []
    shown: list[str] = []

    def fill(sheet: Sheet) -> None:
        assert isinstance(sheet, EraseSheet)
        seen.append(sheet.windowTitle())
        press_keys("P07", TAB, TAB, TAB)
        sheet.wait()
        shown.append(sheet.found.toPlainText())
        press_keys("P7", RETURN)
        assert sheet.problem() == "Type P07 to erase; this cannot be undone."
        sheet.accepted.connect(lambda: in_sheet(go_on))
        press_keys((Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier), "P07", RETURN)

    def go_on(sheet: Sheet) -> None:
        if sheet.windowTitle() != "Certificate of erasure":
            in_sheet(go_on)
            return
        seen.append(sheet.windowTitle())
        shown.append(sheet.findChildren(QPlainTextEdit)[0].toPlainText())
        press_keys(RETURN)

    in_sheet(fill)
    press_keys(ERASE)
    go_back(window)
    assert seen == ["Erase a participant", "Certificate of erasure"]
    assert "P07, in the study:" in shown[0]
    assert "transcripts: 1" in shown[0]
    assert "Participant: P07" in shown[1]
    assert said(window) == "The certificate is in P07.txt and P07.json."
    assert json.loads(certificate.with_suffix(".json").read_text())["sentences_left"] == 0
    assert study.view.transcript_of(patient.id) is None
    interview = study.view.interview_of(patient.id)
    assert interview is not None
    assert interview.is_withdrawn
    assert study.history.steps() == ()
    assert window.settings.places[study.view.study.id].session_id is None
    assert study.check() == []
    sentence = text.text.splitlines()[-1].encode()
    assert sentence not in study.place.read_bytes()


def test_the_certificate_stays_until_it_is_saved(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = ["", str(tmp_path / "no such folder" / "P07.txt"), str(tmp_path / "P07.txt")]
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", staticmethod(lambda *_: (chosen.pop(0), ""))
    )
    problems: list[str] = []

    def certified(sheet: Sheet) -> None:
        for _ in range(2):
            press_keys(RETURN)
            assert sheet.isVisible()
            problems.append(sheet.problem())
        press_keys(RETURN)
        assert not sheet.isVisible()

    erase_by_keys(window, certified)
    assert problems[0] == "The certificate is not saved yet."
    assert "P07 is erased, but not certified (" in problems[1]
    assert "choose another place for the certificate" in problems[1]
    assert said(window) == "The certificate is in P07.txt and P07.json."
    assert len(list(tmp_path.glob("P07.*"))) == 2


def test_where_the_rows_are_gone_and_the_rest_fails_no_step_keeps_words(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = window.study
    assert study is not None
    patient = study.view.find_account("D07", 3, "patient")
    study.do(added(Dyad(id=new_id(), name="D66")), "Add a dyad")

    def failing(*_: object) -> Callable[[], Erasure]:
        def work() -> Erasure:
            erase(study.place, None, Wish(participant="P07"))
            raise PartlyErased("the rows are erased, but the server went away")

        return work

    def fill(sheet: Sheet) -> None:
        assert isinstance(sheet, EraseSheet)
        press_keys("P07", TAB, TAB, TAB)
        sheet.wait()
        press_keys("P07", RETURN)

    monkeypatch.setattr(asking_erasing, "erasing", failing)
    in_sheet(fill)
    press_keys(ERASE)
    go_back(window)
    assert said(window) == "The rows are erased, but the server went away."
    assert study.history.steps() == ()
    assert study.view.transcript_of(patient.id) is None


def test_the_certificate_is_shown_though_the_study_cannot_be_loaded_anew(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that goes away in the very moment in which all is done."""
    seen: list[str] = []

    def certified(sheet: Sheet) -> None:
        seen.append(sheet.findChildren(QPlainTextEdit)[0].toPlainText())
        press_keys(Qt.Key.Key_Escape)
        assert sheet.isVisible()
        assert sheet.problem().startswith("The certificate is not saved yet. Close again")
        press_keys(Qt.Key.Key_Escape)

    def gone(_study: object) -> None:
        raise UserError("the server cannot be reached", "lab", "try again")

    monkeypatch.setattr(erasing, "_take_up", gone)
    erase_by_keys(window, certified)
    assert "Participant: P07" in seen[0]
    assert said(window) == (
        "P07 is erased; the pseudonym stays. But the server cannot be reached: what is shown is "
        "from before."
    )


def test_a_coder_cannot_erase_and_escape_erases_nothing(window: Window) -> None:
    study = window.study
    assert study is not None
    before = study.place.read_bytes()
    in_sheet(lambda _sheet: press_keys(Qt.Key.Key_Escape))
    press_keys(ERASE)
    go_back(window)
    assert study.place.read_bytes() == before
    window.see_as(next(iter(study.view.coders)))
    press_keys(ERASE)
    assert said(window) == (
        "Participants are erased by the PI, in the study itself; choose everyone’s work at the "
        "top first."
    )


def test_a_former_passphrase_is_asked_for_where_backups_are_under_one(
    window: Window, cheap_keys: None
) -> None:
    """Encrypted, then under another passphrase, which the backups from before have not."""
    study = window.study
    assert study is not None
    change_passphrase(study, "open sesame", backups=True)
    change_passphrase(study, "open barley", backups=False)
    heard: list[str] = []

    def fill(sheet: Sheet) -> None:
        assert isinstance(sheet, EraseSheet)
        press_keys("P07")
        sheet.wait()
        assert not nameless(sheet)
        assert "2 backups are under another passphrase" in told(sheet)
        press_keys(TAB, TAB, TAB)
        assert sheet.focusWidget() is sheet.former.field
        press_keys("something else", RETURN)
        sheet.wait()
        assert "That opens none of them." in told(sheet)
        press_keys("open sesame", RETURN)
        sheet.wait()
        assert told(sheet) == "All backups can be opened now."
        sheet.again.setFocus()
        sheet.accepted.connect(lambda: in_sheet(certified))
        press_keys("P07", RETURN)

    def certified(sheet: Sheet) -> None:
        if sheet.windowTitle() != "Certificate of erasure":
            in_sheet(certified)
            return
        heard.append(sheet.findChildren(QPlainTextEdit)[0].toPlainText())
        press_keys(Qt.Key.Key_Escape)

    in_sheet(fill)
    press_keys(ERASE)
    go_back(window)
    for backup in backups_of(study.place).values():
        assert f"{backup.parent.name}/{backup.name} (" in heard[0]
    assert "under another passphrase" not in heard[0]


def told(sheet: EraseSheet) -> str:
    """What the field of the former passphrase says."""
    return "".join(
        each.text()
        for each in sheet.former.findChildren(QLabel)
        if each.isVisible() and "former passphrase" not in each.text()
    )


@pytest.fixture
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (opening, rekeying):
        cheap = (Profile(memory_kib=64, passes=1, lanes=1),)
        monkeypatch.setattr(module, "PROFILES", cheap)


@pytest.mark.parametrize(("theme", "percent"), [(LIGHT, 100), (DARK, 200)])
def test_the_sheet_has_names_and_nothing_is_cut(
    qapp: QApplication, study_file: Path, theme: Theme, percent: int
) -> None:
    place = Path(shutil.copy(study_file, study_file.with_name("copy.iprstudy")))
    look = Look()
    look.show_theme(theme)
    look.show_percent(percent)
    dress(qapp, look)
    ARTEFACTS.mkdir(exist_ok=True)
    with open_study(place) as study:
        sheet = EraseSheet(look, None, ["P07", "T07"], lambda wish: finding(study, wish))
        sheet.fit(560)
        sheet.show()
        sheet.wait()
        sheet.former.show_locked(2)
        QApplication.processEvents()
        sheet.grab().save(str(ARTEFACTS / f"erase-{theme.scheme}-{percent}.png"))
        assert nameless(sheet) == []
        labels = [each for each in sheet.findChildren(QLabel) if each.isVisible() and each.text()]
        assert [each.text() for each in labels if is_cut(each)] == []
        sheet.close()
        sheet.deleteLater()
