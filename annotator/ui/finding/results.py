"""What a search has found, as a model: heads of interviews, codes, and passages with ticks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.app.verbs.searching import Found, Passage
from annotator.domain.counted import counted
from annotator.domain.ids import Id

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
TimeOf = Callable[[Passage], str]


@dataclass(frozen=True, slots=True)
class Head:
    """The interview, or whatever else, that the passages under it belong to."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A code whose name fits; opening it searches for its moments."""

    code_id: Id
    name: str
    count: int


Line = Head | CodeLine | Passage


class ResultsModel(QAbstractListModel):
    """The lines; `LINE_ROLE` gives a `Head`, `CodeLine` or `Passage`.

    All passages of text are ticked at first; what was unticked stays so while it is found.
    """

    def __init__(self, time_of: TimeOf, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._time_of = time_of
        self._lines: list[Line] = []
        self._unticked: set[object] = set()

    def show_found(self, found: Found) -> None:
        """Takes what another search has found."""
        self.beginResetModel()
        self._lines = [CodeLine(*each) for each in found.codes]
        counts: dict[str, int] = {}
        for each in found.passages:
            counts[each.place] = counts.get(each.place, 0) + 1
        place = ""
        for each in found.passages:
            if each.place != place:
                place = each.place
                self._lines.append(Head(place, counts[place]))
            self._lines.append(each)
        self.endResetModel()

    def forget(self) -> None:
        """Holds nothing."""
        self._unticked.clear()
        self.show_found(Found())

    def line(self, row: int) -> Line | None:
        """One line; None where there is none."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def passages(self) -> list[Passage]:
        """All passages in order."""
        return [each for each in self._lines if isinstance(each, Passage)]

    def ticked(self) -> list[Passage]:
        """The passages of text that are ticked."""
        return [e for e in self.passages() if can_be_coded(e) and e.key not in self._unticked]

    def left_out(self) -> str:
        """Which passages are not coded and why, in words; empty where all are."""
        found = self.passages()
        memos = sum(not can_be_coded(each) for each in found)
        unticked = len(found) - memos - len(self.ticked())
        takes = "takes" if memos == 1 else "take"
        parts = [f"{counted(memos, 'memo')}, which {takes} no code" if memos else ""]
        parts.append(f"{unticked} unticked" if unticked else "")
        return "; ".join(filter(None, parts))

    def tick(self, row: int) -> None:
        """Ticks a passage, or unticks it."""
        passage = self.line(row)
        if isinstance(passage, Passage) and can_be_coded(passage):
            self._unticked ^= {passage.key}
            self.dataChanged.emit(self.index(row), self.index(row))

    def tick_all(self, ticked: bool) -> None:
        """Ticks all passages, or none."""
        keys = {each.key for each in self.passages() if can_be_coded(each)}
        self._unticked = self._unticked - keys if ticked else self._unticked | keys
        if self._lines:
            self.dataChanged.emit(self.index(0), self.index(len(self._lines) - 1))

    def beside(self, row: int, step: int) -> int:
        """The row of the next passage that way, round at the ends; -1 where there is none."""
        rows = [n for n, each in enumerate(self._lines) if isinstance(each, Passage)]
        if not rows:
            return -1
        if step > 0:
            return next((each for each in rows if each > row), rows[0])
        return next((each for each in reversed(rows) if each < row), rows[-1])

    def first(self) -> int:
        """The row of the first passage, else of the first code; -1 where there is nothing."""
        row = self.beside(-1, 1)
        return row if row >= 0 or not self._lines else 0

    def row_of(self, passage: Passage) -> int:
        """Where a passage stands; -1 where it is not found any more."""
        lines = enumerate(self._lines)
        same = (n for n, e in lines if isinstance(e, Passage) and e.key == passage.key)
        return next(same, -1)

    def time(self, passage: Passage) -> str:
        """Its session time in words."""
        return self._time_of(passage)

    # What a model must answer ---------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of lines."""
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads cannot be chosen; passages of text can be ticked."""
        line = self.line(index.row()) if index.isValid() else None
        if isinstance(line, Passage) and can_be_coded(line):
            return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable
        return Qt.ItemFlag.ItemIsEnabled if isinstance(line, Head) else super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a line says."""
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        if role == LINE_ROLE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(line)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._said(line)
        if role == Qt.ItemDataRole.CheckStateRole and isinstance(line, Passage):
            return self._tick_of(line)
        return None

    def _tick_of(self, line: Passage) -> Qt.CheckState | None:
        if not can_be_coded(line):
            return None
        off = line.key in self._unticked
        return Qt.CheckState.Unchecked if off else Qt.CheckState.Checked

    def _said(self, line: Line) -> str:
        if not isinstance(line, Passage):
            return _text(line)
        about = f"memo on {line.about}" if line.about else line.speaker
        parts = [self._time_of(line), about, _text(line)]
        if can_be_coded(line):
            parts.append("unticked" if line.key in self._unticked else "ticked")
        return ", ".join(part for part in parts if part)


def can_be_coded(passage: Passage) -> bool:
    """Whether it is a passage of text that has words of its own."""
    return passage.kind in ("text", "code")


def spans_in(passages: Sequence[Passage], transcript_id: Id | None) -> list[tuple[int, int]]:
    """What was found in one transcript's text, in order."""
    own = {
        (each.start, each.end)
        for each in passages
        if each.kind == "text" and each.transcript_id == transcript_id
    }
    return sorted(own)


def _text(line: Line) -> str:
    if isinstance(line, Head):
        return f"{line.text}: {counted(line.count, 'passage')}"
    if isinstance(line, CodeLine):
        return f"Code {line.name}: {counted(line.count, 'moment')}"
    return " ".join(f"{line.before}{line.words}{line.after}".split())
