"""Judgements, memos and kept filters with their parts as rows."""

from __future__ import annotations

from annotator.domain.filter import Filter
from annotator.domain.judgement import CodeValue, Judgement
from annotator.domain.memo import Memo
from annotator.storage import schema
from annotator.storage.rows.codec import Part, plain_codec
from annotator.storage.rows.moments import codes_part, ratings_part

CODES = codes_part(schema.judgement_codes, "judgement_id")
RATINGS = ratings_part(schema.judgement_ratings, "judgement_id")
VALUES = Part(
    field="values",
    table=schema.judgement_values,
    parent="judgement_id",
    columns=("codebook_id", "code_id", "value"),
    cells=lambda record: [(record.codebook_id, v.code_id, v.value) for v in record.values],
    value=lambda _codebook_id, code_id, value: CodeValue(code_id=code_id, value=value),
)
RULES = Part(
    field="rules",
    table=schema.filter_rules,
    parent="filter_id",
    columns=("name", "value"),
    cells=lambda record: record.rules,
    value=lambda name, value: (name, value),
)

CODECS = (
    plain_codec(Judgement, schema.judgements, CODES, RATINGS, VALUES),
    plain_codec(Memo, schema.memos),
    plain_codec(Filter, schema.filters, RULES),
)
