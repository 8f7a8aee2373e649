"""Backups that make themselves while a study is open."""

from __future__ import annotations

from pathlib import Path
from threading import Event, get_ident
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.qt.parking import is_parked
from annotator.domain.errors import UserError
from annotator.storage import backup
from annotator.ui import backing_up
from annotator.ui.backing_up import BackingUp
from annotator.ui.desk import Desk
from annotator.ui.window import Window
from tests.ui.window.conftest import Keys


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backing_up, "AFTER_OPENING_MS", 1)


def backups(study_file: Path) -> list[Path]:
    folder = study_file.with_name(f"{study_file.stem} backups")
    return sorted(folder.glob("*.iprstudy"))


def looked(desk: Desk) -> None:
    """The timer's turn, and the end of what it started."""
    part = desk.findChild(BackingUp)
    assert part is not None
    part.look()
    part.wait()


def test_a_backup_is_made_after_opening_and_after_work_only(
    desk: Desk, study_file: Path, press: Keys, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: len(backups(study_file)) == 1, timeout=10_000)
    looked(desk)
    assert len(backups(study_file)) == 1  # nothing was written
    press(Qt.Key.Key_Return, "N")
    assert list(desk.view.all_moments())
    looked(desk)
    assert len(backups(study_file)) == 2
    with open_study(backups(study_file)[-1]) as copy:
        assert set(copy.view.all_moments()) == set(desk.view.all_moments())


def test_a_backup_that_fails_is_told_once_and_again_after_one_succeeded(
    desk: Desk, qtbot: QtBot, press: Keys, monkeypatch: pytest.MonkeyPatch, study_file: Path
) -> None:
    qtbot.waitUntil(lambda: len(backups(study_file)) == 1, timeout=10_000)
    works = desk.study.backing_up()

    def fails() -> Path:
        raise UserError("no backup can be made (No space left on device)")

    press(Qt.Key.Key_Return, "N")
    banner = desk.page.banner
    monkeypatch.setattr(OpenStudy, "backing_up", lambda _self: fails)
    looked(desk)
    assert "No space left" in banner.text()
    banner.put_away("bad")
    looked(desk)
    assert "No space left" not in banner.text()
    monkeypatch.setattr(OpenStudy, "backing_up", lambda _self: works)
    looked(desk)
    press(Qt.Key.Key_Return, "N")
    monkeypatch.setattr(OpenStudy, "backing_up", lambda _self: fails)
    looked(desk)
    assert "No space left" in banner.text()


def test_a_study_that_is_left_is_not_backed_up_any_more(
    window: Window, desk: Desk, study_file: Path, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: len(backups(study_file)) == 1, timeout=10_000)
    part = desk.findChild(BackingUp)
    assert part is not None
    assert part.is_watching
    assert window.close_study()
    assert not part.is_watching


def test_leaving_waits_for_no_backup(
    window: Window, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that hangs, on a share say, is left to itself and may end long after."""
    begun, free, ended = Event(), Event(), Event()

    def hang() -> None:
        begun.set()
        free.wait(60)
        ended.set()
        raise UserError("no backup can be made (the share is away)")

    monkeypatch.setattr(OpenStudy, "backing_up", lambda _self: hang)
    part = desk.findChild(BackingUp)
    assert part is not None
    part.look()
    assert begun.wait(10)
    assert window.close_study()
    QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))
    assert not isValid(part)
    assert not ended.is_set()
    assert is_parked()
    free.set()
    qtbot.waitUntil(lambda: not is_parked(), timeout=10_000)
    assert "share" not in window.start.banner.text()


def test_looking_whether_one_is_due_keeps_nobody(
    desk: Desk, study_file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow share is asked in a thread of its own."""
    qtbot.waitUntil(lambda: len(backups(study_file)) == 1, timeout=10_000)
    asked: list[int] = []
    is_due = backup.is_due

    def asking(*arguments: Any) -> bool:
        asked.append(get_ident())
        return is_due(*arguments)

    monkeypatch.setattr(backup, "is_due", asking)
    looked(desk)
    assert asked
    assert get_ident() not in asked


def test_a_share_that_went_away_stops_nothing(
    desk: Desk, study_file: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    qtbot.waitUntil(lambda: len(backups(study_file)) == 1, timeout=10_000)
    away = study_file.rename(tmp_path / "elsewhere.iprstudy")
    looked(desk)
    away.rename(study_file)
    assert len(backups(study_file)) == 1
