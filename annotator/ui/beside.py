"""What works beside the desk on an open study; each part joins itself to desk and commands."""

from __future__ import annotations

from annotator.ui.backing_up import join_backups
from annotator.ui.clock_desk import join_clock
from annotator.ui.codebook_desk import join_codebook
from annotator.ui.commands import Commands
from annotator.ui.desk import Desk
from annotator.ui.erased_elsewhere import join_erased
from annotator.ui.finding_desk import join_finding
from annotator.ui.history_desk import join_history
from annotator.ui.inspector_desk import join_inspector
from annotator.ui.isolating import join_isolating
from annotator.ui.joining_desk import join_overlaps
from annotator.ui.memo_desk import join_memos
from annotator.ui.moments_desk import join_moments
from annotator.ui.playing import join_playing
from annotator.ui.reader_desk import join_reader
from annotator.ui.record_desk import join_record
from annotator.ui.sharing_desk import Say, join_sharing
from annotator.ui.signing import join_signing
from annotator.ui.spoken import join_spoken
from annotator.ui.units_desk import join_units
from annotator.ui.watching import join_watching
from annotator.ui.watching_file import join_watching_file


def join_beside(desk: Desk, commands: Commands, say: Say) -> None:
    """Joins all that the desk itself need not know of. What it makes lives as long as the desk."""
    join_inspector(desk)
    join_clock(desk, commands.run)
    join_history(desk)
    join_memos(desk)
    join_isolating(desk)
    join_playing(desk, commands.run)
    join_overlaps(desk)
    join_units(desk, commands)
    join_finding(desk)
    join_moments(desk)
    join_spoken(desk)
    join_signing(desk)
    join_codebook(desk, commands)
    join_record(desk)
    join_reader(desk, commands)
    join_backups(desk)
    join_sharing(desk, say)
    join_watching(desk)
    join_watching_file(desk)
    join_erased(desk)
