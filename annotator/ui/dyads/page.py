"""The dyads tab: numbers and pictures at the left, the sessions at the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.app.qt.live_analysis import Answer
from annotator.app.verbs.dyad_analysis import Analysed
from annotator.domain.ids import Id
from annotator.ui.advice import in_window
from annotator.ui.agreement.card import Card
from annotator.ui.dyads.analysis_bar import DRAWN
from annotator.ui.dyads.headline import DyadHeadline
from annotator.ui.dyads.pictures import Pictures
from annotator.ui.dyads.result_table import ResultTable
from annotator.ui.dyads.session_list import SessionList
from annotator.ui.dyads.telling import page_of
from annotator.ui.figures import counted
from annotator.ui.theme import Look
from annotator.ui.words import Words

WIDE_FROM, MEDIUM_FROM = 860, 560  # at 100 %: from here on cards stand side by side
_MOST_LINES = 12
_IN_WINDOW = "--coder names another"


class DyadsPage(QWidget):
    """Shows an analysis, or why there is none. It computes nothing itself.

    Signals:
        session_asked: id of a session whose text a person wants to see.
        moment_asked: id of a moment, likewise.
        session_chosen: id of the session in hand.
        code_chosen: the name of a code whose pictures are wanted, None for any.
        meanings_asked: the button that explains the numbers was pressed.
    """

    session_asked = Signal(str)
    moment_asked = Signal(str)
    session_chosen = Signal(str)
    code_chosen = Signal(object)
    meanings_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("dyads")
        self.setAccessibleName("Dyads")
        self.numbers = NumbersArea(look)
        self.sessions = SessionList(look)
        self._why = Words(look, "", "mute", wrap=True)
        self._why.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._state = Words(look, "", "small", wrap=True)
        self._left = _column(self.numbers, self._state)
        self._nothing = _column(self._why)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self._left)
        self._beside = QWidget()
        self._beside.setProperty("ground", "panel")
        self._beside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._head = Words(look, "SESSIONS", "heading")
        self._hint = Words(look, "Return opens the text", "small", wrap=True)
        self._aside = QVBoxLayout(self._beside)
        for part in (self._head, self.sessions, self._hint):
            self._aside.addWidget(part)
        self._across = QSplitter(Qt.Orientation.Horizontal)
        self._across.setHandleWidth(1)
        self._across.setChildrenCollapsible(False)
        self._across.addWidget(self._stack)
        self._across.addWidget(self._beside)
        self._across.setStretchFactor(0, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._across)
        self.sessions.opened.connect(self.session_asked)
        self.sessions.chosen.connect(self.session_chosen)
        self.numbers.table.code_chosen.connect(self.code_chosen)
        self.numbers.meanings.clicked.connect(self.meanings_asked)
        self.numbers.pictures.timeline.chart.opened.connect(
            lambda key: self.moment_asked.emit(str(key))
        )
        self._moved = False  # a person has given the parts their widths
        self._across.splitterMoved.connect(self._keep_widths)
        look.changed.connect(self._place)
        self._place()

    def show_answer(self, answer: Answer) -> None:
        """Shows an analysis, or why there is none."""
        found = answer.analysed
        if found is None:
            self.show_why_not(answer.why_not)
            return
        waited = self.hasFocus()  # there was nothing yet that could take the keys
        codes = {code.name: code.colour for _, code in answer.view.codebook.codes()}
        self._stack.setCurrentIndex(1)
        self._beside.show()
        self.numbers.show_analysed(found, codes)
        self.sessions.show_rows(found.sessions, here_of(found))
        self._state.setText(_state_text(answer, found))
        if waited:
            self.numbers.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_why_not(self, sentence: str) -> None:
        """Says why there is nothing to see."""
        self._why.setText(in_window(sentence))
        self._stack.setCurrentIndex(0)
        self._beside.hide()

    def show_busy(self, busy: bool) -> None:
        """Says that newer numbers are on their way."""
        if busy and self._stack.currentIndex() == 0:
            self._why.setText("Computing…")
        elif busy:
            self._state.setText("Computing…")

    def why_not(self) -> str:
        """What is said where there is nothing to see; empty where there is."""
        return self._why.text() if self._stack.currentIndex() == 0 else ""

    def state(self) -> str:
        """How fresh the numbers are."""
        return self._state.text()

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        charts: list[QWidget] = [card.chart for card in self.numbers.pictures.cards()]
        order: list[QWidget] = [self.numbers.table, *charts, self.sessions]
        return [pane for pane in order if pane.isVisible()] or [self]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The parts share another width."""
        super().resizeEvent(event)
        self._place_across()

    # Inside -----------------------------------------------------------------------------

    def _place(self) -> None:
        px = self._look.px
        self._aside.setContentsMargins(px(12), px(14), px(8), px(10))
        self._left.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
        self._state.setContentsMargins(px(18), px(4), px(18), px(4))
        self._nothing.layout().setContentsMargins(px(40), 0, px(40), 0)  # type: ignore[union-attr]
        self._place_across()

    def _place_across(self) -> None:
        if not self._moved:
            px, width = self._look.px, self.width()
            right = max(min(px(300), round(width * 0.28)), min(px(234), round(width * 0.45)))
            self._across.setSizes([max(1, self.width() - right), right])

    def _keep_widths(self) -> None:
        self._moved = True


