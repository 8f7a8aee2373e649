"""The one table of actions: menus, palette, shortcut sheet, tooltips, guide and tests read it.

What writes a key in a sentence asks `key_of`, `with_keys` or `tooltip`: a person may have others.
"""

from __future__ import annotations

from annotator.app.actions.action import MENUS, RESERVED, Action, Menu, When
from annotator.app.actions.keymap import in_force, key_of, put_in_force, tooltip, with_keys
from annotator.app.actions.table import ACTIONS, action, shown_key

__all__ = [
    "ACTIONS",
    "MENUS",
    "RESERVED",
    "Action",
    "Menu",
    "When",
    "action",
    "in_force",
    "key_of",
    "put_in_force",
    "shown_key",
    "tooltip",
    "with_keys",
]
