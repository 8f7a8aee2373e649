from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.edits import Replace, added
from annotator.domain.errors import UserError
from annotator.storage import Store, back_up, backup, creation, open_study, opening
from annotator.storage.backup import back_up_apart, backups_of, is_backup, kept, restore
from tests.storage.making import moment_in


@pytest.mark.parametrize("fixture", ["place", "locked"])
def test_a_backup_opens_and_holds_the_same(fixture, request, made):
    place = request.getfixturevalue(fixture)
    with open_study(place, lambda: "open sesame") as store:
        store.apply(Replace(None, moment_in(made, made.transcripts[0])), action="mark")
        copied = back_up(store)
        assert copied.parent == place.with_name(f"{place.stem} backups")
        assert [each.name for each in copied.parent.iterdir()] == [copied.name]
        with open_study(copied, lambda: "open sesame") as copy:
            assert copy.encrypted == store.encrypted
            assert copy.view() == store.view()
            assert copy.check() == []


def test_two_backups_in_one_second_are_two(store):
    first, second = back_up(store), back_up(store)
    assert first != second
    assert sorted(backups_of(store.place).values()) == sorted([first, second])


def test_a_backup_that_is_not_sound_takes_no_good_one_away(store, monkeypatch):
    good = back_up(store)
    monkeypatch.setattr("annotator.storage.backup.sound_findings", lambda *_, **__: ["page 7"])
    with pytest.raises(UserError, match="damaged"):
        back_up(store)
    assert list(good.parent.iterdir()) == [good]


def test_older_backups_are_taken_away_and_other_files_stay(store):
    folder = back_up(store).parent
    strange = folder / "notes.iprstudy"
    strange.touch()
    start = datetime(2025, 3, 1, 12, tzinfo=UTC)
    for hour in range(30):
        stamp = (start + timedelta(hours=hour)).strftime("%Y-%m-%d %H%M%S")
        (folder / f"{stamp} study.iprstudy").touch()
    back_up(store)
    # The newest ten, of which two are today's, and the last of the older day.
    assert len(backups_of(store.place)) == 11
    assert strange.exists()


