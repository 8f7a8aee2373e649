"""The arguments of the command `erase`."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_erasing(command: argparse.ArgumentParser) -> None:
    """Adds them to the command, after its study."""
    help_text = "the pseudonym, as the study has it"
    command.add_argument("--participant", required=True, metavar="P07", help=help_text)
    help_text = "the other party’s interviews of the shared sessions too"
    command.add_argument("--with-partner", action="store_true", help=help_text)
    help_text = "only tell what is found, and change nothing"
    command.add_argument("--list", action="store_true", help=help_text)
    help_text = "erase without having the pseudonym typed again"
    command.add_argument("--yes", action="store_true", help=help_text)
    help_text = "write the certificate there as text, and as JSON beside it"
    command.add_argument("--certificate", type=Path, metavar="FILE", help=help_text)
    command.add_argument("--json", action="store_true", help="print one JSON object")
