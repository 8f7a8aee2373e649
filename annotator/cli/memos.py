"""The command `memos`: all memos of a study or of one coder, printed or written to a folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from annotator.cli.looking import OPTIONS, Leaving, StoppedError, refuse_without_words
from annotator.cli.opening import json_text, opened
from annotator.domain.errors import UserError

DONE, FOUND = 0, 1


def memos(arguments: argparse.Namespace) -> int:
    """Prints the journal, or writes it; gives 1 where what was found stops that."""
    from annotator.app.verbs.journal import entry_values, journal, journal_text
    from annotator.app.verbs.journal_export import export_journal
    from annotator.app.verbs.leak_scan import masked_memos, said_in_memos
    from annotator.app.verbs.noting import note_export, note_reading, warning_of

    if arguments.with_text and arguments.out is None:
        raise UserError("--with-text goes with --out", hint="what is printed has the words anyway")
    refuse_without_words(arguments)
    if arguments.json and any(getattr(arguments, option) for option in OPTIONS):
        hint = "leave --json out: it prints the memos as they are"
        raise UserError("nothing is masked or held back in what is printed", "--json", hint)
    _refuse_other_files(arguments.out)
    files: list[Path] = []
    told: list[str] = []
    with opened(arguments.study, coder=arguments.coder) as study:
        title = study.view.study.title
        entries = journal(study.view)
        if arguments.out is not None and not entries:
            everybodys = "leave --coder out to write everybody's"
            hint = everybodys if arguments.coder else "write one first"
            raise UserError("there is no memo to write", str(arguments.study), hint)
        if arguments.out is not None:
            with_text, leaving = arguments.with_text, Leaving(study, arguments)
            written = entries
            try:
                if with_text:
                    leaving.look(said_in_memos(entries))
                    written = masked_memos(entries, leaving.masked)
            except StoppedError:
                print("\n".join(["nothing is written", *leaving.lines()]))
                return FOUND
            files = export_journal(title, written, arguments.out, with_text=with_text)
            untold = note_export(
                study,
                "memos",
                files,
                with_text=with_text,
                rows=len(entries),
                replaced=leaving.replaced,
            )
            told = [*leaving.lines(), warning_of(untold)]
        if entries and not files:
            note_reading(study, "memos")
    if arguments.json:
        print(json_text({"memos": [entry_values(each) for each in entries]}))
    elif files:
        print("\n".join(filter(None, [*map(str, files), *told])))
    else:
        print(journal_text(entries))
    return DONE


def _refuse_other_files(out: Path | None) -> None:
    """Stops a folder that is called like a file which cannot be written.

    Raises:
        UserError: it has another ending than the files that there are.
    """
    from annotator.app.verbs.journal_export import FILES

    ending = "" if out is None or out.is_dir() else out.suffix.casefold()
    if ending and ending not in FILES:
        hint = f"end it in {' or '.join(FILES)}, or name a folder"
        raise UserError(f"memos are not written as {ending}", str(out), hint)
