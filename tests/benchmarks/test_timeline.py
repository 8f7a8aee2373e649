"""The timeline at 20,000 moments: a frame of pan and zoom, and the refresh after one edit.

Beside it, in the same run, the plain way: one item of the scene for each moment.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from random import Random
from statistics import median
from time import perf_counter

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QLineF, QObject, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QGraphicsRectItem, QWidget

from annotator.app.waveform import STEP_MS, Waveform
from annotator.domain.edits import Replace
from annotator.domain.spans import lanes
from annotator.ui.theme import Look
from annotator.ui.timeline import Timeline
from annotator.ui.timeline.bins import BinLane, Cell
from tests.ui.timeline.study import moment, pairing, stop, study_of

COUNT = 20_000
HOUR_MS = 3_600_000
SIZE = (1680, 252)
FRAMES = 30


class Paints(QObject):
    """Counts how often a viewport paints."""

    def __init__(self, viewport: QWidget) -> None:
        super().__init__(viewport)
        self.count = 0
        viewport.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def painted_ms(viewport: QWidget, act: Callable[[int], object]) -> float:
    """The median time from an act to the end of the one frame that it causes, in ms."""
    paints, times = Paints(viewport), []
    for number in range(FRAMES):
        begun = perf_counter()
        act(number)
        QApplication.processEvents()
        times.append((perf_counter() - begun) * 1000)
    viewport.removeEventFilter(paints)
    assert paints.count == FRAMES
    return median(times)


@pytest.fixture(scope="module")
def crowded():
    """20,000 moments of two parties over an hour, with stops and pairings."""
    random = Random(4)
    codes = "connecting affect shame distance solidness".split()
    moments = []
    for number in range(COUNT):
        start = random.randrange(HOUR_MS - 30_000)
        moments.append(
            moment(
                f"m{number}",
                ("therapist", "patient")[number % 2],
                100,
                110,
                *random.sample(codes, random.choice((0, 1, 1, 1, 2))),
                own_start_ms=start,
                own_end_ms=start + random.randrange(500, 12_000),
            )
        )
    stops = [
        stop(f"{voice}{number}", voice, 10 * number, number * 60_000)
        for voice in ("therapist", "patient")
        for number in range(1, 60)
    ]
    return study_of(moments, stops=stops, pairings=near_pairings(moments), length_ms=HOUR_MS)


def near_pairings(moments):
    """Every 250th moment of the therapist with the patient's nearest, as people pair them."""
    sides = [
        sorted(
            (each for each in moments if each.transcript_id == f"{voice}-1"),
            key=lambda each: each.own_start_ms,
        )
        for voice in ("therapist", "patient")
    ]
    relations = ("converging", "diverging", "complementary")
    return tuple(
        pairing(f"q{place}", relations[place % 3], first.id, second.id)
        for place, (first, second) in enumerate(zip(*sides, strict=True))
        if place % 250 == 0
    )


@pytest.fixture
def timeline(qtbot, crowded):
    widget = Timeline(Look())
    qtbot.addWidget(widget)
    widget.resize(*SIZE)
    widget.show_session(crowded, "s")
    widget.show()
    qtbot.waitExposed(widget)
    return widget


@pytest.fixture
def items(qtbot, crowded, timeline):
    """The same blocks as one item each, in a view of the same size."""
    view = pg.GraphicsView(background="w")
    qtbot.addWidget(view)
    view.resize(*SIZE)
    box = pg.ViewBox(enableMenu=False)
    view.setCentralItem(box)
    for party in timeline._picture.parties:
        side = -1 if party.voice == "therapist" else 1
        for start, end, lane, colour in zip(
            party.blocks.start_ms.tolist(),
            party.blocks.end_ms.tolist(),
            party.blocks.lane.tolist(),
            party.blocks.colour[:, 0].tolist(),
            strict=True,
        ):
            item = QGraphicsRectItem(QRectF(start, side * (lane + 1), end - start, 0.8))
            item.setPen(pg.mkPen(None))
            item.setBrush(pg.mkBrush(timeline._frame.inks[colour]))
            box.addItem(item, ignoreBounds=True)
    box.setRange(xRange=(0, HOUR_MS), yRange=(-40, 40), padding=0)
    view.show()
    qtbot.waitExposed(view)
    return view, box


def test_frame_of_a_pan(timeline, items, record_property):
    view, box = items
    timeline.zoom(1.02)
    ours = painted_ms(
        timeline._canvas.viewport(), lambda n: timeline._canvas.pulled.emit(3.0 if n % 2 else -3.0)
    )
    shift = HOUR_MS * 0.002
    theirs = painted_ms(view.viewport(), lambda n: box.translateBy(x=shift if n % 2 else -shift))
    report(record_property, "pan, whole session", ours, theirs)
    assert ours < theirs


def test_frame_of_a_zoom(timeline, items, record_property):
    view, box = items
    ours = painted_ms(
        timeline._canvas.viewport(), lambda n: timeline.zoom(1.4 if n % 12 < 6 else 1 / 1.4)
    )
    theirs = painted_ms(view.viewport(), lambda n: box.scaleBy(x=1 / 1.4 if n % 12 < 6 else 1.4))
    report(record_property, "zoom", ours, theirs)
    assert ours < theirs


