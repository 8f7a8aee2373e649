"""Comparing coders and settling."""

from __future__ import annotations

from annotator.app.actions.action import Action

AGREEMENT: tuple[Action, ...] = (
    Action("new_round", "New round…", ("Ctrl+Shift+N",), "shuffle", "study", "Agreement"),
    Action(
        "freeze_passages",
        "Freeze the passages…",
        ("Ctrl+Shift+E",),
        "snowflake",
        "comparison",
        "Agreement",
    ),
    Action(
        "record_gate",
        "Hold the round against its gate…",
        ("Ctrl+Shift+G",),
        "check-square-offset",
        "comparison",
        "Agreement",
    ),
    Action(
        "thresholds", "Thresholds of the study…", ("Ctrl+Shift+T",), "ruler", "study", "Agreement"
    ),
    Action(
        "settle_agreed",
        "Put what all agree on into the consensus",
        ("Ctrl+Shift+A",),
        "checks",
        "comparison",
        "Agreement",
    ),
    Action(
        "take_back",
        "Take the decision back",
        ("Ctrl+Backspace",),
        "arrow-counter-clockwise",
        "comparison",
        "Agreement",
    ),
    Action("report", "Agreement report…", ("Ctrl+R",), "file-text", "comparison", "Agreement"),
    Action(
        "feedback",
        "Feedback sheet for a coder…",
        ("Ctrl+Shift+F",),
        "chat-text",
        "comparison",
        "Agreement",
    ),
)
