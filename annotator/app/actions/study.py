"""Making, opening and filling studies."""

from __future__ import annotations

from annotator.app.actions.action import Action

STUDY: tuple[Action, ...] = (
    Action("new_study", "New study…", ("Ctrl+N",), "file-plus", "always", "Study"),
    Action("open_study", "Open a study…", ("Ctrl+O",), "folder-open", "always", "Study"),
    Action("open_server", "Open on a server…", ("Alt+D",), "database", "always", "Study"),
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
    Action("hand_out", "Hand out work…", ("Alt+O",), "paper-plane-tilt", "study", "Study"),
    Action("hand_in", "Hand in…", ("Alt+Shift+O",), "paper-plane-right", "study", "Study"),
    Action("merge_work", "Merge work…", ("Alt+W",), "git-merge", "study", "Study"),
    Action("erase_participant", "Erase a participant…", ("Alt+X",), "eraser", "study", "Study"),
    Action("progress", "Progress of the coders…", ("Alt+T",), "chart-bar", "study", "Study"),
    Action("choose_coder", "Who is coding…", ("Ctrl+Shift+C",), "user", "study", "Study"),
    Action(
        "back_up", "Make a backup beside the study", ("Ctrl+Shift+S",), "copy", "study", "Study"
    ),
    Action("publish", "Publish now", ("Ctrl+S",), "cloud-arrow-up", "study", "Study"),
    Action("check", "Check the study file", ("Ctrl+Shift+H",), "shield-check", "study", "Study"),
    Action(
        "rescue",
        "Rescue a damaged study…",
        ("Alt+Shift+R",),
        "lifebuoy",
        "always",
        "Study",
    ),
    Action("record", "Record of changes…", ("Alt+H",), "list-dashes", "study", "Study"),
    Action(
        "clock_offset",
        "Clock offset of this account…",
        ("Ctrl+Shift+K",),
        "timer",
        "session",
        "Study",
    ),
    Action("study_settings", "Settings of the study…", ("Ctrl+,",), "gear", "study", "Study"),
    Action("rekey", "Passphrase and recovery key…", ("Alt+K",), "key", "study", "Study"),
    Action("lock", "Lock the study now", ("Alt+Q",), "lock-simple", "study", "Study"),
    Action("close_study", "Close the study", ("Ctrl+W",), "x", "study", "Study"),
    Action("quit", "Quit", ("Ctrl+Q",), "sign-out", "always", "Study"),
)
