"""What the timeline shows of a session: parties, stops, pairings and turns, without Qt."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from annotator.domain.ids import Id
from annotator.domain.moment import Pairing
from annotator.domain.stop_checks import Finding, findings_of
from annotator.domain.study import RECALL_VOICES, SESSION_VOICE, Account
from annotator.domain.transcript import Transcript, Turn
from annotator.domain.view import StudyView
from annotator.ui.timeline.blocks import (
    Blocks,
    FloatArray,
    IntArray,
    Palette,
    blocks_after,
    blocks_of,
    no_blocks,
    open_end_ms,
    timing_of,
)

NO_END = -1
OUT_OF_ORDER, FAULT = 1, 2
MOST_ABREAST = 3
FRAME_TABLES = tuple(
    "study codebooks participants dyads sessions accounts interviews transcripts".split()
)
TURN_ROLES = ("therapist", "patient", "other")


@dataclass(frozen=True, kw_only=True, eq=False)
class Party:
    """One voice on the session.

    Attributes:
        label: `Therapist T07`.
        transcript_id: of the newest version; None where the account has no transcript.
        stop_ms: m × 2, start and end of its stops on the session's clock in order of time;
            the end is NO_END where only the stop is known.
        stop_ids: of the same stops.
        stop_odd: of each of them why it is marked: 0 for nothing, 1 out of order, 2 a fault.
        before_first_stop: whether moments without session time are so because they stand
            before the first stop, rather than for want of any time.
    """

    voice: str
    label: str
    transcript_id: Id | None
    blocks: Blocks
    stop_ms: IntArray
    stop_ids: tuple[Id, ...]
    stop_odd: IntArray
    before_first_stop: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class SessionPicture:
    """A session on its clock. Times are in ms, arrays are never written to.

    Attributes:
        length_ms: length of the session, or its last known time where that is later or the
            length is unknown; 0 where there is no time at all.
        parties: therapist first, then patient, then further voices.
        palette: names of the colours that `Blocks.colour` counts.
        turn_ms: t × 2, start and end of the session transcript's turns that have times.
        turn_role: t, places in TURN_ROLES.
        shared_ms: s × 2, the therapist's and the patient's time of stops that count as shared.
        pairing_ms: p × 2, from the therapist's to the patient's time; a pairing of several
            moments has several rows.
        pairing_relation: p, places in `relations`.
        pairing_shift: p, how far to draw it to the right, in ribbons, so that those between
            the same two times stand side by side.
        pairing_members: p, the ids of the moments of the row's pairing.
        relations: the relations drawn, the usual ones first.
        pairing_count: pairings of the session, drawn or not.
    """

    session_id: Id
    length_ms: int
    parties: tuple[Party, ...]
    palette: Palette
    turn_ms: IntArray
    turn_role: IntArray
    shared_ms: IntArray
    pairing_ms: IntArray
    pairing_relation: IntArray
    pairing_shift: FloatArray
    pairing_members: tuple[tuple[Id, ...], ...]
    relations: tuple[str, ...]
    pairing_count: int

    def party(self, voice: str) -> Party | None:
        """The party of a voice, None where the session lacks it."""
        return next((each for each in self.parties if each.voice == voice), None)

    def find(self, moment_id: Id) -> tuple[Party, int] | None:
        """The party and row of a moment, None where it is not drawn."""
        for party in self.parties:
            row = party.blocks.row_of(moment_id)
            if row is not None:
                return party, row
        return None

    def stretch_of(self, moment_id: Id) -> tuple[int, int] | None:
        """The session times between which a moment is drawn, None where it is not."""
        found = self.find(moment_id)
        if found is None:
            return None
        blocks, row = found[0].blocks, found[1]
        return int(blocks.start_ms[row]), int(blocks.end_ms[row])


def picture_of(view: StudyView, session_id: Id) -> SessionPicture:
    """The picture of a session, from nothing."""
    palette = Palette(view)
    parties = tuple(_party(view, account, palette) for account in _drawn(view, session_id))
    return _picture(view, session_id, parties, palette)


def picture_after(before: SessionPicture, was: StudyView, view: StudyView) -> SessionPicture:
    """The picture of the same session in another view, reusing what has not changed.

    Args:
        before: the picture of `was`.
        was: the view that is no longer.
        view: the view that is now.
    """
    session_id = before.session_id
    if any(getattr(was, table) is not getattr(view, table) for table in FRAME_TABLES):
        return picture_of(view, session_id)
    parties = []
    for account in _drawn(view, session_id):
        party = before.party(account.voice)
        if party is None or not _same_places(was, view, party.transcript_id or ""):
            parties.append(_party(view, account, before.palette))
        else:
            parties.append(_party_after(party, was, view, account, before.palette))
    return _picture(view, session_id, tuple(parties), before.palette)


def _same_places(was: StudyView, view: StudyView, transcript_id: Id) -> bool:
    """Whether stops and asides are as they were."""
    return all(
        getattr(was, table).get(transcript_id) is getattr(view, table).get(transcript_id)
        for table in ("stops", "asides")
    )


def quiet_line(picture: SessionPicture) -> str:
    """How many moments have no place on the clock; empty where all have one."""
    lacking = [party for party in picture.parties if party.blocks.untimed]
    count = sum(len(party.blocks.untimed) for party in lacking)
    if not count:
        return ""
    where = " before the first stop" if all(each.before_first_stop for each in lacking) else ""
    return (
        f"1 moment{where} has no session time"
        if count == 1
        else f"{count} moments{where} have no session time"
    )


def counts_text(picture: SessionPicture) -> str:
    """What stands on the timeline, for those who do not see it."""
    parts = []
    for party in picture.parties:
        count = len(party.blocks) + len(party.blocks.untimed)
        parts.append(f"{count} {party.voice} {'moment' if count == 1 else 'moments'}")
    count = picture.pairing_count
    parts.append(f"{count} {'pairing' if count == 1 else 'pairings'}")
    return ", ".join(filter(None, [*parts, quiet_line(picture)]))


def _drawn(view: StudyView, session_id: Id) -> Iterator[Account]:
    """The accounts that get lanes: the session's own only where it has moments."""
    accounts = view.accounts_of(session_id)
    for voice in (*RECALL_VOICES, *sorted(set(accounts) - {*RECALL_VOICES, SESSION_VOICE})):
        if voice in accounts:
            yield accounts[voice]
    own = accounts.get(SESSION_VOICE)
    transcript = view.transcript_of(own.id) if own else None
    if own and transcript and view.moments_of(transcript.id):
        yield own


