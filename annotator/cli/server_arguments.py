"""What the command line says of servers: the address of a study, who may open it, moving it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from annotator.domain.address import Address, is_address
from annotator.domain.errors import UserError


def place_of(text: str) -> Path | Address:
    """A file, or a study on a server."""
    if not is_address(text):
        return Path(text)
    try:
        return Address.of(text)
    except UserError as error:
        raise argparse.ArgumentTypeError(error.sentence.removesuffix(".")) from None


def add_serving(command_of: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """The commands `people` and `move`; `command_of` makes one, with its STUDY."""
    command = command_of("people", "who has a login on a study's server; let one in")
    command.add_argument("--add", metavar="NAME", help="make a login for this person")
    roles = ("coder", "pi", "reader")
    help_text = "of whom is added; who is a reader in the study is one, else coder"
    command.add_argument("--role", choices=roles, help=help_text)
    help_text = "what a reader reads; what the study says of that one, else everyone's work"
    reads = ("everyone", "consensus")
    command.add_argument("--reads", choices=reads, default="", help=help_text)
    help_text = "let a coder in although the server's counters tell how much all write"
    command.add_argument("--open-counters", action="store_true", help=help_text)
    help_text = "the login's name, which others can list; one that tells nothing if not given"
    command.add_argument("--login", metavar="L", help=help_text)
    help_text = "take a login, or a person's, away; what it did stays"
    command.add_argument("--remove", metavar="LOGIN", help=help_text)
    help_text = "as a superuser: hide the server's counters, which tell how much all write"
    command.add_argument("--shut-counters", action="store_true", help=help_text)
    _add_json(command)
    command = command_of("move", "copy a study to a server, or from one into a file")
    command.add_argument("target", type=place_of, metavar="TARGET", help="a new file or address")
    command.add_argument("--plain", action="store_true", help="into a file without encryption")
    _add_json(command)


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="one JSON object on stdout")
