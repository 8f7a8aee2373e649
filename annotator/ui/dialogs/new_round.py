"""Asks what a new round shall be, and shows what would be drawn."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from annotator.analysis.agreement.meanings import meaning_of
from annotator.app.verbs.consensus_layer import people
from annotator.app.verbs.drawing import RoundWish, draw, drawn_accounts, free_name
from annotator.app.verbs.gating import GATE_COEFFICIENTS
from annotator.app.verbs.rounds import KINDS
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.view import StudyView
from annotator.ui.dialogs.drawn_text import drawn_lines, drawn_summary
from annotator.ui.dialogs.numbers import (
    as_sentence,
    number_in,
    number_text,
    side_by_side,
    whole_number_in,
)
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.flow import Flow
from annotator.ui.theme import Look
from annotator.ui.ticks import Combo, Tick
from annotator.ui.words import Words

_PERCENT, _NUMBER = "percent", "transcripts"
_SHORT = 8  # letters that a box shows at least; longer entries are cut in it, not in its list


class RoundSheet(Sheet):
    """Name, kind, coders, how much, seed, gate, blindness; below it the draw as it would be."""

    def __init__(self, look: Look, parent: QWidget | None, view: StudyView, seed: int) -> None:
        super().__init__(look, parent, "New round", "Draw the round", self._wrong)
        self._view = view
        self.name = QLineEdit(free_name(view))
        self.kind = Combo(look)
        self.kind.addItems(KINDS)
        self.kind.setCurrentText("reliability")
        self.coders: dict[Id, Tick] = {}
        self.new_coders = QLineEdit()
        self.new_coders.setPlaceholderText("RA-3, RA-4")
        self.amount = QLineEdit("25")
        self.unit = Combo(look)
        self.unit.addItems((_PERCENT, _NUMBER))
        self.unit.setAccessibleName("Percent or number")
        self.seed = QLineEdit(str(seed))
        self.gate = Combo(look)
        self.gate.addItem("none", "")
        for name in GATE_COEFFICIENTS:
            self.gate.addItem(f"{meaning_of(name).sign}: {meaning_of(name).asks}", name)
        for box in (self.kind, self.unit, self.gate):
            box.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(_SHORT)
        self.threshold = QLineEdit(number_text(view.study.accept_from))
        self.blind = Tick(look, "Blind: coders do not see each other’s moments")
        self.blind.setChecked(True)
        self.alone = Tick(look, "Individually first: one account alone, then both together")
        self.summary = Words(look, "", "strong", wrap=True)
        self.drawn = QPlainTextEdit()
        self._lay_out()
        self._join()
        self._show_drawn()

    def choice(self) -> RoundWish:
        """The answers.

        Raises:
            UserError: a field that must hold a number holds none.
        """
        amount, seed = number_in(self.amount.text()), whole_number_in(self.seed.text())
        by_share = self.unit.currentText() == _PERCENT
        if amount is None or (not by_share and amount != int(amount)):
            hint = "percent or a whole number of transcripts"
            raise UserError(f"{self.amount.text()!r} is no amount", hint=f"give {hint}")
        if seed is None:
            raise UserError(f"{self.seed.text()!r} is no seed", hint="give a whole number from 0")
        return RoundWish(
            name=self.name.text().strip(),
            kind=KINDS[self.kind.currentIndex()],
            coder_ids=tuple(key for key, tick in self.coders.items() if tick.isChecked()),
            new_coders=tuple(
                filter(None, (each.strip() for each in self.new_coders.text().split(",")))
            ),
            share=amount / 100 if by_share else None,
            count=None if by_share else int(amount),
            seed=seed,
            gate=self._gate(),
            blind=self.blind.isChecked(),
            hides_other_account=self.alone.isChecked(),
        )

    # Inside -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.rows.addLayout(side_by_side(("Name", self.name), ("Kind", self.kind)))
        ticks = Flow(gap=self.look.px(10))
        for coder in people(self._view):
            if coder.role != "reader":
                tick = self.coders[coder.id] = Tick(self.look, coder.name)
                tick.setChecked(coder.role == "coder")
                ticks.addWidget(tick)
        self.row("Coders, two or more", ticks)
        self.row("New coders by pseudonym, with commas between", self.new_coders)
        self.rows.addLayout(
            side_by_side(("How much", self.amount), ("In", self.unit), ("Seed", self.seed))
        )
        hint = "The same study, coders and seed give the same draw: note it in your protocol."
        self.rows.addWidget(Words(self.look, hint, "small", wrap=True))
        self.rows.addSpacing(4)
        self.rows.addLayout(
            side_by_side(("Gate: coefficient", self.gate), ("Must reach", self.threshold))
        )
        self.rows.addWidget(self.blind)
        self.rows.addWidget(self.alone)
        hint = (
            "The other party’s account stays shut until the first is done; to open both is a "
            "step that is recorded."
        )
        self.rows.addWidget(Words(self.look, hint, "small", wrap=True))
        self.rows.addSpacing(4)
        self.drawn.setReadOnly(True)
        self.drawn.setProperty("field", True)
        self.drawn.setAccessibleName("Transcripts that would be drawn")
        self.drawn.setTabChangesFocus(True)
        self.drawn.setMinimumHeight(self.look.px(104))
        self.rows.addWidget(self.summary)
        self.rows.addWidget(self.drawn, 1)

    def _join(self) -> None:
        for field in (self.name, self.new_coders, self.amount, self.seed, self.threshold):
            field.textChanged.connect(lambda _: self._show_drawn())
        for box in (self.kind, self.unit, self.gate):
            box.currentIndexChanged.connect(lambda _: self._show_drawn())
        for tick in self.coders.values():
            tick.toggled.connect(lambda _: self._show_drawn())

    def _gate(self) -> tuple[str, float] | None:
        coefficient = self.gate.currentData()
        if not coefficient:
            return None
        threshold = number_in(self.threshold.text())
        if threshold is None:
            hint = "give a number from -1 to 1"
            raise UserError(f"{self.threshold.text()!r} is no threshold", hint=hint)
        return coefficient, threshold

    def _show_drawn(self) -> None:
        """Draws what is asked for now; nothing is stored."""
        self.threshold.setEnabled(bool(self.gate.currentData()))
        try:
            accounts = drawn_accounts(self._view, draw(self._view, self.choice()))
        except UserError as error:
            self.summary.setText(f"Nothing to draw yet. {as_sentence(error)}")
            self.drawn.setPlainText("")
            return
        self.summary.setText(f"Would be drawn, {drawn_summary(self._view, accounts)}.")
        self.drawn.setPlainText("\n".join(drawn_lines(self._view, accounts)))

    def _wrong(self) -> str:
        try:
            draw(self._view, self.choice())
        except UserError as error:
            return as_sentence(error)
        return ""


def ask_round(look: Look, parent: QWidget | None, view: StudyView, seed: int) -> RoundWish | None:
    """What a new round shall be, None when a person gives up."""
    sheet = RoundSheet(look, parent, view, seed)
    return sheet.choice() if sheet.ask(520) else None
