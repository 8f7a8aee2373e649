"""Part of a long day, and that its judges would notice what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from annotator.app.actions import ACTIONS
from annotator.app.open_study import open_study
from annotator.app.settings import Settings
from annotator.storage import open_study as open_store
from annotator.storage.journal import JournalEntry
from annotator.ui.window import Window
from tests.benchmarks.material import CODERS, Size, make_study
from tests.reliability.long_day import unlike
from tests.reliability.replaying import State, held, replayed
from tests.reliability.walking import LEFT_OUT, Walk
from tests.ui.window.conftest import shown_window

ACTIONS_WALKED = 200
SIZE = Size(interviews=4, words_each=1_000, moments=120)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return make_study(tmp_path / "day.iprstudy", SIZE)


@pytest.fixture
def window(qapp: QApplication, fresh_application: None, place: Path) -> Iterator[Window]:
    shown = shown_window(Settings(scheme="light"))
    shown.show_study(open_study(place, coder=CODERS[0]))
    QApplication.processEvents()
    yield shown
    shown.close()
    shown.deleteLater()


@pytest.mark.qt_log_ignore("This plugin does not support")  # raising and grabbing, off screen
def test_after_hundreds_of_actions_window_file_and_journal_are_one(
    window: Window, place: Path
) -> None:
    walk = Walk(window, seed=20260312)
    for _ in range(ACTIONS_WALKED):
        walk.act()
    assert sum(len(each.clock) for each in walk.times.values()) == ACTIONS_WALKED
    assert {"code", "memo letter", "undo", "session", "any command"} <= set(walk.times)
    with open_store(place) as store:
        assert len(list(store.journal())) > ACTIONS_WALKED // 4  # it did not only look around
        entries = list(store.journal())
        payloads = {each.seq: store.payload(each.seq) for each in entries}
        now = held(store.view())
    assert unlike(window, place) == []
    # The control: one payload that says something else, and the comparison must tell.
    changed = next(
        each.seq
        for each in reversed(entries)
        if (payloads[each.seq] or [{"after": None}])[-1]["after"] is not None
    )
    tampered = [dict(each) for each in payloads[changed] or []]
    tampered[-1] = {**tampered[-1], "after": {**tampered[-1]["after"], "id": "another"}}
    assert leads_to(now, entries, payloads)
    assert not leads_to(now, entries, {**payloads, changed: tampered})


def leads_to(state: State, entries: list[JournalEntry], payloads: dict[int, Any]) -> bool:
    """Whether these payloads lead to a state; not where one goes on from what is not there."""
    try:
        return replayed(entries, payloads.__getitem__) == state
    except AssertionError:
        return False


def test_what_a_walk_leaves_out_is_in_the_table() -> None:
    assert LEFT_OUT.keys() <= {each.id for each in ACTIONS}
