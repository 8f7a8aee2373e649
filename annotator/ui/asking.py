"""The commands that ask first: making, opening, importing, exporting. Ask, then do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from annotator.app.open_study import NOBODY, OpenStudy, open_study
from annotator.app.reading import Reader
from annotator.app.verbs.creating import create_study
from annotator.app.verbs.exporting import export
from annotator.app.verbs.importing import Cell, Imported, import_reading, replace_reading
from annotator.app.verbs.planning import import_plan, report_lines
from annotator.app.verbs.sample import default_folder, make_sample
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.round import Coder
from annotator.ui.dialogs.export import ask_export
from annotator.ui.dialogs.import_transcript import ask_import
from annotator.ui.dialogs.new_study import ask_new_study
from annotator.ui.dialogs.passphrase import ask_passphrase
from annotator.ui.dialogs.report import ask_with_report
from annotator.ui.dialogs.who import ask_who
from annotator.ui.window import Window

Done = TypeVar("Done")
Ask = Callable[[], str | None]
STUDIES = "Studies (*.iprstudy *.iprwork);;All files (*)"
TRANSCRIPTS = "Transcripts (*.docx *.txt *.vtt *.srt);;All files (*)"
SAMPLE_CODER = "RA-2"


class _DeclinedError(Exception):
    """A person looked at the report and said no."""


@dataclass(slots=True)
class _Passphrases:
    """Asks for a passphrase once an opening; knows whether it was given up."""

    window: Window
    place: Path
    problem: str = ""
    asked: bool = False
    given_up: bool = False

    def __call__(self) -> str | None:
        """The passphrase."""
        self.asked = True
        given = ask_passphrase(self.window.look, self.window, self.place.name, self.problem)
        self.given_up = given is None
        return given


class Asking:
    """Joins the asking commands to a window.

    Args:
        window: the window.
        ask: gives the passphrase in the place of a dialog; for tests and for `run_window`.
    """

    def __init__(self, window: Window, ask: Ask | None = None) -> None:
        self._window = window
        self._ask = ask
        on = window.commands.on
        on("new_study", self.new_study)
        on("open_study", self.choose_study)
        on("open_sample", self.open_sample)
        on("import_transcript", self.import_transcript)
        on("import_plan", self.import_plan)
        on("export", self.export)
        on("choose_coder", self.choose_coder)
        on("back_up", self.back_up)
        on("check", self.check)
        window.start.asked.connect(window.commands.run)
        window.start.recent_chosen.connect(self.open_place)
        window.start.remembering_chosen.connect(self._remember)

    # Studies ------------------------------------------------------------------------------

    def open_place(self, place: Path, coder: str | None = None) -> bool:
        """Opens a study file, asking for the passphrase until it fits or is given up."""
        window = self._window
        asking = _Passphrases(window, place)
        while True:
            try:
                study = open_study(place, self._ask or asking, coder, seen_by=NOBODY)
            except UserError as error:
                if not asking.asked or asking.given_up:
                    if not asking.given_up:
                        window.say(error.sentence)
                    return False
                asking.problem = f"{error.what.capitalize()}."
                asking.asked = False
                continue
            break
        self._see_as_before(study)
        window.show_study(study)
        if study.seen_by == NOBODY:
            self.choose_coder()
        return True

    def choose_study(self) -> None:
        """Asks for a study file and opens it."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, "Open a study", str(self._window.dialog_folder()), STUDIES
        )
        if chosen:
            self.open_place(Path(chosen))

    def new_study(self) -> None:
        """Asks what it shall be, makes it and opens it."""
        window = self._window
        choice = ask_new_study(window.look, window, window.dialog_folder())
        if choice is None:
            return

        def make() -> None:
            create_study(choice.place, choice.title, choice.passphrase, codebook=choice.codebook)
            study = open_study(choice.place, lambda: choice.passphrase, seen_by=NOBODY)
            window.show_study(study)
            window.say("The study is made. Import transcripts with Ctrl+I or a plan.", "good")

        if window.attempt(make):
            self.choose_coder()

    def open_sample(self) -> None:
        """Makes the sample study where it is not there yet, and opens it."""
        self._busy(lambda: self._window.attempt(self._open_sample))

    def _open_sample(self) -> None:
        place = make_sample(default_folder())
        self.open_place(place, None if self._window.settings.places else SAMPLE_CODER)

    # Filling ------------------------------------------------------------------------------

    def import_transcript(self) -> None:
        """Asks for a file, shows what is in it, asks where it belongs, then stores it."""
        window, study = self._window, self._window.study
        if study is None:
            return
        chosen, _ = QFileDialog.getOpenFileName(
            window, "Import a transcript", str(window.dialog_folder()), TRANSCRIPTS
        )
        if chosen:
            window.attempt(lambda: self.import_file(study, Path(chosen)))

    def import_file(self, study: OpenStudy, path: Path) -> None:
        """Imports one file after its report was seen."""
        window = self._window
        patterns = study.view.study.stop_patterns
        with Reader() as reader:
            reading = self._busy(lambda: reader.read(path, stop_patterns=patterns))
        choice = ask_import(window.look, window, study.view, path.name, reading)
        if choice is None:
            return
        cell = Cell(
            dyad=choice.dyad, session=choice.session, voice=choice.voice, speakers=choice.speakers
        )
        verb = replace_reading if choice.replacing else import_reading
        imported = verb(study.view, cell, reading, path.name)
        if choice.replacing:
            study.back_up()
        study.do(imported.edit, f"{'Replace' if choice.replacing else 'Import'} {cell.place}")
        account = study.view.find_account(choice.dyad, choice.session, choice.voice)
        if window.desk is not None:
            window.desk.show_account(account.id)
        window.say(f"{cell.place} is imported.", "good")

    def import_plan(self) -> None:
        """Asks for a plan, shows the report on all its files, then stores all of it."""
        window, study = self._window, self._window.study
        if study is None:
            return
        chosen, _ = QFileDialog.getOpenFileName(
            window, "Import a plan", str(window.dialog_folder()), "Plans (*.csv);;All files (*)"
        )
        if not chosen:
            return

        def read() -> None:
            with Reader() as reader:
                done = import_plan(study, reader, Path(chosen), report=self._agree)
            window.say(f"{len(done)} rows of the plan are imported.", "good")

        try:
            self._busy(lambda: window.attempt(read))
        except _DeclinedError:
            return
        if window.desk is not None and window.desk.session_id is None:
            window.commands.run("next_session")

    def _agree(self, imported: Sequence[Imported]) -> None:
        lines = [line for each in imported for line in report_lines(each)]
        window = self._window
        QGuiApplication.restoreOverrideCursor()
        agreed = ask_with_report(window.look, window, "Import a plan", lines, "Import all")
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        if not agreed:
            raise _DeclinedError

    # Giving out -----------------------------------------------------------------------------

    def export(self) -> None:
        """Asks for a folder and writes the tables."""
        window, study = self._window, self._window.study
        if study is None:
            return
        if window.desk is not None:
            window.desk.leave()
        proposed = study.place.parent / f"{study.place.stem} tables"
        choice = ask_export(window.look, window, proposed)
        if choice is None:
            return

        def write() -> None:
            files = export(study.view, choice.folder, "csv", with_text=choice.with_text)
            window.say(f"{len(files)} files are written to {choice.folder}.", "good")

        window.attempt(write)

    def back_up(self) -> None:
        """Makes a verified backup."""
        window, study = self._window, self._window.study
        if study is not None:
            window.attempt(lambda: window.say(f"The backup is {study.back_up().name}.", "good"))

    def check(self) -> None:
        """Looks whether the file is sound."""
        window, study = self._window, self._window.study
        if study is None:
            return
        findings = self._busy(study.check)
        if findings:
            ask_with_report(window.look, window, "The study file is not sound", findings, "")
        else:
            window.say("The study file is sound.", "good")

    # Coders -------------------------------------------------------------------------------

    def choose_coder(self) -> None:
        """Asks who is coding; a new name becomes a coder."""
        window, study = self._window, self._window.study
        if study is None:
            return
        who = ask_who(window.look, window, study.view, study.seen_by)
        if who is None:
            return
        if who.new_name:
            window.attempt(lambda: self.add_coder(study, who.new_name))
        else:
            window.see_as(who.coder_id)

    def add_coder(self, study: OpenStudy, name: str) -> None:
        """Makes a coder and works as them."""
        coder = Coder(id=new_id(), name=name)
        study.do(Replace(None, coder), f"Add the coder {name}")
        self._window.see_as(coder.id)

    def _see_as_before(self, study: OpenStudy) -> None:
        """The coder of last time, or the only one there is."""
        if study.seen_by:
            return
        coders = study.view.coders
        before: Id | None = self._window.settings.place(study.view.study.id).coder_id
        if before in coders:
            study.see_as(before)
        elif len(coders) == 1:
            study.see_as(next(iter(coders)))

    def _remember(self, remembering: bool) -> None:
        window = self._window
        if remembering:
            window.settings.remember_recent = True
        else:
            window.settings.forget_recent()
        window.keep_settings()
        window.start.show_recent(window.settings.recent_studies(), remembering=remembering)

    def _busy(self, work: Callable[[], Done]) -> Done:
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            return work()
        finally:
            QGuiApplication.restoreOverrideCursor()
