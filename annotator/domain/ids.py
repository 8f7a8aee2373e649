"""Ids of records: random UUIDs, so that records made apart can be put together."""

from __future__ import annotations

from uuid import UUID, uuid4

from annotator.domain.errors import UserError

Id = str


def new_id() -> Id:
    """A fresh id, never derived from a name or a clock."""
    return str(uuid4())


def known_id(text: str) -> Id:
    """The id in its one spelling, from any spelling of a UUID.

    Raises:
        UserError: the text is no UUID.

    >>> known_id("0D9C1C7C-2F0E-4C0B-8E0D-5B6B1F0E6A11")
    '0d9c1c7c-2f0e-4c0b-8e0d-5b6b1f0e6a11'
    """
    try:
        return str(UUID(text))
    except (ValueError, AttributeError, TypeError):
        raise UserError("the id is not a UUID", hint="leave it out, or give a UUID") from None
