"""What is read beside the window: the last choice counts, and nothing that hangs keeps it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QThread, Signal
from pytestqt.qtbot import QtBot

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.qt import locating
from annotator.app.qt.parking import is_parked
from annotator.app.reading import Reader
from annotator.app.recording_places import Stamp
from annotator.app.recordings import look_through, stamp_of
from annotator.app.settings import Settings
from annotator.app.stopping import Stop, Stopped
from annotator.app.verbs.creating import create_study
from annotator.app.verbs.planning import import_plan
from annotator.domain.edits import Replace, added
from annotator.domain.study import Session
from annotator.ui.desk import Desk
from annotator.ui.dialogs.recording import RecordingChoice, RecordingSheet
from annotator.ui.playing import Playing
from annotator.ui.playing.desk import playing_of
from annotator.ui.playing.recording import do_choice, state_of
from annotator.ui.window import Window
from tests.media import need_multimedia, write_wave
from tests.ui.window.conftest import shown_window

Told = Callable[[float], object] | None


@pytest.fixture
def playing(desk: Desk) -> Playing:
    need_multimedia()
    return playing_of(desk)


@pytest.fixture
def hangs(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Files called `big…` are read until this is set; who is told to stop may hear it."""
    free = threading.Event()

    def slow(file: Path, told: Told = None, stopped: Stop | None = None) -> Stamp:
        while file.name.startswith("big") and not free.wait(0.005):
            if stopped is not None and stopped():
                raise Stopped
        return stamp_of(file, told, stopped)

    monkeypatch.setattr(locating, "stamp_of", slow)
    yield free
    free.set()


def choose(desk: Desk, playing: Playing, file: Path) -> None:
    session = playing.file.session
    assert session is not None
    do_choice(desk, playing, session, RecordingChoice(way="set", file=file))


def test_of_two_choices_the_last_one_is_attached(
    qtbot: QtBot, desk: Desk, playing: Playing, hangs: threading.Event, tmp_path: Path
) -> None:
    steps = desk.study.history.done
    choose(desk, playing, write_wave(tmp_path / "big.wav", 1))
    choose(desk, playing, write_wave(tmp_path / "small.wav", 2))
    own = lambda: desk.view.sessions["session-3"]  # noqa: E731
    qtbot.waitUntil(lambda: own().recording == "small.wav", timeout=10_000)
    hangs.set()
    qtbot.waitUntil(lambda: playing.player.state == "paused", timeout=10_000)
    assert own().recording == "small.wav"
    assert desk.study.history.done == steps + 1


def test_a_step_names_the_session_for_which_the_file_was_chosen(
    qtbot: QtBot,
    desk: Desk,
    study: OpenStudy,
    playing: Playing,
    hangs: threading.Event,
    tmp_path: Path,
) -> None:
    here = desk.view.sessions["session-3"]
    study.do(added(Session(id="session-9", dyad_id=here.dyad_id, number=9)), "More")
    choose(desk, playing, write_wave(tmp_path / "big.wav", 1))
    desk.show_session("session-9")
    hangs.set()
    qtbot.waitUntil(lambda: desk.view.sessions["session-3"].recording == "big.wav", timeout=10_000)
    assert study.history.last is not None
    assert study.history.last.text == "Attach the recording of D07, session 3"
    hangs.clear()
    choose(desk, playing, write_wave(tmp_path / "big two.wav", 1))
    desk.show_session("session-3")
    choose(desk, playing, write_wave(tmp_path / "small.wav", 2))
    assert "big two.wav was not attached to D07, session 9" in desk.page.banner._words.text()


