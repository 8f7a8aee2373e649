"""Space plays, except where it presses what has the keys."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QWidget

from annotator.ui.study_page import StudyPage


class Space(QObject):
    """Lends the key to buttons and lists of choices, and to the other tabs.

    Text fields take it by themselves; the action stays in menu and palette.

    Args:
        page: the page whose window has the action.
    """

    def __init__(self, page: StudyPage) -> None:
        super().__init__(page)
        self._page = page
        page.tab_shown.connect(lambda _tab: self._lend(None, QApplication.focusWidget()))
        if isinstance(app := QApplication.instance(), QApplication):
            app.focusChanged.connect(self._lend)

    def stop(self) -> None:
        """Gives the key back for good."""
        if isinstance(app := QApplication.instance(), QApplication):
            app.focusChanged.disconnect(self._lend)
        self._enable(enabled=True)

    def _lend(self, _old: QWidget | None, now: QWidget | None) -> None:
        presses = isinstance(now, QAbstractButton | QComboBox)
        self._enable(enabled=not presses and self._page.tab == "coding")

    def _enable(self, *, enabled: bool) -> None:
        made = self._page.window().findChild(QAction, "play")
        if made is not None:
            made.setEnabled(enabled)
