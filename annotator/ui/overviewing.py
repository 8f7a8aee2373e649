"""The overview tab at work: it follows the study while it is on screen."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.app.open_study import OpenStudy
from annotator.app.qt.study_signal import StudySignal
from annotator.domain.changes import Changes
from annotator.ui.study_page import StudyPage

_TOUCHED = (
    *("study", "coder", "participant", "dyad", "session", "account", "interview"),
    *("transcript", "round", "assignment", "moment", "opening"),
)


class Overviewing(QObject):
    """Shows an open study in its overview tab.

    Args:
        study: the open study.
        page: what shows it.

    Signals:
        row_asked: the `DesignRow` to be shown in the coding tab.
    """

    row_asked = Signal(object)

    def __init__(self, study: OpenStudy, page: StudyPage) -> None:
        super().__init__(page)
        self.study = study
        self.page = page
        self._stale = True
        self._shown = False  # whether the page holds anything
        self._signal = StudySignal(study, self)
        self._signal.changed.connect(self._follow)
        self._soon = QTimer(self)  # several changes of one event are counted once
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.refresh)
        page.tab_shown.connect(self._meet_tab)
        page.overview.row_asked.connect(self.row_asked)

    def stop(self) -> None:
        """The study may change or close without this."""
        self._signal.stop()
        self._soon.stop()

    def refresh(self) -> None:
        """Shows the study as it is now."""
        self._stale, self._shown = False, True
        self.page.overview.show_view(self.study.view, self.study.seen_by)

    def _meet_tab(self, tab: str) -> None:
        if tab == "overview" and self._stale:
            self.refresh()

    def _follow(self, changes: Changes, _origin: object) -> None:
        if not changes.touch(*_TOUCHED):
            return
        if changes.everything and self._shown:
            self.refresh()  # at once: what a blind coder may not see goes, seen or not
        else:
            self._stale = True
            if self.page.tab == "overview":
                self._soon.start()
