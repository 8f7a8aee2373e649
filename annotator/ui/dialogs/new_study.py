"""Asks what a new study shall be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from annotator.app.verbs.codebook_files import starters
from annotator.ui.dialogs.codebook_files import FILES
from annotator.ui.dialogs.design_people import open_box
from annotator.ui.dialogs.new_passphrase import NewPassphrase
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.ticks import Tick


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStudy:
    """What a person wants.

    Attributes:
        passphrase: None for a plain file.
        recovery: whether the recovery key is to be shown once the study is made.
        codebook: a file, or the name of a starter set; None for none yet.
    """

    title: str
    place: Path
    passphrase: str | None
    codebook: Path | None
    recovery: bool = False


class NewStudySheet(Sheet):
    """Title, file, passphrase twice or plain, and a codebook or a starter set."""

    def __init__(self, look: Look, parent: QWidget | None, folder: Path) -> None:
        super().__init__(look, parent, "New study", "Make the study", self._wrong)
        self._folder = folder
        self.title = QLineEdit()
        self.file = QLineEdit()
        self._passphrase = NewPassphrase(self, "Passphrase", self._names)
        self.first, self.second = self._passphrase.first, self._passphrase.second
        self.plain = Tick(look, "Keep the file plain, without a passphrase")
        self.recovery = Tick(look, "Show the recovery key afterwards, to print it now")
        self.recovery.setChecked(True)
        names = [each.name for each in starters()]
        self.codebook = open_box(look, ["", *names], "Codebook")
        self.title.textEdited.connect(self._propose_file)
        self.plain.toggled.connect(lambda on: self._passphrase.set_enabled(on=not on))
        self.plain.toggled.connect(lambda on: self.recovery.setDisabled(on))
        self.row("Title", self.title)
        self.row("File", _with_button(self.file, "Choose the file", self._choose_file))
        self._passphrase.add_rows(
            "Keep it where the study team keeps its keys: without it and the recovery key the "
            "data are gone."
        )
        self.rows.addWidget(self.recovery)
        self.rows.addWidget(self.plain)
        self.row(
            "Codebook (optional)",
            _with_button(self.codebook, "Choose the codebook", self._choose_codebook),
            "A starter set from the list, or a file: CSV, Excel (.xlsx) or REFI-QDA (.qdc).",
        )
        self.file.setAccessibleName("File")

    def choice(self) -> NewStudy:
        """The answers."""
        codebook = self.codebook.currentText().strip()
        place = Path(self.file.text().strip())
        return NewStudy(
            title=self.title.text().strip(),
            place=place
            if place.suffix == ".iprstudy"
            else place.with_name(f"{place.name}.iprstudy"),
            passphrase=None if self.plain.isChecked() else self.first.text(),
            codebook=Path(codebook) if codebook else None,
            recovery=self.recovery.isChecked() and not self.plain.isChecked(),
        )

    def _wrong(self) -> str:
        if not self.title.text().strip():
            return "Give the study a title."
        if not self.file.text().strip():
            return "Choose where the file shall be."
        if self.choice().place.exists():
            return "There is a file of that name already."
        if self.plain.isChecked():
            return ""
        missing = "Give a passphrase, or keep the file plain."
        return self._passphrase.problem(missing, "The two passphrases differ.")

    def _names(self) -> tuple[str, ...]:
        return (self.title.text(), Path(self.file.text().strip()).stem)

    def _propose_file(self, title: str) -> None:
        name = "".join(each for each in title.strip() if each not in '/\\:*?"<>|')
        self.file.setText(str(self._folder / f"{name}.iprstudy") if name else "")

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Where the study shall be", self.file.text() or str(self._folder),
            "Study (*.iprstudy)",
        )  # fmt: skip
        if chosen:
            self.file.setText(chosen)

    def _choose_codebook(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Codebook", str(self._folder), FILES)
        if chosen:
            self.codebook.setCurrentText(chosen)


def ask_new_study(look: Look, parent: QWidget | None, folder: Path) -> NewStudy | None:
    """What a new study shall be, None when a person gives up."""
    sheet = NewStudySheet(look, parent, folder)
    return sheet.choice() if sheet.ask(480) else None


def _with_button(field: QWidget, name: str, do: object) -> QHBoxLayout:
    row = QHBoxLayout()
    button = QPushButton("Choose…")
    button.setAccessibleName(name)
    button.setAutoDefault(False)
    button.clicked.connect(do)
    row.addWidget(field, 1)
    row.addWidget(button)
    return row
