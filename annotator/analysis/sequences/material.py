"""Sequences of codes in a study: of moments in order of the text, or of turns."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.analysis.agreement.compared import kept_stretches
from annotator.analysis.agreement.report_values import counted
from annotator.analysis.dyads.layer import CodedAccount, Layer, coded_accounts, unfinished_notes
from annotator.domain.spans import SpanIndex, overlap
from annotator.domain.view import StudyView

Places = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequences:
    """One sequence for each transcript that the layer coded.

    Attributes:
        codes: names, in the order of the codebook.
        documents: names of the transcripts, in the order of `sequences`.
        sequences: each place with the codes that stand there; none where it is not coded.
        unit: `moment` or `turn`.
        notes: what a reader must know.
    """

    codes: tuple[str, ...]
    coder: str
    code_set: str
    documents: tuple[str, ...]
    sequences: tuple[Places, ...]
    unit: str
    notes: tuple[str, ...]


def sequences_of(view: StudyView, layer: Layer) -> Sequences:
    """The layer's sequences: of turns for a set that codes turns, else of moments.

    Moments without a code of the set are no places. Turns to which the set does not apply are
    none either; a turn that it applies to and that has no code is a place without one.
    """
    by_turn = layer.code_set.unit == "turn"
    coded = coded_accounts(view, layer)
    made = [_turns(layer, each) if by_turn else _moments(layer, each) for each in coded]
    several = sum(len(place) > 1 for own in made for place in own)
    unit = "turn" if by_turn else "moment"
    have = "has" if several == 1 else "have"
    told = (
        f"{counted(several, unit)} {have} several codes; each makes a pair with each of its "
        "neighbour's"
    )
    return Sequences(
        codes=layer.codes,
        coder=layer.coder.name,
        code_set=layer.code_set.name,
        documents=tuple(each.place for each in coded),
        sequences=tuple(made),
        unit=unit,
        notes=(*layer.notes, *unfinished_notes(coded, layer), *([told] if several else [])),
    )


def _moments(layer: Layer, coded: CodedAccount) -> Places:
    places = (layer.codes_of(moment) for moment in coded.moments)
    return tuple(place for place in places if place)


def _turns(layer: Layer, coded: CodedAccount) -> Places:
    """The codes of each turn; in an exclusive set the one that covers most of it."""
    index = SpanIndex([(each.start, each.end) for each in coded.moments])
    places = []
    for start, end in kept_stretches(coded.transcript, layer.code_set):
        covered: dict[str, int] = {}
        for place in index.meeting(start, end):
            moment = coded.moments[place]
            for code in layer.codes_of(moment):
                share = overlap((start, end), (moment.start, moment.end))
                covered[code] = covered.get(code, 0) + share
        found = tuple(covered)
        if layer.code_set.exclusive and found:
            found = (max(covered, key=lambda code: covered[code]),)
        places.append(found)
    return tuple(places)
