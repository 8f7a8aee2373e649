"""Whole stories, from transcript files to exported moments, on real talk."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.app.open_study import open_study
from annotator.app.resources import resource
from annotator.app.settings import Settings, load
from annotator.cli import main
from annotator.domain.clock import clock_text
from tests.ui.window.conftest import press_keys, shown_window

pytestmark = pytest.mark.usefixtures("fresh_application")

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
THERAPIST, PATIENT = "101", "103"
"""Two AnnoMI talks that stand for the two accounts of one session."""


@pytest.fixture
def accounts(samples: Path, tmp_path: Path) -> dict[str, Path]:
    """Two real talks as transcript files, with a stop before every tenth turn."""
    talks: dict[str, list[dict[str, str]]] = {THERAPIST: [], PATIENT: []}
    with (samples / "annomi" / "AnnoMI-simple.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["transcript_id"] in talks:
                talks[row["transcript_id"]].append(row)
    made = {}
    for voice, talk in (("therapist", talks[THERAPIST]), ("patient", talks[PATIENT])):
        lines = []
        for number, row in enumerate(talk):
            if number % 10 == 0:
                lines.append(f"[video {clock_text(number * 30_000)}]")
            label = "I" if row["interlocutor"] == "therapist" else voice[0].upper()
            lines.append(f"[{row['timestamp']}] {label}: {row['utterance_text']}")
        made[voice] = tmp_path / f"{voice}.txt"
        made[voice].write_text("\n".join(lines), encoding="utf-8")
    return made


@pytest.fixture
def study_file(accounts: dict[str, Path], tmp_path: Path) -> Path:
    """A study with the two talks as the accounts of D07, session 3."""
    place = tmp_path / "lab.iprstudy"
    codebook = str(resource("sample/codebook.csv"))
    assert main(["new", str(place), "--title", "Lab", "--plain", "--codebook", codebook]) == 0
    for voice, path in accounts.items():
        cell = ["--dyad", "D07", "--session", "3", "--account", voice]
        assert main(["import", str(place), str(path), *cell]) == 0
    assert main(["done", str(place), "--coder", "RA-1"]) == 0
    assert main(["done", str(place), "--coder", "RA-1", "--reopen"]) == 0
    return place


def test_from_transcript_files_to_exported_moments(
    qapp: QApplication, study_file: Path, tmp_path: Path
) -> None:
    window = shown_window(Settings(scheme="light"))
    window.show_study(open_study(study_file, coder="RA-1"))
    QApplication.processEvents()
    desk = window.desk
    assert desk is not None

    # The third turn of the therapist's account: coded, rated, with a memo, its end moved.
    press_keys((Qt.Key.Key_Home, CTRL), *[(Qt.Key.Key_Down, CTRL)] * 2, Qt.Key.Key_Return)
    press_keys("c", "4", "m", "He slows down here.", Qt.Key.Key_Escape)
    press_keys((Qt.Key.Key_Left, ALT))
    # Some words of the patient's account, with two codes.
    press_keys(Qt.Key.Key_F6, (Qt.Key.Key_Home, CTRL), *[(Qt.Key.Key_Down, CTRL)] * 15)
    press_keys(*[(Qt.Key.Key_Right, CTRL | SHIFT)] * 4, "h", "d")
    made = sorted(desk.view.all_moments(), key=lambda each: len(each.codes))
    assert [len(each.codes) for each in made] == [1, 2]
    press_keys((Qt.Key.Key_Z, CTRL), (Qt.Key.Key_Z, CTRL), (Qt.Key.Key_Z, CTRL | SHIFT))
    press_keys((Qt.Key.Key_Z, CTRL | SHIFT))
    assert sorted(desk.view.all_moments(), key=lambda each: len(each.codes)) == made
    window.close()

    again = shown_window(load())
    again.show_study(open_study(study_file, coder="RA-1"))
    QApplication.processEvents()
    assert again.desk is not None
    assert {each.id for each in again.desk.view.all_moments()} == {each.id for each in made}
    assert again.desk.moment_id == made[1].id
    again.close()

    assert (
        main(["export", str(study_file), str(tmp_path / "out"), "--to", "csv", "--with-text"]) == 0
    )
    with (tmp_path / "out" / "moments.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["moment_id"]: row for row in csv.DictReader(stream)}
    first, second = (rows[each.id] for each in made)
    view_text = {}
    with open_study(study_file) as study:
        for moment in made:
            text = study.view.transcripts[moment.transcript_id].text
            view_text[moment.id] = text[moment.start : moment.end]
        assert study.check() == []
    assert (first["account"], second["account"]) == ("therapist", "patient")
    assert (first["quote"], second["quote"]) == tuple(view_text[each.id] for each in made)
    assert first["codes"] == "Micro-processes/Connecting"
    assert first["rating_intensity"] == "4"
    assert first["memo"] == "He slows down here."
    assert first["session_start_ms"] == "0"
    assert second["codes"] == "Micro-processes/Shame|Micro-processes/Distance"
    assert second["session_start_ms"] == str(10 * 30_000)
    assert second["turn_first"] == "16"
