"""The command of the lab's progress: shows it, keeps the table, strikes off lost work."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from annotator.app.open_study import NOBODY
from annotator.app.verbs.progressing import StudyProgress, progress, progress_table
from annotator.app.verbs.striking import strike
from annotator.app.verbs.writing_shown import write_csv
from annotator.ui.dialogs.progress import ask_progress
from annotator.ui.window import Window


class AskingProgress:
    """Joins the command to a window."""

    def __init__(self, window: Window) -> None:
        self._window = window
        window.commands.on("progress", self.show_progress)

    def show_progress(self) -> None:
        """Shows who is how far; a coder sees the own only."""
        window, study = self._window, self._window.study
        if study is None:
            return
        if window.desk is not None:
            window.desk.leave()
        if study.seen_by == NOBODY and study.reader is None:
            window.say("Choose at the top who is coding, or everyone’s work.")
            return
        found = progress(study)
        may_strike = study.seen_by is None and study.reader is None and study.work is None
        choice = ask_progress(window.look, window, found, may_strike=may_strike)
        if choice is None:
            return
        if not choice.strike_id:
            self._keep(found)
            return

        def strike_off() -> None:
            edit = strike(study.view, choice.strike_id, choice.reason)
            study.do(edit, "Strike off work that will not come back")

        if window.attempt(strike_off):
            window.say("The work is struck off: nobody waits for it any more.", "good")

    def _keep(self, found: StudyProgress) -> None:
        window = self._window
        proposed = window.dialog_folder() / "progress.csv"
        chosen, _ = QFileDialog.getSaveFileName(
            window, "Keep the table", str(proposed), "CSV (*.csv)"
        )
        if chosen and window.attempt(partial(write_csv, progress_table(found), Path(chosen))):
            window.say(f"The table is written to {Path(chosen).name}.", "good")
