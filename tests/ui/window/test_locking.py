"""The lock: nothing of the study in the window, and all of it again by the passphrase."""

from __future__ import annotations

import gc
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QFileDialog, QWidget
from shiboken6 import isValid

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.settings import Settings
from annotator.app.verbs.rekeying import change_passphrase, recovery_key
from annotator.domain.errors import UserError
from annotator.storage import creation, opening, rekeying
from annotator.storage.key import Profile
from annotator.ui import clipboard
from annotator.ui.asking_rekeying import AskingRekeying
from annotator.ui.backing_up import BackingUp
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.locking import Locking
from annotator.ui.window import TITLE, Window
from tests.ui.window.conftest import Keys, moments, press_keys

WORDS = "open sesame"
ALT_Q = (Qt.Key.Key_Q, Qt.KeyboardModifier.AltModifier)


class Clocks:
    """Two clocks that go when a test says so."""

    def __init__(self) -> None:
        self.steady, self.wall = 1_000.0, 50_000.0

    def __call__(self) -> tuple[float, float]:
        return self.steady, self.wall

    def work(self, seconds: float) -> None:
        self.steady += seconds
        self.wall += seconds

    def sleep(self, seconds: float) -> None:
        self.wall += seconds


@pytest.fixture(scope="module", autouse=True)
def cheap_keys() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in (creation, opening, rekeying):
            patch.setattr(module, "PROFILES", (Profile(memory_kib=64, passes=1, lanes=1),))
        yield


