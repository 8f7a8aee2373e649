"""What both sheets that set the tolerance call it."""

from __future__ import annotations

TOLERANCE = "Same session time within (seconds)"
TOLERANCE_NOTE = (
    "Stops of the two this near are linked and stand level; moments this near are suggested."
)