def _party(view: StudyView, account: Account, palette: Palette) -> Party:
    transcript = view.transcript_of(account.id)
    blocks, stops, odd, away = no_blocks(), [], {}, False
    if transcript is not None:
        timing = timing_of(view, account, transcript)
        blocks = blocks_of(view.moments_of(transcript.id).values(), timing, palette)
        stops = sorted(
            (
                stop.start_ms + account.clock_offset_ms,
                NO_END if stop.end_ms is None else stop.end_ms + account.clock_offset_ms,
                stop.id,
            )
            for stop in view.stops_of(transcript.id)
        )
        odd = _oddities(findings_of(view, account.id))
        away = any(aside.start_ms is None for aside in view.asides_of(transcript.id))
    return Party(
        voice=account.voice,
        label=_label(view, account),
        transcript_id=transcript.id if transcript else None,
        blocks=blocks,
        stop_ms=_pairs((start, end) for start, end, _ in stops),
        stop_ids=tuple(stop_id for *_, stop_id in stops),
        stop_odd=np.array([odd.get(stop_id, 0) for *_, stop_id in stops], dtype=np.int64),
        before_first_stop=account.is_recall and bool(stops) and not away,
    )


def _party_after(
    party: Party, was: StudyView, view: StudyView, account: Account, palette: Palette
) -> Party:
    """The party with its moments as they are now."""
    transcript = view.transcripts.get(party.transcript_id or "")
    if transcript is None:
        return party
    before, now = was.moments_of(transcript.id), view.moments_of(transcript.id)
    if was.moments.get(transcript.id) is view.moments.get(transcript.id):
        return party
    timing = timing_of(view, account, transcript)
    blocks = blocks_after(party.blocks, before, now, timing, palette)
    return replace(party, blocks=blocks)


def _oddities(findings: Iterable[Finding]) -> dict[Id, int]:
    """How each odd stop is marked."""
    odd: dict[Id, int] = {}
    for each in findings:
        if each.stop_id is not None:
            mark = FAULT if each.is_fault else OUT_OF_ORDER
            odd[each.stop_id] = max(mark, odd.get(each.stop_id, 0))
    return odd


def _label(view: StudyView, account: Account) -> str:
    """`Therapist T07`: the voice, and who was interviewed where that is known."""
    dyad, _, _ = view.place_of(account.id)
    interview = view.interview_of(account.id)
    by_voice = {"therapist": dyad.therapist_id, "patient": dyad.patient_id}
    person_id = (interview.participant_id if interview else None) or by_voice.get(account.voice)
    person = view.participants.get(person_id or "")
    return f"{account.voice.capitalize()} {person.pseudonym if person else ''}".strip()


