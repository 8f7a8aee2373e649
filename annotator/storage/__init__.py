"""The study file: made, opened, seen, changed, searched, checked, backed up, rescued."""

from __future__ import annotations

from annotator.storage.candidates import Candidates
from annotator.storage.header import is_encrypted
from annotator.storage.journal import JournalEntry
from annotator.storage.merging import merge
from annotator.storage.packages import hand_in, hand_out
from annotator.storage.rescuing import Rescued, rescue
from annotator.storage.search import Hit
from annotator.storage.shares.checkout import TakenOut, take_out, without_share
from annotator.storage.shares.copies import (
    BROUGHT,
    Fetched,
    Gone,
    WorkingCopy,
    bring,
    working_copies,
)
from annotator.storage.shares.locks import Held, Owner
from annotator.storage.shares.places import on_share
from annotator.storage.shares.sharing import Sharing
from annotator.storage.shares.status import Status
from annotator.storage.shares.store import SharedStore, create_shared, open_shared
from annotator.storage.store import Store, back_up, create, open_study
from annotator.storage.trouble import Damaged

__all__ = [
    "BROUGHT",
    "Candidates",
    "Damaged",
    "Fetched",
    "Gone",
    "Held",
    "Hit",
    "JournalEntry",
    "Owner",
    "Rescued",
    "SharedStore",
    "Sharing",
    "Status",
    "Store",
    "TakenOut",
    "WorkingCopy",
    "back_up",
    "bring",
    "create",
    "create_shared",
    "hand_in",
    "hand_out",
    "is_encrypted",
    "merge",
    "on_share",
    "open_shared",
    "open_study",
    "rescue",
    "take_out",
    "without_share",
    "working_copies",
]