def test_a_study_is_closed_while_a_share_hangs(
    qtbot: QtBot,
    window: Window,
    desk: Desk,
    playing: Playing,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    begun, free, ended = threading.Event(), threading.Event(), threading.Event()

    def hang(*_: object) -> Stamp:
        begun.set()
        free.wait(60)
        ended.set()
        raise Stopped

    monkeypatch.setattr(locating, "stamp_of", hang)
    choose(desk, playing, write_wave(tmp_path / "big.wav", 1))
    assert begun.wait(10)
    assert window.close_study()
    assert not ended.is_set()
    assert is_parked()
    assert "big.wav was not attached to D07, session 3" in window.start.banner._words.text()
    free.set()
    qtbot.waitUntil(lambda: not is_parked(), timeout=10_000)


class _Stuck(QThread):
    """A decoder that no one can end, as Qt's is while it opens a broken file."""

    decoded = Signal(object)
    free = threading.Event()
    is_ended = False

    def __init__(self, _file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def run(self) -> None:
        self.free.wait(60)

    def end(self) -> None:
        pass


def test_a_study_is_closed_while_a_broken_recording_is_decoded(
    qtbot: QtBot,
    window: Window,
    desk: Desk,
    playing: Playing,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    _Stuck.free.clear()
    monkeypatch.setattr(locating, "Decoding", _Stuck)
    choose(desk, playing, write_wave(tmp_path / "D07.wav", 1))
    qtbot.waitUntil(lambda: bool(playing.file.locating._decoding), timeout=10_000)
    assert window.close_study()
    assert is_parked()
    _Stuck.free.set()
    qtbot.waitUntil(lambda: not is_parked(), timeout=10_000)


def test_a_folder_is_looked_through_beside_the_window_and_only_what_is_plain_counts(
    qtbot: QtBot,
    desk: Desk,
    study: OpenStudy,
    playing: Playing,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    threads: list[threading.Thread] = []

    def noted(*args: object) -> object:
        threads.append(threading.current_thread())
        return look_through(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(locating, "look_through", noted)
    here = desk.view.sessions["session-3"]
    study.do(Replace(here, replace(here, recording="session.wav")), "As a plan leaves it")
    more = Session(id="session-9", dyad_id=here.dyad_id, number=9, recording="session.wav")
    study.do(added(more), "More")
    far = tmp_path / "x" / "far"
    for seconds, name in ((1, "D07"), (2, "D08")):
        (far / name).mkdir(parents=True)
        write_wave(far / name / "session.wav", seconds)
    session = playing.file.session
    assert session is not None
    do_choice(desk, playing, session, RecordingChoice(way="folder", folder=far))
    told = desk.page.banner._words
    qtbot.waitUntil(lambda: "0 of 2 recordings" in told.text(), timeout=10_000)
    assert playing.file.places.files == {}
    assert threads[0] is not threading.main_thread()
    qtbot.waitUntil(lambda: playing.file.unclear, timeout=10_000)
    assert not playing.player.is_ready
    assert desk.page.study._facts.value("Recording") == "unclear ⚠"
    assert "Several files or sessions go by the name session.wav" in playing.file.why_not()
    for number, name in ((3, "D07"), (9, "D08")):
        own = desk.view.sessions[f"session-{number}"]
        planned = replace(own, recording=f"rec/{name}/session.wav")
        study.do(Replace(own, planned), "As a plan leaves it")
    session = playing.file.session
    assert session is not None
    do_choice(desk, playing, session, RecordingChoice(way="folder", folder=far))
    qtbot.waitUntil(lambda: "2 of 2 recordings" in told.text(), timeout=10_000)
    found = {each: Path(file).parent.name for each, file in playing.file.places.files.items()}
    assert found == {"session-3": "D07", "session-9": "D08"}


def test_a_file_is_written_from_the_folder_of_the_study_on(
    desk: Desk, playing: Playing, tmp_path: Path
) -> None:
    write_wave(tmp_path / "rel.wav", 1)
    state = state_of(desk, playing)
    sheet = RecordingSheet(desk.page.inspector.look, desk.page, state, tmp_path)
    sheet.file.field.setText("rel.wav")
    assert sheet.choice().file == tmp_path / "rel.wav"
    sheet.file.field.setText("~nobody-of-this-name/rel.wav")
    assert "there is no such file" in sheet._wrong()
    sheet.deleteLater()


def test_an_imported_plan_is_taken_back_after_its_recording_has_played(
    qtbot: QtBot, settings: Settings, tmp_path: Path
) -> None:
    need_multimedia()
    folder = tmp_path / "own"
    folder.mkdir()
    write_wave(folder / "D01-1.wav", 1)
    (folder / "t.txt").write_text("I: What was it?\nT: I was there.\n")
    columns = "dyad,session,account,participant,file,recording"
    (folder / "plan.csv").write_text(f"{columns}\nD01,1,therapist,T01,t.txt,D01-1.wav\n")
    create_study(folder / "s.iprstudy", "S", None)
    study = open_study(folder / "s.iprstudy")
    shown = shown_window(settings)
    shown.show_study(study)
    desk = shown.desk
    assert desk is not None
    with Reader() as reader:
        import_plan(study, reader, folder / "plan.csv")
    desk.show_session(next(iter(study.view.sessions)))
    heard = playing_of(desk)
    qtbot.waitUntil(lambda: heard.file.sha256 is not None, timeout=10_000)
    assert study.history.done == 1
    study.undo()
    assert (study.history.done, study.view.sessions) == (0, {})
    study.redo()
    assert [each.recording for each in study.view.sessions.values()] == ["D01-1.wav"]
    shown.close()
    shown.deleteLater()
