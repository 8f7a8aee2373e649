"""Tabs, columns, panels, sizes."""

from __future__ import annotations

from annotator.app.actions.action import Action

VIEW: tuple[Action, ...] = (
    Action("tab_coding", "Coding", ("F2",), "text-align-left", "study", "View"),
    Action("tab_dyads", "Dyads", ("F5",), "users-three", "study", "View"),
    Action("tab_agreement", "Agreement", ("F3",), "chart-bar", "study", "View"),
    Action("tab_consensus", "Consensus", ("F4",), "handshake", "study", "View"),
    Action("tab_overview", "Overview", ("F12",), "clipboard-text", "study", "View"),
    Action("tab_codebook", "Codebook", ("Shift+F11",), "tree-structure", "study", "View"),
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
)
