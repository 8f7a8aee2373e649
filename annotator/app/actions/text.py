"""Reading, selecting and noting in the text."""

from __future__ import annotations

from annotator.app.actions.action import Action

TEXT: tuple[Action, ...] = (
    Action("select_sentence", "Select the sentence", ("Shift+Return",), "quotes", "text", "Edit"),
    Action("copy_quote", "Copy with the source", ("Ctrl+C",), "copy", "text", "Edit"),
    Action("copy_plain", "Copy the words only", ("Ctrl+Alt+C",), "copy-simple", "text", "Edit"),
    Action(
        "memo_on", "Memo on the turn, a code, the account…", ("Shift+M",), "note", "study", "Moment"
    ),
    Action(
        "join_moments",
        "Join with the overlapping moment of the same code",
        ("Alt+G",),
        "git-merge",
        "moment",
        "Moment",
    ),
    Action(
        "overlaps", "Overlaps of the same code…", ("Alt+Shift+G",), "intersect", "session", "Moment"
    ),
    Action("next_peak", "Next peak", ("Ctrl+Alt+J",), "caret-down", "session", "Go"),
    Action("previous_peak", "Previous peak", ("Ctrl+Alt+K",), "caret-up", "session", "Go"),
    Action("isolate", "Show the moment alone, or all again", ("Alt+I",), "eye", "moment", "View"),
    Action("journal", "Journal of all memos…", ("Alt+M",), "notebook", "study", "Go"),
)
