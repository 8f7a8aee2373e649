"""What a study that is open does where somebody is erased from it by another window.

What was done before may hold the words that are gone: no step of it is taken back or done again,
and nothing more is written that quotes them, as far as they can be known (see
`domain.fingerprints`): what stood in a field or on the clipboard meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotator.domain.edits import Edit, replacements
from annotator.domain.errors import Erased, UserError
from annotator.domain.fingerprints import KnownQuotes
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView
from annotator.storage import Store
from annotator.storage.erasure import known

ERASED = "erased"
"""The origin of the change by which listeners hear of it."""

_NOTES = ("memo", "text", "reason", "note")


class ErasedMeanwhile:
    """The erasures that an open study has seen."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen = store.erasures
        self._quotes = KnownQuotes({}, tuple)

    def has_come(self, view: StudyView) -> bool:
        """Whether there is one since this was asked last; with the view as it is now."""
        if self._store.erasures <= self._seen:
            return False
        self._seen = self._store.erasures
        kept = tuple(each.text for each in view.transcripts.values())
        with self._store.reading() as connection:
            words = known.erased_words(connection)
        self._quotes = KnownQuotes(words, lambda: kept)
        return True

    def refuse(self, edit: Edit) -> None:
        """Stops an edit of before an erasure, and one that quotes who was erased since.

        Raises:
            Erased, UserError: nothing is done.
        """
        if not self._store.erasures <= self._seen:
            raise Erased
        if self._quotes and any(map(self._quotes.found_in, _notes(edit))):
            what = "this quotes somebody who has withdrawn, so it is not stored"
            raise UserError(what, hint="leave their words out")


def _notes(edit: Edit) -> Iterable[str]:
    """What is newly written in an edit."""
    for each in replacements(edit):
        if each.after is not None and not isinstance(each.after, Transcript):
            before = set(_said(each.before)) if each.before is not None else set()
            yield from (words for words in _said(each.after) if words not in before)


def _said(record: object) -> Iterator[str]:
    for name in _NOTES:
        if isinstance(words := getattr(record, name, None), str):
            yield words
