"""The progress of the coders in the window, with real keys: looked at, kept, struck off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.app.verbs.assigning import AssignWish, hand_out
from annotator.storage import creation, opening
from annotator.storage.key import Profile
from annotator.ui.asking import Asking
from annotator.ui.dialogs.progress import ProgressSheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys, shown_window
from tests.ui.window.test_asking_work import by_key
from tests.ui.window.test_screens import nameless

PROGRESS = (Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
TAB, RETURN, DOWN = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Down


@pytest.fixture
def window(
    qapp: QApplication, settings: Settings, study_file: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    """The window of the PI, with one file of work out."""
    for module in (creation, opening):
        monkeypatch.setattr(module, "PROFILES", (Profile(memory_kib=64, passes=1, lanes=1),))
    shown = shown_window(settings)
    Asking(shown)
    study = open_study(study_file)
    out = study_file.with_name("out.iprwork")
    hand_out(study, AssignWish(round_name="R9", coder="RA-9"), out, "words")
    shown.show_study(study)
    QApplication.processEvents()
    yield shown
    shown.close()
    shown.deleteLater()


def test_the_pi_looks_keeps_the_table_and_strikes_off_by_keys(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "progress.csv"
    chosen = (str(table), "")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: chosen))
    told: list[str] = []

    def keep(sheet: Sheet) -> None:
        assert isinstance(sheet, ProgressSheet)
        assert nameless(sheet) == []
        told.append(sheet.report.toPlainText())
        sheet.try_to_accept()

    assert by_key(window, PROGRESS, keep) == ["Progress of the coders"]
    assert "RA-9" in told[0]
    assert "round R9: out" in told[0]
    assert "R9,RA-9" in table.read_text("utf-8-sig")

    def strike(sheet: Sheet) -> None:
        assert isinstance(sheet, ProgressSheet)
        sheet.table.setFocus()
        press_keys(DOWN)
        [pick] = sheet.strikes.values()
        assert pick.isChecked()
        press_keys(RETURN)
        assert sheet.problem() == "Say why it is struck off."
        press_keys(TAB, "laptop lost")
        press_keys(RETURN)

    by_key(window, PROGRESS, strike)
    assert window.study is not None
    [package] = window.study.view.packages.values()
    assert (package.state, package.reason) == ("struck off", "laptop lost")

    # A coder sees the own progress only, and strikes nothing off.
    coder = window.study.view.find_coder("RA-1") or next(iter(window.study.view.coders.values()))
    window.see_as(coder.id)

    def look(sheet: Sheet) -> None:
        assert isinstance(sheet, ProgressSheet)
        assert "RA-9" not in sheet.report.toPlainText()
        assert not sheet.strikes
        sheet.reject()

    by_key(window, PROGRESS, look)
