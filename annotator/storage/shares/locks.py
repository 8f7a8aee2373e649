"""Who works on a study that lies on a share: one machine at a time, the others only read.

The lock is a file beside the study, `.lab.iprstudy.lock-000012`, made by `O_EXCL` with the
number after the highest that is there; the highest is the one that counts. To take a lock over
is to make the next number, which only one of many can. Nothing that counts is ever deleted or
renamed: where a stale lock is deleted, or renamed away, before the new one is made, whoever was
slow takes away the lock that another has made meanwhile (`tests/reliability/lock_race.py`
shows both). A number below it may go once the highest has stood for longer than anybody's list of
the folder takes, so that no list misses both. Its owner counts up a heartbeat in it. Whether it
is stale is told by watching that it does not move, on one's own clock (`Watch`): clocks of
different machines are never compared.
"""

from __future__ import annotations

import errno
import getpass
import glob
import json
import os
import platform
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path

from annotator import __version__
from annotator.domain.errors import UserError, short

STALE_AFTER_S = 90.0
LISTED_S, SETTLED_S = 5.0, 10.0
"""How long the list of a folder may take by which somebody finds a lock to be their own, and how
long that must have been there for its owner to take those before it away."""
_BYTES = 1024
"""A lock file always has this size: each heartbeat is one write over the one before."""
_LEAVES = 4
"""So many stay until then: a list of a folder may miss one that is made, or deleted, meanwhile."""
_LISTS = 3
"""So often a folder is listed that takes too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who has a lock.

    Attributes:
        number: of the lock; each is higher than the ones before.
        token: of this taking of it; random.
        user, host, pid, boot, version: who and where, to be told to others.
        since: UTC, ISO 8601, by the owner's clock; only told.
        beat: the heartbeat.
        released: it was given back; whoever comes next takes it.
    """

    number: int
    token: str
    user: str = ""
    host: str = ""
    pid: int = 0
    boot: str = ""
    version: str = ""
    since: str = ""
    beat: int = 0
    released: bool = False

    @property
    def named(self) -> str:
        """The person and the machine, as a sentence names them."""
        if not self.host:
            return "somebody on another machine"
        return f"{self.user} on {self.host}" if self.user else f"somebody on {self.host}"

    @property
    def since_words(self) -> str:
        """When it was taken, by the owner's clock in our zone; the day where it was not today."""
        try:
            at = datetime.fromisoformat(self.since).astimezone()
        except ValueError:
            return ""
        today = at.date() == datetime.now().astimezone().date()
        return f"{at:%H:%M}" if today else f"{at:%Y-%m-%d %H:%M}"


class Held(UserError):
    """Somebody else has the lock.

    Attributes:
        owner: who.
    """

    def __init__(self, place: Path, owner: Owner) -> None:
        self.owner = owner
        super().__init__(
            f"{owner.named} works on the study{_since(owner)}",
            str(place),
            "here it can be read only until it is closed there",
        )


class Lost(UserError):
    """The lock that we had was taken over; `owner` says by whom, None where it is not known."""

    def __init__(self, place: Path, owner: Owner | None) -> None:
        self.owner = owner
        by = owner.named if owner is not None else "somebody"
        super().__init__(
            f"{by} has taken the study over{_since(owner)}, so nothing is published from here",
            str(place),
            "what was done here is kept in the working copy",
        )


