"""Moments and pairings with their codes and ratings as rows."""

from __future__ import annotations

from annotator.domain.moment import Moment, Pairing, Rating
from annotator.storage import schema
from annotator.storage.rows.codec import Part, plain_codec

CODES = Part(
    field="codes",
    table=schema.moment_codes,
    parent="moment_id",
    columns=("codebook_id", "code_id"),
    cells=lambda record: [(record.codebook_id, code_id) for code_id in record.codes],
    value=lambda _codebook_id, code_id: code_id,
)
RATINGS = Part(
    field="ratings",
    table=schema.moment_ratings,
    parent="moment_id",
    columns=("codebook_id", "scale_id", "value"),
    cells=lambda record: [(record.codebook_id, r.scale_id, r.value) for r in record.ratings],
    value=lambda _codebook_id, scale_id, value: Rating(scale_id=scale_id, value=value),
)
PAIRED = Part(
    field="moment_ids",
    table=schema.pairing_moments,
    parent="pairing_id",
    columns=("moment_id",),
    cells=lambda record: [(moment_id,) for moment_id in record.moment_ids],
    value=lambda moment_id: moment_id,
)
PAIRING_RATINGS = Part(
    field="ratings",
    table=schema.pairing_ratings,
    parent="pairing_id",
    columns=("scale_id", "value"),
    cells=lambda record: [(rating.scale_id, rating.value) for rating in record.ratings],
    value=lambda scale_id, value: Rating(scale_id=scale_id, value=value),
)

CODECS = (
    plain_codec(Moment, schema.moments, CODES, RATINGS),
    plain_codec(Pairing, schema.pairings, PAIRED, PAIRING_RATINGS),
)
