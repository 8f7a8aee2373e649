"""From where on agreement is accepted in a study, and from where it is good."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite

from annotator.domain.edits import Edit, Replace
from annotator.domain.errors import UserError
from annotator.domain.view import StudyView


def set_thresholds(view: StudyView, accept_from: float, good_from: float) -> Edit:
    """Sets the study's two thresholds.

    Raises:
        UserError: one is not from 0 to 1, or what is good would not be accepted.
    """
    for each in (accept_from, good_from):
        if not isfinite(each) or not 0 <= each <= 1:
            raise UserError(f"{each:g} is no threshold", hint="give a number from 0 to 1")
    if accept_from > good_from:
        raise UserError(
            f"good from {good_from:g} would not be accepted from {accept_from:g}",
            hint="the first threshold is at most the second",
        )
    after = replace(view.study, accept_from=accept_from, good_from=good_from)
    return Replace(view.study, after)
