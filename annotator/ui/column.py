"""One account on screen: its transcript, or why there is none."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.app.actions import key_of
from annotator.domain.ids import Id
from annotator.domain.study import SESSION_VOICE
from annotator.domain.view import StudyView
from annotator.ui.reading_alone import why_shut
from annotator.ui.theme import Look
from annotator.ui.transcript import TranscriptColumn
from annotator.ui.words import Words

NARROWEST = 256  # at 100 %; below it words would break in the middle
_TALLEST = 16_777_215  # Qt's own greatest height


class Column(QWidget):
    """A transcript with its head; under the head a sentence where there is no text.

    Args:
        look: the look in force.
        voice: `therapist`, `patient` or `session`.
    """

    def __init__(self, look: Look, voice: str) -> None:
        super().__init__()
        self.voice = voice
        self.setProperty("ground", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.text = TranscriptColumn(look)
        self._nothing = QWidget()
        self._why = Words(look, "", "mute", wrap=True)
        inside = QVBoxLayout(self._nothing)
        inside.setContentsMargins(look.px(40), look.px(28), look.px(24), look.px(24))
        inside.addWidget(self._why)
        inside.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.text, 1)
        column.addWidget(self._nothing, 1)
        self._look = look
        look.changed.connect(self._dress)
        self._dress()

    def show_account(self, view: StudyView, session_id: Id, *, imports: bool = True) -> None:
        """Shows this voice's account of a session; `imports` as of `absence_of`."""
        account = view.accounts_of(session_id).get(self.voice)
        account_id = account.id if account else None
        self.text.show_account(view, account_id)
        has_text = self.text.transcript_id is not None
        why = "" if has_text else absence_of(view, account_id, self.voice, imports=imports)
        self._why.setText(why)
        self._nothing.setHidden(has_text)
        self.text.text.setVisible(has_text)
        self.text.setMaximumHeight(_TALLEST if has_text else self.text.header.height())

    def _dress(self) -> None:
        self.setMinimumWidth(self._look.px(NARROWEST))


def absence_of(view: StudyView, account_id: Id | None, voice: str, *, imports: bool = True) -> str:
    """Why there is no transcript, and what to do about it.

    Args:
        view: the study as it is shown.
        account_id: None where there is no such account, or none that is shown.
        voice: whose it is.
        imports: whether who sits here can bring one in; a coder with handed-out work, or with a
            login on a server, cannot.
    """
    if account_id is not None and account_id in view.shut:
        return why_shut(view, account_id)
    interview = view.interview_of(account_id) if account_id else None
    if interview is not None and interview.status in ("missing", "cancelled"):
        reason = f": {interview.reason}" if interview.reason else ""
        return f"This interview is {interview.status}{reason}."
    whose = "the session itself" if voice == SESSION_VOICE else f"the {voice}’s interview"
    if not imports:
        return f"No transcript of {whose} here. The PI imports transcripts and hands them out."
    return f"No transcript of {whose} yet. Import one with {key_of('import_transcript')}."
