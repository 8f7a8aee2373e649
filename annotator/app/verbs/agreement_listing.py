"""Results of agreement as the command line gives them: one JSON object, or lines for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from annotator.analysis.agreement import Result

_NAMED = 4  # coders that a line names; of more it says how many


def results_json(results: Sequence[Result]) -> dict[str, Any]:
    """The results as the command's JSON object."""
    return {"results": [each.as_json() for each in results]}


def results_text(results: Sequence[Result]) -> str:
    """A line for each result, with the numbers of the remarks that stand below them all."""
    numbers: dict[str, int] = {}
    lines = []
    for result in results:
        remarks = (*(f"left out: {what}" for what in result.excluded), *result.notes)
        marks = "".join(f"[{numbers.setdefault(r, len(numbers) + 1)}]" for r in remarks)
        lines.append(f"{_line(result)}  {marks}".rstrip())
    return "\n".join([*lines, *(f"[{number}] {what}" for what, number in numbers.items())])


def _line(result: Result) -> str:
    name = result.coefficient + ("" if result.code is None else f" '{result.code}'")
    coders = result.coders
    who = ", ".join(coders) if len(coders) <= _NAMED else f"{len(coders)} coders"
    if result.reason:
        return f"{name}: undefined, {result.reason}  ({who})"
    interval = ""
    if result.ci_low is not None and result.ci_high is not None:
        interval = f" ({result.ci_low:.3f} to {result.ci_high:.3f}, {result.ci_kind})"
    what = result.unit if result.n == 1 else f"{result.unit}s".replace("boundarys", "boundaries")
    return f"{name}: {result.value:.4f}{interval}  n = {result.n} {what}  ({who})"
