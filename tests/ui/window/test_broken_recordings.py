"""A recording that is gone, broken or none at all: one sentence, and all else goes on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QThread
from pytestqt.qtbot import QtBot

from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.app.verbs import recording
from annotator.ui.desk import Desk
from annotator.ui.playing.desk import playing_of
from annotator.ui.window import Window
from tests.media import FILM, need_multimedia, write_wave
from tests.ui.window.conftest import moments, press_keys, shown_window

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
WAVE = "D07-3.wav"
Make = Callable[[Path], Path]


def text_as_wave(folder: Path) -> Path:
    (folder / WAVE).write_text("This is a transcript, renamed.\n" * 300, encoding="utf-8")
    return folder / WAVE


def nothing(folder: Path) -> Path:
    (folder / WAVE).write_bytes(b"")
    return folder / WAVE


def half_a_film(folder: Path) -> Path:
    whole = FILM.read_bytes()
    (folder / "film.mp4").write_bytes(whole[: len(whole) // 2])
    return folder / "film.mp4"


def head_of_a_film(folder: Path) -> Path:
    """So little of it that not even its length is there."""
    (folder / "film.mp4").write_bytes(FILM.read_bytes()[:600])
    return folder / "film.mp4"


def half_a_wave(folder: Path) -> Path:
    whole = write_wave(folder / WAVE, 8).read_bytes()
    (folder / WAVE).write_bytes(whole[: len(whole) // 2])
    return folder / WAVE


def a_wave(folder: Path) -> Path:
    return write_wave(folder / WAVE, 2)


def far_away(folder: Path) -> Path:
    """Letters, spaces and signs that mean something in an address."""
    place = folder / "recordings" / "Aufnahmen für Ærlig # 100 %25" / "Sitzung 3 – Kopie?.wav"
    place.parent.mkdir(parents=True)
    return write_wave(place, 8)


@pytest.fixture
def show(
    qtbot: QtBot, study_file: Path, tmp_path: Path, settings: Settings
) -> Iterator[Callable[..., Desk]]:
    """Attaches a file to session 3 and shows the study; no thread is left at the end."""
    need_multimedia()
    windows: list[Window] = []

    def shown(file: Path, *, goes: bool = False) -> Desk:
        with open_study(study_file, coder="RA-2") as study:
            sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
            edit = recording.attach(study.view, "session-3", file.name, sha256, 0)
            assert edit is not None
            study.do(edit, "Attach the recording")
        if goes:
            file.unlink()
        window = shown_window(settings)
        windows.append(window)
        window.show_study(open_study(study_file, coder="RA-2"))
        assert window.desk is not None
        return window.desk

    yield shown
    for window in windows:
        playing = playing_of(window.desk) if window.desk is not None else None
        window.close()
        assert playing is not None
        assert playing.player.state == "empty"
        assert [each for each in playing.findChildren(QThread) if each.isRunning()] == []
        window.deleteLater()


BROKEN = "its format is not known here, or the file is broken. Alt+V takes another file."


@pytest.mark.parametrize(
    ("make", "state", "said"),
    [
        (text_as_wave, "failed", f"This recording cannot be played: {BROKEN}"),
        (
            nothing,
            "failed",
            "This recording cannot be played: the file is empty. Alt+V takes another file.",
        ),
        (head_of_a_film, "failed", f"This recording cannot be played: {BROKEN}"),
        (a_wave, "empty", "D07-3.wav is not found on this machine: Alt+V looks for it."),
    ],
)
def test_what_cannot_be_played_is_said_once_and_disables_nothing_else(
    qtbot: QtBot, show: Callable[..., Desk], tmp_path: Path, make: Make, state: str, said: str
) -> None:
    desk = show(make(tmp_path), goes=make is a_wave)
    playing = playing_of(desk)
    qtbot.waitUntil(lambda: playing.player.state == "failed" or playing.file.missing)
    assert playing.player.state == state
    assert not playing.bar.buttons["play"].isEnabled()
    press_keys(Key.Key_Space)
    assert desk.page.banner.text() == said
    press_keys((Key.Key_Home, CTRL), Key.Key_Return, "h", (Key.Key_Space, CTRL))
    assert [each.codes for each in moments(desk)] == [("shame",)]
    desk.page.timeline.time_chosen.emit(600_000)  # the columns follow the clock all the same
    assert desk.page.timeline.sound.waveform is None
    desk.show_session("session-8")
    assert playing.bar.isHidden()


@pytest.mark.parametrize("make", [half_a_wave, half_a_film, far_away])
def test_what_is_there_plays(
    qtbot: QtBot, show: Callable[..., Desk], tmp_path: Path, make: Make
) -> None:
    desk = show(make(tmp_path))
    playing = playing_of(desk)
    qtbot.waitUntil(lambda: playing.player.state == "paused", timeout=10_000)
    press_keys(Key.Key_Space)
    qtbot.waitUntil(lambda: playing.player.now_ms() > 300, timeout=10_000)
    assert desk.page.banner.text() == ""
