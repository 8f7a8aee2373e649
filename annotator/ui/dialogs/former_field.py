"""A field for a passphrase that the study had before, with a button that tries it on backups."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from annotator.domain.counted import counted
from annotator.ui.dialogs.sheet import secret_field
from annotator.ui.theme import Look
from annotator.ui.words import Words

_NAME = "A former passphrase"


class FormerField(QWidget):
    """The field, its button, and what it is for; not to be seen until backups are out of reach.

    Args:
        look: the look in force.

    Attributes:
        tried: those that were given, the last at the end.

    Signals:
        given: another one is to be tried.
    """

    given = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.tried: tuple[str, ...] = ()
        self._locked = 0
        label = QLabel(_NAME)
        self.field: QLineEdit = secret_field(_NAME)
        label.setBuddy(self.field)
        self.look_again = QPushButton("Look again")
        self.look_again.setAccessibleName("Look again with the former passphrase")
        self.look_again.setAutoDefault(False)
        self.look_again.clicked.connect(self._try)
        self._said = Words(look, "", "small", wrap=True)
        row = QHBoxLayout()
        row.addWidget(self.field, 1)
        row.addWidget(self.look_again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label)
        column.addLayout(row)
        column.addWidget(self._said)
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return in the field looks again, and does not go on in the sheet."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.field.hasFocus():
            self._try()
            return
        super().keyPressEvent(event)

    def show_locked(self, number: int) -> None:
        """Says how many backups no passphrase opens that is known so far."""
        opens = "is" if number == 1 else "are"
        said = f"{counted(number, 'backup')} {opens} under another passphrase. Without it "
        said += "what is there stays, and the certificate names it."
        if self.tried and number == self._locked:
            said = f"That opens none of them. {said}"
        if not number:
            said = "All backups can be opened now."
        self._locked = number
        self._said.setText(said)
        self.field.clear()
        for each in (self.field, self.look_again):
            each.setEnabled(bool(number))
        self.setVisible(bool(number or self.tried))

    def _try(self) -> None:
        if self.field.text():
            self.tried = (*self.tried, self.field.text())
            self.given.emit()
