"""The one set of icons, Phosphor regular, in the colours of the theme."""

from __future__ import annotations

import os

os.environ["QT_API"] = "pyside6"  # QtAwesome looks for a binding; it must find ours

import qtawesome
from PySide6.QtGui import QIcon

from annotator.ui.theme import Look


def icon(look: Look, name: str, token: str = "mute") -> QIcon:
    """An icon in a token's colour.

    Args:
        look: whose theme is in force.
        name: Phosphor's name, `lock`; empty for no icon.
        token: name of the colour.
    """
    if not name:
        return QIcon()
    colour = look.colour(token)
    found: QIcon = qtawesome.icon(f"ph.{name}", color=colour, color_disabled=look.colour("line"))
    return found
