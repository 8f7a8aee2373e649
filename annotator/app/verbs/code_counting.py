"""Code matrix and co-occurrence of a study, as JSON values and for people to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from annotator.analysis.tables.co_occurrence import (
    CoOccurrence,
    Rule,
    co_occurrence,
    rule_text,
)
from annotator.analysis.tables.code_matrix import By, CodeMatrix, MatrixCell, code_matrix
from annotator.analysis.tables.current_codes import current_codes
from annotator.analysis.tables.moment_rows import MomentRows
from annotator.domain.counted import counted
from annotator.domain.view import StudyView


def matrix_of(view: StudyView, by: By) -> CodeMatrix:
    """The codes of all moments that may be seen."""
    rows = MomentRows()
    return code_matrix(rows.of(view), rows.places(view), by, current_codes(view))


def together_of(view: StudyView, rule: Rule, within_ms: int) -> CoOccurrence:
    """Which codes stand together, of all moments that may be seen."""
    return co_occurrence(
        MomentRows().of(view),
        current_codes(view),
        rule,
        within_ms=within_ms,
        time_of=lambda row: view.interval_of(row.moment),
    )


def matrix_values(matrix: CodeMatrix) -> dict[str, Any]:
    """A code matrix as JSON values."""
    return {
        "by": matrix.by,
        "columns": [
            {"name": name, "codings": total, "words": words}
            for name, total, words in zip(
                matrix.columns, matrix.of_columns, matrix.words, strict=True
            )
        ],
        "codes": [
            {"code": name, **_cell_values(whole), "by": [_cell_values(each) for each in own]}
            for (_, name), whole, own in zip(
                matrix.codes, matrix.of_codes, matrix.cells, strict=True
            )
        ],
        "codings": matrix.total,
        "notes": list(matrix.notes),
    }


def _cell_values(cell: MatrixCell) -> dict[str, Any]:
    share = None if cell.share is None else round(cell.share, 6)
    return {"moments": cell.moments, "interviews": cell.interviews, "share_of_words": share}


def together_values(found: CoOccurrence) -> dict[str, Any]:
    """A co-occurrence as JSON values."""
    return {
        "rule": found.rule,
        "within_s": found.within_ms / 1000 if found.rule == "time" else None,
        "codes": [
            {"code": name, "moments": number, "with": list(own)}
            for (_, name), number, own in zip(found.codes, found.moments, found.counts, strict=True)
        ],
        "without_session_time": found.untimed,
        "notes": list(found.notes),
    }


def matrix_text(matrix: CodeMatrix) -> str:
    """A code matrix for people to read."""
    if not matrix.codes:
        return "No moment has a code yet."
    rows = [
        [name, *(str(each.moments) for each in own), str(whole.moments), str(whole.interviews)]
        for (_, name), own, whole in zip(matrix.codes, matrix.cells, matrix.of_codes, strict=True)
    ]
    head = ["Moments", *matrix.columns, "all", "interviews"]
    foot = ["codings", *map(str, matrix.of_columns), str(matrix.total), ""]
    return _told([head, *rows, foot], matrix.notes)


def together_text(found: CoOccurrence) -> str:
    """A co-occurrence for people to read."""
    if not found.codes:
        return "No moment has a code yet."
    notes = list(found.notes)
    if found.untimed:
        notes.append(f"{counted(found.untimed, 'moment')} without a session time left out")
    names = [name for _, name in found.codes]
    rows = [
        [name, str(number), *map(str, own)]
        for name, number, own in zip(names, found.moments, found.counts, strict=True)
    ]
    head = f"Pairs of codes {rule_text(found.rule, found.within_ms)}, of one coder each"
    return f"{head}\n{_told([['', 'moments', *names], *rows], notes)}"


def _told(rows: Sequence[Sequence[str]], notes: Sequence[str]) -> str:
    """Rows in columns, with notes below."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            each.rjust(width) if place else each.ljust(width)
            for place, (each, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join([*lines, *(f"{note}." for note in notes)])
