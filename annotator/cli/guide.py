"""The command `guide`: the interview guide, and where its questions were asked."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import TYPE_CHECKING, Any

from annotator.cli.opening import json_text, opened
from annotator.domain.errors import UserError

if TYPE_CHECKING:
    from annotator.app.open_study import OpenStudy

DONE = 0


def guide(arguments: argparse.Namespace) -> int:
    """Takes a guide in, finds its questions, or shows what the study has."""
    told: dict[str, Any] = {}
    lines: list[str] = []
    if arguments.dry_run and arguments.file is not None and arguments.find:
        hint = "take the guide in first, then try --find"
        raise UserError("--dry-run takes a GUIDE.csv or --find, not both", hint=hint)
    with opened(arguments.study) as study:
        if arguments.file is not None:
            _take_in(study, arguments, told, lines)
        if arguments.find:
            _find(study, arguments, told, lines)
        if arguments.file is None and not arguments.find:
            _list(study, told, lines)
    print(json_text(told) if arguments.json else "\n".join(lines))
    return DONE


def _take_in(
    study: OpenStudy, arguments: argparse.Namespace, told: dict[str, Any], lines: list[str]
) -> None:
    from annotator.app.verbs.guide import guide_lines, read_guide_file

    taken = read_guide_file(study.view, arguments.file)
    if taken.edit is not None and not arguments.dry_run:
        study.do(taken.edit, "Import the interview guide")
    told |= {"new": list(taken.new), "changed": list(taken.changed), "kept": list(taken.kept)}
    told["warnings"] = [f"{each.place}: {each.what}" for each in taken.notes]
    lines += guide_lines(taken)


def _find(
    study: OpenStudy, arguments: argparse.Namespace, told: dict[str, Any], lines: list[str]
) -> None:
    from annotator.app.verbs.finding import find_questions, finding_lines, finding_values

    finding = find_questions(study.view, arguments.like_from)
    if finding.edit is not None and not arguments.dry_run:
        study.do(finding.edit, "Find the questions of the guide")
    warnings = told.get("warnings", [])
    told |= finding_values(finding)
    told["warnings"] = [*warnings, *finding.warnings]
    lines += finding_lines(finding)


def _list(study: OpenStudy, told: dict[str, Any], lines: list[str]) -> None:
    from annotator.domain.guide import in_order

    view = study.view
    counts = Counter(one.question_id for asked in view.asked.values() for one in asked)
    told["questions"] = []
    for each in in_order(view.questions.values()):
        parent = view.questions.get(each.parent_id or "")
        told["questions"].append(
            {
                "name": each.name,
                "text": each.text,
                "parent": parent.name if parent else None,
                "wordings": list(each.wordings),
                "voices": list(each.voices),
                "asked": counts[each.id],
            }
        )
        indent = "    " if parent else "  "
        lines.append(f"{indent}{each.name}: {each.text or '(no text)'} ({counts[each.id]})")
    lines.insert(0, "The study's guide, with how often each question was asked:")
    if not view.questions:
        lines[0] = "the study has no interview guide"
