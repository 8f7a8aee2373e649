"""Takes handed-in work into the study, and tells what that brings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from annotator import storage
from annotator.app.looking_beside import look_for
from annotator.app.open_study import OpenStudy
from annotator.app.sharing import brought_here
from annotator.domain.errors import UserError
from annotator.domain.merge_report import MergeReport, Told

MOST = 10
"""So many records are told one by one of which the same is said; the rest is counted."""
ALL_IN_JSON = "--json lists all"
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def merge(
    study: OpenStudy,
    places: Sequence[Path],
    ask: Callable[[Path], str | None],
    *,
    dry_run: bool = False,
) -> MergeReport:
    """What files of handed-in work bring to the study, in which it stands afterwards.

    A verified backup is made before anything is written. Merging is no step that undo takes
    back: the steps made until now can no longer be taken back either.

    Args:
        study: open for everyone's work.
        places: the files.
        ask: gives the passphrase of one.
        dry_run: only tell.

    Raises:
        UserError: only one coder's work is open, or a file is refused; nothing is changed then.
    """
    if study.work is None and study.seen_by is not None:
        raise UserError(
            "work of all coders comes in, and only one coder’s is open",
            hint="open the study for everyone’s work first",
        )
    with brought_here(places) as here:
        look = look_for(here)
        if dry_run:
            return study.look(
                lambda store: storage.merge(store, here, ask, dry_run=True, look=look)
            )
        return study.operate(lambda store: storage.merge(store, here, ask, look=look))


# The report ----------------------------------------------------------------------------------


def report_values(report: MergeReport, *, dry_run: bool) -> dict[str, Any]:
    """A report as the one object of `--json`."""
    return {**asdict(report), "dry_run": dry_run}


def report_lines(report: MergeReport, *, dry_run: bool, all_where: str = ALL_IN_JSON) -> list[str]:
    """The same for a person; `all_where` says where all is that is only counted here."""
    lines = []
    for each in report.files:
        state = "handed in in part" if each.partial else "handed in"
        machines = f", worked on {each.devices} machines" if each.devices > 1 else ""
        lines.append(f"{each.name}: {each.coder}, round {each.round}, {state}{machines}")
        if each.clock:
            lines.append(
                f"{each.name}: handed in at {each.returned_at[:16].replace('T', ' ')}, as its "
                f"machine says: {each.clock}; its times are told as they are"
            )
        if each.struck:
            lines.append(f"{each.name}: this work had been struck off; it comes in all the same")
        if each.late:
            lines.append(
                f"{each.name}: this work had come back for good, and this copy was worked on "
                "apart: what is new in it comes in too"
            )
        if each.apart:
            lines.append(
                f"{each.name}: worked on apart from {', '.join(each.apart)}, a copy of the same "
                "work: both come in"
            )
    for own in report.coders:
        parts = [
            f"{word} {_counted(counts)}"
            for word, counts in (
                ("new", own.new), ("changed", own.changed), ("deleted", own.deleted),
            )
            if counts
        ]  # fmt: skip
        parts.append(f"known already {own.known}")
        lines.append(f"{own.coder}: {'; '.join(parts)}")
    lines += _told("kept twice", report.kept_twice, all_where)
    lines += _told("set aside", report.set_aside, all_where)
    lines += _told("told", report.both_told, all_where)
    lines += _told("left", report.left, all_where)
    if report.carried:
        many = "1 moment" if report.carried == 1 else f"{report.carried} moments"
        lines.append(
            f"{many} on a transcript that has been corrected since: "
            "their words stand in it once, and they are on them there"
        )
    if not report.changes:
        lines.append("nothing is new")
    elif dry_run:
        lines.append("nothing is stored: this is what merging would do")
    return lines


def _told(word: str, several: Sequence[Told], all_where: str) -> list[str]:
    alike: dict[tuple[str, str, str], list[Told]] = {}
    for each in several:  # alike is what differs only in the record that it names
        alike.setdefault((each.kind, each.coder, _ID.sub("", each.what)), []).append(each)
    lines = []
    for some in alike.values():
        lines += [
            f"{word}: {each.kind} of {each.coder}{f' in {each.place}' if each.place else ''}: "
            f"{each.what} ({each.record_id})"
            for each in some[:MOST]
        ]
        if len(some) > MOST:
            lines.append(f"{word}: and {len(some) - MOST} more of the kind; {all_where}")
    return lines


def _counted(counts: Mapping[str, int]) -> str:
    """`1 moment, 2 memos`."""
    return ", ".join(
        f"{number} {kind}" if number == 1 else f"{number} {kind}s"
        for kind, number in counts.items()
    )
