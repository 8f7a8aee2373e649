"""Asks for other keys: an action, the key that it shall have, and what becomes of a clash."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QWidget,
)

from annotator.app.actions import Action, action
from annotator.app.actions.keymap import FIXED_IDS, Keymap
from annotator.app.key_list import written_keys
from annotator.app.verbs.key_files import export_keys, import_keys
from annotator.domain.errors import UserError
from annotator.ui.dialogs.numbers import as_sentence
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.key_field import KeyField
from annotator.ui.keys_model import KeysModel
from annotator.ui.row_table import RowTable
from annotator.ui.theme import Look
from annotator.ui.words import Words

_FILES = "Keys (*.json);;All files (*)"
_ROWS = 11
_NO_KEY = "That is half of a letter or a key of the desktop: press another one."


class KeysSheet(Sheet):
    """The list of actions, the field for a key, and the buttons.

    Args:
        look: the look in force.
        parent: the window.
        keymap: the keys as they are; `keymap` has them as they shall be.
    """

    def __init__(self, look: Look, parent: QWidget | None, keymap: Keymap) -> None:
        super().__init__(look, parent, "Change the keys", "Use these keys")
        self.model = KeysModel(keymap, self)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Find an action or a key")
        self.filter.textChanged.connect(self._filter)
        self.table = RowTable(
            look, self.model, "Actions and their keys",
            grows=["Action"], widths={}, least=_ROWS if look.percent <= 125 else 5,
        )  # fmt: skip
        for name in ("Menu", "Keys"):
            fits = QHeaderView.ResizeMode.ResizeToContents
            self.table.horizontalHeader().setSectionResizeMode(self.table.column(name), fits)
        self.table.selectionModel().currentRowChanged.connect(self._moved)
        self.field = KeyField()
        self.said = Words(look, "", wrap=True)
        self.give = _button("Give this key", self._give)
        self.add = _button("Add as another key", lambda: self._give(adds=True))
        self.usual = _button("Usual key", self._usual)
        self.row("Action", self.filter)
        self.rows.addWidget(self.table, 100)
        self.row("New key", self.field)
        self._add_buttons(self.give, self.add, self.usual)
        self.rows.addWidget(self.said)
        self._add_buttons(
            _button("All usual keys", self._all_usual),
            _button("Export…", self._export),
            _button("Import…", self._import),
        )
        self.field.pressed.connect(lambda _key: self._tell())
        self.field.agreed.connect(self._give)
        self.field.refused.connect(lambda: self.said.setText(_NO_KEY))
        self._take(0)
        self._tell()

    @property
    def keymap(self) -> Keymap:
        """The keys as they shall be."""
        return self.model.keymap

    def choose(self, action_id: str) -> None:
        """Takes an action in hand."""
        self._take(self.model.row_of(action_id))

    def _action(self) -> Action | None:
        return self.model.action(self.table.currentIndex().row())

    def _take(self, row: int) -> None:
        if self.model.action(row) is not None:
            self.table.setCurrentIndex(self.model.index(row, 0))

    def _filter(self, words: str) -> None:
        self.model.filter(words)
        self._take(0)
        self._tell()

    def _moved(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self.field.put("")

    def _tell(self, done: str = "") -> None:
        """Says what a press of the button would do, or why it cannot."""
        chosen, key = self._action(), self.field.key
        clash = self.keymap.clash(chosen.id, key) if chosen and key else None
        can = bool(chosen and key) and (clash is None or bool(clash.other_id))
        self.give.setEnabled(can)
        self.add.setEnabled(can)
        takes = clash is not None and clash.other_id
        self.give.setText("Take it from there" if takes else "Give this key")
        self.usual.setEnabled(chosen is not None and self.keymap.is_changed(chosen.id))
        if done or clash is not None:
            self.said.setText(done or (clash.sentence if clash is not None else ""))
        elif chosen is None:
            self.said.setText("No action has these words.")
        elif chosen.id in FIXED_IDS:
            self.said.setText("The keys of this action are fixed: they belong to the text.")
        else:
            has = written_keys(self.keymap.keys(chosen.id)) or "no key"
            self.said.setText(f"“{chosen.text.rstrip('…')}” has {has}.")

    def _give(self, *, adds: bool = False) -> None:
        chosen, key = self._action(), self.field.key
        if chosen is None or not key:
            self.said.setText("Press the new key first, then Return.")
            return
        before = self.keymap.keys(chosen.id) if adds else ()
        former = self.keymap.holder(key)
        self._attempt(lambda: self.keymap.given(chosen.id, (*before, key)))
        if former and not self.keymap.keys(former):
            loser = action(former).text.rstrip("…")
            palette = self.keymap.shown("palette")
            lost = f" “{loser}” has no key now: the palette ({palette}) finds it."
            self.said.setText(self.said.text() + lost)

    def _usual(self) -> None:
        if (chosen := self._action()) is not None:
            self._attempt(lambda: self.keymap.usual(chosen.id))

    def _all_usual(self) -> None:
        self._attempt(Keymap, "All actions have their usual keys.")

    def _export(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "Export the keys", "keys.json", _FILES)
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, place: Path) -> None:
        """Writes the changed keys to a file."""

        def write() -> Keymap:
            export_keys(self.keymap, place)
            return self.keymap

        self._attempt(write, f"The changed keys are written to {place.name}.")

    def _import(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Import keys", "", _FILES)
        if chosen:
            self.import_from(Path(chosen))

    def import_from(self, place: Path) -> None:
        """Takes the keys of a file in the place of those here."""
        self._attempt(lambda: import_keys(place), f"The keys are those of {place.name}.")

    def _attempt(self, change: Callable[[], Keymap], done: str = "") -> None:
        """Takes other keys, or says why not."""
        self.show_problem("")
        try:
            keymap = change()
        except UserError as error:
            self.show_problem(as_sentence(error))
            return
        self.model.show_keymap(keymap)
        self.field.put("")
        self._tell(done)

    def _add_buttons(self, *buttons: QPushButton) -> None:
        row = QHBoxLayout()
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        self.rows.addLayout(row)


def ask_keys(look: Look, parent: QWidget | None, keymap: Keymap) -> Keymap | None:
    """Other keys, None when a person gives up."""
    sheet = KeysSheet(look, parent, keymap)
    return sheet.keymap if sheet.ask(600) else None


def _button(text: str, do: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(lambda: do())
    return button
