"""Searches the texts and memos of a study: each place that fits is a passage to go to or code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from annotator.analysis.listing import ordered_accounts
from annotator.analysis.tables.current_codes import current_codes
from annotator.app.pattern_search import pattern_spans
from annotator.app.stopping import Stop
from annotator.app.verbs.search_conditions import Held, held_by
from annotator.app.verbs.search_memos import Noted, noted_of
from annotator.domain.folding import Folded, fold, folded_text
from annotator.domain.ids import Id
from annotator.domain.occurrences import needs_all, occurrences
from annotator.domain.query import Node, Pattern, Query, parse, patterns
from annotator.domain.spans import Span
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView
from annotator.storage import Candidates

FIRST_PASSAGES = 200  # what is shown while the rest is still sought
MOST_PASSAGES = 5_000
AROUND = 60  # characters of context on each side


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One place that was found.

    Attributes:
        kind: `text`, `memo`, or `code` for a moment that only its code has brought.
        place: the interview as people name it, or what a memo of no interview is about.
        about: of a memo, what it is about; empty for text.
        start, end: in the transcript: of the words, or of what the memo is about.
        before, words, after: what was found, and what stands beside it.
        speaker: label of the turn.
    """

    kind: str
    place: str
    transcript_id: Id | None
    start: int
    end: int
    words: str
    before: str = ""
    after: str = ""
    speaker: str = ""
    about: str = ""
    moment_id: Id | None = None
    session_id: Id | None = None

    @property
    def key(self) -> tuple[str, Id | None, int, int, Id | None, str]:
        """What tells it from other passages, also of another search."""
        return self.kind, self.transcript_id, self.start, self.end, self.moment_id, self.about


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search has found.

    Attributes:
        passages: in the order of the study, memos behind the text that they are about.
        more: whether there are more than these.
        codes: id, name and number of moments of the codes whose name holds all the words, as the
            code matrix counts them: a code that became another one counts under that.
    """

    passages: tuple[Passage, ...] = ()
    more: bool = False
    codes: tuple[tuple[Id, str, int], ...] = ()

    @property
    def interviews(self) -> int:
        """In how many interviews something was found."""
        return len({each.transcript_id for each in self.passages if each.transcript_id})


Ask = Callable[[Node], Candidates]


def search(
    view: StudyView, asked: str, ask: Ask, *, typing: bool = False, most: int = MOST_PASSAGES
) -> Found:
    """What fits a search, as written; nothing where nothing is asked.

    Args:
        view: what the coder may see; nothing else is found.
        asked: see README, *Finding*.
        ask: asks the full-text index, such as `OpenStudy.candidates`.
        typing: the last word may be only begun.
        most: passages at most.

    Raises:
        UserError: the search cannot be read, names a code or place that is not there, or a
            pattern takes too long.
    """
    query = parse(asked, typing=typing)
    if query is None:
        return Found()
    return find(view, query, wanted_candidates(query, ask), most=most)


def wanted_candidates(query: Query, ask: Ask) -> Candidates | None:
    """What the index says, in the study's thread; None where words alone do not decide."""
    return None if query.terms is None or needs_all(query.terms) else ask(query.terms)


def find(
    view: StudyView,
    query: Query,
    among: Candidates | None,
    *,
    most: int = MOST_PASSAGES,
    stopped: Stop | None = None,
) -> Found:
    """The same, in any thread, of candidates that are known.

    Raises:
        UserError: as in `search`.
        Stopped: nobody wants the answer any more.
    """
    held = held_by(view, query.conditions)
    if query.terms is None:
        passages = _coded(view, held)
    else:
        passages = _Search(view, query, among, held, stopped).passages()
    found: list[Passage] = []
    for each in passages:
        if len(found) == most:
            return Found(passages=tuple(found), more=True, codes=_codes(view, query))
        found.append(each)
    return Found(passages=tuple(found), codes=_codes(view, query))


def newest_transcripts(view: StudyView) -> list[Transcript]:
    """The newest transcript of each account that may be read, in the order of the study."""
    newest = view.newest_transcripts()
    return [newest[each.id] for each in ordered_accounts(view) if each.id in newest]


def place_name(view: StudyView, transcript: Transcript) -> str:
    """An interview as people name it."""
    dyad, session, account = view.place_of(transcript.account_id)
    return f"{dyad.name}, session {session.number}, {account.voice}"


