"""The command `agreement`: of a study's coders, or from a bare table."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.opening import json_text, opened
from annotator.domain.address import Address
from annotator.domain.errors import UserError

if TYPE_CHECKING:
    from annotator.app.open_study import OpenStudy
    from annotator.app.verbs.agreeing import Question
    from annotator.app.verbs.comparing import Comparison


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
    if arguments.layout is not None and arguments.report is not None:
        raise UserError("a bare table has no report", "--report", "give a study")
    if arguments.json and arguments.report is not None:
        raise UserError("the report is files only", "--json", "leave it out, or --report")
    _refuse_unread(arguments)
    if arguments.layout is None:
        with _named(arguments.source):
            return _in_study(arguments, question)
    results = agreeing.agree_on_table(arguments.source, arguments.layout, question)
    print(json_text(results_json(results)) if arguments.json else results_text(results))
    return 0


_COMPARED = 2
_OF_STUDIES = ("set", "round", "coders", "unit", "include_unfinished")
_OF_TABLES = ("categories", "length")


def _refuse_unread(arguments: argparse.Namespace) -> None:
    """An option that would not be read must not seem to have been."""
    of_table = arguments.layout is not None
    for name in _OF_STUDIES if of_table else _OF_TABLES:
        if getattr(arguments, name):
            what = "a bare table" if of_table else "a study"
            option = f"--{name.replace('_', '-')}"
            raise UserError(f"{what} does not take it", option, "leave it out")
    if of_table and arguments.by not in (None, "code"):
        raise UserError("a bare table has results by code only", "--by", "give --by code")


def is_table(place: Path) -> bool:
    """Whether a file is a bare table rather than a study, by its name."""
    return place.suffix.casefold() in (".csv", ".tsv", ".txt")


@contextmanager
def _named(place: Path | Address) -> Iterator[None]:
    """Errors that name no place name the study."""
    try:
        yield
    except UserError as error:
        if error.where:
            raise
        raise UserError(error.what, str(place), error.hint) from None


def _in_study(arguments: argparse.Namespace, question: Question) -> int:
    from annotator.app.verbs import agreeing, comparing
    from annotator.app.verbs.agreement_listing import results_text

    if isinstance(arguments.source, Path) and is_table(arguments.source):
        raise UserError(
            "a table needs --layout", str(arguments.source), "give units, spans or ratings"
        )
    coders = arguments.coders
    asked = comparing.Comparison(
        set_name=arguments.set,
        round_name=arguments.round,
        coders=None if coders is None else _coders(agreeing.parse_list(coders)),
        unit=arguments.unit,
        by=arguments.by,
        include_unfinished=arguments.include_unfinished,
        coefficients=question.coefficients,
        iou=question.iou,
        resampling=question.resampling,
    )
    with opened(arguments.source) as study:
        if arguments.report is not None:
            return report(study, asked, arguments.report)
        found = comparing.agree_in_study(study.view, asked)
    if not found:
        what = f"--by {arguments.by}" if arguments.by else "this unit"
        raise UserError(f"there is no coefficient for {what} here", hint="take another unit")
    if arguments.json:
        print(json_text(comparing.grouped_json(found)))
    else:
        for group in dict.fromkeys(each.group for each in found):
            print(*([f"{group}:"] if group else []), sep="\n")
            print(results_text([each.result for each in found if each.group == group]))
    return 0


def _coders(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(names) < _COMPARED:
        hint = "name two or more with commas between, or leave it out for all of the round"
        raise UserError("agreement is between coders", "--coders", hint)
    return names


def report(study: OpenStudy, asked: Comparison, target: Path, *, exact: bool = False) -> int:
    """Writes the report to a folder, or to a file of one format, and prints what was written."""
    from annotator.app.reporting import FORMATS, write_report
    from annotator.app.verbs.overviewing import overview_of

    ending = target.suffix.casefold().removeprefix(".")
    if ending and ending not in FORMATS and not target.is_dir():
        hint = f"the formats are {', '.join(FORMATS)}; or name a folder for all of them"
        raise UserError(f"no report format '{ending}'", str(target), hint)
    formats = (ending,) if ending in FORMATS and not target.is_dir() else FORMATS
    view = study.view
    files = write_report(
        overview_of(view, asked, complete=True),
        target,
        formats,
        title=f"{view.study.title}: agreement",
        resampling=asked.resampling,
        exact=exact,
    )
    print("\n".join(filter(None, [*map(str, files), _noted(study, files)])))
    return 0


def _noted(study: OpenStudy, files: Sequence[Path]) -> str:
    """Puts the report down in the study's record; gives a warning where that cannot be."""
    from annotator.app.verbs.noting import note_export, warning_of

    return warning_of(note_export(study, "agreement report", files))
