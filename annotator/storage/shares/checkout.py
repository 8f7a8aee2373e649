"""Checking out: the study on the share, as it is now, becomes the working copy."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.storage.connection import hang_up, reading
from annotator.storage.creation import journal_beside
from annotator.storage.header import read_header
from annotator.storage.key import Key
from annotator.storage.opening import open_again, open_file
from annotator.storage.reading import study_id
from annotator.storage.shares import locks
from annotator.storage.shares.copies import (
    Gone,
    State,
    WorkingCopy,
    copy_of,
    drop,
    fetch,
    keep_state,
    read_state,
    settle,
    stamp,
    sweep_fetched,
    told_here,
    told_there,
)
from annotator.storage.shares.locks import Held, Lock, Owner
from annotator.storage.shares.publishing import fence_off, generation, knows
from annotator.storage.shares.use import Use

Ask = Callable[[], str | None]


@dataclass(slots=True, kw_only=True)
class TakenOut:
    """What came from a share, or why nothing did; the passphrase is not needed for it.

    Attributes:
        copy: the working copy that there was before, None where this is the first time here.
        draft, state: the file that was fetched, where the share holds another than the copy was
            made from.
        use: of the copy.
        lock: where it was asked for, and is ours now.
        owner: who else has it.
        is_beside: another program of this machine has it, and publishes what is done here too.
        gone: why the share gave nothing.
    """

    work: Path
    place: Path
    copy: WorkingCopy | None = None
    draft: Path | None = None
    state: State | None = None
    use: Use | None = None
    lock: Lock | None = None
    owner: Owner | None = None
    is_beside: bool = False
    gone: UserError | None = None

    def give_up(self) -> None:
        """Lets go of all of it: the study is not opened."""
        if self.draft is not None:
            drop(self.draft)
        if self.lock is not None:
            with suppress(OSError):
                self.lock.release()
        if self.use is not None:
            self.use.end()


def take_out(work: Path, place: Path, *, claims: bool) -> TakenOut:
    """Fetches what a share holds; all that touches the share when a study is opened.

    Args:
        work: the folder of the working copies.
        place: the study on the share.
        claims: takes the lock, where it is free, for whoever is to write.

    Raises:
        UserError: there is nothing of that name, here or there, or no room here.
    """
    sweep_fetched(work)
    taken = TakenOut(work=work, place=place, copy=copy_of(work, place))
    try:
        if taken.copy is not None:
            with told_here(taken.copy.file):
                taken.use = Use(taken.copy.folder)
        _ask_share(taken, claims=claims)
    except Gone as error:
        if taken.copy is None:
            taken.give_up()
            raise
        taken.gone = error
    except BaseException:
        taken.give_up()
        raise
    return taken


def without_share(work: Path, place: Path, why: UserError) -> TakenOut:
    """What there is on this machine of a study whose share does not answer.

    Raises:
        UserError: there is no working copy of it: `why`.
    """
    copy = copy_of(work, place)
    if copy is None:
        raise why
    with told_here(copy.file):
        use = Use(copy.folder)
    return TakenOut(work=work, place=place, copy=copy, use=use, gone=why)


def claim(place: Path, *, own: str = "", over: Owner | None = None) -> Lock:
    """The lock of a study, with all that former owners have begun out of the way.

    Raises:
        Held: somebody else has it.
        Gone: the share does not answer.
    """
    with told_there(place):
        lock = locks.take(place, over=over, own=own)
        fence_off(place, lock)
    return lock


def see_beside(copy: WorkingCopy) -> None:
    """Sees that another program of this machine, which has a copy open, has the lock too.

    Raises:
        Held: somebody else has it.
        Gone: the share does not answer.
        UserError: nobody has it.
    """
    with told_there(copy.place):
        owner = locks.look(copy.place)
    if owner is None:
        what = "another window of this machine has the study open for reading only"
        hint = "close it there, or ask to work in it there"
        raise UserError(what, str(copy.place), hint)
    if owner.token != token_of(copy):
        raise Held(copy.place, owner)


def fetch_newer(copy: WorkingCopy) -> tuple[Path | None, State]:
    """What the share holds now: the file fetched, None where it is what the copy was made from.

    Raises:
        UserError: as `fetch`.
    """
    with told_there(copy.place):
        there = stamp(copy.place)
    if there == copy.state.share:
        return None, copy.state
    draft, state = fetch(copy.folder.parents[1], copy.place)
    if state.sha256 == copy.state.sha256:
        drop(draft)
        return None, state
    return draft, state


def open_copy(taken: TakenOut, ask: Ask | None) -> tuple[WorkingCopy, Use]:
    """The working copy, with what was fetched in it unless it is ahead of the share.

    Raises:
        UserError, Damaged: what was fetched cannot be opened. The copy is as before.
    """
    try:
        if taken.copy is None or taken.use is None:
            return _first(taken, ask)
        if taken.draft is None:
            return taken.copy, taken.use
        return _renewed(taken, taken.copy, taken.use, taken.draft, ask), taken.use
    finally:
        if taken.draft is not None:
            drop(taken.draft)


def asked_once(ask: Ask | None) -> Ask:
    """Asks a person for the passphrase the first time only."""
    said: list[str | None] = []

    def again() -> str | None:
        if not said and ask is not None:
            said.append(ask())
        return said[0] if said else None

    return again


def _ask_share(taken: TakenOut, *, claims: bool) -> None:
    place, copy = taken.place, taken.copy
    with told_there(place):
        there = stamp(place)
    if claims:
        _ask_lock(taken)
        with told_there(place):
            there = stamp(place)  # whoever had it may have published just before
    if copy is None:
        taken.draft, taken.state = fetch(taken.work, place)
    elif copy.state.share != there:
        taken.draft, taken.state = fetch_newer(copy)
        if taken.draft is None:
            with told_here(copy.file):
                state = replace(copy.state, share=taken.state.share)
                taken.copy = keep_state(copy.file, state)


def _ask_lock(taken: TakenOut) -> None:
    own = token_of(taken.copy)
    if taken.use is None or taken.use.keep():
        try:
            taken.lock = claim(taken.place, own=own)
        except Held as held:
            taken.owner = held.owner
        return
    with told_there(taken.place):
        owner = locks.look(taken.place)
    taken.is_beside = owner is not None and owner.token == own
    taken.owner = None if taken.is_beside else owner


def token_of(copy: WorkingCopy | None) -> str:
    """The token of the lock that a program of this machine has, or had; read anew."""
    state = read_state(copy.folder) if copy is not None else None
    return state.token if state is not None else ""


def _first(taken: TakenOut, ask: Ask | None) -> tuple[WorkingCopy, Use]:
    assert taken.draft is not None
    assert taken.state is not None
    _, connection = _opened(taken, ask)
    try:
        with reading(connection) as open_connection:
            own_id: Id = study_id(open_connection)
        found = generation(connection)
    finally:
        hang_up(connection)
    state = replace(taken.state, study_id=own_id, seq=found.seq, hash=found.hash)
    copy = settle(taken.work, taken.draft, state)
    with told_here(copy.file):
        copy = keep_state(copy.file, replace(state, own=stamp(copy.file)))
        taken.use = Use(copy.folder)
    return copy, taken.use


def _renewed(
    taken: TakenOut, copy: WorkingCopy, use: Use, draft: Path, ask: Ask | None
) -> WorkingCopy:
    """The copy with the fetched file in it, unless it is ahead of the share or in use."""
    assert taken.state is not None
    try:
        key, connection = _opened(taken, ask)
    except UserError:
        if copy.is_ahead:  # it may be of a former passphrase: then that one opens it
            return copy
        raise
    try:
        found = generation(connection)
    finally:
        hang_up(connection)
    with use.alone() as is_alone:
        if not is_alone or not _is_in(copy, draft, key):
            return copy
        state = replace(
            taken.state,
            study_id=copy.state.study_id,
            seq=found.seq,
            hash=found.hash,
            token=copy.state.token,
        )
        return put_in(copy, draft, state)


def _opened(taken: TakenOut, ask: Ask | None) -> tuple[Key | None, Connection]:
    """The key and a connection of what was fetched; errors name the study, not the draft."""
    assert taken.draft is not None
    try:
        return open_file(taken.draft, ask)
    except UserError as error:
        name_place(error, taken.place)
        raise


def name_place(error: UserError, place: Path) -> None:
    """Has an error name the study on the share, which people know, and no copy of it."""
    error.where = str(place)
    error.args = (error.sentence,)


def put_in(copy: WorkingCopy, draft: Path, state: State) -> WorkingCopy:
    """Puts a fetched file in the working copy's place; nothing may have that open."""
    with told_here(copy.file):
        draft.replace(copy.file)  # first: killed here, the copy only seems to be ahead
        return keep_state(copy.file, replace(state, own=stamp(copy.file)))


def _is_in(copy: WorkingCopy, draft: Path, key: Key | None) -> bool:
    """Whether all that a working copy holds is in what was fetched: by the journals."""
    if key is not None and read_header(copy.file).salt != key.salt:
        left = journal_beside(copy.file)
        return not copy.is_ahead and not (left.is_file() and left.stat().st_size)
    connection = open_again(copy.file, key)  # what a kill has left half done is undone by it
    try:
        found = generation(connection)
    finally:
        hang_up(connection)
    return knows(draft, key, found)
