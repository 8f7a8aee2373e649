"""What an excerpt shows of an episode: some text with each coder's mark, before it is laid out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from annotator.analysis.agreement.episodes import Episode
from annotator.domain.codebook import Code
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.spans import Span
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView

AROUND = 60
"""Characters of context before and after the passage, at most."""

INSIDE = 130
"""Characters kept on the inner side of an end; what is further from all ends may be left out."""

_LEAST_GAP = 60
_BEFORE, _AFTER, _BETWEEN = "…\u00a0", "\u00a0…", " … "  # no line begins or ends with one alone


@dataclass(frozen=True, slots=True, kw_only=True)
class CoderMark:
    """One coder's mark in an excerpt.

    Attributes:
        start, end: in the text shown, code points.
        place: the coder's place among the compared ones: 0 is a bar under the text, 1 a wash
            behind it, 2 and more are further bars.
        colour: of the first code, as the codebook names it.
        said: `RA-1 Distance, 4`.
    """

    start: int
    end: int
    place: int
    colour: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcerptText:
    """Some of a transcript's text with marks.

    Attributes:
        parts: the stretches of the transcript that it shows, each with its place in `text`.
    """

    text: str
    marks: tuple[CoderMark, ...]
    parts: tuple[tuple[int, int, int], ...]


def excerpt_of(view: StudyView, episode: Episode) -> ExcerptText:
    """The passage of an episode with some words around it; of a long one what is near the ends."""
    text = episode.document.transcript.text
    spans = [(moment.start, moment.end) for _, moment in episode.moments]
    low, high = turns_around(episode.document.transcript, spans)
    kept = kept_parts(text, spans, (low, high))
    shown, parts = _BEFORE if text[low : kept[0][0]].strip() else "", []
    for number, (start, end) in enumerate(kept):
        shown += _BETWEEN if number else ""
        parts.append((start, end, len(shown)))
        shown += text[start:end]
    if text[kept[-1][1] : high].strip():
        shown += _AFTER
    marks = tuple(
        _mark(view, name, moment, episode.coders.index(name), parts, episode.codes)
        for name, moment in episode.moments
    )
    return ExcerptText(text=shown, marks=marks, parts=tuple(parts))


def said_of(view: StudyView, moment: Moment) -> str:
    """Codes and ratings of a moment: `Distance, 4`."""
    return _said(codes_of(view, moment), moment)


def codes_of(view: StudyView, moment: Moment) -> list[Code]:
    """The codes of a moment, in the version that it was coded under, else in the newest."""
    book, found = view.codebook_of(moment), []
    for code_id in moment.codes:
        code = book.code(code_id) or view.codebook.code(code_id)
        if code is not None:
            found.append(code)
    return found


def kept_parts(text: str, spans: Sequence[Span], room: Span) -> list[Span]:
    """The stretches of text to show for marks: around and inside each end, cut at words.

    Args:
        text: of the transcript.
        spans: the marks.
        room: what it stays within.
    """
    ends = sorted({end for span in spans for end in span})
    first = _word_start(text, max(room[0], ends[0] - AROUND), ends[0])
    last = _word_end(text, min(room[1], ends[-1] + AROUND), ends[-1])
    windows = [
        (
            _word_start(text, max(first, place - INSIDE), place),
            _word_end(text, min(last, place + INSIDE), place),
        )
        for place in ends
    ]
    windows[0] = (first, windows[0][1])
    windows[-1] = (windows[-1][0], last)
    return _joined(windows)


def turns_around(transcript: Transcript, spans: Sequence[Span]) -> Span:
    """From the start of the first turn that marks touch to the end of the last."""
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    if not transcript.turns:
        return 0, len(transcript.text)
    first = transcript.turns[transcript.turn_at(start)]
    last = transcript.turns[transcript.turn_at(max(start, end - 1))]
    return min(first.start, start), max(last.end, end)


def place_in(parts: Iterable[tuple[int, int, int]], position: int) -> int:
    """Where a position of the transcript stands in an excerpt; at the nearest place shown."""
    found = 0
    for start, end, at in parts:
        if position < start:
            break
        found = at + min(position, end) - start
    return found


def _mark(
    view: StudyView,
    name: str,
    moment: Moment,
    place: int,
    parts: Sequence[tuple[int, int, int]],
    compared: Collection[Id] = (),
) -> CoderMark:
    codes = codes_of(view, moment)
    if compared:  # a code of another set must not lend its colour
        codes = [code for code in codes if code.id in compared]
    return CoderMark(
        start=place_in(parts, moment.start),
        end=place_in(parts, moment.end),
        place=place,
        colour=codes[0].colour if codes else "grey",
        said=f"{name} {_said(codes, moment)}",
    )


def _said(codes: Sequence[Code], moment: Moment) -> str:
    names = " + ".join(code.name for code in codes) or "no code"
    return ", ".join([names, *(str(each.value).replace("-", "−") for each in moment.ratings)])


def _joined(windows: Sequence[Span]) -> list[Span]:
    """Neighbours that leave out little become one."""
    result: list[Span] = []
    for start, end in windows:
        if result and start - result[-1][1] < _LEAST_GAP:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


_BLANK = re.compile(r"\s")


def _word_start(text: str, place: int, at_most: int) -> int:
    """The first start of a word from a place on."""
    if place == 0 or text[place - 1].isspace():
        return place
    blank = _BLANK.search(text, place, at_most)
    return blank.end() if blank else (place if at_most - place >= AROUND else at_most)


def _word_end(text: str, place: int, at_least: int) -> int:
    """The last end of a word up to a place."""
    if place >= len(text) or text[place].isspace():
        return place
    for end in range(place, at_least, -1):
        if text[end - 1].isspace():
            return end - 1
    return place if place - at_least >= AROUND else at_least
