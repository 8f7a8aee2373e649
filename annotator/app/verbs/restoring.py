"""A study made of its newest sound backup, where the study itself is damaged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from annotator import storage
from annotator.app.sharing import copies_of
from annotator.domain.counted import counted
from annotator.domain.errors import UserError, WrongPassphrase

Ask = Callable[[], str | None]
ERASED_SINCE = "somebody may be in it who was erased since, whom you must erase once more"
Hear = Callable[[str], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A study that was made of a backup.

    Attributes:
        place: the new file.
        made_at: when its backup was made; what was done since is not in it.
        passed_over: newer backups that could not be taken: damaged, or under another passphrase,
            or from before an erasure that has not reached them.
        erasures_unknown: whether somebody may be in it who was erased since: the damaged file
            cannot tell, and the backup is from beside the working copy on this machine.
    """

    place: Path
    made_at: datetime
    passed_over: tuple[Path, ...] = ()
    erasures_unknown: bool = False


def restored_place(backup: Path) -> Path:
    """Where a restored backup goes: beside its study, under a name that says of when it is.

    >>> restored_place(Path("/d/lab backups/2026-03-12 102233 lab.iprstudy")).as_posix()
    '/d/2026-03-12 102233 lab restored.iprstudy'
    """
    study = _study_of(backup)
    folder = backup.parent if study is None else study.parent
    return folder / f"{backup.stem} restored{backup.suffix}"


def _study_of(backup: Path) -> Path | None:
    """Of which study a backup is, by its name and folder; None where these do not tell."""
    name, folder = backup.stem[18:], backup.parent
    if folder.name == f"{name} backups":
        folder = folder.parent
    study = folder / f"{name}{backup.suffix}"
    return study if name and (folder != backup.parent or study.is_file()) else None


def restore(backup: Path, out: Path | None, ask: Ask | None) -> tuple[Path, bool]:
    """Makes a study of a backup, or of any other file of one.

    Args:
        backup: stays as it is.
        out: a new file; None for one beside the study, under a name that says of when it is.
        ask: gives the passphrase.

    Returns:
        Its place, and whether somebody may be in it who was erased from its study since: that
        cannot tell where it is under another passphrase.

    Raises:
        UserError: it is no study, or of another passphrase; it is one that has backups, and no
            new file is named; a file stands at the goal, or it cannot be written; or its study
            knows of an erasure that has not reached it. Nothing is left behind.
    """
    if out is None:
        _refuse_backed_up(backup)
    elif out.is_dir():
        raise UserError("this is a folder", str(out), "name a new file in it")
    backup = backup.resolve()
    goal = out or restored_place(backup)
    study = _study_of(backup)
    if study is not None and study.is_file():
        return goal, not storage.restore_for(study, backup, goal, ask)
    return storage.restore(backup, goal, ask), False


def _refuse_backed_up(place: Path) -> None:
    """Stops who names a study where one of its backups is meant: a copy of today would be made.

    Raises:
        UserError: it has backups.
    """
    backups = all_backups(place)
    if backups:
        newest = backups[max(backups)]
        hint = f"name one of its backups (the newest is “{newest}”), or a new file for a copy of it"
        raise UserError("this is the study itself, no backup of it", str(place), hint)


def newest_backup(place: Path) -> datetime | None:
    """When the newest backup of a study was made (UTC); None where there is none."""
    return max(all_backups(place), default=None)


def all_backups(place: Path) -> dict[datetime, Path]:
    """The backups of a study by their time (UTC).

    They stand beside it; of one on a share beside its working copy on this machine too.
    """
    found = storage.backups_of(place)
    for copy in copies_of(place):
        found = storage.backups_of(copy.file) | found  # an erasure reaches those beside the study
    return found


def restore_newest(place: Path, ask: Ask | None, hear: Hear = lambda _: None) -> Restored:
    """Makes a study of the newest backup that is sound; it may be called in any thread.

    Args:
        place: the study, beside which the new one is to be.
        ask: gives the passphrase, once for each backup that is tried.
        hear: hears which backup is tried, and may raise to end it; nothing is left then.

    Raises:
        UserError: there is no backup, none is sound or opens by the passphrase, or a file stands
            where the study is to be. Nothing is left behind.
    """
    backups = all_backups(place)
    passed: list[Path] = []
    shut: UserError | None = None
    for made_at in sorted(backups, reverse=True):
        backup = backups[made_at]
        hear(f"Trying {backup.name}")
        try:
            goal = place.with_name(restored_place(backup).name)
            is_known = storage.restore_for(place, backup, goal, ask)
        except (storage.Damaged, storage.NoStudy):
            passed.append(backup)
        except (storage.Unreached, WrongPassphrase) as error:
            shut = shut or error
            passed.append(backup)
        else:
            return Restored(
                place=goal,
                made_at=made_at,
                passed_over=tuple(passed),
                erasures_unknown=not is_known,
            )
    if shut is not None:
        raise shut
    what = "no backup of it is sound" if backups else "there is no backup of it"
    raise UserError(what, str(place), "rescue what can be read of the file itself")


def restored_text(restored: Restored) -> str:
    """What to say of it in one line."""
    text = f"This is {restored.place.name}: what was done after its backup is not in it"
    if restored.passed_over:
        newer = counted(len(restored.passed_over), "newer backup")
        text += f"; {newer} could not be taken"
    if restored.erasures_unknown:
        text += f"; {ERASED_SINCE}"
    return f"{text}."