@pytest.mark.parametrize(
    ("number", "said"),
    [(28, r"the disk is full.* bytes are left, up to [\d,]+ are needed"), (30, "no backup can be")],
)
def test_no_room_for_a_backup_is_said(store, monkeypatch, number, said):
    def failing(*_args: object, **_named: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("annotator.storage.backup.copy_to", failing)
    with pytest.raises(UserError, match=said) as told:
        back_up(store)
    assert " backups" in told.value.where
    assert "/." not in told.value.where  # the name that it was to get, not that of the draft


moments = st.datetimes(datetime(2024, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC)).map(
    lambda time: time.replace(microsecond=0)
)


AFTER = datetime(2026, 1, 2, tzinfo=UTC)


@given(st.lists(moments, unique=True, max_size=80))
def test_rotation(times):
    stay = kept(times, AFTER)
    newest = sorted(times, reverse=True)
    assert set(newest[:10]) <= stay <= set(times)
    assert len(stay) <= 10 + 14 + 8
    last_of_day = {time.date(): time for time in sorted(times)}
    for day in sorted(last_of_day, reverse=True)[:14]:
        assert last_of_day[day] in stay
    last_of_week = {time.isocalendar()[:2]: time for time in sorted(times)}
    for week in sorted(last_of_week, reverse=True)[:8]:
        assert last_of_week[week] in stay
    # What stays today stays when nothing was added.
    assert kept(stay, AFTER) == stay


@given(st.lists(moments, unique=True, max_size=80), st.lists(moments, unique=True, max_size=40))
def test_a_clock_that_went_wrong_pushes_nothing_out(times, wrong):
    ahead = [time + timedelta(days=3653) for time in wrong]  # no year has all days of another
    assert kept([*times, *ahead], AFTER) == kept(times, AFTER) | kept(ahead, AFTER)
    assert kept(ahead, AFTER) == kept(ahead, AFTER.replace(year=2100))


@pytest.fixture
def after_each_step(monkeypatch) -> list[Callable[[int], object]]:
    """What is done after each step, given how many pages remain; of small steps."""
    monkeypatch.setattr(backup, "PAGES_A_STEP", 2)
    acts: list[Callable[[int], object]] = []
    patience = backup._patience

    def listening(restarts: int) -> Callable[[int, int, int], None]:
        hear = patience(restarts)

        def also(status: int, remaining: int, total: int) -> None:
            for act in acts:
                act(remaining)
            hear(status, remaining, total)

        return also

    monkeypatch.setattr(backup, "_patience", listening)
    return acts


both_kinds = pytest.mark.parametrize("fixture", ["place", "locked"])
"""Plain and encrypted, which are copied in different ways."""


def opened(fixture: str, request: pytest.FixtureRequest) -> Store:
    return open_study(request.getfixturevalue(fixture), lambda: "open sesame")


def ids(store: Store) -> set[str]:
    return {each.id for each in store.view().all_moments()}


@both_kinds
def test_a_backup_beside_the_work_holds_what_was_committed(fixture, request, made, after_each_step):
    """Made in a thread, while the store goes on writing between its steps."""
    place = request.getfixturevalue(fixture)
    stepped = Event()
    after_each_step.append(lambda _remaining: stepped.set())
    with open_study(place, lambda: "open sesame") as store:
        text = made.transcripts[0]
        store.apply(added(*(moment_in(made, text) for _ in range(100))), action="mark")
        before = ids(store)
        with ThreadPoolExecutor(1) as pool:
            made_apart = pool.submit(store.backing_up())
            assert stepped.wait(10)
            for _ in range(5):
                store.apply(Replace(None, moment_in(made, text)), action="mark")
            copied = made_apart.result()
        after = ids(store)
    assert copied is not None
    with open_study(copied, lambda: "open sesame") as copy:
        assert copy.check() == []
        assert before <= ids(copy) <= after


@both_kinds
def test_edits_cannot_put_a_backup_off_for_ever(fixture, request, made, after_each_step):
    """Each edit begins the copy anew."""
    store = opened(fixture, request)
    text, edits = made.transcripts[0], 0

    def edit(_remaining: int) -> None:
        nonlocal edits
        edits += 1
        assert edits < 20
        store.apply(Replace(None, moment_in(made, text)), action="mark")

    after_each_step.append(edit)
    copied = store.backing_up()()
    assert copied is not None
    assert edits > 1
    with open_study(copied, lambda: "open sesame") as copy:
        assert copy.check() == []
        assert ids(copy) == ids(store)
    store.close()


@both_kinds
def test_a_copy_that_is_not_disturbed_is_made_in_steps(fixture, request, after_each_step):
    store = opened(fixture, request)
    heard: list[int] = []
    after_each_step.append(heard.append)
    assert store.backing_up()() is not None
    assert len(heard) > 5
    assert heard == sorted(heard, reverse=True)  # never anew
    store.close()


@pytest.mark.parametrize("fixture", ["place", "locked"])
def test_a_backup_is_due_after_each_write_and_not_before(fixture, request, made):
    place = request.getfixturevalue(fixture)
    with open_study(place, lambda: "open sesame") as store:
        made_apart = store.backing_up()
        assert made_apart() is not None
        assert made_apart() is None
        store.apply(Replace(None, moment_in(made, made.transcripts[0])), action="mark")
        (first,) = backups_of(place).values()
        # In the same tick of the disk's clock, say.
        os.utime(first, ns=(place.stat().st_mtime_ns, place.stat().st_mtime_ns))
        assert made_apart() is not None
        assert made_apart() is None


def test_a_backup_dated_ahead_puts_none_off(store, made):
    """Of a day on which the machine's clock was wrong."""
    ahead = datetime.now(UTC) + timedelta(days=400)
    first = back_up(store)
    first = first.rename(first.with_name(named(ahead, store)))
    os.utime(first, (ahead.timestamp(), ahead.timestamp()))
    store.apply(Replace(None, moment_in(made, made.transcripts[0])), action="mark")
    assert store.backing_up()() is not None
    assert store.backing_up()() is None
    store.apply(Replace(None, moment_in(made, made.transcripts[0])), action="mark")
    assert store.backing_up()() is not None


@pytest.mark.parametrize("content", [b"", b"not a study"])
def test_what_is_no_study_is_no_backup(store, content):
    back_up(store).write_bytes(content)
    assert store.backing_up()() is not None


def test_of_a_study_that_is_away_no_backup_is_made(place, tmp_path):
    away = place.rename(tmp_path / "away.iprstudy")
    assert back_up_apart(place, None) is None
    assert not place.exists()  # nor an empty file
    assert list(tmp_path.iterdir()) == [away]


def test_rotation_never_takes_the_backup_that_was_just_made(store):
    ahead = datetime.now(UTC) + timedelta(days=400)
    folder = back_up(store).parent
    for day in range(80):
        (folder / named(ahead + timedelta(days=day), store)).touch()
    assert back_up(store).exists()


def test_an_older_backup_that_cannot_go_now_stays(store, monkeypatch):
    """It is open in another program, on Windows say."""
    folder = back_up(store).parent
    start = datetime(2025, 3, 1, 12, tzinfo=UTC)
    for hour in range(20):
        (folder / named(start + timedelta(hours=hour), store)).touch()
    held, unlink = folder / named(start, store), Path.unlink

    def refusing(path: Path, missing_ok: bool = False) -> None:
        if path == held:
            raise PermissionError(13, "Permission denied", str(path))
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refusing)
    assert back_up(store).exists()
    # The newest ten, two of them today's, the last of the older day, and that one.
    assert len(backups_of(store.place)) == 12
    assert held.exists()


