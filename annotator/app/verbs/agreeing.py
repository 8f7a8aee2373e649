"""Agreement from bare tables: reads them, chooses the coefficients, runs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from annotator.analysis import agreement
from annotator.analysis.agreement import Resampling, Result, Units
from annotator.app.file_bytes import file_bytes
from annotator.domain.errors import UserError
from annotator.formats.agreement_csv import (
    COLUMNS,
    LARGEST_POSITION,
    Layout,
    RatingTable,
    check_number,
    number_of,
    read_ratings,
    read_spans,
)

SET_MARK = "|"
_MOST_REPLICATES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of a table.

    Attributes:
        coefficients: names in the contract; empty for those that suit the table.
        categories: the codebook's list in its order; empty for those that were used.
        lengths: of the documents, for spans.
        iou: least overlap of two spans that count as one, for spans.
        by_code: also each code against the rest.
        resampling: of the intervals.
    """

    coefficients: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    lengths: Mapping[str, int]
    iou: float = 0.5
    by_code: bool = False
    resampling: Resampling


def question_of(
    *,
    coefficients: str | None = None,
    categories: str | None = None,
    lengths: str | None = None,
    iou: float = 0.5,
    by_code: bool = False,
    replicates: int = 1000,
    seed: int = 0,
) -> Question:
    """A question from the words of the command line.

    Raises:
        UserError: a list without a word in it, a length or a number out of its range.
    """
    if not 0 < iou <= 1:
        raise UserError(f"{iou:g} is no overlap", "--iou", "give a share above 0, at most 1")
    if not 0 <= replicates <= _MOST_REPLICATES:
        raise UserError(
            f"{replicates} is no number of replicates",
            "--bootstrap",
            f"give 0 to {_MOST_REPLICATES}",
        )
    if seed < 0:
        raise UserError(f"{seed} is no seed", "--seed", "give a whole number from 0")
    return Question(
        coefficients=_listed(coefficients, "--coefficients"),
        categories=_listed(categories, "--categories"),
        lengths=parse_lengths(lengths or ""),
        iou=iou,
        by_code=by_code,
        resampling=Resampling(replicates=replicates, seed=seed),
    )


def _listed(text: str | None, option: str) -> tuple[str, ...]:
    if text is not None and not parse_list(text):
        raise UserError("there is no name in it", option, "write names with commas between")
    return parse_list(text or "")


def agree_on_table(path: Path, layout: Layout, question: Question) -> tuple[Result, ...]:
    """The coefficients of a bare table.

    Raises:
        UserError: the table cannot be read, a coefficient is unknown or not made for its values.
    """
    check_names(question.coefficients, layout)
    content = file_bytes(path)
    if layout == "spans":
        return _agree_on_spans(content, path.name, question)
    return _agree_on_ratings(read_ratings(content, path.name, layout), path.name, layout, question)


def known_names(layout: Layout) -> tuple[str, ...]:
    """The names of the coefficients that a layout can give."""
    return agreement.SPAN_COEFFICIENTS if layout == "spans" else tuple(agreement.CATALOGUE)


def check_names(names: Sequence[str], layout: Layout) -> None:
    """Refuses a coefficient that a layout does not have, and lists those that it has."""
    known = known_names(layout)
    for name in names:
        if name not in known:
            raise UserError(
                f"no coefficient '{name}' for {layout}", hint=f"there are {', '.join(known)}"
            )


def _agree_on_spans(content: bytes, name: str, question: Question) -> tuple[Result, ...]:
    table = read_spans(content, name)
    try:
        results = agreement.spans_results(
            table.rows,
            question.lengths,
            question.coefficients,
            question.categories,
            question.iou,
            question.resampling.replicates,
            question.resampling.seed,
        )
    except UserError as error:
        raise UserError(
            error.what, ", ".join(filter(None, (name, error.where))), error.hint
        ) from None
    return tuple(replace(each, notes=(*each.notes, *table.notes)) for each in results)


# Units and ratings --------------------------------------------------------------------------


def _agree_on_ratings(
    table: RatingTable, name: str, layout: Layout, question: Question
) -> tuple[Result, ...]:
    units = _units(table, name, layout, question.categories)
    names = question.coefficients or agreement.usual(units, ratings=layout == "ratings")
    by_number = _merge_equal_numbers(units)
    results: list[Result] = []
    for each in names:
        need = agreement.CATALOGUE[each].need
        _check_need(need, table, by_number, name, COLUMNS[layout][2])
        suited = by_number if need in ("order", "numbers") else units
        results += agreement.results_of(each, suited, question.resampling, by_code=question.by_code)
    return tuple(replace(each, notes=(*each.notes, *table.notes)) for each in results)


