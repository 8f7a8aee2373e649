"""The course over a dyad's sessions: each measure by party, beside the counts of moments.

What a picture draws: sessions from left to right, one line a measure and party, and below
them how many moments each party's account of that session holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from annotator.analysis.dyads.layer import Layer, coded_account
from annotator.analysis.dyads.material import ANY, therapist_name
from annotator.analysis.measures.scores import ordered_measures, parties_of, values_by_place
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.measures import Measure
from annotator.domain.study import RECALL_VOICES, Dyad
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureLine:
    """One party's scores on one measure.

    Attributes:
        values: one a session, in the order of `MeasureCourse.sessions`; None where it is
            missing.
    """

    measure: Measure
    party: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentLine:
    """How many moments of one party's accounts a coder marked.

    Attributes:
        counts: one a session, in the order of `MeasureCourse.sessions`; None where the account
            is not coded, which is not the same as 0.
    """

    party: str
    counts: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureCourse:
    """One dyad along its sessions.

    Attributes:
        sessions: their numbers, ascending; all lines have a place for each.
        measures: lines by name of the measure, the therapist's before the patient's; a party
            that never fills a measure in, in any dyad, has no line for it.
        moments: the therapist's, then the patient's; empty where no layer was given.
        code: the code that is counted, empty for any.
        coder: whose moments are counted, empty where no layer was given.
    """

    dyad: str
    therapist_name: str
    sessions: tuple[int, ...]
    measures: tuple[MeasureLine, ...]
    moments: tuple[MomentLine, ...] = ()
    code: str = ANY
    coder: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether the dyad has neither a score nor a coded account."""
        scores = any(value is not None for line in self.measures for value in line.values)
        return not scores and all(n is None for line in self.moments for n in line.counts)


def measure_courses(
    view: StudyView, layer: Layer | None = None, code: str = ANY
) -> tuple[MeasureCourse, ...]:
    """The courses of all dyads, by name.

    Args:
        view: the study.
        layer: whose moments are counted (`chosen_layer`); None for scores alone.
        code: name of one of the layer's codes; `ANY` for moments with any of them.

    Raises:
        UserError: the set of the layer has no such code.
    """
    if layer is not None and code not in (ANY, *layer.names.values()):
        raise UserError(f"no code {code!r}", hint=f"there are {', '.join(layer.names.values())}")
    values = values_by_place(view)
    lines = [
        (each, party) for each in ordered_measures(view) for party in parties_of(view, each.id)
    ]
    courses = []
    for dyad in sorted(view.dyads.values(), key=lambda each: each.name):
        sessions = view.sessions_of(dyad.id)
        courses.append(
            MeasureCourse(
                dyad=dyad.name,
                therapist_name=therapist_name(view, dyad),
                sessions=tuple(each.number for each in sessions),
                measures=tuple(
                    MeasureLine(
                        measure=measure,
                        party=party,
                        values=tuple(values.get((measure.id, s.id, party)) for s in sessions),
                    )
                    for measure, party in lines
                ),
                moments=_moments(view, layer, dyad, code),
                code=code,
                coder=layer.coder.name if layer else "",
            )
        )
    return tuple(courses)


def counts_by_session(
    view: StudyView, layer: Layer, dyad: Dyad
) -> dict[tuple[Id, str], dict[str, int]]:
    """By session and party the moments of each code, under `ANY` of any; only where coded.

    Moments count whether or not they have a session time.
    """
    found: dict[tuple[Id, str], dict[str, int]] = {}
    for session in view.sessions_of(dyad.id):
        for party in RECALL_VOICES:
            account = view.accounts_of(session.id).get(party)
            coded = coded_account(view, layer, account) if account else None
            if coded is not None:
                counts = dict.fromkeys((ANY, *layer.names.values()), 0)
                for own in map(layer.codes_of, coded.moments):
                    for code in (ANY, *own) if own else ():
                        counts[code] += 1
                found[session.id, party] = counts
    return found


def _moments(view: StudyView, layer: Layer | None, dyad: Dyad, code: str) -> tuple[MomentLine, ...]:
    if layer is None:
        return ()
    found = counts_by_session(view, layer, dyad)
    return tuple(
        MomentLine(
            party=party,
            counts=tuple(
                found[session.id, party][code] if (session.id, party) in found else None
                for session in view.sessions_of(dyad.id)
            ),
        )
        for party in RECALL_VOICES
    )
