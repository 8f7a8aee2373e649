"""How two accounts may stand to each other: the study's list of relations, and what is near."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from annotator.app.verbs.study_settings import check_tolerance
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.moment import Pairing
from annotator.domain.view import StudyView

LONGEST_RELATION = 40


def set_pairing_rules(
    view: StudyView, relations: Sequence[str], shared_within_ms: int
) -> Replace | None:
    """Sets the study's list of relations and what counts as the same session time.

    Pairings keep the relation that they have, whether it is on the list or not.

    Args:
        view: the study.
        relations: their names in the order in which they are offered.
        shared_within_ms: stops of the two parties this near count as shared, moments this near
            are suggested for a pairing.

    Returns:
        None where all is as it was.

    Raises:
        UserError: the list is empty, a name is none, too long or stands twice, or the time is
            negative or longer than an hour.
    """
    names = tuple(each.strip() for each in relations)
    if not names:
        raise UserError("the study would have no relation", hint="keep at least one")
    seen: set[str] = set()
    for name in names:
        if not name or not name.isprintable():
            raise UserError(f"{name!r} is no name for a relation", hint="give it a name")
        if len(name) > LONGEST_RELATION:
            raise UserError(
                f"the relation {name[:20]!r}… is too long",
                hint=f"give at most {LONGEST_RELATION} characters",
            )
        if "|" in name:
            raise UserError(f"the relation {name!r} has a |", hint="exports join values by it")
        if name.casefold() in seen:
            raise UserError(f"the relation {name!r} stands twice", hint="name each once")
        seen.add(name.casefold())
    check_tolerance(shared_within_ms)
    after = replace(view.study, relations=names, shared_within_ms=shared_within_ms)
    return None if after == view.study else Replace(view.study, after)


def relations_in_use(view: StudyView) -> Counter[str]:
    """How many pairings of the view have each relation."""
    return Counter(each.relation for each in view.pairings.values())


def offered_relations(view: StudyView, pairing: Pairing | None = None) -> tuple[str, ...]:
    """The relations to choose from: the study's list, and a pairing's own that left the list."""
    listed = view.study.relations
    own = () if pairing is None or pairing.relation in listed else (pairing.relation,)
    return (*listed, *own)
