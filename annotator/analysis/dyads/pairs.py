"""The pairings of a study as one coder made them, with the moments of both sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from annotator.analysis.dyads.congruence import RatedPair
from annotator.analysis.dyads.material import therapist_name
from annotator.domain.codebook import Scale
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.moment import Moment, Pairing
from annotator.domain.round import Coder
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """A pairing with the moments that it joins, by party."""

    pairing: Pairing
    therapist: tuple[Moment, ...]
    patient: tuple[Moment, ...]


def pairing_coder(view: StudyView, name: str | None = None) -> tuple[Coder | None, tuple[str, ...]]:
    """Whose pairings count, and what to know of it: the named one's, the consensus', the most.

    None where nobody has paired anything.

    Raises:
        UserError: there is no coder of that name.
    """
    if name is not None:
        found = view.find_coder(name)
        if found is None:
            known = ", ".join(sorted(each.name for each in view.coders.values()))
            raise UserError(f"no coder {name!r}", hint=f"there are {known}")
        return found, ()
    counts = Counter(each.coder_id for each in view.pairings.values())
    if not counts:
        return None, ()
    layer = view.consensus
    if layer is not None and counts[layer.id]:
        return layer, ("pairings of the consensus layer",)
    most = view.coders[min(counts, key=lambda each: (-counts[each], view.coders[each].name))]
    if len(counts) == 1:
        return most, ()
    note = (
        f"pairings of {most.name}, who made the most of {len(counts)} coders; --coder names another"
    )
    return most, (note,)


def pairings_of(view: StudyView, coder_id: Id) -> list[Sides]:
    """A coder's pairings of the latest round in each session, with their moments by party.

    Only moments on the newest transcripts count.
    """
    own = [each for each in view.pairings.values() if each.coder_id == coder_id]
    latest: dict[Id, int] = {}
    for each in own:
        number = _number(view, each)
        latest[each.session_id] = max(latest.get(each.session_id, number), number)
    current = {
        key: each
        for account in view.accounts.values()
        if (transcript := view.transcript_of(account.id)) is not None
        for key, each in view.moments_of(transcript.id).items()
    }
    found = []
    for each in own:
        if _number(view, each) == latest[each.session_id]:
            moments = [current[key] for key in each.moment_ids if key in current]
            found.append(
                Sides(
                    pairing=each,
                    therapist=_of(view, moments, "therapist"),
                    patient=_of(view, moments, "patient"),
                )
            )
    return found


def rated_pairs(view: StudyView, sides: Iterable[Sides], scale: Scale) -> list[RatedPair]:
    """The pairings of which both sides are rated on a scale; a side's rating is the mean."""
    pairs = []
    for each in sides:
        therapist, patient = (_ratings(own, scale) for own in (each.therapist, each.patient))
        if therapist and patient:
            session = view.sessions[each.pairing.session_id]
            dyad = view.dyads[session.dyad_id]
            pairs.append(
                RatedPair(
                    dyad=dyad.name,
                    therapist_name=therapist_name(view, dyad),
                    session=session.number,
                    relation=each.pairing.relation,
                    therapist=fmean(therapist),
                    patient=fmean(patient),
                )
            )
    return pairs


def _ratings(moments: Iterable[Moment], scale: Scale) -> list[int]:
    values = (each.rating(scale.id) for each in moments)
    return [each for each in values if each is not None]


def _of(view: StudyView, moments: Iterable[Moment], voice: str) -> tuple[Moment, ...]:
    return tuple(
        each
        for each in moments
        if view.accounts[view.transcripts[each.transcript_id].account_id].voice == voice
    )


def _number(view: StudyView, pairing: Pairing) -> int:
    work_round = view.rounds.get(pairing.round_id)
    return -1 if work_round is None else work_round.number
