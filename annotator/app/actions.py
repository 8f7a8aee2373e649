"""The one table of actions: menus, palette, shortcut sheet, tooltips, guide and tests read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

When = Literal[
    "always",  # with and without a study
    "study",  # a study is open
    "session",  # a session is on screen
    "text",  # a transcript is on screen; its column sees to the keys itself
    "selection",  # words are selected
    "moment",  # a moment is chosen
    "comparison",  # the work of several coders is compared on screen
    "undo",  # there is a step to take back
    "redo",  # there is a step to do again
]
Menu = Literal["Study", "Edit", "Moment", "Agreement", "View", "Go", "Help"]
MENUS: tuple[Menu, ...] = ("Study", "Edit", "Moment", "Agreement", "View", "Go", "Help")

RESERVED = ("Space",)
"""Keys kept for commands that come later: playing."""


@dataclass(frozen=True, slots=True)
class Action:
    """One command.

    Attributes:
        id: its name in code and settings.
        text: what it does, as menus and palette write it; `…` where a question follows.
        keys: portable key sequences (`Ctrl+Z`); the first is the one shown.
        icon: a Phosphor name without its prefix; empty for none.
        when: what must be there for it to make sense.
        menu: the menu that it stands in.
    """

    id: str
    text: str
    keys: tuple[str, ...]
    icon: str
    when: When
    menu: Menu


ACTIONS: tuple[Action, ...] = (
    Action("new_study", "New study…", ("Ctrl+N",), "file-plus", "always", "Study"),
    Action("open_study", "Open a study…", ("Ctrl+O",), "folder-open", "always", "Study"),
    Action(
        "open_sample", "Open the sample study", ("Ctrl+Shift+O",), "book-open", "always", "Study"
    ),
    Action("import_transcript", "Import a transcript…", ("Ctrl+I",), "tray", "study", "Study"),
    Action("import_plan", "Import a plan…", ("Ctrl+Shift+I",), "table", "study", "Study"),
    Action("import_measures", "Import measures…", ("Ctrl+M",), "clipboard-text", "study", "Study"),
    Action(
        "measures", "Measures of the study…", ("Ctrl+Shift+V",), "list-numbers", "study", "Study"
    ),
    Action("export", "Export tables…", ("Ctrl+E",), "export", "study", "Study"),
    Action(
        "edit_design",
        "Edit the design: the chosen dyad, session, interview…",
        ("Ctrl+Shift+W",),
        "pencil-simple",
        "study",
        "Study",
    ),
    Action("guide", "Interview guide…", ("Ctrl+Shift+Q",), "list-bullets", "study", "Study"),
    Action("pictures", "Export pictures…", ("Ctrl+Shift+P",), "image", "study", "Study"),
    Action("dyad_page", "Page of this dyad…", ("Ctrl+Shift+Y",), "printer", "study", "Study"),
    Action("choose_coder", "Who is coding…", ("Ctrl+Shift+C",), "user", "study", "Study"),
    Action(
        "back_up", "Make a backup beside the study", ("Ctrl+Shift+S",), "copy", "study", "Study"
    ),
    Action("check", "Check the study file", ("Ctrl+Shift+H",), "shield-check", "study", "Study"),
    Action(
        "clock_offset",
        "Clock offset of this account…",
        ("Ctrl+Shift+K",),
        "timer",
        "session",
        "Study",
    ),
    Action("study_settings", "Settings of the study…", ("Ctrl+,",), "gear", "study", "Study"),
    Action("close_study", "Close the study", ("Ctrl+W",), "x", "study", "Study"),
    Action("quit", "Quit", ("Ctrl+Q",), "sign-out", "always", "Study"),
    Action("undo", "Undo", ("Ctrl+Z",), "arrow-u-up-left", "undo", "Edit"),
    Action("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "arrow-u-up-right", "redo", "Edit"),
    Action("select_word", "Select the word", ("Ctrl+D",), "text-aa", "text", "Edit"),
    Action("select_turn", "Select the turn", ("Return",), "text-align-left", "text", "Edit"),
    Action("clear_selection", "Select nothing", ("Esc",), "selection-slash", "text", "Edit"),
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
    Action("meanings", "What the numbers mean", ("Shift+F1",), "question", "always", "Help"),
    Action("tab_coding", "Coding", ("F2",), "text-align-left", "study", "View"),
    Action("tab_dyads", "Dyads", ("F5",), "users-three", "study", "View"),
    Action("tab_agreement", "Agreement", ("F3",), "chart-bar", "study", "View"),
    Action("tab_consensus", "Consensus", ("F4",), "handshake", "study", "View"),
    Action("tab_overview", "Overview", ("F12",), "clipboard-text", "study", "View"),
    Action("align", "Align by session clock", ("Ctrl+L",), "align-top", "session", "View"),
    Action("mode_therapist", "Therapist alone", ("Ctrl+1",), "user", "session", "View"),
    Action("mode_dyadic", "Therapist and patient", ("Ctrl+2",), "users", "session", "View"),
    Action("mode_patient", "Patient alone", ("Ctrl+3",), "user", "session", "View"),
    Action(
        "mode_session",
        "With the session’s transcript",
        ("Ctrl+4",),
        "squares-four",
        "session",
        "View",
    ),
    Action(
        "larger", "Larger text", ("Ctrl++", "Ctrl+="), "magnifying-glass-plus", "always", "View"
    ),
    Action("smaller", "Smaller text", ("Ctrl+-",), "magnifying-glass-minus", "always", "View"),
    Action("usual_size", "Usual text size", ("Ctrl+0",), "text-t", "always", "View"),
    Action("theme", "Light or dark", ("Ctrl+Shift+D",), "moon", "always", "View"),
    Action("study_panel", "Show or hide the study", ("F7",), "layout", "study", "View"),
    Action("code_panel", "Show or hide the codebook", ("F8",), "columns", "study", "View"),
    Action("timeline_panel", "Show or hide the timeline", ("F9",), "rows", "study", "View"),
    Action(
        "zoom_in", "Timeline closer", ("Alt+Up",), "arrows-in-line-horizontal", "session", "View"
    ),
    Action(
        "zoom_out", "Timeline wider", ("Alt+Down",), "arrows-out-line-horizontal", "session", "View"
    ),
    Action("zoom_all", "Timeline whole", ("Alt+Home",), "arrows-out", "session", "View"),
    Action("palette", "Find anything…", ("Ctrl+K",), "command", "always", "Go"),
    Action("search", "Search text…", ("Ctrl+F",), "magnifying-glass", "study", "Go"),
    Action("next_of_queue", "Next of my queue", ("Ctrl+J",), "list-numbers", "study", "Go"),
    Action("next_session", "Next session", ("Ctrl+PgDown",), "skip-forward", "session", "Go"),
    Action("previous_session", "Previous session", ("Ctrl+PgUp",), "skip-back", "session", "Go"),
    Action("next_stop", "Next stop", ("Ctrl+]",), "caret-double-down", "session", "Go"),
    Action("previous_stop", "Previous stop", ("Ctrl+[",), "caret-double-up", "session", "Go"),
    Action("next_pane", "Next pane", ("F6",), "arrows-left-right", "study", "Go"),
    Action("previous_pane", "Previous pane", ("Shift+F6",), "arrows-left-right", "study", "Go"),
    Action("menu", "Menu", ("F10",), "list", "always", "Go"),
    Action("shortcuts", "Keys", ("F1",), "keyboard", "always", "Help"),
    Action("about", "About IPR Annotator", (), "info", "always", "Help"),
)

_BY_ID = {action.id: action for action in ACTIONS}


def action(action_id: str) -> Action:
    """The action of that id."""
    return _BY_ID[action_id]


def shown_key(keys: tuple[str, ...]) -> str:
    """The first key as people read it; digits as their range.

    >>> shown_key(("Ctrl+PgUp",)), shown_key(tuple("1234567890")), shown_key(())
    ('Ctrl+PgUp', '1–9', '')
    """
    if len(keys) > 2 and all(key.isdigit() for key in keys):
        return f"{keys[0]}–{max(keys)}"
    return keys[0] if keys else ""


def tooltip(action_id: str) -> str:
    """What an action does, with its key."""
    found = action(action_id)
    key = shown_key(found.keys)
    return f"{found.text.rstrip('…')} ({key})" if key else found.text.rstrip("…")
