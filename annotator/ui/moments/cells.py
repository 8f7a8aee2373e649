"""What the table of moments says in its cells, and what it sorts by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotator.analysis.tables.current_codes import CurrentCodes, current_codes
from annotator.analysis.tables.moment_rows import MomentRow, MomentTimes
from annotator.domain.clock import clock_text
from annotator.domain.codebook import Code, Scale
from annotator.domain.ids import Id
from annotator.domain.moment import CERTAINTIES
from annotator.domain.view import StudyView
from annotator.ui.when import when_text

LONGEST_QUOTE = 300


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """One column: its name in settings, its head, its width at 100 %, whether it is shown first."""

    name: str
    text: str
    width: int
    usual: bool = True


COLUMNS = (
    ColumnHead("dyad", "Dyad", 54),
    ColumnHead("session", "Session", 62),
    ColumnHead("account", "Account", 78),
    ColumnHead("coder", "Coder", 62),
    ColumnHead("time", "Time", 58),
    ColumnHead("codes", "Codes", 168),
    ColumnHead("quote", "Words", 250),
    ColumnHead("ratings", "Ratings", 98),
    ColumnHead("tense", "Then/now", 72),
    ColumnHead("peak", "Peak", 46),
    ColumnHead("certainty", "How sure", 72),
    ColumnHead("memo", "Memo", 116),
    ColumnHead("pairing", "Pairing", 96),
    ColumnHead("set", "Set", 120, usual=False),
    ColumnHead("round", "Round", 90, usual=False),
    ColumnHead("made", "Made", 140, usual=False),
)
COLUMN_NAMES = tuple(each.name for each in COLUMNS)
_VOICES = {"session": 0, "therapist": 1, "patient": 2}


class Cells:
    """The words of rows of one view; what costs is worked out once for each moment."""

    def __init__(self) -> None:
        self.times = MomentTimes()
        self._view: StudyView | None = None
        self.current = CurrentCodes(now={}, codes={}, sets={})
        self._scales: dict[Id, Scale] = {}
        self._sets: dict[Id, str] = {}

    def show_view(self, view: StudyView) -> None:
        """Takes a newer view."""
        if self._view is None or self._view.codebooks is not view.codebooks:
            books = sorted(view.codebooks.values(), key=lambda book: book.number)
            self.current = current_codes(view)
            self._scales = {scale.id: scale for book in books for _, scale in book.scales()}
            self._sets = {own.id: own.name for book in books for own in book.sets}
        self._view = view

    def forget(self) -> None:
        """Holds nothing of what was shown."""
        self.__init__()  # type: ignore[misc]

    def text(self, row: MomentRow, column: str) -> str:
        """What a cell says."""
        return _TEXTS[column](self, row)

    def sort_key(self, row: MomentRow, column: str) -> tuple[object, ...]:
        """What a column sorts by; what is empty comes last."""
        key = _KEYS.get(column)
        if key is not None:
            return key(self, row)
        text = self.text(row, column).casefold()
        return (not text, text)

    def codes(self, row: MomentRow) -> list[Code]:
        """The codes of a moment, as they stand now."""
        known = self.current.codes
        return [known[each] for each in row.moment.codes if each in known]

    def start_ms(self, row: MomentRow) -> int | None:
        """The session time of its start."""
        return None if self._view is None else self.times.of(self._view, row.moment)[0]

    def time(self, row: MomentRow) -> str:
        """The same in words."""
        start_ms = self.start_ms(row)
        return "" if start_ms is None else clock_text(start_ms)

    def code_text(self, row: MomentRow) -> str:
        """Names of the codes."""
        return ", ".join(code.name for code in self.codes(row))

    def set_text(self, row: MomentRow) -> str:
        """Names of the codes' sets."""
        ids = (self.current.sets.get(each, "") for each in row.moment.codes)
        return ", ".join(dict.fromkeys(self._sets[each] for each in ids if each in self._sets))

    def rating_text(self, row: MomentRow) -> str:
        """The values, with the scale's name where there are several scales."""
        ratings = row.moment.ratings
        if len(self._scales) < 2:
            return ", ".join(str(each.value) for each in ratings)
        named = ((self._scales.get(each.scale_id), each.value) for each in ratings)
        return ", ".join(f"{'' if s is None else s.name} {v}".strip() for s, v in named)


def quote_text(row: MomentRow) -> str:
    """The words in one line, cut where they are very long."""
    moment = row.moment
    end = min(moment.end, moment.start + LONGEST_QUOTE)
    text = " ".join(row.place.transcript.quote(moment.start, end).split())
    return text if end == moment.end else f"{text}…"


_TEXTS: dict[str, Callable[[Cells, MomentRow], str]] = {
    "dyad": lambda _, row: row.place.dyad,
    "session": lambda _, row: str(row.place.session),
    "account": lambda _, row: row.place.voice,
    "coder": lambda _, row: row.coder,
    "time": Cells.time,
    "codes": Cells.code_text,
    "quote": lambda _, row: quote_text(row),
    "ratings": Cells.rating_text,
    "tense": lambda _, row: row.moment.tense or "",
    "peak": lambda _, row: "peak" if row.moment.peak else "",
    "certainty": lambda _, row: row.moment.certainty or "",
    "memo": lambda _, row: " ".join(row.moment.memo.split()),
    "pairing": lambda _, row: row.pairing,
    "set": Cells.set_text,
    "round": lambda _, row: row.round,
    "made": lambda _, row: when_text(row.moment.made_at) if row.moment.made_at else "",
}
_KEYS: dict[str, Callable[[Cells, MomentRow], tuple[object, ...]]] = {
    "session": lambda _, row: (row.place.session,),
    "account": lambda _, row: (_VOICES.get(row.place.voice, 3), row.place.voice),
    "time": lambda cells, row: (
        (start := cells.start_ms(row)) is None,
        0 if start is None else start,
    ),
    "ratings": lambda _, row: (
        not row.moment.ratings,
        tuple(-each.value for each in row.moment.ratings),
    ),
    "certainty": lambda _, row: (
        -1 if row.moment.certainty is None else CERTAINTIES.index(row.moment.certainty),
    ),
    "peak": lambda _, row: (0 if row.moment.peak else 1,),
    "made": lambda _, row: (row.moment.made_at,),
}
