"""The lock of a study: taken once, given back, watched, taken over, lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.storage.shares import locks
from annotator.storage.shares.locks import (
    LISTED_S,
    SETTLED_S,
    STALE_AFTER_S,
    Held,
    Lock,
    Lost,
    Watch,
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "lab.iprstudy"


def files(place: Path) -> list[str]:
    return sorted(each.name for each in place.parent.iterdir())


def test_one_has_it_and_tells_who_and_since_when(place: Path) -> None:
    assert locks.look(place) is None
    lock = locks.take(place)
    assert locks.look(place) == lock.owner
    with pytest.raises(Held, match=r"works on the study since \d\d:\d\d; here it can be read only"):
        locks.take(place)
    lock.beat()
    seen = locks.look(place)
    assert seen is not None
    assert (seen.token, seen.beat) == (lock.owner.token, 1)
    lock.release()
    assert locks.look(place) is None
    assert locks.last(place) is not None
    locks.take(place).check()


def test_a_killed_program_s_lock_is_taken_by_its_own_machine(place: Path) -> None:
    killed = locks.take(place)
    again = locks.take(place, own=killed.owner.token)
    again.check()
    with pytest.raises(Lost):
        killed.check()


def test_it_is_stale_only_when_it_was_watched_not_to_move(place: Path) -> None:
    lock, now = locks.take(place), [1_000.0]
    watch = Watch(lambda: now[0])

    def stale() -> bool:
        owner = locks.look(place)
        assert owner is not None
        return watch.is_stale(owner)

    assert not stale()  # whatever its clock says
    now[0] += STALE_AFTER_S - 1
    assert not stale()
    lock.beat()
    now[0] += 1
    assert not stale()
    now[0] += STALE_AFTER_S
    assert stale()


def test_whoever_loses_it_finds_out_and_changes_nothing(place: Path) -> None:
    slept = locks.take(place)
    stale = locks.look(place)
    assert stale is not None
    other = locks.take(place, over=stale)
    for act in (slept.check, slept.beat):
        with pytest.raises(Lost, match="has taken the study over"):
            act()
    slept.release()
    assert locks.look(place) == other.owner
    other.check()


def test_a_lock_that_could_not_be_released_is_still_ours(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = locks.take(place)

    def failing(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(locks, "_write", failing)
    with pytest.raises(OSError, match="Input/output"):
        lock.release()
    monkeypatch.undo()
    lock.beat()
    assert locks.look(place) == lock.owner
    with pytest.raises(Held):
        locks.take(place)


def test_a_lock_that_moved_since_it_was_looked_at_is_not_taken_over(place: Path) -> None:
    lock = locks.take(place)
    stale = locks.look(place)
    lock.beat()
    with pytest.raises(Held):
        locks.take(place, over=stale)
    lock.check()


def test_who_is_slow_comes_to_no_lock_of_others(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had seen number 1, and meanwhile there were 2 to 7, of which some are gone."""
    first = locks.take(place)
    seen = locks.look(place)
    for _ in range(6):
        first.release()
        first = locks.take(place)
    assert len(files(place)) < 7
    numbers = locks._highest
    answers = iter([1])
    monkeypatch.setattr(locks, "_highest", lambda p: next(answers, None) or numbers(p))
    monkeypatch.setattr(locks, "_read", lambda _, n: seen if n == 1 else first.owner)
    with pytest.raises(Held):
        locks.take(place, over=seen)
    monkeypatch.undo()
    first.check()
    assert locks.look(place) == first.owner


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"token": 3}', b'{"number": "x"}', b"\xff" * 40]
)
def test_what_cannot_be_read_counts_as_somebody(place: Path, content: bytes) -> None:
    place.with_name(f".{place.name}.lock-000004").write_bytes(content)
    owner = locks.look(place)
    assert owner is not None
    assert "somebody on another machine" in owner.named
    with pytest.raises(Held, match="somebody on another machine"):
        locks.take(place)
    locks.take(place, over=owner).check()


def test_names_in_a_lock_are_told_in_one_short_line(place: Path) -> None:
    lock = locks.take(place)
    file = place.with_name(f".{place.name}.lock-{lock.owner.number:06}")
    text = file.read_text().replace('"host": "', '"host": "' + "long\\n" * 40)
    file.write_text(text)
    owner = locks.look(place)
    assert owner is not None
    assert len(owner.named) < 120
    assert "\n" not in owner.named


def test_a_study_whose_name_begins_alike_has_its_own(place: Path) -> None:
    locks.take(place)
    locks.take(place.with_name("lab.iprstudy.lock"))
    locks.take(place.with_name("a.iprstudy")).check()


# What is left beside the study -----------------------------------------------------------------


def numbers(place: Path) -> list[int]:
    return [int(name.rpartition("-")[2]) for name in files(place)]


def times(place: Path, now: list[float], count: int) -> Lock:
    """The last of so many takings, each given back at once but for that one."""
    lock = locks.take(place, clock=lambda: now[0])
    for _ in range(count - 1):
        lock.release()
        lock = locks.take(place, clock=lambda: now[0])
    return lock


@pytest.mark.parametrize("act", ["beat", "release"])
def test_an_owner_of_some_seconds_leaves_one_lock_only(place: Path, act: str) -> None:
    now = [50.0]
    lock = times(place, now, 6)
    assert numbers(place) == [3, 4, 5, 6]
    now[0] += SETTLED_S - 0.1
    lock.beat()
    assert numbers(place) == [3, 4, 5, 6]
    now[0] += 0.2
    getattr(lock, act)()
    assert numbers(place) == [6]
    assert locks.look(place) == (lock.owner if act == "beat" else None)
    lock.release()
    following = locks.take(place)
    assert following.owner.number == 7


def test_one_that_was_lost_takes_none_away(place: Path) -> None:
    now = [50.0]
    slept = times(place, now, 3)
    other = locks.take(place, over=locks.look(place))
    now[0] += 2 * SETTLED_S
    slept.release()
    with pytest.raises(Lost):
        slept.beat()
    assert numbers(place) == [1, 2, 3, 4]
    other.check()


def test_who_comes_to_a_number_that_is_gone_gives_way(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had seen number 2 released; 3 and 4 were since, and the owner of 4 took 3 away."""
    now = [50.0]
    lock = times(place, now, 4)
    released = replace(lock.owner, number=2, released=True)
    now[0] += SETTLED_S
    lock.beat()
    assert numbers(place) == [4]
    highest, answers = locks._highest, iter([2])
    monkeypatch.setattr(locks, "_highest", lambda p: next(answers, None) or highest(p))
    read = locks._read
    monkeypatch.setattr(locks, "_read", lambda p, n: released if n == 2 else read(p, n))
    with pytest.raises(Held) as told:
        locks.take(place)
    assert told.value.owner == lock.owner
    assert numbers(place) == [4]
    lock.check()


@pytest.mark.parametrize("slow", [1, 2, 3])
def test_a_list_that_takes_too_long_makes_nobody_the_owner(
    place: Path, monkeypatch: pytest.MonkeyPatch, slow: int
) -> None:
    """It may have missed the highest, while one was taken away and the next one made."""
    now, listed, left = [50.0], locks._highest, [-1]

    def highest(place: Path) -> int:
        left[0] += 1
        if 0 < left[0] <= slow:  # the first is not yet the one that counts
            now[0] += LISTED_S
        return listed(place)

    monkeypatch.setattr(locks, "_highest", highest)
    if slow < 3:
        locks.take(place, clock=lambda: now[0]).check()
    else:
        with pytest.raises(TimeoutError):
            locks.take(place, clock=lambda: now[0])
        assert files(place) == []
