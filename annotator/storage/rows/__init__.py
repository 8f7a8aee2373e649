"""Row and record: how each kind of record stands in the tables."""

from __future__ import annotations

from annotator.domain.edits import Record
from annotator.storage.rows import codebooks, consensus, design, judgements, moments, transcripts
from annotator.storage.rows.codec import Codec

CODECS: dict[str, Codec] = {
    codec.kind: codec
    for module in (design, codebooks, transcripts, moments, judgements, consensus)
    for codec in module.CODECS
}
"""By kind: `study`, `coder`, … `gate`."""


def codec_of(record: Record) -> Codec:
    """The codec of a record's kind."""
    return CODECS[type(record).__name__.lower()]


CODERS_KINDS = ("assignment", "opening", "moment", "pairing", "judgement", "memo", "filter")
"""What a coder alone writes, in an order in which none needs one after it."""
