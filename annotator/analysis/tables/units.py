"""Units by coder and by code: the shapes that kappa, alpha and ICC want in R and SPSS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotator.analysis.agreement.study_units import NO_CODE
from annotator.analysis.agreement.units import label
from annotator.analysis.tables.columns import ACCOUNT, named_columns
from annotator.analysis.tables.judgements import seconds
from annotator.analysis.tables.unit_rows import Said, UnitRow
from annotator.domain.codebook import CodeSet
from annotator.domain.table import Column, Table, Value

_UNIT = (
    Column(
        name="unit_id",
        means="the unit: its place, and number of the turn or start of the bin; with its length "
        "(300s+60s) a bin that was cut otherwise than the round cuts now",
    ),
    Column(name="round", means="round of work"),
    Column(name="code_set", means="name of the set of codes"),
    Column(name="unit", means="turn, bin, account, session or dyad"),
    *ACCOUNT,
    Column(name="turn", means="number of a turn, from 1"),
    Column(name="bin_start_s", means="start of a bin on the session clock, s"),
    Column(name="bin_end_s", means="its end, s; the bin ends before it"),
)


def units_by_coder_table(rows: Sequence[UnitRow]) -> Table:
    """One row per unit and variable, one column per coder; choose a set and a variable first."""
    coders = sorted({coder for row in rows for coder in row.said})
    columns = [
        *_UNIT,
        Column(
            name="kind",
            means="codes (all of the unit), code (0 or 1), value (of a code) or rating",
        ),
        Column(name="variable", means="name of the code or scale; codes for all of the unit"),
    ]
    columns += named_columns(
        {column.name for column in columns},
        "coder",
        [(name, f"what {name} said; empty where nothing") for name in coders],
    )
    return Table(
        name="units_by_coder",
        means=f"one variable of one unit; in an exclusive set no code is {NO_CODE}, else | is none",
        columns=tuple(columns),
        rows=tuple(line for row in rows for line in _by_coder(row, coders)),
    )


def _by_coder(row: UnitRow, coders: Sequence[str]) -> Iterator[tuple[Value, ...]]:
    for kind, name in _variables(row.code_set):
        cells = [_cell(row, kind, name, coder) for coder in coders]
        if any(cell is not None for cell in cells):
            yield (*_head(row), kind, name, *cells)


def _variables(code_set: CodeSet) -> Iterator[tuple[str, str]]:
    """Kind and name of what a coder can say of a unit."""
    names = [code.name for code in code_set.codes]
    if names and _is_ticked(code_set):
        yield "codes", "codes"
    if not code_set.exclusive or not _is_ticked(code_set):
        yield from (("code" if _is_ticked(code_set) else "value", name) for name in names)
    yield from (("rating", scale.name) for scale in code_set.scales)


def _is_ticked(code_set: CodeSet) -> bool:
    return code_set.unit == "turn" or code_set.marking == "presence"


def _cell(row: UnitRow, kind: str, name: str, coder: str) -> Value:
    said = row.said.get(coder)
    if said is None:
        return None
    if kind in ("codes", "code"):
        if said.codes is None:
            return None
        if kind == "code":
            return int(name in said.codes)
        if row.code_set.exclusive:
            return said.codes[0] if said.codes else NO_CODE
        return label(frozenset(said.codes))
    return (said.values if kind == "value" else said.ratings).get(name)


def _head(row: UnitRow) -> tuple[Value, ...]:
    return (
        row.unit_id,
        row.round_name,
        row.code_set.name,
        row.code_set.unit,
        *row.place,
        row.turn,
        seconds(row.start_ms),
        seconds(row.end_ms),
    )


def units_by_code_table(rows: Sequence[UnitRow]) -> Table:
    """One row per unit and coder, one column per code and per scale; empty for other sets'."""
    codes: dict[tuple[str, str], str] = {}
    scales: dict[tuple[str, str], str] = {}
    for row in rows:
        code_set = row.code_set
        for code in code_set.codes:
            what = "1 if there, else 0" if _is_ticked(code_set) else "its value"
            codes.setdefault((code_set.name, code.name), what)
        for scale in code_set.scales:
            values = f"{scale.minimum} to {scale.maximum}"
            scales.setdefault((code_set.name, scale.name), values)
    columns = [*_UNIT, Column(name="coder", means="who said it")]
    taken = {column.name for column in columns}
    for prefix, named in (("code", codes), ("rating", scales)):
        own = [(name, f"{owner}/{name}: {what}") for (owner, name), what in named.items()]
        columns += named_columns(taken, prefix, own)
    return Table(
        name="units_by_code",
        means="one unit as one coder coded it",
        columns=tuple(columns),
        rows=tuple(
            (
                *_head(row),
                coder,
                *(_of_code(row, said, *key) for key in codes),
                *(
                    said.ratings.get(key[1]) if row.code_set.name == key[0] else None
                    for key in scales
                ),
            )
            for row in rows
            for coder, said in sorted(row.said.items())
        ),
    )


def _of_code(row: UnitRow, said: Said, set_name: str, code: str) -> Value:
    if row.code_set.name != set_name or code not in {each.name for each in row.code_set.codes}:
        return None
    if not _is_ticked(row.code_set):
        return said.values.get(code)
    return None if said.codes is None else int(code in said.codes)
