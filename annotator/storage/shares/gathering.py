"""What there is of a shared study beside the study: on the share, and in other working copies.

An erasure goes through all of it. A file on the share is never asked as a database: it is
brought to this machine, and put back when it is erased.
"""

from __future__ import annotations

import glob
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from annotator.storage.backup import folder_of
from annotator.storage.creation import sweep
from annotator.storage.shares.copies import (
    Stamp,
    WorkingCopy,
    bring,
    digest_of,
    make_private,
    stamp,
    told_here,
    told_there,
    working_copies,
)
from annotator.storage.shares.publishing import put_over
from annotator.storage.shares.use import Use

_FOLDER = ".erasing"
"""In the folder of the working copy, which one program at a time has to itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A file on the share, and where it was brought to.

    Attributes:
        stamp, digest: of the file there.
    """

    there: Path
    here: Path
    stamp: Stamp
    digest: str


@dataclass(slots=True, kw_only=True)
class Gathered:
    """All that there is beside a study.

    Attributes:
        copies: files of other working copies on this machine, and their backups.
        in_use: working copies that another program has open.
        names: how a file here is to be named, by its folder and name.
    """

    brought: list[Brought] = field(default_factory=list)
    copies: list[Path] = field(default_factory=list)
    in_use: list[WorkingCopy] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def files(self) -> list[Path]:
        """Where all of them are on this machine."""
        return [*(each.here for each in self.brought), *self.copies]

    def put_back(self) -> None:
        """Puts what was changed of the brought files in their places on the share.

        Raises:
            UserError: one was changed there meanwhile, or the share does not take it.
        """
        for each in self.brought:
            if digest_of(each.here) != each.digest:
                put_over(each.here, each.there, each.stamp)


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
    return swept


@contextmanager
def gathered(copy: WorkingCopy) -> Iterator[Gathered]:
    """All there is beside a study, held against others until the end.

    Raises:
        UserError: the share does not answer, or there is no room here.
    """
    found, folder = Gathered(), copy.folder / _FOLDER
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)  # of a run that was killed
        for each in other_copies(copy):
            _hold(each, found, stack)
        for number, place in enumerate(files_beside(copy.place)):
            own = folder / str(number) / place.parent.name
            with told_here(own):
                make_private(folder)
                own.mkdir(parents=True)
            with told_there(place):
                before = stamp(place)
            here = bring(place, own)
            brought = Brought(there=place, here=here, stamp=before, digest=digest_of(here))
            found.brought.append(brought)
            is_beside = place.parent == copy.place.parent
            named = place.name if is_beside else f"{place.parent.name}/{place.name}"
            found.names[f"{own.name}/{place.name}"] = f"{named} on the share"
        yield found


def _hold(copy: WorkingCopy, found: Gathered, stack: ExitStack) -> None:
    with told_here(copy.file):
        use = Use(copy.folder)
    stack.callback(use.end)
    if not stack.enter_context(use.alone()):
        found.in_use.append(copy)
        return
    for stray in copy.folder.rglob(".*.????????.new"):
        with suppress(OSError):
            sweep(stray)
    backups = folder_of(copy.file).glob(f"*{glob.escape(copy.file.suffix)}")
    for each in (copy.file, *sorted(backups)):
        found.copies.append(each)
        named = f"working copy on this machine of {copy.place}"
        found.names[f"{each.parent.name}/{each.name}"] = (
            named if each == copy.file else f"{each.parent.name}/{each.name} beside the {named}"
        )
