"""Moments and pairings with their codes and ratings as rows."""

from __future__ import annotations

from sqlalchemy import Table

from annotator.domain.moment import Moment, Pairing, Rating
from annotator.storage import schema
from annotator.storage.rows.codec import Part, plain_codec


def codes_part(table: Table, parent: str) -> Part:
    """The codes of a record, each beside the version of the codebook that it is of."""
    return Part(
        field="codes",
        table=table,
        parent=parent,
        columns=("codebook_id", "code_id"),
        cells=lambda record: [(record.codebook_id, code_id) for code_id in record.codes],
        value=lambda _codebook_id, code_id: code_id,
    )


def ratings_part(table: Table, parent: str) -> Part:
    """The ratings of a record, each beside the version of the codebook that its scale is of."""
    return Part(
        field="ratings",
        table=table,
        parent=parent,
        columns=("codebook_id", "scale_id", "value"),
        cells=lambda record: [(record.codebook_id, r.scale_id, r.value) for r in record.ratings],
        value=lambda _codebook_id, scale_id, value: Rating(scale_id=scale_id, value=value),
    )


CODES = codes_part(schema.moment_codes, "moment_id")
RATINGS = ratings_part(schema.moment_ratings, "moment_id")
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
