"""Asks where the tables go, and whether words go with them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.ticks import Tick


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportChoice:
    """A folder, and whether transcripts' words and memos go into it."""

    folder: Path
    with_text: bool


class ExportSheet(Sheet):
    """Folder and words."""

    def __init__(self, look: Look, parent: QWidget | None, folder: Path) -> None:
        super().__init__(
            look, parent, "Export tables", "Export",
            lambda: "" if self.folder.text().strip() else "Choose a folder.",
        )  # fmt: skip
        self.folder = QLineEdit(str(folder))
        self.folder.setAccessibleName("Folder")
        choose = QPushButton("Choose…")
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose)
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(choose)
        self.with_text = Tick(look, "With the words of the transcripts and the memos")
        self.row("Folder", row, "Moments, stops, interviews, pairings, scores and codebook as CSV.")
        self.rows.addWidget(self.with_text)

    def choice(self) -> ExportChoice:
        """The answers."""
        return ExportChoice(
            folder=Path(self.folder.text().strip()), with_text=self.with_text.isChecked()
        )

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Folder", self.folder.text())
        if chosen:
            self.folder.setText(chosen)


def ask_export(look: Look, parent: QWidget | None, folder: Path) -> ExportChoice | None:
    """Where the tables go, None when a person gives up."""
    sheet = ExportSheet(look, parent, folder)
    return sheet.choice() if sheet.ask(480) else None
