"""The store of a study on a share: the working copy, and the share behind it."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from annotator.domain.erasure import Erasure, Found
from annotator.domain.errors import UserError
from annotator.domain.study import Study
from annotator.domain.withdrawal import Wish
from annotator.storage.connection import hang_up
from annotator.storage.creation import refuse_taken, write_new
from annotator.storage.erasure import Hear
from annotator.storage.key import Key
from annotator.storage.migration import renewed
from annotator.storage.opening import open_again, open_file
from annotator.storage.shares.checkout import (
    Ask,
    TakenOut,
    asked_once,
    claim,
    name_place,
    open_copy,
)
from annotator.storage.shares.copies import (
    Fetched,
    Gone,
    State,
    WorkingCopy,
    folder_for,
    is_behind,
    keep_state,
    make_private,
    told_here,
    told_there,
)
from annotator.storage.shares.erased import drop_all
from annotator.storage.shares.erasing import erase_shared, find_shared
from annotator.storage.shares.places import absolute
from annotator.storage.shares.sharing import BEAT_EVERY_S, Sharing
from annotator.storage.shares.use import Use
from annotator.storage.store import Store


class SharedStore(Store):
    """A store whose file is a working copy, and that knows the share behind it.

    Attributes:
        sharing: what goes on between the two.
        is_eager: asks the share itself: before the first edit, while it writes and when it is
            closed. A window has that done beside itself.
    """

    def __init__(
        self,
        taken: TakenOut,
        copy: WorkingCopy,
        use: Use,
        key: Key | None,
        connection: Connection,
    ) -> None:
        super().__init__(copy.file, key, connection)
        self.is_eager = True
        self.sharing = Sharing(taken, copy, use, self._present_key)
        self._last_key: Key | None = None
        use.when_ended = self._forget_key
        self._turned_at = time.monotonic()
        self._has_asked = taken.lock is not None or taken.gone is not None
        self._has_written = False

    @property
    def home(self) -> Path:
        """The study on the share."""
        return self.sharing.place

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """As any store's, where this machine may write.

        Raises:
            Held: somebody else works on the study.
            UserError: it is open for reading only, or it was published meanwhile.
        """
        if self.is_eager and not self._has_asked:
            self._ask_to_write()
        refusal = self.sharing.refusal()
        if refusal is not None:
            raise refusal
        self._has_written = True
        with super().writing() as connection:
            yield connection
        if self.is_eager and time.monotonic() - self._turned_at >= BEAT_EVERY_S:
            self._turned_at = time.monotonic()
            self.sharing.turn()

    @contextmanager
    def noting(self) -> Iterator[Connection]:
        """As `writing`; where it cannot be published yet, that is no failure of what was done."""
        had_written = self._has_written
        with self.writing() as connection:
            yield connection
        self._has_written = had_written

    def finding(self, wish: Wish, formers: Sequence[str] = ()) -> Callable[[], Found]:
        """As any store's, with what stands beside the study on the share."""
        return partial(find_shared, self.sharing, self.key, wish, formers)

    def erasing(
        self, wish: Wish, hear: Hear | None = None, formers: Sequence[str] = ()
    ) -> Callable[[], Erasure]:
        """What erases a participant here and on the share; errors as `erase_shared`."""
        return partial(
            erase_shared, self.sharing, self.key, wish, hear, formers, claims=self.is_eager
        )

    def swap(self, fetched: Fetched, *, over: bool = False) -> bool:
        """Goes on with what others have published; whether it could (see `Sharing.swap`)."""
        self.disconnect()
        try:
            has_swapped = self.sharing.swap(fetched, over=over)
            if has_swapped and over:
                drop_all(self.sharing.copy)
            return has_swapped
        finally:
            self.refresh()

    def give_way(self) -> Fetched:
        """Saves the copy beside the study under another name, and goes on with that of the share.

        Raises:
            UserError: it cannot be saved there; nothing is changed then.
        """
        fetched = self.sharing.step_aside()
        self.swap(fetched, over=True)
        return fetched

    def close(self) -> None:
        """Closes the working copy; where it is eager, publishes what is left.

        Raises:
            UserError: that is not possible now; what was done is in the working copy.
        """
        was_open = not self.is_closed
        self._last_key = self.key or self._last_key
        super().close()
        if not self.is_eager or not was_open:
            return
        if self.sharing.is_new:
            _publish_first(self.sharing)
            return
        status = self.sharing.leave()
        # Without a trouble another program of this machine has the copy too, and publishes it.
        is_left = self._has_written and status.ahead and bool(status.trouble)
        if is_left and sys.exception() is None:  # an error that is told already comes first
            raise UserError(
                f"saved on this machine, not yet published ({status.trouble.rstrip('.')})",
                "",
                "`annotator publish` does it when the share is back",
            )

    def _present_key(self) -> Key | None:
        """The key while there is one: of a closed study until its share has what was left.

        Raises:
            LookupError: there is none any more.
        """
        key = self.key or self._last_key
        if self.encrypted and key is None:
            raise LookupError
        return key

    def _forget_key(self) -> None:
        self._last_key = None

    def _ask_to_write(self) -> None:
        self._has_asked = True
        try:
            self.sharing.work_in_it()
        except Gone:
            return  # it is published when the share is back
        if not is_behind(self.sharing.copy):
            return
        if self.sharing.status.ahead:
            self.sharing.publish_now()  # which tells how the two have gone apart, or has the last
            return
        what = "somebody has published the study just now"
        raise UserError(what, str(self.home), "do it again, on what it is now")


def open_shared(taken: TakenOut, ask: Ask | None = None) -> SharedStore:
    """A study on a share, open in its working copy.

    Args:
        taken: what came from the share; it is let go where the study cannot be opened.
        ask: gives the passphrase, and is called once, and only for an encrypted file.

    Raises:
        UserError, Damaged: as `storage.open_study`.
    """
    asking = asked_once(ask)
    try:
        copy, use = open_copy(taken, asking)
        try:
            key, connection = open_file(copy.file, asking)
        except UserError as error:
            name_place(error, taken.place)
            raise
        connection = renewed(connection, copy.file, key)
        try:
            return SharedStore(taken, copy, use, key, connection)
        except BaseException:
            hang_up(connection)
            raise
    except BaseException:
        taken.give_up()
        raise


def create_shared(work: Path, place: Path, study: Study, passphrase: str | None) -> SharedStore:
    """A new study in a working copy; closing it publishes it for the first time.

    Raises:
        UserError: a file stands there, or the folder is not there. Nothing is left behind.
    """
    with told_there(place):
        if not place.parent.is_dir():
            raise FileNotFoundError(str(place))
        refuse_taken(place)
    lock = claim(place)
    folder = folder_for(work, study.id, place)
    taken = TakenOut(work=work, place=place, lock=lock)
    try:
        with told_here(folder):
            make_private(folder)
        file = folder / place.name
        key = write_new(file, study, passphrase, actor="")
        own = absolute(place)
        copy = keep_state(file, State(place=own, study_id=study.id))
        taken.use = Use(folder)
        return SharedStore(taken, copy, taken.use, key, open_again(file, key))
    except BaseException:
        taken.give_up()
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _publish_first(sharing: Sharing) -> None:
    """A new study is there wholly, or nowhere."""
    try:
        sharing.publish_now()
    except BaseException:
        sharing.leave(publishes=False)
        shutil.rmtree(sharing.copy.folder, ignore_errors=True)
        raise
    sharing.leave()
