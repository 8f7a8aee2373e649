"""Shows a report before something is stored, and asks whether to go on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QWidget

from annotator.domain.reading import Note
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.report_field import ReportField
from annotator.ui.theme import Look


def note_lines(notes: Iterable[Note]) -> list[str]:
    """The notes of a reading, one a line, without words of the transcript."""
    return [f"{note.kind}, {note.place}: {note.what}" for note in notes]


def ask_with_report(
    look: Look, parent: QWidget | None, title: str, lines: Sequence[str], go: str
) -> bool:
    """Whether a person says yes to what is reported."""
    sheet = Sheet(look, parent, title, go)
    if go:
        sheet.tell("Nothing is stored yet.")
    sheet.rows.addWidget(ReportField(look, lines, "Report", 260), 1)
    return sheet.ask(620)
