"""Goes through the pairings that are suggested in a session: each is accepted or passed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QPushButton,
    QWidget,
)

from annotator.domain.ids import Id
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.pairing_table_paint import paint_rows
from annotator.ui.row_table import RowTable, heighten
from annotator.ui.suggestions_model import COLUMNS, SuggestedRow, SuggestionsModel
from annotator.ui.theme import Look
from annotator.ui.words import Words

_ROWS = 5
_WIDTHS = {"Why": 132, "Answer": 120}
_PASSES = (Qt.Key.Key_X, Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionAnswers:
    """What a person answered.

    Attributes:
        accepted: the therapist's moment, the patient's, and the relation.
        passed: couples that shall not be offered again.
    """

    accepted: tuple[tuple[Id, Id, str], ...] = ()
    passed: tuple[tuple[Id, Id], ...] = ()


class SuggestedPairingsSheet(Sheet):
    """The couples, best first; nothing is paired that was not accepted.

    Args:
        look: the look in force.
        parent: the window.
        rows: what is suggested.
        relations: to accept with, by the digits from 1.
    """

    def __init__(
        self,
        look: Look,
        parent: QWidget | None,
        rows: Sequence[SuggestedRow],
        relations: Sequence[str],
    ) -> None:
        super().__init__(look, parent, "Suggested pairings", "Pair those accepted", self._wrong)
        self._relations = tuple(relations)
        self._warned = False  # of answers that giving up would drop
        self.model = SuggestionsModel(rows, self)
        self.table = SuggestionsTable(look, self.model)
        self.said = Words(look, "", "mute", wrap=True)
        keys = ", ".join(f"{n} {name}" for n, name in enumerate(self._relations[:9], start=1))
        self.tell(f"Accept the row in hand: {keys}. X passes it, 0 takes the answer back.")
        self.rows.addWidget(self.table, 100)
        self.rows.addLayout(self._buttons())
        self.rows.addWidget(self.said)
        self.table.digit_pressed.connect(self._press_digit)
        self.table.passed.connect(self._pass)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._take(0)

    def choice(self) -> SuggestionAnswers:
        """The answers."""
        return SuggestionAnswers(
            accepted=tuple((*key, name) for key, name in self.model.accepted.items()),
            passed=tuple(sorted(self.model.passed)),
        )

    def reject(self) -> None:
        """Gives up; of answers that are not made yet it tells first, and goes when asked again."""
        unmade = self._unmade()
        if unmade and not self._warned:
            self._warned = True
            self.show_problem(unmade)
        else:
            super().reject()

    def fit(self, width: int) -> None:
        """As high as some rows, where the screen has room."""
        super().fit(width)
        for column, name in enumerate(COLUMNS):
            if name in _WIDTHS:  # large text on a small screen: the passages need their room
                narrow = min(self.look.px(_WIDTHS[name]), self.width() // 5)
                self.table.setColumnWidth(column, narrow)
        heighten(self, self.look, self.table, _ROWS)

    def _buttons(self) -> QHBoxLayout:
        """The same for the mouse."""
        row = QHBoxLayout()
        for number, name in enumerate(self._relations[:9], start=1):
            button = QPushButton(f"{name[:1].upper()}{name[1:]}")
            button.setAccessibleName(f"Accept as {name}")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, digit=number: self._press_digit(digit))
            row.addWidget(button)
        passing = QPushButton("Pass")
        passing.setAutoDefault(False)
        passing.setAccessibleName("Pass the suggestion in hand")
        passing.clicked.connect(self._pass)
        row.addStretch(1)
        row.addWidget(passing)
        return row

    def _press_digit(self, digit: int) -> None:
        place = self.table.currentIndex().row()
        if place < 0 or digit > len(self._relations):
            return
        if digit == 0:
            key = self.model.row(place).key
            self.model.reopen(place)
            self._take_row(key)
            return
        key = self.model.row(place).key
        self.model.accept(place, self._relations[digit - 1])
        self._take_row(key, step=1)

    def _pass(self) -> None:
        place = self.table.currentIndex().row()
        if place >= 0:
            self.model.pass_on(place)
            self._take(place)

    def _take_row(self, key: tuple[Id, Id], step: int = 0) -> None:
        """Puts the keys on a couple, or on the one after it."""
        keys = [self.model.row(place).key for place in range(self.model.rowCount())]
        self._take(keys.index(key) + step if key in keys else 0)

    def _take(self, place: int) -> None:
        count = self.model.rowCount()
        if count:
            self.table.setCurrentIndex(self.model.index(min(place, count - 1), 0))
        accepted, passed = len(self.model.accepted), len(self.model.passed)
        waiting = count - accepted
        self.said.setText(f"{accepted} accepted, {passed} passed, {waiting} without an answer.")
        self._warned = False
        self.show_problem("")

    def _unmade(self) -> str:
        """What giving up would drop; empty where nothing is answered."""
        count = len(self.model.accepted) + len(self.model.passed)
        if not count:
            return ""
        them = "1 answer is" if count == 1 else f"{count} answers are"
        it = "it" if count == 1 else "them"
        return f"{them} not made yet: Return makes {it}, Esc again drops {it}."

    def _wrong(self) -> str:
        self._warned = False
        if self.model.accepted or self.model.passed:
            return ""
        return "Nothing is accepted yet: a digit accepts the row in hand."


class SuggestionsTable(RowTable):
    """The table: digits accept, X passes.

    Signals:
        digit_pressed: 0 to 9.
        passed: the row in hand shall be passed.
    """

    digit_pressed = Signal(int)
    passed = Signal()

    def __init__(self, look: Look, model: SuggestionsModel) -> None:
        grows = [name for name in COLUMNS if name not in _WIDTHS]
        super().__init__(look, model, "Suggested pairings", grows=grows, widths=_WIDTHS)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMinimumHeight(look.px(60) + 2 * paint_rows(look, self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answers the row in hand."""
        digit = event.key() - Qt.Key.Key_0
        if 0 <= digit <= 9:
            self.digit_pressed.emit(digit)
        elif event.key() in _PASSES:
            self.passed.emit()
        else:
            super().keyPressEvent(event)


def ask_suggested_pairings(
    look: Look, parent: QWidget | None, rows: Sequence[SuggestedRow], relations: Sequence[str]
) -> SuggestionAnswers | None:
    """The answers, None when a person gives up."""
    sheet = SuggestedPairingsSheet(look, parent, rows, relations)
    return sheet.choice() if sheet.ask(960) else None
