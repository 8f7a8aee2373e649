"""The command `measures`: brings questionnaire scores in, or lists what there is."""

from __future__ import annotations

import argparse

from annotator.cli.opening import json_text, opened
from annotator.domain.errors import UserError


def measures(arguments: argparse.Namespace) -> int:
    """Imports a file of scores, or lists the measures where none is named; gives 0."""
    if arguments.file is None:
        return _list(arguments)
    from annotator.app.reading import Reader
    from annotator.app.verbs.measure_listing import measured_json, measured_lines
    from annotator.app.verbs.measure_mapping import mapping_of
    from annotator.app.verbs.measuring import Measured, import_measures

    mapping = mapping_of(
        scores=arguments.score or (),
        columns=arguments.columns or "",
        ranges=arguments.range or (),
        kinds=arguments.kind or (),
        missing=arguments.missing,
    )

    def report(measured: Measured) -> None:
        if not arguments.json:
            print("\n".join(measured_lines(measured)))

    with opened(arguments.study) as study, Reader() as reader:
        measured = import_measures(
            study,
            reader,
            arguments.file,
            mapping,
            sheet=arguments.sheet,
            replacing=arguments.replace,
            report=report,
        )
    if arguments.json:
        print(json_text(measured_json(measured)))
    return 0


def _list(arguments: argparse.Namespace) -> int:
    from annotator.analysis.measures.summary import measures_json
    from annotator.app.verbs.measure_listing import measures_text

    given = {
        "--score": arguments.score,
        "--columns": arguments.columns,
        "--range": arguments.range,
        "--kind": arguments.kind,
        "--missing": arguments.missing,
        "--sheet": arguments.sheet,
        "--replace": arguments.replace,
    }
    for option, value in given.items():
        if value:
            hint = "name the file of scores, or leave it out"
            raise UserError("it goes with a FILE only", option, hint)
    with opened(arguments.study) as study:
        listed = measures_json(study.view)
    print(json_text({"measures": listed}) if arguments.json else measures_text(listed))
    return 0
