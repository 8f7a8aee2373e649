"""Publishing: what was done in the working copy goes to the share, whole, and over nothing new.

The order is what makes it safe:

1. a snapshot of the working copy, made by the backup API on this machine's disk and checked;
2. its bytes go to a draft beside the study that has our lock's number in its name; they are
   synced, and read back;
3. the lock is looked at: it must still be ours;
4. the file on the share must hold the generation that we checked out, or one that our own
   journal has gone through: the fence;
5. the draft takes the study's place in one step.

Whoever takes the lock over first makes its lock, then takes all drafts of lower numbers away
(`fence_off`), then reads the study. So one who sleeps after step 3 finds no draft to put there,
and one who sleeps before it finds the lock gone.
"""

from __future__ import annotations

import glob
import os
import platform
import re
import secrets
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from annotator.domain.errors import UserError
from annotator.storage import journal, schema
from annotator.storage.backup import PAGES_A_STEP, copy_to, prove
from annotator.storage.connection import connect, hang_up, pragma, reading, sql_connection, sql_on
from annotator.storage.creation import draft_beside, put_new, sweep, sync_folder
from annotator.storage.key import Key
from annotator.storage.shares import locks
from annotator.storage.shares.copies import (
    Stamp,
    State,
    WorkingCopy,
    digest_of,
    drop,
    fetch,
    keep_state,
    salt_of,
    stamp,
    told_here,
    told_there,
)
from annotator.storage.shares.locks import Lock
from annotator.storage.trouble import told

