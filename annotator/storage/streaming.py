"""Rows of a server's tables one portion after the other: never all of them in the memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, text

PORTION = 200
"""Rows that are there at once; of them some are whole texts."""


def streamed(
    connection: Connection, asked: str, values: Mapping[str, Any] | None = None
) -> Iterator[Any]:
    """What a question gives, inside a transaction; whoever stops early keeps nothing open."""
    question = text(asked).execution_options(stream_results=True, max_row_buffer=PORTION)
    with connection.execute(question, dict(values or {})) as rows:
        yield from rows
