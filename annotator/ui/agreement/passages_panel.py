"""Beside the numbers: the passages behind the one that was opened, and what the number is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout

from annotator.analysis.agreement.episodes import Episode
from annotator.analysis.agreement.judged import UNIT_WORDS
from annotator.analysis.agreement.meanings import meaning_of
from annotator.analysis.agreement.overview import Overview
from annotator.domain.view import StudyView
from annotator.ui.agreement.asked_passages import AskedPassages
from annotator.ui.consensus.card import Card
from annotator.ui.consensus.card_list import CardList
from annotator.ui.consensus.entries import Entry, Filters, entries_among
from annotator.ui.consensus.queue_model import QueueModel
from annotator.ui.flow import Flow
from annotator.ui.theme import Look
from annotator.ui.tips import show_key_beside
from annotator.ui.words import Words


class PassagesPanel(QFrame):
    """A list of passages with both coders' marks, and an explanation below.

    Signals:
        text_asked: transcript id, start and end: show it in the text.
        settling_asked: an `Episode` to be settled in the consensus tab.
    """

    text_asked = Signal(str, int, int)
    settling_asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setProperty("ground", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Passages")
        self._view: StudyView | None = None
        self._overview: Overview | None = None
        self._asked: AskedPassages | None = None
        self._heading = Words(look, "Passages", "heading", wrap=True)
        self._none = Words(look, "", "mute", wrap=True)
        self.model = QueueModel(self)
        self.model.filter(Filters(state="all"))
        self.list = CardList("Passages")
        self._card = Card(look, self.list)
        self.list.setModel(self.model)
        self.list.setItemDelegate(self._card)
        self.list.returned.connect(self.open_in_text)
        self.list.doubleClicked.connect(lambda _: self.open_in_text())
        self.in_text = QPushButton("Open in text  ↵")
        self.in_text.clicked.connect(self.open_in_text)
        self.to_settle = QPushButton()
        show_key_beside(self.to_settle, "Settle it", "tab_consensus")
        self.to_settle.clicked.connect(self._settle)
        self._what = Words(look, "What this number is", "heading")
        self._meaning = Words(look, "", "small", wrap=True)
        self._meaning.setProperty("ground", "panel")
        self._explained = QScrollArea()  # the list keeps its room where the text is large
        self._explained.setWidget(self._meaning)
        self._explained.setWidgetResizable(True)
        self._explained.setFrameShape(QFrame.Shape.NoFrame)
        self._explained.setAccessibleName("What this number is")
        self._explained.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        buttons = Flow()
        buttons.addWidget(self.in_text)
        buttons.addWidget(self.to_settle)
        self._head, self._foot = QVBoxLayout(), QVBoxLayout()
        self._head.addWidget(self._heading)
        self._head.addWidget(self._none)
        self._foot.addLayout(buttons)
        self._foot.addWidget(self._what)
        self._foot.addWidget(self._explained)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self.list, 1)
        self._column.addLayout(self._foot)
        look.changed.connect(self._place)
        self._place()
        self._show()

    def show_overview(self, view: StudyView, overview: Overview | None) -> None:
        """Takes a newer overview; what was opened stays open."""
        self._view, self._overview = view, overview
        self._show()

    def ask(self, asked: AskedPassages) -> None:
        """Opens the passages behind a number, at the largest disagreement."""
        self._asked = asked
        self._show()
        self._choose(0)

    def entry(self) -> Entry | None:
        """The passage chosen."""
        index = self.list.currentIndex()
        return self.model.entry(index.row()) if index.isValid() else None

    def step(self, by: int) -> None:
        """The next passage, or the one before."""
        index = self.list.currentIndex()
        self._choose(index.row() + by if index.isValid() else 0)

    def open_in_text(self) -> None:
        """Shows the passage chosen in the coding tab."""
        entry = self.entry()
        if entry is not None:
            episode = entry.episode
            self.text_asked.emit(episode.document.transcript.id, episode.start, episode.end)

    def heading(self) -> str:
        """What the passages are of, and how many there are."""
        return self._heading.text()

    def explanation(self) -> str:
        """What the number is."""
        return self._meaning.text()

    def sizeHint(self) -> QSize:
        """The width of the design."""
        return QSize(self._look.px(400), 400)

    def minimumSizeHint(self) -> QSize:
        """Still to be read."""
        return QSize(self._look.px(260), 200)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The explanation wraps at another width."""
        super().resizeEvent(event)
        self._fit()

    def _settle(self) -> None:
        entry = self.entry()
        if entry is not None:
            self.settling_asked.emit(entry.episode)

    def _show(self) -> None:
        view, overview, asked = self._view, self._overview, self._asked
        found: list[Episode] = []
        if overview is not None and asked is not None:
            found = asked.passages(overview)
        if view is not None:
            before = self.entry()
            self._card.forget()
            self.model.show_entries(view, entries_among(view, found))
            self._choose(self.model.row_of(before.key if before else None))
        differing = sum(bool(each.kinds) for each in found)
        judged = overview is not None and overview.compared.is_judged
        self._heading.setText("Passages" if judged else _heading(asked, differing, len(found)))
        self._none.setText(_none_text(asked, found, overview))
        self._none.setVisible(not found)
        for button in (self.in_text, self.to_settle):
            button.setVisible(bool(found))
        self._explain()

    def _choose(self, row: int | None) -> None:
        if row is not None and 0 <= row < self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(row))

    def _explain(self) -> None:
        asked, overview = self._asked, self._overview
        shown = asked is not None and overview is not None
        self._what.setVisible(shown)
        self._explained.setVisible(shown)
        if asked is None or overview is None:
            return
        meaning = meaning_of(asked.coefficient)
        result = next(
            (each for each in overview.everything if each.coefficient == asked.coefficient), None
        )
        seed = "" if result is None or result.seed is None else f" Seed {result.seed}."
        kind = "" if result is None or not result.ci_kind else f" Interval: {result.ci_kind}."
        self._meaning.setText(f"{meaning.sign}: {meaning.says} {meaning.source}.{kind}{seed}")
        self._fit()

    def _fit(self) -> None:
        """The explanation as high as it is, but no more than a third."""
        width = max(self.width() - 2 * self._look.px(16), 1)
        needed = self._meaning.heightForWidth(width) + 2
        self._explained.setFixedHeight(max(min(needed, self.height() // 3), 1))
        keys = needed > self.height() // 3
        policy = Qt.FocusPolicy.TabFocus if keys else Qt.FocusPolicy.NoFocus
        self._explained.setFocusPolicy(policy)

    def _place(self) -> None:
        px = self._look.px
        self._card.forget()
        self._column.setContentsMargins(0, px(14), 0, px(14))
        self._column.setSpacing(px(8))
        for part in (self._head, self._foot):  # the cards bring their own margins
            part.setContentsMargins(px(16), 0, px(16), 0)
            part.setSpacing(px(8))
        self._fit()


def _heading(asked: AskedPassages | None, differing: int, whole: int) -> str:
    if asked is None:
        return "Passages"
    what = "disagreement" if differing == 1 else "disagreements"
    agreed = whole - differing
    rest = f", {agreed} agreed" if agreed else ""
    return f"{asked.title} · {differing} {what}, largest first{rest}"


def _none_text(asked: AskedPassages | None, found: list[Episode], overview: Overview | None) -> str:
    if overview is not None and overview.compared.is_judged:
        name, units = overview.compared.code_set.name, UNIT_WORDS[overview.unit]
        return (
            f"The set {name} judges {units}, no passages of the text: nothing can be opened here. "
            "Who judged what stands in the export, in units_by_coder.csv."
        )
    if asked is None:
        return "Open a number, a code or a cell: its passages stand here, with all coders’ marks."
    return "" if found else "No passage stands behind this number."
