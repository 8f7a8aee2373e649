"""Finding and going."""

from __future__ import annotations

from annotator.app.actions.action import Action

GO: tuple[Action, ...] = (
    Action("palette", "Find anything…", ("Ctrl+K",), "command", "always", "Go"),
    Action("search", "Search text, memos, codes…", ("Ctrl+F",), "magnifying-glass", "study", "Go"),
    Action("next_of_queue", "Next of my queue", ("Ctrl+J",), "list-numbers", "study", "Go"),
    Action("next_session", "Next session", ("Ctrl+PgDown",), "skip-forward", "session", "Go"),
    Action("previous_session", "Previous session", ("Ctrl+PgUp",), "skip-back", "session", "Go"),
    Action("next_stop", "Next stop", ("Ctrl+]",), "caret-double-down", "session", "Go"),
    Action("previous_stop", "Previous stop", ("Ctrl+[",), "caret-double-up", "session", "Go"),
    Action("next_pane", "Next pane", ("F6",), "arrows-left-right", "study", "Go"),
    Action("previous_pane", "Previous pane", ("Shift+F6",), "arrows-left-right", "study", "Go"),
    Action("menu", "Menu", ("F10",), "list", "always", "Go"),
)
