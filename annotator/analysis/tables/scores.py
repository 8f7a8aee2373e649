"""The table of questionnaire scores, and their columns in the tables of interviews and pairings."""

from __future__ import annotations

from annotator.analysis.measures.scores import (
    ordered_measures,
    parties_of,
    scored,
    values_by_place,
)
from annotator.analysis.tables.columns import CELL, named_columns
from annotator.domain.ids import Id
from annotator.domain.measures import Measure
from annotator.domain.table import Column, Table, Value
from annotator.domain.view import StudyView


def scores_table(view: StudyView) -> Table:
    """One row per measure, session and party that fills it in, with an empty score if missing."""
    columns = (
        *CELL,
        Column(name="party", means="who filled it in: therapist or patient"),
        Column(name="measure", means="name of the questionnaire or scale"),
        Column(name="kind", means="alliance, symptoms, evaluation or other"),
        Column(name="score", means="the score; empty where it is missing"),
        Column(name="minimum", means="lowest score that can be; empty if not known"),
        Column(name="maximum", means="highest score that can be; empty if not known"),
    )
    rows = tuple(
        (
            each.dyad,
            each.session,
            each.party,
            measure.name,
            measure.kind,
            each.value,
            measure.minimum,
            measure.maximum,
        )
        for measure in ordered_measures(view)
        for each in scored(view, measure)
    )
    return Table(
        name="scores",
        means="a measure of one session by a party that fills it in, missing or not",
        columns=columns,
        rows=rows,
    )


class ScoreColumns:
    """A column for each measure and party, to stand beside what is known of a session.

    Args:
        view: the study.
        taken: names of the table's other columns.
    """

    def __init__(self, view: StudyView, taken: set[str]) -> None:
        self._values = values_by_place(view)
        self._asked = [
            (measure, party)
            for measure in ordered_measures(view)
            for party in parties_of(view, measure.id)
        ]
        names = set(taken)
        self.columns: list[Column] = [
            column
            for measure, party in self._asked
            for column in named_columns(
                names, f"score_{party}", [(measure.name, _means(measure, party))]
            )
        ]

    def values(self, session_id: Id) -> list[Value]:
        """A session's scores, in the order of the columns; None is missing."""
        return [self._values.get((measure.id, session_id, party)) for measure, party in self._asked]


def _means(measure: Measure, party: str) -> str:
    return f"{measure.name}, {party}’s score of the session"
