"""Marking, changing and pairing moments; stops; the round of work."""

from __future__ import annotations

from annotator.app.actions.action import Action

MOMENT: tuple[Action, ...] = (
    Action("mark", "New moment without a code", ("N",), "plus", "selection", "Moment"),
    Action("next_moment", "Next moment", ("J",), "arrow-down", "session", "Moment"),
    Action("previous_moment", "Previous moment", ("K",), "arrow-up", "session", "Moment"),
    Action("memo", "Write the memo", ("M",), "note-pencil", "moment", "Moment"),
    Action(
        "rate", "Rate on the scale", tuple("1234567890"), "dots-three-circle", "moment", "Moment"
    ),
    Action(
        "tense", "Felt then or seen now", ("Ctrl+T",), "clock-counter-clockwise", "moment", "Moment"
    ),
    Action("peak", "Peak of its event", ("Ctrl+P",), "trend-up", "moment", "Moment"),
    Action("certainty", "How sure", ("Ctrl+U",), "gauge", "moment", "Moment"),
    Action(
        "end_later", "End one word later", ("Alt+Right",), "arrow-line-right", "moment", "Moment"
    ),
    Action(
        "end_earlier", "End one word earlier", ("Alt+Left",), "arrow-line-left", "moment", "Moment"
    ),
    Action(
        "start_later",
        "Start one word later",
        ("Alt+Shift+Right", "Alt+PgDown"),
        "arrow-right",
        "moment",
        "Moment",
    ),
    Action(
        "start_earlier",
        "Start one word earlier",
        ("Alt+Shift+Left", "Alt+PgUp"),
        "arrow-left",
        "moment",
        "Moment",
    ),
    Action("pair", "Pair with the other account…", ("L",), "link", "moment", "Moment"),
    Action("suggestions", "Suggested pairings…", ("Shift+L",), "lightbulb", "session", "Moment"),
    Action("pairing_table", "Dyadic table…", ("Ctrl+Shift+L",), "table", "session", "Moment"),
    Action(
        "session_time",
        "Session time of the moment…",
        ("Ctrl+Shift+M",),
        "clock",
        "moment",
        "Moment",
    ),
    Action("set_stop", "Stop here…", ("Ctrl+B",), "flag", "session", "Moment"),
    Action(
        "set_aside",
        "Not about this moment, or another time…",
        ("Ctrl+Shift+B",),
        "prohibit",
        "session",
        "Moment",
    ),
    Action("relations", "Relations of pairings…", ("Ctrl+Shift+R",), "list", "study", "Moment"),
    Action(
        "ask_question",
        "Question that this turn answers…",
        ("Ctrl+G",),
        "chat-circle-text",
        "session",
        "Moment",
    ),
    Action("delete", "Delete the moment", ("X", "Delete"), "trash", "moment", "Moment"),
    Action(
        "done", "Mark this account as done", ("Ctrl+Return",), "check-circle", "session", "Moment"
    ),
    Action(
        "read_both",
        "Read both accounts together…",
        ("Ctrl+Shift+2",),
        "users",
        "session",
        "Moment",
    ),
)
