"""Judgements with the names of their places, for the tables of judgements and of units."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.analysis.listing import ordered_accounts
from annotator.domain.codebook import Codebook, CodeSet
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.view import StudyView

Place = tuple[str | None, int | None, str | None]
"""Dyad, number of the session, voice of the account; None for what a unit does not have."""


def places_of(view: StudyView) -> dict[Id, Place]:
    """The places of all accounts, sessions and dyads by id, in their order."""
    places: dict[Id, Place] = {}
    for account in ordered_accounts(view):
        dyad, session, _ = view.place_of(account.id)
        places.setdefault(dyad.id, (dyad.name, None, None))
        places.setdefault(session.id, (dyad.name, session.number, None))
        places[account.id] = (dyad.name, session.number, account.voice)
    for session in view.sessions.values():
        places.setdefault(session.id, (view.dyads[session.dyad_id].name, session.number, None))
    for dyad in view.dyads.values():
        places.setdefault(dyad.id, (dyad.name, None, None))
    return places


def ordered_judgements(view: StudyView) -> Iterator[tuple[Place, Judgement]]:
    """All judgements by place, bin, round, set and coder; those of what is shut are left out."""
    places = places_of(view)
    order = {target_id: number for number, target_id in enumerate(places)}
    known = [each for each in view.judgements.values() if each.target_id in places]
    known.sort(
        key=lambda each: (
            order[each.target_id],
            each.start_ms or 0,
            view.rounds[each.round_id].number,
            each.code_set_id,
            view.coders[each.coder_id].name,
        )
    )
    return ((places[each.target_id], each) for each in known)


def set_of(codebook: Codebook, code_set_id: Id) -> CodeSet:
    """The set of that id; an empty one of no name where the version lacks it."""
    none = CodeSet(id=code_set_id, name="")
    return next((each for each in codebook.sets if each.id == code_set_id), none)
