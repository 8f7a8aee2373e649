from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.edits import Replace, added
from annotator.domain.errors import UserError
from annotator.storage import back_up, open_study
from annotator.storage.backup import backups_of, is_due, kept
from tests.storage.making import moment_in


@pytest.mark.parametrize("fixture", ["place", "locked"])
def test_a_backup_opens_and_holds_the_same(fixture, request, made):
    place = request.getfixturevalue(fixture)
    with open_study(place, lambda: "open sesame") as store:
        store.apply(Replace(None, moment_in(made, made.transcripts[0])), action="mark")
        backup = back_up(store)
        assert backup.parent == place.with_name(f"{place.stem} backups")
        assert [each.name for each in backup.parent.iterdir()] == [backup.name]
        with open_study(backup, lambda: "open sesame") as copy:
            assert copy.encrypted == store.encrypted
            assert copy.view() == store.view()
            assert copy.check() == []


def test_two_backups_in_one_second_are_two(store):
    first, second = back_up(store), back_up(store)
    assert first != second
    assert sorted(backups_of(store.place).values()) == sorted([first, second])


def test_a_backup_that_is_not_sound_takes_no_good_one_away(store, monkeypatch):
    good = back_up(store)
    monkeypatch.setattr("annotator.storage.backup.page_findings", lambda *_, **__: ["page 7"])
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


@given(st.lists(moments, unique=True, max_size=80))
def test_rotation(times):
    stay = kept(times)
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
    assert kept(stay) == stay


def test_a_backup_beside_the_work_holds_what_was_committed(place, made):
    """Made in a thread, while the store goes on writing between its steps."""
    with open_study(place) as store:
        text = made.transcripts[0]
        for _ in range(40):
            store.apply(
                added(*(moment_in(made, text, memo="w " * 300) for _ in range(40))), action="mark"
            )
        before = {each.id for each in store.view().all_moments()}
        with ThreadPoolExecutor(1) as pool:
            made_apart = pool.submit(store.backing_up())
            written = 0
            while not made_apart.done() or written == 0:
                store.apply(Replace(None, moment_in(made, text)), action="mark")
                written += 1
            backup = made_apart.result()
        after = {each.id for each in store.view().all_moments()}
    with open_study(backup) as copy:
        held = {each.id for each in copy.view().all_moments()}
        assert copy.check() == []
    assert before <= held <= after


def test_a_backup_is_due_after_each_write_and_not_before(store, made):
    assert is_due(store.place)
    backup = back_up(store)
    later = backup.stat().st_mtime + 60
    os.utime(backup, (later, later))
    assert not store.backup_is_due
    store.apply(Replace(None, moment_in(made, made.transcripts[0])), action="mark")
    os.utime(store.place, (later + 60, later + 60))
    assert store.backup_is_due
