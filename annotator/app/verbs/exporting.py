"""Exports a study to files for analysis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from annotator import __version__
from annotator.analysis.dyads.pairing_table import PairingRow
from annotator.analysis.tables import dyadic_table, study_tables
from annotator.domain.errors import UserError
from annotator.domain.table import Table
from annotator.domain.view import StudyView
from annotator.formats.csv_tables import write_tables

FORMATS = ("csv",)
CODEBOOKS = ("codebook-csv", "codebook-xlsx", "qdc")
"""The formats in which a codebook alone is written, by `codebook_files`."""

_README = """{title}
Export of IPR Annotator {version}.

All tables are CSV: UTF-8, comma, decimal point, ISO dates, an empty cell for a missing value.
Positions are half-open [start, end), counted in Unicode code points of the frozen text.
Times are milliseconds on the session's clock.
{text}
In R: moments <- read.csv("moments.csv", encoding = "UTF-8")
"""
_DYADIC = """{title}
The dyadic table of IPR Annotator {version}.

CSV: UTF-8, comma, decimal point, an empty cell for a missing value.
Times are milliseconds on the session's clock.
{text}
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


Change = Callable[[Sequence[Table]], Sequence[Table]]
"""Puts something else in the place of words, of tables that are about to be written."""


def export_dyadic(
    view: StudyView, rows: Sequence[PairingRow], folder: Path, *, change: Change = tuple
) -> list[Path]:
    """Writes rows of the dyadic table into a folder, with both parties' words; gives the files.

    Raises:
        UserError: there is no row, or the folder cannot be written to.
    """
    if not rows:
        raise UserError("there is no row to export", hint="show more of the table")
    text = _WITH_TEXT + _ESCAPED
    readme = _DYADIC.format(title=view.study.title, version=__version__, text=text)
    return write_tables(folder, change([dyadic_table(view, rows)]), readme)


def export(
    view: StudyView,
    folder: Path,
    format: str,
    *,
    with_text: bool = False,
    exact: bool = False,
    change: Change = tuple,
) -> list[Path]:
    """Writes the study's tables into a folder and gives the files.

    Args:
        view: the study.
        folder: made when new.
        format: `csv`.
        with_text: with the words of the transcripts and the memos.
        exact: texts as they are, even where a spreadsheet would run them as formulas.
        change: puts something else in the place of words that shall not leave the study.

    Raises:
        UserError: unknown format, or the folder cannot be written to.
    """
    refuse_unknown(format)
    tables = change(study_tables(view, with_text=with_text))
    text = (_WITH_TEXT if with_text else _WITHOUT_TEXT) + ("" if exact else _ESCAPED)
    readme = _README.format(title=view.study.title, version=__version__, text=text)
    return write_tables(folder, tables, readme, exact=exact)


def refuse_unknown(format: str) -> None:
    """Refuses a format that there is not.

    Raises:
        UserError: it is unknown.
    """
    if format not in FORMATS:
        raise UserError(
            f"no export format {format!r}",
            hint=f"the formats are: {', '.join((*FORMATS, 'agreement', *CODEBOOKS))}",
        )
