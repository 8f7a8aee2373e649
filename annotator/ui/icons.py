"""The one set of icons, Phosphor regular, in the colours of the theme."""

from __future__ import annotations

import os
from functools import cache

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
    theme = look.theme
    return _icon(name, getattr(theme, token), theme.line) if name else QIcon()


@cache
def _icon(name: str, colour: str, disabled: str) -> QIcon:
    """An icon knows what it has painted: the same one for all who show it."""
    found: QIcon = qtawesome.icon(f"ph.{name}", color=colour, color_disabled=disabled)
    return found
