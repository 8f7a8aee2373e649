"""What is typed is stored at a pause, and after a second without one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Qt

from annotator.ui.memo import MemoField
from annotator.ui.theme import Look
from annotator.ui.typing_pause import LONGEST_MS, QUIET_MS, TypingPause


@pytest.fixture
def pause(qapp) -> TypingPause:
    return TypingPause(QObject(qapp))


def test_each_key_puts_the_pause_off_and_not_the_longest_wait(pause: TypingPause) -> None:
    pause.typed()
    quiet, longest = pause._quiet.timerId(), pause._longest.timerId()
    assert (pause._quiet.interval(), pause._longest.interval()) == (QUIET_MS, LONGEST_MS)
    pause.typed()
    assert pause._quiet.timerId() != quiet
    assert pause._longest.timerId() == longest


@pytest.mark.parametrize("timer", ["_quiet", "_longest"])
def test_either_ends_both(pause: TypingPause, timer: str) -> None:
    ends: list[str] = []
    pause.over.connect(lambda: ends.append(timer))
    pause.typed()
    getattr(pause, timer).timeout.emit()
    assert ends == [timer]
    assert not pause._quiet.isActive()
    assert not pause._longest.isActive()


def test_a_memo_that_is_typed_without_a_pause_is_written(qtbot) -> None:
    """Each key comes before the pause is over; a second is never exceeded."""
    field = MemoField(Look())
    qtbot.addWidget(field)
    field.show_memo("m", "")
    said: list[str] = []

    def store(moment_id: str, memo: str) -> None:
        said.append(memo)
        field.confirm(moment_id, memo)

    field.written.connect(store)
    qtbot.keyClicks(field, "on")
    assert said == ["o"]
    with qtbot.waitSignal(field.written, timeout=3 * LONGEST_MS):
        field._pause._quiet.timeout.disconnect()  # as where the next key is always sooner
    assert said == ["o", "on"]
    qtbot.keyClick(field, Qt.Key.Key_A)
    assert field._pause._longest.isActive()
