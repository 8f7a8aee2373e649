"""Publishing to a share that is killed, full, failing, yanked or slept through: is work lost?

    python -m tests.reliability.publishing --kills 400
    python -m tests.reliability.publishing --full 300        # needs the right to mount a tmpfs
    python -m tests.reliability.publishing --yanks 500
    python -m tests.reliability.publishing --sleepers 100
    python -m tests.reliability.publishing --careless 20     # must lose
    python -m tests.reliability.publishing --unfenced 20     # must lose

`kills` kill -9 a program that edits and publishes, at random moments: the study on the share must
be whole, hold everything whose publishing was acknowledged, and the working copy every edit.
`full` publishes to a file system of 3 MB that is nearly full, and `yanks` to a folder that goes
away, or whose writes and syncs fail, at random steps: it must say so in one sentence, and publish
by itself afterwards. `sleepers` have their lock taken over in the middle of publishing, by a
machine that publishes other work: they must not go over it. The controls are `careless`, which
writes over the study in its place while it is killed, and `unfenced`: without the look at what
stands there, sleepers go over it. The exit code is 1 where something is lost, or where a way to
fail shows nothing.
"""

from __future__ import annotations

import argparse
import errno
import random
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest import mock

from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.storage import SharedStore
from annotator.storage.shares import locks, publishing
from annotator.storage.shares.checkout import claim
from annotator.storage.shares.locks import STALE_AFTER_S, Lost, Watch
from annotator.storage.shares.publishing import Diverged
from tests.reliability.full_disk import small_disk
from tests.reliability.killed_publishing import careless, kills
from tests.reliability.shared_lab import Lab, left

SEED = 20261128
_NEEDED = re.compile(r"the disk is full.*?([\d,]+) (bytes )?are needed")


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

WAYS = ("away", "write", "read", "sync", "put", "look", "list")
"""The folder is gone; or from some call on writing, reading back and reading what stands there,
syncing the folder, replacing, looking at what was put there, or listing fails."""


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
            how = choose.choice(WAYS)
            store.sharing.turn()  # sees that something is to be published in a minute
            with _failing(lab, how, choose, wrong):
                now[0] += 3_600
                status = store.sharing.turn()
            counts[f"{how}: {'kept here' if status.ahead else 'published all the same'}"] += 1
            if status.ahead and not status.trouble:
                wrong.append(f"{how}: nobody is told")
            if not status.ahead:
                wrong.append(f"{how}: nothing has failed, so that it shows nothing")
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
        "read": (publishing, "digest_of"),
        "sync": (publishing, "sync_folder"),
        "put": (publishing, "_put"),
        "list": (locks, "_numbers"),
        "look": (publishing, "stamp"),
    }[how]
    with mock.patch.object(where, name, fails(getattr(where, name))):
        left_over[0] = min(left_over[0], 1) if how in ("list", "read") else 0
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
    for name in ("kills", "full", "yanks", "sleepers", "careless", "unfenced"):
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
            bad += counts["strays at the end"] + (not counts["amid sending"])
        if asked.careless:
            counts = careless(asked.careless, folder / "c")
            print(f"{asked.careless} kills of a careless one: {dict(counts)}")
            bad += sum(number for what, number in counts.items() if "lost" in what)
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
