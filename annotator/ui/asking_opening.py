"""A study that is opened: its passphrase asked for, its coder found, a damaged one rescued."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from annotator.app.open_study import NOBODY, OpenStudy, open_study
from annotator.domain.address import Address
from annotator.domain.errors import UserError, WrongPassphrase
from annotator.ui.asking_passphrase import Passphrases
from annotator.ui.asking_rescue import AskingRescue
from annotator.ui.calling import called
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.taking_out import taken_out, work_in
from annotator.ui.window import Window

Ask = Callable[[], str | None]
STUDIES = "Studies and handed-out work (*.iprstudy *.iprwork);;All files (*)"


class AskingOpening:
    """Joins the commands that open a study to a window.

    Args:
        window: the window.
        ask: gives the passphrase in the place of a dialog; for tests and for `run_window`.
        choose_coder: asks who is coding, where nobody is known to.
    """

    def __init__(self, window: Window, ask: Ask | None, choose_coder: Callable[[], object]) -> None:
        self._window, self._ask, self._choose_coder = window, ask, choose_coder
        self.rescuing = AskingRescue(window, self._open_known, STUDIES)
        window.commands.on("open_study", self.choose_study)

    def open_place(
        self,
        place: Path | Address,
        coder: str | None = None,
        usual: str = "",
        known: str | None = None,
    ) -> bool:
        """Opens a study file, asking for the passphrase until it fits or is given up.

        Nobody's work is loaded before it is clear who codes. A damaged file may be rescued.

        Args:
            place: the file, or its address on a server.
            coder: name of the coder to open it for; None for the one of last time on this
                machine, else it is asked.
            usual: name of the coder to take in the place of asking.
            known: a passphrase that is tried before one is asked for.
        """
        asking = Passphrases(self._window, place, known=known)
        try:
            study = self._opened(place, coder, asking)
        except UserError as error:
            return self.rescuing.refused(place, error, asking.typed)
        return study is not None and self.show_opened(study, usual, asking.typed)

    def show_opened(self, study: OpenStudy, usual: str = "", typed: str | None = None) -> bool:
        """Shows a study that was opened for nobody or for a coder; whether it could.

        Args:
            study: the open study.
            usual: as in `open_place`.
            typed: the passphrase that has opened it.
        """
        window = self._window
        try:
            self._see_as_before(study, usual)
            study.look(lambda store: store.settle())  # the pages were looked through meanwhile
            work_in(study)
        except UserError as error:
            study.close()
            return self.rescuing.refused(study.address or study.place, error, typed)
        if not window.may_leave():
            study.close()
            return False
        window.show_study(study)
        if study.seen_by == NOBODY:
            self._choose_coder()
        return True

    def choose_study(self) -> None:
        """Asks for a study file and opens it."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, "Open a study", str(self._window.dialog_folder()), STUDIES
        )
        if chosen:
            self.open_place(Path(chosen))

    def _open_known(self, place: Path, known: str | None) -> bool:
        return self.open_place(place, known=known)

    def _opened(
        self, place: Path | Address, coder: str | None, asking: Passphrases
    ) -> OpenStudy | None:
        """The study, None where the passphrase was given up."""
        while True:
            try:
                found, asked = taken_out(place), self._ask or asking
                if isinstance(found, Address):
                    return called(self._window, found, asked, coder)
                return open_study(found, asked, coder, seen_by=NOBODY, settles=False)
            except UserError as error:
                if asking.given_up:
                    return None
                if self._ask is not None or not isinstance(error, WrongPassphrase):
                    raise
                asking.problem = as_sentence(UserError(error.what, hint=error.hint))

    def _see_as_before(self, study: OpenStudy, usual: str) -> None:
        """Opens for the coder of last time, else for the usual one; else still for nobody.

        That a study has one coder only does not say that it is they who sit here.
        """
        if study.seen_by != NOBODY:
            return
        before = self._window.settings.last_coder(study.view.study.id)
        coder = study.view.coders.get(before or NOBODY) or study.view.find_coder(usual)
        if coder is not None and coder.role != "consensus":
            study.see_as(coder.id)
