"""The words of the commands of a lab."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


def add_lab(command: Callable[..., Any], commands: Any) -> None:
    """Adds the commands.

    Args:
        command: makes one of a name and its help, with the study as its first argument.
        commands: what it is made in.
    """
    made = command(commands, "coders", "list the people of a study, or add somebody")
    made.add_argument("--add", metavar="NAME", help="a pseudonym")
    roles = ("coder", "pi", "reader")
    made.add_argument("--role", choices=roles, help="of who is added; coder if not given")
    help_text = "what a reader may see; everyone's work if not given"
    made.add_argument("--reads", choices=("everyone", "consensus"), help=help_text)
    made.add_argument("--json", action="store_true", help="one JSON object on stdout")
    made = command(commands, "progress", "who has done what, how long, what is out or came back")
    made.add_argument("--coder", help="of this coder only, as they may see it")
    form = made.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object on stdout")
    form.add_argument("--csv", action="store_true", help="a CSV table on stdout")


_ASSIGN = """%(prog)s [-h] STUDY OUT.iprwork --round R --coder C
                        [--dyads D01,D02] [--allow WHAT] [--due YYYY-MM-DD] [--past]
       %(prog)s STUDY --round R --due YYYY-MM-DD [--past]
       %(prog)s STUDY --strike WORK [--reason WHY]"""
"""What each way wants: together they would say that a file is always made."""


def hands_out(arguments: Sequence[str]) -> bool:
    """Whether `assign` makes a file: not where it strikes one off, or only sets a round's day."""
    named = {each.partition("=")[0] for each in arguments}
    return "--strike" not in named and ("--coder" in named or "--due" not in named)


def add_assign(made: argparse.ArgumentParser, *, hands_out: bool) -> None:
    """Adds the arguments of `assign`: what is handed out, struck off, or changed."""
    made.usage = _ASSIGN
    many = None if hands_out else "?"
    made.add_argument("out", type=Path, nargs=many, metavar="OUT.iprwork", help="the file to make")
    made.add_argument("--round", required=hands_out, metavar="R", help="made when new")
    made.add_argument("--coder", required=hands_out, metavar="C", help="made when new")
    help_text = "only these, with commas between; all transcripts of the round if not given"
    made.add_argument("--dyads", metavar="D01,D02", help=help_text)
    help_text = "attributes, measures, none: what the round lets all its coders have beside texts"
    made.add_argument("--allow", metavar="WHAT", help=help_text)
    help_text = "the day by which the round is wanted, or none; without coder and file only that"
    made.add_argument("--due", metavar="YYYY-MM-DD", help=help_text)
    help_text = "with --due: a day that is past is meant"
    made.add_argument("--past", action="store_true", help=help_text)
    help_text = "instead: no longer wait for this file of work (its id, as `progress` lists it)"
    made.add_argument("--strike", metavar="WORK", help=help_text)
    made.add_argument("--reason", metavar="WHY", help="with --strike: why it will not come back")
