"""Looks and results for the charts' tests."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from annotator.analysis.dyads.curve import Curve
from annotator.analysis.dyads.lanes import LaneBlock, PairingLine, PartyLanes, SessionLanes
from annotator.analysis.dyads.recurrence import LagPoint, Recurrence
from annotator.ui.charts import Basis, Chart
from annotator.ui.charts.drawing import Drawing
from annotator.ui.charts.marks import Words
from annotator.ui.charts.scale import Scale
from annotator.ui.theme import DARK, LIGHT, Look

MINUTE = 60_000
BASIS = Basis(
    coder="RA-2",
    code_set="Micro-processes",
    notes=("a stop without an end stands for the 60 s before it",),
    colours={"Shame": "rose", "Repair": "teal"},
)


def curve(values=(0.1, 0.3, 0.0, 0.2), high=(0.2, 0.2, 0.1, 0.2)) -> Curve:
    """Four parts; the second is above chance, the last one at its edge."""
    n = len(values)
    return Curve(
        code=None,
        middles=(np.arange(n) + 0.5) / n,
        values=np.array(values),
        mean=np.full(n, 0.05),
        low=np.zeros(n),
        high=np.array(high),
        n=3,
        shifts=1000,
        seed=7,
    )


def shown(qtbot: QtBot, chart: Chart, width: int = 640, height: int = 320) -> Chart:
    """The chart on a screen, with the keys."""
    qtbot.addWidget(chart)
    chart.resize(width, height)
    with qtbot.waitExposed(chart):
        chart.show()
    chart.setFocus()
    return chart


@pytest.fixture(params=["light 100", "dark 200"])
def any_look(request: pytest.FixtureRequest, qapp: object) -> Look:
    """Light at 100 %, dark at 200 %."""
    scheme, percent = request.param.split()
    return Look(LIGHT if scheme == "light" else DARK, int(percent))


def block(moment_id, start_min, end_min, *codes, lane=0):
    """A moment of the timeline, in minutes of the session."""
    return LaneBlock(
        moment_id=moment_id,
        start_ms=round(start_min * MINUTE),
        end_ms=round(end_min * MINUTE),
        anchor_ms=round(end_min * MINUTE),
        codes=codes,
        lane=lane,
    )


def lanes(number=3, dyad="D07") -> SessionLanes:
    """50 minutes: two moments of the therapist in two lanes, one of the patient, one pairing."""
    return SessionLanes(
        dyad=dyad,
        number=number,
        length_ms=50 * MINUTE,
        therapist=PartyLanes(
            voice="therapist",
            name="T07",
            coded=True,
            blocks=(block("t1", 9, 10, "Shame"), block("t2", 9, 10, "Repair", "Shame", lane=1)),
            stops=((10 * MINUTE, None),),
            paired=1,
        ),
        patient=PartyLanes(
            voice="patient",
            name="P07",
            coded=True,
            blocks=(block("p1", 29, 30, "Shame"),),
            stops=((30 * MINUTE, 31 * MINUTE),),
            untimed=(("Shame",),),
            paired=1,
        ),
        pairings=(
            PairingLine(
                pairing_id="pair",
                relation="diverging",
                therapist_ms=10 * MINUTE,
                patient_ms=30 * MINUTE,
            ),
        ),
        relations=(("diverging", 1),),
    )


def profile(peak=20_000) -> Recurrence:
    """Lags of −20 s to 20 s; the last one is the peak."""
    rates = {-20_000: 0.0, -10_000: 0.125, 0: 0.0, 10_000: 0.0, 20_000: 0.25}
    return Recurrence(
        match="same code",
        code=None,
        points=tuple(
            LagPoint(
                lag_ms=lag, rate=0.5, n=12, observed=rate, tested=8, mean=0.05, low=0.0, high=0.1
            )
            for lag, rate in rates.items()
        ),
        peak_lag_ms=peak,
        peak=rates.get(peak, float("nan")),
        p=0.012,
        reason="" if peak is not None else "every shift gives the same",
        n=2,
        step_ms=10_000,
        shifts=999,
        seed=7,
    )


def label_scale(drawing: Drawing, first: str, last: str, values: tuple[float, float]) -> Scale:
    """The y scale of a drawing, from where two of its labels stand."""
    found = {each.text: each for each in drawing.marks if isinstance(each, Words)}
    low, high = (found[text].box[1] + found[text].box[3] / 2 for text in (first, last))
    return Scale(low=values[0], high=values[1], start_px=low, end_px=high)


def foot_scale(drawing: Drawing, first: str, last: str, values: tuple[float, float]) -> Scale:
    """The x scale of a drawing, from where two of its labels stand."""
    found = {each.text: each for each in drawing.marks if isinstance(each, Words)}
    low, high = (found[text].box[0] + found[text].box[2] / 2 for text in (first, last))
    return Scale(low=values[0], high=values[1], start_px=low, end_px=high)
