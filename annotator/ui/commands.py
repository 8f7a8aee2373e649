"""The table of actions as Qt's: shortcuts and menus, and the one way to run each."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from annotator.app.actions import ACTIONS, MENUS, Action, When, action, in_force, with_keys
from annotator.app.actions.keymap import FIXED_IDS
from annotator.app.actions.writing import WRITING
from annotator.domain.codebook import Code, Codebook
from annotator.domain.codebook_fates import fate_words
from annotator.domain.ids import Id
from annotator.ui.icons import icon
from annotator.ui.theme import Look
from annotator.ui.tips import plain_tip

Do = Callable[[], object]
UNFIT: dict[When, str] = {
    "study": "Open a study first ({open_study}).",
    "session": "Open a session first: choose one in the study matrix.",
    "text": "Go to a transcript first ({next_pane}).",
    "selection": "Select a passage first: {select_word} takes a word, {select_turn} a turn.",
    "rows": "Go to the moments table first ({tab_moments}).",
    "moment": "Choose a moment first ({next_moment} or {previous_moment}).",
    "comparison": "Open the agreement tab with everyone’s work first ({tab_agreement}).",
    "undo": "There is nothing to undo.",
    "redo": "There is nothing to redo.",
}


class Commands(QObject):
    """Makes the actions of a window.

    Args:
        window: the widget in which the keys hold.
        look: the look in force.
        fitting: gives what is there now: a study, a moment, …

    Signals:
        unfit: a sentence on why a command does nothing now.
        code_pressed: id of the code whose letter was pressed, and whether Shift was held.
        rate_pressed: the digit.
    """

    unfit = Signal(str)
    code_pressed = Signal(str, bool)
    rate_pressed = Signal(int)

    def __init__(self, window: QWidget, look: Look, fitting: Callable[[], set[When]]) -> None:
        super().__init__(window)
        self._window = window
        self._look = look
        self._fitting = fitting
        self.only: frozenset[str] | None = None  # what may be done while the window is locked
        self.also_on_rows: frozenset[str] = frozenset()  # what also fits the moments' table
        self.why_elsewhere: Callable[[When], str] = lambda _when: ""
        self.only_read = ""  # why whoever sits here writes nothing; empty for who may write
        self._do: dict[str, Do] = {}
        self._actions: dict[str, QAction] = {}
        self._code_actions: list[QAction] = []
        self._keyed: dict[str, tuple[Id, str]] = {}  # by letter a code; without id its fate
        for each in ACTIONS:
            self._add(each)
        look.changed.connect(self._dress)
        self._dress()

    def on(self, action_id: str, do: Do) -> None:
        """Says what an action does. An id that is not in the table is a bug."""
        self._do[action(action_id).id] = do

    def joined(self) -> set[str]:
        """The ids of the actions that do something."""
        return set(self._do)

    def run(self, action_id: str) -> None:
        """Does an action, or says why not now."""
        wanted = action(action_id)
        do = self._do.get(action_id)
        if self.only is not None and action_id not in self.only:
            return
        if self.only_read and action_id in WRITING:
            self.unfit.emit(self.only_read)
        elif not self._fits(wanted):
            self._say_unfit(wanted.when)
        elif do is not None:
            do()

    def _fits(self, wanted: Action) -> bool:
        """Whether what an action needs is there."""
        fitting = self._fitting()
        on_rows = "rows" in fitting and wanted.id in self.also_on_rows
        return on_rows or wanted.when in fitting

    def _say_unfit(self, when: When) -> None:
        """Says what an action waits for, or where it is meant."""
        self.unfit.emit(self.why_elsewhere(when) or with_keys(UNFIT[when]))

    def menu(self, parent: QWidget | None = None) -> QMenu:
        """The whole table as a menu of menus."""
        whole = QMenu(parent)
        for name in MENUS:
            part = whole.addMenu(name)
            part.setToolTipsVisible(True)
            for each in ACTIONS:
                if each.menu == name:
                    part.addAction(self._actions[each.id])
            part.aboutToShow.connect(self._enable)
            part.aboutToHide.connect(self._enable_all)
        return whole

    def show_codebook(self, codebook: Codebook) -> None:
        """Gives the codes their letters: plain codes the selection, Shift adds to the moment.

        The letter of a retired code, where no other has it by now, tells what became of that.
        """
        keyed: dict[str, Code] = {}
        for _, code in sorted(codebook.codes(), key=lambda own: own[1].retired):
            if code.key:
                keyed.setdefault(code.key.upper(), code)
        named = {
            key: (code.id, code.name) if not code.retired else ("", fate_words(codebook, code))
            for key, code in keyed.items()
        }
        if named == self._keyed:
            return
        self._keyed = named
        for old in self._code_actions:
            self._window.removeAction(old)
            old.deleteLater()
        self._code_actions = []
        for key, (code_id, name) in named.items():
            if not code_id:
                self._add_gone(name, key)
                continue
            self._add_code(code_id, name, key, adds=False)
            self._add_code(code_id, name, f"Shift+{key}", adds=True)

    def renew_keys(self) -> None:
        """Takes the keys in force."""
        for each in ACTIONS:
            if each.id not in FIXED_IDS:
                self._actions[each.id].setShortcuts(_sequences(each.id))

    def _add(self, each: Action) -> None:
        made = QAction(each.text, self._window)
        made.setObjectName(each.id)
        made.triggered.connect(lambda: self.run(each.id))
        self._actions[each.id] = made
        if each.id == "rate":
            for key in each.keys:
                self._add_digit(key)
        elif each.when != "text":  # those keys are the column's own
            made.setShortcuts(_sequences(each.id))
            self._window.addAction(made)
        else:
            made.setText(f"{each.text}\t{each.keys[0]}")

    def _add_digit(self, key: str) -> None:
        made = QAction(self._window)
        made.setShortcut(QKeySequence(key))
        made.triggered.connect(lambda: self._press_digit(int(key)))
        self._window.addAction(made)

    def _press_digit(self, digit: int) -> None:
        if self.only_read:
            self.unfit.emit(self.only_read)
        elif self._fits(action("rate")):
            self.rate_pressed.emit(digit)
        else:
            self._say_unfit("moment")

    def _add_code(self, code_id: str, name: str, key: str, *, adds: bool) -> None:
        made = QAction(name, self._window)
        made.setShortcut(QKeySequence(key))
        made.triggered.connect(lambda: self._press_code(code_id, adds=adds))
        self._window.addAction(made)
        self._code_actions.append(made)

    def _press_code(self, code_id: Id, *, adds: bool) -> None:
        if self.only_read:
            self.unfit.emit(self.only_read)
        else:
            self.code_pressed.emit(code_id, adds)

    def _add_gone(self, fate: str, key: str) -> None:
        made = QAction(self._window)
        made.setShortcut(QKeySequence(key))
        made.triggered.connect(lambda: self.unfit.emit(f"{fate}: the letter {key} codes nothing."))
        self._window.addAction(made)
        self._code_actions.append(made)

    def _enable(self) -> None:
        """Greys out in a menu what does not fit now; the tip says why nothing is written."""
        for each in ACTIONS:
            why = self.only_read if each.id in WRITING else ""
            self._actions[each.id].setEnabled(self._fits(each) and not why)
            self._actions[each.id].setToolTip(plain_tip(why))

    def _enable_all(self) -> None:
        """Keys are never greyed out: they say why they do nothing."""
        for made in self._actions.values():
            made.setEnabled(True)

    def _dress(self) -> None:
        for each in ACTIONS:
            self._actions[each.id].setIcon(icon(self._look, each.icon))


def _sequences(action_id: str) -> list[QKeySequence]:
    return [QKeySequence(key) for key in in_force().keys(action_id)]
