"""The command `measures`: brings questionnaire scores in, lists, changes or deletes measures."""

from __future__ import annotations

import argparse

from annotator.cli.acknowledging import tell_first
from annotator.cli.opening import json_text, opened
from annotator.domain.counted import counted
from annotator.domain.errors import UserError


def measures(arguments: argparse.Namespace) -> int:
    """Imports a file of scores; without one lists, changes or deletes measures. Gives 0."""
    if arguments.file is None:
        _refuse_without_file(arguments)
        if arguments.delete is not None:
            return _delete(arguments)
        return _set(arguments) if arguments.range or arguments.kind else _list(arguments)
    if arguments.delete is not None:
        raise UserError("it goes without a FILE only", "--delete", "do one after the other")
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
            tell_first(measured_lines(measured))

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


def _refuse_without_file(arguments: argparse.Namespace) -> None:
    given = {
        "--score": arguments.score,
        "--columns": arguments.columns,
        "--missing": arguments.missing,
        "--sheet": arguments.sheet,
        "--replace": arguments.replace,
    }
    if arguments.delete is not None:
        given |= {"--range": arguments.range, "--kind": arguments.kind}
    for option, value in given.items():
        if value:
            hint = (
                "leave it out" if arguments.delete else "name the file of scores, or leave it out"
            )
            raise UserError("it goes with a FILE only", option, hint)


def _list(arguments: argparse.Namespace) -> int:
    from annotator.analysis.measures.summary import measures_json
    from annotator.app.verbs.measure_listing import measures_text

    with opened(arguments.study) as study:
        listed = measures_json(study.view)
    print(json_text({"measures": listed}) if arguments.json else measures_text(listed))
    return 0


def _set(arguments: argparse.Namespace) -> int:
    """Gives measures of the study their range and kind."""
    from annotator.app.verbs.measure_editing import set_measures
    from annotator.app.verbs.measure_mapping import mapping_of

    asked = mapping_of(ranges=arguments.range or (), kinds=arguments.kind or ())
    with opened(arguments.study) as study:
        edit, changed = set_measures(study.view, asked.ranges, asked.kinds)
        names = [each.name for each in changed]
        if edit.edits:
            study.do(edit, f"Change the measures {', '.join(names)}")
    if arguments.json:
        print(json_text({"changed": names}))
    else:
        print(f"changed: {', '.join(names)}" if names else "nothing to change")
    return 0


def _delete(arguments: argparse.Namespace) -> int:
    """Takes a measure and its scores out of the study."""
    from annotator.app.verbs.measure_editing import delete_measure, find_measure

    with opened(arguments.study) as study:
        known = find_measure(study.view, arguments.delete)
        edit = delete_measure(study.view, known.id)
        study.do(edit, f"Delete the measure {known.name}")
    scores = len(edit.edits) - 1
    if arguments.json:
        print(json_text({"deleted": known.name, "scores": scores}))
    else:
        print(f"{known.name} is deleted with its {counted(scores, 'score')}")
    return 0
