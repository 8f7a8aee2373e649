"""Asks what to do where a study on a share is somebody else's, or has gone two ways."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from annotator.app.sharing import Status
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look


class WorkInItSheet(Sheet):
    """Who has the study, and whether it can be worked in here."""

    def __init__(self, look: Look, parent: QWidget | None, status: Status) -> None:
        owner = status.owner
        go = "Work in it" if owner is None else "Take it over" if status.stale else ""
        title = "Nobody works in the study now" if owner is None else "The study is in use"
        super().__init__(look, parent, title, go)
        if owner is None:
            self.tell(
                "From now on you work in it, and what you do is published to the share. Others "
                "who open it read only."
            )
            return
        since = f" It was opened there at {owner.since_words}." if owner.since_words else ""
        self.tell(f"{owner.named[:1].upper()}{owner.named[1:]} works on it.{since}")
        if not status.stale:
            self.tell("You read a copy until it is closed there; this line at the foot says when.")
            return
        self.tell(
            "There has been no sign from there for a minute and a half: the program was killed, "
            "the machine sleeps, or it has lost the share. If you take the study over, nothing "
            "of yours can be overwritten from there; what was done there and not yet published "
            "stays on that machine, and can be saved beside the study."
        )


class ApartSheet(Sheet):
    """The study was changed here and on the share: both are kept."""

    def __init__(self, look: Look, parent: QWidget | None, status: Status) -> None:
        super().__init__(look, parent, "The study has gone two ways", "Save mine beside it")
        self.tell(status.trouble)
        self.tell(
            "Nothing is overwritten. Yours can be saved beside the study on the share, under "
            "another name; this window then goes on with the one on the share. The two are not "
            "merged by themselves: only handed-out work is."
        )


def ask_work_in_it(look: Look, parent: QWidget | None, status: Status) -> bool:
    """Whether a person wants to work in a study that is only read so far."""
    return WorkInItSheet(look, parent, status).ask(480)


def ask_apart(look: Look, parent: QWidget | None, status: Status) -> bool:
    """Whether a person has the own copy saved beside the study."""
    return ApartSheet(look, parent, status).ask(480)
