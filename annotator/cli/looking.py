"""Words on their way out at the command line: looked through, masked, told, or kept back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.opening import json_text, with_place
from annotator.domain.errors import UserError

if TYPE_CHECKING:
    from annotator.app.open_study import OpenStudy
    from annotator.app.verbs.leak_scan import LeakScan, Said
    from annotator.domain.table import Table

OPTIONS = ("names", "mask", "strict", "show")
_ASKED = (
    "Write the words as they are (w), with placeholders for the sure ones (s) or for all (a), "
    "or stop (Return)? "
)


class StoppedError(Exception):
    """Nothing is written."""


def add_leaks(command: argparse.ArgumentParser) -> None:
    """Adds what becomes of names, numbers and dates in an export with words."""
    help_text = "with --with-text: the key of names to look for (CSV: pseudonym,name)"
    command.add_argument("--names", type=Path, metavar="KEY.csv", help=help_text)
    help_text = (
        "with --with-text: put [name], [date], … in the place of what tells who somebody is: "
        "`sure`, `all`, or kinds with commas between"
    )
    command.add_argument("--mask", metavar="WHAT", help=help_text)
    help_text = "with --with-text: write nothing while more than capitalised words is left (exit 1)"
    command.add_argument("--strict", action="store_true", help=help_text)
    help_text = "with --with-text: show the words that were found; on a terminal only"
    command.add_argument("--show", action="store_true", help=help_text)


def refuse_without_words(arguments: argparse.Namespace) -> None:
    """Refuses these options where no words leave.

    Raises:
        UserError: one is given, and `--with-text` is not.
    """
    for option in OPTIONS:
        if getattr(arguments, option) and not arguments.with_text:
            hint = "only words of transcripts and memos are looked through"
            raise UserError("there is nothing to look through", f"--{option}", hint)


class Leaving:
    """What is about to be written, and what a person or an option has decided on it.

    Args:
        study: what is exported from.
        arguments: with the options of `add_leaks`, `with_text` and `out`.

    Attributes:
        replaced: in how many places a placeholder stands.

    Raises:
        UserError: the key of names cannot be read, or lies where it must not.
    """

    def __init__(self, study: OpenStudy, arguments: argparse.Namespace) -> None:
        from annotator.app.verbs.leak_scan import names_of

        self._study, self._asked = study, arguments
        self._names = names_of(arguments.names, study.place, out=arguments.out)
        self._found: LeakScan | None = None
        self._marks: frozenset[str] = frozenset()
        self.rows = self.replaced = 0

    def look(self, said: Iterable[Said]) -> None:
        """Looks words through and takes the decision on what was found.

        Raises:
            StoppedError: nothing shall be written.
            UserError: `--mask` names no kind, or words shall be shown where no terminal is.
        """
        from annotator.app.verbs.leak_scan import look_through, secret_for

        texts = list(said)
        look = partial(look_through, names=self._names, secret=secret_for(self._study))
        self._found = look(texts)
        if self._asked.mask is not None:
            self._marks = with_place("--mask", partial(_marks, self._found, self._asked.mask))
        else:
            self._marks = self._answer()
        masked = [self._found.masked(each.text, self._marks) for each in texts]
        self.replaced = sum(places for _, places in masked)
        if self._asked.strict:
            left = look(
                replace(each, text=text) for each, (text, _) in zip(texts, masked, strict=True)
            )
            if any(each.kind != "capital" for each in left.groups):
                self._found, self.replaced = left, 0
                raise StoppedError

    def masked(self, text: str) -> str:
        """A text as it is to be written."""
        return text if self._found is None else self._found.masked(text, self._marks)[0]

    def change(self, tables: Sequence[Table]) -> Sequence[Table]:
        """Tables as they are to be written.

        Raises:
            StoppedError, UserError: as in `look`.
        """
        from annotator.app.verbs.leak_scan import masked_tables, said_in

        self.rows = sum(len(table.rows) for table in tables)
        if not self._asked.with_text:
            return tables
        self.look(said_in(tables))
        assert self._found is not None
        return masked_tables(tables, self._found, self._marks)[0]

    def lines(self) -> list[str]:
        """What was found in the words; never the words themselves."""
        from annotator.app.verbs.leak_scan import scan_lines

        lines = [] if self._found is None else scan_lines(self._found)
        if self.replaced:
            lines.append(f"  placeholders stand in {self.replaced} places")
        return lines

    def tell(self, files: Sequence[Path], untold: str = "", notes: Iterable[str] = ()) -> None:
        """Prints the files, what must be told of them, and what was found in the words."""
        from annotator.app.verbs.leak_scan import scan_values
        from annotator.app.verbs.noting import warning_of

        if getattr(self._asked, "json", False):
            leaks = None if self._found is None else scan_values(self._found)
            told = {"files": [str(each) for each in files], "replaced": self.replaced}
            warnings = [*notes, *([untold] if untold else [])]
            print(json_text({**told, "leaks": leaks, "warnings": warnings}))
            return
        lines = [str(path) for path in files] or ["nothing is written"]
        lines += [*notes, *self.lines(), warning_of(untold)]
        print("\n".join(filter(None, lines)))

    def _answer(self) -> frozenset[str]:
        """What a person at a terminal decides; without one nothing is replaced."""
        found, asked = self._found, self._asked
        if found is None or not found.groups:
            return frozenset()
        on_terminal = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
        if asked.show and not sys.stdout.isatty():
            hint = "without it the places are told, in --json all of them"
            raise UserError("words are shown on a terminal only", "--show", hint)
        if not on_terminal or asked.strict or getattr(asked, "json", False):
            return frozenset()
        from annotator.app.verbs.leak_scan import scan_lines

        print("\n".join(_shown(found) if asked.show else scan_lines(found)))
        try:
            answer = input(_ASKED).strip().casefold()[:1]
        except EOFError:
            answer = ""
        if answer not in ("w", "s", "a"):
            raise StoppedError
        wanted = {"w": "", "s": "sure", "a": "all"}[answer]
        return _marks(found, wanted) if wanted else frozenset()


def _marks(found: LeakScan, wanted: str) -> frozenset[str]:
    """The marks of what `sure`, `all` or kinds with commas between name.

    Raises:
        UserError: no such kind.
    """
    from annotator.analysis.leaks import KINDS

    if wanted in ("sure", "all"):
        return found.marks(tuple(KINDS), sure_only=wanted == "sure")
    kinds = [each.strip() for each in wanted.split(",") if each.strip()]
    for each in kinds or [wanted]:
        if each not in KINDS:
            raise UserError(f"no kind {each!r}", hint=f"there are sure, all, {', '.join(KINDS)}")
    return found.marks(kinds)


def _shown(found: LeakScan) -> list[str]:
    """Each finding with its words and what stands around it, for a person at a terminal."""
    return [
        f"{each.leak.what}: {each.before}[{each.words}]{each.after} ({each.said.place})"
        for group in found.groups
        for each in group.found[:1]
    ]
