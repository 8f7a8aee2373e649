"""Where the two parties marked what, in ms of session time: what dyadic analyses count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from annotator.analysis.agreement.report_values import counted
from annotator.analysis.dyads.layer import CodedAccount, Layer, coded_account, unfinished_notes
from annotator.domain.clock import Interval, clock_text, pieces
from annotator.domain.moment import Moment
from annotator.domain.spans import Span
from annotator.domain.study import RECALL_VOICES, Dyad, Session
from annotator.domain.view import StudyView

ANY = ""
"""Stands for all codes together in `Marks`; no code has an empty name."""

NO_LENGTH = "the length of the session is not known"

Marks = Mapping[str, tuple[Span, ...]]
"""By code, and under `ANY` for all together, one stretch of session time a moment, in ms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DyadSession:
    """One session as the two parties' accounts of it were coded.

    Attributes:
        therapist_name: who the therapist is; tells dyads of one therapist.
        length_ms: of the session; all stretches lie inside it, and none is empty. 0 where it is
            not known, which is so in `Material.counted` alone.
        attributes: of the dyad, and of its two as `therapist gender` and `patient gender`.
    """

    dyad: str
    therapist_name: str
    number: int
    length_ms: int
    therapist: Marks
    patient: Marks
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """The sessions that can be compared, and what was left out.

    Attributes:
        codes: names, in the order of the codebook.
        coder: whose work it is.
        excluded: what was left out and why.
        notes: what else a reader must know; the stretch of a stop without an end among it.
        counted: the sessions, and those whose length is not known: moments are counted without.
        uncounted: what was left out of `counted` and why.
    """

    codes: tuple[str, ...]
    coder: str
    code_set: str
    sessions: tuple[DyadSession, ...]
    excluded: tuple[str, ...]
    notes: tuple[str, ...]
    counted: tuple[DyadSession, ...] = ()
    uncounted: tuple[str, ...] = ()

    @property
    def unmeasured(self) -> tuple[str, ...]:
        """The sessions that only lack a length, in words."""
        return tuple(
            f"{each.dyad}, session {each.number}: {NO_LENGTH}"
            for each in self.counted
            if not each.length_ms
        )

    def of_counts(self) -> Material:
        """The same for numbers of moments, which need no length of a session."""
        return replace(self, sessions=self.counted, excluded=self.uncounted)


def material_of(view: StudyView, layer: Layer) -> Material:
    """All sessions of which the layer coded both accounts, by dyad and number."""
    sessions: list[DyadSession] = []
    excluded: list[str] = []
    uncounted: list[str] = []
    read: list[CodedAccount] = []
    for dyad in sorted(view.dyads.values(), key=lambda each: each.name):
        for session in view.sessions_of(dyad.id):
            place = f"{dyad.name}, session {session.number}"
            left: list[str] = []
            coded = _both(view, layer, place, session, left)
            if coded:
                read += coded
                sessions.append(_session(view, layer, dyad, session, coded, left))
            uncounted += left
            known = not coded or sessions[-1].length_ms
            excluded += left if known else [f"{place}: {NO_LENGTH}"]
    return Material(
        codes=layer.codes,
        coder=layer.coder.name,
        code_set=layer.code_set.name,
        sessions=tuple(each for each in sessions if each.length_ms),
        excluded=tuple(excluded),
        counted=tuple(sessions),
        uncounted=tuple(uncounted),
        notes=(
            *layer.notes,
            *unfinished_notes(read, layer),
            stretch_note(view.study.stop_before_ms),
        ),
    )


def stretch_note(stop_before_ms: int) -> str:
    """What a stop without an end stands for, in words.

    >>> stretch_note(60_000)
    'a stop without an end stands for the 60 s before it'
    """
    return f"a stop without an end stands for the {stop_before_ms / 1000:g} s before it"


def stretch_of_moment(view: StudyView, moment: Moment) -> Span | None:
    """The session time that a moment stands for; across several stops that of all of them.

    A stop without an end stands for its stretch wherever the moment passes it, so that a moment
    from a stop at 10:00 to one at 12:00 reaches from 9:00 to 12:00.
    """
    transcript = view.transcripts[moment.transcript_id]
    account = view.accounts[transcript.account_id]
    before_ms = view.study.stop_before_ms
    if moment.own_start_ms is not None or not account.is_recall:
        return stretch_of(view.interval_of(moment), before_ms)
    parts = pieces(
        view.stops_of(transcript.id),
        view.asides_of(transcript.id),
        moment.start,
        max(moment.end, moment.start + 1),
    )
    stretches = [each for part in parts if (each := stretch_of(part.interval, before_ms))]
    if not stretches:
        return None
    offset = account.clock_offset_ms
    return min(each[0] for each in stretches) + offset, max(each[1] for each in stretches) + offset