def test_frame_of_the_playhead(timeline, record_property):
    """Playback moves it some 20 times a second: a fraction of a whole frame."""
    whole = painted_ms(
        timeline._canvas.viewport(), lambda n: timeline.zoom(1.01 if n % 2 else 1 / 1.01)
    )
    timeline.set_playhead(0)

    moved = painted_ms(
        timeline._canvas.viewport(), lambda n: timeline.set_playhead(1_000_000 + n * 5_000)
    )
    report(record_property, "playhead against a whole frame", moved, whole)
    assert moved < whole


def test_frame_of_pointing(timeline, crowded, record_property):
    """The mouse goes from moment to moment: all others fade; three lanes of bins stand below."""
    whole = painted_ms(
        timeline._canvas.viewport(), lambda n: timeline.zoom(1.01 if n % 2 else 1 / 1.01)
    )
    minutes = np.array([(start, start + 60_000) for start in range(0, HOUR_MS, 60_000)])
    cell = Cell(colours=("rose", "teal"), share=0.6, words="")
    lane = BinLane(label="Markers", times_ms=minutes, cells=(cell,) * 60)
    timeline.bins.show([lane] * 3)
    QApplication.processEvents()
    ids = [each.id for each in crowded.all_moments()][: FRAMES + 1]
    pointed = painted_ms(timeline._canvas.viewport(), lambda n: timeline.light.point_at(ids[n + 1]))
    report(record_property, "pointing against a whole frame", pointed, whole)
    assert pointed < 3 * whole


def test_frame_of_a_waveform(qtbot, record_property):
    """An hour of sound, panned; beside it a line for each level, and ten hours of sound."""
    short, long = (with_sound(qtbot, hours) for hours in (1, 10))
    assert short.sound.waveform is not None
    levels = short.sound.waveform.levels
    view = pg.GraphicsView(background="w")
    qtbot.addWidget(view)
    view.resize(*SIZE)
    box = pg.ViewBox(enableMenu=False)
    view.setCentralItem(box)
    box.addItem(EveryLevel(levels.tolist()), ignoreBounds=True)
    box.setRange(xRange=(0, len(levels)), yRange=(-300, 300), padding=0)
    view.show()
    qtbot.waitExposed(view)

    def pan(timeline: Timeline) -> float:
        canvas = timeline._canvas
        return painted_ms(canvas.viewport(), lambda n: canvas.pulled.emit(3.0 if n % 2 else -3.0))

    ours, of_ten_hours = pan(short), pan(long)
    theirs = painted_ms(view.viewport(), lambda n: box.translateBy(x=90 if n % 2 else -90))
    report(record_property, "waveform of an hour, panned", ours, theirs)
    report(record_property, "waveform of one and of ten hours, panned", ours, of_ten_hours)
    assert ours < theirs
    assert of_ten_hours < 2 * ours


def with_sound(qtbot, hours: int) -> Timeline:
    """A timeline with nothing on it but a recording that is loud and quiet by chance."""
    random = Random(hours)
    widget = Timeline(Look())
    qtbot.addWidget(widget)
    widget.resize(*SIZE)
    widget.show_session(study_of([], stops=[], length_ms=hours * HOUR_MS), "s")
    levels = np.frombuffer(random.randbytes(hours * HOUR_MS // STEP_MS), dtype=np.uint8)
    widget.sound.show(Waveform(levels), 0, None)
    widget.show()
    qtbot.waitExposed(widget)
    widget.zoom(1.02)
    return widget


class EveryLevel(pg.GraphicsObject):  # type: ignore[misc] # pyqtgraph carries no types
    """The plain way: a line a level, all of them in each frame."""

    def __init__(self, levels: list[int]) -> None:
        super().__init__()
        self._lines = [QLineF(x, -level, x, level) for x, level in enumerate(levels)]

    def boundingRect(self) -> QRectF:
        return QRectF(0, -255, len(self._lines), 510)

    def paint(self, painter: QPainter, *_: object) -> None:
        painter.setPen(pg.mkPen("#999", cosmetic=True))
        painter.drawLines(self._lines)


def test_refresh_after_one_edit(timeline, crowded, record_property):
    """From the edit's view to the painted frame; beside it the lanes of all laid anew."""
    views = [crowded]
    for number in range(FRAMES):
        start = number * 60_000
        new = moment(
            f"n{number}", "therapist", 100, 110, "shame",
            own_start_ms=start, own_end_ms=start + 9_000,
        )  # fmt: skip
        views.append(views[-1].after(Replace(None, new), number + 2))
    ours = painted_ms(timeline._canvas.viewport(), lambda n: timeline.show_moments(views[n + 1]))
    spans = [
        (start, end)
        for party in timeline._picture.parties
        for start, end in zip(
            party.blocks.start_ms.tolist(), party.blocks.end_ms.tolist(), strict=True
        )
    ]
    begun = perf_counter()
    lanes(spans)
    laid_ms = (perf_counter() - begun) * 1000
    begun = perf_counter()
    timeline.show_session(dataclasses.replace(views[-1]), "s")
    timeline.repaint()
    anew_ms = (perf_counter() - begun) * 1000
    print(f"lanes of {len(spans)} spans laid anew: {laid_ms:.1f} ms")
    report(record_property, "one edit against the session shown anew", ours, anew_ms)
    assert ours * 3 < anew_ms


def report(record_property, what: str, ours_ms: float, theirs_ms: float) -> None:
    """Says both medians and their ratio."""
    record_property(what, f"{ours_ms:.1f} ms, {theirs_ms:.1f} ms")
    print(f"{what}: {ours_ms:.1f} ms beside {theirs_ms:.1f} ms")
