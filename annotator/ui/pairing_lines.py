"""Text broken into a few lines, for rows of one height."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics


def wrapped(text: str, metrics: QFontMetrics, width: int, most: int) -> list[str]:
    """A text on at most so many lines, broken between words; the last one is cut with a sign."""
    words, lines = text.split(), list[str]()
    while words and len(lines) < most - 1:
        kept = 1
        while kept < len(words) and metrics.horizontalAdvance(" ".join(words[: kept + 1])) <= width:
            kept += 1
        lines.append(" ".join(words[:kept]))
        words = words[kept:]
    if words:
        lines.append(" ".join(words))
    elide = Qt.TextElideMode.ElideRight
    return [metrics.elidedText(line, elide, width) for line in lines]
