"""Asks what shall become of a damaged study, shows the rescue at work, and tells what came back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Literal

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from annotator.app.qt.jobs import Jobs, Outcome, Work
from annotator.app.stopping import Stopped
from annotator.ui.advice import in_window
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.report_field import ReportField
from annotator.ui.segments import Choice, Segments
from annotator.ui.theme import Look
from annotator.ui.when import when_text

_RESCUE = Choice("rescue", "Rescue the file")
_BACKUP = Choice("backup", "Newest backup")
_GO = {"rescue": "Rescue", "backup": "Take the backup"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RescueChoice:
    """What a person wants.

    Attributes:
        goal: the new file of a rescue; a backup's copy has a name of its own.
    """

    what: Literal["rescue", "backup"]
    goal: Path


class RescueSheet(Sheet):
    """What is wrong, the two ways out, and where the rescued study goes.

    Args:
        look: the look in force.
        parent: the window.
        place: the damaged file.
        goal: what is proposed for the new one.
        why: what is wrong with the file; empty where nothing is known to be.
        backup: when its newest backup was made; None where there is none.
    """

    def __init__(
        self,
        look: Look,
        parent: QWidget | None,
        place: Path,
        goal: Path,
        why: str,
        backup: datetime | None,
    ) -> None:
        title = "The file is damaged" if why else "Rescue a study"
        super().__init__(look, parent, title, _GO["rescue"], self._wrong)
        self._place, self._backup = place, backup
        self.what = Segments("What to do", (_RESCUE, _BACKUP) if backup else (_RESCUE,))
        self.file = QLineEdit(str(goal))
        self.file.setAccessibleName("New file")
        self._choose = QPushButton("Choose…")
        self._choose.setAccessibleName("Choose the new file")
        self._choose.setAutoDefault(False)
        self._choose.clicked.connect(self._choose_file)
        self.tell(why or f"{place.name} stays as it is: what is whole in it goes to a new file.")
        if why:
            self.tell("It stays as it is.")
        if backup is None:
            self.tell("There is no backup beside it.")
        self.row("What to do", self.what)
        self._said = self.tell("")
        row = QHBoxLayout()
        row.addWidget(self.file, 1)
        row.addWidget(self._choose)
        self.row("New file", row)
        self.what.show_value("rescue")
        self.what.chosen.connect(self._show_what)
        self._show_what()

    def choice(self) -> RescueChoice:
        """The answers."""
        goal = Path(self.file.text().strip())
        if goal.suffix != self._place.suffix:
            goal = goal.with_name(f"{goal.name}{self._place.suffix}")
        what: Literal["rescue", "backup"] = "backup" if self.what.value == "backup" else "rescue"
        return RescueChoice(what=what, goal=goal)

    def _wrong(self) -> str:
        if self.what.value == "backup":
            return ""
        if not self.file.text().strip():
            return "Choose where the new file shall be."
        return "There is a file of that name already." if self.choice().goal.exists() else ""

    def _show_what(self) -> None:
        rescues = self.what.value != "backup"
        self.file.setEnabled(rescues)
        self._choose.setEnabled(rescues)
        self.yes.setText(_GO["rescue" if rescues else "backup"])
        self.yes.setAccessibleName(self.yes.text())
        self._said.setText(_RESCUED if rescues else _of_backup(self._backup))

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Where the rescued study shall be", self.file.text(), f"*{self._place.suffix}"
        )
        if chosen:
            self.file.setText(chosen)


_RESCUED = (
    "What can be read of the file and its journal comes back, and the rest from the newest "
    "sound backup. You are told what is missing."
)


def _of_backup(made_at: datetime | None) -> str:
    when = "" if made_at is None else f" of {when_text(made_at.isoformat())}"
    return (
        f"The backup{when} is copied beside the study; what was done after it is not in it. If it "
        "is not sound, the one before it is taken."
    )


class RescuingSheet(Sheet):
    """Says what is at work, and stays until it is done or has stopped.

    Signals:
        heard: what is at work, from the thread of the work.
    """

    heard = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None, name: str) -> None:
        super().__init__(look, parent, "Rescuing", "")
        self._outcome = Outcome(error=Stopped())
        self._stop = Event()
        self.tell(f"{name} is read beside the window; it stays as it is.")
        self.step = self.tell("Opening the file")
        self.no.setText("Stop")
        self.no.setAccessibleName("Stop the rescue")
        self.heard.connect(self._show_step)
        self._jobs = Jobs(self)
        self._jobs.done.connect(self._finish)

    def outcome_of(self, rescuing: Callable[[Callable[[str], object]], Work]) -> Outcome:
        """What came of the work, for which it waits; the error `Stopped` where it was stopped.

        Args:
            rescuing: given what hears of each step, and raises to end the work, the work.
        """
        self._jobs.run(rescuing(self._hear))
        self.fit(440)
        self.exec()
        self._stop.set()  # it may be put away while it is at work: by the lock, say
        self._jobs.wait()
        QCoreApplication.sendPostedEvents(self)
        self.deleteLater()
        return self._outcome

    def reject(self) -> None:
        """Stops at the next step; until then it stays, so that nothing is left behind unseen."""
        self._stop.set()
        self.step.setText("Stopping; what was begun is taken away")
        self.no.setEnabled(False)

    def _hear(self, step: str) -> None:
        """In the thread of the work."""
        if self._stop.is_set():
            raise Stopped
        self.heard.emit(step)

    def _show_step(self, step: str) -> None:
        if not self._stop.is_set():
            self.step.setText(step)

    def _finish(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self.accept()


class RescuedSheet(Sheet):
    """What came back and what is lost; offers to open the new file."""

    def __init__(self, look: Look, parent: QWidget | None, name: str, lines: Sequence[str]) -> None:
        super().__init__(look, parent, "What came back", "Open it")
        self.tell(f"The rescued study is {name}. The damaged file stays as it was.")
        said = (in_window(each) for each in lines)
        self.rows.addWidget(ReportField(look, said, "What came back and what is lost", 240), 1)
        self.no.setText("Close")


def ask_rescue(
    look: Look,
    parent: QWidget | None,
    place: Path,
    goal: Path,
    why: str,
    backup: datetime | None,
) -> RescueChoice | None:
    """What a person wants, None when they give up; arguments as of `RescueSheet`."""
    sheet = RescueSheet(look, parent, place, goal, why, backup)
    return sheet.choice() if sheet.ask(520) else None
