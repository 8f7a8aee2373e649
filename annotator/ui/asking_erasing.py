"""The command that erases a participant who withdraws: ask, erase beside the window, certify."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from annotator.app.actions import key_of
from annotator.app.erased_places import forget_places
from annotator.app.open_study import OpenStudy
from annotator.app.verbs.certifying import certificate_lines, write_certificate
from annotator.app.verbs.erasing import break_off, erasing, finding, finish
from annotator.domain.erasure import Erasure
from annotator.domain.errors import UserError
from annotator.domain.withdrawal import Wish
from annotator.ui.dialogs.certificate import CertificateSheet
from annotator.ui.dialogs.erase import EraseSheet, ErasingSheet
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.window import Window


class AskingErasing:
    """Joins the command to a window."""

    def __init__(self, window: Window) -> None:
        self._window = window
        window.commands.on("erase_participant", self.ask)

    def ask(self) -> None:
        """Asks who, then erases and shows the certificate."""
        window = self._window
        if window.desk is not None:
            window.desk.leave()
        study = window.study
        if study is None or not self._is_whole(study):
            return
        pseudonyms = sorted(each.pseudonym for each in study.view.participants.values())
        if not pseudonyms:
            named = f"{key_of('edit_design')} gives its interviews theirs"
            window.say(f"The study has no participants yet: {named}; then erase.")
            return
        sheet = EraseSheet(
            window.look,
            window,
            pseudonyms,
            partial(finding, study),
            on_server=study.address is not None,
        )
        if sheet.ask(560):
            window.attempt(partial(self._erase, study, sheet.wish, sheet.formers))

    def _erase(self, study: OpenStudy, wish: Wish, formers: tuple[str, ...]) -> None:
        window = self._window
        sheet = ErasingSheet(window.look, window, on_server=study.address is not None)
        outcome = sheet.outcome_of(lambda hear: erasing(study, wish, hear, formers))
        if outcome.error is not None:
            break_off(study, outcome.error)
            raise outcome.error
        assert isinstance(outcome.value, Erasure)
        not_loaded = finish(study, outcome.value)
        forget_places(window.settings, outcome.value)
        said = f"{wish.participant} is erased; the pseudonym stays."
        if not_loaded is None:
            window.say(said, "good")
        else:
            window.say(f"{said} But {not_loaded.what}: what is shown is from before.", "bad")
        self._certify(outcome.value)

    def _certify(self, erasure: Erasure) -> None:
        """Shows the certificate and keeps it where a person wants it."""
        window = self._window
        sheet = CertificateSheet(
            window.look, window, certificate_lines(erasure), lambda: self._save(erasure, sheet)
        )
        sheet.ask(680)

    def _save(self, erasure: Erasure, sheet: CertificateSheet) -> str | None:
        name = f"{erasure.found.wish.participant} erased.txt"
        proposed = str(self._window.dialog_folder() / name)
        chosen, _ = QFileDialog.getSaveFileName(
            sheet, "Where the certificate shall be", proposed, "*.txt"
        )
        if not chosen:
            return None
        try:
            text, values = write_certificate(erasure, Path(chosen))
        except UserError as error:
            return as_sentence(error)
        self._window.say(f"The certificate is in {text.name} and {values.name}.", "good")
        return ""

    def _is_whole(self, study: OpenStudy) -> bool:
        """Whether everyone's work is open in a study of one's own; says where not."""
        try:
            finding(study, Wish(participant=""))
        except UserError as error:
            self._window.say(as_sentence(error), "hint")
            return False
        return True
