"""The real window on 120,000 words with 20,000 moments by three coders: key to painted.

Run by `python3 packaging/dev.py benchmark`. Clocks are reported, ratios are asserted: what a key
costs may not follow the size of the study.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.ui.window import Window
from tests.benchmarks.material import CODERS, GIANT, MANY, SMALL, Size, make_study
from tests.ui.window.conftest import shown_window

NO, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
KEYS = 60
PASSPHRASE = "a passphrase"
CASES = [(SMALL, None), (MANY, None), (MANY, PASSPHRASE), (GIANT, None)]
NAMES = ["small", "many", "many, encrypted", "giant"]


@dataclass
class Bench:
    """A window at work, and what it is asked to do."""

    window: Window
    chance: random.Random

    def somewhere(self) -> None:
        """A word selected anywhere in the text in hand; this is not measured."""
        assert self.window.desk is not None
        text = self.window.desk.page.columns.in_hand
        assert text is not None
        assert text.transcript_id is not None
        length = len(self.window.desk.view.transcripts[text.transcript_id].text)
        place = self.chance.randrange(length - 500)
        text.place_caret(place)
        text.show_well(place)
        text.select_word()
        QApplication.processEvents()

    def before_the_end(self) -> None:
        """Back at the top where no whole page is left: else keys that do nothing are measured."""
        assert self.window.desk is not None
        text = self.window.desk.page.columns.in_hand
        assert text is not None
        bar = text.text.verticalScrollBar()
        if bar.value() + bar.pageStep() > bar.maximum():
            text.place_caret(0)
            text.show_well(0)
            QApplication.processEvents()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO) -> None:
        focused: QWidget | None = QApplication.focusWidget()
        QTest.keyClick(focused or self.window, key, modifiers)
        QApplication.processEvents()


def bench_on(place: Path, passphrase: str | None) -> Bench:
    shown = shown_window(Settings(scheme="light"))
    shown.resize(1920, 1080)
    shown.show_study(open_study(place, lambda: passphrase, CODERS[0]))
    QApplication.processEvents()
    assert shown.desk is not None
    shown.desk.page.columns.take("therapist")
    return Bench(shown, random.Random(3))


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Size, str | None], Path]:
    """A study file of a size, made once."""
    folder = tmp_path_factory.mktemp("large")
    made: dict[tuple[Size, str | None], Path] = {}

    def place_of(size: Size, passphrase: str | None) -> Path:
        if (size, passphrase) not in made:
            name = f"study-{len(made)}.iprstudy"
            made[size, passphrase] = make_study(folder / name, size, passphrase)
        return made[size, passphrase]

    return place_of


@pytest.fixture(params=CASES, ids=NAMES)
def bench(request, qapp, fresh_application, places) -> Iterator[Bench]:
    size, passphrase = request.param
    made = bench_on(places(size, passphrase), passphrase)
    yield made
    made.window.close()
    made.window.deleteLater()


def test_keys_to_painted(bench: Bench) -> None:
    """Coding, rating, undo, stepping, paging, another interview, zoom, and memory."""
    print()
    window, desk = bench.window, bench.window.desk
    assert desk is not None
    told(KEYS, "code a word, committed", partial(bench.press, Qt.Key.Key_H), bench.somewhere)
    told(KEYS // 2, "rate, committed", partial(bench.press, Qt.Key.Key_3))
    told(KEYS // 2, "undo, committed", partial(bench.press, Qt.Key.Key_Z, CTRL))
    told(KEYS // 2, "redo, committed", partial(bench.press, Qt.Key.Key_Y, CTRL))
    told(KEYS, "next moment", partial(bench.press, Qt.Key.Key_J))
    text = desk.page.columns.in_hand
    assert text is not None
    text.place_caret(0)
    told(KEYS, "page", partial(bench.press, Qt.Key.Key_PageDown), bench.before_the_end)
    zooms = iter(["zoom_in"] * 10 + ["zoom_out"] * 10)
    told(20, "zoom of the timeline", lambda: run(window, next(zooms)))
    sessions = list(desk.view.sessions)
    if len(sessions) > 1:
        steps = iter(sessions * 2)
        told(len(sessions), "another interview", lambda: show(window, next(steps)))
    print(f"{'memory':24} {memory_mb():.0f} MB")


def test_what_a_key_costs_does_not_follow_the_size_of_the_study(
    qapp, fresh_application, places
) -> None:
    took = []
    for size in (SMALL, MANY):
        bench = bench_on(places(size, None), None)
        press = partial(bench.press, Qt.Key.Key_H)
        took.append(measured(KEYS, press, bench.somewhere)[1])
        bench.window.close()
    small, large = map(median, took)
    assert large < 2 * small, f"{small:.1f} ms, in a study of 24 times the size {large:.1f} ms"


def run(window: Window, command: str) -> None:
    window.commands.run(command)
    QApplication.processEvents()


def show(window: Window, session_id: str) -> None:
    assert window.desk is not None
    window.desk.show_session(session_id)
    QApplication.processEvents()


def measured(
    times: int, act: Callable[[], None], before: Callable[[], None] = lambda: None
) -> tuple[list[float], list[float]]:
    """Milliseconds on the clock, and of this thread's own work, sorted."""
    clock, work = [], []
    for _ in range(times):
        before()
        began, busy = perf_counter(), thread_time()
        act()
        work.append((thread_time() - busy) * 1000)
        clock.append((perf_counter() - began) * 1000)
    return sorted(clock), sorted(work)


def told(
    times: int, name: str, act: Callable[[], None], before: Callable[[], None] = lambda: None
) -> None:
    """Measures and prints median and 99th percentile."""
    clock, work = measured(times, act, before)
    last = min(times - 1, int(times * 0.99))
    print(
        f"{name:24} clock {median(clock):6.1f} {clock[last]:6.1f}"
        f"   work {median(work):6.1f} {work[last]:6.1f} ms"
    )


def memory_mb() -> float:
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return 0.0
    return int(statm.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
