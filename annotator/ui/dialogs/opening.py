"""Asks whether a coder goes on to read both accounts together, and says what is done by now."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from annotator.app.verbs.opening import alone_in
from annotator.domain.ids import Id
from annotator.domain.round import Assignment
from annotator.domain.study import RECALL_VOICES
from annotator.domain.view import StudyView
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.panel import Facts
from annotator.ui.progress import cell_of
from annotator.ui.theme import Look
from annotator.ui.when import when_text
from annotator.ui.words import Words


class OpeningSheet(Sheet):
    """How far both accounts are, what is still to be read alone, and what the step means."""

    def __init__(
        self, look: Look, parent: QWidget | None, view: StudyView, coder_id: Id, session_id: Id
    ) -> None:
        super().__init__(look, parent, "Read both accounts together", "Read both together")
        alone = alone_in(view, coder_id, session_id)
        session = view.sessions[session_id]
        place = f"{view.dyads[session.dyad_id].name}, session {session.number}"
        self.rows.addWidget(Words(look, place, "strong"))
        facts = Facts(look)
        given = {view.accounts[each.account_id].voice: each for each in alone}
        for voice in RECALL_VOICES:
            facts.say(f"{voice.capitalize()}’s account", state_text(view, given.get(voice)))
        self.rows.addWidget(facts)
        self.rows.addSpacing(6)
        self.warning = waiting_text(view, alone)
        if self.warning:
            self.rows.addWidget(Words(look, self.warning, "strong", wrap=True))
        self.tell(
            "It is put down that you read both from now on, with the time and what is done. "
            "What was read cannot be unread, so the step cannot be undone."
        )

    def fit(self, width: int) -> None:
        """Return takes the step: there is no field that it would belong to."""
        super().fit(width)
        self.yes.setFocus(Qt.FocusReason.OtherFocusReason)


def state_text(view: StudyView, own: Assignment | None) -> str:
    """How far a coder is with an account of the round, by what the study matrix shows of it."""
    if own is None:
        return "not in your queue"
    if own.progress == "done":
        return f"done, {when_text(own.done_at)}" if own.done_at else "done"
    begun = cell_of(view, own.account_id, own.coder_id).state == "in progress"
    return "begun, not done" if begun or own.progress == "in progress" else "not begun"


def waiting_text(view: StudyView, alone: tuple[Assignment, ...]) -> str:
    """What might be read alone before; empty where all is done."""
    for each in alone:
        if each.progress != "done":
            voice = view.accounts[each.account_id].voice
            return f"The {voice}’s account is not done yet: read it alone first?"
    return ""


def ask_opening(
    look: Look, parent: QWidget | None, view: StudyView, coder_id: Id, session_id: Id
) -> bool:
    """Whether a coder goes on to read both."""
    return OpeningSheet(look, parent, view, coder_id, session_id).ask(460)
