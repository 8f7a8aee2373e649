"""What nothing reaches goes in the window's thread, whichever thread makes things."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from threading import get_ident

import pytest
from PySide6.QtWidgets import QApplication

from annotator.app.qt.jobs import Jobs
from annotator.storage import collecting_later as later
from annotator.storage.collecting_later import collecting_later
from annotator.ui.collecting import EVERY_MS, Collecting, collecting_here

CIRCLES = 20_000


class Seen:
    """The threads in which something was collected."""

    def __init__(self) -> None:
        self.threads: set[int] = set()
        self.found = 0

    def hear(self, phase: str, info: dict[str, int]) -> None:
        if phase == "stop":
            self.threads.add(get_ident())
            self.found += info["collected"]


@pytest.fixture
def seen(qapp: QApplication) -> Iterator[Seen]:
    was_on = gc.isenabled()
    seen = Seen()
    gc.callbacks.append(seen.hear)
    yield seen
    gc.callbacks.remove(seen.hear)
    (gc.enable if was_on else gc.disable)()


def make_circles() -> None:
    """What nothing reaches and only the collector finds."""
    for _ in range(CIRCLES):
        circle: list[object] = []
        circle.append(circle)


def work_beside() -> None:
    jobs = Jobs()
    jobs.run(make_circles)
    assert jobs.wait()


def test_work_beside_the_window_collects_nothing(seen: Seen, qtbot) -> None:
    collecting = Collecting()
    gc.collect()
    seen.threads.clear()
    seen.found = 0
    work_beside()
    assert seen.threads == set()
    qtbot.waitUntil(lambda: seen.found >= CIRCLES, timeout=EVERY_MS * 25)
    assert seen.threads == {get_ident()}
    collecting.end()


def test_python_by_itself_collects_where_things_are_made(seen: Seen) -> None:
    gc.enable()
    work_beside()
    assert seen.threads - {get_ident()}


def test_it_stays_off_though_something_turns_it_on_again(seen: Seen) -> None:
    collecting = Collecting()
    gc.enable()
    collecting.look()
    assert not gc.isenabled()
    collecting.end()


@pytest.mark.parametrize("was_on", [True, False])
def test_afterwards_it_is_as_it_was(seen: Seen, was_on: bool) -> None:
    (gc.enable if was_on else gc.disable)()
    with collecting_here():
        assert not gc.isenabled()
    assert gc.isenabled() is was_on


def test_little_is_not_looked_for(seen: Seen) -> None:
    collecting = Collecting()
    gc.collect()
    seen.threads.clear()
    collecting.look()
    assert seen.threads == set()
    make_circles()
    collecting.look()
    assert seen.threads == {get_ident()}
    collecting.end()


def test_nothing_is_looked_for_while_very_much_is_made(seen: Seen) -> None:
    collecting = Collecting()
    with collecting_later():
        make_circles()
        seen.threads.clear()
        collecting.look()
        assert seen.threads == set()
    make_circles()
    collecting.look()
    assert seen.threads == {get_ident()}
    collecting.end()


def test_who_hangs_while_he_makes_very_much_does_not_keep_it_off(
    seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(later, "monotonic", lambda: now[0])
    collecting = Collecting()
    with collecting_later():
        make_circles()
        seen.threads.clear()
        now[0] = 29.0
        collecting.look()
        assert seen.threads == set()
        now[0] = 31.0
        collecting.look()
        assert seen.threads == {get_ident()}
    collecting.end()


def test_everything_is_looked_through_a_hundredth_of_the_time_at_most(
    seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    now = [0.0]

    def collect(generation: int) -> None:
        looked.append(generation)
        now[0] += 0.2  # it takes so long

    monkeypatch.setattr("annotator.ui.collecting.perf_counter", lambda: now[0])
    monkeypatch.setattr(gc, "get_count", lambda: (10_000, 11, 11))
    monkeypatch.setattr(gc, "collect", collect)
    collecting = Collecting()
    collecting.look()
    collecting.look()
    assert looked == [2, 1], "what is young meanwhile"
    now[0] += 19
    collecting.look()
    now[0] += 1
    collecting.look()
    assert looked == [2, 1, 1, 2]
    collecting.end()
