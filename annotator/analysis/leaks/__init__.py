"""What in a text may tell who somebody is: names, numbers, dates, places, ways to reach them."""

from __future__ import annotations

from annotator.analysis.leaks.finding import KINDS, Kind, Leak, LeakKind
from annotator.analysis.leaks.names import NO_NAMES, Names
from annotator.analysis.leaks.scan import hinted, scan, with_replaced

__all__ = [
    "KINDS",
    "NO_NAMES",
    "Kind",
    "Leak",
    "LeakKind",
    "Names",
    "hinted",
    "scan",
    "with_replaced",
]
