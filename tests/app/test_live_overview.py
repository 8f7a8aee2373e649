"""Overviews beside the window: the newest wins, a bug is told, and the window goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from threading import Event, get_ident
from time import perf_counter, thread_time

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from annotator.app.qt import live_overview
from annotator.app.qt.jobs import Jobs, Outcome
from annotator.app.qt.live_overview import Computed, LiveOverview
from annotator.app.verbs.comparing import Comparison
from annotator.app.verbs.overviewing import Kept, overview_of
from annotator.domain.errors import UserError
from annotator.domain.view import StudyView
from tests.analysis.agreement.studies import Put, Text, study

ASKED = Comparison(unit="turn")


class Gate:
    """Stands in for the computation and waits until it is let go on."""

    def __init__(self) -> None:
        self.begun, self.open = Event(), Event()
        self.views: list[StudyView] = []
        self.threads: set[int] = set()
        self.error: Exception | None = None

    def compute(self, view: StudyView, asked: Comparison, kept: Kept) -> object:
        self.views.append(view)
        self.threads.add(get_ident())
        self.begun.set()
        assert self.open.wait(10)
        if self.error is not None:
            raise self.error
        return overview_of(view, asked, kept)


@pytest.fixture
def small() -> StudyView:
    """Two coders, one transcript."""
    both = {name: [Put(start=0, end=8), Put(start=20, end=30)] for name in "AB"}
    return study(Text(work=both))


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    made = Gate()
    monkeypatch.setattr(live_overview, "overview_of", made.compute)
    return made


@pytest.fixture
def live(qapp: QApplication) -> Iterator[LiveOverview]:
    made = LiveOverview()
    yield made
    made.stop()
    made.deleteLater()


def newer(view: StudyView, number: int) -> StudyView:
    return replace(view, revision=view.revision + number)


def heard(live: LiveOverview) -> list[Computed]:
    """What it gives from now on."""
    found: list[Computed] = []
    live.ready.connect(found.append)
    return found


def has_more_than(given: list[Computed], count: int) -> bool:
    return len(given) > count


def wait(qtbot, done: Callable[[], bool]) -> None:
    qtbot.waitUntil(done, timeout=20_000)


def test_of_those_that_wait_only_the_newest_is_computed(qtbot, live, gate: Gate, small) -> None:
    given = heard(live)
    busy: list[bool] = []
    live.busy.connect(busy.append)
    views = [newer(small, number) for number in range(5)]
    live.ask(views[0], ASKED)
    assert gate.begun.wait(10)
    for view in views[1:]:
        live.ask(view, ASKED)
    gate.open.set()
    wait(qtbot, lambda: bool(given))
    assert gate.views == [views[0], views[-1]]
    assert [each.view for each in given] == [views[-1]]  # the older one is never shown
    assert given[0].overview is not None
    assert given[0].seconds > 0
    assert busy[-1] is False
    assert get_ident() not in gate.threads


def test_each_is_given_where_nothing_newer_waits(qtbot, live, small) -> None:
    given = heard(live)
    views = [newer(small, number) for number in range(3)]
    for view in views:
        before = len(given)
        live.ask(view, ASKED)
        wait(qtbot, partial(has_more_than, given, before))
    assert [each.view for each in given] == views


def test_stopped_while_it_computes_it_gives_nothing(qtbot, live, gate: Gate, small) -> None:
    given = heard(live)
    live.ask(small, ASKED)
    assert gate.begun.wait(10)
    live.ask(newer(small, 1), ASKED)
    QTimer.singleShot(0, gate.open.set)
    gate.open.set()
    live.stop()
    live.ask(newer(small, 2), ASKED)
    for _ in range(5):
        QApplication.processEvents()
    assert given == []
    assert gate.views == [small]


def test_it_may_be_gone_before_the_outcome_is_told(qapp, gate: Gate, small) -> None:
    live = LiveOverview()
    given = heard(live)
    live.ask(small, ASKED)
    assert gate.begun.wait(10)
    gate.open.set()
    live.stop()
    live.deleteLater()
    del live
    for _ in range(5):
        QApplication.processEvents()
    assert given == []


def test_a_bug_is_told_and_the_next_question_answered(qtbot, live, gate: Gate, small) -> None:
    given = heard(live)
    failed: list[Exception] = []
    busy: list[bool] = []
    live.failed.connect(failed.append)
    live.busy.connect(busy.append)
    gate.error = ZeroDivisionError("a bug")
    gate.open.set()
    live.ask(small, ASKED)
    wait(qtbot, lambda: bool(failed))
    assert failed == [gate.error]
    assert given == []
    assert busy == [True, False]
    gate.error = None
    live.ask(small, ASKED)
    wait(qtbot, lambda: bool(given))
    assert given[0].overview is not None


def test_nothing_to_compare_is_an_answer(qtbot, live) -> None:
    given = heard(live)
    failed: list[Exception] = []
    live.failed.connect(failed.append)
    live.ask(study(Text(work={"A": []})), ASKED)
    wait(qtbot, lambda: bool(given))
    assert failed == []
    assert given[0].overview is None
    assert "two coders" in given[0].why_not


def test_a_failed_computation_leaves_nothing_half_kept(qtbot, live, small, monkeypatch) -> None:
    """What was kept before the bug still holds for the next question."""
    given = heard(live)
    failed: list[Exception] = []
    live.failed.connect(failed.append)
    from annotator.app.verbs import overviewing

    def broken(*_: object) -> object:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(overviewing, "drift", broken)
        live.ask(small, ASKED)
        wait(qtbot, lambda: bool(failed))
    live.ask(small, ASKED)
    wait(qtbot, lambda: bool(given))
    assert given[0].overview is not None
    fresh = overview_of(small, ASKED)
    assert repr(given[0].overview.headline) == repr(fresh.headline)
    assert repr(given[0].overview.drift) == repr(fresh.drift)


def test_jobs_are_told_in_their_order_with_their_errors(qtbot, qapp) -> None:
    jobs = Jobs()
    told: list[Outcome] = []
    jobs.done.connect(told.append)
    refused = UserError("no")

    def refuse() -> object:
        raise refused

    jobs.run(lambda: 1)
    jobs.run(refuse)
    jobs.run(lambda: 3)
    wait(qtbot, lambda: len(told) == 3)
    assert [each.value for each in told] == [1, None, 3]
    assert [each.error for each in told] == [None, refused, None]


@pytest.fixture(scope="module")
def large() -> StudyView:
    """47 transcripts, three coders, 300 moments of each in each."""
    words = ("I wanted to take it back. " * 600,)

    def work(coder: int) -> list[Put]:
        return [
            Put(
                start=50 * place + coder,
                end=50 * place + 20 + 2 * coder,
                codes=(("Shame", "Distance", "Repair")[(place + (place % 7 == coder)) % 3],),
            )
            for place in range(300)
        ]

    own = {name: work(number) for number, name in enumerate("ABC")}
    return study(*[Text(words=words, work=own)] * 47)


def test_the_window_goes_on_while_a_large_study_is_computed(qtbot, live, large) -> None:
    given = heard(live)
    beats: list[float] = []
    pulse = QTimer()
    pulse.setInterval(5)
    pulse.timeout.connect(lambda: beats.append(perf_counter()))
    pulse.start()
    began = thread_time()
    live.ask(large, Comparison())
    assert thread_time() - began < 0.1  # asking computes nothing
    wait(qtbot, lambda: bool(given))
    pulse.stop()
    overview = given[0].overview
    assert overview is not None
    assert sum(len(o) for d in overview.compared.documents for o in d.moments.values()) == 42_300
    gaps = [after - before for before, after in pairwise(beats)]
    assert len(beats) > 10
    assert max(gaps) < given[0].seconds / 2  # not one long stop; the interpreter is shared
