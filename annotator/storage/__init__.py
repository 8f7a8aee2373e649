"""The study file: made, opened, seen, changed, searched, checked, backed up, rescued."""

from __future__ import annotations

from annotator.storage.candidates import Candidates
from annotator.storage.header import is_encrypted
from annotator.storage.journal import JournalEntry
from annotator.storage.rescuing import Rescued, rescue
from annotator.storage.search import Hit
from annotator.storage.store import Store, back_up, create, open_study
from annotator.storage.trouble import Damaged

__all__ = [
    "Candidates",
    "Damaged",
    "Hit",
    "JournalEntry",
    "Rescued",
    "Store",
    "back_up",
    "create",
    "is_encrypted",
    "open_study",
    "rescue",
]
