"""The export tables of a study, one file each."""

from __future__ import annotations

from annotator.analysis.tables.asides import asides_table
from annotator.analysis.tables.codebook import codebook_table, table_of
from annotator.analysis.tables.codebook_versions import codebook_versions_table
from annotator.analysis.tables.decisions import decisions_table
from annotator.analysis.tables.design import design_table
from annotator.analysis.tables.dyadic import dyadic_table
from annotator.analysis.tables.guide import guide_table, turns_table
from annotator.analysis.tables.interviews import interviews_table
from annotator.analysis.tables.judgements import judgements_table
from annotator.analysis.tables.memos import memos_table
from annotator.analysis.tables.moments import moments_table
from annotator.analysis.tables.openings import openings_table
from annotator.analysis.tables.pairings import pairings_table
from annotator.analysis.tables.sample import export_table, sample_tables
from annotator.analysis.tables.scores import scores_table
from annotator.analysis.tables.stops import stops_table
from annotator.analysis.tables.unit_rows import unit_rows
from annotator.analysis.tables.units import units_by_code_table, units_by_coder_table
from annotator.domain.table import Table
from annotator.domain.view import StudyView

__all__ = [
    "asides_table",
    "codebook_table",
    "codebook_versions_table",
    "decisions_table",
    "design_table",
    "dyadic_table",
    "guide_table",
    "interviews_table",
    "judgements_table",
    "memos_table",
    "moments_table",
    "openings_table",
    "pairings_table",
    "scores_table",
    "stops_table",
    "study_tables",
    "table_of",
    "turns_table",
    "units_by_code_table",
    "units_by_coder_table",
]


def study_tables(view: StudyView, *, with_text: bool) -> tuple[Table, ...]:
    """All tables of a study; those of what not every study has only where there is any.

    Args:
        view: the study; of a coder's view only that coder's work is in the tables.
        with_text: with the words of the transcripts, the memos and the codebook's examples.
    """
    units = unit_rows(view)
    versions = len(view.codebooks) > 1
    return (
        moments_table(view, with_text=with_text),
        stops_table(view),
        *([asides_table(view, with_text=with_text)] if any(view.asides.values()) else []),
        interviews_table(view),
        design_table(view),
        export_table(sample_tables(view)),
        pairings_table(view, with_text=with_text),
        codebook_table(view, with_text=with_text),
        *([codebook_versions_table(view, with_text=with_text)] if versions else []),
        *([judgements_table(view, with_text=with_text)] if view.judgements else []),
        *([units_by_coder_table(units), units_by_code_table(units)] if units else []),
        *([memos_table(view)] if with_text and view.memos else []),
        *([openings_table(view)] if view.openings else []),
        *([guide_table(view), turns_table(view)] if view.questions else []),
        *([scores_table(view)] if view.scores else []),
        *([decisions_table(view, with_text=with_text)] if view.decisions else []),
    )
