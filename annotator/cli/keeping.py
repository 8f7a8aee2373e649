"""The commands that keep a study: `backup`, `restore`, and `rescue` of a damaged one."""

from __future__ import annotations

import argparse
from pathlib import Path

from annotator.cli.opening import ask_passphrase, json_text, opened
from annotator.domain.address import Address
from annotator.domain.errors import UserError

DONE, FOUND = 0, 1


def backup(arguments: argparse.Namespace) -> int:
    """Makes a checked backup beside the study and prints its place; gives the exit code 0."""
    with opened(arguments.study) as study:
        place = study.back_up()
    print(json_text({"backup": str(place)}) if arguments.json else place)
    return DONE


def restore(arguments: argparse.Namespace) -> int:
    """Makes a study of a backup and prints its place; gives the exit code 0."""
    from annotator.app.verbs.restoring import ERASED_SINCE
    from annotator.app.verbs.restoring import restore as restored

    if isinstance(arguments.study, Address):
        hint = "have its keeper bring back a backup of the server"
        raise UserError("only a file is restored", str(arguments.study), hint)
    place, is_unsure = restored(arguments.study, arguments.out, ask_passphrase)
    if arguments.json:
        print(json_text({"study": str(place), "erasures_unknown": is_unsure}))
    else:
        print(f"{place}\n{ERASED_SINCE}" if is_unsure else place)
    return DONE


def rescue(arguments: argparse.Namespace) -> int:
    """Writes a new study from what is left of a damaged one; the exit code is 1 where not all is.

    Prints what is in it and what is missing, by kind and coder, and which texts have lost
    characters where; never a word of a transcript.
    """
    from annotator.app.verbs.rescuing import rescue as rescue_file
    from annotator.app.verbs.rescuing import rescued_lines, rescued_place, rescued_values

    if isinstance(arguments.study, Address):
        hint = "have its keeper bring back a backup of the server"
        raise UserError("only a file is rescued", str(arguments.study), hint)
    place: Path = arguments.study
    goal = arguments.out or rescued_place(place)
    found = rescue_file(place, goal, ask_passphrase)
    print(json_text(rescued_values(found)) if arguments.json else "\n".join(rescued_lines(found)))
    return DONE if found.is_whole else FOUND
