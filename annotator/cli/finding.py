"""The commands that find and count: `search`, `matrix` and `co-occurrence`."""

from __future__ import annotations

import argparse
import sys

from annotator.cli.opening import json_text, opened
from annotator.domain.errors import UserError
from annotator.domain.table import Table

LONGEST_S = 86_400


def search(arguments: argparse.Namespace) -> int:
    """Prints the passages and memos that fit; gives the exit code 0."""
    from annotator.app.verbs.noting import note_reading
    from annotator.app.verbs.search_listing import found_text, found_values
    from annotator.app.verbs.searching import search as find

    if not arguments.query.strip():
        raise UserError("the search is empty", "QUERY", "write a word to find")
    with opened(arguments.study, coder=arguments.coder) as study:
        found = find(study.view, arguments.query, study.candidates)
        if arguments.json:
            told = json_text({"query": arguments.query, **found_values(study.view, found)})
        else:
            told = found_text(study.view, found)
        note_reading(study, "what was searched for")
    print(told)
    return 0


def matrix(arguments: argparse.Namespace) -> int:
    """Prints how often each code stands where; gives the exit code 0."""
    from annotator.analysis.tables.code_matrix import matrix_table
    from annotator.app.verbs.code_counting import matrix_of, matrix_text, matrix_values

    with opened(arguments.study, coder=arguments.coder) as study:
        found = matrix_of(study.view, arguments.by)
    if arguments.csv:
        _print_csv(matrix_table(found))
    else:
        print(json_text(matrix_values(found)) if arguments.json else matrix_text(found))
    return 0


def together(arguments: argparse.Namespace) -> int:
    """Prints how often each two codes stand together; gives the exit code 0."""
    from annotator.analysis.tables.co_occurrence import co_occurrence_table
    from annotator.app.verbs.code_counting import together_of, together_text, together_values

    if not 0 <= arguments.within <= LONGEST_S:
        raise UserError(f"{arguments.within:g} s is no distance", "--within", "give 0 or more")
    within_ms = round(arguments.within * 1000)
    with opened(arguments.study, coder=arguments.coder) as study:
        found = together_of(study.view, arguments.rule, within_ms)
    if arguments.csv:
        _print_csv(co_occurrence_table(found))
    else:
        print(json_text(together_values(found)) if arguments.json else together_text(found))
    return 0


def _print_csv(table: Table) -> None:
    from annotator.formats.csv_tables import csv_bytes

    sys.stdout.buffer.write(csv_bytes(table))
    sys.stdout.buffer.flush()
