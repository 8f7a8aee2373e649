"""Taking back, and selecting in the text."""

from __future__ import annotations

from annotator.app.actions.action import Action

EDIT: tuple[Action, ...] = (
    Action("undo", "Undo", ("Ctrl+Z",), "arrow-u-up-left", "undo", "Edit"),
    Action("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "arrow-u-up-right", "redo", "Edit"),
    Action("select_word", "Select the word", ("Ctrl+D",), "text-aa", "text", "Edit"),
    Action("select_turn", "Select the turn", ("Return",), "text-align-left", "text", "Edit"),
    Action("clear_selection", "Select nothing", ("Esc",), "selection-slash", "text", "Edit"),
)
