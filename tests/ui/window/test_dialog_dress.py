"""Qt's own dialogs over the window are dressed, and there is one Python object for each."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox

from annotator.ui.stylesheet import stylesheet
from annotator.ui.window import Window


def made(kind: str, window: Window, printer: QPrinter) -> QDialog:
    if kind == "file":
        return QFileDialog(window)
    return QMessageBox(window) if kind == "message" else QPrintDialog(printer, window)


@pytest.mark.parametrize("kind", ["file", "message", "print"])
def test_who_makes_a_dialog_has_the_one_that_the_window_knows(window: Window, kind: str) -> None:
    printer = QPrinter()  # the dialog does not keep it
    dialog = made(kind, window, printer)
    QApplication.processEvents()
    [known] = window.findChildren(QDialog)
    assert known is dialog
    dialog.show()
    QApplication.processEvents()
    assert dialog.styleSheet() == stylesheet(window.look)
    assert window.findChildren(QDialog) == [dialog]
    dialog.deleteLater()
    del dialog, known
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert window.findChildren(QDialog) == []


def test_all_of_a_file_dialog_has_room_in_its_dress(window: Window) -> None:
    bare = QFileDialog()
    bare.ensurePolished()
    dialog = QFileDialog(window)
    dialog.show()
    middle = dialog.geometry().center()
    QApplication.processEvents()
    wanted = dialog.sizeHint()
    assert wanted.height() > bare.sizeHint().height(), "the dress makes it larger"
    assert dialog.size().expandedTo(wanted) == dialog.size()
    assert (dialog.geometry().center() - middle).manhattanLength() <= 2
    for each in (bare, dialog):
        each.close()
        each.deleteLater()


def test_one_with_a_sheet_of_its_own_keeps_it(window: Window) -> None:
    dialog = QMessageBox(window)
    dialog.setStyleSheet("QLabel { color: red; }")
    dialog.show()
    QApplication.processEvents()
    assert dialog.styleSheet() == "QLabel { color: red; }"
    dialog.close()
    dialog.deleteLater()
