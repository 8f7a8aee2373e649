"""What a format's own reader hands to the common part: lines of text with what is known of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Characters that surround labels and times in real files without being seen: no-break blanks,
# zero-width and bidirectional marks, soft hyphen, a byte order mark in the middle.
BLANKS_UNSEEN = "\u00a0\u202f\u2007"
MARKS_UNSEEN = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
UNSEEN = BLANKS_UNSEEN + MARKS_UNSEEN

# Breaks that stay in the text unless a label or a start follows: VT, FF, NEL, LS, PS.
SOFT_BREAKS = "\u000b\u000c\u0085\u2028\u2029"

_UNSEEN_ONLY = re.compile(rf"[\s{UNSEEN}]*")
_MARKS = re.compile(f"[{MARKS_UNSEEN}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line, soft line, paragraph, cue line or table row of a file.

    Attributes:
        text: its text, without LF or CR.
        place: where it stands, for the report: `line 12`, `paragraph 4`, `cue 3`.
        bold: how many code points at its start are set in bold.
        group: lines of one group that carry no label belong together (the lines of a cue);
            None where each line stands for itself.
        start_ms, end_ms: times that the format itself gives.
        speaker: the speaker that the format itself gives (voice tag, table column).
        plain: whether its text is speech from its first character, so that no label is sought.
    """

    text: str
    place: str
    bold: int = 0
    group: int | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    speaker: str | None = None
    plain: bool = False


def is_blank(text: str) -> bool:
    """Whether nothing of the text can be seen."""
    return _UNSEEN_ONLY.fullmatch(text) is not None


def clean_label(text: str) -> str:
    r"""A label without unseen characters: no-break blanks become blanks, marks go.

    >>> clean_label("\u200fSpeaker\u00a01 ")
    'Speaker 1'
    """
    for blank in BLANKS_UNSEEN:
        text = text.replace(blank, " ")
    return " ".join(_MARKS.sub("", text).split())
