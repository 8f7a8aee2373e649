"""The commands `export`, by which tables and words leave a study, and `journal`."""

from __future__ import annotations

import argparse
from functools import partial
from typing import Any

from annotator.cli.agreement import report
from annotator.cli.codebook import export_codebook
from annotator.cli.looking import Leaving, StoppedError, refuse_without_words
from annotator.cli.opening import json_text, opened, with_place
from annotator.domain.errors import UserError

DONE, FOUND = 0, 1


def export(arguments: argparse.Namespace) -> int:
    """Writes an export and prints its files; gives 1 where what was found stops it."""
    refuse_without_words(arguments)
    if arguments.to == "agreement":
        if arguments.json:
            raise UserError("the report is files only", "--json", "leave it out")
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
        leaving = Leaving(study, arguments)
        try:
            files = write(
                study.view,
                arguments.out,
                arguments.to,
                with_text=arguments.with_text,
                exact=arguments.exact,
                change=leaving.change,
            )
        except StoppedError:
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
