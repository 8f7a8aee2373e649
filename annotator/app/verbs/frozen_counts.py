"""How many passages each rule would freeze, before one is chosen."""

from __future__ import annotations

from annotator.app.verbs.drawing import free_name
from annotator.app.verbs.freezing import RULES, Rule, freeze_passages
from annotator.domain.edits import Edit, replacements
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView


def frozen_counts(view: StudyView, round_id: Id, set_name: str | None = None) -> dict[Rule, int]:
    """The number of passages by rule; 0 where a rule gives none.

    Args:
        view: the study with the work of all coders.
        round_id: where the passages were marked.
        set_name: only marks with a code of this set.
    """
    counts = dict.fromkeys(RULES, 0)
    for rule in RULES:
        try:
            edit = freeze_passages(
                view, round_id, name=free_name(view), rule=rule, set_name=set_name, seed=0
            )
        except UserError:  # what is wrong is said when it is asked for
            continue
        counts[rule] = passages_in(edit)
    return counts


def passages_in(edit: Edit) -> int:
    """How many passages an edit makes moments of, each once for all coders."""
    records = (each.after for each in replacements(edit))
    made = (each for each in records if isinstance(each, Moment))
    return len({(each.transcript_id, each.start, each.end) for each in made})
