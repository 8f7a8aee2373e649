"""Keys and explanations."""

from __future__ import annotations

from annotator.app.actions.action import Action

HELP: tuple[Action, ...] = (
    Action("meanings", "What the numbers mean", ("Shift+F1",), "question", "always", "Help"),
    Action("shortcuts", "Keys", ("F1",), "keyboard", "always", "Help"),
    Action("about", "About IPR Annotator", (), "info", "always", "Help"),
)
