"""The commands for pictures and for a dyad's page. Ask, then do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QDialog, QFileDialog

from annotator.app.actions import key_of
from annotator.app.open_study import OpenStudy
from annotator.app.verbs.noting import note_print
from annotator.app.verbs.picturing import (
    SOFTWARE,
    PictureWish,
    Subject,
    keep_picture,
    keep_pictures,
    said_on_pages,
    sheet_of,
    subject_of,
)
from annotator.domain.judgement import JUDGED_UNITS
from annotator.domain.view import StudyView
from annotator.ui.advice import in_window
from annotator.ui.charts.exporting import pdf_bytes
from annotator.ui.charts.figure import Figure
from annotator.ui.charts.making import file_name, made_pictures, picture_files
from annotator.ui.charts.page import dyad_pages
from annotator.ui.charts.printing import a4_printer, print_figures
from annotator.ui.dialogs.dyad_page import PageChoice, ask_page
from annotator.ui.dialogs.pictures import PicturesChoice, ask_pictures
from annotator.ui.leaving import GivenUpError, Leaving
from annotator.ui.stylesheet import Dress
from annotator.ui.window import Window


class AskingPictures:
    """Joins the commands that draw for files and paper to a window."""

    def __init__(self, window: Window) -> None:
        self._window = window
        window.commands.on("pictures", self.pictures)
        window.commands.on("dyad_page", self.dyad_page)

    def pictures(self) -> None:
        """Asks which and where, then draws and writes them."""
        window, study = self._window, self._ready()
        if study is None:
            return
        view = study.view
        choice = ask_pictures(
            window.look,
            window,
            study.place.parent / f"{study.place.stem} pictures",
            dyads=_dyads(view),
            coders=_coders(view),
            sets=[each.name for each in view.codebook.sets if each.unit not in JUDGED_UNITS],
        )
        if choice is not None:
            with suppress(GivenUpError):
                window.attempt(partial(self._write, study, choice))

    def _write(self, study: OpenStudy, choice: PicturesChoice) -> None:
        with _busy():
            subject = subject_of(study.view, choice.wish)
        leaving, subject = self._looked_through(study, subject, choice.folder)
        with _busy():
            drawn = made_pictures(subject)
            files = keep_pictures(choice.folder, picture_files(drawn.made, choice.wish.formats))
        told = leaving.note("pictures", files, with_text=choice.wish.with_text)
        left = "; ".join(drawn.left_out)
        left = in_window(f" Left out: {left}.") if left else ""
        self._window.say(f"{len(files)} files are written to {choice.folder}.{left}{told}", "good")

    def dyad_page(self) -> None:
        """Asks of which dyad, then prints its page or keeps it as PDF."""
        window, study = self._window, self._ready()
        if study is None:
            return
        view = study.view
        dyads = _dyads(view)
        if not dyads:
            window.say(
                "The study has no dyads yet: import transcripts first "
                f"({key_of('import_transcript')}).",
                "hint",
            )
            return
        choice = ask_page(
            window.look, window, dyads=dyads, coders=_coders(view), dyad=self._on_screen(view)
        )
        if choice is not None:
            with suppress(GivenUpError):
                window.attempt(partial(self._page, study, choice))

    def _page(self, study: OpenStudy, choice: PageChoice) -> None:
        wish = PictureWish(dyads=(choice.dyad,), coder=choice.coder, with_text=choice.with_text)
        with _busy():
            subject = subject_of(study.view, wish)
        leaving, subject = self._looked_through(study, subject, None)
        with _busy():
            pages = dyad_pages(sheet_of(subject, subject.dyads[0]), subject.colours, SOFTWARE)
        if choice.printed:
            self._print(study, choice, pages)
        else:
            self._keep(study, choice, pages, leaving)

    def _looked_through(
        self, study: OpenStudy, subject: Subject, out: Path | None
    ) -> tuple[Leaving, Subject]:
        """The words on pages are looked through, and stand as a person decides."""
        leaving = Leaving(self._window.look, self._window, study, out)
        said = said_on_pages(subject)
        if said:
            leaving.ask(said)
        return leaving, replace(subject, change=leaving.masked)

    def _print(self, study: OpenStudy, choice: PageChoice, pages: tuple[Figure, ...]) -> None:
        dyad = choice.dyad
        printer = a4_printer(f"Page of {dyad}")
        dialog = QPrintDialog(printer, self._window)
        Dress(self._window.look, dialog)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            with _busy():
                print_figures(pages, printer)
            untold = note_print(study, f"page of {dyad}", with_text=choice.with_text)
            self._window.say(f"The page of {dyad} is printed. {untold}".strip(), "good")
        dialog.deleteLater()

    def _keep(
        self, study: OpenStudy, choice: PageChoice, pages: tuple[Figure, ...], leaving: Leaving
    ) -> None:
        dyad = choice.dyad
        proposed = study.place.parent / f"{study.place.stem} {file_name(dyad)}.pdf"
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, "Page of a dyad", str(proposed), "PDF (*.pdf)"
        )
        if not chosen:
            return
        place = Path(chosen)
        place = place if place.suffix.casefold() == ".pdf" else place.with_name(f"{place.name}.pdf")
        with _busy():
            keep_picture(place, pdf_bytes(pages, software=SOFTWARE))
        told = leaving.note(f"page of {dyad}", [place], with_text=choice.with_text)
        self._window.say(f"The page of {dyad} is {place}.{told}", "good")

    def _ready(self) -> OpenStudy | None:
        """The study with what was typed in it."""
        window = self._window
        if window.desk is not None:
            window.desk.leave()
        return window.study

    def _on_screen(self, view: StudyView) -> str:
        """The dyad of the session on screen."""
        desk = self._window.desk
        session = view.sessions.get(desk.session_id or "") if desk else None
        return view.dyads[session.dyad_id].name if session else ""


def _dyads(view: StudyView) -> list[str]:
    return sorted(each.name for each in view.dyads.values())


def _coders(view: StudyView) -> list[str]:
    """Those of whom there is a moment here; a blind coder is alone."""
    who = {each.coder_id for each in view.all_moments()}
    return sorted(view.coders[each].name for each in who if each in view.coders)


@contextmanager
def _busy() -> Iterator[None]:
    """Shows that something is at work."""
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()
