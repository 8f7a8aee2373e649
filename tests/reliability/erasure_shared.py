"""The marked study on a share: erased from one machine, looked for on the share and there.

The control erases in the working copy alone and publishes it nowhere: the share must keep all.
Then the erasure is killed (-9) anywhere between the working copy and the certificate: each file,
there and here, must be whole, and erasing again must end it and lose nothing else, nor what was
not published yet. The control of this writes over the files on the share where they stand: killed
half-way it must leave one that is not whole.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from unittest import mock

from annotator.domain.edits import added
from annotator.domain.ids import new_id
from annotator.domain.moment import Moment
from annotator.storage import open_shared, take_out, working_copies
from annotator.storage.backup import folder_of
from annotator.storage.erasure import erase
from annotator.storage.shares.store import SharedStore
from tests.reliability.erasure import SMALL, Killed, is_whole, left_in, unlike
from tests.reliability.kept_statements import keep_statements
from tests.reliability.markers import PASSPHRASE, WHO, Marked, marked_study


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How many markers stood where.

    Attributes:
        before: on the share before.
        kept: on the share, where only the working copy was erased.
        left: on the share and on the machine after it.
        files: how many files the certificate names.
    """

    before: int
    kept: int
    left: int
    files: int


@dataclass(frozen=True, slots=True)
class Lab:
    """A share with the study, its backups and a copy saved beside it; and a machine."""

    study: Marked
    share: Path
    machine: Path

    @property
    def place(self) -> Path:
        return self.share / self.study.place.name

    def open(self) -> SharedStore:
        """The study, open on the machine, which has the lock."""
        return open_shared(take_out(self.machine, self.place, claims=True), lambda: PASSPHRASE)

    def files(self) -> list[Path]:
        """All files of the study, on the share and on the machine."""
        found = [each for folder in (self.share, self.machine) for each in folder.rglob("*")]
        return [each for each in found if each.is_file() and _is_study(each)]

    def number(self) -> int:
        """How many markers stand anywhere."""
        return sum(_number(each, self.study) for each in (self.share, self.machine))


def _is_study(path: Path) -> bool:
    return path.suffix == ".iprstudy" and not path.name.startswith(".")


def laid_down(study: Marked, folder: Path) -> Lab:
    """Puts the study on a share, with its backups and a copy saved beside it."""
    share, machine = folder / "share", folder / "machine"
    share.mkdir(parents=True)
    place = Path(shutil.copy(study.place, share))
    shutil.copytree(folder_of(study.place), folder_of(place))
    shutil.copy(place, place.with_name(f"{place.stem} (HOST 2026-01-02 030405){place.suffix}"))
    for stray in folder_of(place).glob(".*"):  # this program leaves none there
        stray.unlink()
    return Lab(study, share, machine)


def erased_on_share(study: Marked, folder: Path) -> Seen:
    """Erases the study on a share from one machine."""
    lab = laid_down(study, folder)
    before = _number(lab.share, study)
    with mock.patch.dict("os.environ", {"ANNOTATOR_SHARES": str(lab.share)}):
        control = take_out(folder / "control", lab.place, claims=False)
        open_shared(control, lambda: PASSPHRASE).close()
        [copy] = working_copies(folder / "control")
        erase(copy.file, study.key, WHO)
        kept = _number(lab.share, study)
        shutil.rmtree(folder / "control")
        with lab.open() as store:
            done = store.erasing(WHO)()
    return Seen(before=before, kept=kept, left=lab.number(), files=len(done.files))


def _number(folder: Path, study: Marked) -> int:
    if not folder.exists():
        return 0
    return len(set().union(*left_in(folder, study.key, study.markers).values()))


# Killing --------------------------------------------------------------------------------------


