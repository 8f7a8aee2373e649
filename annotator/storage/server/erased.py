"""What a server's older study tells of erasures: its journals alone named them until schema 7."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.storage.erasure.rows import ACTION
from annotator.storage.server.connecting import SCHEMA

SINCE = 7
"""The schema that has tables for it."""

_ERASED = f"chain = '' AND action = '{ACTION}' AND actor IS NULL"


def statements() -> Iterator[str]:
    """What fills the tables, once; payloads that were missing before are taken as they are."""
    yield f"""INSERT INTO {SCHEMA}.erasures (id, at)
        SELECT hash, at FROM {SCHEMA}.journal_chains WHERE {_ERASED} ON CONFLICT DO NOTHING"""
    yield f"""INSERT INTO {SCHEMA}.erased_records (kind, id)
        SELECT DISTINCT named->>0, named->>1
        FROM {SCHEMA}.journal_chains, jsonb_array_elements(records::jsonb) AS named
        WHERE {_ERASED} ON CONFLICT DO NOTHING"""
    yield f"""INSERT INTO {SCHEMA}.erased_payloads (chain, seq)
        SELECT chain, seq FROM {SCHEMA}.journal_chains AS e WHERE NOT EXISTS (
            SELECT 1 FROM {SCHEMA}.journal_payloads_chains AS p
            WHERE p.chain = e.chain AND p.seq = e.seq) ON CONFLICT DO NOTHING"""
