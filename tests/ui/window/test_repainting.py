"""Only what has changed is painted anew, and the screen is as a whole painting has it."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from annotator.ui.desk import Desk
from annotator.ui.timeline.frame import Frame
from annotator.ui.transcript.laid_text import LaidText
from annotator.ui.transcript.names import Names
from annotator.ui.window import Window
from tests.ui.window.conftest import Keys

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
STEPS = 80


@pytest.fixture
def on_screen(window: Window) -> Callable[[], QImage]:
    """What the window's own pixels are now: nothing is painted for it."""

    def taken() -> QImage:
        found = window.screen().grabWindow(window.winId()).toImage()
        assert not found.isNull()
        return found

    return taken


def paint_all(window: Window, desk: Desk) -> None:
    """Text and timeline from nothing."""
    for text in desk.page.columns.texts():
        text.text.viewport().update()
    desk.page.timeline.show_moments(desk.view)
    window.update()
    QApplication.processEvents()


def walked(
    window: Window, desk: Desk, press: Keys, on_screen: Callable[[], QImage], seed: int
) -> list[str]:
    """Keys at random; those after which something old stood on the screen."""
    chance, stale = random.Random(seed), []
    code_keys = [code.key for _, code in desk.view.codebook.codes() if code.key]
    moves = [Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_PageDown]
    taken = [(each, SHIFT) for each in moves[:3]] + [(Qt.Key.Key_Right, SHIFT | CTRL)]
    steps = [Qt.Key.Key_J, (Qt.Key.Key_Z, CTRL), (Qt.Key.Key_Y, CTRL), Qt.Key.Key_Delete]
    for _ in range(STEPS):
        kind = chance.random()
        if kind < 0.45:
            some = [chance.choice([*moves, *taken])]
        elif kind < 0.75:
            some = [(Qt.Key.Key_Right, SHIFT | CTRL), chance.choice(code_keys).lower()]
        elif kind < 0.95:
            some = [chance.choice(steps)]
        else:
            some = []
            window.commands.run(chance.choice(["zoom_in", "zoom_out", "theme"]))
        press(*some)
        for _ in range(3):  # what the inspector shows is laid out in the next round
            QApplication.processEvents()
        before = on_screen()
        paint_all(window, desk)
        if on_screen() != before:
            stale.append(str(some))
    return stale


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_old_stays_on_the_screen(
    window: Window, desk: Desk, press: Keys, on_screen: Callable[[], QImage], seed: int
) -> None:
    assert walked(window, desk, press, on_screen, seed) == []
    assert len(list(desk.view.all_moments())) > 5


@pytest.mark.parametrize(
    ("part", "name", "broken"),
    [
        (LaidText, "repaint_between", lambda *_: None),
        (Frame, "_rest", lambda *_: ()),
        (Names, "place_anew", lambda *_: (0.0, 1.0)),
    ],
)
def test_the_comparison_finds_what_stays(
    window: Window,
    desk: Desk,
    press: Keys,
    on_screen: Callable[[], QImage],
    monkeypatch: pytest.MonkeyPatch,
    part: type,
    name: str,
    broken: Callable[..., object],
) -> None:
    monkeypatch.setattr(part, name, broken)
    assert walked(window, desk, press, on_screen, 1)
