"""The sheet of keys, and what this program is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator import __version__
from annotator.app.actions import in_force, key_of
from annotator.app.key_list import KeySection, key_sections, with_words
from annotator.app.verbs.key_files import export_key_page
from annotator.domain.codebook import Codebook
from annotator.domain.errors import UserError
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.words import Words


class KeyListSheet(Sheet):
    """All keys in sections, a field that finds some, and a page of them to print.

    Args:
        look: the look in force.
        parent: the window.
        codebook: whose codes have keys.
    """

    def __init__(self, look: Look, parent: QWidget | None, codebook: Codebook) -> None:
        super().__init__(look, parent, "Keys", "")
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
        self._sections = QVBoxLayout()
        self._sections.setSpacing(8)
        self.rows.addLayout(self._sections)
        self.shown: list[KeySection] = []
        self._made: list[tuple[str, QWidget, QWidget]] = []
        for section in key_sections(in_force(), codebook):
            self._add(section)
        self._none = self.tell("No key has these words.")
        self._show("")

    def save_to(self, place: Path) -> None:
        """Writes the page to print."""
        try:
            export_key_page(in_force(), self._codebook, place)
        except UserError as error:
            self.show_problem(as_sentence(error))

    def _add(self, section: KeySection) -> None:
        for row in section.rows:
            line = QWidget()
            grid = QGridLayout(line)
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setColumnStretch(0, 3)
            grid.setColumnStretch(1, 2)
            grid.addWidget(Words(self.look, row[0], wrap=True), 0, 0)
            grid.addWidget(Words(self.look, row[1], "mute", wrap=True), 0, 1)
            line.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            if row is section.rows[0]:
                heading = Words(self.look, section.name, "heading")
                self._sections.addWidget(heading)
            self._sections.addWidget(line)
            self._made.append((f"{section.name}\n{row[0]}\n{row[1]}", line, heading))

    def _show(self, words: str) -> None:
        """Shows the rows that fit; making them anew would cost a pause at each letter."""
        self.shown = list(with_words(key_sections(in_force(), self._codebook), words))
        fits = {f"{each.name}\n{row[0]}\n{row[1]}" for each in self.shown for row in each.rows}
        headings = {each.name for each in self.shown}
        for key, line, heading in self._made:
            line.setVisible(key in fits)
            heading.setVisible(key.split("\n")[0] in headings)
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
