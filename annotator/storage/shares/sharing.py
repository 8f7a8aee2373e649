"""A study on a share while it is open here: who may write, what is published, what is in the way.

`turn` and what it calls touch the share, and may hang where that hangs: a window runs them
beside itself. All else is of this machine. `status` is what is known without asking.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock as Mutex

from annotator.domain.errors import UserError
from annotator.storage import schema
from annotator.storage.key import Key
from annotator.storage.shares import locks
from annotator.storage.shares.checkout import (
    TakenOut,
    claim,
    fetch_newer,
    put_in,
    see_beside,
    token_of,
)
from annotator.storage.shares.copies import (
    Fetched,
    Gone,
    State,
    WorkingCopy,
    drop,
    fetch,
    is_behind,
    keep_state,
    or_dropped,
    read_state,
    stamp,
    told_here,
    told_there,
)
from annotator.storage.shares.locks import Held, Lost, Owner, Watch
from annotator.storage.shares.publishing import (
    Behind,
    Diverged,
    Missing,
    generation_of,
    knows,
    publish,
    save_beside,
    unchanged,
)
from annotator.storage.shares.status import Status, standing_of
from annotator.storage.shares.use import Use

PUBLISH_AFTER_S, BEAT_EVERY_S, WATCH_EVERY_S = 60.0, 20.0, 10.0


class Sharing:
    """What goes on between a working copy and its share.

    Args:
        taken: what came from the share when it was opened.
        copy: the working copy.
        use: of it.
        key_of: gives the key of the open study; raises `LookupError` while it is locked.
        clock: seconds that only go forward.

    Attributes:
        watch: tells whether whoever has it gives no sign any more.
        is_new: it was never published.
    """

    def __init__(
        self,
        taken: TakenOut,
        copy: WorkingCopy,
        use: Use,
        key_of: Callable[[], Key | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._copy, self._use, self._key_of, self._clock = copy, use, key_of, clock
        self._lock, self._owner, self._gone = taken.lock, taken.owner, taken.gone
        self._trouble: UserError | None = None
        self.watch = Watch(clock)
        self._stale = self._newer = False
        self._is_beside = taken.is_beside  # another program of this machine publishes
        self.is_new = not copy.state.sha256
        self._beaten_at = self._looked_at = clock()
        self._ahead_since: float | None = None
        self._mutex = Mutex()  # one turn at a time, whoever takes it
        if self._lock is not None:
            use.keep()
            self._note_token()

    # What is known, without asking ------------------------------------------------------------

    @property
    def place(self) -> Path:
        """The study on the share."""
        return self._copy.place

    @property
    def copy(self) -> WorkingCopy:
        """The working copy."""
        return self._copy

    @property
    def status(self) -> Status:
        """How it stands, as far as it is known."""
        is_ours, is_gone = self._lock is not None or self._is_beside, self._gone is not None
        trouble = self._trouble or self._gone
        return Status(
            standing=standing_of(self._owner, is_ours=is_ours, is_gone=is_gone),
            owner=self._owner,
            stale=self._stale,
            ahead=self._copy.is_ahead,
            published_at=self._copy.state.published_at,
            trouble="" if trouble is None else trouble.sentence,
            diverged=isinstance(self._trouble, Diverged),
            missing=isinstance(self._trouble, Missing),
            newer=self._newer,
            beside=self._is_beside,
        )

    def refusal(self) -> UserError | None:
        """Why nothing may be written now; None where it may."""
        if self._lock is not None and self._newer and not self._copy.is_ahead:
            what = "the study was published anew, and that is not shown here yet"
            return UserError(what, str(self.place), "do it again in a moment, on what it is then")
        if self._lock is not None or self._gone is not None or self._is_beside:
            return None
        if isinstance(self._trouble, Lost):
            return self._trouble
        if self._owner is not None:
            return Held(self.place, self._owner)
        hint = "ask to work in it first"
        return UserError("the study is open for reading only", str(self.place), hint)

    # What asks the share ------------------------------------------------------------------------

    def turn(self) -> Status:
        """Does what is due: the heartbeat, publishing, watching who has it. Gives how it stands."""
        with self._mutex:
            now = self._clock()
            if self._is_beside:
                state = read_state(self._copy.folder) or self._copy.state
                self._copy = replace(self._copy, state=state)
            if self._lock is None and (self._gone is not None or self._is_beside):
                self._try_claim()
            if self._lock is not None:
                self._beat(now)
                if self._is_due(now):
                    self._publish()
            elif now - self._looked_at >= WATCH_EVERY_S:
                self._looked_at = now
                self._look()
            return self.status

    def begin(self) -> None:
        """Takes the lock of a study that is open now, where it is free; `status` says the rest."""
        with self._mutex:
            if self._gone is None:
                self._try_claim()

    def publish_now(self, *, again: bool = False) -> Status:
        """Publishes what is there, due or not.

        Raises:
            UserError: it cannot be; what was done is in the working copy as before.
        """
        with self._mutex:
            if self._lock is None:
                self._take()
            if self._is_beside:
                hint = "it publishes all within a minute, or at its own key"
                what = "another window of this machine has the study open too"
                raise UserError(what, str(self.place), hint)
            self._publish(again=again)
            if (why := self._trouble or self._gone) is not None:
                raise why
            return self.status

    def work_in_it(self, over: Owner | None = None) -> Status:
        """Takes the lock of a study that is free, or of an owner who gives no sign any more.

        Raises:
            Held: somebody has it.
            Gone: the share does not answer.
        """
        with self._mutex:
            self._take(over)
            return self.status

    def owner_now(self) -> Owner | None:
        """Who has the lock now, unless it is ours.

        Raises:
            Gone: the share does not answer.
        """
        with self._mutex, told_there(self.place):
            owner = locks.look(self.place)
        own = self._lock is not None or (owner is not None and owner.token == token_of(self._copy))
        return None if own else owner

    def newer(self) -> Fetched | None:
        """What others have published since we checked out; None where nothing is new.

        Raises:
            UserError: the share does not answer.
        """
        with self._mutex:
            draft, state = fetch_newer(self._copy)
            if draft is not None:
                return Fetched(draft=draft, state=state)
            self._keep(replace(self._copy.state, share=state.share))
            self._newer = False
            return None

    def step_back(self) -> Status:
        """Gives back a lock over what is older than the share, unless more is done here already."""
        with self._mutex:
            if self._lock is not None and self._newer and not self._copy.is_ahead:
                self._release(anyway=True)
                self._gone = None
            return self.status

    def step_aside(self) -> Fetched:
        """Saves the copy beside the study under another name, and fetches the study itself.

        Raises:
            UserError: it cannot be saved there, or the share does not answer; nothing is then.
        """
        with self._mutex:
            draft, state = fetch(self._copy.folder.parents[1], self.place)
            with or_dropped(draft):
                beside = save_beside(self._copy, self._key_of())
            return Fetched(draft=draft, state=state, beside=beside)

    def leave(self, *, publishes: bool = True) -> Status:
        """Publishes what is left, gives the lock back and lets go of the copy."""
        with self._mutex:
            try:
                if publishes and self._copy.is_ahead:
                    self._publish()
                if self._lock is not None:
                    self._release(anyway=not publishes)
                return self.status
            finally:
                self._use.end()

    def close_here(self) -> None:
        """Lets go of the copy; what is ahead is published another time."""
        self._use.end()

    def go_without(self, why: UserError) -> None:
        """Goes on without a share that has not answered, until it does."""
        self._gone = self._gone or why

    # On this machine ----------------------------------------------------------------------------

    def swap(self, fetched: Fetched, *, over: bool = False) -> bool:
        """Puts what `newer` fetched in the place of the closed copy; whether it did.

        It does not while another program has the copy open, nor over what is only here unless
        that is wanted.
        """
        try:
            key = self._key_of()
            found = generation_of(fetched.draft, key)
            own = generation_of(self._copy.file, key)
            if found is None or own is None or found.version != schema.VERSION:
                return False
            with self._use.alone() as is_alone:
                if not is_alone or not (over or knows(fetched.draft, key, own)):
                    return False
                known = replace(fetched.state, seq=found.seq, hash=found.hash)
                former = self._copy.state
                known = replace(known, study_id=former.study_id, token=former.token)
                self._copy = put_in(self._copy, fetched.draft, known)
            self._newer = False
            if isinstance(self._trouble, Behind | Diverged):
                self._trouble = None
            return True
        finally:
            drop(fetched.draft)

    # Inside -------------------------------------------------------------------------------------

    def _take(self, over: Owner | None = None) -> None:
        self._is_beside = False
        try:
            if not self._use.keep():
                see_beside(self._copy)
                self._owner, self._gone, self._is_beside = None, None, True
                return
            lock = claim(self.place, own=token_of(self._copy), over=over)
        except Held as held:
            self._owner = held.owner
            raise
        except Gone as gone:
            self._gone = gone
            raise
        self._newer = is_behind(self._copy)  # under the lock, and before anybody may write
        self._lock, self._owner, self._gone, self._stale = lock, None, None, False
        self._trouble = None if isinstance(self._trouble, Lost) else self._trouble
        self._beaten_at = self._clock()
        self._note_token()

    def _try_claim(self) -> None:
        """Once the share is back; as long as nobody else has it, what is done here goes on."""
        try:
            self._take()
        except Held:
            self._gone = None
        except Gone as gone:
            self._gone = gone
        except UserError as error:
            self._trouble = error

    def _beat(self, now: float) -> None:
        if now - self._beaten_at < BEAT_EVERY_S and self._gone is None:
            return
        assert self._lock is not None
        try:
            with told_there(self.place):
                self._lock.beat()
        except Lost as lost:
            self._lose(lost)
        except UserError as error:
            self._gone = error
        else:
            self._gone, self._beaten_at = None, now

    def _lose(self, lost: Lost) -> None:
        self._lock, self._trouble, self._owner, self._gone = None, lost, lost.owner, None
        self._note_token()

    def _is_due(self, now: float) -> bool:
        if not self._copy.is_ahead or isinstance(self._trouble, Diverged):
            self._ahead_since = None
            return False
        self._ahead_since = now if self._ahead_since is None else self._ahead_since
        waited = now - self._ahead_since >= PUBLISH_AFTER_S
        return waited or self._trouble is not None or self._gone is not None

    def _publish(self, *, again: bool = False) -> None:
        """Publishes where something is new here; what hinders it is kept to be told."""
        if self._lock is None:
            return
        try:
            key = self._key_of()
            if not again and not self.is_new and (state := unchanged(self._copy, key)):
                self._keep(state)
                return
            self._copy = publish(self._copy, key, self._lock, again=again)
        except LookupError:  # locked: it goes on when it is open again
            return
        except Lost as lost:
            self._lose(lost)
        except Gone as gone:
            self._gone = gone
        except UserError as error:
            self._trouble = error
        else:
            self._trouble = self._gone = self._ahead_since = None
            self.is_new = self._newer = False

    def _look(self) -> None:
        try:
            with told_there(self.place):
                owner = locks.look(self.place)
                self._newer = stamp(self.place) != self._copy.state.share
        except UserError as error:
            self._trouble = error
            return
        self._owner, self._stale = owner, owner is not None and self.watch.is_stale(owner)
        if not isinstance(self._trouble, Lost | Diverged):
            self._trouble = None

    def _release(self, *, anyway: bool) -> None:
        """An unanswered release is no loss: whoever comes next sees no heartbeat."""
        assert self._lock is not None
        if self._copy.is_ahead and not anyway and not isinstance(self._trouble, Diverged):
            return  # ours until it is published, as far as nobody takes it over
        with suppress(OSError):
            self._lock.release()
            self._lock = None
            self._note_token()

    def _note_token(self) -> None:
        """Writes down which lock is ours: a program that comes after a kill goes on with it."""
        token = self._lock.owner.token if self._lock is not None else ""
        if token != self._copy.state.token:
            self._keep(replace(self._copy.state, token=token))

    def _keep(self, state: State) -> None:
        with told_here(self._copy.file):
            self._copy = keep_state(self._copy.file, state)
