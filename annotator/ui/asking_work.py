"""The commands of handed-out work: hand out, hand in, merge. Ask, then do."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from annotator.app.open_study import OpenStudy
from annotator.app.verbs.assigning import Handing, hand_out
from annotator.app.verbs.merging import merge, report_lines
from annotator.app.verbs.returning import hand_in
from annotator.domain.errors import WrongPassphrase
from annotator.domain.merge_report import MergeReport
from annotator.ui.dialogs.hand_in import ask_hand_in
from annotator.ui.dialogs.hand_out import HandOutChoice, ask_hand_out
from annotator.ui.dialogs.passphrase import ask_passphrase
from annotator.ui.dialogs.report import ask_with_report
from annotator.ui.figures import counted
from annotator.ui.window import Window

WORK = "Handed-out work (*.iprwork)"
ALL_BY_SCRIPT = "`annotator merge --dry-run --json` lists all"
Done = TypeVar("Done")


class _GivenUpError(Exception):
    """A person gave up a passphrase."""


class AskingWork:
    """Joins the commands of handed-out work to a window."""

    def __init__(self, window: Window) -> None:
        self._window = window
        window.commands.on("hand_out", self.hand_out)
        window.commands.on("hand_in", self.hand_in)
        window.commands.on("merge_work", self.merge)

    def hand_out(self) -> None:
        """Asks what and to whom, then where the file shall be, and makes it."""
        window, study = self._window, self._ready()
        if study is None or not self._is_whole(study, "Work is handed out"):
            return
        choice = ask_hand_out(window.look, window, study.view)
        if choice is None:
            return
        name = f"{choice.wish.round_name} {choice.wish.coder}.iprwork"
        proposed = window.dialog_folder() / "".join(e for e in name if e not in '/\\:*?"<>|')
        chosen, _ = QFileDialog.getSaveFileName(
            window, "Where the work shall be", str(proposed), WORK
        )
        if chosen:
            window.attempt(partial(self._hand_out, study, choice, Path(chosen)))

    def _hand_out(self, study: OpenStudy, choice: HandOutChoice, place: Path) -> None:
        if place.suffix.casefold() != ".iprwork":
            place = place.with_name(f"{place.name}.iprwork")
        handing = self._busy(lambda: hand_out(study, choice.wish, place, choice.passphrase))
        self._window.say(
            f"{counted(len(handing.accounts), 'transcript')} for {handing.coder.name} "
            f"{'is' if len(handing.accounts) == 1 else 'are'} in {place.name}.{_told(handing)}",
            "good",
        )

    def hand_in(self) -> None:
        """Asks whether all of it is done, and makes the file ready to go back."""
        window, study = self._window, self._ready()
        if study is None:
            return
        if study.work is None:
            window.say("This is a study: only work that was handed out is handed in.")
            return
        if study.work.handed_in:
            window.say("This work is handed in already: send the file to the PI.")
            return
        in_part = ask_hand_in(window.look, window, study.view)
        if in_part is not None:
            window.attempt(partial(self._hand_in, study, in_part=in_part))

    def _hand_in(self, study: OpenStudy, *, in_part: bool) -> None:
        self._busy(lambda: hand_in(study, partial=in_part))
        more = " Work goes on; hand in again when it is done." if in_part else ""
        self._window.say(f"{study.place.name} is handed in: send it to the PI.{more}", "good")

    def merge(self) -> None:
        """Asks for files, shows what they would bring, then takes them in."""
        window, study = self._window, self._ready()
        if study is None or not self._is_whole(study, "Work is merged"):
            return
        chosen, _ = QFileDialog.getOpenFileNames(
            window, "Work that was handed in", str(window.dialog_folder()), WORK
        )
        if chosen:
            window.attempt(partial(self._merge, study, [Path(each) for each in chosen]))

    def _merge(self, study: OpenStudy, places: Sequence[Path]) -> None:
        window = self._window
        known: dict[Path, str] = {}
        try:
            report = self._told(study, places, known)
        except _GivenUpError:
            return
        lines = report_lines(report, dry_run=False, all_where=ALL_BY_SCRIPT)
        if not report.changes:
            ask_with_report(window.look, window, "Nothing is new", lines, "")
            files = counted(len(report.files), "file")
            window.say(f"Nothing was new in {files} of work: the study is as it was.", "good")
            return
        if ask_with_report(window.look, window, "Merge", lines, "Merge"):
            self._busy(lambda: merge(study, places, known.get))
            window.say(_merged_text(report, is_backed_up=study.address is None), "good")

    def _told(
        self, study: OpenStudy, places: Sequence[Path], known: dict[Path, str]
    ) -> MergeReport:
        """What merging would bring; each passphrase is asked for until it fits or is given up.

        One that fits one file is tried on the next first.
        """
        window = self._window
        tried: set[tuple[Path, str]] = set()
        typed: set[Path] = set()

        def ask(place: Path) -> str:
            if place not in known:
                spare = next((e for e in known.values() if (place, e) not in tried), None)
                given = spare or self._asked(place, _problem(place, tried, typed))
                if spare is None:
                    typed.add(place)
                tried.add((place, given))
                known[place] = given
            return known[place]

        while True:
            try:
                return self._busy(lambda: merge(study, places, ask, dry_run=True))
            except WrongPassphrase as error:
                failed = next((each for each in known if str(each) == error.where), None)
                if failed is None:
                    raise
                del known[failed]
                window.say("")

    def _asked(self, place: Path, problem: str) -> str:
        window = self._window
        QGuiApplication.setOverrideCursor(Qt.CursorShape.ArrowCursor)
        try:
            given = ask_passphrase(window.look, window, place.name, problem)
        finally:
            QGuiApplication.restoreOverrideCursor()
        if given is None:
            raise _GivenUpError
        return given

    def _ready(self) -> OpenStudy | None:
        """The study, after what was being typed is stored."""
        if self._window.desk is not None:
            self._window.desk.leave()
        return self._window.study

    def _is_whole(self, study: OpenStudy, what: str) -> bool:
        """Whether everyone's work is open; says where it is not."""
        if study.work is not None:
            self._window.say(f"{what} from the study itself: this is handed-out work.")
            return False
        if study.seen_by is not None:
            self._window.say(f"{what} by the PI: choose everyone’s work at the top first.")
            return False
        return True

    def _busy(self, work: Callable[[], Done]) -> Done:
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            return work()
        finally:
            QGuiApplication.restoreOverrideCursor()


def _problem(place: Path, tried: Iterable[tuple[Path, str]], typed: Container[Path]) -> str:
    """Why a file's passphrase is asked for, where something was tried on it already.

    Args:
        place: the file.
        tried: files, each with a passphrase that did not open it.
        typed: files for which one was typed; on others those of other files were tried.
    """
    if place in typed:
        return "Wrong passphrase."
    if any(each == place for each, _ in tried):
        return "This file has another passphrase than the one you gave."
    return ""


def _told(handing: Handing) -> str:
    """What of the round is another for others too, each as a sentence of its own."""
    return "".join(f" {each[0].upper()}{each[1:]}." for each in handing.told)


def _merged_text(report: MergeReport, *, is_backed_up: bool) -> str:
    """What to say when it is stored."""
    text = f"{counted(len(report.files), 'file')} of work merged"
    if report.kept_twice:
        text += f"; {len(report.kept_twice)} kept twice"
    if report.set_aside:
        text += f"; {len(report.set_aside)} set aside"
    return f"{text}. The backup beside the study is from before." if is_backed_up else f"{text}."
