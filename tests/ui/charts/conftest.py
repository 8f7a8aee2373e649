"""Looks and results for the charts' tests."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from annotator.analysis.dyads.curve import Curve
from annotator.ui.charts import Basis, Chart
from annotator.ui.theme import DARK, LIGHT, Look

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
