"""One number for each dyad, with its group by an attribute: what `groups.py` compares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from annotator.analysis.dyads.groups import DyadValue
from annotator.analysis.dyads.material import ANY, DyadSession
from annotator.analysis.dyads.shifting import shared

What = Literal["time", "time_of_either", "moments", "therapist", "patient"]
"""Shares that both marked, as in `convergence.py`; or one party's moments a session."""


def values_by_dyad(
    sessions: Sequence[DyadSession], attribute: str, what: What, code: str = ANY
) -> tuple[DyadValue, ...]:
    """A share or a mean count over each dyad's sessions; NaN where it is undefined.

    Args:
        sessions: of which both accounts are coded; the shares are of those with a length.
        attribute: of dyads; its value is the group, empty where a dyad has none.
        what: which number.
        code: of this code, `ANY` for any.

    >>> spans = {ANY: ((0, 10), (40, 60))}
    >>> session = DyadSession(dyad="D1", therapist_name="T1", number=3, length_ms=100,
    ...                       therapist=spans, patient={ANY: ((5, 15),)},
    ...                       attributes=(("outcome", "good"),))
    >>> [(v.group, v.value) for what in ("time", "moments", "therapist")
    ...  for v in values_by_dyad([session], "outcome", what)]
    [('good', 0.05), ('good', 0.6666666666666666), ('good', 2.0)]
    """
    return tuple(
        DyadValue(
            dyad=name,
            therapist_name=own[0].therapist_name,
            group=dict(own[0].attributes).get(attribute, ""),
            value=_value(own, what, code),
        )
        for name in dict.fromkeys(each.dyad for each in sessions)
        if (own := [each for each in sessions if each.dyad == name])
    )


def _value(sessions: Sequence[DyadSession], what: What, code: str) -> float:
    if what in ("therapist", "patient"):
        marks = (each.therapist if what == "therapist" else each.patient for each in sessions)
        return float(np.mean([len(own.get(code, ())) for own in marks]))
    found = shared([each for each in sessions if each.length_ms], [code], shifts=0, seed=0)
    if what == "moments":
        part, whole = found.met, found.moments
    else:
        part, whole = (
            found.both_ms,
            found.either_ms if what == "time_of_either" else found.length_ms,
        )
    return float(part.sum() / whole.sum()) if whole.sum() else float("nan")
