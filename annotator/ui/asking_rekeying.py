"""The commands of the key: another passphrase, the recovery key, encrypting. Ask, then do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, Qt
from PySide6.QtGui import (
    QFontDatabase,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextDocument,
)
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QDialog, QFileDialog

from annotator.app.open_study import OpenStudy
from annotator.app.verbs.rekeying import (
    change_passphrase,
    keep_recovery_page,
    names_near,
    recovery_key,
    recovery_page,
    refuse_server,
    rekeyed_lines,
)
from annotator.domain.errors import UserError
from annotator.ui.charts.printing import a4_printer
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.dialogs.recovery_key import RecoveryKeySheet
from annotator.ui.dialogs.rekeying import ask_rekeying
from annotator.ui.window import Window

_FILES = "PDF (*.pdf);;Text (*.txt)"


class AskingRekeying:
    """Joins the commands of the key to a window."""

    def __init__(self, window: Window) -> None:
        self._window = window
        window.commands.on("rekey", self.rekey)

    def rekey(self) -> None:
        """Asks what is wanted, and for the passphrase now, and does it."""
        window = self._window
        if window.desk is not None:
            window.desk.leave()
        study = window.study
        if study is None or not window.attempt(partial(refuse_server, study)):
            return

        def knows(passphrase: str) -> bool:
            with busy():
                return study.knows(passphrase)

        known = knows if study.is_encrypted else None
        choice = ask_rekeying(window.look, window, known, names_near(study))
        if choice is None:
            return
        if choice.what == "recovery":
            self.show_recovery_key()
        else:
            window.attempt(partial(self._change, study, choice.passphrase, backups=choice.backups))

    def _change(self, study: OpenStudy, passphrase: str, *, backups: bool) -> None:
        with busy():
            done = change_passphrase(study, passphrase, backups=backups)
        window = self._window
        if window.desk is not None:
            window.desk.page.top.show_study(window.desk.view, encrypted=study.is_encrypted)
        lines = rekeyed_lines(done)
        said = ". ".join(f"{each[:1].upper()}{each[1:]}" for each in lines)
        window.say(f"{said}.", "hint" if done.left else "good")

    def show_recovery_key(self) -> None:
        """Shows the recovery key of the open study, to be printed or kept."""
        window, study = self._window, self._window.study
        if study is None:
            return
        try:
            key = recovery_key(study)
        except UserError as error:
            window.say(as_sentence(error))
            return
        page = recovery_page(study.place.name, key, date.today())
        sheet: RecoveryKeySheet

        def say(do: partial[None]) -> None:
            """What cannot be done is said in the sheet: it hides the window's banner."""
            try:
                do()
            except UserError as error:
                sheet.show_problem(as_sentence(error))
            else:
                sheet.show_problem("")

        sheet = RecoveryKeySheet(
            window.look,
            window,
            key,
            lambda: say(partial(_print, sheet, page)),
            lambda: say(partial(_keep, sheet, study, page)),
        )
        sheet.ask(520)


def _print(sheet: RecoveryKeySheet, page: str) -> None:
    printer = a4_printer("Recovery key")
    printer.setPageMargins(QMarginsF(20, 20, 20, 20), QPageLayout.Unit.Millimeter)
    if QPrintDialog(printer, sheet).exec() == QDialog.DialogCode.Accepted:
        _document(page).print_(printer)


def _keep(sheet: RecoveryKeySheet, study: OpenStudy, page: str) -> None:
    proposed = Path.home() / "recovery key.pdf"
    chosen, kind = QFileDialog.getSaveFileName(
        sheet, "Where the recovery key shall be", str(proposed), _FILES
    )
    if not chosen:
        return
    place = Path(chosen)
    if place.suffix.casefold() not in (".pdf", ".txt"):
        place = place.with_name(f"{place.name}{'.txt' if 'txt' in kind else '.pdf'}")
    is_text = place.suffix.casefold() == ".txt"
    keep_recovery_page(study, place, page.encode() if is_text else _pdf(page))


def _pdf(page: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(20, 20, 20, 20), QPageLayout.Unit.Millimeter)
    writer.setTitle("Recovery key")
    _document(page).print_(writer)
    return bytes(buffer.data().data())


def _document(page: str) -> QTextDocument:
    document = QTextDocument()
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(9.5)
    document.setDefaultFont(font)
    document.setPlainText(page)
    return document


@contextmanager
def busy() -> Iterator[None]:
    """Shows that it takes a moment."""
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()
