"""All numbers of a report as bare tables, for R and spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import isnan

from annotator.analysis.agreement.comparators import Comparator
from annotator.analysis.agreement.overview import Overview
from annotator.analysis.agreement.report_matrices import NO_CODE
from annotator.analysis.agreement.result import Result
from annotator.domain.table import Column, Table, Value

_COLUMNS: dict[str, str] = {
    "coefficient": "name of the coefficient",
    "code": "the code that the value is about; empty for all codes",
    "coders": "who was compared, between semicolons",
    "value": "empty where undefined",
    "reason": "why it is undefined",
    "ci_low": "lower end of the 95 % interval",
    "ci_high": "upper end",
    "ci_kind": "how the interval was made",
    "n": "number of units",
    "unit": "what was counted",
    "coverage": "share of what was compared on which the value rests, 0 to 1",
    "prevalence": "share of the code in what was compared, 0 to 1",
    "excluded": "what was left out and why, between semicolons",
    "notes": "what a reader must know, between semicolons",
    "version": "of the formulas",
    "seed": "of the bootstrap or of chance samples",
    "group": "empty for all; else the part, pair, scale, point of drift or other program",
    "below": "each threshold with the share of bootstrap replicates below it",
}


def numbers_table(overview: Overview, comparators: Sequence[Comparator]) -> Table:
    """Every value of the report, one a row, each once."""
    rows = dict.fromkeys(
        _row(result, group) for group, result in _all_results(overview, comparators)
    )
    return Table(
        name="agreement",
        means="one coefficient",
        columns=tuple(Column(name=name, means=means) for name, means in _COLUMNS.items()),
        rows=tuple(rows),
    )


def confusions_table(overview: Overview) -> Table:
    """What one coder called what another called so, for each pair; cells of 0 are left out."""
    names = [*overview.compared.codes, NO_CODE]
    rows: list[tuple[Value, ...]] = [
        (*pair, names[row], names[column], round(float(table[row, column])))
        for pair, table in overview.confusions.items()
        for row in range(len(names))
        for column in range(len(names))
        if table[row, column] > 0
    ]
    columns = {
        "first_coder": "of the pair",
        "second_coder": "of the pair",
        "first_code": "what the first coder gave",
        "second_code": "what the second coder gave to the same text",
        overview.confused: f"of all {overview.confused} that were compared",
    }
    return Table(
        name="agreement_confusions",
        means="one code of one coder with one code of another",
        columns=tuple(Column(name=name, means=means) for name, means in columns.items()),
        rows=tuple(rows),
    )


def _all_results(
    overview: Overview, comparators: Sequence[Comparator]
) -> Iterator[tuple[str, Result]]:
    """Each result with its group."""
    yield from _in("", overview.headline)
    yield from _in("", (row.main for row in overview.codes))
    yield from _in("", (row.beside for row in overview.codes if row.beside is not None))
    yield from _in("", overview.everything)
    yield from _in("pair of coders", overview.matrix.values())
    for by, parts in overview.parts.items():
        for part in parts:
            name = part.name if part.name.startswith(by) else f"{by} {part.name}"
            yield from _in(name, part.results)
    for scale, results in overview.ratings:
        yield from _in(f"scale {scale}", results)
    for coder, points in overview.drift.items():
        for place, point in enumerate(points, start=1):
            yield (
                f"drift {place}: {point.document}",
                Result(
                    coefficient=overview.drift_coefficient,
                    value=point.value,
                    reason=point.reason,
                    ci_low=point.low,
                    ci_high=point.high,
                    coders=(coder,),
                    unit="character",
                    notes=("this coder with each of the others",),
                ),
            )
    for comparator in comparators:
        said = (replace(each, notes=(*each.notes, comparator.note)) for each in comparator.results)
        yield from _in(f"as {comparator.tool} would print it: {comparator.label}", said)


def _in(group: str, results: Iterable[Result]) -> Iterator[tuple[str, Result]]:
    return ((group, each) for each in results)


def _row(result: Result, group: str) -> tuple[Value, ...]:
    return (
        result.coefficient,
        result.code,
        "; ".join(result.coders),
        None if isnan(result.value) else result.value,
        result.reason or None,
        result.ci_low,
        result.ci_high,
        result.ci_kind or None,
        result.n,
        result.unit,
        result.coverage,
        result.prevalence,
        "; ".join(result.excluded) or None,
        "; ".join(result.notes) or None,
        result.version,
        result.seed,
        group or None,
        "; ".join(f"{limit:g}: {share:.4f}" for limit, share in result.below) or None,
    )
