"""The line at the foot: that everything is saved, and where; what undo takes back; the keys."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from annotator.app.actions import with_keys
from annotator.app.history import Step
from annotator.ui.theme import Look
from annotator.ui.words import Words

HINTS = (
    "Letter codes the selection, the next one adds · {mark} marks · {memo} memo · 1–9 rates"
    " · {next_moment} / {previous_moment} next and previous moment · {palette} everything",
    "Letter codes, the next one adds · {memo} memo · 1–9 rates"
    " · {next_moment} / {previous_moment} moments · {palette} everything",
    "Letter codes · {memo} memo · {next_moment} / {previous_moment} moments · {palette} everything",
    "{palette} everything",
    "",
)


HINTS_OF_TABS = {
    "coding": HINTS,
    "moments": (
        "Return opens the text · Shift+Down selects more · Letter adds its code · 1–9 rates"
        " · Delete deletes · {search} words · {next_pane} panes",
        "Return opens the text · Letter adds its code · 1–9 rates · Delete deletes",
        "",
    ),
    "coding, read only": (
        "{next_moment} / {previous_moment} next and previous moment · {next_pane} panes"
        " · {palette} everything",
        "{palette} everything",
        "",
    ),
    "moments, read only": (
        "Return opens the text · {search} words · {next_pane} panes",
        "Return opens the text",
        "",
    ),
    "counts": (
        "Arrows go among the cells · Return shows the moments of one · {next_pane} next pane",
        "Return shows the moments of a cell",
        "",
    ),
    "dyads": (
        "Up / Down in the table draw a code · Return on a session opens its text"
        " · {next_pane} next pane · {meanings} what the numbers mean",
        "{next_pane} next pane · {meanings} what the numbers mean",
        "",
    ),
    "agreement": (
        "Every number opens its passages · {next_moment} / {previous_moment} passages"
        " · Return opens the text · {tab_consensus} settles",
        "{next_moment} / {previous_moment} passages · Return opens the text",
        "",
    ),
    "overview": (
        "Return opens the text · {edit_design} edits the design · {guide} guide"
        " · {next_pane} panes",
        "Return opens the text · {edit_design} edits",
        "",
    ),
    "codebook": (
        "Return edits · Insert new code · Delete retires · Ctrl+arrows move"
        " · {next_pane} panes · {undo} undoes",
        "Return edits · Insert new · Delete retires",
        "",
    ),
    "overview, read only": (
        "Return opens the text · {guide} guide · {next_pane} panes",
        "Return opens the text",
        "",
    ),
    "consensus, read only": (
        "{next_moment} / {previous_moment} next and previous passage · Return opens the text"
        " · {next_pane} panes",
        "{next_moment} / {previous_moment} passages",
        "",
    ),
    "codebook, read only": (
        "Up / Down go through sets, codes and scales · {next_pane} panes",
        "",
    ),
    "consensus": (
        "1–9 take a coder’s · 0 takes all · {mark} new · {delete} leaves out · {memo} reason"
        " · {next_moment} / {previous_moment} passages",
        "1–9 take · {mark} new · {delete} leaves out · {next_moment} / {previous_moment} passages",
        "",
    ),
}


class StatusLine(QFrame):
    """Nothing to save: the line says so."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("statusline")
        self._saved = Words(look, "", "mute")
        self._share = Words(look, "", "mute")
        self._share.hide()
        self._undo = Words(look, "", "mute")
        self._hints = Words(look, "", "mute")
        self._hints.setProperty("fitted", True)  # it says as much as fits
        self.only_read = ""  # what is said in the place of saving to who writes nothing
        self._tab = "coding"
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 2, 16, 3)
        self._row.setSpacing(22)
        self._row.addWidget(self._saved)
        self._row.addWidget(self._share)
        self._row.addWidget(self._undo)
        self._row.addStretch(1)
        self._row.addWidget(self._hints)
        look.changed.connect(self._fit)

    def show_tab(self, tab: str) -> None:
        """Shows the keys of a tab, one of `HINTS_OF_TABS`: `counts` are the moments' tables."""
        self._tab = tab
        self._fit()

    def show_state(
        self, saved_at: datetime | None, last: Step | None, following: Step | None
    ) -> None:
        """When the last change was written, and the steps that undo and redo would go over."""
        when = "" if saved_at is None else f" {saved_at:%H:%M:%S}"
        self._saved.setText(self.only_read or f"All changes saved{when}")
        steps = []
        if self.only_read:
            last = following = None  # nothing is taken back either
        if last is not None:
            steps.append(f"Undo: “{last.text}”")
        if following is not None:
            steps.append(f"Redo: “{following.text}”")
        self._undo.setText(" · ".join(steps))
        self._fit()

    def show_share(self, words: str) -> None:
        """How the study stands with its share; empty for a study of this machine."""
        self._share.setText(words)
        self._share.setVisible(bool(words))
        self._fit()

    def text(self) -> str:
        """What stands at the left."""
        parts = (self._saved.text(), self._share.text(), self._undo.text())
        return " ".join(filter(None, parts))

    def hints(self) -> str:
        """What stands at the right."""
        return self._hints.text()

    def free_from(self) -> int:
        """Where a message may begin: after what is said of saving, which leaves it the most."""
        saved = self._row.contentsMargins().left() + self._saved.sizeHint().width()
        return min(saved + self._row.spacing() // 2, self.width() * 2 // 5)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shows as many hints as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = self._hints.fontMetrics()
        taken = self._saved.sizeHint().width() + self._undo.sizeHint().width() + 110
        if self._share.text():
            taken += self._share.sizeHint().width() + self._row.spacing()
        room = self.width() - taken
        said = HINTS_OF_TABS[self._tab]
        if self.only_read:
            said = HINTS_OF_TABS.get(f"{self._tab}, read only", said)
        hints = map(with_keys, said)
        fitting = (each for each in hints if metrics.horizontalAdvance(each) <= room)
        self._hints.setText(next(fitting, ""))