class Lock:
    """A lock that we have taken.

    Args:
        place: the study on the share.
        owner: what stands in its file.
        clock: seconds that only go forward.

    Attributes:
        place, owner: the same.
    """

    def __init__(
        self, place: Path, owner: Owner, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.place, self.owner = place, owner
        self._clock, self._since, self._is_alone = clock, clock(), False

    def check(self) -> None:
        """Sees that it is still ours.

        Raises:
            Lost: it is not.
            OSError: the share does not answer.
        """
        highest = _highest(self.place)
        found = _read(self.place, self.owner.number) if highest == self.owner.number else None
        if found is None or found.token != self.owner.token:
            raise Lost(self.place, _read(self.place, highest) if highest else None)

    def beat(self) -> None:
        """Counts the heartbeat up; errors as `check`."""
        self.check()
        self._put(replace(self.owner, beat=self.owner.beat + 1))
        self._tidy()

    def release(self) -> None:
        """Gives it back; one that is lost already is left alone.

        Raises:
            OSError: the share does not answer.
        """
        with suppress(Lost):
            self.check()
            self._tidy()
            self._put(replace(self.owner, released=True))

    def _put(self, owner: Owner) -> None:
        """Writes what is new; what the share did not take is not so."""
        _write(self.place, owner)
        self.owner = owner

    def _tidy(self) -> None:
        """Takes all that were before it away, once it has stood for long enough."""
        if not self._is_alone and self._clock() - self._since >= SETTLED_S:
            _take_away(self.place, self.owner.number - 1)
            self._is_alone = True


class Watch:
    """Tells whether a lock's heartbeat stands still.

    Args:
        clock: seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: tuple[str, int] | None = None
        self._since = 0.0

    def is_stale(self, owner: Owner) -> bool:
        """Whether it has not moved for 90 s while it was looked at again and again."""
        now, state = self._clock(), (owner.token, owner.beat)
        if state != self._seen:
            self._seen, self._since = state, now
        return now - self._since >= STALE_AFTER_S


def look(place: Path) -> Owner | None:
    """Who has the lock of a study; None where it is free.

    Raises:
        OSError: the share does not answer.
    """
    number = _highest(place)
    owner = _read(place, number) if number else None
    return None if owner is None or owner.released else owner


def last(place: Path) -> Owner | None:
    """Who has, or had last, the lock of a study; errors as `look`."""
    number = _highest(place)
    return _read(place, number) if number else None


def take(
    place: Path,
    *,
    over: Owner | None = None,
    own: str = "",
    clock: Callable[[], float] = time.monotonic,
) -> Lock:
    """Takes the lock of a study.

    Args:
        place: the study on the share; its folder must be there.
        over: a stale owner that a person has decided to take it over from.
        own: token of a lock that this machine had before, when a program of it was killed.
        clock: seconds that only go forward.

    Raises:
        Held: somebody else has it.
        OSError: the share does not answer, or not in time, or takes no files.
    """
    number = _highest(place)
    found = _read(place, number) if number else None
    if found is not None and not found.released:
        stale = over is not None and (found.token, found.beat) == (over.token, over.beat)
        if not stale and not (own and found.token == own):
            raise Held(place, found)
    owner = _new(number + 1)
    try:
        handle = os.open(_file(place, owner.number), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
    except FileExistsError:
        raise Held(place, _read(place, owner.number) or _unknown(owner.number)) from None
    with os.fdopen(handle, "wb") as file:
        file.write(_bytes(owner))
        file.flush()
        os.fsync(file.fileno())
    try:
        highest = _listed(place, clock)
    except TimeoutError:
        _file(place, owner.number).unlink(missing_ok=True)
        raise
    if highest != owner.number:  # we were slow: others have gone on, and this number counts not
        _file(place, owner.number).unlink(missing_ok=True)
        raise Held(place, _read(place, highest) or _unknown(highest))
    _take_away(place, owner.number - _LEAVES)
    return Lock(place, owner, clock)


def pattern_of(place: Path) -> str:
    """A glob for the lock files of a study."""
    return f".{glob.escape(place.name)}.lock-*"


def _new(number: int) -> Owner:
    return Owner(
        number=number,
        token=secrets.token_hex(16),
        user=_user(),
        host=platform.node(),
        pid=os.getpid(),
        boot=_boot(),
        version=__version__,
        since=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _unknown(number: int) -> Owner:
    return Owner(number=number, token="")


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no name for this user
        return ""


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def _since(owner: Owner | None) -> str:
    words = owner.since_words if owner is not None else ""
    return f" since {words}" if words else ""


def _file(place: Path, number: int) -> Path:
    return place.with_name(f".{place.name}.lock-{number:06}")


def _highest(place: Path) -> int:
    return max(_numbers(place), default=0)


def _listed(place: Path, clock: Callable[[], float]) -> int:
    """The highest, by a list that took less time than those below a new one are left to stand.

    Whichever was the highest when it was begun is then still there when it ends.
    """
    for _ in range(_LISTS):
        began = clock()
        highest = _highest(place)
        if clock() - began < LISTED_S:
            return highest
    raise TimeoutError(errno.ETIMEDOUT, "the folder takes too long to be listed")


def _numbers(place: Path) -> list[int]:
    start = f".{place.name}.lock-"
    names = (name for name in os.listdir(place.parent) if name.startswith(start))  # noqa: PTH208
    return [int(tail) for name in names if (tail := name[len(start) :]).isdecimal()]


def _read(place: Path, number: int) -> Owner | None:
    """What stands in a lock; an unknown owner where that is not all there yet."""
    try:
        raw = json.loads(_file(place, number).read_bytes())
        cells = {each.name: raw[each.name] for each in fields(Owner)}
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError):
        return _unknown(number)
    usual = asdict(_unknown(number))
    if any(type(cells[name]) is not type(value) for name, value in usual.items()):
        return _unknown(number)
    told = {name: short(cells[name]) for name in ("user", "host")}
    return Owner(**{**cells, **told, "number": number})


def _bytes(owner: Owner) -> bytes:
    return json.dumps(asdict(owner)).encode("ascii").ljust(_BYTES)


def _write(place: Path, owner: Owner) -> None:
    """Over the content that is there; a file that is gone is not made again."""
    handle = os.open(_file(place, owner.number), os.O_WRONLY | getattr(os, "O_BINARY", 0))
    try:
        os.write(handle, _bytes(owner))
        os.fsync(handle)
    finally:
        os.close(handle)


def _take_away(place: Path, until: int) -> None:
    """Takes away the locks up to a number, that one too; they were superseded before."""
    for number in _numbers(place):
        if number <= until:
            with suppress(OSError):
                _file(place, number).unlink()
