"""Publishing to a share that is killed, full, failing, yanked or slept through: is work lost?

    python -m tests.reliability.publishing --kills 400
    python -m tests.reliability.publishing --full 300        # needs the right to mount a tmpfs
    python -m tests.reliability.publishing --yanks 500
    python -m tests.reliability.publishing --sleepers 100
    python -m tests.reliability.publishing --unfenced 20     # must lose

`kills` kill -9 a program that edits and publishes, at random moments: the study on the share must
be whole, hold everything whose publishing was acknowledged, and the working copy every edit.
`full` publishes to a file system of 3 MB that is nearly full, and `yanks` to a folder that goes
away, or whose writes and syncs fail, at random steps: it must say so in one sentence, and publish
by itself afterwards. `sleepers` have their lock taken over in the middle of publishing, by a
machine that publishes other work: they must not go over it. `unfenced` is the control: without
the look at what stands there, they do. The exit code is 1 where something is lost.
"""

from __future__ import annotations

import argparse
import errno
import os
import random
import re
import select
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest import mock

from annotator.domain.edits import added
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.storage import SharedStore, create_shared, open_shared, open_study, take_out
from annotator.storage.shares import copies, locks, publishing
from annotator.storage.shares.checkout import claim
from annotator.storage.shares.locks import STALE_AFTER_S, Lost, Watch
from annotator.storage.shares.publishing import Diverged
from tests.reliability.full_disk import small_disk
from tests.storage.making import Made, make, moment_in, new_study

SEED = 20261128
LONGEST_S = 0.4
_NEEDED = re.compile(r"the disk is full.*?([\d,]+) (bytes )?are needed")


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


# kill -9 ---------------------------------------------------------------------------------------


def kills(count: int, folder: Path) -> Counter[str]:
    """Kills a program that edits and publishes, and counts what came of it."""
    counts: Counter[str] = Counter()
    choose = random.Random(SEED)
    lab = Lab(folder / "share", folder)
    published: set[Id] = set()
    marked: set[Id] = set()
    for _ in range(count):
        for word, record_id in _killed(lab, choose):
            (published if word == "published" else marked).add(record_id)
        there = lab.there()
        counts["lost on the share"] += len(published - there)
        store = lab.open("a", claims=False)
        here = {each.id for each in store.view().all_moments()}
        left(store)
        counts["lost here"] += len(marked - here)
        counts["strays"] += len(list(lab.share.glob(".*.publishing")))
        marked &= here
        published &= there
    counts["marked"], counts["published"] = len(marked), len(published)
    store = lab.open("a")
    store.sharing.publish_now()
    counts["strays at the end"] = len(list(lab.share.glob(".*.publishing")))
    store.sharing.leave()
    store.close()
    counts["lost at the end"] = len(marked - lab.there())
    return counts


def _killed(lab: Lab, choose: random.Random) -> list[tuple[str, Id]]:
    hear, say = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _work(lab, say)
        finally:
            os._exit(1)
    os.close(say)
    select.select([hear], [], [], 60)
    time.sleep(choose.uniform(0, LONGEST_S))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(hear, "rb") as stream:
        lines = stream.read().decode().splitlines(keepends=True)
    words = [line.split() for line in lines if line.endswith("\n")]
    return [(each[0], each[1]) for each in words if len(each) == 2]


def _work(lab: Lab, say: int) -> None:
    """Marks and publishes, and says each once it is done."""
    store = lab.open("a")
    os.write(say, b"ready\n")
    while True:
        some = [lab.mark(store) for _ in range(2)]
        for each in some:
            os.write(say, f"marked {each}\n".encode())
        store.sharing.publish_now()
        for each in some:
            os.write(say, f"published {each}\n".encode())


# A full disk -----------------------------------------------------------------------------------


