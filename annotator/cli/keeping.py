"""The commands that keep a study: `backup` copies it, `rescue` saves what a damaged one holds."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.opening import ask_passphrase, json_text, opened
from annotator.domain.address import Address
from annotator.domain.errors import UserError

if TYPE_CHECKING:
    from annotator.storage import Rescued

DONE, FOUND = 0, 1
BLANK = "\N{REPLACEMENT CHARACTER}"


def backup(arguments: argparse.Namespace) -> int:
    """Makes a checked backup beside the study and prints its place; gives the exit code 0."""
    with opened(arguments.study) as study:
        place = study.back_up()
    print(json_text({"backup": str(place)}) if arguments.json else place)
    return DONE


def rescue(arguments: argparse.Namespace) -> int:
    """Writes a new study from what is left of a damaged one; the exit code is 1 where not all is.

    Prints what is in it and what is missing, by kind and coder; never a word of a transcript.
    """
    from annotator import storage

    if isinstance(arguments.study, Address):
        hint = "have its keeper bring back a backup of the server"
        raise UserError("only a file is rescued", str(arguments.study), hint)
    place: Path = arguments.study
    if place.is_dir():  # an empty name is one too
        raise UserError("this is a folder", str(place), "give the study file in it")
    goal = arguments.out or place.with_name(f"{place.stem} rescued{place.suffix}")
    found = storage.rescue(place, goal, ask_passphrase)
    print(json_text(_as_json(found)) if arguments.json else "\n".join(_lines(found)))
    return DONE if found.is_whole else FOUND


def _as_json(found: Rescued) -> dict[str, Any]:
    return {
        "study": str(found.place),
        "pages": found.pages,
        "damaged_pages": found.damaged,
        "rows": found.rows,
        "from_journal": found.healed,
        "backup": None if found.backup is None else str(found.backup),
        "from_backup": found.from_backup,
        "lost": _listed(found.lost),
        "unsure": _listed(found.unsure),
        "stood_in": found.stood_in,
        "lost_characters": found.blanks,
        "journal": {
            "kept": found.entries,
            "read": found.entries_read,
            "lost": found.entries_lost,
        },
        "erasures_unknown": found.erasures_unknown,
        "whole": found.is_whole,
    }


def _listed(counted: dict[tuple[str, str], int]) -> list[dict[str, Any]]:
    return [
        {"kind": kind, "coder": coder or None, "count": count}
        for (kind, coder), count in sorted(counted.items())
    ]


def _lines(found: Rescued) -> list[str]:
    """The report for a person."""
    lines = [
        f"{found.place}: {found.rows} rows from {found.pages - found.damaged} of "
        f"{found.pages} pages; {found.healed} records mended by the journal"
    ]
    if found.backup is None:
        lines.append("no sound backup was found")
    else:
        brought = ", ".join(f"{count} {kind}" for kind, count in found.from_backup.items())
        lines.append(f"from the backup {found.backup.name}: {brought or 'nothing was needed'}")
    lines += [f"lost: {each}" for each in _counted(found.lost)]
    lines += [f"unsure: {each}" for each in _counted(found.unsure)]
    if found.unsure:
        lines.append("what is unsure may be older than it was, or lack codes, ratings or turns")
    lines += _stood_in(found)
    if found.entries_lost:
        lines.append(
            f"{found.entries_lost} journal records could not be read; what only they knew is lost"
        )
    if found.entries < found.entries_read:
        lines.append(f"the journal is kept up to its record {found.entries}, where it breaks off")
    if found.erasures_unknown:
        lines.append(
            "an erasure may have stood on what is lost: erase whoever has withdrawn once more, "
            "before work that is out is merged"
        )
    if found.is_whole:
        lines.append("nothing is missing")
    return lines


def _stood_in(found: Rescued) -> list[str]:
    """What was made anew for the sake of what hangs on it, and what to do about it."""
    lines = []
    if found.stood_in:
        made = ", ".join(f"{count} {what}" for what, count in sorted(found.stood_in.items()))
        lines.append(f"made anew from what is known, since others hang on it: {made}")
        hint = "“Rescued coder 1” and the like, for dyads R1, stand for names nobody knew"
        lines.append(f"look through their names and settings: {hint}")
    if found.blanks:
        lines.append(
            f"{found.blanks} characters of transcripts are lost and stand as {BLANK}, so that "
            "the rest keeps its place; bring in the right text with `import --replace`"
        )
    return lines


def _counted(counted: dict[tuple[str, str], int]) -> list[str]:
    return [
        f"{count} {kind} of {coder}" if coder else f"{count} {kind}"
        for (kind, coder), count in sorted(counted.items())
    ]
