"""The one table of actions: menus, palette, shortcut sheet, tooltips, guide and tests read it."""

from __future__ import annotations

from annotator.app.actions.action import MENUS, RESERVED, Action, Menu, When
from annotator.app.actions.table import ACTIONS, action, shown_key, tooltip

__all__ = [
    "ACTIONS",
    "MENUS",
    "RESERVED",
    "Action",
    "Menu",
    "When",
    "action",
    "shown_key",
    "tooltip",
]
