"""The one place that puts words of a study on the clipboard, and takes them off again."""

from __future__ import annotations

import sys
from hashlib import sha256

from PySide6.QtCore import QMimeData, QObject, QStringListModel, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

CLEARED_AFTER_S = 60
_WINDOWS = 'application/x-qt-windows-mime;value="{}"'
_NEVER = b"\x00\x00\x00\x00"  # a DWORD
_MARKS: dict[str, dict[str, bytes]] = {
    "win32": {
        _WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"): _NEVER,
        _WINDOWS.format("CanIncludeInClipboardHistory"): _NEVER,
        _WINDOWS.format("CanUploadToCloudClipboard"): _NEVER,
    },
    "darwin": {"org.nspasteboard.ConcealedType": b"1"},
    "linux": {"x-kde-passwordManagerHint": b"secret"},
}
"""By platform how programs that keep a history of the clipboard are told to leave it out.

Qt gives a type that it does not know on to macOS under a name of its own making, and PySide has
no converter: there the mark holds for programs that look for that name too.
"""
_WITHOUT_OWNERS = ("offscreen", "minimal")  # platforms that never say whose the clipboard is


def marked(words: str, platform: str = sys.platform) -> QMimeData:
    """Words for the clipboard, marked as sensitive where the platform has a way.

    What is made here is Qt's own: a QMimeData made in Python would outlive Python on the
    clipboard and end the process with an error. A model's is made in C++.
    """
    model = QStringListModel([""])
    mime = model.mimeData([model.index(0)])
    mime.clear()
    mime.setText(words)
    for name, value in _MARKS.get(platform, _MARKS["linux"]).items():
        mime.setData(name, value)
    return mime


def is_marked(mime: QMimeData, platform: str = sys.platform) -> bool:
    """Whether data on the clipboard has the marks of a platform."""
    return all(mime.hasFormat(name) for name in _MARKS.get(platform, _MARKS["linux"]))


class ClipboardGuard(QObject):
    """Marks what is copied in the program as sensitive, and clears it while it is still there.

    A field of Qt's own copies by itself: that is heard, and its words are marked too.
    """

    def __init__(self, board: QClipboard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._board = board
        self._own: bytes | None = None  # a digest: the words themselves are not kept here
        self._is_putting = False
        self._after_s = CLEARED_AFTER_S
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        board.dataChanged.connect(self._mark)

    @property
    def waits_ms(self) -> int:
        """Until it is cleared; 0 where nothing is to be."""
        return self._timer.interval() if self._timer.isActive() else 0

    def clear_after(self, seconds: int) -> None:
        """From now on it is cleared so long after each copy; 0 for never."""
        self._after_s = seconds
        self._start()

    def put(self, words: str) -> None:
        """Puts words on the clipboard, marked as not to be kept by others."""
        self._is_putting = True
        try:
            self._board.setMimeData(marked(words))
        finally:
            self._is_putting = False
        self._own = _digest(words)
        self._start()

    def clear(self) -> None:
        """Empties the clipboard where what was copied here last still stands there."""
        self._timer.stop()
        own, self._own = self._own, None
        if own is not None and _digest(self._board.text()) == own:
            self._board.clear()

    def _start(self) -> None:
        self._timer.stop()
        if self._own is not None and self._after_s:
            self._timer.start(self._after_s * 1_000)

    def _mark(self) -> None:
        """Marks what another part of the program has put there; what is another's is let alone."""
        if self._is_putting:
            return
        if not self._is_ours():
            self._own = None
            self._timer.stop()
            return
        words = self._board.text()
        if words and not is_marked(self._board.mimeData()):
            self.put(words)

    def _is_ours(self) -> bool:
        platform = QGuiApplication.platformName()
        return self._board.ownsClipboard() or platform in _WITHOUT_OWNERS


def guard() -> ClipboardGuard:
    """The guard of the application that runs."""
    app = QGuiApplication.instance()
    assert app is not None
    found = app.findChild(ClipboardGuard)
    if found is None:
        found = ClipboardGuard(QGuiApplication.clipboard(), app)
        app.aboutToQuit.connect(found.clear)
    return found


def put(words: str) -> None:
    """Puts words of a study on the clipboard."""
    guard().put(words)


def _digest(words: str) -> bytes:
    return sha256(words.encode("utf-8", "surrogatepass")).digest()
