"""The pills of the dyads tab: which analysis, whose work, which codes, lag, groups and seed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from annotator.app.verbs.analysing import USUAL_STEPS, Kind
from annotator.app.verbs.dyad_analysis import Analysed, Asked
from annotator.domain.codebook import CodeSet
from annotator.domain.judgement import JUDGED_UNITS
from annotator.domain.view import StudyView
from annotator.ui.pill import Pill
from annotator.ui.theme import Look

KIND_NAMES: dict[Kind, tuple[str, str]] = {
    "convergence": ("Convergence", "Convergence: do they speak of the same time?"),
    "lag": ("What follows what", "What follows what: codes one after the other"),
    "recurrence": ("Recurrence", "Recurrence: who comes to it first?"),
    "congruence": ("Congruence", "Congruence: do paired ratings agree?"),
    "course": ("Course", "Course: development over sessions"),
    "groups": ("Groups", "Groups: dyads compared"),
    "pairing": ("Pairing", "Pairing: do two coders pair the same?"),
    "measures": ("Measures", "Measures: questionnaires by both parties"),
}
DRAWN: tuple[Kind, ...] = ("convergence", "recurrence", "groups")
"""The analyses of which something is drawn at random."""
LAGS = (1, 2, 3, 4, 5, 10)
STEPS = (6, 18, 30, 60)
SEEDS = tuple(range(5))


Entry = tuple[str, bool, Mapping[str, object]]
"""What a menu says, whether it is so now, and what of the question it changes."""


class AnalysisBar(QObject):
    """What is analysed, to be seen and changed.

    Signals:
        changed: an `Asked` that a person wants.
    """

    changed = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.asks = Asked()
        self._shown = False
        self.kind = Pill(look, has_menu=True)
        self.work = Pill(look, has_menu=True)
        self.code_set = Pill(look, has_menu=True)
        self.lag = Pill(look, has_menu=True)
        self.group = Pill(look, has_menu=True)
        self.seed = Pill(look, has_menu=True)
        for pill, name in (
            (self.kind, "Analysis"),
            (self.work, "Whose work"),
            (self.code_set, "Set of codes"),
            (self.lag, "Lag"),
            (self.group, "Groups"),
            (self.seed, "Seed"),
        ):
            pill.say(name)
        self._several_sets = False
        self.show_tab("coding")

    def pills(self) -> tuple[QWidget, ...]:
        """The pills in their order."""
        return (self.kind, self.work, self.code_set, self.lag, self.group, self.seed)

    def show_tab(self, tab: str) -> None:
        """Shows the pills that the analysis needs, on the dyads tab."""
        kind = self.asks.question.kind
        here = tab == "dyads"
        self._shown = here
        for pill, needed in (
            (self.kind, True),
            (self.work, True),
            (self.code_set, self._several_sets),
            (self.lag, kind in ("lag", "recurrence")),
            (self.group, kind == "groups"),
            (self.seed, kind in DRAWN),
        ):
            pill.setVisible(here and needed)

    def show_asked(
        self, view: StudyView, asks: Asked, analysed: Analysed | None, blind: str = ""
    ) -> None:
        """Says what is analysed and fills the menus.

        Args:
            view: the study.
            asks: what is wanted.
            analysed: what came of it; None where nothing did.
            blind: the coder whose work alone is loaded, empty for a reader of everything.
        """
        self.asks = asks
        self._several_sets = len(_sets(view)) > 1
        self._show_kinds()
        self._show_work(view, analysed, blind)
        self._show_sets(view, analysed)
        self._show_lags()
        self._show_groups(analysed)
        self._show_seeds()
        self.show_tab("dyads" if self._shown else "coding")

    # Inside -----------------------------------------------------------------------------

    def _show_kinds(self) -> None:
        here = self.asks.question.kind
        short, long = KIND_NAMES[here]
        self.kind.say(short, "Which analysis", f"Analysis: {long}")
        names = ((kind, long) for kind, (_, long) in KIND_NAMES.items())
        self._fill(
            self.kind.choices,
            ((name, kind == here, {"kind": kind, "lag": None}) for kind, name in names),
        )

    def _show_work(self, view: StudyView, analysed: Analysed | None, blind: str) -> None:
        who = self.asks.question.coder
        name = analysed.layer.coder.name if analysed else who or blind
        role = analysed.layer.coder.role if analysed else ""
        text = f"Work of {name}" if name else "Nobody’s work"
        text = "Consensus" if role == "consensus" else text
        if self.asks.question.kind == "pairing" and who is None and not blind:
            text = "Work of all coders"
        tip = f"Only {blind}’s work is loaded, blind to the others" if blind else "Whose work"
        self.work.say(f"{text} · blind" if blind else text, tip, f"Whose work: {text}")
        names = [blind] if blind else sorted(each.name for each in view.coders.values())
        usual: Entry = ("The consensus, else the coder with the most", who is None, {"coder": None})
        own = ((each, each == who, {"coder": each}) for each in names)
        self._fill(self.work.choices, (usual, *own))

    def _show_sets(self, view: StudyView, analysed: Analysed | None) -> None:
        here = analysed.layer.code_set.name if analysed else self.asks.question.set_name or ""
        self.code_set.say(here or "Set", "The set of codes", f"Set of codes: {here}")
        self._fill(
            self.code_set.choices,
            ((each.name, each.name == here, {"set_name": each.name}) for each in _sets(view)),
        )

    def _show_lags(self) -> None:
        question = self.asks.question
        if question.kind == "recurrence":
            here = question.lag or USUAL_STEPS
            self.lag.say(f"Lags to {_steps(here)}", "The longest lag, either way")
            self._fill(
                self.lag.choices,
                ((f"Lags to {_steps(each)}", each == here, {"lag": each}) for each in STEPS),
            )
        else:
            here = question.lag or 1
            self.lag.say(f"Lag {here}", "How many codes later")
            self._fill(
                self.lag.choices, ((f"Lag {each}", each == here, {"lag": each}) for each in LAGS)
            )

    def _show_groups(self, analysed: Analysed | None) -> None:
        known = analysed.attributes if analysed else ()
        here = self.asks.question.group or (known[0] if known else "")
        name = here or "attribute"
        self.group.say(name, "By which attribute dyads are grouped", f"Grouped by: {name}")
        self._fill(self.group.choices, ((each, each == here, {"group": each}) for each in known))

    def _show_seeds(self) -> None:
        here = self.asks.question.seed
        self.seed.say(f"Seed {here}", "The same seed draws the same chance")
        self._fill(
            self.seed.choices, ((f"Seed {each}", each == here, {"seed": each}) for each in SEEDS)
        )

    def _fill(self, menu: QMenu, entries: Iterable[Entry]) -> None:
        menu.clear()
        for text, chosen, change in entries:
            entry: QAction = menu.addAction(text)
            entry.setCheckable(True)
            entry.setChecked(chosen)
            entry.triggered.connect(self._teller(change))

    def _teller(self, change: Mapping[str, object]) -> Callable[[], None]:
        """What asks for the analysis with something changed."""

        def tell(*_: object) -> None:
            question = replace(self.asks.question, **change)  # type: ignore[arg-type]
            self.changed.emit(replace(self.asks, question=question))

        return tell


def _steps(steps: int) -> str:
    """How long so many steps of 10 s are.

    >>> _steps(6), _steps(30)
    ('1 min', '5 min')
    """
    return f"{steps * 10 // 60} min"


def _sets(view: StudyView) -> list[CodeSet]:
    """The sets that code passages or turns: what dyadic analyses count."""
    return [each for each in view.codebook.sets if each.unit not in JUDGED_UNITS]