def _picture(
    view: StudyView, session_id: Id, parties: tuple[Party, ...], palette: Palette
) -> SessionPicture:
    by_voice = {party.voice: party for party in parties}
    turn_ms, turn_role = _turns(view, session_id)
    own = [each for each in view.pairings.values() if each.session_id == session_id]
    links = list(_links(own, by_voice))
    used = {pairing.relation for pairing, _, _ in links}
    listed = view.study.relations
    relations = tuple(each for each in listed if each in used)
    relations += tuple(sorted(used.difference(listed)))
    last_ms = [view.sessions[session_id].length_ms or 0]
    for party in parties:
        last_ms += [
            int(times.max()) for times in (party.blocks.end_ms, party.stop_ms) if len(times)
        ]
    if len(turn_ms):
        last_ms.append(int(turn_ms.max()))
    return SessionPicture(
        session_id=session_id,
        length_ms=max(last_ms),
        parties=parties,
        palette=palette,
        turn_ms=turn_ms,
        turn_role=turn_role,
        shared_ms=_shared(by_voice, view.study.shared_within_ms),
        pairing_ms=_pairs((first, second) for _, first, second in links),
        pairing_relation=np.array(
            [relations.index(pairing.relation) for pairing, _, _ in links], dtype=np.int64
        ),
        pairing_shift=_shifts([times for _, *times in links]),
        pairing_members=tuple(pairing.moment_ids for pairing, _, _ in links),
        relations=relations,
        pairing_count=len(own),
    )


def _turns(view: StudyView, session_id: Id) -> tuple[IntArray, IntArray]:
    """Times and roles of the session transcript's turns; none where the session has no own."""
    account = view.accounts_of(session_id).get(SESSION_VOICE)
    transcript = view.transcript_of(account.id) if account else None
    if transcript is None:
        return _pairs([]), np.empty(0, dtype=np.int64)
    rows = list(_timed_turns(transcript))
    roles = [
        TURN_ROLES.index(turn.role if turn.role in TURN_ROLES else "other") for turn, _, _ in rows
    ]
    return _pairs((start, end) for _, start, end in rows), np.array(roles, dtype=np.int64)


def _timed_turns(transcript: Transcript) -> Iterator[tuple[Turn, int, int]]:
    """The turns that have a start, with the start and end to draw them at."""
    for place, turn in enumerate(transcript.turns):
        if turn.start_ms is not None:
            start, end = turn.start_ms, turn.end_ms
            yield turn, start, open_end_ms(transcript, place, start) if end is None else end


def _shared(by_voice: dict[str, Party], within_ms: int) -> IntArray:
    """Pairs of stops of the two parties that are near enough to count as one."""
    if not all(voice in by_voice for voice in RECALL_VOICES):
        return _pairs([])
    first, second = (by_voice[voice].stop_ms[:, 0] for voice in RECALL_VOICES)
    return _pairs(
        pair
        for pair in _nearest(np.unique(first).tolist(), np.unique(second).tolist())
        if abs(pair[0] - pair[1]) <= within_ms
    )


def _links(
    pairings: Iterable[Pairing], by_voice: dict[str, Party]
) -> Iterator[tuple[Pairing, int, int]]:
    """Each pairing with the times that it joins; one-sided and untimed ones give nothing."""
    if not pairings or not all(voice in by_voice for voice in RECALL_VOICES):
        return
    for pairing in pairings:
        first, second = (_anchors(by_voice[voice].blocks, pairing) for voice in RECALL_VOICES)
        for pair in _nearest(first, second):
            yield pairing, *pair


def _shifts(times: list[list[int]]) -> FloatArray:
    """Places about 0 for equal pairs of times, at most MOST_ABREAST to either side.

    >>> _shifts([[5, 5], [7, 8], [5, 5]]).tolist()
    [-0.5, 0.0, 0.5]
    """
    count = Counter(map(tuple, times))
    met: Counter[tuple[int, ...]] = Counter()
    shifts = []
    for pair in map(tuple, times):
        shifts.append(met[pair] - (count[pair] - 1) / 2)
        met[pair] += 1
    return np.clip(np.array(shifts, dtype=np.float64), -MOST_ABREAST, MOST_ABREAST)


def _anchors(blocks: Blocks, pairing: Pairing) -> list[int]:
    """The times of a pairing's moments among these blocks, each once, ascending."""
    rows = (blocks.row_of(each) for each in pairing.moment_ids)
    return sorted({int(blocks.anchor_ms[row]) for row in rows if row is not None})


def _nearest(first: list[int], second: list[int]) -> list[tuple[int, int]]:
    """Each time of either list with the nearest of the other, every pair once.

    Args:
        first: ascending.
        second: ascending.

    >>> _nearest([10, 50], [12, 60, 70])
    [(10, 12), (50, 60), (50, 70)]
    """
    if not first or not second:
        return []
    there = {(each, _nearest_to(each, second)) for each in first}
    back = {(_nearest_to(each, first), each) for each in second}
    return sorted(there | back)


def _nearest_to(time: int, times: list[int]) -> int:
    place = bisect_left(times, time)
    return min(times[max(0, place - 1) : place + 1], key=lambda other: abs(other - time))


def _pairs(rows: Iterable[tuple[int, int]]) -> IntArray:
    return np.array(list(rows), dtype=np.int64).reshape(-1, 2)
