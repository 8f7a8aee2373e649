"""Moments that the palette offers: by the names of their codes, their words and their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotator.domain.clock import clock_text
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView
from annotator.ui.palette_offer import Offer

MOST_MOMENTS = 12
_QUOTED = 90


@dataclass(frozen=True, slots=True)
class _Line:
    """A moment as it is searched: all its words in small letters."""

    folded: str
    moment: Moment


class MomentOffers:
    """Knows the moments of a view; only transcripts whose moments have changed are read anew."""

    def __init__(self) -> None:
        self._view: StudyView | None = None
        self._known: dict[Id, tuple[Mapping[Id, Moment], list[_Line]]] = {}

    def show_view(self, view: StudyView) -> None:
        """Takes the study as whoever sits here sees it now; reads nothing yet."""
        if self._view is None or self._view.codebooks is not view.codebooks:
            self._known = {}
        self._view = view

    def found(self, asked: Sequence[str]) -> list[Offer]:
        """The first moments in the order of the study that hold all the words."""
        view = self._view
        if view is None or not asked:
            return []
        offers: list[Offer] = []
        for transcript_id in view.transcripts:
            for line in self._lines(view, transcript_id):
                if all(word in line.folded for word in asked):
                    offers.append(_offer(view, line.moment))
                    if len(offers) == MOST_MOMENTS:
                        return offers
        return offers

    def _lines(self, view: StudyView, transcript_id: Id) -> list[_Line]:
        moments = view.moments_of(transcript_id)
        known = self._known.get(transcript_id)
        if known is None or known[0] is not moments:
            text = view.transcripts[transcript_id].text
            place = _place(view, transcript_id)
            names = _names_by_codebook(view)
            lines = [
                _Line(
                    f"{_codes(names, each)} {text[each.start : each.end]} {place}".casefold(), each
                )
                for each in moments.values()
            ]
            known = self._known[transcript_id] = (moments, lines)
        return known[1]


def _names_by_codebook(view: StudyView) -> dict[Id, dict[Id, str]]:
    return {
        book.id: {code.id: code.name for _, code in book.codes()}
        for book in view.codebooks.values()
    }


def _codes(names: Mapping[Id, Mapping[Id, str]], moment: Moment) -> str:
    own = names.get(moment.codebook_id, {})
    return ", ".join(own.get(each, "") for each in moment.codes) or "no code yet"


def _place(view: StudyView, transcript_id: Id) -> str:
    dyad, session, account = view.place_of(view.transcripts[transcript_id].account_id)
    return f"{dyad.name} · Session {session.number} · {account.voice}"


def _offer(view: StudyView, moment: Moment) -> Offer:
    quote = view.transcripts[moment.transcript_id].text[moment.start : moment.end]
    start_ms, _ = view.interval_of(moment)
    at = f" · {clock_text(start_ms)}" if start_ms is not None else ""
    codes = _codes(_names_by_codebook(view), moment)
    return Offer(
        kind="moment",
        text=f"{codes}: “{' '.join(quote[:_QUOTED].split())}”",
        value=moment.id,
        detail=f"Moment · {_place(view, moment.transcript_id)}{at}",
        icon="bookmark-simple",
    )
