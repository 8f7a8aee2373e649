"""Secrets that stand for a study outside its file without telling anything of it."""

from __future__ import annotations

import hmac

from sqlalchemy import select

from annotator.storage import schema
from annotator.storage.store import Store
from annotator.storage.work import papers_of


def secret_of(store: Store, purpose: str) -> bytes | None:
    """32 bytes that only somebody with the open file can reckon; None where it has no key yet.

    What is marked with them may be kept outside: without the file nobody can try out which
    words it may have been, as they could with a bare hash of a phone number.
    """
    with store.reading() as connection:
        papers = papers_of(connection)
        own = schema.study_key.c.private
        key = papers.private if papers is not None else connection.execute(select(own)).scalar()
    return None if key is None else hmac.digest(key, purpose.encode(), "sha256")
