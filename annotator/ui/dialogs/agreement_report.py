"""Asks where the agreement report goes, and as what."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from annotator.ui.dialogs.folder_field import FolderField
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.ticks import Tick

_KINDS = {
    "html": "HTML, one page for a browser",
    "pdf": "PDF",
    "docx": "DOCX, to write on in",
    "csv": "CSV, all numbers",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportChoice:
    """A folder, and the formats that are written into it."""

    folder: Path
    formats: tuple[str, ...]


class ReportSheet(Sheet):
    """Folder and formats."""

    def __init__(
        self, look: Look, parent: QWidget | None, folder: Path, compared: str = ""
    ) -> None:
        super().__init__(look, parent, "Agreement report", "Write the report", self._wrong)
        if compared:
            self.tell(f"{compared}.")
        self.folder = FolderField(folder)
        self.row("Folder", self.folder)
        self.formats = {name: Tick(look, text) for name, text in _KINDS.items()}
        for tick in self.formats.values():
            tick.setChecked(True)
            self.rows.addWidget(tick)
        self.tell(
            "The report holds numbers and the names of codes, coders, dyads and accounts; no "
            "words of the transcripts and no memos."
        )

    def choice(self) -> ReportChoice:
        """The answers."""
        return ReportChoice(
            folder=self.folder.folder() or Path(),
            formats=tuple(name for name, tick in self.formats.items() if tick.isChecked()),
        )

    def _wrong(self) -> str:
        return self.folder.problem() or ("" if self.choice().formats else "Choose a format.")


def ask_report(
    look: Look, parent: QWidget | None, folder: Path, compared: str = ""
) -> ReportChoice | None:
    """Where the report goes, None when a person gives up."""
    sheet = ReportSheet(look, parent, folder, compared)
    return sheet.choice() if sheet.ask(500) else None
