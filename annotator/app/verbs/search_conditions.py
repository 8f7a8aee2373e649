"""What must hold of a hit beside its words: where it stands, and how it is coded."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.analysis.tables.current_codes import current_codes
from annotator.app.verbs.search_memos import Noted
from annotator.domain.errors import UserError
from annotator.domain.folding import folded_words
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.query import Condition
from annotator.domain.spans import SpanIndex
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView


class Held:
    """The conditions of one search, on one view."""

    def __init__(
        self,
        view: StudyView,
        places: Sequence[tuple[frozenset[Id], bool]],
        codes: Sequence[tuple[frozenset[Id], bool]],
    ) -> None:
        self._view = view
        self._places = places
        self._codes = codes
        self._indexes: dict[tuple[Id, int], SpanIndex] = {}

    def may_hold(self, transcript: Transcript) -> bool:
        """Whether anything in a transcript can."""
        return all(wanted == (transcript.account_id in own) for own, wanted in self._places)

    def holds(self, transcript: Transcript, start: int, end: int) -> bool:
        """Whether it does for a passage: a moment with each code meets it, and none of others."""
        return all(
            wanted == bool(self._index(transcript, number).meeting(start, end))
            for number, (_, wanted) in enumerate(self._codes)
        )

    def holds_note(self, noted: Noted) -> bool:
        """Whether it does for a memo; one that is of no interview is nowhere."""
        transcript = self._view.transcripts.get(noted.transcript_id or "")
        if transcript is None:
            return not any(wanted for _, wanted in (*self._places, *self._codes))
        fits = self.may_hold(transcript)
        return fits and self.holds(transcript, noted.start, max(noted.end, noted.start + 1))

    def coded(self, transcript: Transcript) -> list[Moment]:
        """The moments with a code of the first condition that wants one."""
        wanted = next((ids for ids, is_wanted in self._codes if is_wanted), frozenset[Id]())
        own = self._view.moments_of(transcript.id).values()
        return [each for each in own if wanted.intersection(each.codes)]

    def _index(self, transcript: Transcript, number: int) -> SpanIndex:
        key = (transcript.id, number)
        if key not in self._indexes:
            ids = self._codes[number][0]
            own = self._view.moments_of(transcript.id).values()
            spans = [(each.start, each.end) for each in own if ids.intersection(each.codes)]
            self._indexes[key] = SpanIndex(spans)
        return self._indexes[key]


def held_by(view: StudyView, conditions: Sequence[Condition]) -> Held:
    """The conditions, with what they name looked up.

    Raises:
        UserError: no code, account or dyad is called so.
    """
    places = [
        (_accounts(view, each.value), each.wanted) for each in conditions if each.field == "in"
    ]
    codes = [(_codes(view, each.value), each.wanted) for each in conditions if each.field == "code"]
    return Held(view, places, codes)


def _accounts(view: StudyView, value: str) -> frozenset[Id]:
    """Accounts of a voice, which may be only begun, or of a dyad."""
    found = {
        each.id
        for each in view.accounts.values()
        if _folded(each.voice).startswith(value) or _folded(view.place_of(each.id)[0].name) == value
    }
    if not found:
        voices = dict.fromkeys(each.voice for each in view.accounts.values())
        dyads = sorted(each.name for each in view.dyads.values())
        some = ", ".join([*voices, *dyads[:8], *(["…"] if len(dyads) > 8 else [])])
        raise UserError(f"nothing is called {value!r}", "search", f"there are {some or 'none yet'}")
    return frozenset(found)


def _codes(view: StudyView, value: str) -> frozenset[Id]:
    """Codes of that name, else whose name begins so, of any version, with all under them.

    They are counted as in the tables: what was merged into one of them is with it.
    """
    current = current_codes(view)
    named = {key: _folded(code.name) for key, code in current.codes.items()}
    found = {key for key, name in named.items() if name == value}
    found = found or {key for key, name in named.items() if name.startswith(value)}
    if not found:
        names = [code.name for _, code in view.codebook.codes() if not code.retired]
        some = ", ".join([*names[:12], *(["…"] if len(names) > 12 else [])]) or "none yet"
        raise UserError(f"no code is called {value!r}", "search", f"there are {some}")
    return current.counted_under(found)


def _folded(name: str) -> str:
    return " ".join(folded_words(name))
