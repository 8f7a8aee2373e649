"""The tables of a report: headline, codes, pairs of coders, parts, drift and ratings."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from annotator.analysis.agreement.drift import EQUAL_TIMES, has_equal_times
from annotator.analysis.agreement.meanings import is_beyond_chance, meaning_of
from annotator.analysis.agreement.overview import CodeRow, Overview, Part
from annotator.analysis.agreement.report_lists import reasons_text, results_grid, sign, sign_of
from annotator.analysis.agreement.report_values import (
    NONE,
    count_text,
    interval_text,
    limit_text,
    n_text,
    plural,
    printed,
    share_text,
)
from annotator.analysis.agreement.result import Result
from annotator.domain.report import Grid

_BY = {"dyad": "Dyad", "account": "Account", "session": "Session"}


def headline_grid(overview: Overview) -> Grid:
    """The values to read first, each with its reading."""
    limits = _limits(overview)
    units = {each.unit for each in overview.headline}
    rows = []
    for each in overview.headline:
        below = next((share for limit, share in each.below if limit == limits[0]), None)
        rows.append(
            (
                sign_of(each),
                meaning_of(each.coefficient).asks,
                printed(each.value, limits),
                interval_text(each, limits),
                n_text(each, "" if len(units) == 1 else each.unit),
                share_text(each.coverage),
                share_text(below),
                headline_reading(each, limits),
            )
        )
    below_head = f"P(below {limit_text(limits[0])})"
    return Grid(
        caption="Agreement on all codes",
        columns=(
            "Coefficient",
            "Question",
            "Value",
            "95 % interval",
            f"n ({plural(*units)})" if len(units) == 1 else "n",
            "Coverage",
            below_head,
            "Reads as",
        ),
        rows=tuple(rows),
        numeric=frozenset((2, 3, 4, 5, 6)),
        notes=(
            *reasons_text((sign_of(each), each) for each in overview.headline),
            "Coverage: share of what was compared on which the value rests. An en dash stands "
            "for what is undefined or does not apply, never for 0.",
        ),
    )


def headline_reading(result: Result, limits: tuple[float, float]) -> str:
    """A value beside the study's thresholds, in words; a dash where these mean nothing for it."""
    if isnan(result.value):
        return "undefined"
    if not is_beyond_chance(result.coefficient):
        return NONE
    if result.value >= limits[1]:
        return "good"
    return "acceptable" if result.value >= limits[0] else "below the study’s threshold"


def codes_grid(overview: Overview) -> Grid | None:
    """Each code with its values and what they say together; None without codes."""
    rows = overview.codes
    if not rows:
        return None
    limits = _limits(overview)
    main, beside = sign_of(rows[0].main), _sign_beside(rows)
    return Grid(
        caption="Agreement by code",
        columns=("Code", main, "95 % interval", "Coverage", "Prevalence", beside, "Reads as"),
        rows=tuple(
            (
                row.name,
                printed(row.main.value, limits),
                interval_text(row.main, limits),
                share_text(row.coverage),
                share_text(row.prevalence),
                printed(None if row.beside is None else row.beside.value, limits),
                row.reading.text,
            )
            for row in rows
        ),
        numeric=frozenset((1, 2, 3, 4, 5)),
        notes=reasons_text((f"{row.name}: {main}", row.main) for row in rows),
    )


def _sign_beside(rows: Sequence[CodeRow]) -> str:
    beside = next((row.beside for row in rows if row.beside is not None), None)
    return "Beside it" if beside is None else f"{sign_of(beside)} of the code"


def pairs_grid(overview: Overview) -> Grid | None:
    """Coder by coder, one row for each pair; None without pairs."""
    if not overview.matrix:
        return None
    limits = _limits(overview)
    first = next(iter(overview.matrix.values()))
    return Grid(
        caption=f"Coder by coder: {sign_of(first)}",
        columns=("Coder", "Coder", sign_of(first), "95 % interval", "n"),
        rows=tuple(
            (*pair, printed(r.value, limits), interval_text(r, limits), n_text(r))
            for pair, r in overview.matrix.items()
        ),
        numeric=frozenset((2, 3, 4)),
        notes=reasons_text((" with ".join(pair), r) for pair, r in overview.matrix.items()),
    )


def parts_grid(by: str, parts: Sequence[Part], what: str = "Transcripts") -> Grid | None:
    """The headline values of each dyad, account or session; None without parts."""
    if not parts:
        return None
    names = tuple(dict.fromkeys(r.coefficient for part in parts for r in part.results))
    rows, reasons = [], []
    for part in parts:
        found = {result.coefficient: result for result in part.results}
        cells = [_with_interval(found.get(name)) for name in names]
        rows.append((part.name, count_text(part.documents), *cells))
        reasons += [(f"{part.name}: {sign_of(each)}", each) for each in part.results]
    return Grid(
        caption=f"Agreement by {by}",
        columns=(_BY.get(by, by), what, *(sign(name) for name in names)),
        rows=tuple(rows),
        numeric=frozenset(range(1, 2 + len(names))),
        notes=reasons_text(reasons),
    )


def drift_grid(overview: Overview) -> Grid | None:
    """Each coder's agreement with the others in order of coding; None without any."""
    rows = [
        (
            coder,
            str(place),
            point.document,
            (point.done_at or NONE)[:10],
            printed(point.value),
            NONE
            if point.low is None or point.high is None
            else f"[{printed(point.low)}, {printed(point.high)}]",
            point.reason,
        )
        for coder, points in overview.drift.items()
        for place, point in enumerate(points, start=1)
    ]
    if not rows:
        return None
    said = any(row[-1] for row in rows)
    equal = any(has_equal_times(points) for points in overview.drift.values())
    columns = ("Coder", "Order", "Transcript", "Done on", sign(overview.drift_coefficient))
    heads = (*columns, "95 % band", "Why undefined")
    return Grid(
        caption="Agreement of each coder with the others, in order of coding",
        columns=heads if said else heads[:-1],
        rows=tuple(row if said else row[:-1] for row in rows),
        numeric=frozenset((1, 4, 5)),
        notes=(
            "The band takes neighbouring stretches of a transcript as independent, which they "
            "are not quite: it may be too narrow.",
            *((EQUAL_TIMES,) if equal else ()),
        ),
    )


def ratings_grid(overview: Overview) -> Grid | None:
    """Each scale's coefficients; None without scales."""
    rows = [(scale, each) for scale, results in overview.ratings for each in results]
    if not rows:
        return None
    return results_grid("Agreement on scales", rows, _limits(overview), "Scale")


def _limits(overview: Overview) -> tuple[float, float]:
    return overview.accept_from, overview.good_from


def _with_interval(result: Result | None) -> str:
    if result is None or isnan(result.value):
        return NONE
    interval = interval_text(result)
    return printed(result.value) + ("" if interval == NONE else f" {interval}")
