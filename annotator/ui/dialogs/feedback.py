"""Asks for whom a feedback sheet is written, and where it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from annotator.ui.dialogs.folder_field import FolderField
from annotator.ui.dialogs.numbers import side_by_side
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo, Tick


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackChoice:
    """A coder by name, a folder, and whether the passages' words go into it."""

    coder: str
    folder: Path
    with_text: bool


class FeedbackSheet(Sheet):
    """Coder, folder and words.

    Args:
        look: the look in force.
        parent: the window.
        coders: names of those compared.
        folder: what a coder's folder begins with; the coder's name follows.
    """

    def __init__(
        self, look: Look, parent: QWidget | None, coders: Sequence[str], folder: Path
    ) -> None:
        super().__init__(
            look, parent, "Feedback sheet for a coder", "Write the sheet",
            lambda: self.folder.problem(),
        )  # fmt: skip
        self._begins = folder
        self.coder = Combo(look)
        self.coder.addItems(list(coders))
        self.rows.addLayout(side_by_side(("Coder", self.coder)))
        self._proposed = str(self._folder_of(self.coder.currentText()))
        self.folder = FolderField(Path(self._proposed))
        self.row(
            "Folder",
            self.folder,
            "How this coder’s work differs from what was settled, as CSV; nothing tells what "
            "the other coders had.",
        )
        self.with_text = Tick(look, "With the words of the passages")
        self.rows.addWidget(self.with_text)
        self.coder.currentTextChanged.connect(self._propose)

    def choice(self) -> FeedbackChoice:
        """The answers."""
        return FeedbackChoice(
            coder=self.coder.currentText(),
            folder=self.folder.folder() or Path(),
            with_text=self.with_text.isChecked(),
        )

    def _folder_of(self, coder: str) -> Path:
        safe = "".join("_" if each in '/\\:*?"<>|' else each for each in coder)
        return self._begins.with_name(f"{self._begins.name} {safe}")

    def _propose(self, coder: str) -> None:
        """Follows the coder as long as nobody has written another folder."""
        if self.folder.field.text() == self._proposed:
            self._proposed = str(self._folder_of(coder))
            self.folder.field.setText(self._proposed)


def ask_feedback(
    look: Look, parent: QWidget | None, coders: Sequence[str], folder: Path
) -> FeedbackChoice | None:
    """For whom and where, None when a person gives up."""
    sheet = FeedbackSheet(look, parent, coders, folder)
    return sheet.choice() if sheet.ask(500) else None
