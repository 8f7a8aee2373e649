"""How much of each code each party's accounts hold, dyad by dyad: moments, and session time."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

import numpy as np

from annotator.analysis.agreement.arrays import FloatArray, IntArray
from annotator.analysis.dyads.lanes import PartyLanes, SessionLanes, lanes_of
from annotator.analysis.dyads.layer import Layer
from annotator.analysis.dyads.material import stretch_note
from annotator.domain.spans import merged
from annotator.domain.study import RECALL_VOICES
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CodeMap:
    """Arrays are (2 parties × dyads × codes), the therapist first.

    Attributes:
        dyads: names, those with a coded account.
        codes: names, in the order of the codebook.
        moments: numbers; NaN where no account of the party is coded.
        time: shares of the time of the sessions of which the party's account is coded; NaN
            where there is none, or none of a known length.
        accounts: (2 × dyads), how many accounts are coded.
        coder, code_set, notes: as a `Material` has them.
    """

    dyads: tuple[str, ...]
    codes: tuple[str, ...]
    moments: FloatArray
    time: FloatArray
    accounts: IntArray
    coder: str
    code_set: str
    notes: tuple[str, ...]

    @property
    def parties(self) -> tuple[str, ...]:
        """Names of the first axis."""
        return RECALL_VOICES


def code_map(view: StudyView, layer: Layer, dyads: Container[str] | None = None) -> CodeMap:
    """The map of the dyads of which the layer coded any account, by name.

    Args:
        view: the study.
        layer: whose work.
        dyads: names of those that count; all where not given.
    """
    codes = layer.codes
    found: list[tuple[str, tuple[SessionLanes, ...]]] = []
    for dyad in sorted(view.dyads.values(), key=lambda each: each.name):
        if dyads is not None and dyad.name not in dyads:
            continue
        sessions = lanes_of(view, layer, dyad)
        if any(party.coded for each in sessions for party in each.parties):
            found.append((dyad.name, sessions))
    moments = np.full((2, len(found), len(codes)), np.nan)
    time = np.full_like(moments, np.nan)
    accounts = np.zeros((2, len(found)), dtype=np.int64)
    for row, (_, sessions) in enumerate(found):
        for side in range(2):
            own = [(s, s.parties[side]) for s in sessions if s.parties[side].coded]
            accounts[side, row] = len(own)
            if not own:
                continue
            whole = sum(session.length_ms for session, _ in own)
            for column, code in enumerate(codes):
                moments[side, row, column] = sum(party.count(code) for _, party in own)
                if whole:
                    marked = sum(_marked_ms(session, party, code) for session, party in own)
                    time[side, row, column] = marked / whole
    return CodeMap(
        dyads=tuple(name for name, _ in found),
        codes=codes,
        moments=moments,
        time=time,
        accounts=accounts,
        coder=layer.coder.name,
        code_set=layer.code_set.name,
        notes=(*layer.notes, stretch_note(view.study.stop_before_ms)),
    )


def _marked_ms(session: SessionLanes, party: PartyLanes, code: str) -> int:
    """Time of the session that a party marked with a code, each moment of it once."""
    spans = [(each.start_ms, each.end_ms) for each in party.blocks if code in each.codes]
    return sum(min(end, session.length_ms) - start for start, end in merged(spans))
