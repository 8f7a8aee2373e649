"""Which column of a table holds which score: the mapping, and the cells that it finds.

Two shapes are known. Long: a row a score, with the columns `dyad`, `session`, `party`,
`measure` and `value`. Wide: a column a score, with `dyad` and `session` and, where a column
does not say whose it is, `party`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import get_args

from annotator.domain.errors import UserError, short
from annotator.domain.measures import MEASURE_KINDS, MeasureKind
from annotator.domain.score_table import ScoreLine, ScoreTable
from annotator.domain.study import RECALL_VOICES

Range = tuple[float | None, float | None]
PLACES = ("dyad", "session", "party", "measure", "value")
LONG = ("dyad", "session", "party", "measure", "value")
USUAL_MISSING = ("NA",)
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,12}(?:[.,][0-9]{1,20})?|[.,][0-9]{1,20})")
_MOST_NAMED = 12
_RANGE = re.compile(r"\s*(\S+?)\s*(?:-|–|\.\.|to)\s*(\S+)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreColumn:
    """What a column of a wide table holds; without a party each row's own column says it."""

    measure: str
    party: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreMapping:
    """How a table is to be read.

    Attributes:
        columns: by place (`dyad`, `session`, …) the column that stands for it.
        scores: by column what it holds; empty for the long shape.
        missing: cells that say that there is no score, beside empty ones; any case.
        ranges, kinds: by measure, for those that the study does not know yet.
    """

    columns: Mapping[str, str] = field(default_factory=lambda: {each: each for each in PLACES})
    scores: Mapping[str, ScoreColumn] = field(default_factory=dict)
    missing: tuple[str, ...] = USUAL_MISSING
    ranges: Mapping[str, Range] = field(default_factory=dict)
    kinds: Mapping[str, MeasureKind] = field(default_factory=dict)

    @property
    def is_wide(self) -> bool:
        """Whether a column stands for a score."""
        return bool(self.scores)

    @property
    def needs_party(self) -> bool:
        """Whether each row has to say whose score it is."""
        return not self.is_wide or any(not each.party for each in self.scores.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreCell:
    """One cell that shall hold a score; `column` is the one that it stands in."""

    line: ScoreLine
    column: str
    party: str
    measure: str
    text: str


def score_cells(table: ScoreTable, mapping: ScoreMapping) -> Iterator[ScoreCell]:
    """The cells of a table in the order of its rows; `check_columns` comes first."""
    names = mapping.columns
    for line in table.lines:
        party = line.cells.get(names["party"], "")
        if mapping.is_wide:
            for column, held in mapping.scores.items():
                yield ScoreCell(
                    line=line,
                    column=column,
                    party=held.party or party,
                    measure=held.measure,
                    text=line.cells.get(column, ""),
                )
        else:
            yield ScoreCell(
                line=line,
                column=names["value"],
                party=party,
                measure=line.cells.get(names["measure"], ""),
                text=line.cells.get(names["value"], ""),
            )


def check_columns(table: ScoreTable, mapping: ScoreMapping) -> None:
    """Refuses a mapping whose columns the table has not.

    Raises:
        UserError: a column is missing; it names those that there are.
    """
    needed = ["dyad", "session"] if mapping.is_wide else list(LONG)
    if mapping.is_wide and mapping.needs_party:
        needed.append("party")
    wanted = [mapping.columns[each] for each in needed]
    for column in (*wanted, *mapping.scores):
        if column not in table.columns:
            there = _there(table)
            option = "--columns" if column in wanted else "--score"
            if not mapping.is_wide and column in wanted[2:]:
                option = "--score, a column a score, or --columns"
            raise UserError(
                f"there is no column '{short(column)}'",
                table.name,
                f"{there}; map them with {option}{_other_sheets(table)}",
            )
    twice = next((each for each in mapping.scores if each in wanted), None)
    if twice is not None:
        raise UserError(
            f"the column '{short(table.heading(twice))}' cannot be a score and its place",
            table.name,
            "map it once",
        )


def _there(table: ScoreTable) -> str:
    """The columns of a table, as many as one line bears."""
    named = [short(table.heading(each)) for each in table.columns if each]
    more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
    return f"there are {', '.join(named[:_MOST_NAMED])}{more}"


def _other_sheets(table: ScoreTable) -> str:
    """That other sheets of the workbook may be meant."""
    others = [short(each) for each in table.sheets if each != table.sheet]
    if not others:
        return ""
    named = ", ".join([*others[:_MOST_NAMED], *(["…"] if len(others) > _MOST_NAMED else [])])
    return f", or name another sheet than {short(table.sheet)} with --sheet ({named})"


def number_of(text: str) -> float | None:
    """The number in a cell, with a decimal point or comma; None where there is none.

    >>> number_of("4.25"), number_of("4,25"), number_of("−3"), number_of("1,234.5")
    (4.25, 4.25, -3.0, None)
    """
    plain = text.strip().replace("\u2212", "-")
    return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None


def is_missing(text: str, mapping: ScoreMapping) -> bool:
    """Whether a cell says that there is no score; -99 is -99.0 and -99,0 too."""
    if not text or text.casefold() in {each.casefold() for each in mapping.missing}:
        return True
    number = number_of(text)
    return number is not None and number in {number_of(each) for each in mapping.missing}


# The words of the command line ------------------------------------------------------------------


def mapping_of(
    *,
    scores: Sequence[str] = (),
    columns: str = "",
    ranges: Sequence[str] = (),
    kinds: Sequence[str] = (),
    missing: str | None = None,
) -> ScoreMapping:
    """A mapping from the words of the command line.

    Args:
        scores: each `COLUMN=MEASURE:party`, or `COLUMN=MEASURE`.
        columns: `dyad=id,session=wave`.
        ranges: each `MEASURE=1-5`.
        kinds: each `MEASURE=alliance`.
        missing: `99,-9,NA`; None for the usual.

    Raises:
        UserError: it names the option.

    >>> mapping_of(scores=["WAI_T=WAI-SR:therapist"], columns="dyad=ID").scores
    {'wai_t': ScoreColumn(measure='WAI-SR', party='therapist')}
    """
    named = ScoreMapping()
    places = dict(named.columns)
    for text in filter(None, (each.strip() for each in columns.split(","))):
        place, column = _pair(text, "--columns", "dyad=id,session=wave")
        if place.casefold() not in PLACES:
            known = f"there are {', '.join(PLACES)}"
            raise UserError(f"{place!r} is none of the places", "--columns", known)
        places[place.casefold()] = column.lower()
    held: dict[str, ScoreColumn] = {}
    for text in scores:
        column, what = _pair(text, "--score", "wai_t=WAI-SR:therapist")
        if column.lower() in held:
            raise UserError(f"the column '{column}' is mapped twice", "--score", "map it once")
        held[column.lower()] = _score_column(what)
    marks = named.missing if missing is None else tuple(_listed(missing))
    return replace(
        named,
        columns=places,
        scores=held,
        missing=marks,
        ranges=dict(_range(each) for each in ranges),
        kinds=dict(_kind(each) for each in kinds),
    )


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def _pair(text: str, option: str, like: str) -> tuple[str, str]:
    left, equals, right = (each.strip() for each in text.partition("="))
    if not (left and equals and right):
        raise UserError(f"{text!r} cannot be read", option, f"write it like {like}")
    return left, right


def _score_column(text: str) -> ScoreColumn:
    measure, colon, party = (each.strip() for each in text.rpartition(":"))
    if not colon:
        return ScoreColumn(measure=text.strip())
    if party.casefold() in RECALL_VOICES and measure:
        return ScoreColumn(measure=measure, party=party.casefold())
    hint = f"end it in {' or '.join(f':{each}' for each in RECALL_VOICES)}"
    raise UserError(f"{party!r} is no party", "--score", hint)


def _range(text: str) -> tuple[str, Range]:
    measure, ends = _pair(text, "--range", "WAI-SR=1-5")
    found = _RANGE.fullmatch(ends)
    low, high = (number_of(found[1]), number_of(found[2])) if found else (None, None)
    if low is None or high is None or low >= high:
        raise UserError(f"{ends!r} is no range", "--range", "write it like WAI-SR=1-5")
    return measure, (low, high)


def _kind(text: str) -> tuple[str, MeasureKind]:
    measure, word = _pair(text, "--kind", "WAI-SR=alliance")
    found = next((kind for kind in MEASURE_KINDS if kind == word.casefold()), None)
    if found is None:
        raise UserError(
            f"{word!r} is no kind of measure",
            "--kind",
            f"choose {', '.join(get_args(MeasureKind))}",
        )
    return measure, found