def full(count: int, folder: Path, disk: Path) -> tuple[Counter[str], list[str]]:
    """Publishes to a small disk that is nearly full; what came of it, and what must not be."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    choose = random.Random(SEED)
    lab = Lab(disk / "share", folder)
    store = lab.open("a")
    try:
        for _ in range(count):
            wanted = {lab.mark(store)}
            before = lab.place.read_bytes()
            filler = disk / "filler"
            free = shutil.disk_usage(disk).free
            room = choose.choice((0, 4, 64, 400, 900)) * 1024
            filler.write_bytes(b"x" * max(0, free - room))
            try:
                store.sharing.publish_now()
                counts["published"] += 1
            except UserError as error:
                counts["refused"] += 1
                if not _NEEDED.search(str(error)) or str(lab.share) not in str(error):
                    wrong.append(f"it does not say what is needed where: {error}")
                if lab.place.read_bytes() != before:
                    wrong.append("a refused publishing has changed the study")
            filler.unlink()
            strays = [each.name for each in lab.share.glob(".*.publishing")]
            wrong += [f"it has left {each}" for each in strays]
            store.sharing.publish_now()
            if wanted - lab.there():
                wrong.append("it is not there with space again")
    finally:
        store.sharing.leave()
        store.close()
    return counts, wrong


# A share that goes away ------------------------------------------------------------------------


def yanks(count: int, folder: Path) -> tuple[Counter[str], list[str]]:
    """Lets the share go away, or fail, at random steps of publishing; likewise."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    choose = random.Random(SEED)
    lab = Lab(folder / "share", folder)
    now = [0.0]
    store = lab.open("a")
    store.sharing._clock = lambda: now[0]  # as if hours went by
    try:
        for _ in range(count):
            wanted = {lab.mark(store)}
            how = choose.choice(("away", "write", "sync", "put", "list", "stall"))
            store.sharing.turn()  # sees that something is to be published in a minute
            with _failing(lab, how, choose, wrong):
                now[0] += 3_600
                status = store.sharing.turn()
            counts[f"{how}: {'kept here' if status.ahead else 'published all the same'}"] += 1
            if status.ahead and not status.trouble:
                wrong.append(f"{how}: nobody is told")
            wanted |= {lab.mark(store)}  # work goes on
            for _ in range(2):  # it publishes itself: the first turn sees that the share is back
                now[0] += 120
                status = store.sharing.turn()
            if status.ahead or status.standing != "ours" or wanted - lab.there():
                wrong.append(f"{how}: it has not published itself ({status})")
    finally:
        store.sharing.leave()
        store.close()
    return counts, wrong


