"""Asks what of the design is to be edited: what the row in hand is made of, or something new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from annotator.domain.ids import Id
from annotator.domain.view import StudyView
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look

Kind = Literal[
    "dyad",
    "participant",
    "session",
    "interview",
    "new dyad",
    "new session",
    "new account",
    "new participant",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is to be edited.

    Attributes:
        id: of the dyad, participant, session or account; of a new session its dyad, of a new
            account its session.
    """

    kind: Kind
    id: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in the design we are; ids of what is not there are None."""

    dyad_id: Id | None = None
    session_id: Id | None = None
    account_id: Id | None = None


class DesignList(Sheet):
    """The parts of a place one below the other; Return edits the one in hand."""

    def __init__(self, look: Look, parent: QWidget | None, view: StudyView, place: Place) -> None:
        super().__init__(look, parent, "Edit the design", "Edit", self._wrong)
        self._targets: list[Target] = []
        self.list = QListWidget()
        self.list.setProperty("framed", True)
        for text, target in targets_of(view, place):
            self._targets.append(target)
            item = QListWidgetItem(text)
            item.setSizeHint(QSize(0, look.px(24)))
            self.list.addItem(item)
        self.list.setMinimumHeight(look.px(24) * min(len(self._targets), 14) + 8)
        at = Target(kind="interview", id=place.account_id)
        self.list.setCurrentRow(self._targets.index(at) if at in self._targets else 0)
        self.row("What is to be edited, or made new", self.list)
        self.rows.setStretchFactor(self.list, 100)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def choice(self) -> Target:
        """The part in hand."""
        return self._targets[self.list.currentRow()]

    def _wrong(self) -> str:
        return "" if self.list.currentRow() >= 0 else "Choose what is to be edited."


def targets_of(view: StudyView, place: Place) -> list[tuple[str, Target]]:
    """What may be edited at a place, in words."""
    offered: list[tuple[str, Target]] = []
    dyad = view.dyads.get(place.dyad_id or "")
    session = view.sessions.get(place.session_id or "")
    if dyad is not None:
        offered.append((f"Dyad {dyad.name}", Target(kind="dyad", id=dyad.id)))
        for role, person_id in (("Therapist", dyad.therapist_id), ("Patient", dyad.patient_id)):
            person = view.participants.get(person_id or "")
            if person is not None:
                offered.append(
                    (f"{role} {person.pseudonym}", Target(kind="participant", id=person.id))
                )
    if dyad is not None and session is not None:
        head = f"{dyad.name}, session {session.number}"
        offered.append((f"Session: {head}", Target(kind="session", id=session.id)))
        for voice, account in sorted(view.accounts_of(session.id).items(), reverse=True):
            if account.is_recall:
                offered.append(
                    (f"Interview: {head}, {voice}", Target(kind="interview", id=account.id))
                )
        offered.append((f"New account on {head}…", Target(kind="new account", id=session.id)))
    if dyad is not None:
        offered.append((f"New session of {dyad.name}…", Target(kind="new session", id=dyad.id)))
    offered.append(("New dyad…", Target(kind="new dyad")))
    offered.append(("New participant…", Target(kind="new participant")))
    shown = {target.id for _, target in offered}
    others = sorted(view.participants.values(), key=lambda each: each.pseudonym)
    offered += [
        (f"Participant {each.pseudonym}", Target(kind="participant", id=each.id))
        for each in others
        if each.id not in shown
    ]
    return offered


def ask_target(look: Look, parent: QWidget | None, view: StudyView, place: Place) -> Target | None:
    """What is to be edited, None when a person gives up."""
    sheet = DesignList(look, parent, view, place)
    return sheet.choice() if sheet.ask(420) else None
