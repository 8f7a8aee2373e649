"""Asks whether all of the work is done and goes back, or a part of it does."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from annotator.app.verbs.returning import untouched
from annotator.domain.view import StudyView
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.figures import counted
from annotator.ui.theme import Look
from annotator.ui.ticks import Pick

MOST = 6
"""So many transcripts are named; the matrix on the left shows all."""


class HandInSheet(Sheet):
    """How far the work is, and the two ways to hand it in."""

    def __init__(self, look: Look, parent: QWidget | None, view: StudyView) -> None:
        super().__init__(look, parent, "Hand in", "Hand in")
        work = list(view.assignments.values())
        done = sum(each.progress == "done" for each in work)
        self.tell(
            f"Marked as done: {done} of {counted(len(work), 'transcript')}. The file is signed; "
            "send it to the PI afterwards."
        )
        if left := untouched(view):
            more = f" and {len(left) - MOST} more" if len(left) > MOST else ""
            shown = "; ".join(left[:MOST]) + more
            self.tell(f"Nothing is marked yet in {counted(len(left), 'transcript')}: {shown}.")
        self.whole = Pick(look, "All of it: mark the rest as done, and only read from now on")
        self.partial = Pick(look, "What there is so far: the work goes on")
        for pick in (self.whole, self.partial):
            self.rows.addWidget(pick)
        (self.whole if done == len(work) else self.partial).setChecked(True)


def ask_hand_in(look: Look, parent: QWidget | None, view: StudyView) -> bool | None:
    """Whether only a part is handed in; None when a person gives up."""
    sheet = HandInSheet(look, parent, view)
    return sheet.partial.isChecked() if sheet.ask(480) else None
