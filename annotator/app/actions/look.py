"""How the window looks, and its keys."""

from __future__ import annotations

from annotator.app.actions.action import Action

LOOK: tuple[Action, ...] = (
    Action("preferences", "Preferences…", ("Alt+P",), "sliders-horizontal", "always", "View"),
    Action("edit_keys", "Change the keys…", ("Alt+F1",), "keyboard", "always", "Help"),
)