@contextmanager
def _failing(lab: Lab, how: str, choose: random.Random, wrong: list[str]) -> Iterator[None]:
    """The share fails in one way, from a random call on."""
    left_over = [choose.randrange(4)]
    codes = (errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.ETIMEDOUT)
    away = lab.share.with_name("away")

    def fails(real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            if not any(str(lab.share) in str(each) for each in arguments):
                return real(*arguments, **named)  # of a file on this machine
            left_over[0] -= 1
            if left_over[0] < 0:
                raise OSError(choose.choice(codes), "the share fails")
            return real(*arguments, **named)

        return call

    if how == "away":
        real = publishing._send

        def yank(*arguments: Path) -> str:
            if choose.random() < 0.5:
                lab.share.rename(away)
                return real(*arguments)
            digest = real(*arguments)
            lab.share.rename(away)
            return digest

        with mock.patch.object(publishing, "_send", yank):
            yield
        if away.exists():
            away.rename(lab.share)
        return
    where, name = {
        "write": (publishing, "_send"),
        "sync": (publishing, "sync_folder"),
        "put": (publishing, "_put"),
        "list": (locks, "_numbers"),
        "stall": (copies, "stamp"),
    }[how]
    with mock.patch.object(where, name, fails(getattr(where, name))):
        left_over[0] = min(left_over[0], 1) if how in ("list", "stall") else 0
        yield
    if away.exists():
        wrong.append("the share was left away")


# One who slept ---------------------------------------------------------------------------------


def sleepers(count: int, folder: Path) -> tuple[Counter[str], list[str]]:
    """Lets a machine sleep in the middle of publishing, while another takes over; likewise."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    lab = Lab(folder / "share", folder)
    for number in range(count):
        asleep, others = lab.open("asleep"), set()
        mine = lab.mark(asleep)

        def meanwhile() -> None:
            others.add(_taken_over(lab, counts, wrong))  # noqa: B023 (called at once)

        step = ("before putting", "after sending", "before sending")[number % 3]
        try:
            _publish_asleep(asleep, step, meanwhile)
            wrong.append(f"{step}: a sleeper has published")
        except Lost:
            counts[f"{step}: told that it lost the lock"] += 1
        status = asleep.sharing.turn()
        if status.standing == "ours" and not _has_seen(asleep):
            wrong.append(f"{step}: it still believes that it has the lock")
        if others - lab.there():
            wrong.append(f"{step}: it has gone over the work of another")
        here = {each.id for each in asleep.view().all_moments()}
        if mine not in here:
            wrong.append(f"{step}: its own work is gone")
        beside = asleep.give_way().beside
        assert beside is not None
        if mine not in lab.there(beside):
            wrong.append(f"{step}: its work is not beside")
        beside.unlink()
        left(asleep)
        if step == "before putting":
            shutil.rmtree(lab.work("other"))
    return counts, wrong


def _publish_asleep(store: SharedStore, step: str, meanwhile: Callable[[], None]) -> None:
    """Publishes, and at a step lets others do something meanwhile."""
    sharing = store.sharing
    lock = sharing._lock
    assert lock is not None
    if step == "before putting":
        publishing.publish(sharing.copy, store.key, lock, before_putting=meanwhile)
        return
    real, awake = publishing._send, [True]

    def sleeps(*arguments: Path) -> str:
        if not awake:  # the other machine's own
            return real(*arguments)
        awake.clear()
        if step == "before sending":
            meanwhile()
            return real(*arguments)
        digest = real(*arguments)
        meanwhile()
        return digest

    with mock.patch.object(publishing, "_send", sleeps):
        publishing.publish(sharing.copy, store.key, lock)


def _has_seen(store: SharedStore) -> bool:
    """Whether the lock is looked at once the next heartbeat is due."""
    with suppress(UserError):
        assert store.sharing._lock is not None
        store.sharing._lock.check()
        return False
    return True


def _taken_over(lab: Lab, counts: Counter[str], wrong: list[str]) -> Id:
    """Another machine watches the lock, takes it over once it is stale, works and publishes."""
    now = [0.0]
    watch = Watch(lambda: now[0])
    owner = locks.look(lab.place)
    assert owner is not None
    for _ in range(9):
        if watch.is_stale(owner):
            wrong.append("it is called stale too early")
        now[0] += STALE_AFTER_S / 9
    assert watch.is_stale(owner)
    other = lab.open("other")
    other.sharing.work_in_it(over=owner)
    done = lab.mark(other)
    other.sharing.publish_now()
    other.sharing.leave()
    other.close()
    counts["taken over"] += 1
    return done


def unfenced(count: int, folder: Path, *, fences: bool = False) -> Counter[str]:
    """Publishes a copy that others have gone past; without the fence their work is lost."""
    counts: Counter[str] = Counter()
    for number in range(count):
        lab = Lab(folder / f"share {number}", folder / f"homes {number}")
        away = lab.open("away")
        lab.mark(away)
        away.sharing._lock = None  # a laptop that left without a word
        other = lab.open("other")
        owner = locks.look(lab.place)
        other.sharing.work_in_it(over=owner)
        done = lab.mark(other)
        other.sharing.leave()
        other.close()
        lock = claim(lab.place)
        try:
            publishing.publish(away.sharing.copy, away.key, lock, fences=fences)
        except Diverged:
            counts["told"] += 1
        counts["lost"] += done not in lab.there()
        left(away)
    return counts


def main() -> int:
    """Prints what came of it."""
    wanted = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name in ("kills", "full", "yanks", "sleepers", "unfenced"):
        wanted.add_argument(f"--{name}", type=int, default=0, metavar="N")
    asked = wanted.parse_args()
    if not any(vars(asked).values()):
        wanted.error("say what is to be tried how often, for instance --kills 400")
    bad = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if asked.kills:
            counts = kills(asked.kills, folder)
            print(f"{asked.kills} kills: {dict(counts)}")
            bad += sum(number for what, number in counts.items() if "lost" in what)
            bad += counts["strays at the end"]
        if asked.full:
            try:
                with small_disk() as disk:
                    bad += _told("on a full disk", asked.full, full(asked.full, folder, disk))
            except OSError as error:
                print(error)
                return 2
        if asked.yanks:
            bad += _told("with a failing share", asked.yanks, yanks(asked.yanks, folder / "y"))
        if asked.sleepers:
            bad += _told("slept through", asked.sleepers, sleepers(asked.sleepers, folder / "s"))
        if asked.unfenced:
            counts = unfenced(asked.unfenced, folder)
            print(f"{asked.unfenced} without the fence: {counts['lost']} times work was lost")
            bad += counts["lost"]
    return int(bool(bad))


def _told(what: str, count: int, found: tuple[Counter[str], list[str]]) -> int:
    counts, wrong = found
    told = ", ".join(f"{number} {what}" for what, number in sorted(counts.items()))
    print(f"{count} publishings {what}: {told}; {len(wrong)} were not as they must be")
    for each in wrong[:10]:
        print(f"  {each}")
    return len(wrong)


if __name__ == "__main__":
    raise SystemExit(main())
