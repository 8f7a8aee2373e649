"""The command of the lab's progress: shows it, keeps the table, strikes off lost work."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from annotator.app.actions import key_of
from annotator.app.open_study import NOBODY, OpenStudy
from annotator.app.verbs.progress_table import ProgressRow, progress_table
from annotator.app.verbs.progressing import StudyProgress, progress
from annotator.app.verbs.striking import strike
from annotator.app.verbs.writing_shown import write_csv
from annotator.domain.ids import Id
from annotator.ui.dialogs.progress import ProgressQuestion, show_progress
from annotator.ui.leaving import Leaving
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
        may_strike = study.seen_by is None and study.reader is None and study.work is None

        def strike_off(file_id: Id, reason: str) -> StudyProgress:
            edit = strike(study.view, file_id, reason)
            study.do(edit, "Strike off work that will not come back")
            return progress(study)

        def keep(rows: Sequence[ProgressRow], place: Path) -> str:
            write_csv(progress_table(rows), place)
            leaving = Leaving(window.look, window, study)
            return leaving.note("progress of the lab", [place], with_text=False)

        show_progress(
            window.look,
            window,
            ProgressQuestion(
                found=progress(study),
                nothing=_nothing(study, may_hand_out=may_strike),
                export=keep,
                strike=strike_off if may_strike else None,
                place=window.dialog_folder() / "progress.csv",
            ),
        )


def _nothing(study: OpenStudy, *, may_hand_out: bool) -> str:
    """What is said where nobody has any work."""
    if may_hand_out:
        return f"Nobody has any work yet. {key_of('hand_out')} hands some out to a coder."
    who = study.view.coders.get(study.seen_by or "")
    if who is not None and who.role == "pi" and study.work is None:
        return (
            "You have no queue of your own: how far the lab is, everyone’s work at the top tells."
        )
    return "There is no work to tell of yet: the PI hands it out."
