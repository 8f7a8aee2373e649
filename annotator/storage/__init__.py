"""The study file: made, opened, seen, changed, searched, checked, backed up, rescued."""

from __future__ import annotations

from annotator.storage.candidates import Candidates
from annotator.storage.header import is_encrypted
from annotator.storage.journal import JournalEntry
from annotator.storage.merging import merge
from annotator.storage.packages import hand_in, hand_out
from annotator.storage.places import create, open_study, served
from annotator.storage.rescuing import Rescued, rescue
from annotator.storage.search import Hit
from annotator.storage.store import Place, Store, back_up
from annotator.storage.trouble import Damaged

__all__ = [
    "Candidates",
    "Damaged",
    "Hit",
    "JournalEntry",
    "Place",
    "Rescued",
    "Store",
    "back_up",
    "create",
    "hand_in",
    "hand_out",
    "is_encrypted",
    "merge",
    "open_study",
    "rescue",
    "served",
]
