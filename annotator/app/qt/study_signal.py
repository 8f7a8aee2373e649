"""An open study's changes as a Qt signal."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from annotator.app.open_study import OpenStudy
from annotator.domain.changes import Changes


class StudySignal(QObject):
    """Tells the window what an edit, an undo or a reload has touched.

    Signals:
        changed: a `Changes` and who asked for it.
    """

    changed = Signal(object, object)

    def __init__(self, study: OpenStudy, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stopped = False
        study.listen(self._tell)

    def stop(self) -> None:
        """Tells no more: a study may stay open longer than the window that showed it."""
        self._stopped = True

    def _tell(self, changes: Changes, origin: object) -> None:
        if not self._stopped:
            self.changed.emit(changes, origin)
