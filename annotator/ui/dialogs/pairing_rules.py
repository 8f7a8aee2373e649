"""Asks for the relations that pairings may have in the study, and for what counts as near."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from annotator.app.verbs.relations import relations_in_use, set_pairing_rules
from annotator.domain.errors import UserError
from annotator.domain.view import StudyView
from annotator.ui.dialogs.numbers import as_sentence, number_in, number_text
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.dialogs.tolerance import TOLERANCE, TOLERANCE_NOTE
from annotator.ui.theme import Look
from annotator.ui.words import Words

_NEW = "new relation"


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingRules:
    """The study's list of relations, and the tolerance in ms."""

    relations: tuple[str, ...]
    shared_within_ms: int


class PairingRulesSheet(Sheet):
    """The list with its buttons, what becomes of pairings in use, and the tolerance."""

    def __init__(self, look: Look, parent: QWidget | None, view: StudyView) -> None:
        super().__init__(look, parent, "Relations of pairings", "Set", self._wrong)
        self._view = view
        self._used = relations_in_use(view)
        self.list = RelationsList(look, view.study.relations)
        self.note = Words(look, "", "small", wrap=True)
        self.within = QLineEdit(number_text(view.study.shared_within_ms / 1000))
        self.row(
            "How two accounts of one event may stand to each other",
            self.list,
            "Insert adds, F2 renames, Delete removes, Alt+Up and Alt+Down move. The first nine "
            "have the keys 1 to 9 in the pairing’s sheet.",
        )
        self.rows.setStretchFactor(self.list, 100)
        self.rows.addLayout(self._buttons())
        self.rows.addWidget(self.note)
        self.rows.addSpacing(6)
        self.row(
            TOLERANCE,
            self.within,
            TOLERANCE_NOTE,
        )
        self.list.changed.connect(self._show_note)
        self._show_note()

    def choice(self) -> PairingRules:
        """The answers.

        Raises:
            UserError: the tolerance is no number.
        """
        seconds = number_in(self.within.text())
        if seconds is None:
            hint = "give seconds, 0 to 3600"
            raise UserError(f"{self.within.text()!r} is no tolerance", hint=hint)
        return PairingRules(relations=self.list.relations(), shared_within_ms=round(seconds * 1000))

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for text, do in (
            ("Add", self.list.add),
            ("Rename", self.list.rename),
            ("Remove", self.list.remove),
            ("Up", lambda: self.list.shift(-1)),
            ("Down", lambda: self.list.shift(1)),
        ):
            button = QPushButton(text)
            button.setAccessibleName(f"{text}: relation")
            button.setAutoDefault(False)
            button.clicked.connect(do)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _show_note(self) -> None:
        """What becomes of the pairings whose relation leaves the list."""
        kept = set(self.list.relations())
        gone = [(name, count) for name, count in self._used.items() if name not in kept]
        said = [
            f"{_pairings(count)} “{name}” and {'keeps' if count == 1 else 'keep'} it; it is not "
            "offered for others."
            for name, count in sorted(gone)
        ]
        self.note.setText(" ".join(said) or "Pairings keep the relation that they have.")

    def _wrong(self) -> str:
        try:
            rules = self.choice()
            set_pairing_rules(self._view, rules.relations, rules.shared_within_ms)
        except UserError as error:
            return as_sentence(error)
        return ""


class RelationsList(QListWidget):
    """The relations in order, changed in place by keys.

    Signals:
        changed: the list is another.
    """

    changed = Signal()

    def __init__(self, look: Look, relations: tuple[str, ...]) -> None:
        super().__init__()
        self._look = look
        self.setProperty("framed", True)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setMinimumHeight(look.px(116))
        for each in relations:
            self._put(self.count(), each)
        self.setCurrentRow(0)
        self.itemChanged.connect(lambda _: self.changed.emit())

    def relations(self) -> tuple[str, ...]:
        """The names in order."""
        return tuple(self.item(place).text() for place in range(self.count()))

    def add(self) -> None:
        """A new one under the one in hand, ready to be named."""
        taken = set(self.relations())
        name, number = _NEW, 2
        while name in taken:
            name, number = f"{_NEW} {number}", number + 1
        place = self.currentRow() + 1
        self._put(place, name)
        self.setCurrentRow(place)
        self.changed.emit()
        self.rename()

    def rename(self) -> None:
        """Lets the one in hand be named anew."""
        if (item := self.currentItem()) is not None:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.editItem(item)

    def remove(self) -> None:
        """Takes the one in hand off the list."""
        if self.currentRow() >= 0:
            self.takeItem(self.currentRow())
            self.changed.emit()

    def shift(self, step: int) -> None:
        """Moves the one in hand up or down."""
        place = self.currentRow() + step
        if self.currentRow() >= 0 and 0 <= place < self.count():
            item = self.takeItem(self.currentRow())
            self.insertItem(place, item)
            self.setCurrentRow(place)
            self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Insert, Delete, and Alt with up or down."""
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if key == Qt.Key.Key_Insert:
            self.add()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove()
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.shift(-1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def _put(self, place: int, name: str) -> None:
        item = QListWidgetItem(name)
        item.setSizeHint(QSize(0, self._look.px(27)))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        self.insertItem(place, item)


def _pairings(count: int) -> str:
    return "1 pairing says" if count == 1 else f"{count} pairings say"


def ask_pairing_rules(look: Look, parent: QWidget | None, view: StudyView) -> PairingRules | None:
    """The list and the tolerance, None when a person gives up."""
    sheet = PairingRulesSheet(look, parent, view)
    return sheet.choice() if sheet.ask(480) else None
