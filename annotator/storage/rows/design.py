"""The study's design as rows: who, which sessions, the guide, the measures, the rounds."""

from __future__ import annotations

from sqlalchemy import Table

from annotator.domain.guide import Asked, Question
from annotator.domain.measures import Measure, Score
from annotator.domain.package import Package
from annotator.domain.round import Assignment, Coder, Opening, Round
from annotator.domain.study import Account, Dyad, Interview, Participant, Session, Study
from annotator.storage import schema
from annotator.storage.rows.codec import Part, plain_codec


def _attributes(table: Table, parent: str) -> Part:
    return Part(
        field="attributes",
        table=table,
        parent=parent,
        columns=("name", "value"),
        cells=lambda record: record.attributes,
        value=lambda name, value: (name, value),
    )


CODECS = (
    plain_codec(Study, schema.study),
    plain_codec(Coder, schema.coders),
    plain_codec(
        Participant,
        schema.participants,
        _attributes(schema.participant_attributes, "participant_id"),
    ),
    plain_codec(Dyad, schema.dyads, _attributes(schema.dyad_attributes, "dyad_id")),
    plain_codec(Session, schema.sessions),
    plain_codec(Account, schema.accounts),
    plain_codec(Interview, schema.interviews),
    plain_codec(Round, schema.rounds),
    plain_codec(Assignment, schema.assignments),
    plain_codec(Opening, schema.openings),
    plain_codec(Question, schema.questions),
    plain_codec(Asked, schema.asked),
    plain_codec(Measure, schema.measures),
    plain_codec(Score, schema.scores),
    plain_codec(Package, schema.packages),
)
