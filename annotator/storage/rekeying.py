"""Another passphrase for a file: a new file under a new key, proved, that takes its place."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection
from sqlcipher3 import dbapi2

from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.storage import journal
from annotator.storage.backup import back_up_file, backups_of
from annotator.storage.check import find_faults
from annotator.storage.connection import connect, hang_up, reading, sql_connection, writing
from annotator.storage.creation import draft_beside, reserve, sweep, sync, sync_folder
from annotator.storage.key import PROFILES, SALT_BYTES, Key, derive
from annotator.storage.migration import row_counts
from annotator.storage.opening import page_findings, sound_findings
from annotator.storage.recovery_key import written
from annotator.storage.store import Store
from annotator.storage.trouble import Damaged, of_system, told

CHANGED, ENCRYPTED, SHOWN = (
    "Change the passphrase",
    "Encrypt the study",
    "Show the recovery key",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rekeyed:
    """What a change of the passphrase has done.

    Attributes:
        backup: the backup from before, under the key from before unless backups were renewed.
        was_plain: whether it had no passphrase before.
        renewed: how many backups are under the new passphrase now.
        left: how many are still as they were.
        older: how many of these had another passphrase even before, or are not sound.
    """

    backup: Path
    was_plain: bool
    renewed: int = 0
    left: int = 0
    older: int = 0


def change_passphrase(
    store: Store, passphrase: str, *, backups: bool = False, actor: Id | None = None
) -> Rekeyed:
    """Puts a study, or handed-out work, under another passphrase; a plain one is encrypted.

    A new file is made beside it under a new salt and key, checked as a whole, and takes its
    place in one step: killed at any point, the file opens by the old passphrase or by the new
    one. A backup is made before. The store goes on with the new file.

    Args:
        store: nobody else writes to its file meanwhile; whoever has it open elsewhere can only
            read on, and is told to open it anew.
        passphrase: the new one.
        backups: make the backups anew under it too: all, or it is told how many are not.
        actor: the coder who does it, None for the PI.

    Raises:
        UserError: it is the one that the file has already, the folder cannot be written, or
            somebody else is writing. All is as before.
        Damaged: the new file is not what it should be; all is as before.
    """
    if not passphrase:
        raise UserError("the new passphrase is empty", store.place.name, "give one")
    if store.knows(passphrase):  # else its recovery key would be void for nothing
        hint = "give another one; a recovery key that was printed stays valid"
        raise UserError("the new passphrase opens it already", str(store.place), hint)
    place = store.place.resolve()  # a link to the study stays a link
    former = store.key
    backup = back_up_file(store.connection, place, former)
    key = derive(passphrase, secrets.token_bytes(SALT_BYTES), PROFILES[0])
    draft = draft_beside(place)
    try:
        with store.writing() as connection:  # nobody else writes until the file is replaced
            _copy(place, former, draft, key)
            _finish(store, connection, draft, key, actor)
            shutil.copymode(place, draft)
            sync(draft)
            if os.name != "nt":
                draft.replace(place)
        if os.name == "nt":  # which replaces no file that is open
            store.disconnect()
            draft.replace(place)
        store.take_key(key)
        with suppress(OSError):  # a power cut may then bring the old file back, which is whole too
            sync_folder(place.parent)
    except OSError as error:
        what = "the passphrase cannot be changed"
        hint = "see that the folder can be written, and that the study is open nowhere else"
        told_error = UserError(what, str(place), hint)
        raise of_system(error, told_error, full=place, needed=2 * place.stat().st_size) from error
    finally:
        sweep(draft)
    if backups:
        return _renewed(place, backup, former, key)
    return Rekeyed(backup=backup, was_plain=former is None, left=len(backups_of(place)))


def show_recovery_key(store: Store, actor: Id | None = None) -> str:
    """What opens the file in the place of its passphrase, to be printed.

    The journal of a study notes that it was shown, and nothing of it.

    Raises:
        UserError: the study is plain, or its file cannot be written.
    """
    if store.key is None:
        raise UserError("a plain study has no key", store.place.name, "encrypt it first")
    if store.work is None:
        with store.writing() as connection:
            store.put(connection, [], action=SHOWN, actor=actor)
        store.refresh()
    return written(store.key.raw)


def _copy(place: Path, former: Key | None, draft: Path, key: Key) -> None:
    """Writes what a file holds to a new one of another key, by a connection that only reads."""
    reserve(draft)
    with told(place, 2 * place.stat().st_size):
        source = connect(place, former)
        try:
            if former is None:
                _export(source, draft, key)
                return
            target = connect(draft, key)
            try:
                source.backup(target)
            finally:
                target.close()
        finally:
            source.close()


def _export(source: dbapi2.Connection, draft: Path, key: Key) -> None:
    """Writes a plain file to an encrypted one, table by table: page by page it cannot be."""
    source.execute(f'ATTACH DATABASE ? AS fresh KEY "{key.text}"', (str(draft),)).fetchall()
    source.execute("SELECT sqlcipher_export('fresh')").fetchall()
    for name in ("user_version", "application_id"):
        (number,) = source.execute(f"PRAGMA main.{name}").fetchone()
        source.execute(f"PRAGMA fresh.{name}={number}").fetchall()
    source.execute("DETACH DATABASE fresh").fetchall()


def _finish(store: Store, former: Connection, draft: Path, key: Key, actor: Id | None) -> None:
    """Compares the draft with the file, puts the change down in its journal, and checks it."""
    connection = sql_connection(draft, key)
    try:
        with told(store.place), writing(connection):
            if journal.head(connection) != journal.head(former) or row_counts(
                connection
            ) != row_counts(former):
                raise Damaged(store.place, ["its copy is not the same"])
            if store.work is None:  # what is handed out vouches for each line of its journal
                action = ENCRYPTED if store.key is None else CHANGED
                store.put(connection, [], action=action, actor=actor)
        with told(store.place), reading(connection):
            faults = find_faults(connection, encrypted=True)
        if faults:
            raise Damaged(store.place, faults)
    finally:
        hang_up(connection)


# The backups ---------------------------------------------------------------------------------


def _renewed(place: Path, backup: Path, former: Key | None, key: Key) -> Rekeyed:
    """Makes all backups of the former key anew under the new one: first all, then their places."""
    all_ = sorted(backups_of(place).values())
    wanted = [each for each in all_ if _opens(each, former)]
    drafts: dict[Path, Path] = {}
    renewed = 0
    try:
        with suppress(UserError, OSError):
            for each in wanted:
                drafts[each] = draft_beside(each)
                _copy(each, former, drafts[each], key)
                _prove(drafts[each], key)
                sync(drafts[each])
            for each, draft in drafts.items():
                shutil.copystat(each, draft)
                draft.replace(each)
                renewed += 1
            sync_folder(backup.parent)
    finally:
        _sweep(drafts.values())
    older = len(all_) - len(wanted)
    return Rekeyed(
        backup=backup,
        was_plain=former is None,
        renewed=renewed,
        left=len(all_) - renewed,
        older=older,
    )


def _opens(place: Path, key: Key | None) -> bool:
    """Whether a backup is of this key, and can be read."""
    try:
        connection = sql_connection(place, key)
    except UserError:
        return False
    try:
        with told(place), reading(connection):
            return not page_findings(connection, encrypted=key is not None)
    except UserError:
        return False
    finally:
        hang_up(connection)


def _prove(draft: Path, key: Key) -> None:
    """Opens the copy of a backup anew and checks it."""
    connection = sql_connection(draft, key)
    try:
        with told(draft), reading(connection):
            findings = sound_findings(connection, draft, key)
    finally:
        hang_up(connection)
    if findings:
        raise Damaged(draft, findings)


def _sweep(drafts: Iterable[Path]) -> None:
    for draft in drafts:
        sweep(draft)
