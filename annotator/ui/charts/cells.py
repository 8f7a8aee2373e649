"""Where the cells of a chart stand that is a table: codes by codes, codes by dyads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Where the cells begin, how wide those of one column are, and where they end."""

    left: float
    top: float
    width: float
    bottom: float
