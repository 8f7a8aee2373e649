"""A disk that is full: is anything lost, and is it said what is needed where?

    sudo python -m tests.reliability.full_disk --runs 2000
    sudo python -m tests.reliability.full_disk --careless 100    # must lose

On a file system of 3 MB in memory, filled up to some random bytes, a study, plain and encrypted
in turn, is edited, backed up and exported, on another one a study of an older version is renewed,
and a fifth of the times it is published there from a working copy. Each refusal must be one
sentence with the file and the bytes that are needed; what was acknowledged before must be there
and the file sound, also while the disk is still full; and with space again the same step must
succeed. The exit code is 1 where one of these fails, and 2 where no file system can be mounted.

`--careless` is the control: a program that saves by writing the whole file anew in its place.
"""

from __future__ import annotations

import argparse
import gzip
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from annotator.app.verbs.exporting import export
from annotator.domain.edits import added
from annotator.domain.errors import UserError
from annotator.storage import Store, back_up, create, open_study
from annotator.storage.backup import folder_of
from tests.storage.making import Made, make, moment_in, new_study

SIZE = "3m"
LARGEST = 900_000
AT_ONCE = 200
"""So many publishings of one study; it grows with each, and has to lie there twice."""
OLDER = Path(__file__).parents[1] / "storage" / "released"
STEPS = ("edit", "backup", "export", "migrate")
_NEEDED = re.compile(r"the disk is full.*?([\d,]+) (bytes )?are needed")


@contextmanager
def small_disk() -> Iterator[Path]:
    """A file system of 3 MB.

    Raises:
        OSError: this system or this user can mount none.
    """
    folder = Path(tempfile.mkdtemp())
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if sys.platform != "linux":
        raise OSError("only Linux mounts a tmpfs")
    if subprocess.run(command, check=False, capture_output=True).returncode:
        raise OSError("no right to mount a tmpfs")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


class Disk:
    """A small disk with a study that fills it more and more, and one for studies to be renewed.

    Attributes:
        counts: what came of the steps.
        wrong: what must not be, one line each.
    """

    def __init__(
        self, folder: Path, renewing: Path, passphrase: str | None, choose: random.Random
    ) -> None:
        self.folder, self._renewing = folder, renewing
        self._choose, self._passphrase = choose, passphrase
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []

    def runs(self, count: int) -> None:
        """So many steps on a disk that is nearly full, each tried again with space."""
        done = 0
        while done < count:
            self._clean()
            made, place = make(), self.folder / "lab.iprstudy"
            with create(place, new_study(), self._passphrase) as store:
                store.apply(made.edit, action="plan")
                # A larger study would leave a backup no room even on an empty disk.
                while done < count and store.place.stat().st_size < LARGEST:
                    self._run(store, made)
                    done += 1

    def _run(self, store: Store, made: Made) -> None:
        step = self._choose.choice(STEPS)
        before = _state(store)
        older = self._older() if step == "migrate" else None
        old = None if older is None else older.read_bytes()
        folder = self.folder if older is None else self._renewing
        filler = folder / "filler"
        act = self._acts(store, made, older)[step]
        free = shutil.disk_usage(folder).free
        filler.write_bytes(
            b"x" * max(0, free - self._choose.choice((0, 4, 16, 64, 256, 700)) * 1024)
        )
        written: dict[Path, bytes] = {}
        try:
            act()
        except UserError as error:
            self.counts[f"{step} refused"] += 1
            self._look_at(error, step, folder)
            if self._anew(store) != before or _state(store) != before:
                self.wrong.append(f"a refused {step} has left something")
            if older is not None and _files(self._renewing).get(older) != old:
                self.wrong.append("the older study is not as it was")
            written = _files(self.folder / "out")
        else:
            self.counts[f"{step} done"] += 1
        faults = store.check()  # while the disk is full
        filler.unlink()
        for fault in (*faults, *store.check()):
            self.wrong.append(f"{step} has left an unsound study: {fault}")
        for each in folder.rglob(".*"):
            self.wrong.append(f"{step} has left {each.name}")
        self._again(act, step, written)
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        shutil.rmtree(folder_of(store.place), ignore_errors=True)
        if older is not None:
            older.unlink()
            shutil.rmtree(folder_of(older), ignore_errors=True)

    def _again(self, act: Callable[[], object], step: str, written: dict[Path, bytes]) -> None:
        """Does with space what was refused, or was done; what stands there already was whole."""
        try:
            act()
        except UserError as error:
            self.wrong.append(f"{step} is refused with space: {error}")
        whole = _files(self.folder / "out")
        for place in (each for each, said in written.items() if whole.get(each) != said):
            self.wrong.append(f"a refused {step} has left half of {place.name}")

    def _anew(self, store: Store) -> object:
        """What another program finds in the study now."""
        with open_study(store.place, lambda: self._passphrase) as other:
            return _state(other)

    def _acts(
        self, store: Store, made: Made, older: Path | None
    ) -> dict[str, Callable[[], object]]:
        text = made.transcripts[0]
        many = self._choose.choice((1, 60))
        moments = [moment_in(made, text, memo="m" * 300) for _ in range(many)]

        def edit() -> None:
            missing = {each.id for each in moments} - {m.id for m in store.view().all_moments()}
            store.apply(added(*(each for each in moments if each.id in missing)), action="mark")

        def renew() -> None:
            assert older is not None
            open_study(older, lambda: "open sesame").close()

        return {
            "edit": edit,
            "backup": lambda: back_up(store),
            "export": lambda: export(store.view(), self.folder / "out", "csv"),
            "migrate": renew,
        }

    def _older(self) -> Path:
        """A study of an older version, which opening renews."""
        place = self._renewing / "older.iprstudy"
        packed = self._choose.choice(sorted(OLDER.glob("*.iprstudy.gz")))
        place.write_bytes(gzip.decompress(packed.read_bytes()))
        return place

    def _look_at(self, error: UserError, step: str, folder: Path) -> None:
        sentence = str(error)
        if not _NEEDED.search(sentence):
            self.wrong.append(f"{step} does not say what is needed: {sentence}")
        if str(folder) not in sentence or "/." in sentence:
            self.wrong.append(f"{step} does not name the file: {sentence}")

    def _clean(self) -> None:
        for each in self.folder.iterdir():
            if each.is_dir():
                shutil.rmtree(each)
            else:
                each.unlink()