_DRAFT = re.compile(r"\.(\d{6,})\.[0-9a-f]{8}\.publishing")
_CHUNK = 1 << 20
_TRIES, _PAUSE_S = 6, 0.05
"""On Windows a virus scanner, or a reader, may keep a file for a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """What a study file holds: the head of its journal, and the version of its tables."""

    seq: int
    hash: str
    version: int = 0


class Diverged(UserError):
    """On the share stands what is not in the working copy, and the other way round."""


class Behind(UserError):
    """On the share stands all that is in the working copy, and more."""


class Missing(UserError):
    """The study was there once, and somebody has moved or deleted it."""


def generation(connection: Connection) -> Generation:
    """That of an open file."""
    with reading(connection):
        seq, digest = journal.head(connection)
        return Generation(
            seq=seq, hash=digest, version=int(pragma(connection, "user_version") or 0)
        )


def publish(
    copy: WorkingCopy,
    key: Key | None,
    lock: Lock,
    *,
    again: bool = False,
    fences: bool = True,
    before_putting: Callable[[], object] = lambda: None,
) -> WorkingCopy:
    """Puts the working copy on the share and gives it with what is known of the share now.

    Args:
        copy: stays as it is, and may be worked in meanwhile.
        key: of its file.
        lock: ours.
        again: puts it there too where somebody has moved or deleted the study.
        fences: looks at what stands there; only tests publish without.
        before_putting: called just before the last step; for tests.

    Raises:
        Lost: the lock is not ours any more.
        Diverged, Behind: on the share stands what others published meanwhile.
        Missing: there is no study any more where it was.
        Gone: the share does not answer.
        UserError: no room, no right, or the working copy is not sound. The share is as before.
    """
    place = copy.place
    snapshot = draft_beside(copy.file)
    try:
        now = _snapshot(copy, key, snapshot)
        draft = _draft(place, lock.owner.number)
        try:
            with told_there(place):
                _refuse_absent(copy, again=again)
                digest, salt = _send(snapshot, draft, place), salt_of(snapshot)
                lock.check()
            if fences:
                _fence(copy, key, now)
            before_putting()
            with told_there(place):
                _put(draft, place, lock)
                there = stamp(place)
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
    finally:
        sweep(snapshot)
    state = replace(
        copy.state,
        seq=now.seq,
        hash=now.hash,
        sha256=digest,
        salt=salt,
        share=there,
        published_at=datetime.now(UTC).isoformat(timespec="seconds"),
        token=lock.owner.token,
    )
    with told_here(copy.file):
        return keep_state(copy.file, replace(state, own=_own_stamp(copy, key, now)))


def unchanged(copy: WorkingCopy, key: Key | None) -> State | None:
    """What is known of the share, where it has all that the copy has whatever that file's time.

    By journal and passphrase; None where something is to be published.
    """
    before, state = stamp(copy.file), copy.state
    own = generation_of(copy.file, key)
    if own is None or (own.seq, own.hash) != (state.seq, state.hash):
        return None
    same = salt_of(copy.file) == state.salt and stamp(copy.file) == before
    return replace(state, own=before) if same else None


def save_beside(copy: WorkingCopy, key: Key | None) -> Path:
    """Writes the working copy to the share under another name, and gives that.

    Raises:
        Gone, UserError: as `publish`.
    """
    place = copy.place
    at = datetime.now()
    snapshot = draft_beside(copy.file)
    try:
        _snapshot(copy, key, snapshot)
        host = re.sub(r"[^\w-]+", "", platform.node()) or "copy"
        goal = place.with_name(f"{place.stem} ({host} {at:%Y-%m-%d %H%M%S}){place.suffix}")
        with told_there(place):
            owner = locks.last(place)
        # Whoever has the study next takes it away, where it is left behind.
        draft = _draft(place, 0 if owner is None else owner.number)
        try:
            with told_there(goal):
                _send(snapshot, draft, place)
                put_new(draft, goal)
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
    finally:
        sweep(snapshot)
    return goal


def put_over(file: Path, place: Path, before: Stamp) -> None:
    """Puts a file in the place of one on a share that is no live study: a backup, a copy.

    Raises:
        UserError: that was changed since it was stamped; or as `publish`.
    """
    with told_there(place):
        draft = _draft(place, 0)
        try:
            _send(file, draft, place)
            if stamp(place) != before:
                raise UserError("it was changed there meanwhile", str(place), "do it again")
            draft.replace(place)
            sync_folder(place.parent)
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)


def fence_off(place: Path, lock: Lock) -> None:
    """Takes away what publishers before us have begun: they can put it nowhere any more.

    Raises:
        OSError: the share does not answer.
    """
    for stray in place.parent.glob(f".{glob.escape(place.name)}.*.publishing"):
        found = _DRAFT.fullmatch(stray.name.removeprefix(f".{place.name}"))
        if found is not None and int(found[1]) < lock.owner.number:
            stray.unlink(missing_ok=True)


def _draft(place: Path, number: int) -> Path:
    """A name on the share for what is being written there under a lock of this number."""
    return place.with_name(f".{place.name}.{number:06}.{secrets.token_hex(4)}.publishing")


def generation_of(file: Path, key: Key | None) -> Generation | None:
    """That of a closed file; None where the key does not open it, or it is no study."""
    try:
        connection = sql_on(connect(file, key))
    except (UserError, dbapi2.Error):
        return None
    try:
        return generation(connection)
    except (DBAPIError, dbapi2.Error):
        return None
    finally:
        hang_up(connection)


def knows(file: Path, key: Key | None, other: Generation) -> bool:
    """Whether the journal of a study file has gone through a generation."""
    table = schema.journal
    connection = sql_connection(file, key)
    try:
        with told(file), reading(connection):
            chosen = select(table.c.hash).where(table.c.seq == other.seq)
            return connection.execute(chosen).scalar() == other.hash
    finally:
        hang_up(connection)


def _snapshot(copy: WorkingCopy, key: Key | None, snapshot: Path) -> Generation:
    """Writes the working copy's state of this moment to a file beside it, and proves it."""
    with told_here(copy.file):
        connection = sql_connection(copy.file, key)
        try:
            copy_to(connection, snapshot, key, named=copy.file, pages_a_step=PAGES_A_STEP)
        finally:
            hang_up(connection)
        prove(snapshot, key, named=copy.file)
    found = generation_of(snapshot, key)
    if found is None:
        raise UserError("the working copy cannot be read", str(copy.file), "check the study")
    return found


