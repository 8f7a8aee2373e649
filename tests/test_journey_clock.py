"""The story of a coder who reads one account alone, then both: coded, paired by keys, exported."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from annotator.app.open_study import open_study
from annotator.app.resources import resource
from annotator.app.settings import Settings
from annotator.app.verbs.opening import alone_in
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView
from annotator.ui.desk import Desk
from annotator.ui.dialogs.opening import OpeningSheet
from annotator.ui.dialogs.pairing import PairingSheet
from annotator.ui.dialogs.pairing_export import PairingExportSheet
from annotator.ui.dialogs.pairing_table import PairingTableSheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.window import Window
from tests.cli.conftest import Run, run
from tests.ui.window.conftest import press_keys, shown_window, words_leave
from tests.ui.window.test_asking_agreement import go_back, in_sheet
from tests.ui.window.test_pairing import press_in, tick

pytestmark = pytest.mark.usefixtures("fresh_application", "words_leave")

__all__ = ["run", "words_leave"]

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
DONE, STEP = (Qt.Key.Key_Return, CTRL), (Qt.Key.Key_2, CTRL | SHIFT)
TABLE = (Qt.Key.Key_L, CTRL | SHIFT)
RETURN, SPACE, TAB = Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Tab
CELL = ("--dyad", "D02", "--session", 3)
FILES = {"therapist": "D02_S3_therapist.docx", "patient": "D02_S3_patient.txt"}
PAIRS = (
    (0, (0,), "1", "converging"),
    (1, (1, 2), "2", "complementary"),
    (2, (3,), "3", "diverging"),
    (3, (4,), "3", "diverging"),
    (4, (5,), "1", "converging"),
)
"""By number of the moment in its text: the therapist's, the patient's, the key, the relation."""


@pytest.fixture
def place(tmp_path: Path, run: Run) -> Path:
    """A study whose only round is individually first, the therapist's account before the other."""
    study = tmp_path / "lab.iprstudy"
    codebook = str(resource("sample/codebook.csv"))
    assert run("new", study, "--title", "Lab", "--plain", "--codebook", codebook).code == 0
    for voice, name in FILES.items():
        path = resource(f"sample/transcripts/{name}")
        assert run("import", study, path, *CELL, "--account", voice).code == 0
    drawn = run(
        "round", study, "--name", "Main", "--kind", "production", "--coders", "RA-1,RA-2",
        "--seed", 1, "--individually-first",
    )  # fmt: skip
    lines = drawn.out.splitlines()
    assert lines[0] == "Main: 2 transcripts, individually first"
    first = lines[lines.index("RA-1:") + 1], lines[lines.index("RA-2:") + 1]
    coder = "RA-1" if "therapist" in first[0] else "RA-2"  # no two have the same order
    (tmp_path / "coder.txt").write_text(coder, encoding="utf-8")
    return study


def in_next(window: Window, key: Any, act: Callable[[Sheet], object]) -> str:
    seen = in_sheet(act)
    press_keys(key)
    go_back(window)
    return "".join(seen)


def said_turns(view: StudyView, voice: str) -> list[int]:
    """The party's own turns that stand under a stop."""
    transcript = view.transcript_of(view.find_account("D02", 3, voice).id)
    assert transcript is not None
    first = view.stops_of(transcript.id)[0].position
    turns = enumerate(transcript.turns)
    return [n for n, turn in turns if turn.role == voice and turn.start > first]


def go_to_turn(turn: int) -> None:
    press_keys((Qt.Key.Key_Home, CTRL), *[(Qt.Key.Key_Down, CTRL)] * turn)


def code_turns(desk: Desk, voice: str, keys: str) -> list[Moment]:
    """Codes as many of the party's turns as there are keys; gives the moments in order."""
    turns = said_turns(desk.view, voice)[::2][: len(keys)]
    for turn, key in zip(turns, keys, strict=True):
        go_to_turn(turn)
        press_keys(RETURN, key)
    text = desk.page.columns.in_hand
    assert text is not None
    own = desk.view.moments_of(text.transcript_id or "").values()
    return sorted(own, key=lambda each: each.start)


def rate_in(sheet: PairingSheet, digit: str) -> None:
    """Goes by Tab to the first scale and gives a value."""
    rows = list(sheet.scales.values())
    for _ in range(15):
        focused = sheet.focusWidget()
        if any(row.isAncestorOf(focused) for row in rows):
            press_in(sheet, digit)
            return
        press_in(sheet, TAB)
    pytest.fail("no scale can be reached by Tab")