def _state(store: Store) -> object:
    return store.view()


def _files(folder: Path) -> dict[Path, bytes]:
    """What stands in a folder, if it is there."""
    return {each: each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def careless(folder: Path, count: int, choose: random.Random) -> int:
    """The control: how often so many savings in place leave neither the old study nor the new."""
    lost = 0
    place, filler = folder / "lab.iprstudy", folder / "filler"
    with tempfile.TemporaryDirectory() as elsewhere:
        made, other = make(), Path(elsewhere) / "lab.iprstudy"
        with create(other, new_study(), None) as store:
            store.apply(made.edit, action="plan")
            before, old = _state(store), other.read_bytes()
            many = [moment_in(made, made.transcripts[0], memo="m" * 300) for _ in range(60)]
            store.apply(added(*many), action="mark")
            after = _state(store)
        new = other.read_bytes()
    for _ in range(count):
        place.write_bytes(old)
        free = shutil.disk_usage(folder).free
        filler.write_bytes(b"x" * max(0, free - choose.choice((0, 4, 16, 64)) * 1024))
        with suppress(OSError):
            place.write_bytes(new)
        filler.unlink()
        try:
            with open_study(place) as store:
                lost += _state(store) not in (before, after)
        except UserError:
            lost += 1
        shutil.rmtree(folder_of(place), ignore_errors=True)
    return lost


def main() -> int:
    """Prints what came of the steps."""
    wanted = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    wanted.add_argument("--runs", type=int, default=2_000)
    wanted.add_argument("--careless", type=int, default=0, help="the control, which must lose")
    wanted.add_argument("--seed", type=int, default=1)
    asked = wanted.parse_args()
    try:
        if asked.careless:
            with small_disk() as folder:
                lost = careless(folder, asked.careless, random.Random(asked.seed))
            print(f"{asked.careless} savings in place on a full disk: {lost} studies lost")
            return int(lost > 0)
        return _run(asked.runs, asked.seed)
    except OSError as error:
        print(error)
        return 2


def _run(runs: int, seed: int) -> int:
    """Prints what came of so many steps; 1 where one was not as it must be."""
    from tests.reliability.publishing import full  # which works on such disks too

    began = time.monotonic()
    publishings = runs // 5
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for number, passphrase in enumerate((None, "open sesame")):
        with small_disk() as folder, small_disk() as renewing:
            disk = Disk(folder, renewing, passphrase, random.Random(seed + number))
            disk.runs((runs - publishings + number) // 2)
        counts += disk.counts
        wrong += disk.wrong
    for begun in range(0, publishings, AT_ONCE):
        with small_disk() as folder, tempfile.TemporaryDirectory() as machines:
            published, more = full(min(AT_ONCE, publishings - begun), Path(machines), folder)
        counts.update({f"publish {what}": number for what, number in published.items()})
        wrong += more
    told = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
    print(f"{runs} steps on a full disk, {time.monotonic() - began:.0f} s: {told}")
    print(f"{len(wrong)} were not as they must be")
    for each in wrong[:10]:
        print(f"  {each}")
    return int(bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main())
