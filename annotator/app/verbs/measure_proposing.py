"""What a table's columns most likely are: a proposal that a person looks at before anything."""

from __future__ import annotations

import re
from collections.abc import Iterable

from annotator.app.verbs.measure_mapping import (
    LONG,
    PLACES,
    ScoreColumn,
    ScoreMapping,
    is_missing,
    number_of,
)
from annotator.domain.score_table import ScoreTable
from annotator.domain.study import RECALL_VOICES
from annotator.domain.transcript import role_of
from annotator.domain.view import StudyView

_WHOSE = re.compile(r"(.*[^ _.-])[ _.-]+([a-z]+)", re.IGNORECASE)


def proposed_mapping(view: StudyView, table: ScoreTable) -> ScoreMapping:
    """Places by their own names; in a wide table each column of numbers as a score.

    A column's ending may say whose it is (`wai_t`, `seq patient`); a measure that the study
    knows is taken where its name begins like the column's.
    """
    places = [each for each in PLACES if each in table.columns]
    if set(LONG) <= set(places):
        return ScoreMapping()
    usual = ScoreMapping()
    taken = {"dyad", "session", "party"}
    scores = {
        column: _score_column(table.heading(column), (each.name for each in view.measures.values()))
        for column in table.columns
        if column and column not in taken and _holds_numbers(table, column, usual)
    }
    return ScoreMapping(scores=scores)


def _holds_numbers(table: ScoreTable, column: str, mapping: ScoreMapping) -> bool:
    """Whether more than half of the filled cells are numbers."""
    cells = [line.cells.get(column, "") for line in table.lines]
    filled = [each for each in cells if not is_missing(each, mapping)]
    return sum(number_of(each) is not None for each in filled) * 2 > len(filled)


def _score_column(column: str, known: Iterable[str]) -> ScoreColumn:
    """The measure and the party that a column's name speaks of.

    >>> _score_column("WAI_T", ["WAI-SR"]), _score_column("Core10", [])
    (ScoreColumn(measure='WAI-SR', party='therapist'), ScoreColumn(measure='Core10', party=''))
    """
    parts = _WHOSE.fullmatch(column)
    role = role_of(parts[2], {}) if parts else "other"
    party = role if role in RECALL_VOICES else ""
    stem = parts[1] if parts and party else column
    plain = _plain(stem)
    like = next((each for each in known if plain and _plain(each).startswith(plain)), None)
    return ScoreColumn(measure=like or stem, party=party)


def _plain(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())
