"""Why a person writes nothing here: who only reads, and who does not code yet."""

from __future__ import annotations

from annotator.app.actions import with_keys
from annotator.app.open_study import OpenStudy
from annotator.app.verbs.lab import reads_words

NOT_CODING = "Nobody is coding yet: say who, by the coder’s name at the top."


def why_only_read(study: OpenStudy) -> str:
    """Why whoever sits here writes nothing; empty for who may write."""
    reader = study.reader
    if reader is None:
        return ""
    how = with_keys("{choose_coder} chooses who codes.")
    return f"{reader.name} only reads {reads_words(reader)}: {how}"


def why_not_coding(study: OpenStudy) -> str:
    """Why whoever sits here codes nothing; empty for a coder."""
    if why := why_only_read(study):
        return why
    return "" if study.seen_by in study.view.coders else NOT_CODING
