"""The search pane beside the text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QToolButton, QVBoxLayout

from annotator.app.verbs.search_listing import summary_text
from annotator.app.verbs.searching import Found, Passage
from annotator.ui.finding.results import ResultsModel, TimeOf
from annotator.ui.finding.results_list import ResultsList
from annotator.ui.icons import icon
from annotator.ui.theme import Look
from annotator.ui.tips import grey
from annotator.ui.transcript import keys
from annotator.ui.words import Words

TYPED_MS = 90
WIDTH = 320
HINT = (
    "Words that all stand in one turn or memo · “a phrase” in quotes · begin* · OR · -not · "
    "/regular expression/ · memo:word · code:name · in:patient · in:D07. Case and accents do "
    "not count; a blank ends the word that you type."
)
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 6,
    Qt.Key.Key_PageUp: -6,
}


class SearchPane(QFrame):
    """A field, what was found, and what can be done with it. It searches nothing itself.

    Args:
        look: the look in force.

    Signals:
        asked: what is typed, and whether somebody is still at it.
        opened: row of a line that is to be shown.
        code_asked: the ticked passages are to be coded.
        shut: it was put away.
    """

    asked = Signal(str, bool)
    opened = Signal(int)
    code_asked = Signal()
    shut = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._time_of: TimeOf = lambda _passage: ""
        self._is_old = False  # what is shown was found for something else than stands in the field
        self._only_read = ""  # why nothing is coded
        self.setProperty("ground", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Search")
        self.results = ResultsModel(lambda passage: self._time_of(passage), self)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search text and memos")
        self.field.setAccessibleName("Search text, memos and codes")
        self.field.installEventFilter(self)
        self.close_button = QToolButton()
        self.close_button.setProperty("bare", True)
        self.close_button.setAccessibleName("Put the search away")
        self.close_button.setToolTip("Put the search away (Esc)")
        self.close_button.clicked.connect(self.put_away)
        self.summary = Words(look, "", "small", wrap=True)
        self.hint = Words(look, HINT, "small", wrap=True)
        self.list = ResultsList(look, self.results)
        self.list.installEventFilter(self)
        self.list.opened.connect(self.opened)
        self._why_fewer = Words(look, "", "small", wrap=True)
        self._why_fewer.hide()
        self.all = QPushButton("Untick all")
        self.code = QPushButton("Code ticked as…")
        self.code.setProperty("main", True)
        self.all.clicked.connect(self._tick_all)
        self.code.clicked.connect(lambda: self.code_asked.emit())
        self.results.dataChanged.connect(lambda *_: self._say_ticks())
        self.results.modelReset.connect(self._say_ticks)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPED_MS)
        self._typed.timeout.connect(lambda: self.asked.emit(self.field.text(), True))
        self.field.textChanged.connect(self._follow_typing)
        self._lay_out()
        look.changed.connect(self._dress)
        self._dress()
        self.hide()

    def open(self) -> None:
        """Shows it, with what was sought before ready to be overwritten."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._say_ticks()

    def put_away(self) -> None:
        """Hides it."""
        if self.isVisible():
            self.hide()
            self.shut.emit()

    def seek(self, asked: str) -> None:
        """Searches for something at once."""
        self.field.setText(asked)
        self._typed.stop()
        self.asked.emit(asked, False)

    def show_found(self, found: Found, time_of: TimeOf, *, goes_on: bool = False) -> None:
        """Shows what was found; the line in hand stays as far as it is found again."""
        self._time_of = time_of
        self._is_old = False
        here = self.results.line(self.list.currentIndex().row())
        self.results.show_found(found)
        row = self.results.row_of(here) if isinstance(here, Passage) else -1
        self.list.go(row if row >= 0 else self.results.first())
        asked = bool(self.field.text().strip())
        text = summary_text(found) if asked else ""
        if goes_on:
            text = f"{len(found.passages)} passages so far …"
        self.summary.setText(text)
        self._show_hint(shown=not asked or not self.results.rowCount())
        self._say_ticks()

    def show_why_not(self, sentence: str) -> None:
        """Says why nothing is found."""
        self._is_old = False
        self.results.show_found(Found())
        self.summary.setText(sentence)
        self._show_hint(shown=True)

    def show_old(self) -> None:
        """What is shown was found for something else: it is not to be coded."""
        self._is_old = True
        self._say_ticks()

    def show_only_read(self, why: str) -> None:
        """Greys the coding out, with the reason; nothing is greyed without one."""
        self._only_read = why
        grey(why, self.code)
        self._say_ticks()

    def why_fewer(self) -> str:
        """Why fewer are coded than were found; empty where all are."""
        return "" if self._why_fewer.isHidden() else self._why_fewer.text()

    def forget(self) -> None:
        """Holds nothing of what was found."""
        self._typed.stop()
        self._is_old = False
        self._time_of = lambda _passage: ""
        self.results.forget()
        self.summary.setText("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the field Up, Down, Return and copying act on the list; Escape puts the pane away.

        Words that are selected in the field are copied themselves.
        """
        if not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        key = Qt.Key(event.key())
        if event.type() == QEvent.Type.ShortcutOverride and key == Qt.Key.Key_Escape:
            event.accept()
            return True
        if event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if key == Qt.Key.Key_Escape:
            self.put_away()
        elif watched is self.field and keys.is_copy(event) and not self.field.hasSelectedText():
            self.list.copy_asked.emit(keys.act_of(event) == "copy_plain")
        elif watched is self.field and key in _STEPS and not event.modifiers():
            self.list.step(_STEPS[key])
        elif watched is self.field and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._press_return()
        else:
            return super().eventFilter(watched, event)
        return True

    def sizeHint(self) -> QSize:
        """The width of the design."""
        return QSize(self._look.px(WIDTH), 400)

    def minimumSizeHint(self) -> QSize:
        """Wide enough for its buttons."""
        row = self.all.sizeHint().width() + self.code.sizeHint().width() + self._look.px(36)
        return QSize(row, self._look.px(160))

    def _show_hint(self, *, shown: bool) -> None:
        """What can be typed stands where the list would; without anything found it is all."""
        self.hint.setVisible(shown)
        self.list.setVisible(not shown or self.results.rowCount() > 0)

    def _press_return(self) -> None:
        if self._typed.isActive():  # what is typed has not been sought yet
            self._typed.stop()
            self.asked.emit(self.field.text(), True)
            self.opened.emit(-1)
        else:
            self.opened.emit(self.list.currentIndex().row())

    def _follow_typing(self) -> None:
        self._typed.start()
        self.show_old()

    def _tick_all(self) -> None:
        self.results.tick_all(not self.results.ticked())

    def _say_ticks(self) -> None:
        ticked = len(self.results.ticked())
        self.all.setText("Untick all" if ticked else "Tick all")
        self.all.setEnabled(self.results.rowCount() > 0)
        self.code.setEnabled(ticked > 0 and not self._is_old and not self._only_read)
        self.code.setText(f"Code {ticked:,} as…" if ticked else "Code ticked as…")
        left_out = self.results.left_out()
        told = f". Left out: {left_out}" if left_out and ticked else ""
        self.code.setAccessibleName(f"Code the {ticked} ticked passages{told}")
        if not self._only_read:
            self.code.setToolTip(f"Left out: {left_out}." if told else "")
        self._why_fewer.setText(f"Not coded: {left_out}." if told else "")
        self._why_fewer.setVisible(bool(told) and not self._only_read)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.field, 1)
        head.addWidget(self.close_button)
        foot = QHBoxLayout()
        foot.addWidget(self.all)
        foot.addStretch(1)
        foot.addWidget(self.code)
        column = self._column = QVBoxLayout(self)
        column.addLayout(head)
        column.addWidget(self.summary)
        column.addWidget(self.hint)
        column.addWidget(self.list, 100)
        column.addStretch(1)  # for the foot, while there is no list
        column.addWidget(self._why_fewer)
        column.addLayout(foot)

    def _dress(self) -> None:
        px, edge = self._look.px, self._look.px(14)
        self._column.setContentsMargins(px(10), px(10), px(10), px(10))
        self._column.setSpacing(px(6))
        self.close_button.setIconSize(QSize(edge, edge))
        self.close_button.setIcon(icon(self._look, "x", "ink"))
        self.updateGeometry()
