"""The study file: made, opened, seen, changed, searched, checked, backed up, rescued."""

from __future__ import annotations

from annotator.storage.candidates import Candidates
from annotator.storage.header import is_encrypted
from annotator.storage.journal import JournalEntry
from annotator.storage.merging import merge
from annotator.storage.packages import hand_in, hand_out
from annotator.storage.record import (
    Chain,
    EntryFilter,
    entries_of,
    entry_numbers,
    follow_chain,
    note,
)
from annotator.storage.rescuing import Rescued, rescue
from annotator.storage.search import Hit
from annotator.storage.secret import secret_of
from annotator.storage.store import Store, back_up, create, open_study
from annotator.storage.trouble import Damaged

__all__ = [
    "Candidates",
    "Chain",
    "Damaged",
    "EntryFilter",
    "Hit",
    "JournalEntry",
    "Rescued",
    "Store",
    "back_up",
    "create",
    "entries_of",
    "entry_numbers",
    "follow_chain",
    "hand_in",
    "hand_out",
    "is_encrypted",
    "merge",
    "note",
    "open_study",
    "rescue",
    "secret_of",
]
