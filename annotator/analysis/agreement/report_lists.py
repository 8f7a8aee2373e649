"""Tables of any results, and what all tables of a report share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isnan

from annotator.analysis.agreement.meanings import meaning_of
from annotator.analysis.agreement.report_values import (
    count_text,
    interval_text,
    n_text,
    printed,
)
from annotator.analysis.agreement.result import Result
from annotator.domain.report import Grid

MOST_ROWS = 60
"""Of a long table; the CSV holds the rest."""

_NAMED = 6


def results_grid(
    caption: str,
    rows: Iterable[tuple[str, Result]],
    limits: tuple[float, ...],
    head: str = "",
) -> Grid:
    """Any results, one a row; a long table is cut, and says so.

    Args:
        caption: of the table.
        rows: what each result is about beside its code, and the result.
        limits: the study's thresholds.
        head: of that first column; empty for a table without it.
    """
    known = list(rows)
    shown = known[:MOST_ROWS]
    coded = any(each.code is not None for _, each in shown)
    wanted = (bool(head), True, coded, True, True, True, True)
    heads = (head, "Coefficient", "Code", "Coders", "Value", "95 % interval", "n")
    lines = [
        (
            about,
            sign_of(each),
            each.code or "all",
            coders_text(each.coders),
            printed(each.value, limits),
            interval_text(each, limits),
            n_text(each, each.unit),
        )
        for about, each in shown
    ]
    columns = _chosen(heads, wanted)
    more = len(known) - len(shown)
    cut = (f"{count_text(more)} more are in agreement.csv.",) if more else ()
    return Grid(
        caption=caption,
        columns=columns,
        rows=tuple(_chosen(line, wanted) for line in lines),
        numeric=frozenset(range(len(columns) - 3, len(columns))),
        notes=(*reasons_text((_about(each, about), each) for about, each in shown), *cut),
    )


def side_by_side_grid(caption: str, results: Sequence[Result]) -> Grid:
    """Results with one column a coefficient and one row for each code and coders."""
    names = tuple(dict.fromkeys(each.coefficient for each in results))
    rows: dict[tuple[str, str], dict[str, Result]] = {}
    for each in results:
        rows.setdefault((each.code or "all", coders_text(each.coders)), {})[each.coefficient] = each
    shown = list(rows.items())[:MOST_ROWS]
    lines = tuple(
        (*about, *(printed(own[name].value) if name in own else "" for name in names))
        for about, own in shown
    )
    more = len(rows) - len(shown)
    reasons = (
        (f"{sign_of(each)} {', '.join(about)}", each)
        for about, own in shown
        for each in own.values()
    )
    return Grid(
        caption=caption,
        columns=("Code", "Coders", *(sign(name) for name in names)),
        rows=lines,
        numeric=frozenset(range(2, 2 + len(names))),
        notes=(
            *reasons_text(reasons),
            *((f"{count_text(more)} more rows are in agreement.csv.",) if more else ()),
        ),
    )


def coders_text(coders: Sequence[str], most: int = 4) -> str:
    """The coders' names, or how many there are."""
    return ", ".join(coders) if len(coders) <= most else f"{len(coders)} coders"


def sign_of(result: Result) -> str:
    """The coefficient's sign."""
    return sign(result.coefficient)


def sign(coefficient: str) -> str:
    """A coefficient's sign from its name in the contract."""
    return meaning_of(coefficient).sign


def reasons_text(known: Iterable[tuple[str, Result]]) -> tuple[str, ...]:
    """Why values are undefined: each reason once, with all that it is true of."""
    by_reason: dict[str, list[str]] = {}
    for name, result in known:
        if isnan(result.value):
            by_reason.setdefault(result.reason, []).append(name)
    return tuple(
        f"Undefined ({_few(dict.fromkeys(names))}): {reason}."
        for reason, names in by_reason.items()
    )


def _about(result: Result, about: str) -> str:
    return ", ".join(filter(None, (about, sign_of(result), result.code)))


def _few(names: Iterable[str]) -> str:
    """Names, of many the first and how many more."""
    known = list(names)
    more = len(known) - _NAMED
    named = "; ".join(known[:_NAMED])
    return f"{named}; and {more} more" if more > 1 else "; ".join(known)


def _chosen(cells: Sequence[str], wanted: Sequence[bool]) -> tuple[str, ...]:
    return tuple(cell for cell, keep in zip(cells, wanted, strict=True) if keep)
