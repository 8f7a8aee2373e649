"""The frame of all dialogs: a head, labelled rows, one line for what is wrong, two buttons."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.room import room_for
from annotator.ui.stylesheet import Dress
from annotator.ui.theme import Look
from annotator.ui.words import Words

Check = Callable[[], str]
WRITTEN_IN = (QLineEdit, QPlainTextEdit)
GO_ON = ("Ctrl+Return", "Ctrl+Enter")


class Sheet(QDialog):
    """A dialog of rows.

    Args:
        look: the look in force.
        parent: the window.
        title: what is asked.
        go: the text of the button that does it; empty for a sheet that only tells.
        check: says what is wrong with the answers, empty when all is well.
    """

    def __init__(
        self, look: Look, parent: QWidget | None, title: str, go: str, check: Check | None = None
    ) -> None:
        super().__init__(parent)
        self.look = look
        Dress(look, self)
        self._check = check
        self.setWindowTitle(title)
        self.setModal(True)
        inside = QWidget()
        inside.setProperty("ground", "panel")
        self.rows = QVBoxLayout(inside)
        self.rows.setContentsMargins(24, 20, 24, 12)
        self.rows.setSpacing(8)
        self.rows.addWidget(Words(look, title, "title"))
        self.rows.addSpacing(4)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setProperty("ground", "panel")
        self._area, self._inside = area, inside
        self._problem = Words(look, "", wrap=True)
        self._problem.setObjectName("problem")
        self._problem.setStyleSheet(f"color: {look.theme.bad};")
        self._problem.hide()
        self.no = QPushButton("Cancel" if go else "Close")
        self.no.clicked.connect(self.reject)
        self.yes = QPushButton(go)
        self.yes.setProperty("main", True)
        self.yes.setDefault(True)
        self.yes.clicked.connect(self.try_to_accept)
        if not go:  # shown before it has a parent it would be a window for a moment
            self.yes.hide()
        self.yes.setAccessibleName(go or "Go on")
        for key in GO_ON if go else ():  # Return alone begins a line in a field of several
            QShortcut(QKeySequence(key), self, self.try_to_accept)
        foot = self._below = QHBoxLayout()
        foot.setContentsMargins(24, 4, 24, 18)
        foot.addWidget(self._problem, 1)
        foot.addStretch(0)
        foot.addWidget(self.no)
        foot.addWidget(self.yes)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area, 1)
        column.addLayout(foot)

    def ask(self, width: int = 460) -> bool:
        """Shows it and waits; whether a person said yes."""
        self.fit(width)
        agreed = self.exec() == QDialog.DialogCode.Accepted
        self.deleteLater()  # at a known time, not whenever Python's collector finds it
        return agreed

    def fit(self, width: int) -> None:
        """Takes the size of its rows, as far as the screen has room."""
        if not any(self.rows.stretch(at) for at in range(self.rows.count())):
            self.rows.addStretch(1)  # else it would take half the room of a row that grows
        self._order()
        room = room_for(self.parentWidget() or self)
        wide = min(self.look.px(width), room.width() - 40)
        self._inside.setMinimumWidth(0)
        height = self.rows.heightForWidth(wide) if self.rows.hasHeightForWidth() else -1
        height = max(height, self.rows.sizeHint().height())
        foot = self.yes.sizeHint().height() + 22
        foot = max(foot, self._below.heightForWidth(wide))  # a problem may have several lines
        self.resize(wide, min(height + foot + 26, room.height() - 60))

    def _order(self) -> None:
        """Tab goes down the rows, then to the buttons; the first row has the keys.

        Of several rows of which one is chosen that one has them: Space there changes nothing.
        Who has typed an answer comes to the button that takes it first; who is only asked, to the
        one that leaves all as it is.
        """
        rows = [
            each
            for each in self._inside.findChildren(QWidget)
            if each.focusPolicy() & Qt.FocusPolicy.TabFocus
            and each.focusProxy() is None
            and each.window() is self  # the list of a combo box is a window of its own
        ]
        writes = any(isinstance(each, WRITTEN_IN) and not each.isReadOnly() for each in rows)
        order = [*rows, *((self.yes, self.no) if writes else (self.no, self.yes))]
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)
        if self.focusWidget() not in rows:
            _chosen_beside(order[0]).setFocus(Qt.FocusReason.TabFocusReason)

    def row(self, name: str, widget: QWidget | QLayout, hint: str = "") -> None:
        """Adds a labelled row, with a line of explanation under it."""
        label = QLabel(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        self.rows.addWidget(label)
        if isinstance(widget, QWidget):
            label.setBuddy(widget)
            if not widget.accessibleName():
                widget.setAccessibleName(name)
            self.rows.addWidget(widget)
        else:
            self.rows.addLayout(widget)
        if hint:
            self.rows.addWidget(Words(self.look, hint, "small", wrap=True))
        self.rows.addSpacing(4)

    def tell(self, text: str) -> Words:
        """Adds a paragraph."""
        words = Words(self.look, text, "mute", wrap=True)
        self.rows.addWidget(words)
        return words

    def show_problem(self, sentence: str) -> None:
        """Says what is wrong, beside the buttons."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    def problem(self) -> str:
        """What is said to be wrong."""
        return self._problem.text()

    def try_to_accept(self) -> None:
        """Goes on where the answers are sound."""
        sentence = self._check() if self._check is not None else ""
        self.show_problem(sentence)
        if not sentence:
            self.accept()


def _chosen_beside(widget: QWidget) -> QWidget:
    """Of a radio button's group the one that is chosen; else the widget itself."""
    parent = widget.parentWidget()
    if not isinstance(widget, QRadioButton) or parent is None:
        return widget
    beside = parent.findChildren(QRadioButton, options=Qt.FindChildOption.FindDirectChildrenOnly)
    own = (each for each in beside if each.isChecked() and each.group() == widget.group())
    return next(own, widget)


def secret_field(name: str) -> QLineEdit:
    """A field for a passphrase."""
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setAccessibleName(name)
    return field
