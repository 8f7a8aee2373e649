"""Asks how a codebook is to be exported, and how one that was read is to be taken in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.app.verbs.codebook_files import FORMATS, CodebookFormat
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.ticks import Pick, Tick

FILES = "Codebooks (*.csv *.xlsx *.qdc);;All files (*)"
_WORDS: dict[CodebookFormat, str] = {
    "codebook-csv": "CSV table, for any program",
    "codebook-xlsx": "Excel workbook (.xlsx)",
    "qdc": "REFI-QDA codebook (.qdc), for other programs",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookExport:
    """What a person wants."""

    format: CodebookFormat
    place: Path
    with_text: bool


class ExportCodebookSheet(Sheet):
    """Format, and whether the examples go along."""

    def __init__(self, look: Look, parent: QWidget | None, number: int) -> None:
        super().__init__(look, parent, f"Export version {number} of the codebook", "Choose a file…")
        self._picks: dict[CodebookFormat, Pick] = {}
        for form, words in _WORDS.items():
            pick = self._picks[form] = Pick(look, words)
            self.rows.addWidget(pick)
        self._picks["codebook-csv"].setChecked(True)
        self.text = Tick(look, "With the examples, which are words of transcripts")
        self.rows.addWidget(self.text)
        self.tell("What .qdc has no place for (keys, rules, scales) goes into descriptions.")

    def format(self) -> CodebookFormat:
        """The format."""
        return next(form for form, pick in self._picks.items() if pick.isChecked())


def ask_export_codebook(
    look: Look, parent: QWidget | None, number: int, folder: Path
) -> CodebookExport | None:
    """Format and place of an export, None when a person gives up."""
    sheet = ExportCodebookSheet(look, parent, number)
    if not sheet.ask(480):
        return None
    form, with_text = sheet.format(), sheet.text.isChecked()
    ending = FORMATS[form]
    chosen, _ = QFileDialog.getSaveFileName(
        parent, "Export the codebook", str(folder / f"codebook{ending}"), f"Codebook (*{ending})"
    )
    if not chosen:
        return None
    place = Path(chosen)
    place = place if place.suffix.casefold() == ending else place.with_name(place.name + ending)
    return CodebookExport(format=form, place=place, with_text=with_text)


def ask_import_codebook(parent: QWidget | None, folder: Path) -> Path | None:
    """A codebook file, None when a person gives up."""
    chosen, _ = QFileDialog.getOpenFileName(parent, "Import a codebook", str(folder), FILES)
    return Path(chosen) if chosen else None
