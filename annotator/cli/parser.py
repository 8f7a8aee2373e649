"""What the commands' arguments are made of: a parser that tells a wrong call in one line."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

from annotator.cli.server_arguments import place_of

_INVALID = re.compile(r"invalid (int|float) value: (.*)")


def _no_number(found: re.Match[str]) -> str:
    return f"{found[2]} is no {'whole ' if found[1] == 'int' else ''}number"


class Parser(argparse.ArgumentParser):
    """Tells a wrong call in one line."""

    dashed = ""
    """The one value that may begin with a dash: without -- that is taken for an option."""

    _sorts = False

    def parse_known_args(  # type: ignore[override] # as it is called
        self, args: Sequence[str], namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """What a command was called with, FILE and OUT before or after the options."""
        if self._sorts or self._subparsers is not None:
            return super().parse_known_args(args, namespace)
        self._sorts = True  # it comes back here for each of the two kinds
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._sorts = False

    def error(self, message: str) -> NoReturn:
        """Ends the program."""
        message = _INVALID.sub(_no_number, message)
        if self.dashed and message.endswith(f": {self.dashed}"):
            message += f"; put -- before a {self.dashed} that begins with -"
        print(f"{self.prog}: {message}; see `{self.prog} --help`.", file=sys.stderr)
        raise SystemExit(2)


Commands = argparse._SubParsersAction  # noqa: SLF001 -- argparse has no public name for it


def command(commands: Commands[Parser], name: str, help: str, *, study: bool = True) -> Parser:
    """A command with its help; `study` gives it the file as its first argument."""
    made = commands.add_parser(name, help=help, description=help, allow_abbrev=False)
    if study:
        help_text = "the .iprstudy file, or postgresql+psycopg://LOGIN@HOST/DATABASE"
        made.add_argument("study", type=place_of, metavar="STUDY", help=help_text)
    return made


def add_json(command: Parser) -> None:
    """Lets a command print JSON."""
    command.add_argument("--json", action="store_true", help="one JSON object on stdout")
