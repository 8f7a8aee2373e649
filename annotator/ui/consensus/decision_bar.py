"""The bar under the columns: what each coder has, the choices, the reason, what was decided."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from annotator.app.actions import key_of
from annotator.domain.view import StudyView
from annotator.ui.consensus.entries import Entry
from annotator.ui.consensus.held import Held
from annotator.ui.flow import Flow
from annotator.ui.theme import Look
from annotator.ui.tips import grey, plain_tip, show_key_beside
from annotator.ui.words import Words


class DecisionBar(QFrame):
    """All there is to do about one disagreement.

    Signals:
        taken: the number of a coder, from 1; 0 for all.
        new_asked, left_out, taken_back, text_asked: the other choices.
        escaped: a person is finished with the reason.
    """

    taken = Signal(int)
    new_asked = Signal()
    left_out = Signal()
    taken_back = Signal()
    text_asked = Signal()
    escaped = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setProperty("ground", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.held = Held(look)
        self.hint = Words(look, "", wrap=True)
        self.reason = _Reason()
        self.reason.left.connect(self.escaped)
        self.reason.textEdited.connect(lambda _text: self.say(""))
        self.new = _button("New", "", "Make a new moment")
        self.leave_out = _button("Leave out", "")
        self.open = _button("Open in text", "↵")
        self.back = _button("Take the decision back", "")
        show_key_beside(self.new, "New", "mark")
        show_key_beside(self.leave_out, "Leave out", "delete")
        self.new.clicked.connect(self.new_asked)
        self.leave_out.clicked.connect(self.left_out)
        self.open.clicked.connect(self.text_asked)
        self.back.clicked.connect(self.taken_back)
        self._takes: list[QPushButton] = []
        self._only_read = ""
        self._flow = Flow(gap=look.px(8))
        self._lay_out()
        look.changed.connect(self._dress)
        self._dress()

    def _lay_out(self) -> None:
        px = self._look.px
        reason = QHBoxLayout()
        reason.setSpacing(px(8))
        label = Words(self._look, "Reason", "mute")
        label.setBuddy(self.reason)
        reason.addWidget(label)
        reason.addWidget(self.reason, 1)
        buttons = QWidget()
        buttons.setLayout(self._flow)
        for button in (self.new, self.leave_out, self.open, self.back):
            self._flow.addWidget(button)
        below = QVBoxLayout()
        below.setContentsMargins(px(16), 0, px(16), 0)
        below.setSpacing(px(8))
        below.addLayout(reason)
        below.addWidget(self.hint)
        below.addWidget(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(10), 0, px(12))
        column.setSpacing(px(8))
        column.addWidget(self.held)
        column.addLayout(below)

    # What is shown ------------------------------------------------------------------------

    def show_entry(self, view: StudyView, entry: Entry, names: Sequence[str]) -> None:
        """Shows a disagreement.

        Args:
            view: the study.
            entry: the disagreement.
            names: of all compared coders, in the order of their numbers.
        """
        self.held.show_entry(view, entry)
        self._show_takes(entry, names)
        for button in (self.new, self.leave_out):
            button.setVisible(not entry.is_left_over)
        self.back.setVisible(entry.decision is not None)

    def start_over(self, reason: str) -> None:
        """Another disagreement: what is written about the one before does not belong to it."""
        self.reason.setText(reason)
        self.say("")

    def show_only_read(self, why: str) -> None:
        """Greys out what decides, with the reason; the passage can be opened in the text."""
        self._only_read = why
        grey(why, *self._takes, self.new, self.leave_out, self.back)
        self.reason.setReadOnly(bool(why))
        self.reason.setToolTip(plain_tip(why))
        self._dress()

    def say(self, sentence: str) -> None:
        """Says what is missing; nothing where the sentence is empty."""
        self.hint.setText(sentence)
        self.hint.setVisible(bool(sentence))

    def take_button(self, number: int) -> QPushButton | None:
        """The button that takes a coder's moment, or with 0 all; None where there is none."""
        return next((each for each in self._takes if each.property("number") == number), None)

    def _show_takes(self, entry: Entry, names: Sequence[str]) -> None:
        """A button for each coder who has a moment here, and one for all of them."""
        own = [name for name, _ in entry.episode.moments]
        wanted = [(f"Take {name}", names.index(name) + 1) for name in own]
        if len(own) > 1:
            wanted.append(("Take both" if len(own) == 2 else "Take all", 0))
        if wanted == [(each.accessibleName(), each.property("number")) for each in self._takes]:
            return
        held = next((each.property("number") for each in self._takes if each.hasFocus()), None)
        for button in self._takes:
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._takes = [self._take(text, number) for text, number in wanted]
        others = (self.new, self.leave_out, self.open, self.back)
        for other in others:
            self._flow.removeWidget(other)
        for button in (*self._takes, *others):
            self._flow.addWidget(button)
        self._order()
        if held is not None:
            (self.take_button(held) or self.new).setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, text: str, number: int) -> QPushButton:
        button = _button(text, str(number) if number < 10 else "")
        button.setProperty("number", number)
        button.clicked.connect(lambda: self.taken.emit(number))
        grey(self._only_read, button)
        button.setParent(self._flow.parentWidget())
        button.show()
        return button

    def _order(self) -> None:
        """Tab goes along the buttons as they stand."""
        before: QWidget = self.reason
        for button in (*self._takes, self.new, self.leave_out, self.open, self.back):
            QWidget.setTabOrder(before, button)
            before = button

    def _dress(self) -> None:
        key = "" if self._only_read else f"   {key_of('memo')}"
        self.reason.setPlaceholderText(f"Why, for the record{key}")
        self.hint.setStyleSheet(f"color: {self._look.theme.bad};")


class _Reason(QLineEdit):
    """Why it is decided so; Escape and Return leave it.

    Signals:
        left: a person is finished here.
    """

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Reason")
        self.setPlaceholderText("Why, for the record")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return and Escape go back to the queue."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _button(text: str, key: str, name: str = "") -> QPushButton:
    """A button that shows its key."""
    button = QPushButton(f"{text}   {key}" if key else text)
    button.setAccessibleName(name or text)
    button.setAutoDefault(True)  # so that Return presses it
    return button
