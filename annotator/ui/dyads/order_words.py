"""What sequences and lagged recurrence say, in plain words."""

from __future__ import annotations

from math import isnan

from annotator.analysis.dyads.recurrence import LagPoint, Recurrence
from annotator.app.verbs.dyad_analysis import (
    Profiles,
    Transitions,
)
from annotator.ui.dyads.told import (
    SURE,
    Headline,
    Page,
    Table,
    TableRow,
    percent,
    plain,
)
from annotator.ui.figures import NONE, clock_lag, counted, p_cell, p_text


def transitions_page(found: Transitions) -> Page:
    """Which code follows which."""
    table, unit = found.table, found.sequences.unit
    cells = [
        (float(table.residuals[row, column]), row, column)
        for row in range(len(table.given))
        for column in range(len(table.targets))
        if not isnan(table.residuals[row, column])
    ]
    cells.sort(key=lambda each: (-each[0], each[1], each[2]))
    rows = [
        TableRow(
            cells=(
                table.given[row],
                table.targets[column],
                str(int(table.counts[row, column])),
                plain(float(table.expected[row, column]), 1),
                plain(residual, 2, signed=True),
            ),
            code=table.given[row],
        )
        for residual, row, column in cells
        if table.counts[row, column] or table.expected[row, column] >= 1
    ]
    most, least = _ends(found, cells)
    pairs = Headline(
        asks="How many pairs?",
        value=f"{table.n:,}",
        beside=f"{unit}s {table.lag} apart",
        says=f"In {table.documents} transcripts, never across two. Base: {table.base}.",
        key="lag_table",
    )
    return Page(
        headlines=(most, least, pairs),
        table=Table(
            title="What follows what",
            heads=("Given", "Then", "n", "expected", "adjusted residual"),
            rows=tuple(rows),
            words=2,
        ),
    )


def _ends(found: Transitions, cells: list[tuple[float, int, int]]) -> tuple[Headline, Headline]:
    """The pair furthest above chance, and that furthest below."""
    asks = ("What follows more often than chance?", "What follows less often?")
    if not cells:
        reason = "There is no pair of codes to compare."
        one, other = (
            Headline(asks=each, value=NONE, says=reason, key="lag_table") for each in asks
        )
        return one, other
    made = []
    for each, (residual, row, column) in zip(asks, (cells[0], cells[-1]), strict=True):
        table = found.table
        sure = "beyond ±1.96" if abs(residual) >= 1.96 else "within ±1.96, so not told from chance"
        made.append(
            Headline(
                asks=each,
                value=plain(residual, 2, signed=True),
                beside="adjusted residual",
                says=f"{table.given[row]} → {table.targets[column]}: "
                f"{int(table.counts[row, column])} times, "
                f"{plain(float(table.expected[row, column]), 1)} expected; {sure}.",
                key="lag_table",
            )
        )
    return made[0], made[1]


def profiles_page(found: Profiles) -> Page:
    """When one party comes to what the other marked."""
    used = [each for each in found.results if each.points]
    rows = [_profile_row(each) for each in used]
    return Page(
        headlines=tuple(_profile_headline(each) for each in found.results[:2]),
        table=Table(
            title="By code",
            heads=("Code", "furthest above chance at", "rate there", "by chance", "p, all lags"),
            rows=tuple(rows),
        ),
        notes=tuple(dict.fromkeys(note for each in found.results for note in each.notes)),
    )


def _profile_headline(result: Recurrence) -> Headline:
    asks = (
        "When does one mark what the other marked?"
        if result.match == "any code"
        else "When do both mark the same code?"
    )
    if result.peak_lag_ms is None:
        return Headline(
            asks=asks, value=NONE, says=f"{result.reason}.".capitalize(), key="recurrence"
        )
    point = _peak_of(result)
    who = "the patient is later" if result.peak_lag_ms > 0 else "the therapist is later"
    who = "both at the same time" if result.peak_lag_ms == 0 else who
    verdict = "more than chance" if result.p <= SURE else "not told from chance"
    return Headline(
        asks=asks,
        value=clock_lag(result.peak_lag_ms),
        beside=f"rate {percent(result.peak)}, {p_text(result.p)} over all lags",
        says=f"Furthest above chance there ({who}): {percent(result.peak)} of the steps against "
        f"{percent(point.mean)}; {verdict}. {counted(result.n, 'session')}.",
        key="recurrence",
    )


def _peak_of(result: Recurrence) -> LagPoint:
    return next(each for each in result.points if each.lag_ms == result.peak_lag_ms)


def _profile_row(result: Recurrence) -> TableRow:
    known = result.peak_lag_ms is not None
    return TableRow(
        cells=(
            result.code or result.match,
            clock_lag(result.peak_lag_ms) if result.peak_lag_ms is not None else NONE,
            percent(result.peak),
            percent(_peak_of(result).mean) if known else NONE,
            p_cell(result.p),
        ),
        tips={1: result.reason} if not known else {},
        code=result.code,
        picks=result.match != "same code",
    )
