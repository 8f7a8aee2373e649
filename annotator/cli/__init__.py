"""The command line. `main` is the entry of the package and of the installed command."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from annotator.cli.arguments import parse
from annotator.cli.stopping import STOPPED, sentence_of, stopped_once
from annotator.domain.errors import UserError

BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code.

    0 done, 1 a check found something, 2 bad input, 130 stopped by Ctrl+C.
    """
    _speak_utf8()
    with stopped_once():
        try:
            return _run(sys.argv[1:] if arguments is None else arguments)
        except KeyboardInterrupt as stop:
            print(f"annotator: {sentence_of(stop)}", file=sys.stderr)
            return STOPPED


def _run(arguments: Sequence[str]) -> int:
    parsed = parse(arguments)
    from annotator.app.core_dumps import forbid_core_dumps
    from annotator.cli.commands import COMMANDS

    forbid_core_dumps()
    try:
        return COMMANDS[parsed.command](parsed)
    except UserError as error:
        where = error.where or str(getattr(parsed, "study", "") or "")
        sentence = UserError(error.what, where, error.hint).sentence
        print(f"annotator: {' '.join(sentence.split())}", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:  # whoever reads the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.filename:
            sentence = f"{error.filename}: {error.strerror}; look at it, or choose another place"
        else:
            sentence = f"{error.strerror}: the output cannot be written"
        print(f"annotator: {' '.join(sentence.split())}.", file=sys.stderr)
        return BAD_INPUT


def _speak_utf8() -> None:
    """Transcripts hold what a console's code page may lack."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
