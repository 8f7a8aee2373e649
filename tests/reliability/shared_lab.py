"""A share with a study on it, and machines that work on it."""

from __future__ import annotations

import shutil
from pathlib import Path

from annotator.domain.edits import added
from annotator.domain.ids import Id
from annotator.storage import SharedStore, create_shared, open_shared, open_study, take_out
from tests.storage.making import Made, make, moment_in, new_study


class Lab:
    """A share with a study on it, and machines that work on it.

    Args:
        share: the folder.
        homes: where the machines are.
        passphrase: None for a plain study.
        like: one whose study this one begins with, in the place of making it.
    """

    def __init__(
        self,
        share: Path,
        homes: Path,
        passphrase: str | None = None,
        *,
        like: Lab | None = None,
    ) -> None:
        share.mkdir(parents=True, exist_ok=True)
        self.share, self.homes, self.passphrase = share, homes, passphrase
        self.place = share / "lab.iprstudy"
        self.made: Made
        if like is not None:
            self.made, self.passphrase = like.made, like.passphrase
            shutil.copyfile(like.place, self.place)
            return
        self.made = make()
        with create_shared(self.work("pi"), self.place, new_study(), passphrase) as store:
            store.apply(self.made.edit, action="plan")

    def work(self, machine: str) -> Path:
        """The folder of a machine's working copies."""
        return self.homes / machine / "work"

    def open(self, machine: str, *, claims: bool = True) -> SharedStore:
        """The study, open on a machine as a window has it open: it asks nothing by itself."""
        taken = take_out(self.work(machine), self.place, claims=claims)
        store = open_shared(taken, lambda: self.passphrase)
        store.is_eager = False
        return store

    def mark(self, store: SharedStore) -> Id:
        """One more moment."""
        moment = moment_in(self.made, self.made.transcripts[0])
        store.apply(added(moment), action="mark")
        return moment.id

    def there(self, file: Path | None = None) -> set[Id]:
        """The moments on the share, or in another file; the file must be sound.

        Raises:
            AssertionError: it is not.
        """
        copy = self.homes / "looked at.iprstudy"
        shutil.copyfile(file or self.place, copy)
        with open_study(copy, lambda: self.passphrase) as store:
            assert store.check() == []
            found = {each.id for each in store.view().all_moments()}
        copy.unlink()
        return found


def left(store: SharedStore) -> None:
    """Closes a store that asks nothing by itself, without asking the share."""
    store.close()
    store.sharing.close_here()
