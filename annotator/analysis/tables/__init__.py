"""The export tables of a study, one file each."""

from __future__ import annotations

from annotator.analysis.tables.codebook import codebook_table
from annotator.analysis.tables.decisions import decisions_table
from annotator.analysis.tables.interviews import interviews_table
from annotator.analysis.tables.moments import moments_table
from annotator.analysis.tables.pairings import pairings_table
from annotator.analysis.tables.scores import scores_table
from annotator.analysis.tables.stops import stops_table
from annotator.domain.table import Table
from annotator.domain.view import StudyView

__all__ = [
    "codebook_table",
    "decisions_table",
    "interviews_table",
    "moments_table",
    "pairings_table",
    "scores_table",
    "stops_table",
    "study_tables",
]


def study_tables(view: StudyView, *, with_text: bool) -> tuple[Table, ...]:
    """All tables of a study; those of decisions and scores only where there are any.

    Args:
        view: the study; of a coder's view only that coder's work is in the tables.
        with_text: with the words of the transcripts, the memos and the codebook's examples.
    """
    return (
        moments_table(view, with_text=with_text),
        stops_table(view),
        interviews_table(view),
        pairings_table(view, with_text=with_text),
        codebook_table(view, with_text=with_text),
        *([scores_table(view)] if view.scores else []),
        *([decisions_table(view, with_text=with_text)] if view.decisions else []),
    )
