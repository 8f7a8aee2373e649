"""The look of one tab, or of a part that comes and goes: unseen it waits until it is seen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from annotator.ui.stylesheet import Dress
from annotator.ui.theme import Look


class TabLook(Look):
    """Follows the window's look while its tab is on the screen, and else when `take` is called.

    So another theme or text size lays out what is seen, not seven tabs.

    Args:
        whole: the window's look.
        is_seen: whether the tab is the one on the screen.
        parent: what the tab is a part of.
    """

    def __init__(self, whole: Look, is_seen: Callable[[], bool], parent: QObject) -> None:
        super().__init__(whole.theme, whole.percent, whole.reading)
        self.setParent(parent)
        self._whole = whole
        self._is_seen = is_seen
        self._is_late = False
        whole.changed.connect(self._follow)

    def take(self) -> None:
        """Takes the window's look, where that has changed since."""
        if not self._is_late:
            return
        self._is_late = False
        whole = self._whole
        if not self.show_all(whole.theme, whole.percent, whole.reading):
            self.changed.emit()  # other keys

    def _follow(self) -> None:
        self._is_late = True
        if self._is_seen():
            self.take()


class PartLook(TabLook):
    """The same for a part of a tab that is mostly put away, dressed by it.

    Args:
        whole: the look of what the part stands in.
        parent: what the part is a part of.
    """

    def __init__(self, whole: Look, parent: QObject) -> None:
        super().__init__(whole, self._shows, parent)
        self._part: QWidget | None = None

    def wear(self, part: QWidget) -> None:
        """Dresses the part, which was made with this look."""
        self._part = part
        Dress(self, part)
        part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes the look before the part is seen."""
        if event.type() == QEvent.Type.Show:
            self.take()
        return super().eventFilter(watched, event)

    def _shows(self) -> bool:
        return self._part is not None and self._part.isVisible()
