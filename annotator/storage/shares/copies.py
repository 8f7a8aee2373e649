"""The working copies on this machine: where they are, and what of them the share has.

A working copy stands in `<work>/<study id>/<twelve digits of its place's hash>/`, with the rights
of its owner only, and is what the share holds, byte for byte: ciphertext where that is encrypted.
Beside it stand what is known of the share (`state.json`, without a word of the study) and the
backups that are made while it is open.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, fields
from hashlib import sha256
from pathlib import Path

from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.storage.creation import journal_beside, make_folder, sync_folder
from annotator.storage.handles import bytes_of
from annotator.storage.header import refuse_others
from annotator.storage.key import SALT_BYTES
from annotator.storage.shares.places import absolute
from annotator.storage.trouble import of_system

Stamp = tuple[int, int]
"""Size and time of change of a file: while they are the same it is not read again."""

BROUGHT = ".brought."
"""How the folders of files begin that are only read, and only for now."""
_STATE = "state.json"
_STRAY_AFTER_S = 3600
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the share held when we last checked out or published.

    Attributes:
        place: the study on the share.
        study_id: empty while it was never opened here.
        seq, hash: the head of its journal, which is its generation; 0 for a study that was
            never published.
        sha256: of the whole file there; empty for none.
        salt: its first bytes, which are others under another passphrase.
        share, own: stamps of the file there, and of the working copy at that time.
        published_at: UTC, ISO 8601; empty where it was only checked out.
        token: of the lock that a program of this machine has, or had when it was killed.
    """

    place: str
    study_id: Id = ""
    seq: int = 0
    hash: str = ""
    sha256: str = ""
    salt: str = ""
    share: Stamp = (0, 0)
    own: Stamp = (0, 0)
    published_at: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingCopy:
    """A working copy as it stands there.

    Attributes:
        file: the study file that is worked in.
        state: what is known of the share.
    """

    file: Path
    state: State = field(compare=False)

    @property
    def folder(self) -> Path:
        """What holds all of it."""
        return self.file.parent

    @property
    def place(self) -> Path:
        """The study on the share."""
        return Path(self.state.place)

    @property
    def is_ahead(self) -> bool:
        """Whether it seems to hold what the share has not; the file's time decides here."""
        return self.file.is_file() and stamp(self.file) != self.state.own


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What was fetched from a share while the study is open.

    Attributes:
        draft: the file.
        state: what is known of it.
        beside: where the own copy was saved before; None where it was not.
    """

    draft: Path
    state: State
    beside: Path | None = None


def is_behind(copy: WorkingCopy) -> bool:
    """Whether the share holds another file than a copy was made from; not where it is gone."""
    with suppress(OSError):
        return stamp(copy.place) != copy.state.share
    return False


def working_copies(work: Path, study_id: Id | None = None) -> list[WorkingCopy]:
    """All working copies on this machine, or those of one study: studies and handed-out work.

    Args:
        work: the folder of them.
        study_id: the study's; None for all.
    """
    found = []
    for path in sorted(work.glob(f"*/*/{_STATE}")):
        state = read_state(path.parent)
        if state is not None and study_id in (None, state.study_id):
            file = path.parent / Path(state.place).name
            if file.is_file():
                found.append(WorkingCopy(file=file, state=state))
    return found


def copy_of(work: Path, place: Path) -> WorkingCopy | None:
    """The working copy of a study on a share; None where there is none on this machine."""
    own = absolute(place)
    return next((each for each in working_copies(work) if each.state.place == own), None)


def folder_for(work: Path, study_id: Id, place: Path) -> Path:
    """Where the working copy of a study stands, or is to stand."""
    own = absolute(place)
    return work / study_id / sha256(own.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def settle(work: Path, file: Path, state: State) -> WorkingCopy:
    """Gives a file that was fetched, or made, its place as a working copy.

    Raises:
        UserError: there is no room for it, or no right.
    """
    folder = folder_for(work, state.study_id, Path(state.place))
    goal = folder / Path(state.place).name
    with told_here(goal):
        make_private(folder)
        file.replace(goal)
        sync_folder(folder)
        return keep_state(goal, state)


def keep_state(file: Path, state: State) -> WorkingCopy:
    """Writes down what is known of the share; whole or not at all."""
    path = file.parent / _STATE
    draft = path.with_name(f".{_STATE}.{secrets.token_hex(4)}")
    with draft.open("w", encoding="utf-8") as stream:
        json.dump(asdict(state), stream)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)
    sync_folder(path.parent)
    return WorkingCopy(file=file, state=state)


def read_state(folder: Path) -> State | None:
    """What is written down in a working copy's folder; None where nothing can be read."""
    try:
        raw = json.loads((folder / _STATE).read_text("utf-8"))
        cells = {each.name: raw[each.name] for each in fields(State)}
        stamps = {name: (int(cells[name][0]), int(cells[name][1])) for name in ("share", "own")}
        return State(**{**cells, **stamps})
    except (OSError, ValueError, TypeError, KeyError, IndexError):
        return None


