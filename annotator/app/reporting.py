"""Writes the agreement report: HTML, DOCX, PDF and CSV, all or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

from annotator import __version__
from annotator.analysis.agreement import Resampling
from annotator.analysis.agreement.comparators import Comparator, comparators
from annotator.analysis.agreement.overview import Overview
from annotator.analysis.agreement.report import report_of
from annotator.analysis.agreement.report_numbers import confusions_table, numbers_table
from annotator.app.interrupts import unstopped
from annotator.domain.errors import UserError
from annotator.domain.report import Report
from annotator.formats.csv_tables import csv_bytes
from annotator.formats.file_set import write_together
from annotator.formats.report_html import html_bytes

Format = Literal["html", "docx", "pdf", "csv"]
FORMATS: tuple[Format, ...] = get_args(Format)
SOFTWARE = f"IPR Annotator {__version__}"
_NAME = "agreement"


def write_report(
    overview: Overview,
    target: Path,
    formats: Sequence[str] = FORMATS,
    *,
    title: str,
    resampling: Resampling | None = None,
    made_at: datetime | None = None,
    exact: bool = False,
) -> list[Path]:
    """Writes the report of a comparison and gives the files.

    Args:
        overview: computed with `complete=True`, so that all coefficients are in it.
        target: a folder, made when new, for `agreement.html`, `.docx`, `.pdf` and `.csv` with
            `agreement_confusions.csv`; or, with one format, a file with its ending.
        formats: some of `FORMATS`. Qt is loaded for `docx` and `pdf` only.
        title: of the document: the study's title, say.
        resampling: with which the overview was computed, for the methods paragraph.
        made_at: now where not given.
        exact: cells of the CSV as they are, even where a spreadsheet would run them.

    Raises:
        UserError: unknown format; a file or folder cannot be written. Then nothing is changed.
    """
    wanted = _checked(formats)
    ours = comparators(overview.compared)
    report = report_of(
        overview,
        title=title,
        software=SOFTWARE,
        made_at=made_at or datetime.now(UTC).astimezone(),
        comparators=ours,
        resampling=resampling,
    )
    made = made_at or datetime.now(UTC)
    content = report_files(report, wanted, made)
    if "csv" in wanted:
        content |= _csv_files(overview, ours, exact=exact)
    if target.suffix.casefold().lstrip(".") in FORMATS and not target.is_dir():
        content, target = _as_one_file(content, wanted, target)
    return write_together(target, content)


def report_files(report: Report, formats: Sequence[str], made_at: datetime) -> dict[str, bytes]:
    """The content of the files of a report by name, in the order of the formats."""
    content: dict[str, bytes] = {}
    for each in formats:
        if each == "html":
            content[f"{_NAME}.html"] = html_bytes(report)
        elif each == "docx":
            with unstopped():
                from annotator.app.qt.report_pictures import png_pictures

                pictures = png_pictures(report)
            from annotator.formats.report_docx import docx_bytes

            content[f"{_NAME}.docx"] = docx_bytes(report, pictures, made_at=made_at)
        elif each == "pdf":
            with unstopped():
                from annotator.app.qt.report_pdf import pdf_bytes

                content[f"{_NAME}.pdf"] = pdf_bytes(report, software=SOFTWARE)
    return content


def _checked(formats: Sequence[str]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(formats))
    for each in wanted:
        if each not in FORMATS:
            raise UserError(
                f"no format {each!r} of the report", hint=f"there are {', '.join(FORMATS)}"
            )
    if not wanted:
        raise UserError("no format of the report", hint=f"there are {', '.join(FORMATS)}")
    return wanted


def _csv_files(
    overview: Overview, ours: Sequence[Comparator], *, exact: bool
) -> Mapping[str, bytes]:
    tables = (numbers_table(overview, ours), confusions_table(overview))
    return {f"{table.name}.csv": csv_bytes(table, exact=exact) for table in tables}


def _as_one_file(
    content: dict[str, bytes], formats: Sequence[str], target: Path
) -> tuple[dict[str, bytes], Path]:
    """The one file under the name that was asked for, and its folder.

    Raises:
        UserError: several formats, or another ending.
    """
    ending = target.suffix.casefold().lstrip(".")
    if list(formats) != [ending]:
        raise UserError(
            "a report in several formats needs a folder", str(target), "name one without ending"
        )
    return {target.name: content[f"{_NAME}.{ending}"]}, target.parent
