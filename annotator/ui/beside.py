"""What works beside the desk on an open study; each part joins itself to desk and commands."""

from __future__ import annotations

from annotator.ui.clock_desk import join_clock
from annotator.ui.codebook_desk import join_codebook
from annotator.ui.commands import Commands
from annotator.ui.desk import Desk
from annotator.ui.inspector_desk import join_inspector


def join_beside(desk: Desk, commands: Commands) -> None:
    """Joins all that the desk itself need not know of. What it makes lives as long as the desk."""
    join_inspector(desk)
    join_clock(desk, commands.run)
    join_codebook(desk, commands)
