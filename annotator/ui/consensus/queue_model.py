"""The model of the queue: the disagreements that the filters let through."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.domain.view import StudyView
from annotator.ui.consensus.entries import Entry, Filters, Key, settled_said
from annotator.ui.excerpt_text import said_of

Index = QModelIndex | QPersistentModelIndex
ENTRY_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class QueueModel(QAbstractListModel):
    """The entries shown, in their order; `ENTRY_ROLE` gives the `Entry`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.view: StudyView | None = None
        self._all: list[Entry] = []
        self._shown: list[Entry] = []
        self._filters = Filters()

    @property
    def filters(self) -> Filters:
        """What is let through now."""
        return self._filters

    @property
    def all(self) -> Sequence[Entry]:
        """All disagreements, shown or not."""
        return self._all

    def show_entries(self, view: StudyView, entries: Sequence[Entry]) -> None:
        """Takes the disagreements of a newer view."""
        self.beginResetModel()
        self.view, self._all = view, list(entries)
        self._shown = [each for each in self._all if self._filters.let_through(each)]
        self.endResetModel()

    def filter(self, filters: Filters) -> None:
        """Lets others through."""
        if filters != self._filters:
            self.beginResetModel()
            self._filters = filters
            self._shown = [each for each in self._all if filters.let_through(each)]
            self.endResetModel()

    def entry(self, row: int) -> Entry:
        """One entry that is shown."""
        return self._shown[row]

    def row_of(self, key: Key | None) -> int | None:
        """Where a disagreement is shown; None where it is not."""
        if key is None:
            return None
        return next((row for row, each in enumerate(self._shown) if each.key == key), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of entries shown."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What an entry shows and says."""
        if not index.isValid():
            return None
        entry = self._shown[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{entry.place} {entry.time}, {entry.episode.said}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(entry)
        return None

    def _spoken(self, entry: Entry) -> str:
        view, episode = self.view, entry.episode
        if view is None:
            return ""
        parts = [f"{entry.place} {entry.time}", episode.said]
        parts += [f"{name} {said_of(view, moment)}" for name, moment in episode.moments]
        if entry.decision is not None:
            parts.append(settled_said(view, entry))
            parts += [entry.note[:1].lower() + entry.note[1:]] if entry.note else []
        words = " ".join(episode.document.transcript.text[episode.start : episode.end].split())
        return f"{', '.join(parts)}: {words}"
