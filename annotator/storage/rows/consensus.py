"""Decisions between coders and recorded gates as rows."""

from __future__ import annotations

from annotator.domain.consensus import Decision, Gate
from annotator.storage import schema
from annotator.storage.rows.codec import Part, plain_codec

SETTLED = Part(
    field="moment_ids",
    table=schema.decision_moments,
    parent="decision_id",
    columns=("moment_id",),
    cells=lambda record: [(moment_id,) for moment_id in record.moment_ids],
    value=lambda moment_id: moment_id,
)
MADE = Part(
    field="made_ids",
    table=schema.decision_made,
    parent="decision_id",
    columns=("moment_id",),
    cells=lambda record: [(moment_id,) for moment_id in record.made_ids],
    value=lambda moment_id: moment_id,
)

CODECS = (plain_codec(Decision, schema.decisions, SETTLED, MADE), plain_codec(Gate, schema.gates))