@pytest.mark.parametrize(
    "name",
    [
        "2025-03-12 102233 before the merge.iprstudy",
        "2025-03-12 102233 study (copy).iprstudy",
        "2025-03-12 102233.iprstudy",
    ],
)
def test_a_persons_own_copy_is_no_backup(store, name):
    folder = back_up(store).parent
    (folder / name).touch()
    assert len(backups_of(store.place)) == 1


@pytest.mark.parametrize("part", ["page_findings", "reference_findings"])
def test_a_damaged_study_is_named_and_not_its_copy(store, monkeypatch, part):
    monkeypatch.setattr(opening, part, lambda *_, **__: ["page 7"])
    with pytest.raises(UserError, match="damaged") as told:
        back_up(store)
    assert told.value.where == str(store.place)


def test_two_windows_in_one_second_make_two(store, monkeypatch):
    """Each has chosen the same name before the other's file is there."""
    put_new = creation.put_new
    others: list[Path] = []

    def put_after_another(draft: Path, goal: Path) -> None:
        if not others:
            others.append(goal)
            goal.write_bytes(b"another window's")
        put_new(draft, goal)

    monkeypatch.setattr(backup, "put_new", put_after_another)
    mine = back_up(store)
    assert mine not in others
    assert sorted(mine.parent.iterdir()) == sorted([mine, *others])
    assert others[0].read_bytes() == b"another window's"


def named(time: datetime, store: Store) -> str:
    return f"{time:%Y-%m-%d %H%M%S} {store.place.stem}.iprstudy"


def test_a_backup_is_read_and_never_written_to(store, made):
    moment = moment_in(made, made.transcripts[0])
    store.apply(Replace(None, moment), action="mark")
    copied = back_up(store)
    content = copied.read_bytes()
    with open_study(copied, lambda: "open sesame") as opened:
        assert list(opened.view().all_moments()) == [moment]
        with pytest.raises(UserError, match="this is a backup, which stays as it is"):
            opened.apply(Replace(moment, None), action="delete")
        assert opened.backing_up()() is None
    assert copied.read_bytes() == content
    assert [each.name for each in copied.parent.iterdir()] == [copied.name]


def test_a_restored_backup_is_a_study_again(store, made):
    moment = moment_in(made, made.transcripts[0])
    copied = back_up(store)
    store.apply(Replace(None, moment), action="mark")
    goal = store.place.with_name("again.iprstudy")
    with open_study(restore(copied, goal, lambda: "open sesame"), lambda: "open sesame") as again:
        assert list(again.view().all_moments()) == []
        again.apply(Replace(None, moment), action="mark")
    with pytest.raises(UserError, match="there is a file of this name"):
        restore(copied, goal, lambda: "open sesame")
    with open_study(goal, lambda: "open sesame") as again:
        assert list(again.view().all_moments()) == [moment]
    assert sorted(each.name for each in goal.parent.glob(".*")) == []


@pytest.mark.parametrize(
    ("name", "one"),
    [
        ("lab backups/2026-03-12 102233 lab.iprstudy", True),
        ("lab backups/2026-03-12 102233 other.iprstudy", False),
        ("lab backups/my own copy.iprstudy", False),
        ("lab/2026-03-12 102233 lab.iprstudy", False),
        ("backups/2026-03-12 102233 .iprstudy", False),
        ("lab backups/2026-13-12 102233 lab.iprstudy", False),
    ],
)
def test_what_is_a_backup(tmp_path, name, one):
    assert is_backup(tmp_path / name) is one


def test_the_folder_of_the_first_backup_is_on_the_disk_too(store, monkeypatch):
    synced: list[Path] = []
    monkeypatch.setattr(backup, "sync_folder", synced.append)
    back_up(store)
    back_up(store)
    assert synced == [store.place.parent], "a folder that is new, once"
