"""What a coder sees of a session that is read one account at a time: that account alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from annotator.domain.ids import Id
from annotator.domain.view import StudyView

_TABLES = ("transcripts", "stops", "asides", "asked", "moments")


class AloneView:
    """Makes the view of one recall account read alone, and makes again only what has changed.

    Once the first account is done the other is loaded, yet the two are not read together before
    the step that is on record: what is drawn of one shows no stop and no moment of the other.
    """

    def __init__(self) -> None:
        self._last: tuple[StudyView, frozenset[Id], StudyView] | None = None

    def of(self, view: StudyView, session_id: Id | None, voice: str) -> StudyView:
        """The view without the texts of the session's other recall accounts.

        Args:
            view: what the coder may read.
            session_id: the session on screen.
            voice: of the account that is read alone; empty where all are read together.
        """
        others = (
            frozenset(
                account.id
                for account in view.accounts_of(session_id).values()
                if account.is_recall and account.voice != voice
            )
            if voice and session_id
            else frozenset()
        )
        if not any(each.account_id in others for each in view.transcripts.values()):
            self._last = None
            return view
        last = self._last
        if last is None or last[0] is not view or last[1] != others:
            made = replace(view, **self._tables(view, others))
            self._last = last = (view, others, made)
        return last[2]

    def _tables(self, view: StudyView, others: frozenset[Id]) -> dict[str, Any]:
        """What stands in transcripts, without those of some accounts; shared where unchanged."""
        last = self._last
        gone = {key for key, each in view.transcripts.items() if each.account_id in others}
        tables: dict[str, Any] = {}
        for name in _TABLES:
            own = getattr(view, name)
            if last is not None and last[1] == others and getattr(last[0], name) is own:
                tables[name] = getattr(last[2], name)
            else:
                tables[name] = {key: each for key, each in own.items() if key not in gone}
        return tables
