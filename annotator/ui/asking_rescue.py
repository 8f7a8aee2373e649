"""A study that is damaged: offered to be rescued, or its newest backup to be taken, then opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from annotator.app.actions import key_of
from annotator.app.open_study import OpenStudy
from annotator.app.stopping import Stopped
from annotator.app.verbs.rescuing import (
    may_be_rescued,
    rescue,
    rescued_lines,
    rescued_place,
)
from annotator.app.verbs.restoring import (
    Restored,
    newest_backup,
    restore_newest,
    restored_text,
)
from annotator.domain.address import Address
from annotator.domain.errors import UserError, WrongPassphrase
from annotator.ui.asking_passphrase import Passphrases
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.dialogs.rescue import RescueChoice, RescuedSheet, RescuingSheet, ask_rescue
from annotator.ui.window import Window

Hear = Callable[[str], object]
Open = Callable[[Path, str | None], bool]


class _WantedError(Exception):
    """A passphrase is wanted that is not known yet."""


class AskingRescue:
    """Joins the rescue to a window.

    Args:
        window: the window.
        open_place: opens a study by a passphrase that is known, or asks for it; whether it could.
        files: what a file dialog is to show.
    """

    def __init__(self, window: Window, open_place: Open, files: str) -> None:
        self._window, self._open, self._files = window, open_place, files
        window.commands.on("rescue", self.choose)

    def choose(self) -> None:
        """Asks for a file, sound or not, and offers what can be done."""
        window = self._window
        here = window.study.place if window.study else window.dialog_folder()
        chosen, _ = QFileDialog.getOpenFileName(window, "Rescue a study", str(here), self._files)
        if chosen:
            self.offer(Path(chosen))

    def refused(self, place: Path | Address, error: UserError, typed: str | None) -> bool:
        """Says why a study was not opened, and offers a rescue where it is damaged.

        Args:
            place: the study.
            error: why not.
            typed: the passphrase that was given for it.

        Returns:
            Whether one is open in its place.
        """
        self._window.say(as_sentence(error))
        if isinstance(place, Address) or not may_be_rescued(place, error):
            return False
        opened = self.offer(place, f"{place.name}: {error.what}.", typed)
        if opened:
            self._window.start.banner.hide()  # what was said there is over
        return opened

    def advise(self, study: OpenStudy) -> None:
        """Says what can be done where the open file is found not to be sound."""
        if study.address is None:
            said = f"{study.place.name} is not sound: {key_of('rescue')} makes a new file of what"
            self._window.say(f"{said} is whole in it.", "hint")

    def offer(self, place: Path, why: str = "", typed: str | None = None) -> bool:
        """Asks what shall become of a file, does it, and opens what came of it.

        Args:
            place: the file.
            why: what is wrong with it, where that is known.
            typed: the passphrase that was given for it.

        Returns:
            Whether that is open.
        """
        window = self._window
        goal = rescued_place(place)
        choice = ask_rescue(window.look, window, place, goal, why, newest_backup(place))
        if choice is None:
            return False
        asking = Passphrases(window, place, typed=typed)
        try:
            done = self._done(place, choice, asking)
        except Stopped:
            window.say(f"Stopped: nothing was made, and {place.name} is as it was.", "hint")
            return False
        except UserError as error:
            window.say(as_sentence(error))
            return False
        if isinstance(done, list):
            sheet = RescuedSheet(window.look, window, choice.goal.name, done)
            return sheet.ask(620) and self._open(choice.goal, asking.typed)
        if isinstance(done, Restored) and self._open(done.place, asking.typed):
            window.say(restored_text(done), "hint")
            return True
        return False

    def _done(self, place: Path, choice: RescueChoice, asking: Passphrases) -> object:
        """The report's lines, or what was restored; None where the passphrase was given up.

        Raises:
            Stopped: a person stopped it.
            UserError: nothing can be read, or written.
        """
        window = self._window
        while True:
            sheet = RescuingSheet(window.look, window, place.name)
            outcome = sheet.outcome_of(partial(_work, place, choice, asking.typed))
            error = outcome.error
            if error is None:
                return outcome.value
            if isinstance(error, WrongPassphrase):
                asking.problem = as_sentence(UserError(error.what, hint=error.hint))
            elif not isinstance(error, _WantedError):
                raise error
            if asking() is None:
                return None


def _work(
    place: Path, choice: RescueChoice, passphrase: str | None, hear: Hear
) -> Callable[[], object]:
    """The work that is wanted; it raises `_WantedError` where no passphrase is known."""

    def ask() -> str | None:
        if passphrase is None:
            raise _WantedError
        return passphrase

    if choice.what == "backup":
        return lambda: restore_newest(place, ask, hear)
    return lambda: rescued_lines(rescue(place, choice.goal, ask, hear))
