"""The commands of a lab: who is in it, how far they are, what will not come back."""

from __future__ import annotations

import argparse
import sys

from annotator.cli.opening import json_text, opened, with_place
from annotator.domain.errors import UserError

DONE = 0


def coders(arguments: argparse.Namespace) -> int:
    """Lists the people of a study, or adds somebody; gives the exit code 0."""
    from annotator.app.verbs.lab import add_person, people_lines, people_values

    if arguments.add is None and (arguments.role or arguments.reads):
        raise UserError("nobody is named for that role", "--role", "give --add NAME too")
    with opened(arguments.study) as study:
        if arguments.add is not None:
            role = arguments.role or "coder"
            edit = add_person(study.view, arguments.add, role, arguments.reads or "")
            study.do(edit, f"Add the {role} {arguments.add}")
        view = study.view
    print(json_text(people_values(view)) if arguments.json else "\n".join(people_lines(view)))
    return DONE


def progress(arguments: argparse.Namespace) -> int:
    """Prints how far the coders are; gives the exit code 0."""
    from annotator.app.verbs.progressing import (
        progress as progress_of,
    )
    from annotator.app.verbs.progressing import progress_lines, progress_values

    with opened(arguments.study, coder=arguments.coder) as study:
        found = progress_of(study)
    if arguments.csv:
        from annotator.app.verbs.progress_table import progress_rows, progress_table
        from annotator.formats.csv_tables import csv_bytes

        sys.stdout.buffer.write(csv_bytes(progress_table(progress_rows(found))))
        sys.stdout.buffer.flush()
    else:
        json = arguments.json
        print(json_text(progress_values(found)) if json else "\n".join(progress_lines(found)))
    return DONE


def strike(arguments: argparse.Namespace) -> int:
    """Strikes off work that will not come back; gives the exit code 0."""
    from annotator.app.verbs.progressing import out_words
    from annotator.app.verbs.progressing import progress as progress_of
    from annotator.app.verbs.striking import strike as strike_off

    named, reason = arguments.strike, arguments.reason or ""
    with opened(arguments.study) as study:
        edit = with_place("--strike", lambda: strike_off(study.view, named, reason))
        study.do(edit, "Strike off work that will not come back")
        found = progress_of(study)
    print("\n".join(out_words(each) for each in found.packages if each.id.startswith(named)))
    return DONE
