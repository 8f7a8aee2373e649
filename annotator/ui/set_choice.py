"""The set of codes in hand: a quiet pill over the codebook, with what it codes and what is left."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.app.actions import key_of
from annotator.app.verbs.judging import unit_words
from annotator.domain.clock import clock_text
from annotator.domain.codebook import Codebook, CodeSet
from annotator.domain.ids import Id
from annotator.ui.flow import Flow
from annotator.ui.pill import Pill
from annotator.ui.theme import Look
from annotator.ui.words import RowWords


class SetChoice(QWidget):
    """Says which set is in hand; a press, or Alt+S, offers the others.

    Signals:
        chosen: id of a set that a person took.
    """

    chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._name = ""
        self.pill = Pill(look, has_menu=True)
        self.pill.setProperty("fitted", True)  # it says as much as fits
        self.pill.setMinimumWidth(1)  # else a long name would forbid to make the panel narrower
        self._unit, self._left = RowWords(look, "", "small"), RowWords(look, "", "small")
        self._group = QActionGroup(self)
        self._sets: tuple[CodeSet, ...] = ()
        self.set_id: Id | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        row = self._row = Flow(self, gap=look.px(6))
        row.setContentsMargins(0, 0, 0, look.px(2))
        for part in (self.pill, self._unit, self._left):
            row.addWidget(part)
        self._left.hide()
        self.hide()

    def show_codebook(self, codebook: Codebook, set_id: Id | None) -> None:
        """Offers the sets of a codebook; the first is in hand where the wanted one is gone."""
        known = next((each for each in codebook.sets if each.id == set_id), None)
        in_hand = known or next(iter(codebook.sets), None)
        self.set_id = None if in_hand is None else in_hand.id
        if codebook.sets != self._sets:
            self._sets = codebook.sets
            self._offer()
        for made in self._group.actions():
            made.setChecked(made.data() == self.set_id)
        several = len(codebook.sets) > 1 or (in_hand is not None and in_hand.unit != "span")
        self.setVisible(several)
        if in_hand is not None:
            self._name = in_hand.name
            self._unit.setText(f"codes {set_words(in_hand)}")
            self._say_name()

    def in_hand_first(self, codebook: Codebook) -> Codebook:
        """The codebook with the set in hand first: a letter that two sets have is its own."""
        ordered = sorted(codebook.sets, key=lambda each: each.id != self.set_id)
        return replace(codebook, sets=tuple(ordered))

    def show_left(self, words: str) -> None:
        """What is left to code of it here."""
        self._left.setText(words)
        self._left.setAccessibleName(f"Left of the set: {words}")
        self._left.setVisible(bool(words))

    def left(self) -> str:
        """What it says of that."""
        return self._left.text()

    def open(self) -> None:
        """Offers the sets, from the one in hand on; the number before a set takes it too."""
        self.pill.click()
        here = self._group.checkedAction()
        if here is not None:
            self.pill.choices.setActiveAction(here)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Elides the name anew."""
        super().resizeEvent(event)
        self._say_name()

    def _say_name(self) -> None:
        """The name on the pill, elided where it does not fit; in full as the tip."""
        told = f"Set in hand: {self._name}, {self._unit.text()}"
        room = self.width() - self._look.px(52)
        elide = Qt.TextElideMode.ElideRight
        name = self.pill.fontMetrics().elidedText(self._name, elide, max(room, self._look.px(60)))
        self.pill.say(name, f"{told} ({key_of('set_in_hand')})", told)

    def _offer(self) -> None:
        menu = self.pill.choices
        menu.clear()
        for made in self._group.actions():
            self._group.removeAction(made)
            made.deleteLater()
        for number, code_set in enumerate(self._sets, 1):
            name = f"{code_set.name} · {set_words(code_set)}".replace("&", "&&")
            made = QAction(f"&{number}  {name}" if number < 10 else name, self)
            made.setCheckable(True)
            made.setData(code_set.id)
            made.triggered.connect(lambda _=False, own=code_set.id: self.chosen.emit(own))
            self._group.addAction(made)
            menu.addAction(made)


def set_words(code_set: CodeSet) -> str:
    """What a set codes and how, in a few words.

    >>> set_words(CodeSet(id="s", name="3RS", unit="bin"))
    'time bins of 5:00'
    >>> set_words(CodeSet(id="s", name="PQS", unit="session", marking="sort"))
    'whole sessions, sorted'
    """
    words = unit_words(code_set.unit)
    if code_set.unit == "bin":
        words += f" of {clock_text(code_set.bin_ms)}"
    return f"{words}, sorted" if code_set.marking == "sort" else words
