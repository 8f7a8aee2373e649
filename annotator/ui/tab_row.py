"""The tabs of the top bar; what has no room is folded into a pull-down."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from annotator.app.actions import tooltip
from annotator.ui.pill import Pill
from annotator.ui.segments import Choice, Segment, Segments
from annotator.ui.theme import Look

LEAST = 2
"""So many tabs stand side by side at least."""


class TabRow(QWidget):
    """Tabs side by side, and the others under `More`. The tab in hand is never folded.

    Signals:
        chosen: the tab that a person took.
    """

    chosen = Signal(object)

    def __init__(self, look: Look, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._look = look
        self._choices = {each.value: each for each in choices}
        self._offered = list(self._choices)
        self._shown = list(self._choices)
        self._width = 0
        self.segments = Segments("Tab", choices)
        self.more = Pill(look, has_menu=True)
        self.more.say("More", "Further tabs", "Further tabs")
        self.more.hide()
        self.segments.chosen.connect(self.chosen)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.segments)
        row.addWidget(self.more)

    @property
    def value(self) -> str | None:
        """The tab in hand."""
        return self.segments.value

    def button(self, value: str) -> Segment:
        """The button of a tab."""
        return self.segments.button(value)

    def show_value(self, value: str) -> None:
        """Shows a tab as in hand, without a signal."""
        self.segments.show_value(value)
        self._fold()

    def offer_only(self, values: Sequence[str]) -> None:
        """Offers these tabs only."""
        self._offered = list(values)
        self._fold()

    def fit(self, width: int) -> None:
        """Folds what has no room in a width; nothing where all has."""
        self._width = width
        self._fold()

    def least_width(self) -> int:
        """The width of the fewest tabs that stand side by side."""
        return self._width_of(self._fitting(0))

    def sizeHint(self) -> QSize:
        """As wide as what stands side by side now; the layout would say so an event later."""
        shown = [each for each in self._offered if not self.button(each).isHidden()]
        return QSize(self._width_of(shown), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def _fitting(self, width: int) -> list[str]:
        """The tabs that stand side by side in a width, in their order."""
        if self._width_of(self._offered) <= width:
            return list(self._offered)
        kept = [each for each in self._offered if each == self.value]
        for value in self._offered:
            more = [each for each in self._offered if each in (*kept, value)]
            if len(more) <= LEAST or self._width_of(more) <= width:
                kept = more
        return [each for each in self._offered if each in kept]

    def _width_of(self, values: Sequence[str]) -> int:
        own = sum(self.button(each).sizeHint().width() for each in values)
        folded = len(values) < len(self._offered)
        return own + (self.more.sizeHint().width() + 4 if folded else 0)

    def _fold(self) -> None:
        """Shows what fits; sets nothing that is set already, for each change asks for a layout."""
        shown = self._fitting(self._width) if self._width else list(self._offered)
        self.segments.offer_only(shown)
        rest = [each for each in self._offered if each not in shown]
        if self.more.isHidden() == bool(rest):
            self.more.setVisible(bool(rest))
        if rest == [each.data() for each in self.more.choices.actions()]:
            return
        self.more.choices.clear()
        for value in rest:
            entry = self.more.choices.addAction(self._choices[value].text)
            entry.setData(value)
            if self._choices[value].action:
                entry.setToolTip(tooltip(self._choices[value].action))
            entry.triggered.connect(lambda _=False, value=value: self.chosen.emit(value))
