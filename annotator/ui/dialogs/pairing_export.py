"""Asks where rows of the dyadic table go, and warns that they hold words."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from annotator.ui.dialogs.folder_field import FolderField
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.words import Words


class PairingExportSheet(Sheet):
    """Folder and warning."""

    def __init__(self, look: Look, parent: QWidget | None, folder: Path, count: int) -> None:
        super().__init__(look, parent, "Export the dyadic table", "Export", self._wrong)
        self.folder = FolderField(folder)
        what = "the row" if count == 1 else f"the {count} rows"
        self.row("Folder", self.folder, f"dyadic.csv with {what} shown, in their order.")
        warning = "They hold words of the transcripts and memos: keep them as you keep those."
        self.rows.addWidget(Words(look, warning, "strong", wrap=True))

    def choice(self) -> Path:
        """The folder."""
        return self.folder.folder() or Path()

    def _wrong(self) -> str:
        return self.folder.problem()


def ask_pairing_export(look: Look, parent: QWidget | None, folder: Path, count: int) -> Path | None:
    """The folder, None when a person gives up."""
    sheet = PairingExportSheet(look, parent, folder, count)
    return sheet.choice() if sheet.ask(480) else None
