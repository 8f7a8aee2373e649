"""Holds a round against its gate: shows how it stands, and asks whether to record it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from annotator.analysis.agreement import Result
from annotator.app.verbs.gating import gate_coefficients
from annotator.domain.consensus import Gate
from annotator.domain.round import Round
from annotator.ui.dialogs.gate_text import (
    record_lines,
    sign_of,
    standing,
    threshold_text,
    value_now,
)
from annotator.ui.dialogs.numbers import number_in, number_text, side_by_side
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.figures import round_text
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo
from annotator.ui.words import Words

ValueOf = Callable[[str], Result]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateChoice:
    """The result that counts, and the threshold that it must reach."""

    result: Result
    threshold: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GateQuestion:
    """What the sheet shows.

    Attributes:
        basis: set, coders and transcripts that are compared.
        proposed: the threshold for a round without a gate.
        value_of: gives the value of a coefficient now.
        earlier: what was recorded before, the newest first.
        decided_by: who records it.
    """

    work_round: Round
    basis: str
    proposed: float
    value_of: ValueOf
    earlier: list[Gate]
    decided_by: str


class GateSheet(Sheet):
    """The gate, the value now, whether it passes, and earlier records."""

    def __init__(self, look: Look, parent: QWidget | None, asked: GateQuestion) -> None:
        super().__init__(look, parent, "Hold the round against its gate", "Record it", self._wrong)
        self._asked = asked
        self._known: dict[str, Result] = {}
        work_round = asked.work_round
        self.tell(f"{round_text(work_round.name, work_round.kind)}; {asked.basis}.")
        self.coefficient: Combo | None = None
        self.threshold: QLineEdit | None = None
        self.earlier: QPlainTextEdit | None = None
        self._show_gate()
        self.now = Words(look, "", wrap=True)
        self.passes = Words(look, "", "strong", wrap=True)
        self.rows.addWidget(self.now)
        self.rows.addWidget(self.passes)
        self.tell(f"It is recorded with its date, by {asked.decided_by}.")
        self._show_earlier()
        self._show_now()

    def fit(self, width: int) -> None:
        """Where there is nothing to choose, Return records it."""
        super().fit(width)
        if self.threshold is None:
            self.yes.setFocus()

    def choice(self) -> GateChoice:
        """The answer."""
        return GateChoice(result=self._result(), threshold=self._threshold() or 0.0)

    def _show_gate(self) -> None:
        """The gate that the round has, else fields to give it one."""
        work_round, threshold = self._asked.work_round, self._asked.work_round.gate_threshold
        if threshold is not None:
            limit = threshold_text(threshold)
            self.tell(f"Its gate: {sign_of(work_round.gate_coefficient)} must reach {limit}.")
            return
        self.coefficient = Combo(self.look)
        for name in gate_coefficients(work_round):
            self.coefficient.addItem(sign_of(name), name)
        self.threshold = QLineEdit(number_text(self._asked.proposed))
        self.coefficient.currentIndexChanged.connect(lambda _: self._show_now())
        self.threshold.textChanged.connect(lambda _: self._show_now())
        self.rows.addLayout(
            side_by_side(("Coefficient", self.coefficient), ("Must reach", self.threshold))
        )
        self.tell("The round has no gate yet: what is chosen here becomes its gate.")

    def _show_earlier(self) -> None:
        if not self._asked.earlier:
            self.tell("Nothing was recorded of this round before.")
            return
        field = self.earlier = QPlainTextEdit("\n".join(record_lines(self._asked.earlier)))
        field.setReadOnly(True)
        field.setProperty("field", True)
        field.setTabChangesFocus(True)
        field.setMinimumHeight(self.look.px(72))
        self.row("Recorded before", field)

    def _show_now(self) -> None:
        self.now.setText(f"Now: {value_now(self._result())}")
        threshold = self._threshold()
        if threshold is None:
            self.passes.setText(self._wrong())
        else:
            self.passes.setText(standing(self._result(), threshold))

    def _result(self) -> Result:
        own = self._asked.work_round.gate_coefficient
        name = own if self.coefficient is None else str(self.coefficient.currentData())
        if name not in self._known:
            self._known[name] = self._asked.value_of(name)
        return self._known[name]

    def _threshold(self) -> float | None:
        if self.threshold is None:
            return self._asked.work_round.gate_threshold
        return number_in(self.threshold.text())

    def _wrong(self) -> str:
        threshold = self._threshold()
        if threshold is None or not -1 <= threshold <= 1:
            return "Give a threshold from -1 to 1."
        return ""


def ask_gate(look: Look, parent: QWidget | None, asked: GateQuestion) -> GateChoice | None:
    """What is recorded, None when a person gives up."""
    sheet = GateSheet(look, parent, asked)
    return sheet.choice() if sheet.ask(520) else None
