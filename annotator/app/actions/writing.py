"""The commands that write to a study: they do nothing for whoever only reads it."""

from __future__ import annotations

WRITING: frozenset[str] = frozenset(
    (
        "import_transcript import_plan import_measures edit_design hand_out hand_in merge_work "
        "erase_participant clock_offset study_settings rekey undo redo mark memo rate tense peak "
        "certainty end_later end_earlier start_later start_earlier pair suggestions session_time "
        "set_stop set_aside relations ask_question delete done read_both add_example code_by_sign "
        "memo_on join_moments new_round freeze_passages record_gate thresholds settle_agreed "
        "take_back"
    ).split()
)
"""What shows something first (measures, the guide, the history) is open to readers too."""
