"""The command `codebook`, and codebooks among what is imported and exported."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.looking import Leaving, StoppedError
from annotator.cli.opening import json_text, opened
from annotator.domain.errors import UserError

if TYPE_CHECKING:
    from annotator.domain.codebook import Codebook
    from annotator.domain.view import StudyView

FOUND = 1


def codebook(arguments: argparse.Namespace) -> int:
    """Prints a version of the codebook, or what has changed since another; gives 0."""
    from annotator.app.verbs.codebook_listing import (
        codebook_json,
        codebook_text,
        difference_json,
        difference_text,
    )

    with opened(arguments.study) as study:
        view = study.view
    book = version(view, arguments.version, "--version")
    if arguments.since is None:
        found = codebook_json(view, book)
        print(json_text(found) if arguments.json else codebook_text(view, book))
    else:
        old = version(view, arguments.since, "--since")
        told = difference_json(old, book)
        print(json_text(told) if arguments.json else difference_text(old, book))
    return 0


def version(view: StudyView, number: int | None, option: str) -> Codebook:
    """The version of that number, the newest without one.

    Raises:
        UserError: the study has no such version.
    """
    if number is None:
        return view.codebook
    found = next((each for each in view.codebooks.values() if each.number == number), None)
    if found is None:
        known = ", ".join(str(each.number) for each in sorted(
            view.codebooks.values(), key=lambda each: each.number
        ))  # fmt: skip
        hint = f"there are {known}" if known else "the study has none"
        raise UserError(f"no version {number} of the codebook", option, hint)
    return found


def is_codebook(arguments: argparse.Namespace) -> bool:
    """Whether what is imported is a codebook: by its ending, or because it is said."""
    file: Path | None = arguments.file
    return arguments.codebook or (file is not None and file.suffix.casefold() == ".qdc")


def import_codebook(arguments: argparse.Namespace) -> int:
    """Brings a codebook into a study and prints what that changes; gives 0."""
    from annotator.app.verbs.codebook_files import take_codebook
    from annotator.app.verbs.planning import refuse_handed_out
    from annotator.app.verbs.safeguarding import bring_in

    if arguments.file is None:
        raise UserError("--codebook needs a FILE", hint="name a CSV, XLSX or QDC file")
    if arguments.plan is not None or None not in (arguments.dyad, arguments.account):
        raise UserError(
            "a codebook belongs to the whole study",
            str(arguments.file),
            "leave out --plan, --dyad, --session and --account",
        )
    with opened(arguments.study) as study:
        refuse_handed_out(study)
        taken = take_codebook(study.view, study.seen_by, arguments.file, replaces=arguments.replace)
        if taken.edit is not None:
            bring_in(study, taken.edit, "Bring in a codebook")
        number = study.view.codebook.number
    if arguments.json:
        print(json_text({"version": number, "changed": taken.edit is not None,
                         "report": list(taken.lines)}))  # fmt: skip
    else:
        print("\n".join(taken.lines))
    return 0


def export_codebook(arguments: argparse.Namespace) -> int:
    """Writes the codebook to a file and tells what must be told; gives 1 where that is stopped."""
    from annotator.app.verbs import codebook_files
    from annotator.app.verbs.leak_scan import masked_codebook, said_in_codebook
    from annotator.app.verbs.noting import note_export

    for option in ("coder", "round", "set"):
        if getattr(arguments, option):
            raise UserError("a codebook is of the whole study", f"--{option}", "leave it out")
    with opened(arguments.study) as study:
        book, with_text = study.view.codebook, arguments.with_text
        leaving = Leaving(study, arguments)
        try:
            if with_text:
                leaving.look(said_in_codebook(book))
                book = masked_codebook(book, leaving.masked)
        except StoppedError:
            leaving.tell([])
            return FOUND
        place, told = codebook_files.export_codebook(
            book, arguments.out, arguments.to, with_text=with_text, exact=arguments.exact
        )
        what, replaced = f"codebook as {arguments.to}", leaving.replaced
        untold = note_export(study, what, [place], with_text=with_text, replaced=replaced)
    leaving.tell([place], untold, told)
    return 0
