"""The actions with their keys, as the sheet that changes them lists them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.app.actions import ACTIONS, Action
from annotator.app.actions.keymap import FIXED_IDS, Keymap
from annotator.app.key_list import written_keys
from annotator.ui.shown_rows import ShownRows

Index = QModelIndex | QPersistentModelIndex
_SAID = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.ToolTipRole,
    }
)


class KeysModel(ShownRows):
    """A row for each action that fits the words typed: what it does, its menu, its keys."""

    columns = ("Action", "Menu", "Keys")

    def __init__(self, keymap: Keymap, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.keymap = keymap
        self._words: list[str] = []
        self._shown: list[Action] = list(ACTIONS)

    def show_keymap(self, keymap: Keymap) -> None:
        """Takes other keys; the rows stay."""
        self.keymap = keymap
        if self._shown:
            first, last = self.index(0, 0), self.index(len(self._shown) - 1, 2)
            self.dataChanged.emit(first, last)

    def filter(self, words: str) -> None:
        """Shows the actions whose words, menu or keys hold all of these."""
        self.beginResetModel()
        self._words = words.casefold().split()
        self._shown = [each for each in ACTIONS if self._fits(each)]
        self.endResetModel()

    def action(self, row: int) -> Action | None:
        """The action of a row."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def row_of(self, action_id: str) -> int:
        """The row of an action, -1 where it is not shown."""
        return next((row for row, each in enumerate(self._shown) if each.id == action_id), -1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a cell; what was changed says so."""
        if role not in _SAID or not index.isValid():  # most of what views ask for
            return None
        shown, column = self._shown[index.row()], index.column()
        if column < 2:
            return shown.menu if column else shown.text.rstrip("…")
        keys = self._keys(shown)
        return keys if role == Qt.ItemDataRole.DisplayRole else f"{keys}{self._remark(shown)}"

    def _keys(self, shown: Action) -> str:
        keys = self.keymap.keys(shown.id)
        mark = " ●" if self.keymap.is_changed(shown.id) else ""
        return (written_keys(keys) or "none") + mark

    def _remark(self, shown: Action) -> str:
        if shown.id in FIXED_IDS:
            return " (fixed)"
        usual = written_keys(shown.keys) or "none"
        return f" (usually {usual})" if self.keymap.is_changed(shown.id) else ""

    def _fits(self, each: Action) -> bool:
        text = f"{each.text} {each.menu} {' '.join(self.keymap.keys(each.id))}".casefold()
        return all(word in text for word in self._words)
