"""Erases a participant who withdraws: lists what there is, erases it, and certifies that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from annotator.app.erased_beside import Beside
from annotator.app.erased_places import forget
from annotator.app.open_study import OpenStudy
from annotator.domain.erasure import Erasure, Found
from annotator.domain.errors import PartlyErased, UserError
from annotator.domain.withdrawal import Wish

Hear = Callable[[str], object]


def finding(study: OpenStudy, wish: Wish, formers: Sequence[str] = ()) -> Callable[[], Found]:
    """What tells, in any thread, what the study and its backups hold of a participant.

    Nothing is changed by it.

    Args:
        study: open for the PI.
        wish: who.
        formers: passphrases, or recovery keys, that the file had before: backups may still be
            under them.

    Raises:
        UserError: only one coder's work is open, or this is handed-out work; and once it runs,
            the study has no such participant.
    """
    if study.work is not None or study.seen_by is not None:
        is_work = study.work is not None
        raise UserError(
            "participants are erased by the PI, in the study itself",
            hint="ask the PI" if is_work else "choose everyone’s work at the top first",
        )
    beside, work = Beside(study), study.look(lambda store: store.finding(wish, formers))
    return lambda: beside.told(work())


def find(study: OpenStudy, wish: Wish, formers: Sequence[str] = ()) -> Found:
    """The same at once; errors as `finding`."""
    return finding(study, wish, formers)()


def erasing(
    study: OpenStudy, wish: Wish, hear: Hear | None = None, formers: Sequence[str] = ()
) -> Callable[[], Erasure]:
    """What erases a participant, in any thread; `finish` comes after it in the study's own.

    Where it fails, `break_off` does.

    Raises:
        UserError: as in `find`.
    """
    finding(study, wish)
    beside, work = Beside(study), study.look(lambda store: store.erasing(wish, hear, formers))

    def erased() -> Erasure:
        erasure = work()
        return replace(erasure, found=beside.told(erasure.found))

    return erased


def finish(study: OpenStudy, erasure: Erasure) -> UserError | None:
    """Takes up what was erased: nothing of before can be undone, this machine forgets its places.

    The study is loaded anew. Where that fails, since the server has gone away say, this says
    why: it is erased all the same, and is to be certified.
    """
    forget(erasure)
    try:
        _take_up(study)
    except UserError as error:
        return error
    return None


def break_off(study: OpenStudy, error: Exception) -> None:
    """The same after an erasure that failed, unless that is sure to have changed nothing."""
    if isinstance(error, UserError) and not isinstance(error, PartlyErased):
        return
    with suppress(UserError):  # the server is away: it is loaded once that is back
        _take_up(study)


def _take_up(study: OpenStudy) -> None:
    """Forgets the steps, which hold words, though the server be away; then loads all anew."""
    study.operate(lambda _store: None)


def erase(
    study: OpenStudy, wish: Wish, hear: Hear | None = None, formers: Sequence[str] = ()
) -> Erasure:
    """Erases a participant from the study, all its backups and what this machine keeps.

    No backup is made before; each file, and all rows on a server, are as they were or as they
    shall be, whenever this is killed, and doing it again goes on.

    Raises:
        UserError: as in `find`; or something cannot be written, or would not be gone.
    """
    work = erasing(study, wish, hear, formers)
    try:
        erasure = work()
    except Exception as error:
        break_off(study, error)
        raise
    finish(study, erasure)
    return erasure


def refuse_taken(place: Path) -> None:
    """Stops a certificate where a file stands; asked before anything is erased.

    Raises:
        UserError: it stands there, or there is no such folder, or a folder is named.
    """
    if not place.name.strip(". ") or place.is_dir():
        raise UserError("this is a folder", str(place), "name a file in it")
    for each in certificate_files(place):
        if each.exists():
            raise UserError("there is a file of this name", str(each), "choose another name")
    if not place.parent.is_dir():
        raise UserError("no such folder", str(place.parent), "make it first")


def certificate_files(place: Path) -> tuple[Path, Path]:
    """The two files of a certificate: to be read, and as JSON.

    >>> [each.name for each in certificate_files(Path("P07 v1.2"))]
    ['P07 v1.2.txt', 'P07 v1.2.json']
    """
    whole = place.suffix.casefold() not in (".txt", ".json")
    stem = place.name if whole else place.stem
    return place.with_name(f"{stem}.txt"), place.with_name(f"{stem}.json")
