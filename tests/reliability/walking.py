"""A person at the window: real keys and mouse events, drawn by a seed, each with its time."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter, thread_time

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.app.actions import ACTIONS, Action
from annotator.ui.desk import Desk
from annotator.ui.window import Window

# What a walk leaves out, and why: the rest of the table joins by itself.
LEFT_OUT = {
    "quit": "ends the walk",
    "close_study": "ends the walk",
    "lock": "ends the walk of an encrypted study; `tests/ui/window/test_locking.py` tries it",
    "open_sample": "leaves the study",
    "back_up": "copies the whole file, as long as that takes",
    "check": "reads the whole file, likewise",
}
ANSWERED = ("Edit", "Moment")
"""Menus whose sheets are at times answered by Return; all others are left by Esc."""
NO = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
DELETED = int(QEvent.Type.DeferredDelete)
KEPT = 20
SLOW_MS = 100
TYPED = "so she was there and then it went quiet "
SIZES = ((1280, 800), (1440, 900), (1920, 1080))


@dataclass
class Times:
    """How long the actions of one kind took, in ms: on the clock, and of this thread's work."""

    clock: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)


class Walk:
    """Acts at random.

    Args:
        window: with a study in it, active.
        seed: the same gives the same walk on the same study.
    """

    def __init__(self, window: Window, seed: int) -> None:
        self.window = window
        self.chance = random.Random(seed)
        self.times: dict[str, Times] = {}
        self._table = [each for each in ACTIONS if each.keys and each.id not in LEFT_OUT]
        self.slowest: list[tuple[float, str]] = []
        self.slow: Counter[str] = Counter()
        self._started: list[tuple[str, Callable[[], None]]] = []  # what a person is amid
        self._named = ""
        self._accept = False
        self._tries = 0
        self._pulse = QTimer()
        self._pulse.setInterval(0)
        self._pulse.timeout.connect(self._answer)
        keys = [code.key for _, code in self.desk.view.codebook.codes() if code.key]
        self._letters = keys or ["n"]
        self._acts: list[tuple[int, str, Callable[[], None]]] = [
            (14, "select", self._select),
            (16, "code", self._code),
            (4, "add a code", self._add),
            (6, "rate", self._rate),
            (4, "memo", self._memo),
            (3, "delete", lambda: self._in_text(lambda: press("x"))),
            (3, "undo", self._undo),
            (10, "step", self._step),
            (8, "scroll", self._scroll),
            (5, "click", self._click),
            (3, "session", self._session),
            (3, "mode", self._mode),
            (2, "tab", self._tab),
            (2, "palette", self._palette),
            (3, "timeline", self._timeline),
            (1, "resize", self._resize),
            (1, "look", self._look),
            (6, "any command", self._any),
        ]

    @property
    def desk(self) -> Desk:
        assert self.window.desk is not None
        return self.window.desk

    def act(self) -> str:
        """Does one thing, mostly one key, and gives its kind."""
        if self._started:
            kind, do = self._started.pop(0)
        else:
            weights = [weight for weight, _, _ in self._acts]
            ((_, kind, do),) = self.chance.choices(self._acts, weights)
            self.back_to_work()
        self._named = ""
        with self._timed(kind):
            do()
            QApplication.processEvents()
            # An application's loop does so by itself; processEvents leaves these for later.
            QApplication.sendPostedEvents(None, DELETED)
        return kind

    def back_to_work(self) -> None:
        """The keys in a text of the coding tab; what this takes is nobody's action."""
        if self.desk.page.tab != "coding":
            self.window.show_tab("coding")
        columns = self.desk.page.columns
        voices = columns.voices()
        if voices and not any(each.text.hasFocus() for each in columns.texts()):
            columns.take(columns.voice if columns.voice in voices else voices[0])
        QApplication.processEvents()

    # What a person does -------------------------------------------------------------------

    def _in_text(self, do: Callable[[], None]) -> None:
        if any(each.text.hasFocus() for each in self.desk.page.columns.texts()):
            do()

    def _select(self) -> None:
        for _ in range(self.chance.randrange(4)):
            press(self.chance.choice([Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown]))
        kind = self.chance.randrange(3)
        if kind == 0:
            press(Qt.Key.Key_D, CTRL)
        elif kind == 1:
            press(Qt.Key.Key_Return)
        else:
            press(Qt.Key.Key_Right, CTRL | SHIFT)

    def _code(self) -> None:
        self._in_text(lambda: press(self.chance.choice(self._letters).lower()))

    def _add(self) -> None:
        self._in_text(lambda: press(self.chance.choice(self._letters), SHIFT))

    def _rate(self) -> None:
        self._in_text(lambda: press(str(self.chance.randrange(1, 6))))

    def _memo(self) -> None:
        if self.desk.moment_id is None:
            return
        press("m")
        if self.desk.page.inspector.memo.hasFocus():
            self._go_on("memo letter", *f"{self.chance.choice(TYPED.split())} ")
            self._go_on("memo left", Qt.Key.Key_Escape)

    def _undo(self) -> None:
        back = self.chance.randrange(5)
        press(Qt.Key.Key_Z, CTRL)
        for _ in range(back):
            self._started.append(("undo", lambda: press(Qt.Key.Key_Z, CTRL)))
        for _ in range(self.chance.randrange(back + 2)):
            self._started.append(("redo", lambda: press(Qt.Key.Key_Y, CTRL)))

    def _step(self) -> None:
        self._in_text(lambda: press(self.chance.choice("jjjk")))

    def _scroll(self) -> None:
        text = self._some_text()
        if text is not None:
            turn_wheel(text, self.chance.choice([-360, -120, 120, 360]), NO)

    def _click(self) -> None:
        text = self._some_text()
        if text is None:
            return
        place = QPoint(
            self.chance.randrange(20, max(21, text.width() - 20)),
            self.chance.randrange(20, max(21, text.height() - 20)),
        )
        if self.chance.random() < 0.3:
            QTest.mouseDClick(text, Qt.MouseButton.LeftButton, NO, place)
        else:
            QTest.mouseClick(text, Qt.MouseButton.LeftButton, NO, place)

    def _session(self) -> None:
        press(self.chance.choice([Qt.Key.Key_PageDown, Qt.Key.Key_PageUp]), CTRL)

    def _mode(self) -> None:
        press(self.chance.choice("1234"), CTRL)

    def _tab(self) -> None:
        press(self.chance.choice([Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F5, Qt.Key.Key_F2]))

    def _palette(self) -> None:
        press(Qt.Key.Key_K, CTRL)
        self._go_on("palette letter", *self.chance.choice(["quiet", "code", "d01", "then"]))
        self._go_on("palette left", Qt.Key.Key_Escape)

    def _timeline(self) -> None:
        canvas = self.desk.page.timeline._canvas.viewport()
        kind = self.chance.randrange(3)
        if kind == 0 and canvas.isVisible():
            turn_wheel(canvas, self.chance.choice([-120, 120]), CTRL)
        elif kind == 1 and canvas.isVisible():
            place = QPoint(self.chance.randrange(90, max(91, canvas.width() - 50)), 40)
            QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, NO, place)
        else:
            self.window.commands.run(self.chance.choice(["zoom_in", "zoom_out", "zoom_all"]))

    def _resize(self) -> None:
        self.window.resize(*self.chance.choice(SIZES))

    def _look(self) -> None:
        self.window.commands.run(
            self.chance.choice(["theme", "larger", "smaller", "usual_size", "usual_size"])
        )

    def _any(self) -> None:
        """A command of the table by its key."""
        wanted: Action = self.chance.choice(self._table)
        self._named = wanted.id
        self._accept = wanted.menu in ANSWERED and self.chance.random() < 0.3
        self._tries = 0
        self._pulse.start()
        focused: QWidget | None = QApplication.focusWidget()
        QTest.keySequence(focused or self.window, QKeySequence(self.chance.choice(wanted.keys)))
        QApplication.processEvents()
        self._pulse.stop()
        self.window.activateWindow()

    # Inside -------------------------------------------------------------------------------

    def _go_on(self, kind: str, *keys: str | Qt.Key) -> None:
        """The next actions press these keys."""
        self._started += [(kind, partial(press, key)) for key in keys]

    def _answer(self) -> None:
        """Answers a dialog or leaves it; what does not go by Esc is closed."""
        shown = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if shown is None:
            return
        self._tries += 1
        if self._accept and self._tries == 1:
            focused: QWidget | None = shown.focusWidget()
            QTest.keyClick(focused or shown, Qt.Key.Key_Return)
        elif self._tries < 4:
            QTest.keyClick(shown, Qt.Key.Key_Escape)
        else:
            shown.close()

    def _some_text(self) -> QWidget | None:
        texts = list(self.desk.page.columns.texts())
        return self.chance.choice(texts).text.viewport() if texts else None

    @contextmanager
    def _timed(self, kind: str) -> Iterator[None]:
        clock, work = perf_counter(), thread_time()
        yield
        own = self.times.setdefault(kind, Times())
        own.clock.append((perf_counter() - clock) * 1000)
        own.work.append((thread_time() - work) * 1000)
        named = f"{kind} {self._named}".strip()
        if own.work[-1] > SLOW_MS:
            self.slow[named] += 1
        self.slowest.append((own.work[-1], named))
        self.slowest = sorted(self.slowest, reverse=True)[:KEPT]


def press(key: str | Qt.Key, modifiers: Qt.KeyboardModifier = NO) -> None:
    """Presses a key where the focus is, as a person does."""
    target = QApplication.focusWidget() or QApplication.activeWindow()
    if target is not None:
        if isinstance(key, str):
            QTest.keyClicks(target, key, modifiers)
        else:
            QTest.keyClick(target, key, modifiers)
        QApplication.processEvents()


def turn_wheel(widget: QWidget, by: int, modifiers: Qt.KeyboardModifier) -> None:
    """Turns the wheel over the middle of a widget."""
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        widget.mapToGlobal(middle),
        QPoint(),
        QPoint(0, by),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
