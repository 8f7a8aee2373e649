"""The model of suggested pairings: a row a couple of moments, with what a person answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt

from annotator.domain.ids import Id
from annotator.ui.pairing_table_model import SIDE_ROLE
from annotator.ui.shown_rows import Index, ShownRows

COLUMNS = ("Therapist", "Patient", "Why", "Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedRow:
    """One couple as it is shown.

    Attributes:
        sides: of each party the head (time and codes) and the quote.
        why: what speaks for it.
    """

    therapist_id: Id
    patient_id: Id
    sides: tuple[tuple[str, str], tuple[str, str]]
    why: str

    @property
    def key(self) -> tuple[Id, Id]:
        """What it is told apart by."""
        return self.therapist_id, self.patient_id

    @property
    def spoken(self) -> str:
        """All of it in one line."""
        (first_head, first), (second_head, second) = self.sides
        return f"Therapist {first_head}: {first}, patient {second_head}: {second}, {self.why}"


class SuggestionsModel(ShownRows):
    """The couples that are still open, and those accepted.

    A moment stands in one pairing: once a couple is accepted, the others with one of its
    moments are out of sight.

    Args:
        rows: best first.
    """

    columns = COLUMNS

    def __init__(self, rows: Sequence[SuggestedRow], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all = tuple(rows)
        self._shown: list[SuggestedRow] = list(rows)
        self.accepted: dict[tuple[Id, Id], str] = {}
        self.passed: set[tuple[Id, Id]] = set()

    def row(self, place: int) -> SuggestedRow:
        """One row as shown."""
        return self._shown[place]

    def accept(self, place: int, relation: str) -> None:
        """Accepts the couple of a row with a relation."""
        self.accepted[self._shown[place].key] = relation
        self._refresh()

    def pass_on(self, place: int) -> None:
        """Passes the couple of a row: it is out of sight."""
        key = self._shown[place].key
        self.accepted.pop(key, None)
        self.passed.add(key)
        self._refresh()

    def reopen(self, place: int) -> None:
        """Takes the answer of a row back."""
        self.accepted.pop(self._shown[place].key, None)
        self._refresh()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows, and the whole row for whoever hears it."""
        if not index.isValid():
            return None
        row, column = self._shown[index.row()], index.column()
        answer = self.accepted.get(row.key, "")
        if role == SIDE_ROLE:
            return row.sides[column] if column < 2 else ("", "")
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return " ".join(row.sides[column]) if column < 2 else (row.why, answer)[column - 2]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.spoken}, {f'accepted as {answer}' if answer else 'no answer yet'}"
        return None

    def _refresh(self) -> None:
        taken = {each for key in self.accepted for each in key}
        self.beginResetModel()
        self._shown = [
            row
            for row in self._all
            if row.key in self.accepted
            or (row.key not in self.passed and not taken.intersection(row.key))
        ]
        self.endResetModel()
