"""The study file: made, opened, seen, changed, searched, checked, backed up, rescued."""

from __future__ import annotations

from annotator.storage.backup import backups_of, restore
from annotator.storage.candidates import Candidates
from annotator.storage.erasure.beside import study_files, work_files
from annotator.storage.erasure.elsewhere import erased_since, stamp_at_rest
from annotator.storage.header import NoStudy, is_encrypted
from annotator.storage.journal import JournalEntry
from annotator.storage.lost_texts import LostText
from annotator.storage.merging import merge
from annotator.storage.packages import hand_in, hand_out
from annotator.storage.places import counters_open, create, open_study, reads_layer, served
from annotator.storage.record import (
    Chain,
    EntryFilter,
    entries_of,
    entry_numbers,
    follow_chain,
    note,
)
from annotator.storage.rekeying import Rekeyed, change_passphrase, show_recovery_key
from annotator.storage.rescued import Rescued
from annotator.storage.rescuing import rescue
from annotator.storage.restoring import Unreached, restore_for
from annotator.storage.search import Hit
from annotator.storage.secret import secret_of
from annotator.storage.shares.checkout import TakenOut, take_out, without_share
from annotator.storage.shares.copies import (
    BROUGHT,
    Fetched,
    Gone,
    WorkingCopy,
    bring,
    copy_of,
    is_behind,
    working_copies,
)
from annotator.storage.shares.erased import waiting
from annotator.storage.shares.locks import Held, Owner
from annotator.storage.shares.places import on_share
from annotator.storage.shares.sharing import Sharing
from annotator.storage.shares.status import Status
from annotator.storage.shares.store import SharedStore, create_shared, open_shared
from annotator.storage.store import Place, Store, back_up
from annotator.storage.trouble import ON_DAMAGE, Damaged
from annotator.storage.unlocking import salt_of

__all__ = [
    "BROUGHT",
    "ON_DAMAGE",
    "Candidates",
    "Chain",
    "Damaged",
    "EntryFilter",
    "Fetched",
    "Gone",
    "Held",
    "Hit",
    "JournalEntry",
    "LostText",
    "NoStudy",
    "Owner",
    "Place",
    "Rekeyed",
    "Rescued",
    "SharedStore",
    "Sharing",
    "Status",
    "Store",
    "TakenOut",
    "Unreached",
    "WorkingCopy",
    "back_up",
    "backups_of",
    "bring",
    "change_passphrase",
    "copy_of",
    "counters_open",
    "create",
    "create_shared",
    "entries_of",
    "entry_numbers",
    "erased_since",
    "follow_chain",
    "hand_in",
    "hand_out",
    "is_behind",
    "is_encrypted",
    "merge",
    "note",
    "on_share",
    "open_shared",
    "open_study",
    "reads_layer",
    "rescue",
    "restore",
    "restore_for",
    "salt_of",
    "secret_of",
    "served",
    "show_recovery_key",
    "stamp_at_rest",
    "study_files",
    "take_out",
    "waiting",
    "without_share",
    "work_files",
    "working_copies",
]
