"""The sample as a paper reports it: participants and dyads by their attributes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from statistics import fmean, stdev
from typing import Literal

from annotator.domain.ids import Id
from annotator.domain.study import Dyad, Participant
from annotator.domain.table import Column, Table, Value
from annotator.domain.view import StudyView

Group = Literal["therapists", "patients", "dyads"]
GROUPS: tuple[Group, ...] = ("therapists", "patients", "dyads")
NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How many are in a cell.

    Attributes:
        share: of all in the table, 0 to 1.
        small: so few that the cell may tell who they are.
    """

    n: int
    share: float
    small: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Mean, standard deviation (n - 1) and range of an attribute that holds numbers only."""

    n: int
    mean: float
    sd: float | None
    least: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTable:
    """Counts of a group by one attribute, or by two.

    Attributes:
        by, across: the attributes; `across` is empty for a table of one.
        rows: values of `by`: numbers ascending, else by name, `not stated` last.
        columns: values of `across`; none in a table of one.
        cells: by row and column.
        row_totals, column_totals: the margins.
        n: of the group.
        limit: a cell with fewer is small.
        figures: of `by`, where it holds numbers.
    """

    group: Group
    by: str
    across: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    row_totals: tuple[Cell, ...]
    column_totals: tuple[Cell, ...]
    n: int
    limit: int
    figures: Figures | None = None

    @property
    def small_cells(self) -> int:
        """How many cells, margins included, are so few that they may tell who they are."""
        every = (*self.row_totals, *self.column_totals, *(c for row in self.cells for c in row))
        return sum(cell.small for cell in every)


def members_of(view: StudyView, group: Group) -> tuple[Mapping[str, str], ...]:
    """The attributes of each in a group.

    A therapist who stands in several dyads is one.
    """
    if group == "dyads":
        return _attributes(view.dyads.values())
    voice = group.removesuffix("s")
    ids: dict[Id, None] = {}
    for dyad in sorted(view.dyads.values(), key=lambda each: each.name):
        person_id = dyad.therapist_id if voice == "therapist" else dyad.patient_id
        ids.setdefault(person_id or "")
    for interview in view.interviews.values():
        if view.accounts[interview.account_id].voice == voice:
            ids.setdefault(interview.participant_id or "")
    return _attributes(view.participants[each] for each in ids if each in view.participants)


def attributes_of(view: StudyView, group: Group) -> tuple[str, ...]:
    """The attributes that any in a group has, in the order of the study."""
    return tuple(dict.fromkeys(name for member in members_of(view, group) for name in member))


def sample_table(view: StudyView, group: Group, by: str, across: str = "") -> SampleTable:
    """Counts of a group by an attribute, crossed by a second one where it is named."""
    return count(members_of(view, group), group, by, across, view.study.small_cell)


def count(
    members: Sequence[Mapping[str, str]], group: Group, by: str, across: str, limit: int
) -> SampleTable:
    """Counts of members by their attributes.

    >>> people = [{"gender": "woman"}, {"gender": "woman"}, {"gender": "man"}, {}]
    >>> table = count(people, "patients", "gender", "", 2)
    >>> [(v, c.n, c.share, c.small) for v, c in zip(table.rows, table.row_totals)]
    [('man', 1, 0.25, True), ('woman', 2, 0.5, False), ('not stated', 1, 0.25, True)]
    """
    pairs = Counter(
        (each.get(by) or NOT_STATED, (each.get(across) or NOT_STATED) if across else "")
        for each in members
    )
    rows = _ordered({row for row, _ in pairs})
    columns = _ordered({column for _, column in pairs}) if across else ()
    n = len(members)

    def cell(number: int) -> Cell:
        return Cell(n=number, share=number / n if n else 0.0, small=0 < number < limit)

    return SampleTable(
        group=group,
        by=by,
        across=across,
        rows=rows,
        columns=columns,
        cells=tuple(tuple(cell(pairs[row, column]) for column in columns) for row in rows),
        row_totals=tuple(
            cell(sum(k for (own, _), k in pairs.items() if own == row)) for row in rows
        ),
        column_totals=tuple(
            cell(sum(k for (_, own), k in pairs.items() if own == column)) for column in columns
        ),
        n=n,
        limit=limit,
        figures=figures_of([each[by] for each in members if each.get(by)]),
    )


def figures_of(values: Sequence[str]) -> Figures | None:
    """Mean and spread of values that are all numbers; None where one is not, or there is none.

    >>> figures_of(["16", "5", "27"])
    Figures(n=3, mean=16.0, sd=11.0, least=5.0, most=27.0)
    """
    numbers = [_number(each) for each in values]
    known = [each for each in numbers if each is not None]
    if not known or len(known) < len(numbers):
        return None
    return Figures(
        n=len(known),
        mean=fmean(known),
        sd=stdev(known) if len(known) > 1 else None,
        least=min(known),
        most=max(known),
    )


def sample_tables(view: StudyView, attributes: Iterable[str] = ()) -> tuple[SampleTable, ...]:
    """A table of one attribute for each that a group has; with names, of those and crossed.

    Args:
        attributes: one name, or two to be crossed; none for all attributes, one by one.
    """
    wanted = tuple(attributes)
    tables = []
    for group in GROUPS:
        known = attributes_of(view, group)
        if not wanted:
            tables += [sample_table(view, group, each) for each in known]
        elif wanted[0] in known:
            across = wanted[1] if len(wanted) > 1 and wanted[1] in known else ""
            tables.append(sample_table(view, group, wanted[0], across))
    return tuple(tables)


def export_table(tables: Sequence[SampleTable]) -> Table:
    """Sample tables as one long table: a row a cell."""
    columns = (
        Column(name="sample", means="therapists, patients or dyads"),
        Column(name="attribute", means="what they are counted by"),
        Column(name="value", means="its value; `not stated` where there is none"),
        Column(name="by_attribute", means="the attribute that it is crossed by; empty for none"),
        Column(name="by_value", means="its value; empty for the whole row"),
        Column(name="n", means="how many"),
        Column(name="percent", means="of all in the sample"),
        Column(name="small", means="1 if so few that the cell may tell who they are"),
    )
    rows = [row for table in tables for row in _long(table)]
    return Table(
        name="sample", means="one cell of a sample table", columns=columns, rows=tuple(rows)
    )


def _long(table: SampleTable) -> Iterable[tuple[Value, ...]]:
    for value, total, cells in zip(table.rows, table.row_totals, table.cells, strict=True):
        head = (table.group, table.by, value)
        for column, cell in zip(table.columns, cells, strict=True):
            yield (*head, table.across, column, *_numbers(cell))
        yield (*head, None, None, *_numbers(total))


def _numbers(cell: Cell) -> tuple[Value, ...]:
    return cell.n, round(100 * cell.share, 1), int(cell.small)


def _attributes(records: Iterable[Participant | Dyad]) -> tuple[Mapping[str, str], ...]:
    return tuple(dict(each.attributes) for each in records)


def _ordered(values: set[str]) -> tuple[str, ...]:
    stated = values - {NOT_STATED}
    numbers = {each: _number(each) for each in stated}
    if all(number is not None for number in numbers.values()):
        ordered = sorted(stated, key=lambda each: (numbers[each] or 0.0, each))
    else:
        ordered = sorted(stated, key=str.casefold)
    return (*ordered, *([NOT_STATED] if NOT_STATED in values else []))


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if isfinite(number) else None
