"""The sessions of a dyad as pictures lay them out: both accounts' moments, stops and pairings.

Unlike `material.py` it keeps sessions of which one account only is coded, moments without a
session time (as a number), and how pairings join the two sides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotator.analysis.dyads.layer import Layer, coded_account
from annotator.analysis.dyads.material import stretch_of_moment
from annotator.analysis.dyads.pairs import Sides, pairings_of
from annotator.analysis.listing import sessions_read_alone
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.spans import lanes
from annotator.domain.study import RECALL_VOICES, Dyad, Session
from annotator.domain.view import StudyView

NO_RELATION = "without a relation"


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneBlock:
    """One moment on the session's clock.

    Attributes:
        start_ms, end_ms: the session time that it stands for, never empty.
        anchor_ms: its session time itself, where its pairings begin.
        codes: names.
        lane: 0 is the one nearest to the clock; blocks of a lane do not overlap.
    """

    moment_id: Id
    start_ms: int
    end_ms: int
    anchor_ms: int
    codes: tuple[str, ...]
    lane: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyLanes:
    """One party's account of a session.

    Attributes:
        name: pseudonym, empty where not known.
        coded: whether the layer coded the account; without it there are no blocks.
        uncoded: why it is not coded, in two words.
        stops: start and end in ms in order of time; the end is None where only the stop is
            known.
        untimed: codes of each moment that has no session time.
        paired: how many of its moments are paired with one of the other party's, be it one
            that is not to be read yet.
        waiting: how many are unpaired because the coder reads one account at a time still.
    """

    voice: str
    name: str
    coded: bool
    blocks: tuple[LaneBlock, ...] = ()
    stops: tuple[tuple[int, int | None], ...] = ()
    untimed: tuple[tuple[str, ...], ...] = ()
    paired: int = 0
    waiting: int = 0
    uncoded: str = "not coded"

    @property
    def n(self) -> int:
        """All moments."""
        return len(self.blocks) + len(self.untimed)

    @property
    def one_sided(self) -> int:
        """Moments that are paired with none of the other party's, and do not wait for it."""
        return self.n - self.paired - self.waiting

    @property
    def lane_count(self) -> int:
        """How many lanes the blocks take."""
        return max((each.lane + 1 for each in self.blocks), default=0)

    def count(self, code: str) -> int:
        """Moments with a code, with a session time or without."""
        every = [*(each.codes for each in self.blocks), *self.untimed]
        return sum(code in codes for codes in every)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingLine:
    """A line from the therapist's time to the patient's; a pairing of several has several."""

    pairing_id: Id
    relation: str
    therapist_ms: int
    patient_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLanes:
    """One session.

    Attributes:
        length_ms: of the session, or its last known time where that is later or its length is
            not known; 0 where there is no time at all.
        relations: number of pairings of both sides by relation, drawn or not.
    """

    dyad: str
    number: int
    length_ms: int
    therapist: PartyLanes
    patient: PartyLanes
    pairings: tuple[PairingLine, ...] = ()
    relations: tuple[tuple[str, int], ...] = ()

    @property
    def parties(self) -> tuple[PartyLanes, PartyLanes]:
        """The therapist's side and the patient's."""
        return self.therapist, self.patient

    @property
    def is_empty(self) -> bool:
        """Whether neither account has a moment or a stop."""
        return not any(each.n or each.stops for each in self.parties)


def lanes_of(view: StudyView, layer: Layer, dyad: Dyad) -> tuple[SessionLanes, ...]:
    """All sessions of a dyad by number, with the moments and pairings of the layer's coder."""
    sides = pairings_of(view, layer.coder.id)
    alone = sessions_read_alone(view)
    return tuple(
        _session(
            view,
            layer,
            dyad,
            session,
            [each for each in sides if each.pairing.session_id == session.id],
            waits=(layer.coder.id, session.id) in alone,
        )
        for session in view.sessions_of(dyad.id)
    )


