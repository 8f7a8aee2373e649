"""Asks what shall become of words that the study has refused."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look


def ask_discard(look: Look, parent: QWidget | None, texts: Sequence[str]) -> bool:
    """Whether a person gives up these texts; staying is the easier answer."""
    return unsaved_sheet(look, parent, texts).ask(520)


def unsaved_sheet(look: Look, parent: QWidget | None, texts: Sequence[str]) -> Sheet:
    """The sheet: the texts, to be copied from, and the two ways to go on."""
    sheet = Sheet(look, parent, "What you typed is not saved", "Discard it")
    sheet.tell(
        "The study could not take it. Stay and try again when the disk or share is back, or copy "
        "the words from here."
    )
    field = QPlainTextEdit("\n\n".join(texts))
    field.setReadOnly(True)
    field.setProperty("field", True)
    field.setAccessibleName("What is not saved")
    field.setTabChangesFocus(True)
    field.setMinimumHeight(look.px(120))
    sheet.rows.addWidget(field, 1)
    sheet.no.setText("Stay")
    sheet.yes.setDefault(False)
    sheet.yes.setAutoDefault(False)
    sheet.yes.setProperty("main", False)
    sheet.no.setDefault(True)
    sheet.no.setProperty("main", True)
    return sheet
