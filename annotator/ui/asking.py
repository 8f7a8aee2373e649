"""The commands that ask first: making, opening, importing, exporting. Ask, then do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from annotator.app.actions import key_of
from annotator.app.open_study import NOBODY, OpenStudy, open_study
from annotator.app.reading import Reader
from annotator.app.sharing import unpublished
from annotator.app.verbs.creating import create_study
from annotator.app.verbs.exporting import export
from annotator.app.verbs.importing import Cell, Imported
from annotator.app.verbs.lab import add_person
from annotator.app.verbs.planning import import_file, import_plan, report_lines
from annotator.app.verbs.sample import default_folder, make_sample
from annotator.domain.counted import counted
from annotator.ui.asking_erasing import AskingErasing
from annotator.ui.asking_measures import AskingMeasures
from annotator.ui.asking_opening import AskingOpening
from annotator.ui.asking_progress import AskingProgress
from annotator.ui.asking_rekeying import AskingRekeying
from annotator.ui.asking_server import AskingServer
from annotator.ui.asking_work import AskingWork
from annotator.ui.dialogs.export import ask_export
from annotator.ui.dialogs.import_transcript import ask_import
from annotator.ui.dialogs.new_study import ask_new_study
from annotator.ui.dialogs.report import ask_with_report
from annotator.ui.dialogs.who import Who, ask_who
from annotator.ui.leaving import GivenUpError, Leaving
from annotator.ui.locking import Locking
from annotator.ui.taking_out import taken_out, work_in
from annotator.ui.window import Window

Done = TypeVar("Done")
Ask = Callable[[], str | None]
TRANSCRIPTS = "Transcripts (*.docx *.txt *.vtt *.srt);;All files (*)"
SAMPLE_CODER = "RA-2"


class _DeclinedError(Exception):
    """A person looked at the report and said no."""


class Asking:
    """Joins the asking commands to a window.

    Args:
        window: the window.
        ask: gives the passphrase in the place of a dialog; for tests and for `run_window`.

    Attributes:
        open_place, show_opened: as of `AskingOpening`.
    """

    def __init__(self, window: Window, ask: Ask | None = None) -> None:
        self._window = window
        opening = AskingOpening(window, ask, lambda: self.choose_coder())
        self.open_place, self.show_opened = opening.open_place, opening.show_opened
        self._rescuing = opening.rescuing
        on = window.commands.on
        on("new_study", self.new_study)
        on("open_sample", self.open_sample)
        on("import_transcript", self.import_transcript)
        on("import_plan", self.import_plan)
        on("export", self.export)
        on("choose_coder", self.choose_coder)
        on("back_up", self.back_up)
        on("check", self.check)
        AskingMeasures(window)
        AskingServer(window, self.open_place)
        AskingWork(window)
        self._rekeying = AskingRekeying(window)
        Locking(window)
        AskingErasing(window)
        AskingProgress(window)
        window.start.asked.connect(window.commands.run)
        window.start.recent_chosen.connect(self.open_place)
        window.start.remembering_chosen.connect(self._remember)
        left = [each.place.name for each in unpublished()]
        if left:
            names = " and ".join(left[:3])
            window.say(f"Not yet published from this machine: {names}. Open it to do so.", "bad")

    # Studies ------------------------------------------------------------------------------

    def new_study(self) -> None:
        """Asks what it shall be, makes it and opens it."""
        window = self._window
        choice = ask_new_study(window.look, window, window.dialog_folder())
        if choice is None or not window.may_leave():
            return

        def agree(lines: Sequence[str]) -> None:
            if not ask_with_report(window.look, window, "The codebook", lines, "Make the study"):
                raise _DeclinedError

        def make() -> None:
            create_study(
                choice.place,
                choice.title,
                choice.passphrase,
                codebook=choice.codebook,
                report=agree,
            )
            found = taken_out(choice.place)
            study = open_study(found, lambda: choice.passphrase, seen_by=NOBODY)
            work_in(study)
            window.show_study(study)
            window.say(
                "The study is made. Import transcripts with "
                f"{key_of('import_transcript')} or a plan.",
                "good",
            )

        try:
            if window.attempt(make):
                if choice.recovery:
                    self._rekeying.show_recovery_key()
                self.choose_coder()
        except _DeclinedError:
            return

    def open_sample(self) -> None:
        """Makes the sample study where it is not there yet, and opens it."""
        self._busy(lambda: self._window.attempt(self._open_sample))

    def _open_sample(self) -> None:
        self.open_place(make_sample(default_folder()), usual=SAMPLE_CODER)

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
            window.attempt(lambda: self._import(study, Path(chosen)))

    def _import(self, study: OpenStudy, path: Path) -> None:
        """Imports one file after its report was seen; where it replaces one, what that moves."""
        window = self._window
        patterns = study.view.study.stop_patterns
        with Reader() as reader:
            reading = self._busy(lambda: reader.read(path, stop_patterns=patterns))
            here = None if window.desk is None else window.desk.session_id
            choice = ask_import(window.look, window, study.view, path.name, reading, here)
            if choice is None:
                return
            cell = Cell(
                dyad=choice.dyad,
                session=choice.session,
                voice=choice.voice,
                speakers=choice.speakers,
            )
            replacing = choice.replacing
            agree = partial(self._agree, "Replace the transcript", "Replace") if replacing else None
            try:
                done = self._busy(
                    lambda: import_file(
                        study, reader, path, cell, replacing=replacing, report=agree
                    )
                )
            except _DeclinedError:
                return
        account = study.view.find_account(choice.dyad, choice.session, choice.voice)
        if window.desk is not None:
            window.desk.show_account(account.id)
        window.say(_imported_text(done[0]), "good")

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

        agree = partial(self._agree, "Import a plan", "Import all")

        def read() -> None:
            with Reader() as reader:
                done = import_plan(study, reader, Path(chosen), report=agree)
            back = f"{key_of('undo')} takes it back in one step."
            window.say(f"{counted(len(done), 'row')} of the plan imported. {back}", "good")

        try:
            self._busy(lambda: window.attempt(read))
        except _DeclinedError:
            return
        if window.desk is not None and window.desk.session_id is None:
            window.commands.run("next_session")

    def _agree(self, title: str, go: str, imported: Sequence[Imported]) -> None:
        """Shows what was read before anything is stored.

        Raises:
            _DeclinedError: a person said no.
        """
        lines = [line for each in imported for line in report_lines(each)]
        window = self._window
        QGuiApplication.restoreOverrideCursor()
        agreed = ask_with_report(window.look, window, title, lines, go)
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
            leaving = Leaving(window.look, window, study, choice.folder)
            with_text = choice.with_text
            change = leaving.change if with_text else tuple
            files = export(study.view, choice.folder, "csv", with_text=with_text, change=change)
            told = leaving.note("tables as CSV", files, with_text=with_text)
            window.say(f"{len(files)} files are written to {choice.folder}.{told}", "good")

        with suppress(GivenUpError):
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

        def look() -> None:
            findings = self._busy(study.check)
            if findings:
                title = "The study file is not sound"
                ask_with_report(window.look, window, title, findings, "")
                self._rescuing.advise(study)
            else:
                window.say("The study file is sound.", "good")

        window.attempt(look)

    # Coders -------------------------------------------------------------------------------

    def choose_coder(self) -> None:
        """Asks who is coding; a new name becomes a coder."""
        window, study = self._window, self._window.study
        if study is None:
            return
        if study.of_coder is not None:
            own = study.view.coders[study.of_coder].name
            is_work = study.work is not None
            what = (
                f"This work was handed out to {own}" if is_work else f"This is the login of {own}"
            )
            window.say(f"{what}, and is theirs alone.")
            return
        who = ask_who(window.look, window, study.view, study.sits_here)
        if who is None:
            return
        if who.new_name:
            window.attempt(lambda: self._add(study, who))
        else:
            window.see_as(who.coder_id)

    def _add(self, study: OpenStudy, who: Who) -> None:
        """Makes somebody new, and works as them unless they are only added."""
        edit = add_person(study.view, who.new_name, who.role, who.reads)
        study.do(edit, f"Add the {who.role} {who.new_name}")
        if who.only_adds:
            self._window.say(f"{who.new_name} is in the study now.", "good")
        else:
            self._window.see_as(edit.record.id)

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


def _imported_text(done: Imported) -> str:
    """What to say when it is stored."""
    if done.carried is None:
        return f"{done.cell.place} is imported."
    text = f"{done.cell.place} has another transcript"
    left = len(done.carried.left_moments)
    if not left:
        return f"{text}; all moments are carried over."
    return f"{text}; {left} moment{'' if left == 1 else 's'} stayed with the version before."
