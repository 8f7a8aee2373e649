"""Asks what a moment is paired with, and how the two accounts stand to each other."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from annotator.analysis.dyads.suggestions import suggestions
from annotator.app.verbs.pairing import pairing_of, scales_for_pairing
from annotator.app.verbs.relations import offered_relations
from annotator.domain.ids import Id
from annotator.domain.moment import Moment, Rating
from annotator.domain.view import StudyView
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.pairing_offers import Offer, OffersList, OffersModel
from annotator.ui.pairing_words import head_of, quote_of, why
from annotator.ui.room import room_for
from annotator.ui.scale_row import ScaleRow
from annotator.ui.segments import Choice, Segments
from annotator.ui.theme import Look
from annotator.ui.words import Words

_HIGH = 780  # a screen of this height, at 100 %, has room for more of the list


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingChoice:
    """What a person wants the pairing to be.

    Attributes:
        moment_ids: the other party's moments taken.
        ratings: on the codebook's scales.
        dissolves: there shall be no pairing; the rest says nothing then.
    """

    moment_ids: tuple[Id, ...] = ()
    relation: str = ""
    memo: str = ""
    ratings: tuple[Rating, ...] = ()
    dissolves: bool = False


class PairingSheet(Sheet):
    """The moment, the other party's moments with ticks, relation, memo and ratings.

    Args:
        look: the look in force.
        parent: the window.
        view: the study as its coder works in it.
        moment: of the therapist's or the patient's account.
    """

    def __init__(self, look: Look, parent: QWidget | None, view: StudyView, moment: Moment) -> None:
        pairing = pairing_of(view, moment)
        title, go = ("Pair", "Pair") if pairing is None else ("Pairing", "Change")
        super().__init__(look, parent, title, go, self._wrong)
        self._dissolves = False
        voice = view.accounts[view.transcripts[moment.transcript_id].account_id].voice
        self._party = "patient" if voice == "therapist" else "therapist"
        offers = offers_of(view, moment, None if pairing is None else pairing.id)
        taken = () if pairing is None else pairing.moment_ids
        low = room_for(parent or self).height() < look.px(_HIGH)
        self.list = OffersList(look, OffersModel(offers, taken), 1.5 if low else 3.5)
        self.relations = offered_relations(view, pairing)
        self.relation = Segments(
            "Relation",
            [
                Choice(each, each.capitalize(), f"{each} ({n})")
                for n, each in enumerate(self.relations, start=1)
            ],
        )
        self.memo = QLineEdit("" if pairing is None else pairing.memo)
        round_id = moment.round_id if pairing is None else pairing.round_id
        given = {} if pairing is None else {each.scale_id: each.value for each in pairing.ratings}
        self._given: dict[Id, int | None] = dict(given)
        self.scales: dict[Id, ScaleRow] = {}
        for scale in scales_for_pairing(view, round_id):
            row = self.scales[scale.id] = ScaleRow(look, scale)
            row.show_value(given.get(scale.id))
        self.dissolve = QPushButton("Dissolve the pairing")
        self.dissolve.setAutoDefault(False)
        self.dissolve.clicked.connect(self._dissolve)
        self.list.digit_pressed.connect(self._choose_relation)
        if pairing is not None:
            self.relation.show_value(pairing.relation)
        self._lay_out(head_of(view, moment), quote_of(view, moment), voice)
        self.dissolve.setVisible(pairing is not None)

    def choice(self) -> PairingChoice:
        """The answers."""
        if self._dissolves:
            return PairingChoice(dissolves=True)
        return PairingChoice(
            moment_ids=self.list.offers.ticked(),
            relation=self.relation.value or "",
            memo=self.memo.text().strip(),
            ratings=self._ratings(),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit that no scale and no field takes chooses a relation."""
        digit = event.key() - Qt.Key.Key_0
        if 1 <= digit <= len(self.relations):
            self._choose_relation(digit)
        else:
            super().keyPressEvent(event)

    def _ratings(self) -> tuple[Rating, ...]:
        """The values given; those on scales that the codebook has no more stay as they were."""
        shown = {key: row.value for key, row in self.scales.items()}
        values = {**self._given, **shown}
        return tuple(
            Rating(scale_id=key, value=value) for key, value in values.items() if value is not None
        )

    def _lay_out(self, head: str, quote: str, voice: str) -> None:
        words = Words(self.look, f"{voice.capitalize()} · {head}", "strong", wrap=True)
        words.setProperty("party", voice)
        self.rows.addWidget(words)
        self.rows.addWidget(Words(self.look, quote, "quote", wrap=True))
        self.rows.addSpacing(6)
        self.row(f"The {self._party}’s moments (Space ticks, one or more)", self.list)
        self.rows.setStretchFactor(self.list, 100)  # the sheet ends in a stretch of its own
        keys = min(len(self.relations), 9)
        named = "1" if keys == 1 else f"1 to {keys}"
        self.row(f"How the two accounts stand to each other ({named})", self.relation)
        self.row("Memo", self.memo)
        for scale_row in self.scales.values():
            self.rows.addWidget(scale_row)
        foot = QHBoxLayout()
        foot.addWidget(self.dissolve)
        foot.addStretch(1)
        self.rows.addLayout(foot)

    def _choose_relation(self, digit: int) -> None:
        if digit <= len(self.relations):
            self.relation.show_value(self.relations[digit - 1])

    def _dissolve(self) -> None:
        self._dissolves = True
        self.accept()

    def _wrong(self) -> str:
        if not self.list.offers.ticked():
            return f"Tick at least one moment of the {self._party} (Space)."
        return "" if self.relation.value else "Say how the two stand to each other (1, 2 or 3)."


def offers_of(view: StudyView, moment: Moment, pairing_id: Id | None) -> list[Offer]:
    """The other party's moments as the sheet offers them; those already in hand come first."""
    pairing = view.pairings.get(pairing_id or "")
    taken = () if pairing is None else pairing.moment_ids
    found = sorted(suggestions(view, moment), key=lambda each: each.moment.id not in taken)
    return [
        Offer(
            moment_id=each.moment.id,
            head=head_of(view, each.moment),
            quote=quote_of(view, each.moment),
            why=why(view, each, pairing_id),
            is_suggested=each.reasons > 0,
        )
        for each in found
    ]


def ask_pairing(
    look: Look, parent: QWidget | None, view: StudyView, moment: Moment
) -> PairingChoice | None:
    """What a moment shall be paired with, None when a person gives up."""
    sheet = PairingSheet(look, parent, view, moment)
    return sheet.choice() if sheet.ask(640) else None
