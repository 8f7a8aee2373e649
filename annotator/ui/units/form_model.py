"""A form as a list: scales of the unit, codes to tick, to rate or to sort, one a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.domain.codebook import CodeSet, Scale
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.target import item_scale, items_of, unit_scales
from annotator.ui.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
Kind = Literal["scale", "tick", "rating", "pile"]
UNPLACED = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """One row of a form.

    Attributes:
        kind: a scale of the unit, or a code that is ticked, rated or put on a pile.
        id: of the scale or the code.
        head: the name that the code stands under, empty for none.
        lowest, highest: of its values; piles count from 1. Both 0 for a code that is ticked.
        value: as given; 1 for a code that is ticked.
        scale: what it is rated on; None for ticks and piles.
    """

    kind: Kind
    id: Id
    text: str
    head: str = ""
    tip: str = ""
    key: str = ""
    colour: str = "grey"
    lowest: int = 0
    highest: int = 0
    value: int | None = None
    scale: Scale | None = None

    @property
    def words(self) -> str:
        """What is said of it, in words."""
        if self.value is None:
            return "not placed" if self.kind == "pile" else ""
        if self.kind == "tick":
            return "present"
        shown = str(self.value).replace("-", "−")
        if self.kind == "pile":
            return f"pile {shown}"
        label = self.scale.label(self.value) if self.scale else ""
        return f"{shown}, {label}" if label else shown


def rows_of(code_set: CodeSet, own: Judgement | None) -> tuple[FormRow, ...]:
    """The rows of a form: the unit's scales, then the codes in force."""
    scales = tuple(
        FormRow(
            kind="scale",
            id=each.id,
            text=each.name,
            lowest=each.minimum,
            highest=each.maximum,
            value=None if own is None else own.rating(each.id),
            scale=each,
        )
        for each in unit_scales(code_set)
    )
    scale = item_scale(code_set)
    names = {code.id: code.name for code in code_set.codes}
    kinds: dict[str, Kind] = {"presence": "tick", "rating": "rating", "sort": "pile"}
    lowest, highest = _bounds(code_set, scale)
    codes = []
    for code in items_of(code_set):
        ticked = 1 if own is not None and code.id in own.codes else None
        given = None if own is None else own.value(code.id)
        codes.append(
            FormRow(
                kind=kinds[code_set.marking],
                id=code.id,
                text=code.name,
                head=names.get(code.parent_id or "", ""),
                tip=code.definition,
                key=code.key,
                colour=code.colour,
                lowest=lowest,
                highest=highest,
                value=ticked if code_set.marking == "presence" else given,
                scale=scale,
            )
        )
    return (*scales, *codes)


def _bounds(code_set: CodeSet, scale: Scale | None) -> tuple[int, int]:
    if code_set.marking == "sort":
        return 1, len(code_set.piles)
    return (0, 0) if scale is None else (scale.minimum, scale.maximum)


class FormModel(QAbstractListModel):
    """The rows that fit a pile and some words; `ROW_ROLE` gives the `FormRow`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.all_rows: tuple[FormRow, ...] = ()
        self.pile: int | None = None  # None for all of them
        self.words = ""
        self.marked: Id | None = None
        self._shown: list[FormRow] = []

    def show_rows(self, rows: tuple[FormRow, ...]) -> None:
        """Takes other rows, or other values of the same."""
        self.all_rows = rows
        self._refresh()

    def show_only(self, pile: int | None, words: str) -> None:
        """Shows what lies on a pile, `UNPLACED` for none, and holds all of the words."""
        self.pile, self.words = pile, words
        self._refresh()

    def mark(self, code_id: Id | None) -> None:
        """Marks a row that is to change places with another."""
        self.marked = code_id
        if self._shown:
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))

    def row(self, place: int) -> FormRow | None:
        """A row that is shown."""
        return self._shown[place] if 0 <= place < len(self._shown) else None

    def place_of(self, row_id: Id) -> int:
        """Where a row is shown, -1 where it is not."""
        return next((i for i, each in enumerate(self._shown) if each.id == row_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of rows shown."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a row shows and says."""
        if not index.isValid():
            return None
        row = self._shown[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            head = f"{row.head}: " if row.head else ""
            marked = ", to be swapped" if row.id == self.marked else ""
            return f"{head}{row.text}: {row.words or 'nothing yet'}{marked}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip("\n".join(filter(None, (row.text, row.tip))))
        return None

    def _refresh(self) -> None:
        shown = [each for each in self.all_rows if self._fits(each)]
        if [each.id for each in shown] == [each.id for each in self._shown]:
            self._shown = shown
            if shown:
                self.dataChanged.emit(self.index(0), self.index(len(shown) - 1))
            return
        self.beginResetModel()
        self._shown = shown
        self.endResetModel()

    def _fits(self, row: FormRow) -> bool:
        words = self.words.casefold().split()
        if not all(each in f"{row.head} {row.text}".casefold() for each in words):
            return False
        return self.pile is None or row.kind != "pile" or (row.value or UNPLACED) == self.pile
