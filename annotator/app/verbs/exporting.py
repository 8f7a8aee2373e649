"""Exports a study to files for analysis."""

from __future__ import annotations

from pathlib import Path

from annotator import __version__
from annotator.analysis.tables import study_tables
from annotator.domain.errors import UserError
from annotator.domain.view import StudyView
from annotator.formats.csv_tables import write_tables

FORMATS = ("csv",)

_README = """{title}
Export of IPR Annotator {version}.

All tables are CSV: UTF-8, comma, decimal point, ISO dates, an empty cell for a missing value.
Positions are half-open [start, end), counted in Unicode code points of the frozen text.
Times are milliseconds on the session's clock.
{text}
In R: moments <- read.csv("moments.csv", encoding = "UTF-8")
"""
_WITHOUT_TEXT = (
    "No words of the transcripts and no memos are in these tables; participants and coders stand "
    "under the pseudonyms that the study gave them."
)
_WITH_TEXT = (
    "These tables hold words of the transcripts and memos: keep them as you keep the transcripts."
)
_ESCAPED = (
    "\nA text that a spreadsheet would run as a formula has a ' before it (not with --exact)."
)


def export(
    view: StudyView, folder: Path, format: str, *, with_text: bool = False, exact: bool = False
) -> list[Path]:
    """Writes the study's tables into a folder and gives the files.

    Args:
        view: the study.
        folder: made when new.
        format: `csv`.
        with_text: with the words of the transcripts and the memos.
        exact: texts as they are, even where a spreadsheet would run them as formulas.

    Raises:
        UserError: unknown format, or the folder cannot be written to.
    """
    if format not in FORMATS:
        raise UserError(
            f"no export format {format!r}",
            hint=f"the formats are: {', '.join((*FORMATS, 'agreement'))}",
        )
    text = (_WITH_TEXT if with_text else _WITHOUT_TEXT) + ("" if exact else _ESCAPED)
    readme = _README.format(title=view.study.title, version=__version__, text=text)
    return write_tables(folder, study_tables(view, with_text=with_text), readme, exact=exact)
