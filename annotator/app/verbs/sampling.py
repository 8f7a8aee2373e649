"""Sample tables as the command line tells them and as a file holds them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from annotator.analysis.tables.sample import (
    GROUPS,
    SampleTable,
    attributes_of,
    export_table,
    sample_tables,
)
from annotator.domain.errors import UserError
from annotator.domain.view import StudyView
from annotator.formats.atomic import write_atomically
from annotator.formats.csv_tables import marked_csv_bytes


def asked_tables(view: StudyView, names: Sequence[str]) -> tuple[SampleTable, ...]:
    """The sample tables by one attribute, or crossed by a second one; by each without a name.

    Raises:
        UserError: more than two names, or one that nobody has.
    """
    wanted = [each.strip() for each in names]
    if len(wanted) > 2:
        hint = "name one, or two to be crossed"
        raise UserError(f"{len(wanted)} attributes cannot be crossed", hint=hint)
    known = dict.fromkeys(name for group in GROUPS for name in attributes_of(view, group))
    for name in wanted:
        if name not in known:
            hint = f"there are {', '.join(known)}" if known else "no participant or dyad has any"
            raise UserError(f"no attribute {name!r}", hint=hint)
    tables = sample_tables(view, wanted)
    if len(wanted) > 1 and not any(each.across for each in tables):
        hint = "they are crossed within therapists, patients or dyads"
        raise UserError(f"nobody has both {wanted[0]!r} and {wanted[1]!r}", hint=hint)
    return tables


def table_values(table: SampleTable) -> dict[str, Any]:
    """A sample table as JSON values."""
    cells = [
        {
            "value": value,
            "n": total.n,
            "percent": round(100 * total.share, 1),
            "small": total.small,
            "by": [
                {
                    "value": column,
                    "n": cell.n,
                    "percent": round(100 * cell.share, 1),
                    "small": cell.small,
                }
                for column, cell in zip(table.columns, own, strict=True)
            ],
        }
        for value, total, own in zip(table.rows, table.row_totals, table.cells, strict=True)
    ]
    figures = table.figures
    return {
        "sample": table.group,
        "attribute": table.by,
        "by_attribute": table.across or None,
        "n": table.n,
        "small_below": table.limit,
        "values": cells,
        "mean": None if figures is None else round(figures.mean, 3),
        "sd": None if figures is None or figures.sd is None else round(figures.sd, 3),
        "min": None if figures is None else figures.least,
        "max": None if figures is None else figures.most,
    }


def sample_text(tables: Iterable[SampleTable]) -> str:
    """Sample tables for people to read; a small cell has a `*`."""
    lines: list[str] = []
    starred = 0
    for table in tables:
        across = f" by {table.across}" if table.across else ""
        lines.append(f"{table.group.capitalize()} (n = {table.n}) by {table.by}{across}")
        for value, total, own in zip(table.rows, table.row_totals, table.cells, strict=True):
            parts = [f"{name} {_number(c)}" for name, c in zip(table.columns, own, strict=True)]
            told = f" ({', '.join(parts)})" if parts else ""
            lines.append(f"  {value}: {_number(total)}, {100 * total.share:.0f} %{told}")
        if table.figures is not None:
            lines.append(f"  {figures_text(table)}")
        starred += table.small_cells
    if starred:
        lines.append("* fewer than the study's limit: may tell who they are")
    return "\n".join(lines) or "Nobody has any attribute."


def figures_text(table: SampleTable) -> str:
    """Mean, spread and range, where the attribute holds numbers; else empty."""
    figures = table.figures
    if figures is None:
        return ""
    spread = "" if figures.sd is None else f", SD {figures.sd:.1f}"
    return (
        f"mean {figures.mean:.1f}{spread}, {figures.least:g} to {figures.most:g}, n = {figures.n}"
    )


def write_sample(tables: Sequence[SampleTable], path: Path) -> None:
    """Writes sample tables to a CSV file.

    Raises:
        UserError: it cannot be written.
    """
    write_atomically(path, marked_csv_bytes(export_table(tables)))


def _number(cell: Any) -> str:
    return f"{cell.n}*" if cell.small else str(cell.n)
