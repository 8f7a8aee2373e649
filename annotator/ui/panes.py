"""The keys go from pane to pane."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def step_pane(panes: Sequence[QWidget], step: int) -> None:
    """Gives the keys to the pane so many further, from the last to the first again."""
    focus = QApplication.focusWidget()
    here = next((i for i, pane in enumerate(panes) if _holds(pane, focus)), None)
    place = 0 if here is None else (here + step) % len(panes)
    panes[place].setFocus(Qt.FocusReason.TabFocusReason)


def _holds(pane: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (pane is focus or pane.isAncestorOf(focus))
