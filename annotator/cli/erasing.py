"""The command `erase`: what there is of a participant, then, once that is confirmed, gone."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.opening import another_former, former_passphrases, json_text, opened
from annotator.cli.stopping import Halted
from annotator.domain.counted import counted
from annotator.domain.errors import UserError

if TYPE_CHECKING:
    from annotator.app.open_study import OpenStudy
    from annotator.domain.erasure import Found
    from annotator.domain.withdrawal import Wish

DONE = 0
_TRIED_OUT = 2
"""So many files were begun once the first is changed for good: at first a copy is tried."""


def erase(arguments: argparse.Namespace) -> int:
    """Lists what there is, asks, erases, and prints the certificate; gives the exit code 0."""
    from annotator.app.verbs.certifying import (
        certificate_lines,
        certificate_values,
        found_lines,
        found_values,
        write_certificate,
    )
    from annotator.app.verbs.erasing import erase as erase_from
    from annotator.app.verbs.erasing import refuse_taken
    from annotator.domain.withdrawal import Wish

    wish = Wish(participant=arguments.participant, with_partner=arguments.with_partner)
    if arguments.certificate is not None:
        refuse_taken(arguments.certificate)
    with opened(arguments.study) as study:
        found, formers = _found(study, wish)
        if arguments.list:
            print(json_text(found_values(found)) if arguments.json else _text(found_lines(found)))
            return DONE
        if not arguments.yes:
            _confirm(found, found_lines(found))
        heard: list[str] = []
        try:
            erasure = erase_from(study, wish, heard.append, formers=formers)
        except KeyboardInterrupt:
            if len(heard) < _TRIED_OUT:
                raise
            place = str(study.address or study.place)
            hint = "erase again to go on"
            raise Halted("some of it may be erased already", place, hint) from None
    told = certificate_values(erasure)
    try:
        print(json_text(told) if arguments.json else _text(certificate_lines(erasure)), flush=True)
    finally:  # written last, for where there is no room it is printed; though nobody reads that
        if arguments.certificate is not None:
            places = _certified(partial(write_certificate, erasure, arguments.certificate))
    if arguments.certificate is not None and not arguments.json:
        print(f"\nThis certificate is in {places[0]} and {places[1].name}.")
    return DONE


def _certified(write: Callable[[], tuple[Path, Path]]) -> tuple[Path, Path]:
    try:
        return write()
    except UserError as error:
        hint = "erase again, which changes nothing more, with another --certificate"
        raise UserError(error.what, error.where, hint) from None


def _found(study: OpenStudy, wish: Wish) -> tuple[Found, tuple[str, ...]]:
    """What there is, and the former passphrases by which it is reached.

    Where backups are under none that is known, somebody who can answer is asked for more.
    """
    from annotator.app.verbs.erasing import find

    formers = former_passphrases()
    found = find(study, wish, formers)
    while found.locked:
        locked = counted(found.locked, "backup")
        prompt = f"{locked} under another passphrase; a former one, or nothing: "
        former = another_former(prompt)
        if former is None:
            break
        formers = (*formers, former)
        found = find(study, wish, formers)
    return found, formers


def _confirm(found: Found, lines: list[str]) -> None:
    """Has the pseudonym typed again where somebody can; else only `--yes` will do."""
    name = found.wish.participant
    if not sys.stdin or not sys.stdin.isatty():
        hint = "look at it with --list, then give --yes"
        raise UserError(f"erasing {name} cannot be undone", hint=hint)
    print(_text(lines), file=sys.stderr)
    print(f"This cannot be undone. Type {name} to erase: ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip() != name:
        raise UserError("nothing is erased: that is not the pseudonym", hint="start again")


def _text(lines: list[str]) -> str:
    return "\n".join(lines)
