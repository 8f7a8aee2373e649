"""What there is of a shared study beside the study: on the share, and in other working copies.

An erasure goes through all of it. A file on the share is never asked as a database: it is
brought to the backups of the working copy, and put back when it is erased as they are.
"""

from __future__ import annotations

import glob
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from annotator.storage.backup import folder_of
from annotator.storage.creation import draft_beside, journal_beside, sweep, sync, sync_folder
from annotator.storage.shares.copies import (
    Stamp,
    WorkingCopy,
    digest_of,
    fetch,
    make_private,
    stamp,
    told_here,
    told_there,
    working_copies,
)
from annotator.storage.shares.publishing import put_over
from annotator.storage.shares.use import Use

_PREFIX = ".erasing-"
"""How they begin while they are here, among the backups of the working copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A file, and where it was brought to.

    Attributes:
        there: on the share, or in another working copy.
        name: how it is to be named.
        stamp, digest: of the file there.
    """

    there: Path
    here: Path
    name: str
    stamp: Stamp
    digest: str
    is_shared: bool


@dataclass(slots=True, kw_only=True)
class Gathered:
    """All that there is beside a study.

    Attributes:
        in_use: working copies that another program has open.
    """

    brought: list[Brought] = field(default_factory=list)
    in_use: list[WorkingCopy] = field(default_factory=list)

    def put_back(self) -> None:
        """Puts what was changed in its place again.

        Raises:
            UserError: one was changed there meanwhile, or the share does not take it.
        """
        for each in self.brought:
            if digest_of(each.here) == each.digest:
                continue
            if each.is_shared:
                put_over(each.here, each.there, each.stamp)
            else:
                _put_over_here(each.here, each.there)

    def named(self, sentence: str) -> str:
        """A name, or what was said of a file, with where that comes from."""
        for each in self.brought:
            for here in (f"{each.here.parent.name}/{each.here.name}", each.here.name):
                sentence = sentence.replace(here, each.name)
        return sentence


def files_beside(place: Path) -> list[Path]:
    """Backups of a study beside it on the share, and copies that were saved beside it.

    Raises:
        UserError: the share does not answer.
    """
    with told_there(place):
        stamp(place)
        copies = place.parent.glob(f"{glob.escape(place.stem)} (*){glob.escape(place.suffix)}")
        found = [each for each in sorted(copies) if each.is_file()]
        for each in (place, *found):
            backups = folder_of(each).glob(f"*{glob.escape(place.suffix)}")
            found += sorted(backup for backup in backups if backup.is_file())
        return found


def other_copies(copy: WorkingCopy) -> list[WorkingCopy]:
    """The other working copies of the same study on this machine."""
    work = copy.folder.parents[1]
    return [each for each in working_copies(work, copy.state.study_id) if each != copy]


def sweep_drafts(place: Path) -> int:
    """Takes away all that was begun to be published, here or elsewhere; how many.

    Only who has the lock may. Whoever saves beside at this moment is told that it failed.

    Raises:
        UserError: the share does not answer.
    """
    swept = 0
    with told_there(place):
        for stray in place.parent.glob(f".{glob.escape(place.stem)}*.publishing"):
            named = stray.name.startswith((f".{place.name}.", f".{place.stem} ("))
            if named:
                stray.unlink(missing_ok=True)
                swept += 1
        for folder in {folder_of(each) for each in (place, *files_beside(place))}:
            for stray in folder.glob(".*.publishing"):
                stray.unlink(missing_ok=True)
                swept += 1
    return swept


@contextmanager
def gathered(copy: WorkingCopy) -> Iterator[Gathered]:
    """All there is beside a study, among the backups of its working copy as long as this lasts.

    Other working copies are held against other programs.

    Raises:
        UserError: the share does not answer, or there is no room here.
    """
    found, folder = Gathered(), folder_of(copy.file)
    with ExitStack() as stack:
        with told_here(copy.file):
            make_private(folder)
            _sweep(folder)  # of a run that was killed
        stack.callback(_sweep, folder)
        for each in other_copies(copy):
            _hold(each, folder, found, stack)
        for place in files_beside(copy.place):
            is_beside = place.parent == copy.place.parent
            named = place.name if is_beside else f"{place.parent.name}/{place.name}"
            _bring(place, folder, found, f"{named} on the share", is_shared=True)
        yield found


def _hold(copy: WorkingCopy, folder: Path, found: Gathered, stack: ExitStack) -> None:
    with told_here(copy.file):
        use = Use(copy.folder)
    stack.callback(use.end)
    if not stack.enter_context(use.alone()):
        found.in_use.append(copy)
        return
    for stray in copy.folder.rglob(".*.????????.new"):
        with suppress(OSError):
            sweep(stray)
    named = f"working copy on this machine of {copy.place}"
    _bring(copy.file, folder, found, named, is_shared=False)
    for each in sorted(folder_of(copy.file).glob(f"*{glob.escape(copy.file.suffix)}")):
        _bring(each, folder, found, f"backup {each.name} of the {named}", is_shared=False)


def _bring(place: Path, folder: Path, found: Gathered, name: str, *, is_shared: bool) -> None:
    before = _stamped(place)
    draft, state = fetch(folder, place)
    here = folder / f"{_PREFIX}{len(found.brought)}{place.suffix}"
    if journal_beside(draft).exists():
        journal_beside(draft).replace(journal_beside(here))
    draft.replace(here)
    found.brought.append(
        Brought(there=place, here=here, name=name, stamp=before, digest=state.sha256,
                is_shared=is_shared)
    )  # fmt: skip


def _stamped(place: Path) -> Stamp:
    with told_there(place):
        return stamp(place)


def _put_over_here(file: Path, place: Path) -> None:
    """The same on this machine, where nobody else has it open."""
    with told_here(place):
        draft = draft_beside(place)
        try:
            shutil.copyfile(file, draft)
            sync(draft)
            journal_beside(place).unlink(missing_ok=True)
            draft.replace(place)
            sync_folder(place.parent)
        finally:
            sweep(draft)


def _sweep(folder: Path) -> None:
    begun = (f"{_PREFIX}*", f".{_PREFIX}*", ".fetched.*")  # the second are drafts of the first
    for each in [each for name in begun for each in folder.glob(name)]:
        each.unlink(missing_ok=True)
    with suppress(OSError):  # where there is a backup
        folder.rmdir()