def stretch_of(interval: Interval, stop_before_ms: int) -> Span | None:
    """The session time that a moment stands for, never empty; None where it has none.

    Args:
        interval: as `StudyView.interval_of` gives it.
        stop_before_ms: what a stop without an end stands for: so much before it.

    >>> stretch_of((600_000, None), 60_000), stretch_of((600_000, 618_000), 60_000)
    ((540000, 600000), (600000, 618000))
    >>> stretch_of((None, None), 60_000), stretch_of((600_000, 600_000), 60_000)
    (None, (600000, 600001))
    """
    start, end = interval
    if start is None:
        return None
    if end is None:
        start, end = start - stop_before_ms, start
    return start, max(end, start + 1)


def _both(
    view: StudyView, layer: Layer, place: str, session: Session, excluded: list[str]
) -> list[CodedAccount]:
    """The two accounts of a session; none, with the reason added, where it cannot be compared."""
    accounts = view.accounts_of(session.id)
    found = (
        coded_account(view, layer, accounts[voice]) for voice in RECALL_VOICES if voice in accounts
    )
    coded = [each for each in found if each is not None]
    there = [each.account.voice for each in coded]
    absent = " and ".join(voice for voice in RECALL_VOICES if voice not in there)
    shut = [each.voice for each in accounts.values() if each.id in view.shut]
    if shut:
        excluded.append(f"{place}: the account of the {shut[0]} is not to be read yet")
    elif absent:
        excluded.append(f"{place}: {absent} not coded by {layer.coder.name}")
    else:
        return coded
    return []


def _session(
    view: StudyView,
    layer: Layer,
    dyad: Dyad,
    session: Session,
    coded: Sequence[CodedAccount],
    excluded: list[str],
) -> DyadSession:
    """One session with its two accounts, therapist first."""
    length_ms = max(session.length_ms or 0, 0)
    therapist, patient = (_marks(view, layer, each, length_ms, excluded) for each in coded)
    return DyadSession(
        dyad=dyad.name,
        therapist_name=therapist_name(view, dyad),
        number=session.number,
        length_ms=length_ms,
        therapist=therapist,
        patient=patient,
        attributes=attributes_of(view, dyad),
    )


def attributes_of(view: StudyView, dyad: Dyad) -> tuple[tuple[str, str], ...]:
    """A dyad's attributes, and those of its two with the party before their name."""
    parties = (("therapist", dyad.therapist_id), ("patient", dyad.patient_id))
    of_parties = (
        (f"{party} {name}", value)
        for party, participant_id in parties
        if (person := view.participants.get(participant_id or "")) is not None
        for name, value in person.attributes
    )
    return (*dyad.attributes, *of_parties)


def therapist_name(view: StudyView, dyad: Dyad) -> str:
    """The therapist's pseudonym; the dyad's name where it is not known who that is."""
    known = view.participants.get(dyad.therapist_id or "")
    return known.pseudonym if known else dyad.name


def _marks(
    view: StudyView, layer: Layer, coded: CodedAccount, length_ms: int, excluded: list[str]
) -> Marks:
    """The stretches of one account by code, cut to the session; uncut where it has no length."""
    marks: dict[str, list[Span]] = {ANY: []}
    untimed = outside = 0
    for moment in coded.moments:
        codes = layer.codes_of(moment)
        if not codes:
            continue
        stretch = _inside(view, moment, length_ms)
        if stretch is None:
            untimed += 1
        elif stretch[0] >= stretch[1]:
            outside += 1
        else:
            for code in (ANY, *codes):
                marks.setdefault(code, []).append(stretch)
    if untimed:
        excluded.append(f"{coded.place}: {counted(untimed, 'moment')} without a session time")
    if outside:
        excluded.append(
            f"{coded.place}: {counted(outside, 'moment')} outside the session of "
            f"{clock_text(length_ms)}"
        )
    return {code: tuple(sorted(own)) for code, own in marks.items()}


def _inside(view: StudyView, moment: Moment, length_ms: int) -> Span | None:
    """A moment's stretch within the session, empty where it lies outside; None without a time."""
    stretch = stretch_of_moment(view, moment)
    return stretch and (max(stretch[0], 0), min(stretch[1], length_ms or stretch[1]))


def clusters_of(sessions: Sequence[tuple[str, str]]) -> tuple[list[str], str]:
    """What is resampled as a whole, for each row, and its name.

    Args:
        sessions: the dyad and the therapist of each row.

    >>> clusters_of([("D1", "T1"), ("D2", "T2"), ("D1", "T1")])
    (['D1', 'D2', 'D1'], 'dyad')
    >>> clusters_of([("D1", "T1"), ("D2", "T2"), ("D3", "T1")])
    (['T1', 'T2', 'T1'], 'therapist')
    """
    dyads_of: dict[str, set[str]] = {}
    for dyad, therapist in sessions:
        dyads_of.setdefault(therapist, set()).add(dyad)
    if any(len(own) > 1 for own in dyads_of.values()):
        return [therapist for _, therapist in sessions], "therapist"
    return [dyad for dyad, _ in sessions], "dyad"