# Reading the share -----------------------------------------------------------------------------


def fetch(work: Path, place: Path) -> tuple[Path, State]:
    """A copy of the file on a share as it is now, in the folder of the working copies.

    Byte for byte: the share is never asked as a database. A file that is replaced meanwhile is
    read anew.

    Raises:
        UserError: it is not there, the share does not answer, or there is no room here.
    """
    with told_here(work):
        make_private(work)
    draft = work / f".fetched.{secrets.token_hex(8)}{place.suffix}"
    for _ in range(5):
        with told_there(place):
            refuse_others(place)
            before = stamp(place)
            digest = _copied(place, draft)
            _fetch_journal(place, draft)
            if stamp(place) == before:
                own = absolute(place)
                salt = salt_of(draft)
                return draft, State(place=own, sha256=digest, salt=salt, share=before)
    drop(draft)
    raise UserError("the file changes all the time", str(place), "try again in a moment")


def sweep_fetched(work: Path) -> None:
    """Takes away what killed programs have fetched and not used, an hour after."""
    for stray in work.glob(".[fb]*.*"):
        if not stray.name.startswith((".fetched.", BROUGHT)):
            continue
        with suppress(OSError):
            if time.time() - stray.stat().st_mtime < _STRAY_AFTER_S:
                continue
            if stray.is_dir():
                shutil.rmtree(stray)
            else:
                stray.unlink()


def bring(place: Path, folder: Path) -> Path:
    """A copy of a file on a share, under its own name in a folder; errors as `fetch`."""
    draft, _ = fetch(folder, place)
    here = folder / place.name
    if journal_beside(draft).exists():
        journal_beside(draft).replace(journal_beside(here))
    draft.replace(here)
    return here


@contextmanager
def or_dropped(draft: Path) -> Iterator[None]:
    """Takes what was fetched away where what needs it fails."""
    try:
        yield
    except BaseException:
        drop(draft)
        raise


def drop(draft: Path) -> None:
    """Takes away what was fetched and is not needed."""
    draft.unlink(missing_ok=True)
    journal_beside(draft).unlink(missing_ok=True)


def stamp(file: Path) -> Stamp:
    """Size and time of change of a file."""
    found = file.stat()
    return found.st_size, found.st_mtime_ns


def salt_of(file: Path) -> str:
    """The first bytes of a file: the salt of its key, where it is encrypted."""
    with bytes_of(file) as stream:
        return stream.read(SALT_BYTES).hex()


def digest_of(file: Path) -> str:
    """SHA-256 of a file."""
    found = sha256()
    with bytes_of(file) as stream:
        while chunk := stream.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _copied(place: Path, draft: Path) -> str:
    found = sha256()
    handle = os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | _BINARY, 0o600)
    with place.open("rb") as source, os.fdopen(handle, "wb") as target:
        while chunk := source.read(_CHUNK):
            found.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return found.hexdigest()


_BINARY = getattr(os, "O_BINARY", 0)


def _fetch_journal(place: Path, draft: Path) -> None:
    """A file that was once worked on in place may have left half an edit, and how to undo it."""
    left = journal_beside(place)
    if left.is_file() and left.stat().st_size:
        shutil.copyfile(left, journal_beside(draft))


# Telling ---------------------------------------------------------------------------------------


class Gone(UserError):
    """The share does not answer, or the file is not there."""


@contextmanager
def told_there(place: Path) -> Iterator[None]:
    """Tells what the system refuses on the share.

    Raises:
        Gone: it is not there.
        UserError: there is no room or no right.
    """
    try:
        yield
    except FileNotFoundError as error:
        if not place.parent.is_dir():
            raise Gone(
                "the share is not there", str(place.parent), "see that it is connected"
            ) from error
        hint = "check the name, or make a study with `annotator new`"
        raise Gone("no such file", str(place), hint) from error
    except PermissionError as error:
        what, hint = "you may not read or write there", "ask who keeps the share"
        raise UserError(what, str(place), hint) from error
    except OSError as error:
        needed = _size(place)
        sentence = Gone("the share does not answer", str(place), "see that it is connected")
        told = of_system(error, sentence, full=place, needed=needed)
        if "disk is full" in told.what:
            raise told from error
        raise Gone(told.what, told.where, told.hint) from error


@contextmanager
def told_here(file: Path) -> Iterator[None]:
    """Tells what the system refuses in the folder of the working copies."""
    try:
        yield
    except OSError as error:
        hint = "see that the folder can be written and has room"
        sentence = UserError("no working copy can be made", str(file), hint)
        raise of_system(error, sentence, full=file, needed=_size(file)) from error


def _size(place: Path) -> int:
    with suppress(OSError):
        return place.stat().st_size
    return 0


def make_private(folder: Path) -> None:
    """A folder that only its owner may read."""
    make_folder(folder)
    with suppress(OSError):
        folder.chmod(0o700)
