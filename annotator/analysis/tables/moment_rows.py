"""The moments of a study as rows to filter, sort and count: light, and made anew where changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotator.analysis.listing import ordered_accounts, sessions_read_alone
from annotator.domain.clock import Interval
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.study import RECALL_VOICES
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPlace:
    """Where the moments of one transcript stand; the rows of a transcript share it."""

    transcript: Transcript
    dyad_id: Id
    dyad: str
    session_id: Id
    session: int
    account_id: Id
    voice: str

    @property
    def interview(self) -> str:
        """The account as people name it."""
        return f"{self.dyad}, session {self.session}, {self.voice}"


@dataclass(frozen=True, slots=True)
class MomentRow:
    """One moment with what stands around it.

    Attributes:
        pairing: the relations that it is paired by, `one-sided`, or empty where nothing is paired.
    """

    moment: Moment
    place: RowPlace
    coder: str
    round: str
    pairing: str

    @property
    def quote(self) -> str:
        """Its words."""
        return self.place.transcript.quote(self.moment.start, self.moment.end)


class MomentRows:
    """Makes the rows of views; of transcripts whose moments did not change they are kept."""

    def __init__(self) -> None:
        self._kept: dict[Id, tuple[tuple[object, ...], list[MomentRow]]] = {}
        self._places: tuple[tuple[object, ...], list[RowPlace]] | None = None
        self._paired: tuple[object, dict[Id, str]] | None = None

    def of(self, view: StudyView) -> list[MomentRow]:
        """The moments on the newest transcripts by dyad, session, account and place in the text."""
        paired, alone = self._relations(view), sessions_read_alone(view)
        shared = (view.pairings, view.coders, view.rounds, frozenset(alone))
        rows: list[MomentRow] = []
        kept: dict[Id, tuple[tuple[object, ...], list[MomentRow]]] = {}
        for place in self.places(view):
            own = view.moments_of(place.transcript.id)
            if not own:
                continue
            given = (own, place, *shared)
            known = self._kept.get(place.transcript.id)
            if known is None or not _same(known[0], given):
                made = _made(view, place, own, paired, alone)
                known = (given, made if known is None else _kept(known[1], made))
            kept[place.transcript.id] = known
            rows += known[1]
        self._kept = kept
        return rows

    def places(self, view: StudyView) -> list[RowPlace]:
        """The newest transcripts in the order of the study, with moments or without."""
        given = (view.transcripts, view.accounts, view.sessions, view.dyads)
        if self._places is None or not _same(self._places[0], given):
            self._places = (given, _made_places(view))
        return self._places[1]

    def _relations(self, view: StudyView) -> dict[Id, str]:
        if self._paired is None or self._paired[0] is not view.pairings:
            found: dict[Id, dict[str, None]] = {}
            for pairing in view.pairings.values():
                for moment_id in pairing.moment_ids:
                    found.setdefault(moment_id, {})[pairing.relation] = None
            named = {key: ", ".join(own) for key, own in found.items()}
            self._paired = (view.pairings, named)
        return self._paired[1]


class MomentTimes:
    """The session times of moments, each worked out when it is asked for."""

    def __init__(self) -> None:
        self._known: dict[Id, tuple[tuple[object, ...], Interval]] = {}

    def of(self, view: StudyView, moment: Moment) -> Interval:
        """Session time of start and end in ms, None where unknown."""
        transcript = view.transcripts[moment.transcript_id]
        given = (
            moment,
            view.stops.get(transcript.id),
            view.asides.get(transcript.id),
            view.accounts[transcript.account_id],
        )
        known = self._known.get(moment.id)
        if known is None or not _same(known[0], given):
            known = self._known[moment.id] = (given, view.interval_of(moment))
        return known[1]


def _same(before: tuple[object, ...], after: tuple[object, ...]) -> bool:
    """Whether rows made of one would be those of the other."""
    return all(
        a is b or (isinstance(a, frozenset) and a == b) for a, b in zip(before, after, strict=True)
    )


def _kept(before: list[MomentRow], after: list[MomentRow]) -> list[MomentRow]:
    """The new rows, the old ones in their place where they say the same."""
    old = {row.moment.id: row for row in before}

    def same(row: MomentRow) -> MomentRow:
        known = old.get(row.moment.id)
        if known is None or known.moment is not row.moment or known.place is not row.place:
            return row
        said = (row.coder, row.round, row.pairing)
        return known if (known.coder, known.round, known.pairing) == said else row

    return [same(row) for row in after]


def _made(
    view: StudyView,
    place: RowPlace,
    moments: Mapping[Id, Moment],
    paired: Mapping[Id, str],
    alone: set[tuple[Id, Id]],
) -> list[MomentRow]:
    consensus = view.consensus
    pairs_nothing = None if consensus is None else consensus.id
    coders = {key: each.name for key, each in view.coders.items()}
    rounds = {key: each.name for key, each in view.rounds.items()}

    def pairing(moment: Moment) -> str:
        if moment.id in paired:
            return paired[moment.id]
        waits = (moment.coder_id, place.session_id) in alone
        none = place.voice not in RECALL_VOICES or moment.coder_id == pairs_nothing or waits
        return "" if none else "one-sided"

    rows = [
        MomentRow(each, place, coders[each.coder_id], rounds[each.round_id], pairing(each))
        for each in moments.values()
    ]
    rows.sort(key=lambda row: (row.moment.start, row.moment.end, row.coder, row.moment.id))
    return rows


def _made_places(view: StudyView) -> list[RowPlace]:
    newest = view.newest_transcripts()
    places = []
    for account in ordered_accounts(view):
        if account.id in newest:
            dyad, session, _ = view.place_of(account.id)
            places.append(
                RowPlace(
                    transcript=newest[account.id],
                    dyad_id=dyad.id,
                    dyad=dyad.name,
                    session_id=session.id,
                    session=session.number,
                    account_id=account.id,
                    voice=account.voice,
                )
            )
    return places
