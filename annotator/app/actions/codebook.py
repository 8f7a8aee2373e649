"""Editing the codebook."""

from __future__ import annotations

from annotator.app.actions.action import Action

CODEBOOK: tuple[Action, ...] = (
    Action(
        "add_example",
        "Add the selection as an example of a code…",
        ("Alt+E",),
        "quotes",
        "selection",
        "Moment",
    ),
)
