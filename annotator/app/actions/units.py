"""Coding every turn, time bins and whole units."""

from __future__ import annotations

from annotator.app.actions.action import Action

UNITS: tuple[Action, ...] = (
    Action("set_in_hand", "Set of codes in hand…", ("Alt+S",), "stack", "study", "Moment"),
    Action(
        "code_by_sign",
        "Code without a letter, by its sign",
        ("Alt+A",),
        "text-aa",
        "session",
        "Moment",
    ),
    Action("next_uncoded", "Next that is not coded", ("Alt+N",), "skip-forward", "session", "Go"),
    Action(
        "previous_uncoded",
        "Previous that is not coded",
        ("Alt+Shift+N",),
        "skip-back",
        "session",
        "Go",
    ),
    Action("units_pane", "Bins or form", ("Alt+U",), "grid-four", "session", "View"),
)
