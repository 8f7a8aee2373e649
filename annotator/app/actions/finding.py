"""Finding passages and moments."""

from __future__ import annotations

from annotator.app.actions.action import Action

FINDING: tuple[Action, ...] = (
    Action("tab_moments", "Moments", ("F11",), "table", "study", "View"),
)
