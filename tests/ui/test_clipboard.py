"""What is copied is marked as sensitive, and goes again after a while."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextBrowser, QWidget

from annotator.ui import clipboard
from annotator.ui.clipboard import ClipboardGuard, is_marked, marked

WORDS = "no words yet"


@pytest.fixture
def board(qapp: QApplication) -> Iterator[QClipboard]:
    yield QGuiApplication.clipboard()
    QGuiApplication.clipboard().clear()


@pytest.fixture
def guard(board: QClipboard) -> ClipboardGuard:
    found = clipboard.guard()
    found.clear_after(60)
    return found


def test_there_is_one_guard(guard: ClipboardGuard) -> None:
    assert clipboard.guard() is guard


def test_what_is_put_is_marked_and_cleared_when_its_time_has_come(
    guard: ClipboardGuard, board: QClipboard
) -> None:
    clipboard.put(WORDS)
    assert board.text() == WORDS
    assert is_marked(board.mimeData())
    assert guard.waits_ms == 60_000
    guard.clear_after(0)
    assert guard.waits_ms == 0
    guard.clear_after(60)
    timer = guard.findChild(QTimer)
    assert timer is not None
    timer.timeout.emit()
    assert not board.text()
    assert guard.waits_ms == 0


def test_what_another_has_put_there_since_stays(
    guard: ClipboardGuard, board: QClipboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    clipboard.put(WORDS)
    monkeypatch.setattr(ClipboardGuard, "_is_ours", lambda _self: False)
    board.setText("a shopping list")
    assert not is_marked(board.mimeData())
    guard.clear()
    assert board.text() == "a shopping list"


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit, QTextBrowser])
def test_a_field_of_qts_own_copies_with_the_marks_too(
    kind: type[QWidget], guard: ClipboardGuard, board: QClipboard
) -> None:
    field = kind()
    field.setText(WORDS) if hasattr(field, "setText") else field.setPlainText(WORDS)  # type: ignore[attr-defined]
    field.show()
    for key in (Qt.Key.Key_A, Qt.Key.Key_C):
        QTest.keyClick(field, key, Qt.KeyboardModifier.ControlModifier)
    assert board.text() == WORDS
    assert is_marked(board.mimeData())
    assert guard.waits_ms == 60_000
    field.deleteLater()


@pytest.mark.parametrize(
    ("platform", "mark"),
    [
        ("win32", "ExcludeClipboardContentFromMonitorProcessing"),
        ("win32", "CanIncludeInClipboardHistory"),
        ("darwin", "org.nspasteboard.ConcealedType"),
        ("linux", "x-kde-passwordManagerHint"),
    ],
)
def test_each_system_has_its_marks(qapp: QApplication, platform: str, mark: str) -> None:
    mime = marked(WORDS, platform)
    assert any(mark in name for name in mime.formats())
    assert is_marked(mime, platform)
    bare = QMimeData()
    bare.setText(WORDS)
    assert not is_marked(bare, platform)
