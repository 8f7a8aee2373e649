"""What a copy puts on the clipboard: words with their source, marked as not to be kept."""

from __future__ import annotations

import sys

from PySide6.QtCore import QMimeData, QStringListModel

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


def quoted(words: str, source: str, time: str) -> str:
    """A quote with its pseudonymous source.

    >>> quoted("I laughed.", "P07, session 3", "12:30")
    '“I laughed.” (P07, session 3, 12:30)'
    """
    return f"“{words}” ({', '.join(filter(None, (source, time)))})"


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
