"""What can be done to the selected moments, all at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from annotator.domain.codebook import Codebook, Scale
from annotator.domain.ids import Id
from annotator.domain.moment import CERTAINTIES
from annotator.ui.flow import Flow
from annotator.ui.pill import Pill
from annotator.ui.theme import Look
from annotator.ui.words import Words

MOST_VALUES = 25


class ChangeBar(QWidget):
    """Buttons with menus; none is offered while nothing is selected.

    Signals:
        code_asked: id of a code, and whether it is to be added (else taken out).
        rating_asked: id of a scale and the value, None for no rating.
        certainty_asked, tense_asked: as moments have them, or None.
        peak_asked: whether it is one.
        delete_asked: the moments are to be deleted.
    """

    code_asked = Signal(str, bool)
    rating_asked = Signal(str, object)
    certainty_asked = Signal(object)
    tense_asked = Signal(object)
    peak_asked = Signal(bool)
    delete_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._book = Codebook(id="", number=0)
        self._only_read = ""
        self.count = Words(look, "", "mute")
        self.add = self._pill("Add code", lambda: self._fill_codes(self.add.choices, adds=True))
        self.take = self._pill(
            "Take code out", lambda: self._fill_codes(self.take.choices, adds=False)
        )
        self.rate = self._pill("Rate", self._fill_ratings)
        self.sure = self._pill("How sure", self._fill_certainties)
        self.tense = self._pill("Then or now", self._fill_tenses)
        self.peak = self._pill("Peak", self._fill_peaks)
        self.delete = QPushButton("Delete")
        self.delete.setAccessibleName("Delete the selected moments")
        self.delete.clicked.connect(lambda: self.delete_asked.emit())
        row = self._row = Flow(self)
        row.addWidget(self.count)
        row.add_stretch()
        for control in self._controls():
            row.addWidget(control)
        look.changed.connect(self._fit)
        self._fit()

    def show_codebook(self, book: Codebook) -> None:
        """Offers the codes and scales of a codebook."""
        self._book = book
        self._offer_controls()

    def show_only_read(self, why: str) -> None:
        """Offers no change to whoever only reads; without a reason all that there are."""
        self._only_read = why
        self._offer_controls()

    def show_counts(self, selected: int, shown: int, whole: int) -> None:
        """Says how many are selected, shown and there."""
        of = "" if shown == whole else f" of {whole:,}"
        told = f"{shown:,}{of} moment{'' if (whole if of else shown) == 1 else 's'}"
        self.count.setText(f"{selected:,} selected · {told}" if selected else told)
        for control in self._controls():
            control.setEnabled(selected > 0)

    def _offer_controls(self) -> None:
        rates = any(True for _ in self._book.scales())
        for control in self._controls():
            control.setVisible(not self._only_read and (rates or control is not self.rate))

    def _controls(self) -> tuple[QWidget, ...]:
        return self.add, self.take, self.rate, self.sure, self.tense, self.peak, self.delete

    def _pill(self, text: str, fill: Callable[[], None]) -> Pill:
        pill = Pill(self._look, has_menu=True)
        pill.say(text, "", f"{text}: selected moments")
        pill.choices.setAccessibleName(text)
        pill.choices.aboutToShow.connect(fill)
        return pill

    def _fill_codes(self, menu: QMenu, *, adds: bool) -> None:
        menu.clear()
        several = len(self._book.sets) > 1
        for code_set in self._book.sets:
            if several:
                menu.addAction(code_set.name).setEnabled(False)
            for code in code_set.codes:
                if not code.retired or not adds:
                    text = f"{code.name}\t{code.key.upper()}" if code.key and adds else code.name
                    entry = menu.addAction(text.replace("&", "&&"))
                    entry.triggered.connect(
                        lambda _=False, own=code.id: self.code_asked.emit(own, adds)
                    )

    def _fill_ratings(self) -> None:
        menu = self.rate.choices
        menu.clear()
        scales = [scale for _, scale in self._book.scales()]
        for scale in scales:
            self._fill_scale(menu if len(scales) == 1 else menu.addMenu(scale.name), scale)

    def _fill_scale(self, menu: QMenu, scale: Scale) -> None:
        anchors = {each.value: each.label for each in scale.anchors}
        step = max(1, (scale.maximum - scale.minimum) // MOST_VALUES)
        for value in range(scale.minimum, scale.maximum + 1, step):
            label = f"{value} · {anchors[value]}" if value in anchors else str(value)
            self._offer(menu, label, partial(self.rating_asked.emit, scale.id, value))
        self._offer(menu, "No rating", lambda: self.rating_asked.emit(scale.id, None))

    def _fill_certainties(self) -> None:
        values: Sequence[str | None] = (*CERTAINTIES, None)
        self._fill(self.sure, values, self.certainty_asked.emit)

    def _fill_tenses(self) -> None:
        self._fill(self.tense, ("then", "now", None), self.tense_asked.emit)

    def _fill(
        self, pill: Pill, values: Sequence[str | None], ask: Callable[[Id | None], None]
    ) -> None:
        pill.choices.clear()
        for value in values:
            text = "Not said" if value is None else value.capitalize()
            self._offer(pill.choices, text, partial(ask, value))

    def _fill_peaks(self) -> None:
        self.peak.choices.clear()
        for text, peak in (("Peak of its event", True), ("No peak", False)):
            self._offer(self.peak.choices, text, partial(self.peak_asked.emit, peak))

    def _offer(self, menu: QMenu, text: str, do: Callable[[], object]) -> None:
        menu.addAction(text.replace("&", "&&")).triggered.connect(lambda _=False: do())

    def _fit(self) -> None:
        self._row.setSpacing(self._look.px(7))
