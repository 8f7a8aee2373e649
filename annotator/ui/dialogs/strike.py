"""Asks which work that was handed out is no longer waited for, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QLineEdit, QWidget

from annotator.app.verbs.progressing import IDENTITY, OutProgress, out_words
from annotator.domain.ids import Id
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.ticks import Pick


@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeChoice:
    """Which file of work, and why it will not come back."""

    file_id: Id
    reason: str


class StrikeSheet(Sheet):
    """The files that are out, where there are several, and the reason."""

    def __init__(self, look: Look, parent: QWidget | None, files: Sequence[OutProgress]) -> None:
        super().__init__(look, parent, "No longer wait for work", "Strike off", self._wrong)
        self._files = list(files)
        self.picks: list[Pick] = []
        if len(files) == 1:
            said = out_words(files[0])
            self.tell(f"{said[:1].upper()}{said[1:]}.")
        else:
            self.tell(f"Of {files[0].coder} in round {files[0].round} these are out:")
        for each in files if len(files) > 1 else ():
            pick = Pick(look, f"{each.id[:IDENTITY]}, since {each.made_at[:10]}")
            pick.setChecked(not self.picks)
            self.picks.append(pick)
            self.rows.addWidget(pick)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("laptop lost")
        self.row("Why it will not come back", self.reason)
        self.tell("Should it come back after all, it is merged as any other work is.")

    def choice(self) -> StrikeChoice:
        """The answer."""
        picked = (number for number, pick in enumerate(self.picks) if pick.isChecked())
        file = self._files[next(picked, 0)]
        return StrikeChoice(file_id=file.id, reason=self.reason.text().strip())

    def _wrong(self) -> str:
        return "" if self.choice().reason else "Say why it is struck off."


def ask_strike(
    look: Look, parent: QWidget | None, files: Sequence[OutProgress]
) -> StrikeChoice | None:
    """What is struck off, None when a person gives up."""
    sheet = StrikeSheet(look, parent, files)
    return sheet.choice() if sheet.ask(560) else None
