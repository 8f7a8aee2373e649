"""Pictures of results: widgets that also print. Each takes one frozen result and its basis.

| class | `show_…` takes | from `annotator.analysis` |
|---|---|---|
| `TimelineChart` | `show_sessions(tuple[SessionLanes, …], Basis)` | `dyads.lanes.lanes_of` |
| `CourseChart` | `show_courses(Sequence[MeasureCourse], Basis, dyad=None)` | `measures.course` |
| `ConvergenceChart` | `show_curve(Curve, Basis)` | `dyads.curve.convergence_curve` |
| `LagChart` | `show_profile(Recurrence, Basis)` | one of `dyads.recurrence.recurrence` |
| `TransitionChart` | `show_table(LagTable, Basis)` | `sequences.transitions.lag_table` |
| `HeatChart` | `show_map(CodeMap, Basis, of="moments"` or `"time")` | `dyads.code_map.code_map` |

Each is a `Plot` (`TimelinePlot` …: what is drawn, without a widget, also for files) in a
`Chart`, the widget: `title`, `finding` (in words), `caption` (n, coder, codes, seed, notes),
`reason` (why there is nothing; then it is shown in the chart's place), `opened(key)` when a
place is pressed or Return is, `read(words)` for what is under mouse or keys. `Basis` says whose
work it is; `basis_of(material, colours)` makes it. A chart asks for its height (`sizeHint`);
timelines are as high as their lanes, so let them stand in a scroll area.
A plot becomes a file by `figure.figure_of` and `exporting.figure_bytes`; `making.made_pictures`
makes all that a wish names.
"""

from annotator.ui.charts.basis import Basis, basis_of
from annotator.ui.charts.chart import Chart
from annotator.ui.charts.convergence_chart import ConvergenceChart
from annotator.ui.charts.course_chart import CourseChart
from annotator.ui.charts.heat_chart import HeatChart
from annotator.ui.charts.lag_chart import LagChart
from annotator.ui.charts.timeline_chart import TimelineChart
from annotator.ui.charts.transition_chart import TransitionChart

__all__ = [
    "Basis",
    "Chart",
    "ConvergenceChart",
    "CourseChart",
    "HeatChart",
    "LagChart",
    "TimelineChart",
    "TransitionChart",
    "basis_of",
]
