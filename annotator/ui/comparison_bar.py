"""The pills of the comparing tabs: which set, round, coders and unit, and who settles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from annotator.analysis.agreement.overview import Overview, Unit
from annotator.app.verbs.comparing import Comparison
from annotator.domain.view import StudyView
from annotator.ui.figures import round_text
from annotator.ui.pill import Pill
from annotator.ui.theme import Look
from annotator.ui.tips import grey

UNIT_NAMES: dict[Unit, str] = {
    "character": "characters of respondents",
    "turn": "turns of respondents",
    "passage": "frozen passages",
    "moment": "ratings of shared moments",
    "second": "session time of moments, within 10 s",
    "bin": "time bins",
    "account": "whole accounts",
    "session": "whole sessions",
    "dyad": "whole dyads",
}
_OF_TEXT: tuple[Unit, ...] = ("character", "turn", "passage", "moment", "second")


class ComparisonBar(QObject):
    """What is compared, to be seen and changed.

    Signals:
        changed: a `Comparison` that a person asks for.
        asked: id of an action picked in a menu.
        settler_chosen: the name of who settles.
        other_settler_asked: somebody who is not in the list.
    """

    changed = Signal(object)
    asked = Signal(str)
    settler_chosen = Signal(str)
    other_settler_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.asks = Comparison()
        self.code_set = Pill(look, has_menu=True)
        self.round = Pill(look, has_menu=True)
        self.coders = Pill(look, has_menu=True)
        self.unit = Pill(look, has_menu=True)
        self.settler = Pill(look, has_menu=True)
        for pill, name in (
            (self.code_set, "Set of codes"),
            (self.round, "Round"),
            (self.coders, "Coders"),
            (self.unit, "Unit"),
            (self.settler, "Settled by"),
        ):
            pill.say(name)
        self.report = Pill(look, "file-text")
        self.report.say("Report…", "Agreement report", "Agreement report")
        self.report.clicked.connect(lambda: self.asked.emit("report"))
        self._tab = "coding"
        self._several_sets = False

    def pills(self) -> tuple[QWidget, ...]:
        """The pills in their order."""
        return (self.code_set, self.round, self.coders, self.unit, self.settler, self.report)

    def show_tab(self, tab: str) -> None:
        """Shows the pills that a tab needs."""
        self._tab = tab
        comparing = tab in ("agreement", "consensus")
        self.code_set.setVisible(comparing and self._several_sets)
        for pill in (self.round, self.coders):
            pill.setVisible(comparing)
        self.unit.setVisible(tab == "agreement")
        self.report.setVisible(tab == "agreement")
        self.settler.setVisible(tab == "consensus")

    def show_comparison(self, view: StudyView, asks: Comparison, overview: Overview | None) -> None:
        """Says what is compared and fills the menus."""
        self.asks = asks
        self._several_sets = len(view.codebook.sets) > 1
        self._show_sets(view, overview)
        self._show_rounds(view, overview)
        self._show_coders(view, overview)
        self._show_units(overview)
        self.show_tab(self._tab)

    def show_settler(self, name: str, known: Sequence[str], why_not: str = "") -> None:
        """Says who settles and offers those who did before; or says why nobody settles here."""
        grey("", self.settler)
        self.settler.say(f"Settled by {name}", "Who decides", f"Settled by: {name}")
        grey(why_not, self.settler)
        menu = self.settler.choices
        menu.clear()
        for each in dict.fromkeys((name, *known)):
            self._add(menu.addAction(each), each == name, self._teller(each))
        menu.addSeparator()
        menu.addAction("Somebody else…").triggered.connect(lambda: self.other_settler_asked.emit())

    # Inside -----------------------------------------------------------------------------

    def _teller(self, name: str) -> Callable[[], None]:
        return lambda: self.settler_chosen.emit(name)

    def _show_sets(self, view: StudyView, overview: Overview | None) -> None:
        here = overview.compared.code_set.name if overview else self.asks.set_name or ""
        self.code_set.say(here or "Set", "The set of codes", f"Set of codes: {here}")
        menu = self.code_set.choices
        menu.clear()
        for each in view.codebook.sets:
            self._offer(menu.addAction(each.name), each.name == here, set_name=each.name, unit=None)

    def _show_rounds(self, view: StudyView, overview: Overview | None) -> None:
        here = overview.compared.round.name if overview else self.asks.round_name or ""
        work_round = view.find_round(here)
        text = "Round" if work_round is None else round_text(work_round.name, work_round.kind)
        self.round.say(text, "The round of work that is compared", f"Round: {here or 'none'}")
        menu = self.round.choices
        menu.clear()
        for each in sorted(view.rounds.values(), key=lambda each: -each.number):
            entry = menu.addAction(round_text(each.name, each.kind))
            self._offer(entry, each.name == here, round_name=each.name, coders=None, unit=None)
        menu.addSeparator()
        for text, action_id in (
            ("New round…", "new_round"),
            ("Freeze the passages…", "freeze_passages"),
            ("Hold it against its gate…", "record_gate"),
            ("Thresholds of the study…", "thresholds"),
        ):
            menu.addAction(text).triggered.connect(
                lambda _=False, action_id=action_id: self.asked.emit(action_id)
            )

    def _show_coders(self, view: StudyView, overview: Overview | None) -> None:
        here = overview.compared.coders if overview else self.asks.coders or ()
        listed = ", ".join(here) if len(here) <= 4 else f"{len(here)} coders"
        self.coders.say(listed or "Coders", "The coders that are compared", f"Coders: {listed}")
        menu = self.coders.choices
        menu.clear()
        everybody = menu.addAction("All of the round")
        self._offer(everybody, self.asks.coders is None, coders=None)
        menu.addSeparator()
        for each in sorted(view.coders.values(), key=lambda each: (each.role, each.name)):
            chosen = each.name in here
            others = tuple(name for name in here if name != each.name)
            wanted = others if chosen else (*here, each.name)
            entry = menu.addAction(each.name)
            self._offer(entry, chosen, coders=tuple(sorted(wanted)) or None)

    def _show_units(self, overview: Overview | None) -> None:
        here = overview.unit if overview else self.asks.unit
        text = UNIT_NAMES.get(here, "usual") if here else "usual"
        self.unit.say(f"Unit: {text.split(' of ')[0]}", f"What is counted: {text}", f"Unit: {text}")
        menu = self.unit.choices
        menu.clear()
        compared = overview.compared if overview else None
        if compared is not None and compared.is_judged:
            self._offer(menu.addAction(text), chosen=True, unit=None)
            return
        for unit in _OF_TEXT:
            frozen = compared is not None and compared.round.passages_from is not None
            if unit != "passage" or frozen:
                self._offer(menu.addAction(UNIT_NAMES[unit]), unit == here, unit=unit)

    def _offer(self, entry: QAction, chosen: bool, **change: object) -> None:
        """An entry that asks for the comparison with something changed."""
        self._add(entry, chosen, lambda: self._ask(**change))

    def _add(self, entry: QAction, chosen: bool, do: Callable[[], None]) -> None:
        entry.setCheckable(True)
        entry.setChecked(chosen)
        entry.triggered.connect(lambda _=False: do())

    def _ask(self, **change: object) -> None:
        self.changed.emit(replace(self.asks, **change))  # type: ignore[arg-type]
