"""Qt's own dialogs over a window, dressed as ours."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QDialog, QWidget

from annotator.ui.stylesheet import Dress
from annotator.ui.theme import Look


class DialogDress(QObject):
    """Puts the sheet of a look on the dialogs of a window that have none.

    Qt polishes some of its dialogs while it makes them. Whoever asks from Python for one of these
    then gets a second Python object for it beside the one that is being made; when the dialog
    goes, both take it down, and the program dies of it at some later time. So they are dressed by
    an event of its own, when they are made. They may have their size by then, and grow.

    Args:
        look: the look in force.
        window: whose dialogs they are; it tells by `soon` that one may have come.
    """

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self._window = window
        self._is_asked = False  # by an event that is on its way

    def soon(self) -> None:
        """Has the dialogs dressed that there will be in a moment."""
        if not self._is_asked:
            self._is_asked = True
            event = QEvent(QEvent.Type.User)
            QCoreApplication.postEvent(self, event, Qt.EventPriority.HighEventPriority.value)

    def customEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Dresses them."""
        self._is_asked = False
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        for each in self._window.findChildren(QDialog, options=direct):
            if not each.styleSheet():
                Dress(self._look, each)
                _grow(each)


def _grow(dialog: QDialog) -> None:
    """Has room for all that its dress makes larger; its middle stays."""
    former = dialog.size()
    wanted = former.expandedTo(dialog.sizeHint())
    if dialog.isVisible() and wanted != former:
        grown = wanted - former
        dialog.resize(wanted)
        dialog.move(dialog.pos() - QPoint(grown.width() // 2, grown.height() // 2))
