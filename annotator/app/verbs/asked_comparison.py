"""What a comparison is of, without its numbers."""

from __future__ import annotations

from annotator.analysis.agreement.compared import Compared, compare
from annotator.app.verbs.comparing import Comparison
from annotator.domain.view import StudyView


def compared_by(view: StudyView, asked: Comparison) -> Compared:
    """The round, set, coders and transcripts that are asked for.

    Raises:
        UserError: there is nothing of a name, or no round in which two coders are done.
    """
    return compare(
        view,
        set_name=asked.set_name,
        round_name=asked.round_name,
        coders=asked.coders,
        include_unfinished=asked.include_unfinished,
    )
