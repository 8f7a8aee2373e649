"""Who of the coders takes part in a comparison, and why the others do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotator.domain.ids import Id
from annotator.domain.round import Coder, Round
from annotator.domain.struck_off import struck_off
from annotator.domain.view import StudyView

_NOTHING = "of whom there is nothing in this round"
_NOTHING_DONE = "whose work was struck off before anything of it was done"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingPart:
    """The coders who are compared.

    Attributes:
        coders: in the order in which they were given.
        apart: of each of the others one sentence, why not.
    """

    coders: tuple[Coder, ...]
    apart: tuple[str, ...]


def taking_part(
    view: StudyView, work_round: Round, coders: Sequence[Coder], *, include_unfinished: bool
) -> TakingPart:
    """Those of some coders of whom there is something in the round.

    Where there is nothing, or the work was struck off before anything of it was done, the
    numbers are of the others; to say so once is enough, as it is no matter of any one transcript.

    Args:
        view: the study with the work of all coders.
        work_round: whose work counts.
        coders: who was named, or did something in the round, or was to.
        include_unfinished: what was begun and then struck off counts too.
    """
    own = [each for each in view.assignments.values() if each.round_id == work_round.id]
    done = {each.coder_id for each in own if each.progress == "done"}
    if done.issuperset(coder.id for coder in coders):  # no need to look at each moment
        return TakingPart(coders=tuple(coders), apart=())
    begun = done | {each.coder_id for each in own if each.progress == "in progress"}
    begun |= set(_at_work(view, work_round.id))
    struck = {coder_id for round_id, coder_id in struck_off(view) if round_id == work_round.id}
    struck -= begun if include_unfinished else done
    return TakingPart(
        coders=tuple(coder for coder in coders if coder.id in begun - struck),
        apart=tuple(
            f"the coder {coder.name}, {_NOTHING_DONE if coder.id in struck else _NOTHING}"
            for coder in coders
            if coder.id not in begun - struck
        ),
    )


def _at_work(view: StudyView, round_id: Id) -> Iterator[Id]:
    """Who has marked or judged something in a round."""
    yield from (each.coder_id for each in view.all_moments() if each.round_id == round_id)
    yield from (each.coder_id for each in view.judgements.values() if each.round_id == round_id)