def _units(table: RatingTable, name: str, layout: Layout, categories: tuple[str, ...]) -> Units:
    """The table as units × coders; both in the order in which they first stand in it."""
    rows = table.rows
    coders = list(dict.fromkeys(row.coder for row in rows))
    places = {
        key: place for place, key in enumerate(dict.fromkeys((r.document, r.unit) for r in rows))
    }
    known = _categories(table, name, COLUMNS[layout][2], categories)
    index = {word: place for place, word in enumerate(known)}
    column = {coder: place for place, coder in enumerate(coders)}
    codes = np.full((len(places), len(coders)), agreement.MISSING)
    for row in rows:
        if row.value:
            codes[places[row.document, row.unit], column[row.coder]] = index[row.value]
    numbers = [number_of(word) for word in known]
    values = None if None in numbers else np.array(numbers, dtype=np.float64)
    documents = list(dict.fromkeys(document for document, _ in places))
    place_of = {document: place for place, document in enumerate(documents)}
    return Units(
        codes=codes,
        categories=known,
        coders=tuple(coders),
        values=values,
        ordered=values is not None or bool(categories),
        clusters=np.array([place_of[d] for d, _ in places]) if table.has_documents else None,
        cluster_names=tuple(documents) if table.has_documents else (),
        unit="target" if layout == "ratings" else "unit",
    )


def _categories(
    table: RatingTable, name: str, column: str, given: tuple[str, ...]
) -> tuple[str, ...]:
    """The categories in order: those given, else numbers ascending, else words by alphabet.

    Sets are made of the given ones; each set that was used becomes a category of its own.
    """
    used = list(dict.fromkeys(row.value for row in table.rows if row.value))
    if not given:
        numbers = {word: number_of(word) for word in used}
        if all(number is not None for number in numbers.values()):
            return tuple(sorted(used, key=lambda word: (numbers[word], word)))
        return tuple(sorted(used))
    for row in table.rows:
        parts = [row.value] if row.value in given else row.value.split(SET_MARK)
        if unknown := next(
            (part.strip() for part in parts if part.strip() not in ("", *given)), ""
        ):
            raise UserError(
                f"'{unknown}' is not among the categories",
                f"{name}, line {row.line}, column {column}",
                f"they are {', '.join(given)}",
            )
    return (*given, *sorted(word for word in used if word not in given))


def _merge_equal_numbers(units: Units) -> Units:
    """`1` and `1.0` are two words, but one number."""
    if units.values is None or len(set(units.values)) == len(units.values):
        return units
    found, places = np.unique(units.values, return_inverse=True)
    codes = np.where(units.codes < 0, agreement.MISSING, places[units.codes])
    names = tuple(units.categories[int(np.argmax(places == each))] for each in range(len(found)))
    return replace(units, codes=codes, categories=names, values=found)


def _check_need(need: str, table: RatingTable, units: Units, name: str, column: str) -> None:
    """Refuses words where an order or numbers are needed, with the first one's place."""
    if need == "numbers" and units.values is None:
        hint = "this coefficient needs numbers"
    elif need == "order" and not units.ordered:
        hint = "this coefficient needs an order: give --categories from low to high"
    else:
        return
    for row in table.rows:
        check_number(row, column, name, hint)
    raise UserError("a category is no number", name, hint)


# What the command takes ---------------------------------------------------------------------


def parse_list(text: str) -> tuple[str, ...]:
    """Words between commas, each once, in order.

    >>> parse_list(" a, b,,a")
    ('a', 'b')
    """
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _is_length(text: str) -> bool:
    return text.isdecimal() and len(text) <= 13 and 0 < int(text) <= LARGEST_POSITION


def parse_lengths(text: str) -> dict[str, int]:
    """Lengths of documents as `--length` takes them.

    >>> parse_lengths("D01=500,D02=720")
    {'D01': 500, 'D02': 720}
    """
    lengths: dict[str, int] = {}
    for part in parse_list(text):
        document, _, length = part.rpartition("=")
        if not document.strip() or not _is_length(length.strip()):
            raise UserError(
                f"'{part}' is no length of a document", "--length", "write it like D01=500,D02=720"
            )
        lengths[document.strip()] = int(length)
    return lengths
