"""What was compared, how far the ratings agree, and what was left out and why."""

from __future__ import annotations

from math import isnan

from PySide6.QtWidgets import QPushButton

from annotator.analysis.agreement.meanings import meaning_of
from annotator.analysis.agreement.overview import Overview
from annotator.ui.agreement.card import Card
from annotator.ui.figures import interval_text, value_text
from annotator.ui.theme import Look
from annotator.ui.words import Words

_MOST_LINES = 12


class Basis(Card):
    """Ratings, leftovers and notes in plain sentences."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "What this rests on")
        self.meanings = QPushButton("What the numbers mean…")
        self.add_to_head(self.meanings)
        self._ratings_head = Words(look, "Ratings of shared moments", "strong")
        self._ratings = Words(look, "", wrap=True)
        self._left_head = Words(look, "Left out", "strong")
        self._left = Words(look, "", "mute", wrap=True)
        self._notes_head = Words(look, "To know", "strong")
        self._notes = Words(look, "", "mute", wrap=True)
        for part in (
            self._ratings_head,
            self._ratings,
            self._left_head,
            self._left,
            self._notes_head,
            self._notes,
        ):
            self.column.addWidget(part)
        self.column.addStretch(1)

    def show_overview(self, overview: Overview) -> None:
        """Shows what another overview rests on."""
        ratings = "\n".join(_rating_lines(overview))
        shared = not overview.compared.is_judged and overview.compared.code_set.unit != "turn"
        self._ratings_head.setText("Ratings of shared moments" if shared else "Ratings")
        _say(self._ratings_head, self._ratings, ratings)
        _say(self._left_head, self._left, _listed(overview.compared.excluded))
        _say(self._notes_head, self._notes, _listed(overview.compared.notes))

    def left_out(self) -> str:
        """What was left out, as it is said."""
        return self._left.text()

    def ratings(self) -> str:
        """The ratings' agreement, as it is said."""
        return self._ratings.text()


def _say(head: Words, words: Words, text: str) -> None:
    words.setText(text)
    head.setVisible(bool(text))
    words.setVisible(bool(text))


def _listed(lines: tuple[str, ...]) -> str:
    shown = [f"{line[:1].upper()}{line[1:]}." for line in lines[:_MOST_LINES]]
    more = len(lines) - _MOST_LINES
    return "\n".join([*shown, *([f"… and {more} more."] if more > 0 else [])])


def _rating_lines(overview: Overview) -> list[str]:
    lines = []
    for scale, results in overview.ratings:
        parts = []
        for result in results:
            sign = meaning_of(result.coefficient).sign
            if isnan(result.value):
                parts.append(f"{sign} undefined ({result.reason})")
            else:
                interval = interval_text(result)
                band = f" ({interval})" if interval else ""
                parts.append(f"{sign} {value_text(result.value)}{band}")
        n = results[0].n if results else 0
        lines.append(f"{scale}: {', '.join(parts)}; n = {n}.")
    return lines