def _refuse_absent(copy: WorkingCopy, *, again: bool) -> None:
    place = copy.place
    if again or not copy.state.sha256 or place.exists():
        return
    if not place.parent.is_dir():
        raise FileNotFoundError(str(place))
    raise Missing(
        "the study was moved or deleted",
        str(place),
        "put it back, or publish it there again (--again)",
    )


def _send(snapshot: Path, draft: Path, place: Path) -> str:
    """Writes a file to the share, syncs it and reads it back; gives its SHA-256."""
    wanted = digest_of(snapshot)
    handle = os.open(
        draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o666
    )
    with snapshot.open("rb") as source, os.fdopen(handle, "wb") as target:
        while chunk := source.read(_CHUNK):
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    if place.exists():
        with suppress(OSError):  # the rights that the lab has given to the study
            shutil.copymode(place, draft)
    if digest_of(draft) != wanted:
        raise UserError(
            "the share gives back other bytes than it was given",
            str(place),
            "do not trust it; the study there is as before",
        )
    return wanted


def _fence(copy: WorkingCopy, key: Key | None, now: Generation) -> None:
    """Refuses to go over what others have published.

    Raises:
        Diverged, Behind: it is there.
    """
    place = copy.place
    with told_there(place):
        if not place.exists():
            return  # told before, or a new study
        if copy.state.sha256 and digest_of(place) == copy.state.sha256:
            return
    fetched, _ = fetch(copy.folder.parents[1], place)
    try:
        _compare(copy, key, now, generation_of(fetched, key), fetched)
    finally:
        drop(fetched)


def _compare(
    copy: WorkingCopy, key: Key | None, now: Generation, there: Generation | None, fetched: Path
) -> None:
    """Lets go on where the share holds only what our own journal has gone through."""
    where, who = str(copy.place), _who(copy.place)
    if there is None:
        raise Diverged(
            f"the file on the share is of another passphrase, or no study any more{who}",
            where,
            "what was done here is kept; close the study and open it again",
        )
    if there.version > now.version:
        raise Diverged(
            f"the study was renewed by a newer version of IPR Annotator{who}",
            where,
            "what was done here is kept; update IPR Annotator",
        )
    if knows(copy.file, key, there):
        return
    if knows(fetched, key, now):
        raise Behind(f"the share holds more than is here{who}", where, "open it again")
    raise Diverged(
        f"the study was changed on the share too{who}",
        where,
        "both are kept: save yours beside it under another name (annotator publish --beside)",
    )


def _who(place: Path) -> str:
    """Who has published last, as far as the locks tell, and when the share says it was."""
    with suppress(OSError):
        owner = locks.last(place)
        at = datetime.fromtimestamp(place.stat().st_mtime)
        return f" ({owner.named}, {at:%Y-%m-%d %H:%M})" if owner else f" ({at:%Y-%m-%d %H:%M})"
    return ""


def _put(draft: Path, place: Path, lock: Lock) -> None:
    """Puts the draft in the study's place, in one step."""
    for left in reversed(range(_TRIES)):
        try:
            draft.replace(place)
            break
        except FileNotFoundError:
            lock.check()  # whoever has taken over took it away, else the share is gone
            raise
        except PermissionError:
            if not left or os.name != "nt":
                raise
            time.sleep(_PAUSE_S * (_TRIES - left))
    sync_folder(place.parent)


def _own_stamp(copy: WorkingCopy, key: Key | None, published: Generation) -> tuple[int, int]:
    """The working copy's stamp where it holds what was published, else none that fits."""
    before = stamp(copy.file)
    same = generation_of(copy.file, key) == published
    return before if same and stamp(copy.file) == before else (0, 0)
