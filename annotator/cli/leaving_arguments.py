"""The words of the commands by which something leaves a study, and of the record of that."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Protocol

from annotator.cli.looking import add_leaks


class Adding(Protocol):
    """Adds a command that begins with a study."""

    def __call__(self, name: str, help: str) -> argparse.ArgumentParser:
        """The command."""


def add_leaving(add: Adding) -> None:
    """Adds `export` and `journal`."""
    command = add("export", "export tables for analysis, or the agreement report")
    command.add_argument(
        "out", type=Path, metavar="OUT", help="folder to write to; a file for codebooks"
    )
    help_text = "csv, agreement, codebook-csv, codebook-xlsx or qdc"
    command.add_argument("--to", required=True, metavar="FORMAT", help=help_text)
    command.add_argument("--round", metavar="R", help="for agreement: the round")
    command.add_argument("--set", metavar="S", help="for agreement: the set of codes")
    command.add_argument("--coder", help="of this coder only")
    command.add_argument("--with-text", action="store_true", help="with quotes and memos")
    help_text = "texts as they are, even where a spreadsheet would run them as formulas"
    command.add_argument("--exact", action="store_true", help=help_text)
    add_leaks(command)
    command.add_argument("--json", action="store_true", help="one JSON object on stdout")
    command = add("journal", "show the record of changes: who did what when, and exports")
    command.add_argument("--coder", metavar="C", help="of this coder only; PI for the PI")
    help_text = "from this day on, or from this day and time"
    command.add_argument("--since", metavar="DATE", help=help_text)
    command.add_argument("--until", metavar="DATE", help="up to this day, with it")
    command.add_argument("--kind", metavar="KIND", help="only what wrote such records: moment, …")
    command.add_argument("--words", metavar="WORDS", help="only where these stand in what was done")
    command.add_argument("--to", type=Path, metavar="FILE.csv", help="write them to a file")
    command.add_argument("--json", action="store_true", help="one JSON object on stdout")