@pytest.fixture(scope="module")
def locked_master(
    cheap_keys: None, study_master: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The small study, encrypted."""
    place = Path(shutil.copy(study_master, tmp_path_factory.mktemp("locked")))
    with open_study(place) as plain:
        change_passphrase(plain, WORDS, backups=True)
    return place


@pytest.fixture
def study_file(tmp_path: Path, locked_master: Path) -> Path:
    return Path(shutil.copy(locked_master, tmp_path))


@pytest.fixture
def study(study_file: Path) -> OpenStudy:
    """The small study, open for its coder."""
    return open_study(study_file, lambda: WORDS, coder="RA-2")


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def locking(window: Window, clocks: Clocks) -> Iterator[Locking]:
    yield Locking(window, clocks)
    window.commands.only = None


_older: list[QWidget] = []
"""What other tests of this process have left: kept, so that nothing new is taken for it."""


@pytest.fixture(autouse=True)
def note_older(qapp: QApplication) -> Iterator[None]:
    _older[:] = QApplication.topLevelWidgets()
    yield
    _older.clear()


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))
    gc.collect()


def words_of(window: Window) -> str:
    """All that a screen reader could find in the windows of the program, hidden parts too."""
    found: list[str] = []

    def walk(widget: QWidget) -> None:
        reader = QAccessible.queryAccessibleInterface(widget)
        if reader is not None:
            kinds = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value)
            found.extend(reader.text(kind) for kind in kinds)
            if (text := reader.textInterface()) is not None:
                found.append(text.text(0, text.characterCount()))
        for each in widget.children():
            if isinstance(each, QWidget):
                walk(each)

    for top in QApplication.topLevelWidgets():
        if top in _older:
            continue
        found.append(top.windowTitle())
        walk(top)
    return "\n".join(found)


def take(window: Window) -> None:
    """Makes the window the active one, as it is again once a dialog has gone."""
    window.activateWindow()
    QTest.qWaitForWindowActive(window)


def unlock(window: Window, locking: Locking, passphrase: str = WORDS) -> None:
    """Types the passphrase as a person does."""
    take(window)
    assert QApplication.focusWidget() is locking.page.field
    press_keys(passphrase, Qt.Key.Key_Return)
    settle()


def test_nothing_of_the_study_is_in_the_window_and_all_comes_back(
    window: Window, locking: Locking, press: Keys, study_file: Path
) -> None:
    desk = window.desk
    assert desk is not None
    page, former = desk.page, desk.study
    sentence = "wanted to reach her"
    press(Qt.Key.Key_Return, "N")  # a moment on the turn
    press("M")
    press_keys("half a mem")
    text = page.columns.in_hand
    assert text is not None
    text.select_span(4, 19)
    selected, caret = text.text.selection(), text.caret()
    clipboard.put(sentence)
    part = desk.findChild(BackingUp)
    assert part is not None
    assert sentence in words_of(window)
    window.activateWindow()
    text.text.setFocus()
    press(ALT_Q)
    settle()
    # Locked.
    assert window.study is None
    assert not isValid(page)
    assert not isValid(part)
    for words in (sentence, "half a mem", study_file.stem, "Early Alliance", "RA-2"):
        assert words not in words_of(window).replace(f"Open {study_file.stem}", "").replace(
            str(study_file), ""
        )
    assert window.windowTitle() == TITLE
    assert not QGuiApplication.clipboard().text()
    with pytest.raises(ValueError, match="closed"):
        former.check()
    assert former._store.key is None
    # Its file can be taken away, as nobody has it open: and no command reaches it.
    for action_id in ("open_study", "palette", "undo", "lock", "rekey"):
        window.commands.run(action_id)
    assert window.study is None
    # Open again, where it was.
    unlock(window, locking)
    desk = window.desk
    assert desk is not None
    [moment] = moments(desk)
    assert moment.memo == "half a mem"
    assert desk.moment_id == moment.id
    text = desk.page.columns.in_hand
    assert text is not None
    assert (text.text.selection(), text.caret()) == (selected, caret)
    assert window.windowTitle().startswith(study_file.stem)
    window.commands.run("undo")
    window.commands.run("undo")
    assert not moments(desk)
    window.commands.run("redo")
    assert moments(desk)


def test_a_wrong_passphrase_is_told_and_the_recovery_key_opens_too(
    window: Window, locking: Locking
) -> None:
    assert window.study is not None
    key = recovery_key(window.study)
    window.commands.run("lock")
    settle()
    unlock(window, locking, "open barley")
    assert locking.is_locked
    assert "wrong passphrase" in locking.page.problem.text()
    assert locking.page.problem.isVisible()
    assert not locking.page.field.text()
    unlock(window, locking, "")
    assert locking.page.problem.text() == "Give the passphrase."
    unlock(window, locking, key.lower())
    assert window.desk is not None


def test_it_locks_when_nobody_touches_it_or_the_machine_slept(
    window: Window, locking: Locking, clocks: Clocks, settings: Settings
) -> None:
    handle = window.windowHandle()
    locking.idle.look()
    clocks.work(599)
    QTest.keyClick(handle, Qt.Key.Key_Right)  # somebody is there
    clocks.work(599)
    assert not locking.idle.look()
    QTest.mouseMove(handle)
    QApplication.processEvents()
    clocks.work(599)
    assert not locking.idle.look()
    clocks.work(1)
    assert locking.idle.look()
    assert locking.is_locked
    assert "for 10 minutes" in locking.page.why.text()
    unlock(window, locking)
    clocks.sleep(3600)  # the steady clock stood still meanwhile
    before = window.desk.page.columns.in_hand.caret()  # type: ignore[union-attr]
    QTest.keyClick(handle, Qt.Key.Key_Down)
    assert locking.is_locked
    unlock(window, locking)
    assert window.desk.page.columns.in_hand.caret() == before  # type: ignore[union-attr]
    settings.lock_after_min = 0
    clocks.work(1e6)
    assert not locking.idle.look()


def test_what_was_asked_is_put_away_and_said(window: Window, locking: Locking) -> None:
    """Whoever waits for the answer gets a no while the study is still open, and ends."""
    answers: list[bool] = []
    floating = QDockWidget("Picture of the session", window)
    floating.setFloating(True)
    floating.show()

    def ask() -> None:
        sheet = Sheet(window.look, window, "Something with words of the study", "Do it")
        sheet.tell("I wanted to reach her")
        answers.append(sheet.ask())
        assert window.study is not None
        window.study.check()

    QTimer.singleShot(0, locking.lock)
    ask()
    assert answers == [False]
    until = time.monotonic() + 10
    while window.desk is not None and time.monotonic() < until:  # in no loop of its own
        QApplication.processEvents()
    settle()
    assert not floating.isVisible()
    assert "reach her" not in words_of(window)
    unlock(window, locking)
    assert window.desk is not None
    assert "was shut without being done" in window.desk.page.banner.text()


def test_what_the_study_had_refused_is_not_lost(
    window: Window, locking: Locking, press: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(Qt.Key.Key_Return, "N", "M")
    with monkeypatch.context() as patch:

        def refuse(*_: object, **__: object) -> None:
            raise UserError("the disk is full")

        patch.setattr(OpenStudy, "do", refuse)
        patch.setattr(OpenStudy, "do_on", refuse)
        press_keys("kept")
        window.commands.run("lock")
        settle()
    unlock(window, locking)
    desk = window.desk
    assert desk is not None
    desk.leave()
    assert [each.memo for each in moments(desk)] == ["kept"]


def test_what_others_did_meanwhile_ends_what_could_be_undone(
    window: Window, locking: Locking, press: Keys, study_file: Path
) -> None:
    press(Qt.Key.Key_Return, "N")
    window.commands.run("lock")
    settle()
    with open_study(study_file, lambda: WORDS) as other:
        recovery_key(other)  # is put down in the journal
    unlock(window, locking)
    assert window.desk is not None
    assert "changed elsewhere" in window.desk.page.banner.text()
    assert window.desk.study.history.last is None
    window.commands.run("lock")
    settle()
    locking.page.close_.click()
    assert window.study is None
    assert "open_study" in window.commands.joined() or not locking.is_locked


def test_a_plain_study_has_nothing_to_lock_it_with_until_it_is_encrypted(
    window: Window, locking: Locking, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.study is not None
    monkeypatch.setattr(type(window.study), "is_encrypted", property(lambda _: False))
    window.commands.run("lock")
    assert window.desk is not None
    assert "plain file" in window.desk.page.banner.text()
    assert not locking.is_locked


def test_the_passphrase_is_changed_in_the_window_and_work_goes_on(
    window: Window,
    locking: Locking,
    press: Keys,
    study_file: Path,
) -> None:
    AskingRekeying(window)

    def answer() -> None:
        sheet = QApplication.activeModalWidget()
        assert isinstance(sheet, Sheet)
        press_keys("open barley", Qt.Key.Key_Return)
        assert sheet.problem() == "That is not the passphrase now."
        sheet.now.clear()  # type: ignore[attr-defined]
        sheet.now.setFocus()  # type: ignore[attr-defined]
        press_keys(WORDS, Qt.Key.Key_Return)
        assert sheet.problem() == "Give the new passphrase."
        for field in (sheet.first, sheet.second):  # type: ignore[attr-defined]
            field.setFocus()
            press_keys(WORDS)
        press_keys("", Qt.Key.Key_Return)
        assert "opens the study already" in sheet.problem()
        for field in (sheet.first, sheet.second):  # type: ignore[attr-defined]
            field.clear()
        sheet.first.setFocus()  # type: ignore[attr-defined]
        press_keys("new words")
        assert sheet.backups.isChecked()  # type: ignore[attr-defined]
        sheet.backups.setFocus()  # type: ignore[attr-defined]
        press_keys(" ")
        sheet.second.setFocus()  # type: ignore[attr-defined]
        press_keys("new words", Qt.Key.Key_Return)

    QTimer.singleShot(0, answer)
    press((Qt.Key.Key_K, Qt.KeyboardModifier.AltModifier))
    assert window.desk is not None
    assert "1 backup beside it keeps the old passphrase" in window.desk.page.banner.text()
    assert "is void: print the new one" in window.desk.page.banner.text()
    take(window)
    press(Qt.Key.Key_Return, "N")
    assert len(moments(window.desk)) == 1
    window.commands.run("undo")
    assert not moments(window.desk)
    window.commands.run("lock")
    settle()
    unlock(window, locking)
    assert window.study is None
    unlock(window, locking, "new words")
    assert window.desk is not None


def test_the_recovery_key_is_shown_and_kept_but_not_beside_the_study(
    window: Window,
    locking: Locking,
    study_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    asking = AskingRekeying(window)
    stick = tmp_path_factory.mktemp("stick")
    seen: list[str] = []

    def answer() -> None:
        sheet = QApplication.activeModalWidget()
        assert isinstance(sheet, Sheet)
        seen.append("-".join(sheet.key.text().split()))  # type: ignore[attr-defined]
        for place in (study_file.with_name("key"), stick / "key.txt", stick / "key"):
            chosen = (str(place), "PDF (*.pdf)")
            monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, c=chosen: c)
            sheet.keep_it.click()  # type: ignore[attr-defined]
            seen.append(sheet.problem())
        sheet.reject()

    QTimer.singleShot(0, answer)
    asking.show_recovery_key()
    key, beside, text, pdf = seen
    assert "must not stand beside the study" in beside
    assert (text, pdf) == ("", "")
    assert key[:29] in (stick / "key.txt").read_text("utf-8")
    assert (stick / "key.pdf").read_bytes().startswith(b"%PDF")
    window.commands.run("lock")
    settle()
    unlock(window, locking, key)
    assert window.desk is not None
