"""The line at the foot: that everything is saved, what undo takes back, and the keys."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from annotator.app.history import History
from annotator.ui.theme import Look
from annotator.ui.words import Words

HINTS = (
    "Letter codes the selection · N marks · M memo · 1–9 rates · J / K next and previous moment"
    " · Ctrl+K everything",
    "Letter codes · M memo · J / K moments · Ctrl+K everything",
    "Ctrl+K everything",
    "",
)


HINTS_OF_TABS = {
    "coding": HINTS,
    "dyads": (
        "Up / Down in the table draw a code · Return on a session opens its text · F6 next pane"
        " · Shift+F1 what the numbers mean",
        "F6 next pane · Shift+F1 what the numbers mean",
        "",
    ),
    "agreement": (
        "Every number opens its passages · J / K passages · Return opens the text · F4 settles",
        "J / K passages · Return opens the text",
        "",
    ),
    "overview": (
        "Return opens the text · Ctrl+Shift+W edits the design · Ctrl+Shift+Q guide · F6 panes",
        "Return opens the text · Ctrl+Shift+W edits",
        "",
    ),
    "codebook": (
        "Return edits · Insert new code · Delete retires · Ctrl+arrows move · F6 panes"
        " · Ctrl+Z undoes",
        "Return edits · Insert new · Delete retires",
        "",
    ),
    "consensus": (
        "1–9 take a coder’s · 0 takes all · N new · X leaves out · M reason · J / K passages",
        "1–9 take · N new · X leaves out · J / K passages",
        "",
    ),
}


class StatusLine(QFrame):
    """Nothing to save: the line says so."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("statusline")
        self._saved = Words(look, "", "mute")
        self._undo = Words(look, "", "mute")
        self._hints = Words(look, "", "mute")
        self._own_hints: tuple[str, ...] = HINTS
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 2, 16, 3)
        self._row.setSpacing(22)
        self._row.addWidget(self._saved)
        self._row.addWidget(self._undo)
        self._row.addStretch(1)
        self._row.addWidget(self._hints)
        look.changed.connect(self._fit)

    def show_tab(self, tab: str) -> None:
        """Shows the keys of a tab."""
        self._own_hints = HINTS_OF_TABS[tab]
        self._fit()

    def show_state(self, saved_at: datetime | None, history: History) -> None:
        """When the last change was written, and what undo and redo would do."""
        when = "" if saved_at is None else f" {saved_at:%H:%M:%S}"
        self._saved.setText(f"All changes saved{when}")
        steps = []
        if history.last is not None:
            steps.append(f"Undo: “{history.last.text}”")
        if history.next is not None:
            steps.append(f"Redo: “{history.next.text}”")
        self._undo.setText(" · ".join(steps))
        self._fit()

    def text(self) -> str:
        """What stands at the left."""
        return f"{self._saved.text()} {self._undo.text()}".strip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shows as many hints as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = self._hints.fontMetrics()
        taken = self._saved.sizeHint().width() + self._undo.sizeHint().width() + 110
        room = self.width() - taken
        fitting = (each for each in self._own_hints if metrics.horizontalAdvance(each) <= room)
        self._hints.setText(next(fitting, ""))
