"""Dialogs by real keys, one after another, and what they leave behind."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer

from annotator.domain.codebook import Codebook
from annotator.domain.reading import Reading, ReadTurn
from annotator.ui.dialogs.export import ExportSheet
from annotator.ui.dialogs.import_transcript import ImportSheet
from annotator.ui.dialogs.keys import keys_sheet
from annotator.ui.theme import Look

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = "tests.ui.window.dialog_program"


@pytest.mark.parametrize("first", ["Ctrl+N", "Ctrl+E", "Ctrl+Shift+C", "F1"])
def test_a_dialog_refused_does_not_end_the_next_one(study_file: Path, first: str):
    """PySide gave the screen to the dialog, and Python's collector deleted both."""
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-m", PROGRAM, str(study_file), first],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    banner, screens = done.stdout.splitlines()
    assert "files are written" in banner
    assert screens == "1 True"
    assert (study_file.parent / "small tables" / "moments.csv").exists()


def test_an_answered_dialog_is_gone(qapp, look: Look, tmp_path: Path):
    sheet = ExportSheet(look, None, tmp_path)
    gone = weakref.ref(sheet)
    destroyed: list[bool] = []
    sheet.destroyed.connect(lambda: destroyed.append(True))
    QTimer.singleShot(0, sheet.reject)
    assert not sheet.ask()
    qapp.sendPostedEvents(None, 52)  # QEvent.DeferredDelete
    assert destroyed
    del sheet
    gc.collect()
    assert gone() is None


def test_tab_order_stays_inside_the_dialog(look: Look, study_view, qtlog):
    """The list of a combo box is a window of its own: Qt complains when it is put in the chain."""
    turns = (ReadTurn(speaker="Th", text="Yes."),)
    sheet = ImportSheet(
        look, None, study_view, "a.txt", Reading(format="txt", encoding="utf-8", turns=turns)
    )
    for box in sheet.roles.values():
        box.view()  # makes its list
    sheet.fit(480)
    sheet.show()
    assert [each.message for each in qtlog.records if "setTabOrder" in each.message] == []
    sheet.close()


def test_no_widget_is_asked_for_its_screen():
    """`room.room_for` says why."""
    found = [
        path.name
        for path in (ROOT / "annotator" / "ui").rglob("*.py")
        if path.name != "room.py" and ".screen()" in path.read_text("utf-8")
    ]
    assert found == []


def test_the_keys_fit_on_the_screen(qapp, look: Look):
    sheet = keys_sheet(look, None, Codebook(id="", number=0))
    sheet.fit(640)
    room = qapp.primaryScreen().availableGeometry()
    assert sheet.width() <= room.width()
    assert sheet.height() <= room.height()
