"""The commands of judgements: what was found in bins, accounts, sessions and dyads."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from annotator.cli.acknowledging import acknowledge
from annotator.cli.opening import json_text, opened
from annotator.domain.errors import Stale, UserError

if TYPE_CHECKING:
    from annotator.app.open_study import OpenStudy


def judgements(arguments: argparse.Namespace) -> int:
    """Lists judgements."""
    from annotator.app.verbs.judgement_lines import judgement_rows, judgements_text
    from annotator.app.verbs.noting import note_reading

    with opened(arguments.study, coder=arguments.coder) as study:
        rows = judgement_rows(study.view)
        if arguments.json and any(each["memo"] for each in rows):
            note_reading(study, "judgements")
    print(json_text({"judgements": rows}) if arguments.json else judgements_text(rows))
    return 0


def judge(arguments: argparse.Namespace) -> int:
    """Stores judgements from lines of JSON, each on its own, and prints each id."""
    from annotator.app.verbs.judgement_lines import JUDGEMENT
    from annotator.app.verbs.marking import parse_line

    with opened(arguments.study) as study:
        for number, line in enumerate(sys.stdin.buffer, 1):
            if not line.strip():
                continue
            try:
                judgement_id = _judged(study, arguments, parse_line(line, JUDGEMENT))
            except UserError as error:
                where = ", ".join(filter(None, (f"standard input, line {number}", error.where)))
                raise UserError(error.what, where, error.hint) from None
            acknowledge(judgement_id, number)
    return 0


def _judged(study: OpenStudy, arguments: argparse.Namespace, fields: dict[str, Any]) -> str:
    """The id of the judgement that a line says, once it is on disk."""
    from annotator.app.verbs.judgement_lines import judge_line

    for last in (False, True):
        judgement_id, edit = judge_line(
            study.view, arguments.coder, fields, arguments.round, replacing=arguments.replace
        )
        try:
            if edit is not None:
                study.do(edit, f"Judge by {fields['set']}")
        except Stale:  # another process made the coder or the round: they are in the view now
            if last:
                raise
            continue
        break
    return judgement_id
