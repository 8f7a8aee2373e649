"""How the window begins: what is opened, where, and what is told before there is a window."""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.app.open_study import open_study
from annotator.app.settings import Settings, load, save
from annotator.app.verbs.creating import create_study
from annotator.cli import main
from annotator.ui import asking as asking_module
from annotator.ui import asking_passphrase
from annotator.ui import run as run_module
from annotator.ui.window import Window
from tests.ui.window.conftest import press_keys, shown_window

LookAt = Callable[[Window], object]


@pytest.fixture
def started(qapp, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Runs the window with the loop of events in the test's hands."""

    def start(place: Path | None, look_at: LookAt, coder: str | None = None) -> int:
        class Loop:
            @staticmethod
            def exec() -> int:
                QApplication.processEvents()
                shown = [each for each in qapp.topLevelWidgets() if each.isVisible()]
                (window,) = (each for each in shown if isinstance(each, Window))
                QTest.qWaitForWindowActive(window)
                look_at(window)
                window.close()
                window.deleteLater()
                qapp.sendPostedEvents(window, 52)  # QEvent.DeferredDelete
                return 0

        monkeypatch.setattr(run_module, "application", lambda: Loop)
        monkeypatch.setattr(run_module, "catch_all", lambda _say: None)
        monkeypatch.setattr(signal, "signal", lambda *_: None)
        return run_module.run_window(place, coder=coder)

    return start


def test_a_place_is_kept_without_closing(window: Window, desk, press, qtbot):
    """A process that is killed comes back to where it was."""
    press(Qt.Key.Key_Return, "h")
    moment_id = desk.moment_id
    assert moment_id is not None
    desk.show_mode("therapist")

    def kept() -> None:
        place = load().places[desk.view.study.id]
        assert (place.mode, place.moment_id, place.coder_id) == ("therapist", moment_id, "coder")
        assert place.session_id == desk.session_id
        assert place.carets == desk.place().carets

    qtbot.waitUntil(kept, timeout=5_000)
    press(Qt.Key.Key_End)
    qtbot.waitUntil(kept, timeout=5_000)
    assert desk.place().carets["therapist"] > 0


def test_one_write_for_many_moves(settings: Settings, study, monkeypatch, qtbot):
    written: list[int] = []
    shown = shown_window(settings)
    shown.show_study(study)
    monkeypatch.setattr(shown, "_keep", lambda _: written.append(1))
    with qtbot.waitSignal(shown._soon.timeout, timeout=5_000):
        press_keys(*[Qt.Key.Key_Right] * 20)
    assert written == [1]
    shown.close()
    shown.deleteLater()


def test_without_a_name_the_last_study_is_opened_where_it_was(started, study_file: Path):
    def leave(window: Window) -> None:
        assert window.desk is not None
        window.desk.show_mode("patient")
        window.desk.page.columns.take("patient")
        press_keys(Qt.Key.Key_Return, "h")

    def find(window: Window) -> None:
        assert window.desk is not None
        assert window.desk.mode == "patient"
        assert window.desk.study.seen_by == "coder"
        assert window.desk.moment is not None

    assert started(study_file, leave, "RA-2") == 0
    assert started(None, find) == 0


def test_a_study_that_is_gone_gives_the_start_screen(started, study_file: Path, tmp_path: Path):
    other = tmp_path / "other.iprstudy"
    create_study(other, "Other", None)
    save(Settings(recent=[str(tmp_path / "gone.iprstudy"), str(other)]))

    def look_at(window: Window) -> None:
        assert window.desk is None
        assert window.start.likely().text() == "other"

    started(None, look_at)


def test_nothing_is_collected_in_another_thread_while_the_window_is_there(started, study_file):
    on: list[bool] = []
    gc.enable()
    started(study_file, lambda _window: on.append(gc.isenabled()), "RA-2")
    assert (on, gc.isenabled()) == ([False], True)


def test_what_is_not_remembered_is_not_opened(started, study_file: Path):
    settings = Settings()
    settings.opened(study_file)
    settings.forget_recent()
    save(settings)
    started(None, lambda window: window.desk is None or pytest.fail("it was opened"))


def test_return_on_the_start_screen_opens_the_last_study(qapp, settings, study_file, monkeypatch):
    settings.opened(study_file)
    monkeypatch.setattr(asking_module, "ask_who", lambda *_: None)
    window = shown_window(settings)
    asking_module.Asking(window)
    assert QApplication.focusWidget() is window.start.likely()
    press_keys(Qt.Key.Key_Return)
    assert window.study is not None
    assert window.study.place == study_file
    window.close()
    window.deleteLater()


def test_the_sample_is_the_default_of_a_newcomer(qapp, settings):
    window = shown_window(settings)
    assert window.start.likely().text() == "Open the sample study"
    assert QApplication.focusWidget() is window.start.likely()
    window.close()
    window.deleteLater()


@pytest.mark.parametrize("named", ["missing.iprstudy", "letter.iprstudy", "small.iprstudy"])
def test_a_named_study_that_does_not_open_is_one_line(
    qapp, study_file, named, tmp_path, capsys, monkeypatch
):
    (tmp_path / "letter.iprstudy").write_text("Dear all", encoding="utf-8")
    monkeypatch.setattr(run_module, "application", lambda: pytest.fail("a window was begun"))
    assert main(["open", str(tmp_path / named), "--coder", "Nobody"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert named in told.err


def test_a_passphrase_is_asked_in_the_window(started, tmp_path: Path, monkeypatch):
    place = tmp_path / "kept.iprstudy"
    create_study(place, "Kept", "the right one")
    asked: list[str] = []

    def ask(_look, parent, name, _problem):
        assert parent.isVisible()
        asked.append(name)
        return "the right one"

    monkeypatch.setattr(asking_passphrase, "ask_passphrase", ask)
    monkeypatch.setattr(asking_module, "ask_who", lambda *_: None)
    titles: list[str] = []
    started(place, lambda window: titles.append(window.study.view.study.title))
    assert (asked, titles) == (["kept.iprstudy"], ["Kept"])


def test_a_study_named_is_closed_again(started, study_file: Path):
    started(study_file, lambda window: window.study or pytest.fail("no study"), "RA-2")
    study_file.rename(study_file.with_name("moved.iprstudy"))
    open_study(study_file.with_name("moved.iprstudy")).close()
