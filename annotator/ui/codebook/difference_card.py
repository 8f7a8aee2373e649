"""What changed in the codebook since an earlier version, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QListWidget

from annotator.domain.codebook import Codebook
from annotator.domain.codebook_difference import Difference, differences
from annotator.domain.ids import Id
from annotator.ui.agreement.card import Card
from annotator.ui.codebook.fields import named_combo
from annotator.ui.theme import Look


class DifferenceCard(Card):
    """The differences of the version on screen from one that can be chosen.

    Signals:
        record_asked: id of a set, code or scale that was opened in the list.
    """

    record_asked = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__(look, "What changed")
        self._look = look
        self._book = Codebook(id="", number=0)
        self._versions: list[Codebook] = []
        self._told: tuple[Difference, ...] = ()
        self._chosen = ""  # by a person; else the version before is taken
        self.since = named_combo(look, "What changed since version")
        self.list = QListWidget()
        self.list.setAccessibleName("What changed")
        self.list.setProperty("framed", True)
        self.list.setWordWrap(True)
        self.list.setMinimumHeight(look.px(96))
        self.add_to_head(self.since)
        self.column.addWidget(self.list, 1)
        self.since.activated.connect(lambda _: self._choose())
        self.list.itemActivated.connect(lambda _: self._ask())

    def show_versions(self, book: Codebook, versions: Sequence[Codebook]) -> None:
        """Shows a version among all; the one that it is held against stays where it can."""
        chosen = self._chosen
        self._book = book
        self._versions = [each for each in versions if each.number < book.number]
        offered = [f"since v{each.number}" for each in self._versions]
        if offered != [self.since.itemText(row) for row in range(self.since.count())]:
            self.since.clear()
            self.since.addItems(offered)
        place = self.since.findText(chosen)
        self.since.setCurrentIndex(place if place >= 0 else len(self._versions) - 1)
        self.since.setVisible(bool(self._versions))
        self._show()

    def texts(self) -> list[str]:
        """The sentences on screen."""
        return [self.list.item(row).text() for row in range(self.list.count())]

    def _choose(self) -> None:
        self._chosen = self.since.currentText()
        self._show()

    def _show(self) -> None:
        self._told = ()
        none = "There is no earlier version."
        if self._versions:
            old = self._versions[self.since.currentIndex()]
            self._told = differences(old, self._book)
            none = f"Nothing differs from version {old.number}."
        sentences = [each.sentence for each in self._told] or [none]
        if sentences != self.texts():  # else it would be laid out again for nothing
            self.list.clear()
            self.list.addItems(sentences)
            self.list.setCurrentRow(0 if self._versions else -1)

    def _ask(self) -> None:
        row = self.list.currentRow()
        record_id: Id = self._told[row].record_id if 0 <= row < len(self._told) else ""
        if record_id:
            self.record_asked.emit(record_id)
