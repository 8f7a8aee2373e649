"""Lines that belong to a transcript's frame and are no speech: titles, dates, service lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from annotator.formats.label_words import is_name_like
from annotator.formats.lines import UNSEEN, is_blank

_MONTH = r"[^\W\d_]{3,12}\.?"
_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:[AaPp]\.?[Mm]\.?)?"
_AT = rf"(?:,?\s*(?:at\s+|kl\.?\s*|um\s+)?{_CLOCK}(?:\s*(?:Uhr|UTC|GMT|CET|CEST))?)?"
_DAY = r"(?:[^\W\d_]{3,12}\.?,?\s+)?"

_SERVICE = re.compile(
    r"(?:auto-?)?(?:transcribed|transcription|transcript|subtitles|captions|subtitled|captioned)"
    r"\s+(?:provided\s+|created\s+|generated\s+)?(?:by|with)\s+\S+(?:\s+\S+){0,4}",
    re.IGNORECASE,
)
_STARTED = re.compile(
    r"(?P<who>\S.{0,60}?)\s+(?:started|stopped)\s+(?:the\s+)?transcription"
    r"|(?P<wer>\S.{0,60}?) hat die Transkription (?:gestartet|beendet)"
    r"|(?P<hvem>\S.{0,60}?) (?:startet|stoppet) transkripsjonen",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"{_DAY}(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}\.?\s+{_MONTH}\s+\d{{4}}"
    rf"|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}){_AT}"
    rf"(?:T\d{{2}}:\d{{2}}(?::\d{{2}})?Z?)?"
)
_DURATION = re.compile(
    r"(?=\d)(?:\d{1,2}\s*h(?:ours?)?)?\s*(?:\d{1,3}\s*m(?:in(?:utes?|uten|utter)?)?\.?)?"
    r"\s*(?:\d{1,2}\s*s(?:ec(?:onds)?)?)?",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"(?:date|time|duration|length|title|subject|location|place|recorded(?: on)?|recording|session"
    r"|dyad|case|file|audio|video|transcript(?:ion)?|transcribed(?: on)?|transcriber|language"
    r"|participants|attendees|speakers|meeting|dato|tid|varighet|tittel|sted|datum|zeit|dauer"
    r"|titel|ort|aufnahme|opptak)\s*[:：]\s*\S.{0,200}",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"audio file|audiofile|transcript|transcription|transkript|transkription|transkripsjon"
    r"|\S.{0,120}\.(?:m4a|mp3|wav|mp4|mov|aac|flac|ogg|wma)"
    r"|(?:(?:recall|ipr|therapist|patient|client)\s+)?"
    r"(?:transcript|transkript|transkripsjon|interview|intervju)\b[^.?!…]{1,80}",
    re.IGNORECASE,
)

# A meeting's title is short and no sentence; it stands right above its date.
_TITLE_LENGTH = 100
_HEAD_LINES = 8
_FOOT_LINES = 3


def find_frame(texts: Sequence[str], first_labelled: int | None) -> dict[int, str]:
    """What of a file's lines is frame: index of the line → what it is, for the report.

    Args:
        texts: all lines in order, blank ones too.
        first_labelled: index of the first line with a speaker label or from the format itself
            known to be speech; None for a file without any.
    """
    shown = [index for index, text in enumerate(texts) if not is_blank(text)]
    frame: dict[int, str] = {}
    for index in shown:
        if _is_start_line(texts[index]):
            frame[index] = "line of the recording service (transcription started or stopped)"
    for index in [*shown[:_FOOT_LINES], *shown[-_FOOT_LINES:]]:
        if _is(_SERVICE, texts[index]):
            frame[index] = "line of the transcription service"
    head = [index for index in shown if first_labelled is not None and index < first_labelled]
    if first_labelled is None and any(index in frame for index in shown[:_HEAD_LINES]):
        last = max(index for index in shown[:_HEAD_LINES] if index in frame)
        head = [index for index in shown if index < last]
    frame.update(_find_head(texts, head))
    return dict(sorted(frame.items()))


def _find_head(texts: Sequence[str], head: Sequence[int]) -> dict[int, str]:
    """Dates, durations, fields and a title among the lines before the first label."""
    found: dict[int, str] = {}
    for index in head:
        if _is(_DATE, texts[index]):
            found[index] = "date above the transcript"
        elif _is(_DURATION, texts[index]):
            found[index] = "duration above the transcript"
        elif _is(_FIELD, texts[index]) or _is(_HEADING, texts[index]):
            found[index] = "heading above the transcript"
    framed = bool(found) or any(_is_start_line(texts[index]) for index in head)
    if framed and head and head[0] not in found and _is_title(texts[head[0]]):
        found[head[0]] = "title above the transcript"
    return found


def _is_title(text: str) -> bool:
    bare = text.strip()
    return len(bare) <= _TITLE_LENGTH and bare[-1:] not in ".?!…"


def _is_start_line(text: str) -> bool:
    """Whether a line is a service's `Name started transcription`, not somebody's sentence."""
    match = _match(_STARTED, text)
    return match is not None and is_name_like(match["who"] or match["wer"] or match["hvem"])


def _is(pattern: re.Pattern[str], text: str) -> bool:
    return _match(pattern, text) is not None


def _match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    if len(text) > 250:
        return None
    bare = re.sub(f"[{UNSEEN}]+", " ", text).strip()
    return pattern.fullmatch(bare) if bare else None
