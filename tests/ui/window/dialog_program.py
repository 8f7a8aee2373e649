"""A program for `test_dialogs`: asks one thing, says no, exports; it may crash, so it stands alone.

Arguments: a study file, then the key of the first dialog (`Ctrl+N`). Prints the banner at the end.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from PySide6.QtCore import QKeyCombination, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.app.settings import Settings
from annotator.ui.asking import Asking
from annotator.ui.run import made_window
from annotator.ui.window import Window


def answer(key: Qt.Key) -> None:
    """Presses a key in the dialog as soon as it is there."""
    dialog = QApplication.activeModalWidget()
    if dialog is None or not dialog.isActiveWindow():
        QTimer.singleShot(10, lambda: answer(key))
    else:
        focused: QWidget | None = dialog.focusWidget()
        QTest.keyClick(focused or dialog, key)


def press(window: Window, keys: str, then: Qt.Key) -> None:
    """Presses a command's key in the text, and a key in the dialog that it opens."""
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    assert window.desk is not None
    next(window.desk.page.columns.texts()).setFocus()
    chord: QKeyCombination = QKeySequence(keys)[0]  # type: ignore[index] # Qt's stubs lack it
    QTimer.singleShot(0, lambda: answer(then))
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, chord.key(), chord.keyboardModifiers())
    QApplication.processEvents()
    gc.collect()  # what the dialog leaves behind is gone now, not at some later time


def main(place: Path, first: str) -> None:
    window = made_window(Settings(scheme="light"), keep=lambda _: None)
    asking = Asking(window)
    window.resize(1280, 800)
    window.show()
    asking.open_place(place, "RA-2")
    press(window, first, Qt.Key.Key_Escape)
    press(window, "Ctrl+E", Qt.Key.Key_Return)
    assert window.desk is not None
    print(window.desk.page.banner.text())
    print(len(QGuiApplication.screens()), QGuiApplication.primaryScreen().size().isValid())
    window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
