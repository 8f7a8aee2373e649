"""The sheet of keys, and what this program is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from annotator import __version__
from annotator.app.actions import in_force, key_of
from annotator.app.key_list import KeySection, key_sections, with_words
from annotator.app.verbs.key_files import export_key_page
from annotator.domain.codebook import Codebook
from annotator.domain.errors import UserError
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.dialogs.telling import TellingSheet
from annotator.ui.theme import Look
from annotator.ui.told_text import Pairs, Paragraph


class KeyListSheet(TellingSheet):
    """All keys in sections, a field that finds some, and a page of them to print.

    Args:
        look: the look in force.
        parent: the window.
        codebook: whose codes have keys.
    """

    def __init__(self, look: Look, parent: QWidget | None, codebook: Codebook) -> None:
        super().__init__(look, parent, "Keys")
        self._codebook = codebook
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Find a key or what it does")
        self.filter.setAccessibleName("Find a key or what it does")
        self.filter.textChanged.connect(self._show)
        save = QPushButton("Save to print…")
        save.setAutoDefault(False)
        save.clicked.connect(self._save)
        head = QHBoxLayout()
        head.addWidget(self.filter, 1)
        head.addWidget(save)
        self.rows.addLayout(head)
        self.tell(f"{key_of('edit_keys')} changes them.")
        self.shown: list[KeySection] = []
        self.place_told()
        self._none = self.tell("No key has these words.")
        self._show("")

    def save_to(self, place: Path) -> None:
        """Writes the page to print."""
        try:
            export_key_page(in_force(), self._codebook, place)
        except UserError as error:
            self.show_problem(as_sentence(error))

    def _show(self, words: str) -> None:
        """Shows the rows that fit."""
        self.shown = list(with_words(key_sections(in_force(), self._codebook), words))
        told: list[Paragraph | Pairs] = []
        for section in self.shown:
            told += [Paragraph(section.name, "heading", above=8), Pairs(section.rows)]
        self.told.tell(told)
        self.told.setVisible(bool(self.shown))
        self._none.setVisible(not self.shown)

    def _save(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Save the keys to print", "keys.html", "Web pages (*.html);;All files (*)"
        )
        if chosen:
            self.save_to(Path(chosen))


def show_keys(look: Look, parent: QWidget | None, codebook: Codebook) -> None:
    """Shows all keys."""
    keys_sheet(look, parent, codebook).ask(640)


def keys_sheet(look: Look, parent: QWidget | None, codebook: Codebook) -> KeyListSheet:
    """The sheet of keys: the codes', the text's own, the table of actions."""
    return KeyListSheet(look, parent, codebook)


def show_about(look: Look, parent: QWidget | None) -> None:
    """Says what this program is."""
    sheet = Sheet(look, parent, "IPR Annotator", "")
    sheet.tell(f"Version {__version__}. MIT licence.")
    sheet.tell(
        "Two recall interviews read side by side on the clock of their session. It makes no "
        "connection to any network; studies stay where you keep them."
    )
    sheet.tell(
        "Set in Source Serif and Source Sans (SIL Open Font License), with Phosphor icons (MIT), "
        "on Qt through PySide6 (LGPL)."
    )
    sheet.ask(440)
