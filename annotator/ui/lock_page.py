"""What the window shows while its study is locked: a field for the passphrase, nothing else."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from annotator.ui.dialogs.sheet import secret_field
from annotator.ui.theme import Look
from annotator.ui.words import Words


class LockPage(QWidget):
    """The page over the whole window.

    Signals:
        given: a passphrase.
        left: the study is to stay closed.
    """

    given = Signal(str)
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setProperty("ground", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.why = Words(look, "", "mute", wrap=True)
        self.field = secret_field("Passphrase of the study")
        self.field.setPlaceholderText("Passphrase")
        self.problem = Words(look, "", wrap=True)
        self.problem.setObjectName("problem")
        self.problem.hide()
        self.open = QPushButton("Open again")
        self.open.setProperty("main", True)
        self.open.setAutoDefault(True)
        self.close_ = QPushButton("Close the study")
        self.close_.setAutoDefault(True)
        self.field.returnPressed.connect(self._give)
        self.open.clicked.connect(self._give)
        self.close_.clicked.connect(self.left)
        inside = QWidget()
        inside.setProperty("ground", "ground")
        column = QVBoxLayout(inside)
        column.setContentsMargins(32, 32, 32, 32)
        column.setSpacing(10)
        column.addStretch(2)
        buttons = QHBoxLayout()
        buttons.addWidget(self.open)
        buttons.addWidget(self.close_)
        buttons.addStretch(1)
        foot = QWidget()
        foot.setLayout(buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        for part in (Words(look, "The study is locked", "title"), self.why, self.field):
            self._add(column, part)
        self._add(column, self.problem)
        self._add(column, foot)
        column.addStretch(3)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setProperty("ground", "ground")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self.setFocusProxy(self.field)
        look.changed.connect(self._dress)
        self._dress()

    def show_why(self, sentence: str) -> None:
        """Says why it is locked; the field is empty."""
        self.why.setText(sentence)
        self.field.clear()
        self.show_problem("")

    def show_problem(self, sentence: str) -> None:
        """Says why it does not open."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _give(self) -> None:
        if not self.field.text():
            self.show_problem("Give the passphrase.")
            return
        given = self.field.text()
        self.field.clear()
        self.given.emit(given)

    def _add(self, column: QVBoxLayout, part: QWidget) -> None:
        """Centred, as wide as a line of reading at most."""
        row = QHBoxLayout()
        row.addStretch(1)
        part.setMaximumWidth(self._look.px(420))
        row.addWidget(part, 4)
        row.addStretch(1)
        column.addLayout(row)

    def _dress(self) -> None:
        self.problem.setStyleSheet(f"color: {self._look.theme.bad};")
