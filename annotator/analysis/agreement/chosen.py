"""Which set of codes, round and coders are compared: those named, else the ones usually meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotator.domain.codebook import CodeSet
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.round import Coder, Round
from annotator.domain.view import StudyView


def chosen_set(view: StudyView, work_round: Round, name: str | None) -> CodeSet:
    """The set of that name in the codebook that a round codes with; the first without a name.

    Raises:
        UserError: there is none.
    """
    sets = view.codebook_for(work_round.id).sets
    if not sets:
        hint = "a study gets its codes when it is made, by `annotator new --codebook`"
        raise UserError("the codebook has no codes", hint=hint)
    if name is None:
        return sets[0]
    found = next((each for each in sets if each.name == name), None)
    if found is None:
        raise UserError(f"no set of codes {name!r}", hint=_there_are(each.name for each in sets))
    return found


def chosen_round(view: StudyView, name: str | None, include_unfinished: bool) -> Round:
    """The round of that name, else the latest in which two coders are done.

    The consensus layer is no coder: a round is never chosen because of it.

    Raises:
        UserError: there is none.
    """
    if name is not None:
        found = view.find_round(name)
        if found is None:
            known = _there_are(each.name for each in view.rounds.values())
            raise UserError(f"no round {name!r}", hint=known)
        return found
    layer = _consensus(view)
    for each in sorted(view.rounds.values(), key=lambda each: -each.number):
        at_work = {
            work.coder_id
            for work in view.assignments.values()
            if work.round_id == each.id and work.progress == "done"
        }
        if include_unfinished:
            at_work |= {m.coder_id for m in view.all_moments() if m.round_id == each.id}
            at_work |= {j.coder_id for j in view.judgements.values() if j.round_id == each.id}
        if len(at_work - layer) >= 2:
            return each
    raise UserError(
        "no round in which two coders are done", hint="mark transcripts with `annotator done`"
    )


def chosen_coders(view: StudyView, work_round: Round, names: Sequence[str] | None) -> list[Coder]:
    """The coders of these names, else all who did something in the round, by name.

    The consensus layer is taken only where it is named.

    Raises:
        UserError: there is no coder of a name.
    """
    if names is not None:
        known = {coder.name: coder for coder in view.coders.values()}
        for name in names:
            if name not in known:
                raise UserError(f"no coder {name!r}", hint=_there_are(known))
        return [known[name] for name in dict.fromkeys(names)]
    at_work = {e.coder_id for e in view.assignments.values() if e.round_id == work_round.id}
    if not at_work >= {*view.coders} - _consensus(view):  # else no need to look at each moment
        at_work |= {e.coder_id for e in view.all_moments() if e.round_id == work_round.id}
        at_work |= {e.coder_id for e in view.judgements.values() if e.round_id == work_round.id}
    own = at_work - _consensus(view)
    return sorted((view.coders[each] for each in own), key=lambda coder: coder.name)


def _consensus(view: StudyView) -> set[Id]:
    return {coder.id for coder in view.coders.values() if coder.role == "consensus"}


def _there_are(names: Iterable[str]) -> str:
    listed = ", ".join(sorted(names))
    return f"there are {listed}" if listed else "there is none yet"
