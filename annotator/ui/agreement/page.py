"""The agreement tab: numbers at the left, the passages behind them at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from annotator.app.qt.live_overview import Computed
from annotator.domain.view import StudyView
from annotator.ui.advice import in_window
from annotator.ui.agreement.asked_passages import AskedPassages
from annotator.ui.agreement.numbers_area import NumbersArea, basis_sentence
from annotator.ui.agreement.passages_panel import PassagesPanel
from annotator.ui.theme import Look
from annotator.ui.words import Words


class AgreementPage(QWidget):
    """Shows what was computed, or why there is nothing to show. It computes nothing itself."""

    text_asked = Signal(str, int, int)
    settling_asked = Signal(object)
    meanings_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName("Agreement")
        self.numbers = NumbersArea(look)
        self.passages = PassagesPanel(look)
        self._why = Words(look, "", "mute", wrap=True)
        self._why.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._state = Words(look, "", "small", wrap=True)
        nothing = QWidget()
        inside = QVBoxLayout(nothing)
        inside.addStretch(1)
        inside.addWidget(self._why)
        inside.addStretch(2)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.numbers, 1)
        column.addWidget(self._state)
        self._across = QSplitter(Qt.Orientation.Horizontal)
        self._across.setHandleWidth(1)
        self._across.setChildrenCollapsible(False)
        self._across.addWidget(left)
        self._across.addWidget(self.passages)
        self._across.setStretchFactor(0, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(nothing)
        self._stack.addWidget(self._across)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self.numbers.asked.connect(self._ask)
        self.numbers.basis.meanings.clicked.connect(self.meanings_asked)
        self.passages.text_asked.connect(self.text_asked)
        self.passages.settling_asked.connect(self.settling_asked)
        self._basis: str | None = None  # the judged set that was asked about, "" for passages
        self._moved = False  # a person has given the parts their widths
        self._across.splitterMoved.connect(self._keep_widths)
        look.changed.connect(self._place)
        self._place()

    def show_why_not(self, sentence: str) -> None:
        """Says why there is nothing to see."""
        self._why.setText(in_window(sentence))
        self._stack.setCurrentIndex(0)

    def show_computed(self, view: StudyView, computed: Computed) -> None:
        """Shows an overview, or why there is none."""
        overview = computed.overview
        if overview is None:
            self.passages.show_overview(view, None)
            self.show_why_not(computed.why_not)
            return
        waited = self.hasFocus()  # there was nothing yet that could take the keys
        self._stack.setCurrentIndex(1)
        self.numbers.show_overview(view, overview)
        self.passages.show_overview(view, overview)
        opens = "" if overview.compared.is_judged else " · every number opens its passages"
        self._state.setText(
            f"Up to date: {basis_sentence(overview)} · computed in {computed.seconds:.2f} s{opens}"
        )
        basis = overview.compared.code_set.id if overview.compared.is_judged else ""
        if basis != self._basis and overview.headline:  # what was asked is of other numbers
            self._basis = basis
            name = overview.headline[0].coefficient
            self.passages.ask(AskedPassages(title="All passages", coefficient=name))
        if waited:
            self.passages.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_busy(self, busy: bool) -> None:
        """Says that newer numbers are on their way."""
        if busy and self._stack.currentIndex() == 0:
            self._why.setText("Comparing…")
        elif busy:
            self._state.setText("Comparing…")

    def why_not(self) -> str:
        """What is said where there is nothing to see; empty where there is."""
        return self._why.text() if self._stack.currentIndex() == 0 else ""

    def state(self) -> str:
        """How fresh the numbers are."""
        return self._state.text()

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [pane for pane in (*self.numbers.panes(), self.passages.list) if pane.isVisible()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The parts share another width."""
        super().resizeEvent(event)
        self._place_across()

    def _ask(self, asked: AskedPassages) -> None:
        self.passages.ask(asked)

    def _place(self) -> None:
        px = self._look.px
        self._state.setContentsMargins(px(20), px(3), px(16), px(4))
        self._place_across()

    def _place_across(self) -> None:
        """The passages as in the design, but no more than two fifths."""
        if not self._moved:
            right = min(self._look.px(400), self.width() * 2 // 5)
            self._across.setSizes([max(self.width() - right, 1), right])

    def _keep_widths(self) -> None:
        self._moved = True