def killed_on_share(study: Marked, folder: Path, kills: int, choose: random.Random) -> Killed:
    """Kills the erasure on a share at random moments, each time from the beginning; ends it."""
    seen, took = Killed(), 1.0
    for number in range(kills):
        lab = laid_down(study, folder / f"kill {number}")
        with mock.patch.dict("os.environ", {"ANNOTATOR_SHARES": str(lab.share)}):
            own = _own(study)
            child, ready = _erasing(lab, own)
            os.read(ready, 1)
            began = time.monotonic()
            wait = choose.uniform(0, took * 1.05) if number else None
            if wait is not None:
                time.sleep(wait)
                os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            os.close(ready)
            if wait is None:
                took = time.monotonic() - began
            seen.kills += 1
            seen.cut_short += os.WIFSIGNALED(status)
            _look_after(lab, own, seen)
        shutil.rmtree(lab.share.parent)
    return seen


def killed_half_way(study: Marked, folder: Path) -> Killed:
    """The control: what is published is written over what stands there, and killed meanwhile."""
    lab, seen = laid_down(study, folder), Killed(kills=1)
    with mock.patch.dict("os.environ", {"ANNOTATOR_SHARES": str(lab.share)}):
        child, half = _erasing(lab, _own(study), _writing_over)
        said = os.read(half, 1)
        while said == b"r":
            said = os.read(half, 1)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        os.close(half)
    seen.cut_short += os.WIFSIGNALED(status)
    seen.not_whole += sum(not is_whole(each, study.key) for each in lab.files())
    return seen


Careless = Callable[[int], None]
"""Makes this process careless; it says half-way so by a byte."""


def _erasing(lab: Lab, own: Moment, careless: Careless | None = None) -> tuple[int, int]:
    """A child that erases once it has said so by a byte; and what it says this by.

    It has a moment in its working copy that is not published yet.
    """
    hear, say = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            store = lab.open()
            store.apply(added(own), action="mark")
            if careless is not None:
                careless(say)
            os.write(say, b"r")
            store.erasing(WHO)()
            os._exit(0)
        finally:
            os._exit(1)
    os.close(say)
    return child, hear


def _writing_over(say: int) -> None:
    whole = Path.replace

    def replace_slowly(draft: Path, place: Path) -> None:
        if draft.suffix != ".publishing":
            whole(draft, place)
            return
        content = draft.read_bytes()
        with place.open("r+b") as file:
            file.write(content[: len(content) // 2])
        os.write(say, b"h")
        signal.pause()

    setattr(Path, Path.replace.__name__, replace_slowly)


def _own(study: Marked) -> Moment:
    """A moment that is not the participant's, nor quotes."""
    some = next(each for each in study.before.all_moments() if _is_others(study, each))
    return replace(some, id=new_id(), memo="done just before")


def _is_others(study: Marked, moment: Moment) -> bool:
    view = study.before
    account = view.accounts[view.transcripts[moment.transcript_id].account_id]
    return account.voice == "therapist"


def _look_after(lab: Lab, own: Moment, seen: Killed) -> None:
    """What a kill has left, and whether erasing again ends it."""
    key = lab.study.key
    seen.not_whole += sum(not is_whole(each, key) for each in lab.files())
    with lab.open() as store:
        done = store.erasing(WHO)()
    seen.left += bool(lab.number())
    seen.uncertified += not done.files[0].name.endswith(" on the share")
    with lab.open() as store:
        view = store.view()
        seen.lost += bool(unlike(lab.study.before, view, done)) or view.moment(own.id) != own
        seen.lost += bool(store.check())
    strays = [each for each in lab.share.rglob("*") if each.suffix == ".publishing"]
    strays += [each for each in lab.machine.rglob(".*") if each.suffix in (".new", ".iprstudy")]
    seen.strays += len(strays)


def kills_on_share(count: int, folder: Path, seed: int) -> Counter[str]:
    """So many erasures on a share that are killed, encrypted or plain by the seed."""
    keep_statements()
    passphrase = PASSPHRASE if seed % 2 else None
    study = marked_study(folder / "study", passphrase, SMALL, backups=1)
    return Counter(asdict(killed_on_share(study, folder, count, random.Random(seed))))
