"""Asks what a session, an account on it or a recall interview shall be."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtWidgets import QLineEdit, QWidget

from annotator.app.verbs.designing import (
    InterviewWish,
    SessionWish,
    put_account,
    put_interview,
    put_session,
)
from annotator.domain.clock import clock_text
from annotator.domain.edits import Edit
from annotator.domain.ids import Id
from annotator.domain.study import RECALL_VOICES, SESSION_VOICE, STATUSES
from annotator.domain.view import StudyView
from annotator.ui.dialogs.design_people import open_box, people_box, what_is_wrong
from annotator.ui.dialogs.numbers import side_by_side
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo

_WHEN = "2025-03-12 10:00"


class SessionSheet(Sheet):
    """Number, date and time, length, recording.

    Args:
        look: the look in force.
        parent: the window.
        view: the study.
        dyad_id: whose session.
        session_id: None for a new one.
    """

    def __init__(
        self,
        look: Look,
        parent: QWidget | None,
        view: StudyView,
        dyad_id: Id,
        session_id: Id | None,
    ) -> None:
        session, dyad = view.sessions.get(session_id or ""), view.dyads[dyad_id]
        new = f"New session of {dyad.name}"
        title = f"{dyad.name}, session {session.number}" if session else new
        super().__init__(look, parent, title, "Change" if session else "Make it", self._wrong)
        self._view, self._dyad_id, self._session_id = view, dyad_id, session_id
        numbers = [each.number for each in view.sessions_of(dyad_id)]
        number = session.number if session else max(numbers, default=0) + 1
        length = session.length_ms if session else None
        self.number = QLineEdit(str(number))
        self.held = QLineEdit(when_text(session.held if session else None))
        self.held.setPlaceholderText(_WHEN)
        self.length = QLineEdit("" if length is None else clock_text(length))
        self.length.setPlaceholderText("48:12")
        self.recording = QLineEdit((session.recording if session else None) or "")
        self.rows.addLayout(
            side_by_side(
                ("Number", self.number), ("Held", self.held), ("Length (h:mm:ss)", self.length)
            )
        )
        self.row(
            "File name of the recording",
            self.recording,
            "Lags count from the session’s end where its length is known. Only the name is kept.",
        )

    def edit(self) -> Edit | None:
        """The edit that the answers make; None where nothing is changed.

        Raises:
            UserError: an answer does not fit.
        """
        wish = SessionWish(
            number=self.number.text(),
            held=self.held.text(),
            length=self.length.text(),
            recording=self.recording.text(),
        )
        return put_session(self._view, self._session_id, self._dyad_id, wish)

    def _wrong(self) -> str:
        return what_is_wrong(self)


class AccountSheet(Sheet):
    """Whose account is added to a session."""

    def __init__(self, look: Look, parent: QWidget | None, view: StudyView, session_id: Id) -> None:
        session = view.sessions[session_id]
        head = f"{view.dyads[session.dyad_id].name}, session {session.number}"
        super().__init__(look, parent, f"New account on {head}", "Make it", self._wrong)
        self._view, self._session_id = view, session_id
        known = view.accounts_of(session_id)
        usual = [each for each in (*RECALL_VOICES, SESSION_VOICE) if each not in known]
        self.voice = open_box(look, usual, "Whose account")
        self.row(
            "Whose account",
            self.voice,
            "therapist or patient for a recall interview, session for the session’s own "
            "transcript, or another informant.",
        )

    def edit(self) -> Edit | None:
        """As in `SessionSheet`."""
        edit, _ = put_account(self._view, self._session_id, self.voice.currentText())
        return edit

    def _wrong(self) -> str:
        return what_is_wrong(self)


class InterviewSheet(Sheet):
    """When it was held, with whom, by whom, and whether; with the reason."""

    def __init__(self, look: Look, parent: QWidget | None, view: StudyView, account_id: Id) -> None:
        dyad, session, account = view.place_of(account_id)
        title = f"{dyad.name}, session {session.number}, {account.voice}"
        super().__init__(look, parent, title, "Change", self._wrong)
        self._view, self._account_id = view, account_id
        interview = view.interview_of(account_id)
        self.status = Combo(look)
        self.status.addItems(STATUSES)
        self.status.setCurrentText(interview.status if interview else "held")
        self.held = QLineEdit(when_text(interview.held if interview else None))
        self.held.setPlaceholderText(_WHEN)
        self.participant = people_box(
            look, view, interview.participant_id if interview else None, "Participant"
        )
        self.interviewer = QLineEdit((interview.interviewer if interview else None) or "")
        self.reason = QLineEdit((interview.reason if interview else None) or "")
        self.rows.addLayout(side_by_side(("Status", self.status), ("Held", self.held)))
        self.rows.addLayout(
            side_by_side(("Participant", self.participant), ("Interviewer", self.interviewer))
        )
        told = f"The session was held {when_text(session.held) or 'at an unknown time'}."
        self.row("Reason, where it is missing, cancelled, partial or late", self.reason, told)

    def edit(self) -> Edit | None:
        """As in `SessionSheet`."""
        status = next(each for each in STATUSES if each == self.status.currentText())
        wish = InterviewWish(
            held=self.held.text(),
            interviewer=self.interviewer.text(),
            participant=self.participant.currentText(),
            status=status,
            reason=self.reason.text(),
        )
        return put_interview(self._view, self._account_id, wish)

    def _wrong(self) -> str:
        return what_is_wrong(self)


def when_text(when: date | None) -> str:
    """A date, or a date and time, as it is typed.

    >>> when_text(datetime(2025, 3, 12, 10)), when_text(date(2025, 3, 12)), when_text(None)
    ('2025-03-12 10:00', '2025-03-12', '')
    """
    if isinstance(when, datetime):
        return f"{when:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
    return "" if when is None else when.isoformat()
