"""What a line may begin with: a speaker label, a start, both, in any of the known shapes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from annotator.formats.lines import BLANKS_UNSEEN, SOFT_BREAKS, UNSEEN, clean_label
from annotator.formats.times import parse_time

Shape = Literal["colon", "tab", "bold", "alone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The beginning of a line that is no speech.

    Attributes:
        label: the speaker as written, without colon and unseen characters; None for a start only.
        shape: what told the label apart: colon, tab, bold type, alone in its line.
        start_ms: the start, None where the head has none.
        stamp: the start as written.
        end: where in the line the speech begins.
        odd: a stamp before or in a label whose numbers are no time.
        tight: a colon directly followed by a word, which only a known label may have.
    """

    label: str | None = None
    shape: Shape | None = None
    start_ms: int | None = None
    stamp: str = ""
    odd: str = ""
    end: int = 0
    tight: bool = False


_GAP = rf"[ \t{UNSEEN}]*+"  # possessive: a long run of blanks is tried once
_THIN = rf"[ {UNSEEN}]*+"
_LEAD = re.compile(rf"[ \t{UNSEEN}{SOFT_BREAKS}]*")
_CLOCK = r"\d{1,3}:\d{2}(?::\d{2,3})?(?:[.,]\d{1,3})?"
_STAMP_TEXT = rf"\[{_GAP}{_CLOCK}{_GAP}\]|\({_GAP}{_CLOCK}{_GAP}\)"
_STAMP = re.compile(_STAMP_TEXT)
_LABEL_TEXT = r"[^\W_][^:：\t\[\]<>{}?!;\"“”*/\\|=#\r\n" + SOFT_BREAKS + r"]{0,59}?"
_COLON = re.compile(
    rf"(?:\*\*{_GAP})?(?P<label>{_LABEL_TEXT}){_GAP}(?P<stamp>{_STAMP_TEXT})?{_GAP}"
    rf"(?:\*\*)?{_GAP}[:：](?:\*\*)?"
)
_STARRED = re.compile(rf"\*\*{_GAP}(?P<label>{_LABEL_TEXT}){_GAP}\*\*(?=[ \t{BLANKS_UNSEEN}]|$)")
_TABBED = re.compile(rf"(?P<label>{_LABEL_TEXT}){_THIN}(?P<stamp>{_STAMP_TEXT})?{_THIN}\t")
_ALONE = re.compile(rf"(?P<label>{_LABEL_TEXT}){_GAP}(?P<stamp>{_STAMP_TEXT})?{_GAP}")
_BARE = re.compile(rf"(?P<label>{_LABEL_TEXT}){_GAP}(?P<stamp>{_STAMP_TEXT})?{_GAP}")


def find_start(text: str) -> Head:
    """The start before which nothing but unseen characters stands; an empty head without one."""
    at = _skip_lead(text, 0)
    start_ms, stamp, after = _read_stamp(text, at)
    if start_ms is None:  # numbers that are no time are text where no label follows
        return Head()
    return Head(start_ms=start_ms, stamp=stamp, end=_skip_separator(text, after))


def possible_heads(text: str, bold: int = 0) -> list[Head]:
    """The labelled heads that a line's shape allows, the likeliest first.

    Which of them is a label is not for one line to say: see `labels`.
    """
    at = _skip_lead(text, 0)
    start_ms, stamp, after = _read_stamp(text, at)
    at = _skip_lead(text, after)
    found: list[Head] = []
    colon = _COLON.match(text, at)
    if bold > at and (colon is None or colon.start() < bold < colon.end("label")):
        found += _bold_head(text, at, bold, start_ms, stamp)
    if colon is not None:
        found.append(_finish(text, colon, "colon", start_ms, stamp))
    if (starred := _STARRED.match(text, at)) is not None:
        found.append(_finish(text, starred, "bold", start_ms, stamp))
    if (tabbed := _TABBED.match(text, at)) is not None:
        found.append(_finish(text, tabbed, "tab", start_ms, stamp))
    if len(text) - at <= 80 and (alone := _ALONE.fullmatch(text, at)) is not None:
        found.append(_finish(text, alone, "alone", start_ms, stamp))
    return [head for head in found if _is_balanced(head.label or "")]


def _bold_head(text: str, at: int, bold: int, start_ms: int | None, stamp: str) -> list[Head]:
    """A label set in bold at a paragraph's start, without a colon."""
    match = _BARE.fullmatch(text, at, min(bold, len(text)))
    return [] if match is None else [_finish(text, match, "bold", start_ms, stamp)]


def _finish(
    text: str, match: re.Match[str], shape: Shape, start_ms: int | None, stamp: str
) -> Head:
    """The head with the start that stands before, in or after its label."""
    after = match.end()
    tight = shape == "colon" and re.match(rf"[^\s\[({UNSEEN}]", text[after : after + 1]) is not None
    if shape == "colon" and re.fullmatch(r"\d:\d", text[match.end("label") - 1 : after + 1]):
        return Head(label="", shape=shape)  # the colon of a clock: 12:34
    if tight and text[after] in "/\\":
        return Head(label="", shape=shape)  # the colon of an address or a drive
    inner = match.groupdict().get("stamp")
    if inner and not stamp:
        start_ms, stamp = parse_time(_clock_of(inner)), inner
    if not stamp:
        start_ms, stamp, behind = _read_stamp(text, _skip_lead(text, after))
        if start_ms is None:
            stamp = ""
        else:
            after = behind
    return Head(
        label=clean_label(match["label"]),
        shape=shape,
        start_ms=start_ms,
        stamp=stamp if start_ms is not None else "",
        odd=stamp if start_ms is None else "",
        end=_skip_separator(text, after),
        tight=tight,
    )


def _read_stamp(text: str, at: int) -> tuple[int | None, str, int]:
    """Start in ms, None for numbers that are no time; as written; where it ends."""
    match = _STAMP.match(text, at)
    if match is None:
        return None, "", at
    return parse_time(_clock_of(match[0])), match[0], match.end()


def _clock_of(stamp: str) -> str:
    return clean_label(stamp).strip("[]() ")


def _skip_lead(text: str, at: int) -> int:
    match = _LEAD.match(text, at)
    return match.end() if match is not None else at


def _skip_separator(text: str, at: int) -> int:
    """Past the blanks after a head: blanks and tabs, or one no-break blank in their stead."""
    end = len(text) - len(text[at:].lstrip(" \t"))
    if end == at and text[at : at + 1] and text[at] in BLANKS_UNSEEN:
        end = at + 1
    return end


def _is_balanced(label: str) -> bool:
    return label.count("(") == label.count(")") and label != ""
