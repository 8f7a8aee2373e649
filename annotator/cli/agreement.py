"""The command `agreement`: of a study's coders, or from a bare table."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from annotator.cli.opening import json_text, opened
from annotator.domain.errors import UserError

if TYPE_CHECKING:
    from annotator.analysis.agreement import Resampling


def agreement(arguments: argparse.Namespace) -> int:
    """Prints the coefficients; gives the exit code 0."""
    from annotator.app.verbs import agreeing
    from annotator.app.verbs.agreement_listing import results_json, results_text

    question = agreeing.question_of(
        coefficients=arguments.coefficients,
        categories=arguments.categories,
        lengths=arguments.length,
        iou=arguments.iou,
        by_code=arguments.by == "code",
        replicates=arguments.bootstrap,
        seed=arguments.seed,
    )
    if arguments.layout is None:
        return _in_study(arguments, question.resampling)
    results = agreeing.agree_on_table(arguments.source, arguments.layout, question)
    print(json_text(results_json(results)) if arguments.json else results_text(results))
    return 0


def _in_study(arguments: argparse.Namespace, resampling: Resampling) -> int:
    from annotator.app.verbs import comparing
    from annotator.app.verbs.agreement_listing import results_text

    if arguments.source.suffix.casefold() in (".csv", ".tsv", ".txt"):
        raise UserError(
            "a table needs --layout", str(arguments.source), "give units, spans or ratings"
        )
    names = tuple(filter(None, (arguments.coders or "").split(",")))
    asked = comparing.Comparison(
        set_name=arguments.set,
        round_name=arguments.round,
        coders=names or None,
        unit=arguments.unit,
        by=arguments.by,
        include_unfinished=arguments.include_unfinished,
        coefficients=tuple(filter(None, (arguments.coefficients or "").split(","))),
        resampling=resampling,
    )
    with opened(arguments.source) as study:
        found = comparing.agree_in_study(study.view, asked)
    if arguments.json:
        print(json_text(comparing.grouped_json(found)))
    else:
        for group in dict.fromkeys(each.group for each in found):
            print(*([f"{group}:"] if group else []), sep="\n")
            print(results_text([each.result for each in found if each.group == group]))
    return 0
