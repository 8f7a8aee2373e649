"""The filter above the moments: pills, a field for words, and the filters that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from annotator.analysis.tables.current_codes import CurrentCodes, current_codes
from annotator.analysis.tables.moment_filter import Wanted, wanted_by
from annotator.domain.filter import Filter
from annotator.domain.view import StudyView
from annotator.ui.flow import Flow
from annotator.ui.moments.choices import ChoicePill, Option
from annotator.ui.moments.filter_options import PILLS, chosen_texts, is_offered, options_of
from annotator.ui.pill import Pill
from annotator.ui.theme import Look
from annotator.ui.tips import plain_tip

TYPED_MS = 150


class FilterBar(QWidget):
    """What the moments below are narrowed to.

    Signals:
        changed: another `Wanted`.
        keep_asked: the filter is to be kept under a name.
        rename_asked, delete_asked: a kept `Filter`.
    """

    changed = Signal(object)
    keep_asked = Signal()
    rename_asked = Signal(object)
    delete_asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._view: StudyView | None = None
        self._current = CurrentCodes(now={}, codes={}, sets={})
        self._filters: Sequence[Filter] = ()
        self._only_read = ""
        self.wanted = Wanted()
        self.pills: dict[str, ChoicePill] = {}
        self.kept = Pill(look, has_menu=True)
        self.kept.say("Filters", "Filters that are kept under a name", "Kept filters")
        self.kept.choices.setToolTipsVisible(True)
        self.kept.choices.aboutToShow.connect(self._fill_kept)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Words in quote or memo")
        self.field.setAccessibleName("Words in the quote or the memo")
        self.clear = QPushButton("Clear")
        self.clear.setAccessibleName("Clear the filter")
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPED_MS)
        self._typed.timeout.connect(self.take_words)
        self.field.textChanged.connect(lambda _: self._typed.start())
        self.field.returnPressed.connect(self.take_words)
        self.clear.clicked.connect(lambda: self.want(Wanted()))
        self._lay_out()
        look.changed.connect(self._fit)
        self._fit()

    def show_view(self, view: StudyView, filters: Sequence[Filter]) -> None:
        """Takes a newer view and the filters that are kept."""
        before, self._view = self._view, view
        if before is None or before.codebooks is not view.codebooks:
            self._current = current_codes(view)
        self._filters = filters
        for title, names in PILLS:
            shown = is_offered(view, names) or any(self.wanted.of(name) for name in names)
            self.pills[title].setVisible(shown)
        self._say()

    def show_only_read(self, why: str) -> None:
        """Lets nobody keep filters who only reads; the reason stands in the tips."""
        self._only_read = why

    def forget(self) -> None:
        """Asks for nothing, and holds nothing of what was shown."""
        self._typed.stop()
        self._view, self._filters = None, ()
        self._current = CurrentCodes(now={}, codes={}, sets={})
        self.wanted = Wanted()
        self._show_words()

    def want(self, wanted: Wanted) -> None:
        """Asks for something else."""
        if wanted == self.wanted:
            return
        self.wanted = wanted
        self._show_words()
        self._say()
        self.changed.emit(wanted)

    def take_words(self) -> None:
        """Asks for the words typed, at once."""
        self._typed.stop()
        self.want(self.wanted.taking("text", [" ".join(self.field.text().split())]))

    def _lay_out(self) -> None:
        row = self._row = Flow(self)
        row.addWidget(self.kept)
        for title, names in PILLS:
            pill = ChoicePill(self._look, title, partial(self._options, names))
            pill.toggled_value.connect(
                lambda name, value: self.want(self.wanted.toggled(name, value))
            )
            self.pills[title] = pill
            row.addWidget(pill)
        row.addWidget(self.field)
        row.addWidget(self.clear)

    def _options(self, names: Sequence[str]) -> list[Option]:
        if self._view is None:
            return []
        return options_of(self._view, self._current, self.wanted, names)

    def _say(self) -> None:
        if self._view is None:
            return
        for title, names in PILLS:
            chosen = chosen_texts(self._view, self._current, self.wanted, names)
            self.pills[title].show_chosen(chosen)
        self.clear.setEnabled(bool(self.wanted))
        named = next((e.name for e in self._filters if wanted_by(e.rules) == self.wanted), "")
        text = f"Filter: {named}" if named and self.wanted else "Filters"
        self.kept.say(
            text, "Filters that are kept under a name", f"Kept filters: {named or 'none'}"
        )

    def _show_words(self) -> None:
        words = next(iter(self.wanted.of("text")), "")
        if " ".join(self.field.text().split()) != words:
            self.field.blockSignals(True)
            self.field.setText(words)
            self.field.blockSignals(False)

    def _fill_kept(self) -> None:
        menu = self.kept.choices
        menu.clear()
        for kept in self._filters:
            entry = menu.addAction(kept.name.replace("&", "&&"))
            entry.setCheckable(True)
            entry.setChecked(wanted_by(kept.rules) == self.wanted)
            entry.triggered.connect(lambda _=False, own=kept: self.want(wanted_by(own.rules)))
        if not self._filters:
            menu.addAction("No filter is kept yet").setEnabled(False)
        menu.addSeparator()
        keep = menu.addAction("Keep this one…")
        keep.setEnabled(bool(self.wanted) and not self._only_read)
        keep.setToolTip(plain_tip(self._only_read))
        keep.triggered.connect(lambda: self.keep_asked.emit())
        for text, signal in (("Rename", self.rename_asked), ("Delete", self.delete_asked)):
            sub = menu.addMenu(text)
            sub.setEnabled(bool(self._filters) and not self._only_read)
            sub.menuAction().setToolTip(plain_tip(self._only_read))
            for kept in self._filters:
                entry = sub.addAction(kept.name.replace("&", "&&"))
                entry.triggered.connect(lambda _=False, own=kept, to=signal: to.emit(own))

    def _fit(self) -> None:
        self._row.setSpacing(self._look.px(7))
        self.field.setFixedWidth(self._look.px(190))
