"""The table of steps from reading one account alone to reading both together."""

from __future__ import annotations

from annotator.analysis.listing import opening_rows
from annotator.analysis.tables.columns import CELL
from annotator.domain.table import Column, Table
from annotator.domain.view import StudyView


def openings_table(view: StudyView) -> Table:
    """One row per coder, round and session that was opened for dyadic reading."""
    rows = [
        (
            row["coder"],
            row["round"],
            row["dyad"],
            row["session"],
            row["opened_at"],
            "|".join(row["done"]),
        )
        for row in opening_rows(view)
    ]
    return Table(
        name="openings",
        means="a coder's step from reading one account alone to reading both together",
        columns=(
            Column(name="coder", means="who took it"),
            Column(name="round", means="round of work"),
            *CELL,
            Column(name="opened_at", means="when, UTC"),
            Column(name="done", means="accounts that the coder had done by then, joined by |"),
        ),
        rows=tuple(rows),
    )
