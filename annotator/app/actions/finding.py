"""Finding passages and moments."""

from __future__ import annotations

from annotator.app.actions.action import Action

FINDING: tuple[Action, ...] = (
    Action("tab_moments", "Moments", ("F11",), "table", "study", "View"),
    Action("next_found", "Next passage found", ("Alt+F",), "caret-right", "study", "Go"),
    Action("previous_found", "Passage found before", ("Alt+Shift+F",), "caret-left", "study", "Go"),
)
