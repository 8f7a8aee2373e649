"""Asks by which rule the passages of a round are frozen for another one to classify."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QLineEdit, QWidget

from annotator.app.verbs.drawing import free_name
from annotator.app.verbs.freezing import RULES, Rule, freeze_passages
from annotator.app.verbs.frozen_counts import frozen_counts
from annotator.domain.errors import UserError
from annotator.domain.round import Round
from annotator.domain.view import StudyView
from annotator.ui.dialogs.numbers import as_sentence, side_by_side, whole_number_in
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.theme import Look
from annotator.ui.ticks import EDGE, GAP, Combo, Pick
from annotator.ui.words import Words

_EVERYTHING = "all marks"
_NAMES: dict[Rule, str] = {"any": "Any coder", "all": "All coders", "consensus": "Consensus"}
_SAYS: dict[Rule, str] = {
    "any": "Each stretch that at least one coder marked; marks that overlap become one passage.",
    "all": "Only the stretches that every coder who is done has marked, cut to what they share.",
    "consensus": "The passages of the consensus layer, as they were settled.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeChoice:
    """A name, a rule, the set whose marks count (None for all) and a seed for the orders."""

    name: str
    rule: Rule
    set_name: str | None
    seed: int


class FreezeSheet(Sheet):
    """Name of the new round, the rules with what each gives, and the seed."""

    def __init__(
        self,
        look: Look,
        parent: QWidget | None,
        view: StudyView,
        work_round: Round,
        seed: int,
        sets: Sequence[str] = (),
    ) -> None:
        super().__init__(look, parent, "Freeze the passages", "Freeze", self._wrong)
        self._view, self._round = view, work_round
        self.tell(
            f"The passages of round {work_round.name} are frozen, and its coders classify them in "
            "a new round, each in an order of one’s own."
        )
        self.name = QLineEdit(free_name(view))
        self.row("Name of the new round", self.name)
        self._sets = (None, *sets)
        self.of_set: Combo | None = None
        if len(sets) > 1:
            self.of_set = Combo(look)
            self.of_set.addItems((_EVERYTHING, *(f"marks with a code of {each}" for each in sets)))
            self.of_set.currentIndexChanged.connect(lambda _: self._show_counts())
            self.rows.addLayout(side_by_side(("What counts as a passage", self.of_set)))
        self.picks = {rule: Pick(look, "") for rule in RULES}
        self._counts: dict[Rule, int] = {}
        for rule in ("any", "all", "consensus"):
            self.rows.addWidget(self.picks[rule])
            says = Words(look, _SAYS[rule], "small", wrap=True)
            says.setContentsMargins(look.px(EDGE + 2 * GAP - 4), 0, 0, 0)  # under the pick's words
            self.rows.addWidget(says)
            self.picks[rule].setAccessibleDescription(_SAYS[rule])
            self.rows.addSpacing(4)
        self.seed = QLineEdit(str(seed))
        self.row("Seed", self.seed, "Of the orders of work: note it in your protocol.")
        self._show_counts()
        self.picks["consensus" if self._counts["consensus"] else "any"].setChecked(True)

    def choice(self) -> FreezeChoice:
        """The answers.

        Raises:
            UserError: the seed is no whole number.
        """
        seed = whole_number_in(self.seed.text())
        if seed is None:
            raise UserError(f"{self.seed.text()!r} is no seed", hint="give a whole number from 0")
        return FreezeChoice(
            name=self.name.text().strip(),
            rule=next(rule for rule, pick in self.picks.items() if pick.isChecked()),
            set_name=self._set_name(),
            seed=seed,
        )

    def _set_name(self) -> str | None:
        return None if self.of_set is None else self._sets[self.of_set.currentIndex()]

    def _show_counts(self) -> None:
        self._counts = frozen_counts(self._view, self._round.id, self._set_name())
        for rule, number in self._counts.items():
            word = "passage" if number == 1 else "passages"
            self.picks[rule].setText(f"{_NAMES[rule]}: {number} {word}")

    def _wrong(self) -> str:
        try:
            chosen = self.choice()
            freeze_passages(
                self._view,
                self._round.id,
                name=chosen.name,
                rule=chosen.rule,
                set_name=chosen.set_name,
                seed=chosen.seed,
            )
        except UserError as error:
            return as_sentence(error)
        return ""


def ask_freeze(
    look: Look,
    parent: QWidget | None,
    view: StudyView,
    work_round: Round,
    seed: int,
    sets: Sequence[str] = (),
) -> FreezeChoice | None:
    """How passages are frozen, None when a person gives up."""
    sheet = FreezeSheet(look, parent, view, work_round, seed, sets)
    return sheet.choice() if sheet.ask(500) else None
