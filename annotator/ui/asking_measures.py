"""The commands of questionnaire scores that ask first. Ask, then do."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from annotator.app.actions import key_of
from annotator.app.open_study import OpenStudy
from annotator.app.reading import Reader
from annotator.app.verbs.measure_editing import delete_measure, edit_measure
from annotator.app.verbs.measuring import Measured, store
from annotator.domain.ids import Id
from annotator.domain.score_table import ScoreTable
from annotator.ui.dialogs.measures import MeasureChoice, ask_measures
from annotator.ui.dialogs.measures_import import ask_measures_import
from annotator.ui.dialogs.report import ask_with_report
from annotator.ui.figures import counted
from annotator.ui.only_reading import why_only_read
from annotator.ui.whole_study import may_set
from annotator.ui.window import Window

TABLES = "Tables (*.csv *.tsv *.txt *.xlsx);;All files (*)"


class AskingMeasures:
    """Joins the commands of measures to a window."""

    def __init__(self, window: Window) -> None:
        self._window = window
        window.commands.on("import_measures", self.import_measures)
        window.commands.on("measures", self.show_measures)

    def import_measures(self) -> None:
        """Asks for a file and what its columns are, shows what that does, then stores it."""
        window, study = self._window, self._window.study
        if study is None or not self._may_set():
            return
        chosen, _ = QFileDialog.getOpenFileName(
            window, "Import measures", str(window.dialog_folder()), TABLES
        )
        if chosen:
            window.attempt(partial(self._import, study, Path(chosen)))

    def _import(self, study: OpenStudy, path: Path) -> None:
        window = self._window
        with Reader() as reader:

            def read(sheet: str | None = None) -> ScoreTable:
                QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
                try:
                    return reader.read_scores(path, sheet)
                finally:
                    QGuiApplication.restoreOverrideCursor()

            measured = ask_measures_import(window.look, window, study.view, read(), read)
        if measured is not None:
            store(study, measured)
            window.say(_imported_text(measured), "good")

    def show_measures(self) -> None:
        """Lists the measures; what is changed or deleted there is done, and the list is back."""
        window = self._window
        why_not = why_only_read(window.study) if window.study is not None else ""
        if not why_not and not self._may_set():
            return
        chosen: Id | None = None
        while (study := window.study) is not None:
            choice = ask_measures(window.look, window, study.view, chosen, why_not)
            if choice is None:
                return
            chosen = choice.measure_id
            window.attempt(partial(self._change, study, choice))

    def _may_set(self) -> bool:
        desk = self._window.desk
        return desk is None or may_set(desk, "measures")

    def _change(self, study: OpenStudy, choice: MeasureChoice) -> None:
        known = study.view.measures[choice.measure_id]
        if not choice.deleting:
            edit = edit_measure(
                study.view,
                known.id,
                name=choice.name,
                kind=choice.kind,
                minimum=choice.minimum,
                maximum=choice.maximum,
            )
            if edit is not None:
                study.do(edit, f"Change the measure {choice.name}")
                self._window.say(f"{choice.name} is changed.", "good")
            return
        scores = sum(each.measure_id == known.id for each in study.view.scores.values())
        lines = [
            f"{known.name} is deleted with {counted(scores, 'score')}.",
            f"{key_of('undo')} brings them back.",
        ]
        title = "Delete the measure"
        if ask_with_report(self._window.look, self._window, title, lines, "Delete"):
            study.do(delete_measure(study.view, known.id), f"Delete the measure {known.name}")
            self._window.say(f"{known.name} is deleted; {key_of('undo')} brings it back.", "good")


def _imported_text(measured: Measured) -> str:
    """What to say when it is stored."""
    new, replaced = measured.count("added"), measured.count("replaced")
    text = f"{counted(new, 'score')} {'is' if new == 1 else 'are'} imported"
    if replaced:
        text += f", {replaced} replaced"
    if measured.told:
        text += f"; {counted(len(measured.told), 'cell')} left out"
    return f"{text}."