def export_to(folder: Path) -> None:
    """Answers the export's question as soon as it is asked."""

    def go(left: int) -> None:
        sheet = QApplication.activeModalWidget()
        if not isinstance(sheet, PairingExportSheet) or not sheet.isActiveWindow():
            if left:
                QTimer.singleShot(10, lambda: go(left - 1))
            return
        told = " ".join(each.text() for each in sheet.findChildren(QLabel))
        assert "words of the transcripts" in told
        sheet.folder.field.selectAll()
        press_in(sheet, str(folder), RETURN)
        if sheet.isVisible():
            sheet.reject()

    QTimer.singleShot(0, lambda: go(500))


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_individually_then_dyadically(place: Path, run: Run, tmp_path: Path) -> None:
    coder = (tmp_path / "coder.txt").read_text(encoding="utf-8")
    window = shown_window(Settings(scheme="light"))
    window.show_study(open_study(place, coder=coder))
    QApplication.processEvents()
    desk = window.desk
    assert desk is not None

    # The therapist's account alone; of the patient's not a word is there.
    assert desk.page.columns.voices() == ["therapist"]
    patient = desk.view.find_account("D02", 3, "patient")
    assert desk.view.shut == {patient.id}
    assert desk.view.transcript_of(patient.id) is None
    therapists = code_turns(desk, "therapist", "csohdr")
    assert len(therapists) == 6
    press_keys(STEP)
    assert "mark the therapist’s as done first" in desk.page.banner.text()
    press_keys(DONE)
    assert "Ctrl+Shift+2 opens both together" in desk.page.banner.text()

    # The step, then the patient's account beside it.
    def take(sheet: Sheet) -> None:
        assert isinstance(sheet, OpeningSheet)
        assert sheet.warning == "The patient’s account is not done yet: read it alone first?"
        press_in(sheet, RETURN)

    assert in_next(window, STEP, take) == "Read both accounts together"
    assert desk.page.columns.voices() == ["therapist", "patient"]
    assert alone_in(desk.view, desk.study.seen_by, desk.session_id) == ()
    press_keys(Qt.Key.Key_F6)
    assert desk.page.columns.voice == "patient"
    patients = code_turns(desk, "patient", "csohdb")
    assert len(patients) == 6

    # Five pairings with three relations, one of them to two moments, one rated.
    press_keys((Qt.Key.Key_F6, SHIFT))
    assert desk.page.columns.voice == "therapist"
    for own, others, digit, relation in PAIRS:
        moment = therapists[own]
        go_to_turn(desk.view.transcripts[moment.transcript_id].turn_at(moment.start))
        assert desk.moment_id == moment.id

        def pair(sheet: Sheet, others: tuple[int, ...] = others, digit: str = digit) -> None:
            assert isinstance(sheet, PairingSheet)
            tick(sheet, *(patients[each].id for each in others))
            press_in(sheet, digit)
            if len(others) > 1:
                rate_in(sheet, "4")
            press_in(sheet, RETURN)

        assert in_next(window, "l", pair) == "Pair"
        made = [p for p in desk.view.pairings.values() if moment.id in p.moment_ids]
        assert [each.relation for each in made] == [relation]
    assert len(desk.view.pairings) == 5
    press_keys((Qt.Key.Key_Z, CTRL), (Qt.Key.Key_Z, CTRL | SHIFT))
    assert len(desk.view.pairings) == 5

    # The dyadic table, then its export.
    folder = tmp_path / "dyadic"

    def look(sheet: Sheet) -> None:
        assert isinstance(sheet, PairingTableSheet)
        assert sheet.model.rowCount() == 6
        export_to(folder)
        sheet.export.setFocus()
        press_in(sheet, SPACE)
        assert sheet.count.text() == "6 rows are in dyadic, dyadic.csv."
        sheet.shown.button("therapist").setFocus()
        press_in(sheet, SPACE)
        assert sheet.model.rowCount() == 1
        sheet.table.setFocus()
        press_in(sheet, RETURN)

    assert in_next(window, TABLE, look) == "Dyadic table"
    assert desk.moment_id == therapists[5].id  # the one that stands alone
    view = desk.view
    window.close()

    rows = read(folder / "dyadic.csv")
    assert {row["coder"] for row in rows} == {coder}
    by_ids = {row["therapist_moments"]: row for row in rows}
    for own, others, _, relation in PAIRS:
        row = by_ids[therapists[own].id]
        facing = [patients[each] for each in others]
        assert (row["relation"], row["one_sided"]) == (relation, "")
        assert row["therapist_quotes"] == quote(view, therapists[own])
        assert row["patient_quotes"] == "|".join(quote(view, each) for each in facing)
        assert row["patient_moments"] == "|".join(each.id for each in facing)
        assert times(row, "therapist") == interval(view, [therapists[own]])
        assert times(row, "patient") == interval(view, facing)
        assert row["rating_intensity"] == ("4" if len(others) > 1 else "")
    alone = by_ids[therapists[5].id]
    assert (alone["relation"], alone["one_sided"]) == ("", "therapist")
    assert alone["therapist_quotes"] == quote(view, therapists[5])
    assert (alone["patient_quotes"], alone["patient_start_ms"]) == ("", "")
    assert "keep them as you keep the transcripts" in (folder / "README.txt").read_text("utf-8")

    # What the PI finds: the step on record, pairings, and which moments stand alone.
    shown = run("show", place, "--json").json
    [step] = shown["openings"]
    assert (step["coder"], step["round"], step["done"]) == (coder, "Main", ["therapist"])
    out = tmp_path / "out"
    assert run("export", place, out, "--to", "csv").code == 0
    states = {row["moment_id"]: row["pairing"] for row in read(out / "moments.csv")}
    assert sorted(states.values()) == ["one-sided"] + ["paired"] * 11
    assert states[therapists[5].id] == "one-sided"
    assert [row["rating_intensity"] for row in read(out / "pairings.csv")].count("4") == 1
    assert [row["coder"] for row in read(out / "openings.csv")] == [coder]
    assert run("check", place).code == 0


def quote(view: StudyView, moment: Moment) -> str:
    return view.transcripts[moment.transcript_id].quote(moment.start, moment.end)


def times(row: dict[str, str], voice: str) -> tuple[str, str]:
    return row[f"{voice}_start_ms"], row[f"{voice}_end_ms"]


def interval(view: StudyView, moments: list[Moment]) -> tuple[str, str]:
    """Earliest start and latest end; no end where the latest stop has none."""
    own = sorted(view.interval_of(each) for each in moments)
    assert own[0][0] is not None, "the moment stands under a stop"
    end = own[-1][1]
    return str(own[0][0]), "" if end is None else str(end)