class _Search:
    """One search at work: turns by transcript, then the memos that belong there."""

    def __init__(
        self,
        view: StudyView,
        query: Query,
        among: Candidates | None,
        held: Held,
        stopped: Stop | None,
    ) -> None:
        assert query.terms is not None
        self._stopped = stopped
        self._view, self._terms, self._held = view, query.terms, held
        self._texts = [] if query.scope == "memo" else newest_transcripts(view)
        self._numbers = self._turns(among)
        self._notes = [] if query.scope == "text" else noted_of(view, among)
        self._at = self._pattern_places()

    def passages(self) -> Iterator[Passage]:
        """All that fits, in the order of the study."""
        notes: dict[Id | None, list[Noted]] = {}
        for each in self._notes:
            notes.setdefault(each.transcript_id, []).append(each)
        for transcript in newest_transcripts(self._view):
            if transcript.id in self._numbers:
                yield from self._in_text(transcript)
            for own in sorted(notes.pop(transcript.id, ()), key=lambda e: (e.start, e.about)):
                yield from self._in_note(own)
        for own in sorted(notes.pop(None, ()), key=lambda e: (e.place, e.about)):
            yield from self._in_note(own)

    def _turns(self, among: Candidates | None) -> dict[Id, list[int]]:
        """By transcript the numbers of the turns that come into question, in order."""
        known = {each.id for each in self._texts if self._held.may_hold(each)}
        if among is None or among.turns is None:
            return {e.id: list(range(len(e.turns))) for e in self._texts if e.id in known}
        numbers: dict[Id, list[int]] = {}
        for transcript_id, number in among.turns:
            if transcript_id in known:
                numbers.setdefault(transcript_id, []).append(number)
        return {key: sorted(own) for key, own in numbers.items()}

    def _in_text(self, transcript: Transcript) -> Iterator[Passage]:
        place = place_name(self._view, transcript)
        session_id = self._view.accounts[transcript.account_id].session_id
        for number in self._numbers[transcript.id]:
            turn = transcript.turns[number]
            text = transcript.quote(turn.start, turn.end)
            spans = self._spans(text, (transcript.id, number))
            for start, end in spans or ():
                if self._held.holds(transcript, turn.start + start, turn.start + end):
                    before, after = _beside(text, (start, end))
                    yield Passage(
                        kind="text",
                        place=place,
                        transcript_id=transcript.id,
                        session_id=session_id,
                        start=turn.start + start,
                        end=turn.start + end,
                        words=text[start:end],
                        before=before,
                        after=after,
                        speaker=turn.speaker or "",
                    )

    def _in_note(self, noted: Noted) -> Iterator[Passage]:
        """A memo is one passage, however often the words stand in it."""
        spans = self._spans(noted.text, noted.key)
        if not spans or not self._held.holds_note(noted):
            return
        start, end = spans[0]
        before, after = _beside(noted.text, spans[0])
        yield Passage(
            kind="memo",
            place=noted.place,
            transcript_id=noted.transcript_id,
            session_id=noted.session_id,
            start=noted.start,
            end=noted.end,
            words=noted.text[start:end],
            before=before,
            after=after,
            about=noted.about,
            moment_id=noted.moment_id,
        )

    def _spans(self, text: str, key: object) -> list[Span] | None:
        """Where it fits. Most texts do not: of those the places of letters are not reckoned."""
        at = self._at(key)
        plain = Folded(folded_text(text), None)
        if not text.isascii() and occurrences(self._terms, plain, at) is None:
            return None
        return occurrences(self._terms, fold(text), at)

    def _pattern_places(self) -> Callable[[object], Callable[[Pattern], list[Span]]]:
        """Where patterns stand, by the key of the text: found all at once in a child."""
        wanted = list(dict.fromkeys(patterns(self._terms)))
        if not wanted:
            return lambda _key: lambda _pattern: []
        texts = {each.id: each for each in self._texts}
        keys: dict[object, str] = {}
        for transcript_id, numbers in self._numbers.items():
            for number in numbers:
                turn = texts[transcript_id].turns[number]
                keys[transcript_id, number] = texts[transcript_id].quote(turn.start, turn.end)
        keys |= {each.key: each.text for each in self._notes}
        found = pattern_spans(wanted, list(keys.values()), stopped=self._stopped)
        order = {key: number for number, key in enumerate(keys)}
        by_pattern = dict(zip(wanted, found, strict=True))
        return lambda key: lambda pattern: by_pattern[pattern].get(order[key], [])


def _coded(view: StudyView, held: Held) -> Iterator[Passage]:
    """The moments that conditions alone ask for."""
    for transcript in newest_transcripts(view):
        if not held.may_hold(transcript):
            continue
        place = place_name(view, transcript)
        own = sorted(held.coded(transcript), key=lambda each: (each.start, each.end, each.id))
        for moment in own:
            if not held.holds(transcript, moment.start, moment.end):
                continue
            turn = transcript.turns[transcript.turn_at(moment.start)]
            yield Passage(
                kind="code",
                place=place,
                transcript_id=transcript.id,
                session_id=view.accounts[transcript.account_id].session_id,
                start=moment.start,
                end=moment.end,
                words=transcript.quote(moment.start, moment.end),
                speaker=turn.speaker or "",
                moment_id=moment.id,
            )


def _codes(view: StudyView, query: Query) -> tuple[tuple[Id, str, int], ...]:
    """The codes of the newest codebook whose name fits the words."""
    if query.terms is None or query.scope != "all" or any(patterns(query.terms)):
        return ()
    fitting = [
        code
        for _, code in view.codebook.codes()
        if occurrences(query.terms, fold(code.name)) is not None
    ]
    if not fitting:
        return ()
    current = current_codes(view)
    counts = {code.id: 0 for code in fitting if current.now[code.id] == code.id}
    for transcript in view.newest_transcripts().values():
        for moment in view.moments_of(transcript.id).values():
            for code_id in current.of(moment):
                if code_id in counts:
                    counts[code_id] += 1
    return tuple((key, current.name(key), number) for key, number in counts.items())


def _beside(text: str, span: Span) -> tuple[str, str]:
    """What stands before and behind a place, cut between words."""
    before = text[max(0, span[0] - AROUND) : span[0]]
    after = text[span[1] : span[1] + AROUND]
    if span[0] > AROUND:
        before = f"…{before.partition(' ')[2]}"
    if span[1] + AROUND < len(text):
        after = f"{after.rpartition(' ')[0]}…"
    return before, after
