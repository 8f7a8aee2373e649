"""Shows the recovery key of a study, to be printed or kept elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.words import Words

A_LINE = 5


class RecoveryKeySheet(Sheet):
    """The key in groups, and what to do with it.

    Args:
        look: the look in force.
        parent: the window.
        key: the recovery key.
        print_it: asks for a printer and prints the page.
        keep_it: asks for a file and writes the page.
    """

    def __init__(
        self,
        look: Look,
        parent: QWidget | None,
        key: str,
        print_it: Callable[[], object],
        keep_it: Callable[[], object],
    ) -> None:
        super().__init__(look, parent, "Recovery key", "")
        self.tell(
            "It opens the study file in the place of the passphrase, wherever that is asked for. "
            "Without passphrase and recovery key the data are gone."
        )
        groups = key.split("-")
        lines = [" ".join(groups[at : at + A_LINE]) for at in range(0, len(groups), A_LINE)]
        self.key = Words(look, "\n".join(lines), wrap=True)
        self.key.setAccessibleDescription(", ".join(" ".join(each) for each in groups))
        self._look_of_key()
        look.changed.connect(self._look_of_key)
        self.rows.addSpacing(4)
        self.rows.addWidget(self.key)
        self.rows.addSpacing(4)
        self.tell(
            "Print it and lock it away, never beside the study: whoever has both can read it. It "
            "is void once the passphrase is changed. The journal notes that it was shown."
        )
        row = QHBoxLayout()
        self.print_it = self._button("Print…", print_it)
        self.keep_it = self._button("Save as PDF or text…", keep_it)
        row.addWidget(self.print_it)
        row.addWidget(self.keep_it)
        row.addStretch(1)
        self.rows.addLayout(row)

    def _button(self, text: str, do: Callable[[], object]) -> QPushButton:
        made = QPushButton(text)
        made.setAccessibleName(f"{text.rstrip('…')} the recovery key")
        made.setAutoDefault(False)
        made.clicked.connect(lambda _=False: do())
        return made

    def _look_of_key(self) -> None:
        """Signs of one width, larger than the words beside it."""
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(self.look.px(17))
        self.key.setFont(font)
