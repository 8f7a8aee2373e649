"""The record of changes by its key: the PI's whole, a coder's own, a hundred thousand entries."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.noting import LOOKED, note_export, note_looking
from annotator.app.verbs.record import Asked, Entries
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.storage import note
from annotator.ui.desk import Desk
from annotator.ui.dialogs.record import RecordSheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.record_model import COLUMNS, RecordModel
from annotator.ui.window import Window
from tests.ui.window.conftest import Keys, press_keys
from tests.ui.window.test_clock import in_next

ALT = Qt.KeyboardModifier.AltModifier
RECORD = (Qt.Key.Key_H, ALT)
FAIL = QAbstractItemModelTester.FailureReportingMode.Warning


def cells(model: RecordModel, column: str) -> list[str]:
    at = COLUMNS.index(column)
    return [str(model.index(row, at).data()) for row in range(model.rowCount())]


def followed(sheet: RecordSheet) -> None:
    """The chain to its end, which otherwise the events of the window bring."""
    while sheet.chain.text().startswith("Following"):
        sheet.follow()


def test_a_coder_sees_the_own_entries_numbered_by_themselves(
    window: Window, desk: Desk, press: Keys
) -> None:
    press((Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier), Qt.Key.Key_Return, "h")
    seen: list[tuple[list[str], list[str], str]] = []

    def look(sheet: Sheet) -> None:
        assert isinstance(sheet, RecordSheet)
        followed(sheet)
        seen.append((cells(sheet.model, "No."), cells(sheet.model, "What was done"),
                     sheet.chain.text()))  # fmt: skip
        press_keys(Qt.Key.Key_Escape)

    assert in_next(window, look, RECORD) == "Record of changes"
    ((numbers, done, chain),) = seen
    assert numbers == ["2", "1"]  # of the study they are others
    assert done == ["Code as Shame", "Bring in the small study"]
    assert chain == "The record is whole: no entry was changed, left out or put in."


def test_the_pi_narrows_the_whole_record_and_exports_it(
    window: Window, desk: Desk, press: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "record.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(place), ""))
    press((Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier), Qt.Key.Key_Return, "h")
    window.see_as(None)
    coder = desk.view.coders["coder"].name
    seen: list[list[str]] = []

    def look(sheet: Sheet) -> None:
        assert isinstance(sheet, RecordSheet)
        tester = QAbstractItemModelTester(sheet.model, FAIL)
        followed(sheet)
        assert sheet.chain.text().startswith("Whole: ")
        seen.append(cells(sheet.model, "What was done"))
        press_keys("shame")
        seen.append(cells(sheet.model, "What was done"))
        sheet.words.clear()
        sheet.who.setCurrentIndex(sheet.who.findData(coder))
        seen.append(cells(sheet.model, "Who"))
        sheet.kind.setCurrentIndex(sheet.kind.findData("dyad"))
        seen.append(cells(sheet.model, "Who"))
        sheet.kind.setCurrentIndex(0)
        sheet.export.click()
        assert sheet.count.text() == "2 entries are in record.csv."
        del tester
        press_keys(Qt.Key.Key_Escape)

    in_next(window, look, RECORD)
    every, words, own, none = seen
    assert every[:2] == [LOOKED, "Code as Shame"]
    assert len(every) > 3
    assert words == ["Code as Shame"]
    assert own == [coder, coder]
    assert none == [coder]  # the small study itself
    with place.open(encoding="utf-8", newline="") as stream:
        assert [row["action"] for row in csv.DictReader(stream)][-1:] == ["Code as Shame"]
    newest = Entries(desk.study, Asked()).lines(-1, None)[0]  # type: ignore[arg-type]
    assert newest.action.startswith("Export record of changes: everyone’s work")
    press((Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier))  # an export is no step to undo
    assert list(desk.view.all_moments()) == []


def test_a_hundred_thousand_entries_open_at_once_and_are_read_as_they_are_shown(
    study: OpenStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = list(range(1, 100_001))
    asked: list[int] = []
    study.see_as(None)
    (entry,) = Entries(study).lines(0, 1)
    monkeypatch.setattr("annotator.storage.entry_numbers", lambda *_: numbers)

    def read(_: object, wanted: list[int]) -> list[object]:
        asked.extend(wanted)
        return [entry.entry for _ in wanted]

    monkeypatch.setattr("annotator.storage.entries_of", read)
    begun = perf_counter()
    model = RecordModel()
    model.show(Entries(study, Asked(since=date(2020, 1, 1))))
    for row in range(30):
        model.index(row, 4).data()
    assert perf_counter() - begun < 5  # a hundredth of it is usual; reading all takes longer
    assert model.rowCount() == 100_000
    assert 0 < len(asked) <= 400
    assert max(asked) == 100_000
    study.close()


def test_looking_at_everyones_work_is_put_down_once_while_somebody_is_blind(
    study: OpenStudy,
) -> None:
    def looks() -> int:
        return len(Entries(study, Asked(words="everyone’s work while")))

    note_looking(study)  # a coder's own work
    study.see_as(None)
    (work,) = study.view.assignments.values()
    done = replace(work, progress="done")
    study.do(Replace(work, done), "Mark as done")
    note_looking(study)
    assert looks() == 0  # nobody is at work blind
    study.undo()
    for _ in range(3):
        note_looking(study)
    assert looks() == 1
    assert Entries(study, Asked(words=LOOKED)).lines(0, 1)[0].who == "PI"
    study.close()


def test_an_export_from_a_study_that_cannot_be_written_says_so(
    study: OpenStudy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise UserError("the file is only read here")

    file = tmp_path / "out.csv"
    file.write_text("a", encoding="utf-8")
    monkeypatch.setattr("annotator.storage.note", refuse)
    said = note_export(study, "tables as CSV", [file])
    assert said == "The record of the study could not be written: the file is only read here."
    monkeypatch.setattr("annotator.storage.note", note)
    before = study.view
    assert note_export(study, "tables as CSV", [file]) == ""
    assert study.view.revision == before.revision + 1
    assert study.view.moments is before.moments  # nothing was loaded anew
    place = study.place
    study.close()
    with open_study(place) as again:
        assert "out.csv" in Entries(again).lines(-1, None)[0].files[0]  # type: ignore[arg-type]
