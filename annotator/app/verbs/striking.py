"""Strikes off handed-out work that will not come back."""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.edits import Edit, Replace
from annotator.domain.errors import UserError
from annotator.domain.package import Package
from annotator.domain.view import StudyView


def strike(view: StudyView, named: str, reason: str) -> Edit:
    """The edit that no longer waits for a file of work.

    Nothing else changes: should the file come back after all, it is merged as any other, and
    the report tells that it had been struck off.

    Args:
        view: the study with the work of all coders.
        named: the id of the file of work, or how it begins (`annotator progress` lists them).
        reason: why, as the PI puts it.

    Raises:
        UserError: no or more than one file is named, it is not out, or there is no reason.
    """
    package = _named(view, named)
    if not reason.strip():
        raise UserError("why is it struck off?", hint="give a reason, as “laptop lost”")
    if package.state == "struck off":
        raise UserError("it is struck off already", named, f"the reason was: {package.reason}")
    if package.state == "returned":
        raise UserError("it came back", named, "only work that is still out is struck off")
    return Replace(package, replace(package, state="struck off", reason=reason.strip()))


def _named(view: StudyView, named: str) -> Package:
    begin = named.strip().casefold()
    found = [each for each in view.packages.values() if begin and each.id.startswith(begin)]
    if len(found) != 1:
        what = "no work that was handed out" if not found else "more than one file of work"
        raise UserError(f"{what} has that id", named, "`annotator progress` lists them")
    return found[0]
