"""Shows how far the coders are, and asks what to do: keep the table, or strike off lost work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from annotator.app.verbs.progressing import OutProgress, StudyProgress, out_words, progress_lines
from annotator.domain.ids import Id
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.ticks import Pick


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressChoice:
    """What to do: strike off the work of this id for a reason; without one keep the table."""

    strike_id: Id = ""
    reason: str = ""


class ProgressSheet(Sheet):
    """Who has done what, how long, what is out and what came back.

    Args:
        found: what is told.
        may_strike: whether work that will not come back can be struck off: by the PI.
    """

    def __init__(
        self, look: Look, parent: QWidget | None, found: StudyProgress, *, may_strike: bool
    ) -> None:
        super().__init__(look, parent, "Progress of the coders", "Go on", self._wrong)
        self.report = QPlainTextEdit("\n".join(progress_lines(found)))
        self.report.setReadOnly(True)
        self.report.setProperty("field", True)
        self.report.setAccessibleName("Progress")
        self.report.setTabChangesFocus(True)
        self.report.setMinimumHeight(look.px(220))
        self.rows.addWidget(self.report, 1)
        self.table = Pick(look, "Keep the table of the coders as CSV")
        self.table.setChecked(True)
        self.rows.addWidget(self.table)
        self.strikes: dict[Id, Pick] = {}
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("laptop lost")
        self.reason.setAccessibleName("Why it will not come back")
        self._offer([each for each in found.packages if may_strike and _waits(each.state)])

    def choice(self) -> ProgressChoice:
        """The answer."""
        struck = next((key for key, pick in self.strikes.items() if pick.isChecked()), "")
        return ProgressChoice(strike_id=struck, reason=self.reason.text().strip())

    def _offer(self, out: Sequence[OutProgress]) -> None:
        """A row for each file of work that is still waited for, and a field for the reason."""
        for each in out:
            pick = Pick(self.look, f"No longer wait for {out_words(each)}")
            self.strikes[each.id] = pick
            self.rows.addWidget(pick)
        if out:
            self.row("Why it will not come back", self.reason)
            self.reason.setEnabled(False)
            self.table.toggled.connect(lambda is_table: self.reason.setEnabled(not is_table))

    def _wrong(self) -> str:
        choice = self.choice()
        return "Say why it is struck off." if choice.strike_id and not choice.reason else ""


def ask_progress(
    look: Look, parent: QWidget | None, found: StudyProgress, *, may_strike: bool
) -> ProgressChoice | None:
    """What to do about it; None when a person only looked."""
    sheet = ProgressSheet(look, parent, found, may_strike=may_strike)
    return sheet.choice() if sheet.ask(720) else None


def _waits(state: str) -> bool:
    return state in ("out", "returned in part")
