"""Payloads that the journal lacks though nobody has erased them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from annotator.storage import schema


def missing_payloads(connection: Connection) -> Iterator[str]:
    """What the check says of a file's journal, or of a coder's own on a server."""
    table, kept, gone = schema.journal, schema.journal_payloads, schema.erased_payloads
    chosen = select(table.c.seq).where(
        table.c.seq.not_in(select(kept.c.seq)), table.c.seq.not_in(select(gone.c.seq))
    )
    yield from sentence(connection.execute(chosen.order_by(table.c.seq)).scalars().all())


def sentence(seqs: Sequence[int]) -> Iterator[str]:
    """What is said of entries without their payload: one line for all."""
    if len(seqs) == 1:
        yield f"the content of journal record {seqs[0]} is not there, and no erasure took it"
    elif seqs:
        yield (
            f"the content of {len(seqs)} journal records is not there, and no erasure took it "
            f"(the first is record {seqs[0]})"
        )
