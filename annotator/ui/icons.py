"""The one set of icons, Phosphor regular, in the colours of the theme.

QtAwesome brings the typeface; it is not loaded itself, for with all that it asks of Qt it holds
twenty megabytes.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from annotator.ui.theme import Look

_SHARE = 0.875  # of the height: glyphs stand in their em square with some air


def icon(look: Look, name: str, token: str = "mute") -> QIcon:
    """An icon in a token's colour.

    Args:
        look: whose theme is in force.
        name: Phosphor's name, `lock`; empty for no icon.
        token: name of the colour.
    """
    theme = look.theme
    return _icon(name, getattr(theme, token), theme.line) if name else QIcon()


@cache
def _icon(name: str, colour: str, disabled: str) -> QIcon:
    """The same one for all who show it."""
    return QIcon(_Glyph(_letters()[name], colour, disabled))


class _Glyph(QIconEngine):
    """Paints a letter of the typeface, and keeps what it has painted."""

    def __init__(self, letter: str, colour: str, disabled: str) -> None:
        super().__init__()
        self._letter = letter
        self._inks = QColor(colour), QColor(disabled)
        self._painted: dict[tuple[int, int, bool], QPixmap] = {}

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        """The letter in the middle."""
        font = QFont(_family())
        font.setPixelSize(max(round(_SHARE * rect.height()), 1))
        painter.save()
        painter.setFont(font)
        painter.setPen(self._inks[mode == QIcon.Mode.Disabled])
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._letter)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The same on a ground of its own."""
        key = (size.width(), size.height(), mode == QIcon.Mode.Disabled)
        if key not in self._painted:
            made = QPixmap(size)
            made.fill(Qt.GlobalColor.transparent)
            painter = QPainter(made)
            self.paint(painter, QRect(QPoint(), size), mode, state)
            painter.end()
            self._painted[key] = made
        return self._painted[key]


def _folder() -> Path:
    """Where the typeface lies."""
    found = find_spec("qtawesome")
    places = found.submodule_search_locations if found is not None else None
    if not places:
        raise ModuleNotFoundError("qtawesome, whose typeface the icons are, is not installed")
    return Path(next(iter(places))) / "fonts"


@cache
def _letters() -> dict[str, str]:
    """The letter of each name."""
    [charmap] = _folder().glob("phosphor-charmap-*.json")
    named: dict[str, str] = json.loads(charmap.read_text("ascii"))
    return {name: chr(int(code, 16)) for name, code in named.items()}


@cache
def _family() -> str:
    """The typeface, made known to Qt."""
    [file] = (each for each in _folder().glob("phosphor-*.ttf"))
    [family, *_] = QFontDatabase.applicationFontFamilies(
        QFontDatabase.addApplicationFont(str(file))
    )
    return family
