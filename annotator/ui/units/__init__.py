"""What judges whole units: the grid of bins, forms, and the board of a Q-sort."""

from __future__ import annotations

from annotator.ui.units.pane import UnitsPane
from annotator.ui.units.shown import Shown

__all__ = ["Shown", "UnitsPane"]
