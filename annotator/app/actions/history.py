"""The steps made so far."""

from __future__ import annotations

from annotator.app.actions.action import Action

HISTORY: tuple[Action, ...] = (
    Action("history", "History…", ("Alt+Z",), "clock-counter-clockwise", "study", "Edit"),
)
