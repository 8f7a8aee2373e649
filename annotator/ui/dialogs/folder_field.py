"""A field for a folder, with a button that chooses one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget


class FolderField(QWidget):
    """The field and its button.

    A widget and no layout: Python's collector crashes on a sheet that holds a layout of a
    class of ours.

    Args:
        folder: what is proposed.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.field = QLineEdit(str(folder))
        self.field.setAccessibleName("Folder")
        choose = QPushButton("Choose…")
        choose.setAccessibleName("Choose the folder")
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose)
        self.setFocusProxy(self.field)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.field, 1)
        row.addWidget(choose)

    def folder(self) -> Path | None:
        """What is written there; None where nothing is."""
        text = self.field.text().strip()
        return Path(text) if text else None

    def problem(self) -> str:
        """What is wrong with it; empty when all is well."""
        folder = self.folder()
        if folder is None:
            return "Choose a folder."
        return "There is a file of that name: choose a folder." if folder.is_file() else ""

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self.window(), "Folder", self.field.text())
        if chosen:
            self.field.setText(chosen)
