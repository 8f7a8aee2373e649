"""The command `analyse`: dyadic and sequential analyses of a study, or a lag table."""

from __future__ import annotations

import argparse
from pathlib import Path

from annotator.cli.agreement import is_table
from annotator.cli.opening import json_text, opened


def analyse(arguments: argparse.Namespace) -> int:
    """Prints the results of one kind; gives the exit code 0."""
    from annotator.app.verbs import analysing
    from annotator.app.verbs.analysis_listing import analysis_text

    asked = analysing.question_of(
        arguments.kind,
        lag=arguments.lag,
        seed=arguments.seed,
        set_name=arguments.set,
        coder=arguments.coder,
        group=arguments.group,
        by_session=arguments.by_session,
    )
    if isinstance(arguments.study, Path) and is_table(arguments.study):
        found = analysing.analyse_table(arguments.study, asked)
    else:
        with opened(arguments.study) as study:
            found = analysing.analyse_study(study.view, asked)
    print(json_text(found) if arguments.json else analysis_text(found))
    return 0
