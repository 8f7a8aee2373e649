"""The commands `export`, by which tables and words leave a study, and `journal`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.agreement import report
from annotator.cli.codebook import export_codebook
from annotator.cli.opening import json_text, opened, with_place
from annotator.domain.errors import UserError

if TYPE_CHECKING:
    from annotator.app.open_study import OpenStudy
    from annotator.app.verbs.leak_scan import LeakScan
    from annotator.domain.table import Table

DONE, FOUND = 0, 1
_LEAK_OPTIONS = ("names", "mask", "strict", "show")
_ASKED = (
    "Write the words as they are (w), with placeholders for the sure ones (s) or for all (a), "
    "or stop (Return)? "
)


class _Stopped(Exception):
    """Nothing is written."""


def export(arguments: argparse.Namespace) -> int:
    """Writes an export and prints its files; gives 1 where what was found stops it."""
    for option in _LEAK_OPTIONS:
        if getattr(arguments, option) and not arguments.with_text:
            hint = "only words of transcripts and memos are looked through"
            raise UserError("there is nothing to look through", f"--{option}", hint)
    if arguments.to != "csv":
        for option in (*_LEAK_OPTIONS, "json"):
            if getattr(arguments, option):
                raise UserError("only an export to csv takes this", f"--{option}", "leave it out")
    if arguments.to == "agreement":
        return _export_agreement(arguments)
    if arguments.to in ("codebook-csv", "codebook-xlsx", "qdc"):
        return export_codebook(arguments)
    return _export_tables(arguments)


def _export_tables(arguments: argparse.Namespace) -> int:
    from annotator.app.verbs.exporting import export as write
    from annotator.app.verbs.exporting import refuse_unknown
    from annotator.app.verbs.noting import note_export

    refuse_unknown(arguments.to)
    with opened(arguments.study, coder=arguments.coder) as study:
        leaving = _Leaving(study, arguments)
        try:
            files = write(
                study.view,
                arguments.out,
                arguments.to,
                with_text=arguments.with_text,
                exact=arguments.exact,
                change=leaving.change,
            )
        except _Stopped:
            leaving.tell([])
            return FOUND
        untold = note_export(
            study,
            "tables as CSV",
            files,
            with_text=arguments.with_text,
            rows=leaving.rows,
            replaced=leaving.replaced,
        )
    leaving.tell(files, untold)
    return DONE


class _Leaving:
    """What is about to be written, and what a person or an option has decided on it."""

    def __init__(self, study: OpenStudy, arguments: argparse.Namespace) -> None:
        from annotator.app.verbs.leak_scan import names_of

        self._study, self._asked = study, arguments
        self._names = names_of(arguments.names, study.place, out=arguments.out)
        self._found: LeakScan | None = None
        self.rows = self.replaced = 0

    def change(self, tables: Sequence[Table]) -> Sequence[Table]:
        """The tables as they are to be written.

        Raises:
            _Stopped: nothing shall be written.
        """
        from annotator.app.verbs.leak_scan import (
            look_through,
            masked_tables,
            said_in,
            secret_for,
        )

        self.rows = sum(len(table.rows) for table in tables)
        if not self._asked.with_text:
            return tables
        look = partial(look_through, names=self._names, secret=secret_for(self._study))
        self._found = look(said_in(tables))
        if self._asked.mask is not None:
            marks = with_place("--mask", partial(_marks, self._found, self._asked.mask))
        else:
            marks = self._answer()
        masked, self.replaced = masked_tables(tables, self._found, marks)
        if self._asked.strict:
            left = look(said_in(masked))
            if any(each.kind != "capital" for each in left.groups):
                self._found = left
                raise _Stopped
        return masked

    def _answer(self) -> frozenset[str]:
        """What a person at a terminal decides; without one nothing is replaced."""
        found, asked = self._found, self._asked
        if found is None or not found.groups:
            return frozenset()
        on_terminal = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
        if asked.show and not sys.stdout.isatty():
            hint = "without it the places are told, in --json all of them"
            raise UserError("words are shown on a terminal only", "--show", hint)
        if not on_terminal or asked.strict or asked.json:
            return frozenset()
        from annotator.app.verbs.leak_scan import scan_lines

        print("\n".join(_shown(found) if asked.show else scan_lines(found)))
        try:
            answer = input(_ASKED).strip().casefold()[:1]
        except EOFError:
            answer = ""
        if answer not in ("w", "s", "a"):
            raise _Stopped
        wanted = {"w": "", "s": "sure", "a": "all"}[answer]
        return _marks(found, wanted) if wanted else frozenset()

    def tell(self, files: Sequence[Path], untold: str = "") -> None:
        """Prints the files, and what was found in the words."""
        from annotator.app.verbs.leak_scan import scan_lines, scan_values
        from annotator.app.verbs.noting import warning_of

        warnings = [untold] if untold else []
        if self._asked.json:
            leaks = None if self._found is None else scan_values(self._found)
            told = {"files": [str(each) for each in files], "replaced": self.replaced}
            print(json_text({**told, "leaks": leaks, "warnings": warnings}))
            return
        lines = [str(path) for path in files] or ["nothing is written"]
        if self._found is not None:
            lines += scan_lines(self._found)
            if self.replaced:
                lines.append(f"  placeholders stand in {self.replaced} places")
        print("\n".join([*lines, *map(warning_of, warnings)]))


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


def _export_agreement(arguments: argparse.Namespace) -> int:
    from annotator.app.verbs.comparing import Comparison

    if arguments.coder or arguments.with_text:
        option = "--coder" if arguments.coder else "--with-text"
        raise UserError("the report is of all coders and holds no text", option, "leave it out")
    asked = Comparison(round_name=arguments.round, set_name=arguments.set)
    with opened(arguments.study) as study:
        return report(study, asked, arguments.out, exact=arguments.exact)


# The record of changes -------------------------------------------------------------------------


def journal(arguments: argparse.Namespace) -> int:
    """Prints the record of changes, or writes it; gives 1 where its chain is broken."""
    from annotator.app.verbs import record
    from annotator.app.verbs.noting import warning_of
    from annotator.app.verbs.planning import parse_date

    since, until = (parse_date(getattr(arguments, o), f"--{o}") for o in ("since", "until"))
    if arguments.kind and arguments.kind not in record.KINDS:
        hint = f"there are {', '.join(record.KINDS)}"
        raise UserError(f"no kind of record {arguments.kind!r}", "--kind", hint)
    asked = record.Asked(
        who=arguments.coder or "",
        kind=arguments.kind or "",
        since=since,
        until=until,
        words=arguments.words or "",
    )
    with opened(arguments.study) as study:
        found = with_place("--coder", partial(record.Entries, study, asked))
        chain = record.followed(study)
        lines = found.lines(0, len(found))
        told = record.chain_text(chain, study.seen_by)
        untold = ""
        if arguments.to is not None:
            untold = record.export_record(study, found, arguments.to)
        chained = study.seen_by is None
    if arguments.json:
        whole: dict[str, Any] = {"whole": chain.broken_at is None}
        if chained:
            whole |= {"entries": chain.checked, "broken_at": chain.broken_at}
        warned = [untold] if untold else []
        values = record.record_values(lines, chained=chained)
        print(json_text({"entries": values, "chain": whole, "warnings": warned}))
    else:
        shown = str(arguments.to) if arguments.to is not None else record.record_text(lines)
        print("\n".join(filter(None, [shown, told, warning_of(untold)])))
    return DONE if chain.broken_at is None else FOUND
