"""Pictures of results: widgets that also print. Each takes one frozen result and its basis.

| class | `show_…` takes | from |
|---|---|---|
| `ConvergenceChart` | `show_curve(Curve, Basis)` | `analysis.dyads.curve.convergence_curve` |

All are `Chart`s: `title`, `finding` (in words), `caption` (n, coder, codes, seed, notes),
`reason` (why there is nothing; then it is shown in the chart's place), `opened(key)` when a
place is pressed or Return is, `read(words)` for what is under mouse or keys. `Basis` says whose
work it is; `basis_of(material, colours)` makes it. Give a chart its `sizeHint` of height.
"""

from annotator.ui.charts.basis import Basis, basis_of
from annotator.ui.charts.chart import Chart
from annotator.ui.charts.convergence_chart import ConvergenceChart

__all__ = ["Basis", "Chart", "ConvergenceChart", "basis_of"]
