"""Studies on a share, for the app: where their working copies are, and how they are opened."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import platformdirs

from annotator import storage
from annotator.app.noted_salts import note
from annotator.app.settings import settings_folder
from annotator.domain.address import Address
from annotator.domain.errors import UserError
from annotator.domain.study import Study
from annotator.storage import (
    Fetched,
    Owner,
    Place,
    SharedStore,
    Sharing,
    Status,
    Store,
    TakenOut,
    WorkingCopy,
)

Ask = Callable[[], str | None]
Found = Place | TakenOut
"""A study's place, or what its share gave of it when that was asked beside the window."""

__all__ = ["Fetched", "Owner", "Place", "Sharing", "Status", "TakenOut", "WorkingCopy"]


def work_folder() -> Path:
    """The folder of the working copies, on a disk of this machine."""
    if os.environ.get("ANNOTATOR_HOME"):
        return settings_folder() / "work"
    return platformdirs.user_data_path("ipr-annotator", appauthor=False, roaming=False) / "work"


def is_shared(place: Path) -> bool:
    """Whether a study is worked on in a copy, since it lies on a share or is synced."""
    return storage.on_share(place)


def all_working_copies(study_id: str | None = None) -> list[WorkingCopy]:
    """The working copies on this machine, of one study or of all."""
    return storage.working_copies(work_folder(), study_id)


def copies_of(place: Path) -> list[WorkingCopy]:
    """The working copy on this machine of the study at a place; none where it is on no share."""
    copy = storage.copy_of(work_folder(), place) if is_shared(place) else None
    return [] if copy is None else [copy]


def unpublished() -> list[WorkingCopy]:
    """Those that seem to hold what their share has not."""
    return [each for each in all_working_copies() if each.is_ahead]


def take_out(place: Path) -> TakenOut:
    """What a share holds of a study that is to be opened; it may hang where the share does.

    Nobody is kept out by it: `begin` takes the lock, once a passphrase has opened the study.

    Raises:
        UserError: neither the share nor this machine has the study.
    """
    return storage.take_out(work_folder(), place, claims=False)


def out_of_reach(place: Path, why: UserError) -> TakenOut:
    """The same without the share, which does not answer: the working copy alone.

    Raises:
        UserError: there is none.
    """
    return storage.without_share(work_folder(), place, why)


def opened_store(place: Found, ask: Ask | None, *, settles: bool = True) -> Store:
    """The store of a study, wherever it lies; arguments and errors as `storage.open_study`.

    The salt of its file is noted, for a rescue.
    """
    store = _opened(place, ask, settles=settles)
    note(store)
    return store


def _opened(place: Found, ask: Ask | None, *, settles: bool) -> Store:
    if isinstance(place, TakenOut):
        return storage.open_shared(place, ask)
    if isinstance(place, Address) or not is_shared(place):
        return storage.open_study(place, ask, settles=settles)
    return storage.open_shared(storage.take_out(work_folder(), place, claims=False), ask)


def created_store(
    place: Place, study: Study, passphrase: str | None, ask: Ask | None = None
) -> Store:
    """The store of a new study, wherever it is to lie; errors as `storage.create`.

    The salt of its file is noted, for a rescue.
    """
    if isinstance(place, Address) or not is_shared(place):
        store = storage.create(place, study, passphrase, ask=ask)
    else:
        store = storage.create_shared(work_folder(), place, study, passphrase)
    note(store)
    return store


def sharing_of(store: Store) -> Sharing | None:
    """What goes on between a store and its share; None for a study of this machine."""
    return store.sharing if isinstance(store, SharedStore) else None


def begin(sharing: Sharing) -> Fetched | None:
    """Takes the lock of a study that is open now; gives what was published since it was taken out.

    `status` says who has it, where somebody does. It may hang where the share does.
    """
    sharing.begin()
    if sharing.status.standing == "gone" or not storage.is_behind(sharing.copy):
        return None
    with suppress(UserError):  # it is only read then, and asked again in its turn
        return newer(sharing)
    return None


def newer(sharing: Sharing) -> Fetched | None:
    """What was published since a study was taken out; None where nothing was.

    Raises:
        UserError: it cannot be had. A lock that was taken over what is older is given back then.
    """
    try:
        return sharing.newer()
    except UserError:
        sharing.step_back()
        raise


def drop(fetched: Fetched) -> None:
    """Takes away what was fetched and is not wanted any more."""
    fetched.draft.unlink(missing_ok=True)


def uncertified(sharing: Sharing) -> bool:
    """Whether an erasure that was done here has no certificate yet, since it was not published."""
    return storage.waiting(sharing.copy) > 0


def give_way(store: Store) -> str:
    """Saves what was done here beside the study, goes on with the share's, and gives the name.

    Raises:
        UserError: it cannot be saved there; nothing is changed then.
    """
    assert isinstance(store, SharedStore)
    beside = store.give_way().beside
    return "" if beside is None else beside.name


def swap(store: Store, *, fetched: Fetched, over: bool = False) -> bool:
    """Goes on with what was fetched; whether it could. Not over what is only here, unless asked."""
    assert isinstance(store, SharedStore)
    return store.swap(fetched, over=over)


@contextmanager
def brought_here(places: Sequence[Path]) -> Iterator[list[Path]]:
    """Files that are only read, on a disk of this machine: those on a share as copies, for now.

    Raises:
        UserError: one is not there, or the share does not answer.
    """
    shared = [each for each in places if is_shared(each)]
    if not shared:
        yield list(places)
        return
    work_folder().mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=work_folder(), prefix=storage.BROUGHT) as folder:
        here = {
            each: storage.bring(each, Path(folder) / f"{number}" / each.absolute().parent.name)
            for number, each in enumerate(shared)
        }
        yield [here.get(each, each) for each in places]


def in_background(store: Store) -> Sharing | None:
    """The same as `sharing_of`, of a store that from now on never asks the share itself."""
    if not isinstance(store, SharedStore):
        return None
    store.is_eager = False
    return store.sharing