def _session(
    view: StudyView,
    layer: Layer,
    dyad: Dyad,
    session: Session,
    sides: list[Sides],
    *,
    waits: bool,
) -> SessionLanes:
    both = [each for each in sides if each.therapist and each.patient]
    joined = [*both, *(each for each in sides if _reaches_out(view, each))]
    paired = {m.id for each in joined for m in (*each.therapist, *each.patient)}
    therapist, patient = (
        _party(view, layer, dyad, session, voice, paired, waits=waits) for voice in RECALL_VOICES
    )
    known = [session.length_ms or 0]
    for party in (therapist, patient):
        known += [each.end_ms for each in party.blocks]
        known += [end or start for start, end in party.stops]
    counts: dict[str, int] = dict.fromkeys(view.study.relations, 0)
    for each in both:
        relation = each.pairing.relation or NO_RELATION
        counts[relation] = counts.get(relation, 0) + 1
    return SessionLanes(
        dyad=dyad.name,
        number=session.number,
        length_ms=max(known),
        therapist=therapist,
        patient=patient,
        pairings=tuple(_lines(both, therapist, patient)),
        relations=tuple((name, n) for name, n in counts.items() if n),
    )


def _reaches_out(view: StudyView, sides: Sides) -> bool:
    """Whether a pairing has moments that are not to be read yet."""
    return any(
        all(key not in own for own in view.moments.values()) for key in sides.pairing.moment_ids
    )


def _party(
    view: StudyView,
    layer: Layer,
    dyad: Dyad,
    session: Session,
    voice: str,
    paired: set[Id],
    *,
    waits: bool,
) -> PartyLanes:
    who = view.participants.get(
        (dyad.therapist_id if voice == "therapist" else dyad.patient_id) or ""
    )
    name = who.pseudonym if who else ""
    account = view.accounts_of(session.id).get(voice)
    if account is not None and account.id in view.shut:
        return PartyLanes(voice=voice, name=name, coded=False, uncoded="not to be read yet")
    transcript = view.transcript_of(account.id) if account else None
    if account is None or transcript is None:
        interview = view.interview_of(account.id) if account else None
        lost = interview is not None and interview.status in ("missing", "cancelled")
        why = f"interview {interview.status}" if interview and lost else "no transcript"
        return PartyLanes(voice=voice, name=name, coded=False, uncoded=why)
    offset = account.clock_offset_ms
    stops = sorted(
        (
            (stop.start_ms + offset, None if stop.end_ms is None else stop.end_ms + offset)
            for stop in view.stops_of(transcript.id)
        ),
        key=lambda each: (each[0], each[1] or 0),
    )
    coded = coded_account(view, layer, account)
    own = [] if coded is None else [each for each in coded.moments if layer.codes_of(each)]
    timed = []
    untimed = []
    for moment in own:
        stretch = stretch_of_moment(view, moment)
        if stretch is None:
            untimed.append(layer.codes_of(moment))
        else:
            timed.append((max(stretch[0], 0), stretch[1], moment))
    timed.sort(key=lambda row: (row[0], -row[1]))
    places = lanes([row[:2] for row in timed])
    pairs = sum(each.id in paired for each in own)
    return PartyLanes(
        voice=voice,
        name=name,
        coded=coded is not None,
        blocks=tuple(
            LaneBlock(
                moment_id=moment.id,
                start_ms=start,
                end_ms=max(end, start + 1),
                anchor_ms=_anchor(view, moment, start),
                codes=layer.codes_of(moment),
                lane=lane,
            )
            for (start, end, moment), lane in zip(timed, places, strict=True)
        ),
        stops=tuple(stops),
        untimed=tuple(untimed),
        paired=pairs,
        waiting=len(own) - pairs if waits else 0,
    )


def _anchor(view: StudyView, moment: Moment, start_ms: int) -> int:
    """The moment's own session time: that of its stop, where it stands for what was before it."""
    start, _ = view.interval_of(moment)
    return start_ms if start is None else start


def _lines(
    both: Iterable[Sides], therapist: PartyLanes, patient: PartyLanes
) -> Iterable[PairingLine]:
    """Each time of either side joined with the nearest of the other, each pair once."""
    times = {
        each.moment_id: each.anchor_ms for party in (therapist, patient) for each in party.blocks
    }
    for sides in both:
        first, second = (
            sorted({times[m.id] for m in own if m.id in times})
            for own in (sides.therapist, sides.patient)
        )
        if not (first and second):
            continue
        there = {(each, _nearest(each, second)) for each in first}
        back = {(_nearest(each, first), each) for each in second}
        for start, end in sorted(there | back):
            yield PairingLine(
                pairing_id=sides.pairing.id,
                relation=sides.pairing.relation or NO_RELATION,
                therapist_ms=start,
                patient_ms=end,
            )


def _nearest(time: int, times: Iterable[int]) -> int:
    return min(times, key=lambda other: abs(other - time))