class NumbersArea(QScrollArea):
    """Headline numbers, table, pictures, and what they rest on; it scrolls down."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setProperty("ground", "ground")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWidget(inside)
        self._grid = QGridLayout(inside)
        self.headlines = tuple(DyadHeadline(look) for _ in range(3))
        self.results = Card(look, "Results")
        self.table = ResultTable(look)
        self.results.column.addWidget(self.table)
        self.results.column.addStretch(1)
        self.pictures = Pictures(look)
        self.basis = Card(look, "What this rests on")
        self.meanings = QPushButton("What the numbers mean…")
        self.basis.add_to_head(self.meanings)
        self._left_head = Words(look, "Left out", "strong")
        self._left = Words(look, "", "mute", wrap=True)
        self._notes_head = Words(look, "To know", "strong")
        self._notes = Words(look, "", "mute", wrap=True)
        for part in (self._left_head, self._left, self._notes_head, self._notes):
            self.basis.column.addWidget(part)
        self._soon = QTimer(self)  # charts are as high as their width asks
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._fit_charts)
        look.changed.connect(self._place)
        self._place()

    def show_analysed(self, analysed: Analysed, colours: dict[str, str]) -> None:
        """Shows another analysis."""
        page = page_of(analysed.found)
        for place, card in enumerate(self.headlines):
            known = place < len(page.headlines)
            card.setVisible(known)
            if known:
                card.show_headline(page.headlines[place])
        self.results.show_title(page.table.title)
        self.results.setVisible(bool(page.table.rows))
        self.table.show_table(page.table, colours, analysed.asked.code)
        self.pictures.show_analysed(analysed, colours)
        _say(self._left_head, self._left, analysed.excluded)
        every = dict.fromkeys((*analysed.notes, *page.notes))
        own = [each.replace(_IN_WINDOW, "the bar names another") for each in every]
        _say(self._notes_head, self._notes, tuple(own))
        self._place()

    def left_out(self) -> str:
        """What was left out, as it is said."""
        return self._left.text()

    def notes(self) -> str:
        """What a reader must know, as it is said."""
        return self._notes.text()

    def minimumSizeHint(self) -> QSize:
        """Narrow: cards go below each other."""
        return QSize(self._look.px(320), self._look.px(160))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cards go below each other where the area is narrow; charts have their height at once."""
        super().resizeEvent(event)
        self._place()
        self._grid.activate()
        self._fit_charts()

    def _place(self) -> None:
        px, width = self._look.px, self.viewport().width()
        across = 3 if width >= px(WIDE_FROM) else 2 if width >= px(MEDIUM_FROM) else 1
        grid = self._grid
        grid.setContentsMargins(px(18), px(16), px(18), px(16))
        grid.setSpacing(px(12))
        while grid.takeAt(0) is not None:
            pass
        heads = [each for each in self.headlines if not each.isHidden()]
        across = min(across, max(len(heads), 1))
        for place, card in enumerate(heads):
            grid.addWidget(card, place // across, place % across)
        row = -(-len(heads) // across)
        hidden = [each for each in self.headlines if each.isHidden()]
        first = self.pictures.transitions  # its table is long: a row for each pair of codes
        others = [each for each in self.pictures.cards() if each is not first]
        below: list[QWidget] = [first, self.results, *others, self.basis, *hidden]
        for part in below:
            grid.addWidget(part, row, 0, 1, across)
            row += 1
        for column in range(3):
            grid.setColumnStretch(column, 1 if column < across else 0)
        grid.setRowStretch(row, 1)
        self._soon.start()

    def _fit_charts(self) -> None:
        for card in self.pictures.cards():
            if not card.isHidden():
                card.fit()


def here_of(found: Analysed) -> Id | None:
    """The session in hand: the one asked for, else the first that can be compared."""
    known = [each.session_id for each in found.sessions]
    if found.asked.session_id in known:
        return found.asked.session_id
    return next((each.session_id for each in found.sessions if not each.reason), None)


def _state_text(answer: Answer, found: Analysed) -> str:
    compared = [each for each in found.sessions if not each.reason]
    dyads = len({each.dyad for each in compared})
    question = found.asked.question
    seed = f", seed {question.seed}" if question.kind in DRAWN else ""
    return (
        f"Up to date: {counted(len(compared), 'session')} of {counted(dyads, 'dyad')}, work of "
        f"{found.layer.coder.name}{seed} · computed in "
        f"{answer.seconds:.2f} s"
    )


def _say(head: Words, words: Words, lines: tuple[str, ...]) -> None:
    shown = [f"{line[:1].upper()}{line[1:].rstrip('.')}." for line in lines[:_MOST_LINES]]
    more = len(lines) - _MOST_LINES
    words.setText("\n".join([*shown, *([f"… and {more} more."] if more > 0 else [])]))
    head.setVisible(bool(lines))
    words.setVisible(bool(lines))


def _column(*parts: QWidget) -> QWidget:
    """Parts below each other; a lone one stands in the middle."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setSpacing(0)
    if len(parts) == 1:
        column.addStretch(1)
    for part in parts:
        column.addWidget(part, 1 if len(parts) > 1 and part is parts[0] else 0)
    if len(parts) == 1:
        column.addStretch(2)
    return whole
