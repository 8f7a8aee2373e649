"""The dyadic table: each pairing with both sides, and the moments that stand alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from annotator.analysis.dyads.lanes import NO_RELATION
from annotator.analysis.listing import ordered_accounts, sessions_read_alone
from annotator.domain.clock import Interval, hull
from annotator.domain.ids import Id
from annotator.domain.intervals import intervals
from annotator.domain.moment import Moment, Pairing
from annotator.domain.study import RECALL_VOICES, Account
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView

NOT_YET = "not read together yet"
_LAST = 2**62  # after all session times


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One party's moments of a row, in order of the text.

    Attributes:
        quotes: their words.
        interval: session time from the earliest to the latest, in ms.
    """

    moments: tuple[Moment, ...]
    quotes: tuple[str, ...]
    interval: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingRow:
    """A pairing, or a moment without one.

    Attributes:
        pairing: None for a moment that stands alone.
        therapist, patient: None where that party has no moment in it.
        ratings: names of scales and values that the pairing was given.
        waits: a moment whose coder reads one account at a time still: not one-sided yet.
    """

    session_id: Id
    dyad: str
    session: int
    coder: str
    pairing: Pairing | None
    therapist: Side | None
    patient: Side | None
    ratings: tuple[tuple[str, int], ...] = ()
    waits: bool = False

    @property
    def relation(self) -> str:
        """The pairing's relation, empty for a moment that stands alone."""
        return "" if self.pairing is None else self.pairing.relation

    @property
    def memo(self) -> str:
        """The pairing's memo."""
        return "" if self.pairing is None else self.pairing.memo

    @property
    def one_sided(self) -> str:
        """The party that speaks alone; empty where both do, or might yet.

        A pairing is never one-sided: a side that is not there is not to be read yet.
        """
        if self.waits or self.pairing is not None:
            return ""
        return "patient" if self.therapist is None else "therapist"

    @property
    def stands(self) -> str:
        """How the row stands to the other account, in words and never empty."""
        if self.pairing is not None:
            return self.relation or NO_RELATION
        return NOT_YET if self.waits else "one-sided"

    @property
    def start_ms(self) -> int | None:
        """Earliest session time of both sides."""
        first = None if self.therapist is None else self.therapist.interval[0]
        second = None if self.patient is None else self.patient.interval[0]
        if first is None or second is None:
            return second if first is None else first
        return min(first, second)

    @property
    def moment_ids(self) -> tuple[Id, ...]:
        """All its moments, the therapist's first."""
        sides = [each for each in (self.therapist, self.patient) if each is not None]
        return tuple(moment.id for side in sides for moment in side.moments)


def pairing_table(view: StudyView, coder_id: Id | None) -> tuple[PairingRow, ...]:
    """A coder's pairings, and their moments without one, by dyad, session and session time.

    Pairings are those with a moment in the view; moments that stand alone are those on the
    newest transcripts of recall accounts. What was settled pairs nothing and is left out.

    Args:
        view: the study.
        coder_id: whose; None for everybody's.
    """
    known = {key: each for own in view.moments.values() for key, each in own.items()}
    voices = {key: view.accounts[own.account_id].voice for key, own in view.transcripts.items()}
    paired: set[Id] = set()
    rows: list[PairingRow] = []
    for pairing in view.pairings.values():
        if coder_id is None or pairing.coder_id == coder_id:
            paired.update(pairing.moment_ids)
            moments = [known[each] for each in pairing.moment_ids if each in known]
            if moments:
                rows.append(_row(view, voices, pairing.session_id, pairing, moments))
    alone = sessions_read_alone(view)
    for account in ordered_accounts(view):
        transcript = view.transcript_of(account.id) if account.voice in RECALL_VOICES else None
        if transcript is not None:
            rows += _one_sided(view, account, transcript, coder_id, paired, alone)
    return tuple(sorted(rows, key=_order))


def _one_sided(
    view: StudyView,
    account: Account,
    transcript: Transcript,
    coder_id: Id | None,
    paired: Set[Id],
    alone: Set[tuple[Id, Id]],
) -> Iterator[PairingRow]:
    """The moments of a transcript without a pairing: thousands, of which little differs."""
    session, text = view.sessions[account.session_id], transcript.text
    dyad, interval = view.dyads[session.dyad_id].name, intervals(view, transcript)
    settled = view.consensus
    nobody = None if settled is None else settled.id
    therapist = account.voice == "therapist"
    for moment in view.moments_of(transcript.id).values():
        own = moment.coder_id
        if own == nobody or moment.id in paired or coder_id not in (None, own):
            continue
        quotes = (text[moment.start : moment.end],)
        side = Side(moments=(moment,), quotes=quotes, interval=interval(moment))
        yield PairingRow(
            session_id=session.id,
            dyad=dyad,
            session=session.number,
            coder=_name(view, own),
            pairing=None,
            therapist=side if therapist else None,
            patient=None if therapist else side,
            waits=(own, session.id) in alone,
        )


def _row(
    view: StudyView,
    voices: Mapping[Id, str],
    session_id: Id,
    pairing: Pairing,
    moments: Sequence[Moment],
) -> PairingRow:
    session = view.sessions[session_id]
    sides: dict[str, list[Moment]] = {}
    for moment in moments:
        sides.setdefault(voices[moment.transcript_id], []).append(moment)
    return PairingRow(
        session_id=session_id,
        dyad=view.dyads[session.dyad_id].name,
        session=session.number,
        coder=_name(view, pairing.coder_id),
        pairing=pairing,
        therapist=_side(view, sides.get("therapist")),
        patient=_side(view, sides.get("patient")),
        ratings=_ratings(view, pairing) if pairing.ratings else (),
    )


def _name(view: StudyView, coder_id: Id) -> str:
    coder = view.coders.get(coder_id)
    return coder_id if coder is None else coder.name


def _ratings(view: StudyView, pairing: Pairing) -> tuple[tuple[str, int], ...]:
    """The pairing's ratings by the names of their scales, in the codebook's order."""
    book = view.codebook_for(pairing.round_id)
    values = {each.scale_id: each.value for each in pairing.ratings}
    named = [(scale.name, values.pop(scale.id)) for _, scale in book.scales() if scale.id in values]
    return (*named, *values.items())


def _side(view: StudyView, moments: list[Moment] | None) -> Side | None:
    """One party's moments, None where there are none."""
    if not moments:
        return None
    moments.sort(key=lambda each: (each.start, each.end, each.id))
    found = [view.interval_of(each) for each in moments]
    return Side(
        moments=tuple(moments),
        quotes=tuple([view.transcripts[m.transcript_id].text[m.start : m.end] for m in moments]),
        interval=hull(found) if len(found) > 1 else found[0],
    )


def _order(row: PairingRow) -> tuple[str, int, int, str, Id]:
    """Those without a session time come last in their session."""
    start_ms = row.start_ms
    side = row.therapist or row.patient
    first = side.moments[0].id if side else ""
    return row.dyad, row.session, _LAST if start_ms is None else start_ms, row.coder, first
