"""Pictures of results: widgets that also print. Each takes one frozen result and its basis.

| class | `show_…` takes | from `annotator.analysis` |
|---|---|---|
| `TimelineChart` | `show_sessions(tuple[SessionLanes, …], Basis)` | `dyads.lanes.lanes_of` |
| `ConvergenceChart` | `show_curve(Curve, Basis)` | `dyads.curve.convergence_curve` |
| `LagChart` | `show_profile(Recurrence, Basis)` | one of `dyads.recurrence.recurrence` |

All are `Chart`s: `title`, `finding` (in words), `caption` (n, coder, codes, seed, notes),
`reason` (why there is nothing; then it is shown in the chart's place), `opened(key)` when a
place is pressed or Return is, `read(words)` for what is under mouse or keys. `Basis` says whose
work it is; `basis_of(material, colours)` makes it. A chart asks for its height (`sizeHint`);
timelines are as high as their lanes, so let them stand in a scroll area.
"""

from annotator.ui.charts.basis import Basis, basis_of
from annotator.ui.charts.chart import Chart
from annotator.ui.charts.convergence_chart import ConvergenceChart
from annotator.ui.charts.lag_chart import LagChart
from annotator.ui.charts.timeline_chart import TimelineChart

__all__ = ["Basis", "Chart", "ConvergenceChart", "LagChart", "TimelineChart", "basis_of"]
