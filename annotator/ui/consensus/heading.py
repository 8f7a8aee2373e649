"""The head above the columns: whose account it is, at what time, and how the coders differ."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QSizePolicy

from annotator.domain.view import StudyView
from annotator.ui.consensus.entries import Entry
from annotator.ui.flow import Flow
from annotator.ui.theme import Look
from annotator.ui.transcript.header import pseudonym_of
from annotator.ui.words import Words


class Heading(QFrame):
    """One line in the colour of the party; it goes on below where it is too wide."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("head")
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._title = Words(look, "", "strong")
        self._place = Words(look, "", "mute")
        self._said = Words(look, "", "mute")
        row = Flow(self, gap=look.px(10))
        row.setContentsMargins(look.px(16), look.px(9), look.px(16), look.px(9))
        row.addWidget(self._title)
        row.addWidget(self._place)
        row.add_stretch()
        row.addWidget(self._said)

    def show_entry(self, view: StudyView, entry: Entry) -> None:
        """Says what is chosen."""
        account = entry.episode.document.account
        name = pseudonym_of(view, account)
        self._title.setText(" · ".join(filter(None, (account.voice.capitalize(), name))))
        self._title.setProperty("party", account.voice)
        self._title.style().polish(self._title)
        document = entry.episode.document
        at = f" · {entry.time}" if entry.time else ""
        self._place.setText(f"{document.dyad} · Session {document.session}{at}")
        self._said.setText(entry.episode.said)
