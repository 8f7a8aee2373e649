"""Who may change what holds for the whole study: whoever reads everyone's work, the PI."""

from __future__ import annotations

from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.view import StudyView


def refuse_coder(view: StudyView, seen_by: Id | None, what: str) -> None:
    """Refuses settings, design, guide, measures and relations to a coder among several.

    Stops, ranges and the questions that turns answer stay open to coders: they are read off the
    text. Where one person at most codes, nobody is blind to anybody, and that person may.

    Args:
        view: the study.
        seen_by: whose work is loaded; None for everyone's.
        what: in the plural, as the sentence begins.

    Raises:
        UserError: one coder's work is loaded, or nobody's, and several code; or this is
            handed-out work.
    """
    if view.work is not None:
        raise UserError(
            f"{what} hold for the whole study, and this is handed-out work",
            hint="the PI sets them in the study itself",
        )
    coders = sum(each.role != "consensus" for each in view.coders.values())
    if seen_by is not None and coders > 1:
        raise UserError(
            f"{what} hold for the whole study",
            hint="choose everyone’s work at the top first",
        )
