"""What a coder at work sees: of each account the moments of the round that they work in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from annotator.app.verbs.moments import round_for
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView

Moments = Mapping[Id, Moment]


class WorkView:
    """Makes the view of one coder's work, and makes again only what has changed.

    An account that a coder has in two rounds (passages marked in one and classified in the
    next, say) would else show both on the same text. Whoever reads everybody's work sees all.
    """

    def __init__(self) -> None:
        self._last: tuple[StudyView, Id | None, StudyView] | None = None
        self._known: dict[Id, tuple[Moments, Id, Moments]] = {}

    def of(self, view: StudyView, coder_id: Id | None) -> StudyView:
        """The view as a coder sees it; `coder_id` None for everybody's work."""
        if self._last is not None and self._last[0] is view and self._last[1] == coder_id:
            return self._last[2]
        if self._last is not None and self._last[1] != coder_id:
            self._known.clear()  # another coder's moments stay with nobody
        made = self._made(view, coder_id) if coder_id else view
        self._last = (view, coder_id, made)
        return made

    def _made(self, view: StudyView, coder_id: Id) -> StudyView:
        shown: dict[Id, Moments] = {}
        for transcript_id, own in view.moments.items():
            account_id = view.transcripts[transcript_id].account_id
            work_round = round_for(view, coder_id, account_id)
            kept = own if work_round is None else self._of_round(transcript_id, own, work_round.id)
            if kept:
                shown[transcript_id] = kept
        same = len(shown) == len(view.moments) and all(
            view.moments[key] is own for key, own in shown.items()
        )
        return view if same else replace(view, moments=shown)

    def _of_round(self, transcript_id: Id, own: Moments, round_id: Id) -> Moments:
        known = self._known.get(transcript_id)
        if known is None or known[0] is not own or known[1] != round_id:
            kept = {key: each for key, each in own.items() if each.round_id == round_id}
            known = (own, round_id, own if len(kept) == len(own) else kept)
            self._known[transcript_id] = known
        return known[2]
